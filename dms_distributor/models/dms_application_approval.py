from odoo import fields, models
from odoo.fields import Command


class DmsApplication(models.Model):
    """What comes before an application and what follows from its approval."""

    _inherit = "dms.application"

    def _link_lead(self):
        """Find the prospect that applies, or make one, and move it on in the pipeline."""
        self.ensure_one()
        team = self.env["crm.team"].with_company(self.company_id)._get_dms_team()
        if not self.lead_id:
            self.lead_id = self._find_lead() or (
                team and self.env["crm.lead"].create(self._prepare_lead_values(team))
            )
        stage = self.env.ref("dms_distributor.stage_prospect_applied", raise_if_not_found=False)
        lead = self.lead_id
        if stage and lead.won_status == "pending" and lead.stage_id.sequence < stage.sequence:
            lead.stage_id = stage
        lead._stop_dms_outreach()

    def _find_lead(self):
        """The open prospect with the same e-mail address or tax number."""
        leads = self.env["crm.lead"].search([
            ("dms_is_prospect", "=", True),
            ("won_status", "=", "pending"),
            ("company_id", "in", (False, self.company_id.id)),
            "|", ("email_normalized", "=", self.email_normalized),
            "&", ("dms_vat_key", "!=", False), ("dms_vat_key", "=", self.vat_key),
        ])
        return leads.sorted(lambda lead: lead.email_normalized != self.email_normalized)[:1]

    def _prepare_lead_values(self, team) -> dict:
        """Values of the prospect that an application without one makes.

        :param team: the ``crm.team`` that wins distributors
        """
        self.ensure_one()
        source = self.env.ref("dms_distributor.source_application_form", raise_if_not_found=False)
        return {
            "type": "opportunity",
            "name": self.company_name,
            "partner_name": self.company_name,
            "contact_name": self.contact_name,
            "function": self.contact_function,
            "email_from": self.email,
            "phone": self.phone,
            **self._prepare_address_values(),
            "team_id": team.id,
            "user_id": self.user_id.id,
            "company_id": team.company_id.id,
            "source_id": source.id if source and self.source == "form" else False,
            "dms_territory_id": self.territory_id.id,
            "dms_tier_id": self.tier_id.id,
            "dms_vat": self.vat,
            "dms_expected_outlets": self.outlet_count,
            "dms_warehouse_area": self.warehouse_area,
            "dms_vehicle_count": self.vehicle_count,
            "dms_sales_staff": self.sales_staff,
            "dms_brands": self.brands,
        }

    def _create_distributor(self):
        """Make the applicant a partner in onboarding, with its bank account and documents.

        :return: the ``res.partner``
        """
        self.ensure_one()
        partner = self.lead_id.partner_id.commercial_partner_id
        if not partner or partner.dms_tier_id:
            partner = self.env["res.partner"]
        values = self._prepare_partner_values()
        reason = self.env._("Application %s approved", self.name)
        partner = partner.with_context(dms_lifecycle_reason=reason)
        if partner:
            partner.write(values)
        else:
            partner = partner.create({**values, "child_ids": [
                Command.create(self._prepare_contact_values())
            ]})
        self._create_bank_account(partner)
        self._hand_documents_on(partner)
        self.env["dms.lifecycle.change"]._record_onboarding(partner, self._get_earlier_steps())
        self.sudo().with_context(skip_validation_check=True).partner_id = partner
        self.env["dms.agreement"].create(self._prepare_agreement_values(partner))
        if self.lead_id:
            self.lead_id.partner_id = partner
            self.lead_id.action_set_won()
        return partner

    def _prepare_partner_values(self) -> dict:
        """Values of the partner that an approved application makes."""
        self.ensure_one()
        return {
            "name": self.company_name,
            "is_company": True,
            "vat": self.vat,
            "email": self.email,
            "phone": self.phone,
            **self._prepare_address_values(),
            "user_id": self.user_id.id,
            "lang": self.env["res.lang"]._get_code(self.lang) and self.lang,
            "dms_tier_id": self.tier_id.id,
            "dms_territory_id": self.territory_id.id,
            "dms_upstream_id": self.upstream_id.id,
            "dms_state": "onboarding",
        }

    def _prepare_address_values(self) -> dict:
        """Where the applicant is, as leads and partners take it."""
        self.ensure_one()
        return {
            "street": self.street,
            "street2": self.street2,
            "city": self.city,
            "zip": self.zip,
            "state_id": self.state_id.id,
            "country_id": self.country_id.id,
        }

    def _prepare_contact_values(self) -> dict:
        """Values of the contact person of the new partner."""
        self.ensure_one()
        return {
            "name": self.contact_name,
            "function": self.contact_function,
            "email": self.email,
            "phone": self.phone,
            "type": "contact",
        }

    def _prepare_agreement_values(self, partner) -> dict:
        """Values of the draft of the agreement that follows an approval.

        :param partner: the ``res.partner`` that the application has become
        """
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "distributor_id": partner.id,
            "user_id": (self.user_id or self.env.user).id,
            "date_start": fields.Date.context_today(self),
            "territory_ids": [Command.set(self.territory_id.ids)],
        }

    def _create_bank_account(self, partner):
        """Give the partner the bank account of the application, unless it has it already."""
        number = self.bank_account_number
        accounts = self.env["res.partner.bank"]
        known = accounts.search([("acc_number", "=", number), ("partner_id", "=", partner.id)])
        if not number or known:
            return
        accounts.create({
            "partner_id": partner.id,
            "acc_number": number,
            "acc_holder_name": self.bank_account_holder,
            "bank_id": self._find_bank().id,
        })

    def _find_bank(self):
        """The bank that the applicant names, added where nobody has named it before.

        :return: ``res.bank``, empty when none is named
        """
        self.ensure_one()
        banks = self.env["res.bank"]
        if not self.bank_name:
            return banks
        return banks.search([("name", "=ilike", self.bank_name)], limit=1) or banks.create(
            {"name": self.bank_name, "bic": self.bank_code}
        )

    def _hand_documents_on(self, partner):
        """Put the accepted and received documents on the partner; the application keeps its own."""
        documents = self.document_ids.filtered(lambda document: document.state != "rejected")
        files = {
            attachment.res_id: attachment
            for attachment in self.env["ir.attachment"].search([
                ("res_model", "=", documents._name),
                ("res_field", "=", "file"),
                ("res_id", "in", documents.ids),
            ])
        }
        for document in documents:
            files[document.id].copy({
                "name": f"{document.type_id.name} - {document.file_name or document.number or ''}",
                "res_model": partner._name,
                "res_id": partner.id,
                "res_field": False,
            })

    def _get_earlier_steps(self):
        """When the applicant became a prospect and when it applied, in the order of time."""
        self.ensure_one()
        steps = [("applied", self.submit_time)]
        began = self.lead_id.create_date
        return [("prospect", began), *steps] if began and began < self.submit_time else steps

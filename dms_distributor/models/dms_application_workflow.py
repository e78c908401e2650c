from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import clean_context

# How long an application waits for its e-mail address to be confirmed.
CONFIRMATION_DAYS = 7


class DmsApplication(models.Model):
    """How an application passes from the form to its decision."""

    _inherit = "dms.application"

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {
            "bank_account_holder", "bank_account_number", "bank_code", "bank_name", "company_name",
            "contact_name", "email", "vat",
        }

    @api.model
    def _get_under_validation_exceptions(self):
        """What those who look at an application fill in while it waits for its approval."""
        return [
            *super()._get_under_validation_exceptions(),
            "access_token", "check_ids", "document_ids", "lead_id", "reference_ids", "territory_id",
            "tier_id", "upstream_id", "user_id", "verdict",
        ]

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        if not self.is_confirmed:
            obstacles.append(self.env._("its e-mail address has not been confirmed"))
        if not self.email_normalized:
            obstacles.append(self.env._("%s is no e-mail address", self.email))
        if self.missing_document_ids:
            obstacles.append(self.env._(
                "documents are missing: %s", ", ".join(self.missing_document_ids.mapped("name"))
            ))
        minimum = self.company_id.dms_reference_minimum
        if len(self.reference_ids) < minimum:
            obstacles.append(self.env._(
                "%(minimum)s references are needed, it has %(count)s",
                minimum=minimum, count=len(self.reference_ids),
            ))
        return obstacles

    def _get_approval_obstacles(self) -> list:
        """What stands in the way of approval, in words; none when it can be approved."""
        self.ensure_one()
        obstacles = [
            self.env._("choose its %s", self._fields[name]._description_string(self.env))
            for name in ("tier_id", "territory_id")
            if not self[name]
        ]
        return obstacles + [
            self.env._("check failed: %s", check.detail)
            for check in self.check_ids
            if check.verdict == "fail" and not check.is_accepted
        ]

    def _prepare_submit_values(self) -> dict:
        values = {**super()._prepare_submit_values(), "submit_time": fields.Datetime.now()}
        if not self.user_id:
            values["user_id"] = self._get_responsible().id
        return values

    def action_submit(self):
        """Hand applications in, check them, and tell who is responsible."""
        result = super().action_submit()
        for application in self.sudo().with_context(clean_context(self.env.context)):
            application._run_checks()
            application._link_lead()
            application._send_mail("dms_distributor.mail_template_application_received")
            if application.user_id:
                application.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=application.user_id.id,
                    summary=self.env._("Decide on %s", application.company_name),
                )
        return result

    def _decide(self, state, **values):
        if state == "approved":
            self.territory_id._hold_places()
            self.sudo()._run_checks()
            if obstacles := self._get_approval_obstacles():
                raise UserError(self.env._(
                    "%(application)s cannot be approved yet:\n%(obstacles)s",
                    application=self.display_name,
                    obstacles="\n".join(f"- {text}" for text in obstacles),
                ))
        return super()._decide(state, **values)

    def _after_approve(self):
        result = super()._after_approve()
        # What a screen proposes for new applications is not meant for what comes of one.
        self.sudo().with_context(clean_context(self.env.context))._create_distributor()
        self.sudo()._send_mail("dms_distributor.mail_template_application_approved")
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return result

    def _after_refuse(self):
        result = super()._after_refuse()
        self.sudo()._send_mail("dms_distributor.mail_template_application_refused")
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        return result

    def _confirm_address(self):
        """Let an application of the public form count; one that lacks something waits as a draft
        for the staff.
        """
        for application in self.filtered(lambda record: not record.is_confirmed):
            application.is_confirmed = True
            if application.state == "draft" and not application._get_obstacles():
                application.action_submit()

    def _get_wanted_documents(self):
        """Types of document that the applicant may still send: missing or rejected ones.

        :return: none before the address is confirmed and after the decision
        """
        self.ensure_one()
        if self.state not in ("draft", "submitted") or not self.is_confirmed:
            return self.env["dms.application.document.type"]
        rejected = self.document_ids.filtered(lambda doc: doc.state == "rejected").type_id
        held = self.document_ids.filtered(lambda doc: doc.state != "rejected").type_id
        return (self.missing_document_ids | rejected) - held

    def _receive_document(self, kind, values):
        """Put a document that the applicant sent later in the place of a rejected one.

        :param kind: ``dms.application.document.type``
        :param values: of the document: file, file name and holder
        """
        self.ensure_one()
        former = self.document_ids.filtered(
            lambda doc: doc.type_id == kind and doc.state == "rejected"
        )
        holder = values.get("holder_name") or former[:1].holder_name
        former.unlink()
        self.document_ids.create({
            **values, "holder_name": holder, "type_id": kind.id, "application_id": self.id,
        })
        if self.state == "submitted":
            self._run_checks()
        self.message_post(body=self.env._("The applicant sent: %s", kind.name))

    def _get_responsible(self):
        """Who looks after the application: of the prospect, else of the territory or above it.

        :return: ``res.users``, empty when there is nobody
        """
        self.ensure_one()
        territory = self.territory_id.sudo()
        while territory and not territory.user_id:
            territory = territory.parent_id
        return self.lead_id.sudo().user_id or territory.user_id

    def _send_mail(self, xml_id):
        """Send one of the mails to the applicant, in its language.

        :param xml_id: of a ``mail.template``; one that has been removed is not sent
        """
        template = self.env.ref(xml_id, raise_if_not_found=False)
        if template and not self.env.context.get("dms_without_mail"):
            for application in self:
                application._portal_ensure_token()
                template.sudo().send_mail(
                    application.id, email_layout_xmlid="mail.mail_notification_light"
                )

    @api.autovacuum
    def _gc_unconfirmed(self):
        """Forget applications whose e-mail address nobody has confirmed."""
        before = fields.Datetime.now() - timedelta(days=CONFIRMATION_DAYS)
        self.search(
            Domain("is_confirmed", "=", False)
            & Domain("state", "=", "draft")
            & Domain("create_date", "<", before)
        ).unlink()

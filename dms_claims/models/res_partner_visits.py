from odoo import fields, models


class ResPartner(models.Model):
    """Claims that are raised on a visit to an outlet, for the distributor that supplies it."""

    _inherit = "res.partner"

    def _get_dms_visit_claim_action(self, values):
        """A form with what is known of the visit; the claims, where it has led to some."""
        self.ensure_one()
        claims = self.env["dms.claim"]
        is_wanted = values.get("reference") and values.get("distributor_id")
        if not is_wanted or not claims.has_access("create"):
            return super()._get_dms_visit_claim_action(values)
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim")
        day = fields.Date.to_string(values["date"])
        context = {
            "default_claimant_id": values["distributor_id"],
            "default_company_id": values["company_id"],
            "default_date_from": day,
            "default_date_to": day,
            "dms_visit_line": {
                "name": self.env._("Visit to %s", self.display_name),
                "outlet_id": self.id, "date": day, "visit_reference": values["reference"],
            },
        }
        found = claims.search([
            ("line_ids.visit_reference", "=", values["reference"]),
            ("line_ids.outlet_id", "=", self.id),
        ])
        if found:
            return {**action, "domain": [("id", "in", found.ids)], "context": context}
        return {
            **action, "name": self.env._("New Claim"), "views": [(False, "form")],
            "view_mode": "form", "context": context,
        }

from odoo import fields, models
from odoo.exceptions import UserError


class DmsSchemeLiabilityLine(models.TransientModel):
    """What is owed for a claim that accrues by itself."""

    _inherit = "dms.scheme.liability.line"

    claim_id = fields.Many2one("dms.claim", readonly=True)

    def action_open_source(self):
        if self.claim_id:
            return self.claim_id.get_formview_action()
        return super().action_open_source()

    def action_release(self):
        """Open the dialog that lets what is owed here lapse."""
        self.ensure_one()
        if not self.scheme_id:
            raise UserError(self.env._(
                "%s is not owed under a scheme: let the claim lapse from its own screen, and "
                "points by their program.", self._get_source_name(),
            ))
        return {
            "type": "ir.actions.act_window", "name": self.env._("Let Lapse"),
            "res_model": "dms.scheme.release", "view_mode": "form", "target": "new",
            "context": {
                "default_scheme_id": self.scheme_id.id, "default_partner_id": self.partner_id.id,
            },
        }

    def action_open_items(self):
        action = super().action_open_items()
        if self.claim_id:
            action["domain"] = [
                *self.env["account.move.line"]._get_dms_provision_domain(
                    self.company_id, self.date
                ),
                ("dms_claim_id", "=", self.claim_id.id),
            ]
        return action

    def _get_source_name(self):
        return self.env._("Claims") if self.claim_id else super()._get_source_name()

    def _get_row_name(self):
        name = super()._get_row_name()
        return f"{name}, {self.claim_id.name}" if self.claim_id else name

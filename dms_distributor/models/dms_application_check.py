from odoo import fields, models
from odoo.exceptions import AccessError, UserError

VERDICTS = [("pass", "Passed"), ("warning", "To Look at"), ("fail", "Failed")]


class DmsApplicationCheck(models.Model):
    """What was checked of an application, what came of it and with which figures."""

    _name = "dms.application.check"
    _description = "Application Check"
    _order = "application_id, sequence, id"
    _rec_name = "code"

    application_id = fields.Many2one(
        "dms.application", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    code = fields.Selection(
        [
            ("document", "Documents complete"),
            ("tax_number", "Tax number"),
            ("duplicate", "Not known already"),
            ("name", "Names agree"),
            ("bank", "Bank account"),
            ("reference", "References"),
            ("territory", "Territory free"),
        ],
        string="Check", required=True, readonly=True,
    )
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    detail = fields.Text(string="Findings", readonly=True)
    date = fields.Datetime(string="Checked on", readonly=True)
    is_accepted = fields.Boolean(string="Accepted All the Same", readonly=True)
    accept_reason = fields.Char(string="Accepted Because")
    accept_user_id = fields.Many2one("res.users", string="Accepted by", readonly=True)

    _code_unique = models.UniqueIndex(
        "(application_id, code)", "Each check of an application has one line."
    )

    def action_accept(self):
        """Accept a failed check, for the reason that is given."""
        if not self.env.user.has_group("dms_distributor.group_manager"):
            raise AccessError(self.env._("Only a manager of Distribution accepts a failed check."))
        for check in self:
            if not check.accept_reason:
                raise UserError(self.env._(
                    "Write the reason for accepting it first: %s", check.detail
                ))
            if check.application_id.state != "submitted":
                raise UserError(self.env._(
                    "%s is not waiting for a decision.", check.application_id.display_name
                ))
        self.sudo().write({"is_accepted": True, "accept_user_id": self.env.uid})

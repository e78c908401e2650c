from odoo import fields, models


class DmsAutomationSubject(models.Model):
    """One thing that a message told of: an outlet, a product, an agreement, or the distributor."""

    _name = "dms.automation.subject"
    _description = "Thing Told of"
    _rec_name = "text"
    _log_access = False

    message_id = fields.Many2one(
        "dms.automation.message", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="message_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="message_id.partner_id", store=True, index=True)
    record_id = fields.Integer("Database ID", required=True, readonly=True)
    text = fields.Char(readonly=True)
    figures = fields.Json(readonly=True)

    def action_open_record(self):
        """Open what the message told of."""
        self.ensure_one()
        rule = self.message_id.rule_id
        kind = rule._get_kinds()[rule.kind]
        return self.env[kind.model].browse(self.record_id).get_formview_action()

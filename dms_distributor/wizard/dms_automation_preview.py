from odoo import api, fields, models

# So many are written out; the rest is counted.
SHOWN = 80


class DmsAutomationPreview(models.TransientModel):
    """Who would get what, were the rule to run now. Nothing is sent or remembered."""

    _name = "dms.automation.preview"
    _description = "Automation Preview"

    rule_id = fields.Many2one("dms.automation.rule", required=True, ondelete="cascade")
    sentence = fields.Char(related="rule_id.sentence")
    due_count = fields.Integer("Would Be Told")
    skipped_count = fields.Integer("Would Not")
    line_ids = fields.One2many("dms.automation.preview.line", "preview_id", "Distributors")

    @api.model
    def _prepare(self, rule):
        """A preview of ``rule``, made of the very plans that a run would carry out."""
        rule = rule.sudo().with_company(rule.company_id)
        plans = rule._get_plans()
        due = [plan for plan in plans if not plan.skip]
        skipped = [plan for plan in plans if plan.skip]
        return self.create(
            {
                "rule_id": rule.id,
                "due_count": len(due),
                "skipped_count": len(skipped),
                "line_ids": [
                    fields.Command.create(self._prepare_line_values(rule, plan))
                    for plan in [*due, *skipped][:SHOWN]
                ],
            }
        )

    @api.model
    def _prepare_line_values(self, rule, plan) -> dict:
        """Values of a line.

        :return: a dict for ``create``
        """
        subject, body = rule._render_message(plan)
        return {
            "partner_id": plan.partner_id,
            "manager_id": "activity" in plan.channels and plan.manager_id,
            "reason": plan.reason,
            "why": "\n".join(line.text for line in plan.lines),
            "thing_count": len(plan.lines),
            "has_mail": "mail" in plan.channels,
            "has_notice": "notice" in plan.channels,
            "has_activity": "activity" in plan.channels,
            "subject": subject,
            "body": body,
        }


class DmsAutomationPreviewLine(models.TransientModel):
    """What one distributor would get, or why it would get nothing."""

    _name = "dms.automation.preview.line"
    _description = "Automation Preview of a Distributor"
    _order = "id"

    preview_id = fields.Many2one(
        "dms.automation.preview", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Distributor")
    email = fields.Char(related="partner_id.email")
    manager_id = fields.Many2one("res.users")
    reason = fields.Char("Why Not")
    why = fields.Text("Because")
    thing_count = fields.Integer("Things")
    has_mail = fields.Boolean("E-mail")
    has_notice = fields.Boolean("Notice")
    has_activity = fields.Boolean("Activity")
    subject = fields.Char()
    body = fields.Html("Text", sanitize_attributes=False)

from odoo import api, fields, models


class DmsDunningLevel(models.Model):
    """A rung of the ladder: what happens when something has been overdue for some days."""

    _name = "dms.dunning.level"
    _description = "Dunning Level"
    _order = "days, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", ondelete="cascade", index="btree_not_null",
        help="Empty: of all companies that have no levels of their own.",
    )
    days = fields.Integer(
        "Days Overdue", required=True, help="Days after the due date of the oldest open invoice."
    )
    action = fields.Selection(
        [("mail", "Send a reminder"), ("call", "Plan a call"), ("hold", "Hold orders")],
        required=True, default="mail",
    )
    template_id = fields.Many2one(
        "mail.template", string="Reminder", domain=[("model", "=", "dms.dunning")],
        ondelete="restrict",
    )
    note = fields.Text(translate=True, help="What the caller should say or settle.")

    _days_positive = models.Constraint(
        "CHECK (days >= 1)", "A level begins at least one day after the due date."
    )
    _template_for_mail = models.Constraint(
        "CHECK (action <> 'mail' OR template_id IS NOT NULL)",
        "A level that sends a reminder needs the text of the reminder.",
    )
    _days_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), days) WHERE active",
        "Two levels cannot begin on the same day.",
    )

    @api.model
    def _get_ladder(self, company):
        """The levels of ``company``, lowest first: its own, else those of all companies."""
        levels = self.search([("company_id", "=", company.id)])
        return levels or self.search([("company_id", "=", False)])

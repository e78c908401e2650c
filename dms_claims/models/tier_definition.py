from odoo import api, fields, models


class TierDefinition(models.Model):
    """Which claims a tier is for, by type, place and amount; and who steps in when it is late."""

    _inherit = "tier.definition"

    dms_claim_type_ids = fields.Many2many(
        "dms.claim.type", string="Claim Types", groups="dms_distributor.group_user",
        help="Empty: claims of each type.",
    )
    dms_territory_ids = fields.Many2many(
        "dms.territory", string="Territories", groups="dms_distributor.group_user",
        help="With all below; empty: everywhere.",
    )
    dms_currency_id = fields.Many2one("res.currency", compute="_compute_dms_currency_id")
    dms_amount_above = fields.Monetary(
        "Claims above", currency_field="dms_currency_id",
        help="Claims of this amount or less do not need this tier. 0: whatever the amount.",
    )
    definition_domain = fields.Char(
        compute="_compute_definition_domain", store=True, readonly=False
    )
    dms_escalation_days = fields.Integer(
        "Escalate after (days)",
        help="So many days after a claim should have been decided on, others may decide in this "
        "tier too. 0: never.",
    )
    dms_escalation_user_id = fields.Many2one(
        "res.users", "Escalate to", ondelete="set null", domain=[("share", "=", False)],
        help="Empty: the approvers of the next tier.",
    )

    _dms_amounts_positive = models.Constraint(
        "CHECK (COALESCE(dms_amount_above, 0) >= 0 AND COALESCE(dms_escalation_days, 0) >= 0)",
        "An amount and a number of days cannot be negative.",
    )

    @api.depends("company_id")
    def _compute_dms_currency_id(self):
        for tier in self:
            tier.dms_currency_id = (tier.company_id or self.env.company).currency_id

    @api.depends("model_id", "dms_claim_type_ids", "dms_territory_ids", "dms_amount_above")
    def _compute_definition_domain(self):
        """What is chosen for claims, as a domain; that of other documents is written by hand."""
        for tier in self:
            if tier.model_id.model != "dms.claim":
                tier.definition_domain = tier.definition_domain or False
                continue
            domain = []
            if tier.dms_claim_type_ids:
                domain.append(("type_id", "in", tier.dms_claim_type_ids.ids))
            if tier.dms_territory_ids:
                domain.append(("territory_id", "child_of", tier.dms_territory_ids.ids))
            if tier.dms_amount_above:
                domain.append(("company_claimed_amount", ">", tier.dms_amount_above))
            tier.definition_domain = repr(domain)

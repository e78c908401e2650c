from odoo import fields, models


class DmsTier(models.Model):
    """A rank of the network, from the manufacturer down to the outlet."""

    _name = "dms.tier"
    _description = "Network Tier"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(
        default=10, help="Rank in the network: goods flow from a lower number to a higher one."
    )
    role = fields.Selection(
        [
            ("manufacturer", "Manufacturer"),
            ("distributor", "Distributor"),
            ("outlet", "Outlet"),
        ],
        required=True,
        default="distributor",
        help="A distributor reports secondary sales; an outlet buys them.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: shared by all companies."
    )
    partner_ids = fields.One2many("res.partner", "dms_tier_id", string="Partners")
    partner_count = fields.Integer(compute="_compute_partner_count")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two tiers of a company cannot have the same code."
    )

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("dms_tier_id", "in", self.ids)], ["dms_tier_id"], ["__count"]
            )
        )
        for tier in self:
            tier.partner_count = counts.get(tier, 0)

    def action_open_partners(self):
        """Open the partners of this tier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_distributor.action_network_partner"
        )
        return {**action, "domain": [("dms_tier_id", "=", self.id)], "context": {
            "default_dms_tier_id": self.id}}

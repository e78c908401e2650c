from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class DmsTier(models.Model):
    """A rank of the network, from the manufacturer down to the outlet."""

    _name = "dms.tier"
    _inherit = ["dms.partner.attribute.mixin"]
    _description = "Network Tier"
    _order = "sequence, id"
    _partner_field = "dms_tier_id"

    sequence = fields.Integer(
        string="Rank",
        required=True,
        default=10,
        help="Goods flow from a lower rank to a higher one.",
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

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "Two tiers of a company cannot have the same code."
    )

    @api.constrains("sequence")
    def _check_sequence(self):
        self.flush_model(["sequence"])
        self.env["res.partner"].flush_model(["dms_tier_id", "dms_upstream_id"])
        rows = self.env.execute_query(SQL(
            """
            SELECT upstream.id, partner.id
              FROM dms_tier tier
              JOIN dms_tier upper ON upper.sequence >= tier.sequence
              JOIN res_partner partner ON partner.dms_tier_id = tier.id
              JOIN res_partner upstream ON upstream.id = partner.dms_upstream_id
                                       AND upstream.dms_tier_id = upper.id
             WHERE tier.id = ANY(%(ids)s) OR upper.id = ANY(%(ids)s)
             LIMIT 1
            """,
            ids=self.ids,
        ))
        for pair in rows:
            upstream, partner = self.env["res.partner"].sudo().browse(pair)
            raise ValidationError(self.env._(
                "%(upper)s must rank above %(lower)s: %(upstream)s supplies %(partner)s.",
                upper=upstream.dms_tier_id.name,
                lower=partner.dms_tier_id.name,
                upstream=upstream.display_name,
                partner=partner.display_name,
            ))

    def write(self, vals):
        if "role" in vals:
            used = self.filtered(lambda tier: tier.role != vals["role"]).sudo().with_context(
                active_test=False
            ).filtered("partner_count")
            if used:
                raise UserError(self.env._(
                    "Tier %(tier)s has %(count)s partners, whose sales rest on its role: make a "
                    "new tier and move them.",
                    tier=used[0].name, count=used[0].partner_count,
                ))
        return super().write(vals)

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsSchemeTarget(models.Model):
    """What one partner shall reach under a scheme."""

    _name = "dms.scheme.target"
    _description = "Target under a Scheme"
    _inherit = ["dms.scheme.part"]
    _order = "scheme_id, partner_id, id"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade",
        domain=[("dms_tier_id", "!=", False)],
    )
    quantity = fields.Float(digits="Product Unit", help="In the scheme's unit.")
    value = fields.Monetary(help="Net, without tax.")
    basis = fields.Selection(related="scheme_id.basis")

    _partner_unique = models.UniqueIndex(
        "(scheme_id, partner_id)", "A partner has one target under a scheme."
    )
    _figures_positive = models.Constraint(
        "CHECK (quantity >= 0 AND value >= 0)", "A target cannot be negative."
    )

    @api.constrains("quantity", "value")
    def _check_figure(self):
        for target in self:
            if not target._get_figure():
                raise ValidationError(self.env._(
                    "The target of %s is zero: give a figure to reach, or remove the line.",
                    target.partner_id.display_name,
                ))

    def _get_figure(self):
        """The figure to reach, in what the scheme is measured by."""
        self.ensure_one()
        return self.value if self.scheme_id.basis == "value" else self.quantity

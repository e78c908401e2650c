from decimal import Decimal
from itertools import zip_longest

from odoo import api, fields, models

from ..arithmetic import Slab


class DmsSchemeSlab(models.Model):
    """From a threshold on, what a scheme pays."""

    _name = "dms.scheme.slab"
    _description = "Scheme Slab"
    _inherit = ["dms.scheme.part"]
    _order = "scheme_id, threshold, id"
    _rec_name = "threshold"

    threshold = fields.Float("From", required=True, digits="Product Unit")
    ceiling = fields.Float(
        "Up to", compute="_compute_ceiling", digits="Product Unit",
        help="Where the next slab begins, or where the scheme stops counting.",
    )
    is_open = fields.Boolean(compute="_compute_ceiling", help="The highest slab, without an end.")
    rate = fields.Float("Pays", required=True, digits=(16, 4))
    rate_unit = fields.Char("Unit of Rate", compute="_compute_units")
    threshold_unit = fields.Char("Unit of Threshold", compute="_compute_units")

    _threshold_unique = models.UniqueIndex(
        "(scheme_id, threshold)", "Two slabs of a scheme cannot begin at the same figure."
    )
    _threshold_positive = models.Constraint(
        "CHECK (threshold >= 0)", "A slab cannot begin below zero."
    )
    _rate_positive = models.Constraint(
        "CHECK (rate >= 0)", "A slab cannot pay less than nothing: its rate is negative."
    )

    @api.depends("threshold", "scheme_id.slab_ids.threshold", "scheme_id.cap")
    def _compute_ceiling(self):
        for scheme, slabs in self.grouped("scheme_id").items():
            ordered = (scheme.slab_ids | slabs).sorted("threshold")
            for slab, above in zip_longest(ordered, ordered[1:]):
                slab.ceiling = above.threshold if above else scheme.cap
                slab.is_open = not above and not scheme.cap

    @api.depends(
        "scheme_id.basis", "scheme_id.benefit_kind", "scheme_id.currency_id",
        "scheme_id.free_uom_id", "scheme_id.mechanism", "scheme_id.uom_id",
    )
    def _compute_units(self):
        for slab in self:
            slab.rate_unit = slab.scheme_id._get_rate_unit()
            slab.threshold_unit = slab.scheme_id._get_threshold_unit()

    def _prepare_slab(self, ceiling=None, climbs=1, pays=1):
        """This slab as the arithmetic knows it.

        :param ceiling: where it ends, a Decimal; None: where the next begins
        :param climbs: rate of exchange of its threshold
        :param pays: rate of exchange of what it pays
        :raise TermsError: when its figures cannot be calculated with
        """
        self.ensure_one()
        # The shortest text of a float is the decimal that was typed and stored.
        return Slab(
            Decimal(str(self.threshold)) * climbs, Decimal(str(self.rate)) * pays, ceiling
        )

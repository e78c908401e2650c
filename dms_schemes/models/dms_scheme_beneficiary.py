from odoo import api, fields, models

SECONDARY = ("distributor", "outlet")


class DmsScheme(models.Model):
    """Whose trade a scheme counts, and over which spans of time."""

    _inherit = "dms.scheme"

    beneficiary = fields.Selection(
        [
            ("buyer", "the buyer, on its orders"),
            ("distributor", "the distributor, on what it sells to outlets"),
            ("outlet", "the outlet, on what it buys from its distributor"),
        ],
        string="Earned by", required=True, default="buyer", tracking=True,
        help="Orders are those placed with us; what distributors sell to outlets is known from "
        "the secondary sales that they report.",
    )
    window = fields.Selection(
        [
            ("whole", "over the whole scheme"),
            ("month", "month by month"),
            ("quarter", "quarter by quarter"),
            ("year", "year by year"),
        ],
        string="Counted", required=True, default="whole", tracking=True,
        help="What is counted over a span of time begins anew with each of these.",
    )

    @api.model
    def _get_locked_fields(self):
        return super()._get_locked_fields() | {"beneficiary", "window"}

    def _is_secondary(self) -> bool:
        """Whether the scheme counts secondary sales; otherwise it counts orders placed with us."""
        self.ensure_one()
        return self.beneficiary in SECONDARY

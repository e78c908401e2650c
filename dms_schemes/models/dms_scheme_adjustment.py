from odoo import api, fields, models


class DmsScheme(models.Model):
    """What becomes of a benefit when less is kept than was ordered."""

    _inherit = "dms.scheme"

    adjustment = fields.Selection(
        [
            ("pro_rata", "in proportion to what is kept"),
            ("reevaluated", "worked out anew on what is kept"),
        ],
        string="On Returns", required=True, default="pro_rata", tracking=True,
        help="When the rest of an order is given up, or goods come back. Worked out anew, what "
        "was given too much is charged back on a line of its own. Free goods always are.",
    )

    @api.model
    def _get_locked_fields(self):
        return super()._get_locked_fields() | {"adjustment"}

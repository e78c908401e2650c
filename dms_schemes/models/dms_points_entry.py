from odoo import api, fields, models
from odoo.exceptions import AccessError


class DmsPointsEntry(models.Model):
    """Points earned, redeemed, lapsed: rows are added, never changed."""

    _name = "dms.points.entry"
    _description = "Points Entry"
    _order = "id desc"
    _rec_name = "source_key"

    wallet_id = fields.Many2one(
        "dms.points.wallet", required=True, readonly=True, ondelete="restrict", index=True
    )
    program_id = fields.Many2one(
        "dms.points.program", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("earn", "Earned"),
            ("claw_back", "Taken Back"),
            ("redeem", "Redeemed"),
            ("return", "Given Back"),
            ("expire", "Lapsed"),
            ("adjust", "Adjusted"),
        ],
        required=True, readonly=True,
        help="Given back: a redemption was cancelled. Taken back: goods were returned.",
    )
    points = fields.Float(required=True, readonly=True, digits=(16, 2))
    balance = fields.Float(
        readonly=True, digits=(16, 2), aggregator=None, help="Of the wallet, after this row."
    )
    expiry_date = fields.Date(
        "Good until", readonly=True, help="The last day on which they can be redeemed."
    )
    scheme_id = fields.Many2one(
        "dms.scheme", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    redemption_id = fields.Many2one(
        "dms.points.redemption", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    origin = fields.Char("Document", readonly=True)
    source_key = fields.Char("Key", required=True, readonly=True)

    _source_key_unique = models.UniqueIndex(
        "(source_key)", "These points have been entered already: each step is entered once."
    )
    # The last row of a wallet tells its balance.
    _wallet_idx = models.Index("(wallet_id, id DESC)")
    _program_idx = models.Index("(program_id, partner_id, date)")

    def write(self, vals):
        if vals:
            raise AccessError(self.env._(
                "Entries of points are never changed: they are corrected by another one."
            ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._(
            "Entries of points are never deleted: they are corrected by another one."
        ))

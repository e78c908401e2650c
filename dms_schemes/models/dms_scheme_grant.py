from odoo import api, fields, models
from odoo.exceptions import AccessError


class DmsSchemeGrant(models.Model):
    """What a scheme has promised and given, one step a row: rows are added, never changed.

    A promise and all that follows from it share a ``reservation``. Each row has a ``source_key``,
    so that what is told twice is written once.
    """

    _name = "dms.scheme.grant"
    _description = "Grant of a Scheme"
    _order = "id desc"
    _rec_name = "source_key"

    scheme_id = fields.Many2one("dms.scheme", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict",
        help="Whose budget it uses, and to whom what is not on an invoice is owed.",
    )
    partner_id = fields.Many2one(
        "res.partner", "Earner", required=True, readonly=True, ondelete="restrict", index=True
    )
    date = fields.Date(required=True, readonly=True, index=True)
    stage = fields.Selection(
        [
            ("reserve", "Promised"),
            ("release", "Released"),
            ("consume", "Given"),
            ("accrue", "Earned"),
            ("claw_back", "Taken Back"),
        ],
        required=True, readonly=True,
        help="Promised: an order is confirmed. Given: it is invoiced. Earned: to be paid later. "
        "Released: what was promised is not needed. Taken back: goods were returned.",
    )
    # What free goods cost us is no business of those who get them.
    reserved = fields.Monetary(
        "Promised", readonly=True, groups="dms_distributor.group_user",
        help="What it adds to, or takes from, the promises.",
    )
    consumed = fields.Monetary(
        "Used", readonly=True, groups="dms_distributor.group_user",
        help="What it uses of the budget; free goods at cost.",
    )
    amount = fields.Monetary("Benefit", readonly=True, help="Money given or earned.")
    accrued = fields.Monetary(
        "Owed", readonly=True, groups="dms_distributor.group_user",
        help="The part that is on no invoice: it is claimed later; free goods at cost.",
    )
    points = fields.Float(readonly=True, digits=(16, 2))
    product_id = fields.Many2one(
        "product.product", "Free Product", readonly=True, ondelete="restrict",
        index="btree_not_null",
    )
    quantity = fields.Float("Free Quantity", readonly=True, digits="Product Unit")
    order_line_id = fields.Many2one(
        "sale.order.line", readonly=True, ondelete="set null", index="btree_not_null"
    )
    order_id = fields.Many2one(related="order_line_id.order_id")
    move_line_id = fields.Many2one(
        "account.move.line", "Invoice Line", readonly=True, ondelete="set null",
        index="btree_not_null",
    )
    origin = fields.Char("Document", readonly=True)
    reservation = fields.Char(readonly=True, index="btree_not_null")
    source_key = fields.Char("Key", required=True, readonly=True)
    budget_id = fields.Many2one(
        "dms.scheme.budget", readonly=True, ondelete="restrict",
        groups="dms_distributor.group_user",
    )
    balance = fields.Monetary(
        "Used and Promised", readonly=True, groups="dms_distributor.group_user",
        help="Of its budget, after this row.",
    )

    _source_key_unique = models.UniqueIndex(
        "(source_key)", "This has been granted already: a step of a scheme is written once."
    )
    # The last row of a budget tells its balance.
    _budget_idx = models.Index("(budget_id, id DESC) WHERE budget_id IS NOT NULL")
    _scheme_idx = models.Index("(scheme_id, distributor_id, date)")
    _distributor_idx = models.Index("(distributor_id, date)")

    def write(self, vals):
        if vals:
            raise AccessError(self.env._(
                "What a scheme has granted is never changed: it is corrected by another row."
            ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._(
            "What a scheme has granted is never deleted: it is corrected by another row."
        ))

    def action_open_document(self):
        """Open the invoice or the order behind a row."""
        self.ensure_one()
        document = self.move_line_id.move_id or self.order_id
        return document.get_formview_action() if document else False

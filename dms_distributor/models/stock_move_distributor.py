from odoo import api, fields, models


class StockMove(models.Model):
    """Moves into and out of the stocks of distributors."""

    _inherit = "stock.move"

    dms_consumption_id = fields.Many2one(
        "dms.stock.consumption", "Distributor's Sales", index="btree_not_null", readonly=True,
        copy=False, ondelete="restrict",
    )
    dms_count_line_id = fields.Many2one(
        "dms.stock.count.line", "Distributor's Count", index="btree_not_null", readonly=True,
        copy=False, ondelete="restrict",
    )

    @api.depends("dms_consumption_id", "dms_count_line_id", "origin")
    def _compute_reference(self):
        ours = self.filtered(lambda move: move.dms_consumption_id or move.dms_count_line_id)
        for move in ours:
            move.reference = move.origin
        return super(StockMove, self - ours)._compute_reference()

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        if not self.env.context.get("dms_stock_posting"):
            ledgers = self.env["dms.stock.ledger"]._find_by_location(
                moves.location_id | moves.location_dest_id
            )
            ledgers._enqueue_refresh()
        return moves

    def _skip_push(self):
        """What is sold goes nowhere else: no rule needs to be looked for."""
        return super()._skip_push() or bool(self.dms_consumption_id)

from odoo import fields, models


class DmsSchemeLine(models.Model):
    """What a scheme gives on a line of a confirmed order: it stands, whatever schemes do later.

    Quotations have none: what they would get is worked out each time it is asked for.
    """

    _name = "dms.scheme.line"
    _description = "Benefit of an Order Line"
    _order = "order_line_id, id"
    _rec_name = "scheme_id"
    _log_access = False

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="cascade", index=True
    )
    order_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="restrict", index=True
    )
    scheme_id = fields.Many2one(
        "dms.scheme", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    is_on_invoice = fields.Boolean(
        readonly=True, help="Taken off the invoice or given with it; else it is paid later."
    )
    quantity = fields.Float(
        "Ordered", readonly=True, digits="Product Unit",
        help="Of the order line, when it was confirmed.",
    )
    amount = fields.Monetary(readonly=True, help="Money without taxes.")
    product_id = fields.Many2one(
        "product.product", "Free Product", readonly=True, ondelete="restrict",
        index="btree_not_null",
    )
    goods_quantity = fields.Float("Free Quantity", readonly=True, digits="Product Unit")
    points = fields.Float(readonly=True, digits=(16, 2))
    budget_amount = fields.Monetary(
        "Of the Budget", readonly=True, help="What it takes of the budget; free goods at cost."
    )

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_stock_draw_mixin import UNIT, Layer

# What may still be said of a line once its count has been handed in.
EXPLANATIONS = {"reason", "note"}


class DmsStockCountLine(models.Model):
    """One product, or one lot of it, as it was counted."""

    _name = "dms.stock.count.line"
    _description = "Line of a Distributor Stock Count"
    _order = "count_id desc, sequence, id"
    _rec_name = "product_id"

    count_id = fields.Many2one(
        "dms.stock.count", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="count_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(related="count_id.distributor_id", store=True, index=True)
    state = fields.Selection(related="count_id.state")
    date = fields.Date(related="count_id.date", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", index=True,
        domain=[("is_storable", "=", True)],
    )
    product_category_id = fields.Many2one(related="product_id.categ_id")
    allowed_uom_ids = fields.Many2many(
        "uom.uom", string="Allowed Units", compute="_compute_allowed_uom_ids"
    )
    product_uom_id = fields.Many2one(
        "uom.uom", "Unit", compute="_compute_product_uom_id", store=True, readonly=False,
        required=True, precompute=True, domain="[('id', 'in', allowed_uom_ids)]",
    )
    lot_id = fields.Many2one(
        "stock.lot", ondelete="restrict", index="btree_not_null",
        domain="[('product_id', '=', product_id)]",
    )
    lot_name = fields.Char("New Lot", help="A lot that is not known yet.")
    expiration_date = fields.Date("Expires on", help="Of the new lot.")
    quantity = fields.Float(
        "Counted", digits="Product Unit", help="In the unit of the line."
    )
    counted_quantity = fields.Float(
        "Counted in Stock Unit", compute="_compute_counted_quantity", store=True,
        digits="Product Unit",
    )
    expected_quantity = fields.Float(
        "Book", digits="Product Unit", readonly=True, copy=False,
        help="By the book at the end of the day, in the product's unit.",
    )
    late_quantity = fields.Float(
        "Explained Later", digits="Product Unit", readonly=True, copy=False,
        help="Sales of before the count that became known after it: they explain a part of the "
        "variance.",
    )
    variance_quantity = fields.Float(
        "Variance", compute="_compute_variance", store=True, digits="Product Unit"
    )
    unit_cost = fields.Float(digits="Product Price", readonly=True, copy=False)
    list_price = fields.Float("Sales Price", digits="Product Price", readonly=True, copy=False)
    variance_value = fields.Monetary(compute="_compute_variance", store=True, help="At cost.")
    reason = fields.Selection(
        [
            ("damage", "Damaged"),
            ("expiry", "Expired"),
            ("theft", "Lost or Stolen"),
            ("unreported", "Sales Not Reported"),
            ("elsewhere", "Bought Elsewhere"),
            ("mistake", "Earlier Mistake"),
            ("other", "Other"),
        ],
        help="Why the count differs from the book.",
    )
    note = fields.Char()

    @api.depends("product_id")
    def _compute_allowed_uom_ids(self):
        for line in self:
            line.allowed_uom_ids = line.product_id.uom_id | line.product_id.uom_ids

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            if line.product_uom_id not in line.product_id.uom_id | line.product_id.uom_ids:
                line.product_uom_id = line.product_id.uom_id

    @api.depends("quantity", "product_uom_id", "product_id")
    def _compute_counted_quantity(self):
        for line in self:
            line.counted_quantity = line.product_uom_id._compute_quantity(
                line.quantity, line.product_id.uom_id, raise_if_failure=False
            ) if line.product_uom_id and line.product_id else line.quantity

    @api.depends("counted_quantity", "expected_quantity", "late_quantity", "unit_cost")
    def _compute_variance(self):
        for line in self:
            line.variance_quantity = (
                line.counted_quantity - line.expected_quantity + line.late_quantity
            )
            line.variance_value = line.variance_quantity * line.unit_cost

    @api.depends("product_id", "lot_id", "lot_name")
    def _compute_display_name(self):
        for line in self:
            lot = line.lot_id.name or line.lot_name
            line.display_name = " ".join(filter(None, [line.product_id.display_name, lot]))

    @api.constrains("product_id", "lot_id", "product_uom_id", "quantity")
    def _check_line(self):
        for line in self:
            if line.lot_id and line.lot_id.product_id != line.product_id:
                raise UserError(self.env._(
                    "Lot %(lot)s is one of %(other)s, not of %(product)s.", lot=line.lot_id.name,
                    other=line.lot_id.product_id.display_name,
                    product=line.product_id.display_name,
                ))
            if not line.product_uom_id._has_common_reference(line.product_id.uom_id):
                raise UserError(self.env._(
                    "%(product)s cannot be counted in %(unit)s: choose a unit of the product.",
                    product=line.product_id.display_name, unit=line.product_uom_id.name,
                ))
            if line.quantity < 0:
                raise UserError(self.env._(
                    "%(product)s: %(quantity)s is less than nothing; enter what is there.",
                    product=line.product_id.display_name, quantity=line.quantity,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        if vals.keys() - EXPLANATIONS:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self._check_draft()

    def _check_draft(self):
        """Let lines change with drafts only, but for what posting itself adds."""
        if not self.env.context.get("dms_count_posting"):
            self.count_id._check_draft()

    def _get_repeated(self):
        """Those of these lines that count what another of them counts as well."""
        seen, repeated = set(), self.browse()
        for line in self:
            key = line.product_id, line.lot_id, (line.lot_name or "").strip().upper()
            if key in seen:
                repeated |= line
            seen.add(key)
        return repeated

    def _write_expected(self, book):
        """Write what the book says: of the lot; of the whole product where no lot is told.

        :param book: as of ``dms.stock.count._read_book``
        """
        totals = defaultdict(float)
        for (product, _lot), quantity in book.items():
            totals[product] += quantity
        told = {line.product_id for line in self if line.lot_id or line.lot_name}
        for line in self:
            product = line.product_id.with_company(line.company_id).sudo()
            if line.lot_id or line.lot_name or line.product_id in told:
                known = line.lot_id or not line.lot_name
                expected = book.get((product.id, line.lot_id.id), 0) if known else 0
            else:
                expected = totals[product.id]
            line.sudo().with_context(dms_count_posting=True).write(
                {
                    "expected_quantity": expected,
                    "unit_cost": product.standard_price,
                    "list_price": product.lst_price,
                }
            )

    def _create_lots(self):
        """Create the lots that were counted and are not known, or take the known ones."""
        for line in self.filtered(lambda line: line.lot_name and not line.lot_id):
            name = line.lot_name.strip()
            lot = line.count_id._find_lot(line.product_id, name)
            line.lot_id = lot or lot.create(
                {
                    "product_id": line.product_id.id,
                    "name": name,
                    "company_id": line.company_id.id,
                    **({"expiration_date": line.expiration_date} if line.expiration_date else {}),
                }
            )

    def _create_moves(self, ledger):
        """Moves that bring the book into line with these lines.

        What is missing of a product counted without its lots is taken from what expires first.

        :param ledger: the ``dms.stock.ledger`` that was counted
        :return: ``stock.move`` records, not done yet
        """
        changed = self.filtered(lambda line: line.product_id.uom_id.compare(
            line.variance_quantity, 0) != 0)
        if not changed:
            return self.env["stock.move"]
        stock = ledger._read_stock(changed.product_id.ids, changed[0].date)
        values = []
        for line in changed:
            loss = line.product_id.with_company(line.company_id).property_stock_inventory
            places = [loss, ledger.location_id]
            change = round(line.variance_quantity * UNIT)
            if change < 0:
                parts = line._take_missing(stock, -change)
                places.reverse()
            else:
                parts = [(Layer(line.product_id.id, line.lot_id.id or None), change)]
            values.append(
                ledger._prepare_move_values(
                    line.product_id, line.date, parts, *places, origin=line.count_id.name,
                    is_inventory=True, dms_count_line_id=line.id,
                )
            )
        quiet = {"dms_stock_posting": True, "ignore_dest_packages": True, "inventory_mode": False}
        return self.env["stock.move"].with_context(**quiet).create(values)

    def _take_missing(self, stock, quantity):
        """Which layers what is missing of this line is taken from.

        :param stock: quantities by layer; it is changed
        :return: pairs of layer and quantity
        """
        wanted = Layer(self.product_id.id, self.lot_id.id or None)
        parts = []
        for layer in stock:
            is_ours = layer[:2] == wanted[:2] if self.lot_id else layer.product == wanted.product
            taken = min(quantity, max(stock[layer], 0)) if is_ours else 0
            if taken:
                stock[layer] -= taken
                quantity -= taken
                parts.append((layer, taken))
        if quantity:
            parts.append((wanted, quantity))
        return parts

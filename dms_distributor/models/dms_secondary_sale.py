from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsSecondarySale(models.Model):
    """One line of a distributor's invoice to an outlet: a fact, appended and never changed."""

    _name = "dms.secondary.sale"
    _description = "Secondary Sale"
    _order = "date desc, id desc"
    _rec_name = "invoice_reference"
    # Rows come by the million and are never edited: who loaded them stands on their upload.
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", domain=[("dms_role", "=", "distributor")]
    )
    outlet_id = fields.Many2one(
        "res.partner", ondelete="restrict", help="Empty: sold over the counter."
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    product_category_id = fields.Many2one(related="product_id.categ_id", string="Product Category")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    lot_id = fields.Many2one("stock.lot", ondelete="restrict", index="btree_not_null")
    date = fields.Date(required=True)
    quantity = fields.Float(
        digits="Product Unit", help="In the product's unit; negative for a return."
    )
    free_quantity = fields.Float(digits="Product Unit", help="Given free, in the product's unit.")
    gross_amount = fields.Monetary(string="Gross", help="Before discount and tax.")
    discount_amount = fields.Monetary(string="Discount")
    net_amount = fields.Monetary(string="Net", help="After discount, before tax.")
    invoice_reference = fields.Char(string="Invoice")
    source = fields.Selection(
        [("upload", "Upload"), ("portal", "Portal"), ("api", "API"), ("field", "Field")],
        required=True,
        default="upload",
    )
    upload_id = fields.Many2one("dms.upload", index="btree_not_null", ondelete="restrict")
    source_key = fields.Char(
        required=True, help="Names the row at its origin, so that sending it twice adds nothing."
    )
    reversal_of_id = fields.Many2one(
        "dms.secondary.sale", string="Reversal of", ondelete="restrict", readonly=True
    )
    is_reversed = fields.Boolean(compute="_compute_is_reversed")

    _source_key_unique = models.UniqueIndex(
        "(distributor_id, source_key)", "This distributor's row has been recorded before."
    )
    _reversal_unique = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL", "The row has been reversed before."
    )
    _net_is_gross_less_discount = models.Constraint(
        "CHECK (net_amount = gross_amount - discount_amount)",
        "The net amount must be the gross amount less the discount.",
    )
    _invoice_idx = models.Index("(distributor_id, invoice_reference)")
    _outlet_date_idx = models.Index("(outlet_id, date) WHERE outlet_id IS NOT NULL")
    _date_idx = models.Index("(date DESC, id DESC)")

    def _compute_is_reversed(self):
        reversals = self.sudo().search_fetch(
            [("reversal_of_id", "in", self.ids)], ["reversal_of_id"]
        )
        reversed_sales = reversals.reversal_of_id
        for sale in self:
            sale.is_reversed = sale in reversed_sales

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Sales are facts: reverse a wrong row, do not delete it."))

    def write(self, vals):
        if vals:
            raise UserError(self.env._("Sales are facts: reverse a wrong row, do not change it."))
        return super().write(vals)

    def action_reverse(self):
        """Append a row that takes each of these back.

        :return: the reversing rows
        :raise UserError: when one is a reversal itself or has been reversed
        """
        for sale in self:
            if sale.reversal_of_id or sale.is_reversed:
                raise UserError(
                    self.env._(
                        "Invoice %s: the row is a reversal or has been reversed already.",
                        sale.invoice_reference or sale.id,
                    )
                )
        reversals = self.create([sale._prepare_reversal_values() for sale in self])
        self.invalidate_recordset(["is_reversed"])
        return reversals

    def _prepare_reversal_values(self):
        """Values of the row that takes this one back: the same, with figures of opposite sign.

        :return: a dict for ``create``
        """
        self.ensure_one()
        values = {
            name: self[name].id
            for name in ("company_id", "distributor_id", "outlet_id", "product_id", "lot_id")
        }
        values.update(
            {
                name: -self[name]
                for name in (
                    "quantity", "free_quantity", "gross_amount", "discount_amount", "net_amount",
                )
            }
        )
        return {
            **values,
            "date": self.date,
            "invoice_reference": self.invoice_reference,
            "source": self.source,
            "upload_id": self.upload_id.id,
            "source_key": f"{self.source_key}:reversed",
            "reversal_of_id": self.id,
        }

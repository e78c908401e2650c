from odoo import fields, models


class DmsOrderUploadRow(models.Model):
    """A row of an order file and what became of it."""

    _name = "dms.order.upload.row"
    _description = "Row of an Order File"
    _order = "upload_id desc, row_number, id"
    _rec_name = "code"

    upload_id = fields.Many2one("dms.order.upload", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="upload_id.company_id", store=True, index=True)
    row_number = fields.Integer("Row", help="As a spreadsheet program numbers it.")
    code = fields.Char("Product as Written")
    quantity_text = fields.Char("Quantity as Written")
    cells = fields.Json()
    product_id = fields.Many2one("product.product", ondelete="set null")
    quantity = fields.Float(digits="Product Unit")
    product_uom_id = fields.Many2one("uom.uom", string="Unit", ondelete="set null")
    reason = fields.Char("Rejected Because", help="Empty: the row went into the order.")

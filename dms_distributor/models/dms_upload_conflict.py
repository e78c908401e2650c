from odoo import fields, models


class DmsUploadConflict(models.Model):
    """A row that contradicts a fact: the same invoice and product, with other figures."""

    _name = "dms.upload.conflict"
    _description = "Upload Conflict"
    _order = "upload_id desc, row_number, id"
    _rec_name = "row_number"
    _log_access = False

    upload_id = fields.Many2one("dms.upload", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    row_number = fields.Integer("Row")
    sale_id = fields.Many2one(
        "dms.secondary.sale", string="Recorded", required=True, index=True, ondelete="cascade"
    )
    invoice_reference = fields.Char(related="sale_id.invoice_reference")
    product_id = fields.Many2one(related="sale_id.product_id")
    recorded_date = fields.Date("Recorded Date", related="sale_id.date")
    recorded_outlet_id = fields.Many2one(related="sale_id.outlet_id", string="Recorded Outlet")
    recorded_quantity = fields.Float(related="sale_id.quantity", string="Recorded Quantity")
    recorded_amount = fields.Monetary(related="sale_id.net_amount", string="Recorded Amount")
    date = fields.Date("New Date")
    outlet_id = fields.Many2one("res.partner", ondelete="set null")
    outlet_code = fields.Char(help="As written in the file.")
    quantity = fields.Float("New Quantity", digits="Product Unit")
    net_amount = fields.Monetary("New Amount")
    choice = fields.Selection(
        [
            ("keep", "Keep the recorded one"),
            ("replace", "Replace it by the new one"),
            ("add", "Keep both"),
        ],
        required=True,
        default="keep",
    )

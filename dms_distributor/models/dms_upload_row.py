from odoo import api, fields, models

# Of the check; those of the reader of files follow.
CHECK_REASONS = [
    ("product_unknown", "The product is not known: map its code, or add the product."),
    ("product_ambiguous", "Several products have this code: map it to one of them."),
    ("product_ignored", "The profile rejects this code."),
    ("outlet_unknown", "The outlet is not known: map its code, or register the outlet."),
    ("outlet_ambiguous", "Several outlets have this code: map it to one of them."),
    ("outlet_missing", "The row names no outlet."),
    ("unit_unknown", "The unit is not known: say in the profile what the word means."),
    ("unit_unrelated", "The unit cannot be converted into the product's."),
    ("case_unknown", "The product has no case, or several: say in the profile which is meant."),
    ("repeated", "The row repeats an earlier one of the file."),
    ("conflict_kept", "Recorded before with other figures, which were kept."),
]
# They stand here in full, since only what is written as a selection can be translated.
READING_REASONS = [
    ("product_missing", "No product is named."),
    ("date_missing", "There is no date."),
    ("date_unreadable", "The date is not written as the profile expects it."),
    ("date_out_of_range", "The date is too long ago or in the future."),
    ("quantity_missing", "There is no quantity."),
    ("quantity_not_a_number", "The quantity is not a number."),
    ("amount_missing", "There is neither an amount nor a price."),
    ("amount_not_a_number", "The amount is not a number."),
    ("number_too_large", "The number is too large to be true."),
    ("amounts_disagree", "The net amount is not the gross amount less the discount."),
    ("zero", "The row has neither a quantity nor an amount."),
]
REASONS = CHECK_REASONS + READING_REASONS


class DmsUploadRow(models.Model):
    """A row of a file that did not become a fact, as it stood there, and why."""

    _name = "dms.upload.row"
    _description = "Rejected Row"
    _order = "upload_id desc, row_number, id"
    _rec_name = "row_number"
    # Written by COPY; who loaded them stands on the upload.
    _log_access = False

    upload_id = fields.Many2one("dms.upload", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    row_number = fields.Integer("Row", help="As a spreadsheet program numbers it.")
    is_voucher = fields.Boolean(
        help="Not rejected itself: the day book's voucher that rejected lines belong to."
    )
    cells = fields.Json()
    content = fields.Char("Row as It Stood", compute="_compute_content")
    reason = fields.Selection(REASONS)
    role = fields.Char("Column")
    value = fields.Char()
    quantity = fields.Float(digits="Product Unit")
    net_amount = fields.Float("Amount", digits=(16, 2), help="In the currency of the file.")

    @api.depends("cells")
    def _compute_content(self):
        for row in self:
            row.content = " · ".join(text for text in row._get_cells() if text)

    def _get_cells(self) -> list[str]:
        """The cells from the left; a missing one is empty."""
        self.ensure_one()
        cells = self.cells or {}
        return [cells.get(f"c{index}") or "" for index in range(len(cells))]

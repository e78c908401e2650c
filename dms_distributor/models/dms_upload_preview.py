import polars as pl
from odoo import api, models
from odoo.exceptions import UserError

from .dms_upload_reader import PREVIEW_ROWS

SHOWN_ROWS = 12
COLUMNS = (
    "date", "invoice", "outlet_code", "outlet_name", "product_code", "product_name", "quantity",
    "unit", "free_quantity", "gross_amount", "discount_amount", "net_amount", "lot",
)
FIGURES = ("quantity", "free_quantity", "gross_amount", "discount_amount", "net_amount")


class DmsUploadPreview(models.AbstractModel):
    """The first rows of a file as they are understood, for a user to see whether that is right."""

    _name = "dms.upload.preview"
    _description = "Preview of an Upload"

    @api.model
    def _render(self, upload):
        """The preview as HTML, and what stands against reading the file.

        :return: (HTML or False, message or False)
        """
        if not upload._origin or not upload.profile_id:
            return False, self.env._("Save to see how the file is understood.")
        reader = self.env["dms.upload.reader"]
        try:
            raw = reader._read_raw(upload._origin, limit=PREVIEW_ROWS)
            interpreted = reader._interpret(upload._origin, raw)
        except UserError as error:
            return False, error.args[0]
        values = self._prepare_values(upload, interpreted)
        html = self.env["ir.qweb"]._render("dms_distributor.upload_preview", values)
        return html, False

    @api.model
    def _prepare_values(self, upload, interpreted) -> dict:
        """What the template shows: columns, rows, rejected rows of the file's beginning.

        :return: the values of ``dms_distributor.upload_preview``
        """
        rows = interpreted.rows.head(SHOWN_ROWS)
        names = [name for name in COLUMNS if rows[name].null_count() < rows.height]
        names = [name for name in names if name != "free_quantity" or set(rows[name]) != {"0"}]
        column = self.env["dms.upload.profile.column"]
        labels = dict(column._fields["role"]._description_selection(self.env))
        reason = self.env["dms.upload.row"]._fields["reason"]
        reasons = dict(reason._description_selection(self.env))
        rejected = interpreted.rejected.head(SHOWN_ROWS).with_columns(
            pl.col("value").fill_null("")
        )
        return {
            "upload": upload,
            "columns": [(name, labels[name], name in FIGURES) for name in names],
            # An empty text leaves an empty cell; nothing would leave none, and shift the others.
            "rows": rows.select("row", pl.col(names).cast(pl.String).fill_null(" ")).to_dicts(),
            "rejected": [
                (row["row"], reasons.get(row["reason"], row["reason"]), row["value"])
                for row in rejected.select("row", "reason", "value").to_dicts()
            ],
            "header_row": interpreted.header_row,
        }

import io

import xlsxwriter
from odoo import api, models

# A cell of text stays text, whatever it begins with: nothing of a file is ever calculated.
TEXT_ONLY = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}


class DmsUploadSpreadsheet(models.AbstractModel):
    """The rejected rows of an upload as a spreadsheet, to be mended and uploaded again."""

    _name = "dms.upload.spreadsheet"
    _description = "Spreadsheet of Rejected Rows"

    @api.model
    def _write(self, upload) -> bytes:
        """An .xlsx of the rejected rows, with the file's own headings and the reasons beside them.

        The headings stand in the row in which the profile looks for them.
        """
        headings, header_row = self._get_headings(upload)
        rows = self.env["dms.upload.row"].search(
            [("upload_id", "=", upload.id)], order="row_number"
        )
        reasons = dict(rows._fields["reason"]._description_selection(self.env))
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, TEXT_ONLY) as workbook:
            sheet = workbook.add_worksheet(upload.profile_id.sheet or None)
            bold = workbook.add_format({"bold": True})
            if header_row:
                for column, text in enumerate([*headings, self.env._("Reason")]):
                    sheet.write_string(header_row - 1, column, text, bold)
            for line, row in enumerate(rows, header_row):
                for column, text in enumerate(row._get_cells()):
                    if text:
                        sheet.write_string(line, column, text)
                if not row.is_voucher:
                    sheet.write_string(line, len(headings), reasons.get(row.reason, ""))
            sheet.autofit()
        return buffer.getvalue()

    @api.model
    def _get_headings(self, upload) -> tuple[list[str], int]:
        """The headings as the file has them and the row that they go to; 0 without headings."""
        reader = self.env["dms.upload.reader"]
        interpreted = reader._interpret(upload, reader._read_raw(upload))
        fixed = upload.profile_id.header_row or 1
        return interpreted.headings, fixed if interpreted.header_row else 0

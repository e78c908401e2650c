import json

import polars as pl
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import code_translations

from .. import ingest
from ..tools import frames

PREVIEW_ROWS = 400


class DmsUploadReader(models.AbstractModel):
    """Between a file of an upload and its rows: reads, chooses the profile, tells what is wrong."""

    _name = "dms.upload.reader"
    _description = "Reader of an Upload"

    @api.model
    def _read_raw(self, upload, limit: int | None = None) -> ingest.Raw:
        """The cells of the upload's file.

        :raise UserError: when the file cannot be read, with what to do about it
        """
        content = upload._get_content()
        if upload.source == "api":
            return ingest.read_records(json.loads(content)[:limit])
        layout = upload.profile_id._get_layout() if upload.profile_id else ingest.Layout()
        try:
            return ingest.read_raw(
                content, upload.file_name or "", layout.sheet, limit,
                encoding=layout.encoding, delimiter=layout.delimiter,
            )
        except ingest.IngestError as error:
            raise UserError(self._explain(error)) from error

    @api.model
    def _interpret(self, upload, raw: ingest.Raw) -> ingest.Interpreted:
        """The rows of ``raw`` as the upload's profile understands them.

        :raise UserError: when columns are missing, with their names
        """
        if upload.source == "api":
            return ingest.interpret_records(raw)
        try:
            return ingest.interpret(raw, upload.profile_id._get_layout())
        except ingest.IngestError as error:
            raise UserError(self._explain(error)) from error

    @api.model
    def _choose_profile(self, upload, raw: ingest.Raw):
        """The profile to read ``raw`` with.

        That of the distributor's last load comes first, then others of the distributor, then those
        for all; the first that fits is taken. When none fits, one is made from the file itself.
        """
        profiles = self.env["dms.upload.profile"]
        if upload.source == "api":
            return profiles._get_api_profile(upload.company_id, upload.distributor_id)
        remembered = self.env["dms.upload.ledger"].sudo()._get_profile(
            upload.company_id, upload.distributor_id
        )
        others = profiles.search(
            [
                ("company_id", "=", upload.company_id.id),
                ("distributor_id", "in", [upload.distributor_id.id, False]),
            ]
        ).sorted(lambda profile: not profile.distributor_id)
        for profile in remembered | others:
            if self._fits(profile, raw):
                return profile
        layout = ingest.suggest_layout(raw)
        return profiles.create(profiles._prepare_profile_values(layout, upload.distributor_id))

    @api.model
    def _fits(self, profile, raw: ingest.Raw) -> bool:
        """Whether all columns that ``profile`` names stand in the file."""
        layout = profile._get_layout()
        if not layout.columns or (layout.sheet and layout.sheet != raw.sheet):
            return False
        try:
            found = ingest.interpret(raw.head(PREVIEW_ROWS), layout)
        except ingest.IngestError:
            return False
        return found.rows.height > 0

    @api.model
    def _get_rejected_cells(self, upload, raw: ingest.Raw, interpreted, rejected: pl.DataFrame):
        """The cells of rejected rows, such that the rows can be mended and read on their own.

        What stands on a bill's first row only is repeated in each; a day book's voucher goes along
        as a row of its own.

        :return: frame of row, cells (JSON), is_voucher
        """
        layout = upload.profile_id._get_layout()
        frame = raw.frame
        columns = [
            f"c{index}"
            for index, heading in enumerate(interpreted.headings)
            if heading in {layout.columns.get(role) for role in layout.fill_down}
        ]
        if columns:
            frame = frames.filled_down(frame, columns)
        wanted = rejected.select("row", pl.lit(False).alias("is_voucher"))
        vouchers = interpreted.ignored.filter(pl.col("reason") == "voucher_header").select("row")
        if vouchers.height and wanted.height:
            heads = wanted.sort("row").join_asof(
                vouchers.with_columns(pl.col("row").alias("voucher")).sort("row"), on="row"
            )["voucher"]
            heads = pl.DataFrame({"row": heads.drop_nulls().unique(), "is_voucher": True})
            wanted = pl.concat([wanted, heads.select(wanted.columns)]).unique("row", keep="first")
        return wanted.join(frame, on="row").select(
            "row", frames.cells_as_json(frame).alias("cells"), "is_voucher"
        )

    @api.model
    def _explain(self, error: ingest.IngestError) -> str:
        """What is wrong with a file, in the user's language."""
        role = self.env["dms.upload.profile.column"]._fields["role"]
        names = dict(role._description_selection(self.env))
        # The messages are literals marked where they stand, in a package that knows no Odoo.
        message = ingest.MESSAGES[error.code]
        translations = code_translations.get_python_translations(
            self._original_module, self.env.lang or "en_US"
        )
        return error.explain(translations.get(message, message), names)

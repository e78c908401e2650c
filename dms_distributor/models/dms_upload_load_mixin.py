import polars as pl
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

RESULTS = ("dms_upload_finding", "dms_upload_conflict", "dms_upload_row")
ROW_COLUMNS = (
    "upload_id", "company_id", "row_number", "is_voucher", "cells", "reason", "role", "value",
    "quantity", "net_amount",
)
COUNTS = (
    "row_count", "new_count", "known_count", "conflict_count", "rejected_count", "ignored_count",
    "repeated_count",
)


class DmsUploadLoadMixin(models.AbstractModel):
    """The check and the load of an upload: what a job runs, and a test or a script may."""

    _name = "dms.upload.load.mixin"
    _description = "Check and Load of an Upload"

    def _run_check(self):
        """Read the file and tell what a load would do; facts are not touched.

        A file that cannot be read leaves the upload failed, with a message that says why.
        """
        self.ensure_one()
        if found := self._stage():
            self._write_results(*found)
            self._write_totals("checked", *found)

    def _run_load(self):
        """Append the file's new rows to the facts: all of them or, when anything fails, none.

        Everything is looked up anew, since facts and codes may have changed since the check.

        :raise UserError: when the upload has been loaded
        """
        self.ensure_one()
        if self.state == "loaded":
            raise UserError(self.env._("%s has been loaded already.", self.name))
        self.env["dms.upload.ledger"]._open(self.company_id, self.distributor_id)
        if not (found := self._stage()):
            return
        staging = self.env["dms.upload.staging"]
        self._report(50, self.env._("Registering new outlets"))
        self._register_new_outlets()
        self._report(60, self.env._("Recording the sales"))
        self._delete_results()
        staging._write_findings(self)
        staging._insert_facts(self)
        self._write_rejected(*found)
        self._write_totals("loaded", *found)
        self._remember_profile()

    def _stage(self):
        """Read the file into the staging tables.

        :return: the file's cells and what was understood of them; None when it cannot be read:
            the upload then says why
        """
        reader = self.env["dms.upload.reader"]
        self._report(2, self.env._("Reading the file"))
        try:
            raw = reader._read_raw(self)
            self._ensure_profile(raw)
            self._report(15, self.env._("Understanding the rows"))
            interpreted = reader._interpret(self, raw)
        except UserError as error:
            self._fail(error.args[0])
            return None
        if not interpreted.rows.height and not interpreted.rejected.height:
            self._fail(
                self.env._(
                    "The file “%s” holds no row of sales: check the columns of the profile.",
                    self.file_name,
                )
            )
            return None
        self._report(30, self.env._("Looking up products and outlets"))
        self.env["dms.upload.staging"]._stage(self, interpreted.rows)
        return raw, interpreted

    def _ensure_profile(self, raw=None):
        """Choose the profile that fits the file, where none is given yet.

        :param raw: the file's cells; read when not given
        :raise UserError: when the file cannot be read
        """
        for upload in self.filtered(lambda upload: not upload.profile_id):
            reader = self.env["dms.upload.reader"]
            upload.profile_id = reader._choose_profile(upload, raw or reader._read_raw(upload))

    def _remember_profile(self):
        """Keep the profile as the distributor's: its next file is read with it first."""
        if self.profile_id.is_api:
            return
        ledger = self.env["dms.upload.ledger"].sudo()
        ledger._remember(self.company_id, self.distributor_id, self.profile_id)

    def _delete_results(self):
        """Forget what an earlier check found."""
        self.env.flush_all()
        for table in RESULTS:
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE upload_id IN %s", SQL.identifier(table), self._ids)
            )
        self.env.invalidate_all(flush=False)

    def _clear_results(self):
        """Make uploads as if they had never been checked."""
        self._delete_results()
        self.write(
            {
                **dict.fromkeys(COUNTS, 0),
                **dict.fromkeys(("quantity_total", "file_total", "rejected_total", "net_total"), 0),
                **dict.fromkeys(("date_from", "date_to", "message"), False),
            }
        )

    def _write_results(self, raw, interpreted):
        """Replace the findings, conflicts and rejected rows by those of the staging tables."""
        self._report(70, self.env._("Writing down what was found"))
        self._delete_results()
        self.env["dms.upload.staging"]._write_findings(self)
        self._write_rejected(raw, interpreted)

    def _write_rejected(self, raw, interpreted):
        """Keep the rejected rows: those the reader could not understand and those of the check."""
        self._report(90, self.env._("Writing down what was rejected"))
        staging = self.env["dms.upload.staging"]
        names = ("row", "reason", "role", "value", "quantity", "net_amount")
        rejected = pl.concat([interpreted.rejected.select(names), staging._read_rejected()])
        if not rejected.height:
            return
        cells = self.env["dms.upload.reader"]._get_rejected_cells(
            self, raw, interpreted, rejected
        )
        staging._copy(
            "dms_upload_row",
            cells.join(rejected, on="row", how="left").sort("row").select(
                pl.lit(self.id), pl.lit(self.company_id.id).alias("company_id"),
                "row", "is_voucher", "cells", *names[1:],
            ),
            ROW_COLUMNS,
        )

    def _write_totals(self, state: str, _raw, interpreted):
        """Count and add up what was staged, and enter ``state``."""
        totals = self.env["dms.upload.staging"]._get_totals()
        self.env.cr.execute(
            "SELECT count(*) AS rejected_count, COALESCE(sum(net_amount), 0) AS rejected_total "
            "FROM dms_upload_row WHERE upload_id = %s AND NOT is_voucher", [self.id]
        )
        totals.update(self.env.cr.dictfetchone())
        unread = interpreted.rejected.select(
            pl.col("quantity", "net_amount").cast(pl.Decimal(38, 6)).sum()
        ).row(0)
        totals["quantity_total"] += float(unread[0])
        totals["file_total"] += float(unread[1])
        if state == "checked":
            totals["new_count"] -= totals["conflict_count"]
        self.write(
            {
                **totals,
                "row_count": interpreted.rows.height + interpreted.rejected.height,
                "ignored_count": interpreted.ignored.height,
                "message": False,
                "load_date": fields.Datetime.now() if state == "loaded" else False,
                "state": state,
            }
        )
        self.env.invalidate_all()

    def _register_new_outlets(self):
        """Register the outlets that sell something known and are not known themselves."""
        staging = self.env["dms.upload.staging"]
        if self.profile_id.unknown_outlet != "create":
            return
        if found := staging._get_new_outlets():
            outlets = self._register_outlets(found)
            staging._set_new_outlets(outlets, [outlet["no"] for outlet in found])

    def _register_outlets(self, codes: list[dict]):
        """Register outlets of the distributor as pending and remember what it calls them.

        :param codes: ``code`` and ``name`` of each
        :return: the partners, in the same order
        :raise UserError: when no tier of outlets is defined below the distributor's
        """
        quiet = {"tracking_disable": True, "mail_create_nosubscribe": True}
        partners = self.env["res.partner"].sudo().with_context(**quiet)
        values = self._prepare_outlet_values()
        outlets = partners.create(
            [{**values, "name": code["name"] or code["code"]} for code in codes]
        )
        self.env["dms.outlet.alias"].sudo().create(
            [
                {
                    "company_id": self.company_id.id,
                    "distributor_id": self.distributor_id.id,
                    "code": code["code"],
                    "outlet_id": outlet.id,
                }
                for code, outlet in zip(codes, outlets, strict=True)
            ]
        )
        return outlets

    def _prepare_outlet_values(self) -> dict:
        """Values that the outlets registered by this upload have in common.

        :return: a dict for ``create``
        :raise UserError: when no tier of outlets is defined below the distributor's
        """
        distributor = self.distributor_id.sudo()
        return {
            **distributor._prepare_dms_outlet_values(self.company_id), "dms_state": "pending"
        }

    def _fail(self, message: str):
        """Leave the upload failed, saying why and what to do."""
        self.write({"state": "failed", "message": message})

    def _report(self, done: int, label: str):
        """Say how far the job has come."""
        self.env["dms.upload.progress"]._report(self, done, label)

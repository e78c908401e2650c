import base64
import io

import xlsxwriter
from odoo import api, fields, models
from odoo.addons.dms_distributor import ingest
from odoo.addons.dms_distributor.models.dms_upload_spreadsheet import TEXT_ONLY
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.claim_file import HEAD_FIELDS, LINE_FIELDS, ClaimFileError, read_claims

# Claims of a year, not the sales that they are about.
MOST_ROWS = 5000
# A file of so many bytes is read while one waits; a larger one in the background.
AT_ONCE = 32 * 1024


class DmsClaimUpload(models.Model):
    """Claims that came as a spreadsheet: the good rows become drafts, the others are told why."""

    _name = "dms.claim.upload"
    _description = "File of Claims"
    _inherit = ["dms.upload.job.mixin", "mail.thread"]
    _order = "id desc"

    name = fields.Char(
        "Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    distributor_id = fields.Many2one(
        "res.partner", "Claimant", required=True, index=True, ondelete="restrict", tracking=True,
        domain=[("dms_role", "=", "distributor")],
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    source = fields.Selection(
        [("upload", "Office"), ("portal", "Portal")], "Sent by", required=True, default="upload",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("loading", "At Work"),
            ("loaded", "Done"),
            ("failed", "Failed"),
        ],
        required=True, default="draft", readonly=True, copy=False, tracking=True, index=True,
    )
    message = fields.Text(readonly=True, copy=False, help="Why it failed, and what to do.")
    load_date = fields.Datetime("Read on", readonly=True, copy=False)
    headings = fields.Json(readonly=True, copy=False)
    row_ids = fields.One2many("dms.claim.upload.row", "upload_id", "Rows", readonly=True)
    rejected_row_ids = fields.One2many(
        "dms.claim.upload.row", "upload_id", "Rejected Rows", readonly=True,
        domain=[("status", "=", "rejected")],
    )
    accepted_count = fields.Integer("Taken", readonly=True, copy=False)
    known_count = fields.Integer(
        "Known", readonly=True, copy=False, help="Rows that an earlier file held already."
    )
    rejected_count = fields.Integer("Rejected", readonly=True, copy=False)
    claim_count = fields.Integer("Claims", compute="_compute_claim_count")

    @api.depends("row_ids.claim_id")
    def _compute_claim_count(self):
        counts = dict(self.env["dms.claim.upload.row"]._read_group(
            [("upload_id", "in", self.ids)], ["upload_id"], ["claim_id:count_distinct"]
        ))
        for upload in self:
            upload.claim_count = counts.get(upload, 0)

    @api.constrains("distributor_id", "company_id")
    def _check_distributor(self):
        for upload in self:
            company = upload.distributor_id.company_id
            if upload.distributor_id.dms_role != "distributor":
                raise UserError(self.env._(
                    "%s is no distributor: claims are uploaded for distributors.",
                    upload.distributor_id.display_name,
                ))
            if company and company != upload.company_id:
                raise UserError(self.env._(
                    "%(distributor)s belongs to %(company)s: upload its claims there.",
                    distributor=upload.distributor_id.display_name, company=company.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", self.env._("New")) == self.env._("New"):
                vals["name"] = self.env["ir.sequence"].next_by_code("dms.claim.upload")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_loaded(self):
        if loaded := self.filtered(lambda upload: upload.state in ("loading", "loaded")):
            raise UserError(self.env._(
                "%s tells where claims came from and cannot be deleted.", loaded[0].name
            ))

    def action_load(self):
        """Make claims of the files: at once of small ones, in the background of large ones."""
        self._begin("loading", ("draft", "failed"))
        for upload in self:
            if len(upload._get_content()) <= AT_ONCE:
                upload._job_load()
            else:
                upload._enqueue("_job_load")

    def action_open_claims(self):
        """Open the claims that hold rows of the file."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim")
        return {
            **action, "domain": [("id", "in", self.row_ids.claim_id.ids)], "context": {},
        }

    def action_download_rejected(self):
        """Download the rejected rows, to be mended and uploaded again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/dms/claim-upload/{self.id}/rejected.xlsx",
            "target": "download",
        }

    @api.model
    def _create_from_portal(self, distributor, file_name: str, content: bytes):
        """Take a file from a distributor's log-in and begin to read it.

        :param distributor: whose claims they are
        :return: the upload, past the rules
        :raise AccessError: when the distributor is not the user's own
        """
        scope = self.env.user._get_network_domain() & Domain("dms_role", "=", "distributor")
        if not distributor.sudo().filtered_domain(scope):
            raise AccessError(self.env._("You can only upload claims of your own company."))
        company = distributor.sudo().company_id or self.env.company
        upload = self.sudo().with_company(company).create({
            "distributor_id": distributor.id,
            "company_id": company.id,
            "file": base64.b64encode(content),
            "file_name": file_name,
            "source": "portal",
        })
        upload.action_load()
        return upload

    def _clear_progress(self):
        """Nothing is kept of it: a file of claims is read in one go."""

    def _get_progress(self) -> dict:
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        done = {"loading": 50, "loaded": 100}.get(self.state, 0)
        return {"done": done, "total": 100, "label": states[self.state]}

    def _get_content(self) -> bytes:
        """The file as it was sent."""
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _read_file(self):
        """The file as it is understood.

        :raise UserError: when it cannot be read, claims nothing or too much, with what to do
        """
        try:
            raw = ingest.read_raw(self._get_content(), self.file_name or "", limit=MOST_ROWS + 100)
            table = read_claims(raw, self._get_words())
        except ingest.IngestError as error:
            raise UserError(self.env["dms.upload.reader"]._explain(error)) from error
        except ClaimFileError as error:
            raise UserError(self.env._(
                "No row of “%(file)s” has headings for the number and the type of the claims; the "
                "first row reads: %(headings)s. Call these columns Claim Reference and Claim Type.",
                file=self.file_name, headings=", ".join(error.headings) or "–",
            )) from error
        if not table.rows:
            raise UserError(self.env._(
                "“%s” claims nothing: there is no row below the headings.", self.file_name
            ))
        if len(table.rows) > MOST_ROWS:
            raise UserError(self.env._(
                "“%(file)s” has more than %(limit)s rows: split it.",
                file=self.file_name, limit=MOST_ROWS,
            ))
        return table

    def _run_load(self):
        """Make drafts of the good rows, and note of every row what became of it."""
        self.ensure_one()
        try:
            table = self._read_file()
        except UserError as error:
            self._fail(error.args[0])
            return
        answers = self._take_rows(table)
        self.row_ids.sudo().unlink()
        self.env["dms.claim.upload.row"].sudo().create([
            self._prepare_row_values(answer) for answer in answers
        ])
        counts = {
            f"{status}_count": sum(answer.status == status for answer in answers)
            for status in ("accepted", "known", "rejected")
        }
        self.write({
            "state": "loaded", "message": False, "load_date": fields.Datetime.now(),
            "headings": table.headings, **counts,
        })

    def _prepare_row_values(self, answer) -> dict:
        """Values of a row of the file and what became of it.

        :param answer: of ``_take_rows``
        """
        self.ensure_one()
        return {
            "upload_id": self.id,
            "row_number": answer.row.number,
            "reference": answer.row.values.get("reference"),
            "status": answer.status,
            "claim_id": answer.claim.id if answer.claim else False,
            "column": answer.column or False,
            "value": answer.value or False,
            "reason": answer.reason or False,
            "cells": list(answer.row.cells),
        }

    def _fail(self, message: str):
        """Leave the upload failed, saying why and what to do."""
        self.write({"state": "failed", "message": message})

    def _get_rejected_spreadsheet(self) -> tuple[bytes, str]:
        self.ensure_one()
        self.check_access("read")
        rows = [[*row.cells, row.reason] for row in self.rejected_row_ids]
        headings = [*(self.headings or []), self.env._("What to Do")]
        stem = (self.file_name or self.name).rsplit(".", 1)[0]
        return self._write_spreadsheet(headings, rows), self.env._("%s - rejected", stem) + ".xlsx"

    @api.model
    def _get_template_spreadsheet(self) -> bytes:
        """An empty file with all headings, to be filled in."""
        words = self._get_words()
        return self._write_spreadsheet(
            [words[name] for name in (*HEAD_FIELDS, *LINE_FIELDS)], []
        )

    @api.model
    def _write_spreadsheet(self, headings, rows) -> bytes:
        """An .xlsx of texts."""
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, TEXT_ONLY) as workbook:
            sheet = workbook.add_worksheet()
            bold = workbook.add_format({"bold": True})
            for place, text in enumerate(headings):
                sheet.write_string(0, place, text, bold)
            for line, cells in enumerate(rows, 1):
                for place, text in enumerate(cells):
                    sheet.write_string(line, place, text or "")
            sheet.autofit()
        return buffer.getvalue()

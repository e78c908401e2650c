import base64
import json

from odoo import api, models
from odoo.exceptions import UserError

from .. import ingest

CHOICES = ("keep", "replace", "add")
# A call that takes longer than a caller waits becomes a job.
JOB_ROWS = 5000
SALES_LIMIT = 200_000


class DmsApi(models.AbstractModel):
    """Secondary sales: the rows go the way of an uploaded file, through the same tables."""

    _inherit = "dms.api"

    @api.model
    def record_sales(
        self, batch_key: str, distributor: str, rows: list[dict], on_conflict: str = "keep"
    ) -> dict:
        """Record sales of a distributor to its outlets; each row is answered.

        :param batch_key: names the batch for good; the same key again gives the same answer
        :param distributor: code of the distributor that sold
        :param rows: ``date``, ``product``, ``quantity`` and an amount (``net_amount``,
            ``gross_amount`` or ``unit_price``) each; ``source_key`` names a row for good
        :param on_conflict: what to do with rows recorded before with other figures: ``keep`` what
            is recorded, ``replace`` it, or ``add`` the row beside it
        :return: ``state`` (``done``, or ``queued`` for a large batch: ask ``get_batch``), counts,
            and ``rows``: ``accepted`` or ``known`` with the ``id`` of the sale, or ``rejected``
            with ``code``, ``field``, ``value`` and ``message``
        """
        partner = self._get_distributor(distributor, write=True)
        self._check_rows(rows, ingest.RECORD_FIELDS, limit=SALES_LIMIT)
        if on_conflict not in CHOICES:
            raise UserError(
                self.env._(
                    "on_conflict: “%(value)s” is not possible, it is one of %(choices)s.",
                    value=on_conflict, choices=", ".join(CHOICES),
                )
            )

        def run(batch):
            batch.upload_id = self._create_upload(batch, rows, on_conflict)
            batch.row_count = len(rows)
            if len(rows) > self._get_job_rows():
                batch._enqueue()
            else:
                batch._record_sales()

        return self._run_batch(
            "record_sales", partner, batch_key, [rows, on_conflict], run
        )

    @api.model
    def _get_job_rows(self) -> int:
        """Rows of a batch beyond which it is loaded in the background."""
        parameters = self.env["ir.config_parameter"].sudo()
        return int(parameters.get_param("dms_distributor.api_job_rows", JOB_ROWS))

    @api.model
    def _create_upload(self, batch, rows: list[dict], on_conflict: str):
        """The upload that ``rows`` are checked and loaded as, by the manager's eyes a file."""
        values = self._prepare_upload_values(batch, rows, on_conflict)
        uploads = self.env["dms.upload"].sudo().with_company(batch.company_id).with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_create_nolog=True
        )
        return uploads.create(values)

    @api.model
    def _prepare_upload_values(self, batch, rows: list[dict], on_conflict: str) -> dict:
        """Values of the upload of a batch.

        :return: a dict for ``create``
        """
        return {
            "distributor_id": batch.distributor_id.id,
            "company_id": batch.company_id.id,
            "file": base64.b64encode(json.dumps(rows).encode()),
            "file_name": f"{batch.batch_key}.json",
            "source": "api",
            "user_id": batch.distributor_id.user_id.id,
            "conflict_choice": on_conflict,
            "state": "loading",
        }

    @api.model
    def _get_sales_answers(self, upload) -> list[dict]:
        """What became of each row of ``upload``, in the order sent.

        It reads the tables of the load, so it is called in the load's own transaction.
        """
        records = json.loads(upload._get_content())
        answers = [
            {"row": number, "source_key": record.get("source_key")}
            for number, record in enumerate(records, 1)
        ]
        for number, sale, is_known, replaced, has_unknown_lot in (
            self.env["dms.upload.staging"]._get_answers(upload)
        ):
            answer = answers[number - 1]
            answer.update(status="known" if is_known else "accepted", id=sale)
            if replaced:
                answer["replaces"] = replaced
            if has_unknown_lot:
                answer["note"] = self.env._("The lot is not known and was left out.")
        rejected = self.env["dms.upload.row"]
        reasons = dict(rejected._fields["reason"]._description_selection(self.env))
        for row in rejected.search_fetch(
            [("upload_id", "=", upload.id)], ["row_number", "reason", "role", "value"]
        ):
            field = ingest.FIELD_BY_ROLE.get(row.role, row.role or None)
            answers[row.row_number - 1].update(
                status="rejected", code=row.reason, field=field, value=row.value or None,
                message=reasons[row.reason],
            )
        return answers

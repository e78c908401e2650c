import base64
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STATUSES = ("accepted", "known", "rejected")


class DmsApiBatch(models.Model):
    """What another program sent in one call, under a key of its own, and the answer it was given.

    The key makes sending it twice harmless: the second time it gets the first answer.
    """

    _name = "dms.api.batch"
    _description = "API Batch"
    _order = "id desc"
    _rec_name = "batch_key"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Caller", required=True, readonly=True)
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    method = fields.Selection(
        [
            ("record_sales", "Sales"),
            ("report_stock", "Stock"),
            ("place_orders", "Orders"),
            ("register_outlets", "Outlets"),
        ],
        "Call", required=True, readonly=True,
    )
    batch_key = fields.Char("Key", required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True, help="Of the content that came first.")
    state = fields.Selection(
        [("queued", "Waiting"), ("done", "Answered"), ("failed", "Failed")],
        required=True, readonly=True, default="queued", index=True,
    )
    row_count = fields.Integer("Rows", readonly=True)
    accepted_count = fields.Integer("Accepted", readonly=True)
    known_count = fields.Integer("Known", readonly=True, help="Recorded before.")
    rejected_count = fields.Integer("Rejected", readonly=True)
    answer = fields.Binary(attachment=True, readonly=True, help="The answer to each row, as JSON.")
    message = fields.Text(readonly=True, help="Why it failed, and what to do.")
    upload_id = fields.Many2one(
        "dms.upload", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    done_date = fields.Datetime("Answered on", readonly=True)

    _key_unique = models.UniqueIndex(
        "(company_id, user_id, method, distributor_id, batch_key)",
        "This caller has sent a batch with this key before.",
    )

    def action_open_upload(self):
        """Open the sales as they were checked, with what was found."""
        self.ensure_one()
        return self.upload_id.get_formview_action()

    def action_download_answer(self):
        """Download the answer as it was given."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/answer?download=true"
            f"&filename={self.method}-{self.id}.json",
            "target": "download",
        }

    @api.model
    def _claim(self, method: str, company, distributor, batch_key: str, content):
        """Begin a batch, or find the one that has this key.

        Of two calls at once the second waits for the first, and is then run again by Odoo with a
        newer snapshot, in which it finds the first one's answer.

        :param content: what was sent, to tell another content under the same key
        :return: the batch and whether it is new
        :raise UserError: when the key came before with another content
        """
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        key = (company.id, self.env.uid, method, distributor.id, batch_key)
        row = self.env.execute_query(
            SQL(
                """INSERT INTO dms_api_batch (
                       company_id, user_id, method, distributor_id, batch_key, digest, state,
                       create_uid, create_date, write_uid, write_date)
                   VALUES %s ON CONFLICT (company_id, user_id, method, distributor_id, batch_key)
                   DO NOTHING RETURNING id""",
                (*key, digest, "queued", self.env.uid, fields.Datetime.now(), self.env.uid,
                 fields.Datetime.now()),
            )
        )
        if row:
            return self.browse(row[0][0]), True
        names = ("company_id", "user_id", "method", "distributor_id", "batch_key")
        batch = self.search([(name, "=", value) for name, value in zip(names, key, strict=True)])
        if batch.digest != digest:
            raise UserError(
                self.env._(
                    "The batch key “%(key)s” was used on %(date)s with another content. Send the "
                    "same content again, or use a new key.",
                    key=batch_key, date=batch.create_date.strftime("%Y-%m-%d %H:%M UTC"),
                )
            )
        return batch, False

    def _finish(self, rows: list[dict]):
        """Keep the answer to each row.

        :param rows: each with ``row``, ``status`` and what belongs to it, in the order sent
        """
        self.ensure_one()
        counts = dict.fromkeys(STATUSES, 0)
        for row in rows:
            counts[row["status"]] += 1
        self.write(
            {
                "state": "done",
                "message": False,
                "done_date": fields.Datetime.now(),
                "row_count": len(rows),
                **{f"{status}_count": count for status, count in counts.items()},
                "answer": base64.b64encode(json.dumps(rows).encode()),
            }
        )

    def _get_answer(self, after: int = 0, limit: int | None = None) -> dict:
        """The batch as its caller is told of it.

        :param after: number of the last row that the caller has
        :param limit: how many rows to give; None: all
        """
        self.ensure_one()
        answer = {
            "batch_key": self.batch_key,
            "state": self.state,
            "rows_total": self.row_count,
            "accepted": self.accepted_count,
            "known": self.known_count,
            "rejected": self.rejected_count,
        }
        if self.message:
            answer["message"] = self.message
        if self.state == "done":
            content = self.with_context(bin_size=False).answer
            rows = json.loads(base64.b64decode(content)) if content else []
            answer["rows"] = rows[after:][:limit]
        return answer

    def _enqueue(self):
        """Have the sales of the batch loaded by a job."""
        self.ensure_one()
        self.with_delay(
            description=self.env._(
                "%(method)s of %(distributor)s: %(key)s", method=self.method,
                distributor=self.distributor_id.display_name, key=self.batch_key,
            ),
            identity_key=f"dms.api.batch:{self.id}",
        )._job_record_sales()

    def _job_record_sales(self):
        """Job: load the sales of the batch. Run again after it was answered, it does nothing."""
        if self.state != "done":
            self._record_sales()

    def _record_sales(self):
        """Load the upload of the batch and keep what became of each row."""
        self.ensure_one()
        upload = self.upload_id
        upload._run_load()
        if upload.state != "loaded":
            raise UserError(upload.message)
        self._finish(self.env["dms.api"]._get_sales_answers(upload))

    def _on_job_failed(self, exc_name: str, exc_message: str, **_details):
        """Tell the caller what stopped the job; it is called in a transaction of its own."""
        message = self.env._(
            "Nothing of the batch was recorded: %(error)s Send it again with a new key.",
            error=exc_message or exc_name,
        )
        self.write({"state": "failed", "message": message})
        self.upload_id._fail(message)

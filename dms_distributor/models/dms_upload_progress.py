from odoo import api, fields, models
from odoo.tools import SQL


class DmsUploadProgress(models.Model):
    """How far a job has come, readable while the job's own transaction is still open."""

    _name = "dms.upload.progress"
    _description = "Upload Progress"
    _rec_name = "label"
    _log_access = False

    # No foreign key: it would make this row's transaction wait for that of the upload.
    upload = fields.Integer(required=True)
    done = fields.Integer(help="Of a hundred.")
    label = fields.Char()

    _upload_unique = models.UniqueIndex("(upload)", "An upload has one progress.")

    @api.model
    def _report(self, upload, done: int, label: str):
        """Say how far a job has come. Outside a job nobody waits, and nothing is written.

        It is written through a cursor of its own, never in the upload's row: two transactions
        that change one row fail under REPEATABLE READ.
        """
        if not self.env.context.get("job_uuid"):
            return
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """INSERT INTO dms_upload_progress (upload, done, label) VALUES (%s, %s, %s)
                       ON CONFLICT (upload) DO UPDATE
                       SET done = EXCLUDED.done, label = EXCLUDED.label""",
                    upload.id, done, label,
                )
            )

    @api.model
    def _read_progress(self, upload) -> dict:
        """How far the job of ``upload`` has come.

        :return: ``done`` of ``total``, and ``label``, what it is at
        """
        rows = self.env.execute_query(
            SQL("SELECT done, label FROM dms_upload_progress WHERE upload = %s", upload.id)
        )
        done, label = rows[0] if rows else (0, "")
        return {"done": done, "total": 100, "label": label or self.env._("Waiting for its turn")}

    @api.model
    def _clear(self, uploads):
        """Forget the progress of earlier jobs."""
        if uploads:
            self.env.cr.execute(
                SQL("DELETE FROM dms_upload_progress WHERE upload IN %s", uploads._ids)
            )

    @api.autovacuum
    def _gc_progress(self):
        """Rows of uploads that are no longer at work serve nobody."""
        self.env.cr.execute(
            "DELETE FROM dms_upload_progress p WHERE NOT EXISTS (SELECT FROM dms_upload u "
            "WHERE u.id = p.upload AND u.state IN ('checking', 'loading'))"
        )

from odoo import fields, models
from odoo.tools import SQL


class DmsUploadLedger(models.Model):
    """What is remembered of a distributor's uploads; its row is what two loads queue for."""

    _name = "dms.upload.ledger"
    _description = "Upload Ledger"
    _rec_name = "distributor_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    distributor_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    profile_id = fields.Many2one(
        "dms.upload.profile", index="btree_not_null", ondelete="set null",
        help="With which the last file was loaded.",
    )
    load_count = fields.Integer()

    _distributor_unique = models.UniqueIndex(
        "(company_id, distributor_id)", "A distributor has one ledger in a company."
    )

    def _open(self, company, distributor):
        """Count a load, and let no other of the same distributor run beside it.

        A lock alone would leave the older snapshot in force, in which rows just loaded by another
        transaction are unknown. The write makes PostgreSQL refuse the second transaction, which
        Odoo and the job queue then run again.
        """
        self.env.cr.execute(
            SQL(
                """INSERT INTO dms_upload_ledger (company_id, distributor_id, load_count)
                   VALUES (%s, %s, 1)
                   ON CONFLICT (company_id, distributor_id)
                   DO UPDATE SET load_count = dms_upload_ledger.load_count + 1""",
                company.id, distributor.id,
            )
        )
        self.invalidate_model()

    def _remember(self, company, distributor, profile):
        """Keep ``profile`` as the one that the distributor's next file is read with first."""
        self._find(company, distributor).profile_id = profile

    def _get_profile(self, company, distributor):
        """The profile with which the distributor's last file was loaded; empty when none was."""
        return self._find(company, distributor).profile_id.filtered("active")

    def _find(self, company, distributor):
        return self.search(
            [("company_id", "=", company.id), ("distributor_id", "=", distributor.id)]
        )

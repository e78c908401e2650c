from odoo import api, fields, models


class ReportDmsClaimStatement(models.AbstractModel):
    """The statement of account in print, read with the rights of whoever prints it."""

    _name = "report.dms_claims.report_statement"
    _description = "Print of a Statement of Account"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Statements of partners, of the period in ``data`` or the last months.

        :raise AccessError: for those who may read neither the partners nor their entries
        """
        statements = self.env["dms.claim.statement"]
        partners = self.env["res.partner"].browse(docids)
        partners.check_access("read")
        self.env["account.move.line"].check_access("read")
        period = statements._get_period(*(
            fields.Date.to_date((data or {}).get(name)) for name in ("date_from", "date_to")
        ))
        return {
            "doc_ids": docids,
            "doc_model": "res.partner",
            "docs": partners,
            "statements": [
                statements.with_context(lang=partner.lang)._prepare(
                    partner, self.env.company, *period
                )
                for partner in partners
            ],
        }

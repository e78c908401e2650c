from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.statement_trigger import statement_trigger

NOTE = (
    "INSERT INTO dms_kpi_stale (company_id, month)"
    " SELECT DISTINCT company_id, date_trunc('month', date::timestamp)::date FROM {rows}"
)


class DmsKpiStale(models.Model):
    """A month of which secondary sales have come or gone since its KPIs were computed.

    The database notes it, one row a statement and month. Rows are only ever added, so two loads
    never wait for each other.
    """

    _name = "dms.kpi.stale"
    _description = "Month to Compute Again"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    month = fields.Date(required=True)

    def init(self):
        self.pool.post_init(self._create_trigger)

    @api.model
    def _create_trigger(self):
        commands = {
            "INSERT": NOTE.format(rows="new_rows"),
            "DELETE": NOTE.format(rows="old_rows"),
            "UPDATE": NOTE.format(
                rows="(SELECT company_id, date FROM new_rows"
                " UNION ALL SELECT company_id, date FROM old_rows) touched"
            ),
        }
        self.env.cr.execute(
            statement_trigger("dms_kpi_stale_follow", "dms_secondary_sale", commands)
        )

    @api.model
    def _take(self):
        """The months noted, which are then forgotten.

        :return: a list of first days by company
        """
        rows = self.env.execute_query(SQL("DELETE FROM dms_kpi_stale RETURNING company_id, month"))
        months = defaultdict(set)
        for company_id, month in rows:
            months[self.env["res.company"].browse(company_id)].add(month)
        return {company: sorted(days) for company, days in months.items()}

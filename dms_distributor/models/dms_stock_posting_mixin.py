from odoo import api, fields, models
from odoo.tools import SQL, date_utils

from ..tools import stock_sql

# Sums of sales that one transaction posts: a job that crashes has no more than this to do again.
CHUNK = 5000


class DmsStockPostingMixin(models.AbstractModel):
    """When sales are taken off a distributor's stock, and how often: the jobs of a stock."""

    _name = "dms.stock.posting.mixin"
    _description = "Posting of Sales to Distributor Stock"
    _inherit = ["dms.stock.draw.mixin"]

    def _enqueue_posting(self):
        """Have the sales that wait posted in the background, one job a distributor."""
        self.env["dms.secondary.sale"].flush_model()
        self.flush_model(["start_date"])
        for ledger in self.sudo().browse(self._find_waiting()):
            ledger.with_delay(
                description=self.env._(
                    "%s: take sales off the stock", ledger.distributor_id.display_name
                ),
                identity_key=f"dms.stock.ledger:{ledger.id}:_job_post",
            )._job_post()

    def _enqueue_refresh(self):
        """Have the monthly figures follow moves that were not made for sales."""
        for ledger in self.sudo():
            ledger.with_delay(
                description=self.env._("%s: stock by month", ledger.distributor_id.display_name),
                identity_key=f"dms.stock.ledger:{ledger.id}:_job_refresh",
            )._job_refresh()

    def _job_post(self):
        """Job: post a part of the sales that wait; another job goes on where this one ends."""
        ledger = self.sudo().with_company(self.company_id)
        if ledger._post_pending():
            ledger._enqueue_posting()

    def _job_refresh(self):
        """Job: compute this month and the last one anew."""
        self.sudo()._refresh_months(date_utils.subtract(fields.Date.today(), months=1))

    def _refresh_months(self, date):
        """Compute the monthly figures of these stocks anew, from the month of ``date`` on."""
        self._lock()
        self.env["dms.stock.month"]._refresh(self, date_utils.start_of(date, "month"))

    def _on_job_failed(self, exc_name: str, exc_message: str, **_details):
        """Say what stopped the job; it is called in a transaction of its own."""
        self.sudo().message = self.env._(
            "Sales could not be taken off the stock, and wait: %(error)s. Mend it and post again.",
            error=exc_message or exc_name,
        )

    @api.model
    def _cron_post(self):
        """Post what no job was enqueued for; forget sales of before the stock was kept."""
        self.env.cr.execute(stock_sql.FORGET_EARLIER)
        self.search([("active", "=", True)])._enqueue_posting()

    @api.model
    def _find_by_location(self, locations):
        """The stocks that lie in one of ``locations``, past the rules."""
        customers = locations.filtered(lambda location: location.usage == "customer")
        if not customers:
            return self.sudo().browse()
        return self.sudo().with_context(active_test=False).search(
            [("location_id", "in", customers.ids)]
        )

    def _find_waiting(self) -> list[int]:
        """Which of these stocks have sales to be posted."""
        self.env.cr.execute(stock_sql.FIND_WAITING, [self.ids])
        return [row[0] for row in self.env.cr.fetchall()]

    def _lock(self):
        """Let no other job of the same stock run beside this one.

        A lock alone would leave the older snapshot in force, in which what another transaction
        has just posted still waits. The write makes PostgreSQL refuse the second transaction,
        which the job queue then runs again.
        """
        self.flush_recordset()
        self.env.cr.execute(SQL(
            "UPDATE dms_stock_ledger SET posting_count = COALESCE(posting_count, 0) + 1"
            " WHERE id IN (SELECT id FROM dms_stock_ledger WHERE id = ANY(%s)"
            " ORDER BY id FOR UPDATE)", self.ids,
        ))
        self.invalidate_recordset(["posting_count"])

    def _resynchronise(self) -> int:
        """Derive what waits anew from the sales and from what was taken off for them.

        :return: how many sums, by product and day, differed from those that waited
        """
        self.ensure_one()
        self._lock()
        self.env.flush_all()
        parameters = self._get_parameters()
        self.env.cr.execute(stock_sql.COUNT_DIFFERENCES, parameters)
        [count] = self.env.cr.fetchone()
        self.env.cr.execute(stock_sql.DELETE_PENDING, parameters)
        self.env.cr.execute(stock_sql.INSERT_PENDING, parameters)
        return count

    def _post_pending(self, limit=CHUNK) -> bool:
        """Take a part of the waiting sales off the stock, all of it or, when it fails, nothing.

        :param limit: how many sums of sales to take
        :return: whether more wait
        """
        self.ensure_one()
        self._lock()
        self.env.flush_all()
        self.env.cr.execute(
            stock_sql.TAKE_PENDING, {**self._get_parameters(), "limit": limit}
        )
        if rows := self.env.cr.fetchall():
            moves = self._draw(rows)
            moves._action_done()
            self._date_back(moves)
            self.env["dms.stock.month"]._refresh(
                self, date_utils.start_of(min(row[1] for row in rows), "month")
            )
        self.write({"last_posting_date": fields.Datetime.now(), "message": False})
        return bool(self._find_waiting())

    def _date_back(self, moves):
        """Date moves on the day of the sale or the count that they are made for."""
        self.env.flush_all()
        self.env.cr.execute(stock_sql.DATE_BACK, {"moves": moves.ids})
        moves.invalidate_recordset(["date"])
        moves.move_line_ids.invalidate_recordset(["date"])

    def _get_parameters(self) -> dict:
        """Parameters of the statements of ``stock_sql``."""
        return {
            "ledger": self.id,
            "company": self.company_id.id,
            "distributor": self.distributor_id.id,
            "start": self.start_date,
            "location": self.location_id.id,
            "sold": self.sold_location_id.id,
        }

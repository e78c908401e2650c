from odoo import fields, models

from ..tools.statement_trigger import statement_trigger
from .dms_secondary_month import IS_RETURN

TERMS = {
    "sold_quantity": f"CASE WHEN {IS_RETURN} THEN 0 ELSE quantity END",
    "free_quantity": "COALESCE(free_quantity, 0)",
    "returned_quantity": f"CASE WHEN {IS_RETURN} THEN -quantity ELSE 0 END",
}
KEYS = "company_id, distributor_id, product_id, lot_id, date"


class DmsStockPending(models.Model):
    """Sales that have not been taken off the stock yet, summed by product, lot and day.

    A trigger on the sales writes the sums of each statement, whatever way rows arrive. A job takes
    its rows away in the transaction that posts them, so nothing is missed and nothing posted
    twice, in whatever order transactions commit: a mark of the last posted sale could pass by
    sales with lower numbers that commit later.
    """

    _name = "dms.stock.pending"
    _description = "Sales Waiting to Be Taken off the Stock"
    _log_access = False
    # Foreign keys are those of the sales: checking them again would cost more than the row.
    _auto = False
    _order = "date, id"

    company_id = fields.Many2one("res.company", readonly=True)
    distributor_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    date = fields.Date(readonly=True)
    sold_quantity = fields.Float(digits="Product Unit", readonly=True)
    free_quantity = fields.Float(digits="Product Unit", readonly=True)
    returned_quantity = fields.Float(digits="Product Unit", readonly=True)

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS dms_stock_pending (
                id bigserial PRIMARY KEY,
                company_id integer NOT NULL, distributor_id integer NOT NULL,
                product_id integer NOT NULL, lot_id integer, date date NOT NULL,
                sold_quantity numeric NOT NULL, free_quantity numeric NOT NULL,
                returned_quantity numeric NOT NULL);
            CREATE INDEX IF NOT EXISTS dms_stock_pending_distributor_idx
                ON dms_stock_pending (distributor_id, company_id, date, id)
            """
        )
        # After all tables of the add-on exist, that of the sales among them.
        self.pool.post_init(self._create_triggers)

    def _create_triggers(self):
        """(Re)create the triggers on the sales that fill this table."""
        flows = {
            "INSERT": self._get_flow_sql("new_rows"),
            "DELETE": self._get_flow_sql("old_rows", "-"),
        }
        flows["UPDATE"] = " UNION ALL ".join(flows.values())
        sums = ", ".join(f"SUM({name})" for name in TERMS)
        commands = {
            event: f"INSERT INTO dms_stock_pending ({KEYS}, {', '.join(TERMS)})"
            f" SELECT {KEYS}, {sums} FROM ({flow}) flow GROUP BY {KEYS}"
            f" HAVING {' OR '.join(f'SUM({name}) <> 0' for name in TERMS)}"
            for event, flow in flows.items()
        }
        commands["TRUNCATE"] = "DELETE FROM dms_stock_pending"
        # Past sales are not waiting: the stock begins after them.
        self.env.cr.execute(
            statement_trigger("dms_stock_pending_follow", "dms_secondary_sale", commands)
        )

    def _get_flow_sql(self, source, sign=""):
        """One row for each sale of ``source``.

        :param str source: a table with the columns of the sales
        :param str sign: ``-`` when the sales go away
        """
        terms = ", ".join(f"{sign}({term}) AS {name}" for name, term in TERMS.items())
        return f"SELECT {KEYS}, {terms} FROM {source}"

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.statement_trigger import statement_trigger

KEYS = ("company_id", "distributor_id", "territory_id", "channel_id", "month")
FIGURES = (
    "quantity", "free_quantity", "gross_amount", "discount_amount", "net_amount", "return_amount",
    "line_count", "invoice_count", "invoiced_amount",
)
CONFLICT = (
    "distributor_id, COALESCE(territory_id, 0), COALESCE(channel_id, 0), month, company_id"
)
SUMS = ", ".join(f"SUM(flow.{name}) AS {name}" for name in FIGURES)
UPDATES = ", ".join(
    f"{name} = dms_secondary_place_month.{name} + EXCLUDED.{name}" for name in FIGURES
)


def placed(rows: str, sign: str = "") -> str:
    """SQL of the rows of ``rows``, sums by outlet, with the place of each; ``-`` takes them away.

    A sale lies in the territory of its outlet, else of its distributor, as they are now.
    """
    signed = ", ".join(f"{sign}COALESCE(part.{name}, 0) AS {name}" for name in FIGURES)
    return (
        "SELECT part.company_id, part.distributor_id, part.month,"
        " COALESCE(outlet.dms_territory_id, distributor.dms_territory_id) AS territory_id,"
        f" outlet.dms_channel_id AS channel_id, {signed} FROM {rows} part"
        " JOIN res_partner distributor ON distributor.id = part.distributor_id"
        " LEFT JOIN res_partner outlet ON outlet.id = part.outlet_id"
    )


def upsert(flow: str) -> str:
    """SQL that adds a flow to the table, in the order of the keys: sessions never deadlock."""
    columns = ", ".join((*KEYS, *FIGURES))
    keys = ", ".join(f"flow.{name}" for name in KEYS)
    return (
        f"INSERT INTO dms_secondary_place_month ({columns}) SELECT {keys}, {SUMS}"
        f" FROM ({flow}) flow GROUP BY {keys}"
        " ORDER BY flow.distributor_id, COALESCE(flow.territory_id, 0),"
        " COALESCE(flow.channel_id, 0), flow.month, flow.company_id"
        f" ON CONFLICT ({CONFLICT}) DO UPDATE SET {UPDATES}"
    )


# Partners that have changed place take their sums along: those of the distributors that sold to
# them, or that they are, are summed anew.
MOVED = """
    WITH moved AS MATERIALIZED (
        SELECT new_rows.id FROM new_rows JOIN old_rows ON old_rows.id = new_rows.id
         WHERE new_rows.dms_territory_id IS DISTINCT FROM old_rows.dms_territory_id
            OR new_rows.dms_channel_id IS DISTINCT FROM old_rows.dms_channel_id), sellers AS (
        SELECT sums.distributor_id FROM dms_secondary_outlet_month sums
         WHERE sums.outlet_id IN (SELECT id FROM moved)
         UNION
        SELECT id FROM moved WHERE EXISTS (
               SELECT FROM dms_secondary_outlet_month sums WHERE sums.distributor_id = moved.id))"""
MOVE = f"""
    DECLARE seller_ids int[];
    BEGIN
        {MOVED} SELECT array_agg(distributor_id) INTO seller_ids FROM sellers;
        IF seller_ids IS NOT NULL THEN
            DELETE FROM dms_secondary_place_month WHERE distributor_id = ANY(seller_ids);
            {upsert(placed(
                "(SELECT * FROM dms_secondary_outlet_month WHERE distributor_id = ANY(seller_ids))"
            ))};
        END IF;
        RETURN NULL;
    END"""
CREATE_MOVE = f"""
    CREATE OR REPLACE FUNCTION dms_secondary_place_month_move() RETURNS trigger
    LANGUAGE plpgsql AS $body$ {MOVE} $body$;
    CREATE OR REPLACE TRIGGER dms_secondary_place_month_move AFTER UPDATE ON res_partner
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dms_secondary_place_month_move()"""


class DmsSecondaryPlaceMonth(models.Model):
    """Secondary sales of a distributor by territory, channel and month.

    Kept by the database from the sums by outlet, and when an outlet or a distributor changes its
    territory or channel. It is what screens read that need no single outlet: there are hundreds of
    outlets to a row.
    """

    _name = "dms.secondary.place.month"
    _description = "Secondary Sales by Place and Month"
    _log_access = False
    _order = "month desc, net_amount desc, id desc"
    _rec_name = "distributor_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    territory_id = fields.Many2one(
        "dms.territory", readonly=True, ondelete="set null", index="btree_not_null",
        help="Of the outlet, else of the distributor.",
    )
    channel_id = fields.Many2one(
        "dms.channel", readonly=True, ondelete="set null", index="btree_not_null"
    )
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    free_quantity = fields.Float(digits="Product Unit", readonly=True)
    gross_amount = fields.Monetary(string="Gross", readonly=True)
    discount_amount = fields.Monetary(string="Discount", readonly=True)
    net_amount = fields.Monetary(string="Net", readonly=True)
    return_amount = fields.Monetary(string="Returns", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    invoiced_amount = fields.Monetary(string="Invoiced Net", readonly=True)

    _key_unique = models.UniqueIndex(
        f"({CONFLICT})", "The sales of a distributor, territory, channel and month are in one row."
    )
    _month_idx = models.Index("(month, company_id)")

    def init(self):
        self.pool.post_init(self._create_triggers)

    @api.model
    def _create_triggers(self):
        """(Re)create the triggers that keep this table; sum what was there before it."""
        new, old = placed("new_rows"), placed("old_rows", "-")
        commands = {
            "INSERT": upsert(new),
            "DELETE": upsert(old),
            "UPDATE": upsert(f"{new} UNION ALL {old}"),
            "TRUNCATE": "DELETE FROM dms_secondary_place_month",
        }
        self.env.cr.execute(
            statement_trigger(f"{self._table}_follow", "dms_secondary_outlet_month", commands)
        )
        self.env.cr.execute(CREATE_MOVE)
        if not self.search_count([], limit=1):
            self._rebuild()

    @api.model
    def _rebuild(self):
        """Sum everything anew from the sums by outlet."""
        self.env["dms.secondary.outlet.month"].flush_model()
        self.env.cr.execute("DELETE FROM dms_secondary_place_month")
        self.env.cr.execute(upsert(placed("dms_secondary_outlet_month")))
        self.invalidate_model()

    @api.model
    def _mend(self, distributor):
        """Compute a distributor's sums again when they differ from its sums by outlet.

        :return: whether they differed
        """
        kept, wanted = (
            self.env.execute_query(SQL(query, distributor.id)) for query in (
                f"SELECT {', '.join((*KEYS, *FIGURES))} FROM dms_secondary_place_month flow"
                " WHERE distributor_id = %s AND (net_amount <> 0 OR line_count <> 0"
                " OR gross_amount <> 0 OR quantity <> 0 OR free_quantity <> 0) ORDER BY 5, 3, 4, 1",
                f"SELECT {', '.join(KEYS)}, {SUMS} FROM ("
                + placed("(SELECT * FROM dms_secondary_outlet_month WHERE distributor_id = %s)")
                + f") flow GROUP BY {', '.join(KEYS)} HAVING SUM(net_amount) <> 0 OR"
                " SUM(line_count) <> 0 OR SUM(gross_amount) <> 0 OR SUM(quantity) <> 0"
                " OR SUM(free_quantity) <> 0 ORDER BY 5, 3, 4, 1",
            )
        )
        if kept == wanted:
            return False
        self.env.cr.execute(
            "DELETE FROM dms_secondary_place_month WHERE distributor_id = %s", [distributor.id]
        )
        self.env.cr.execute(
            upsert(placed("(SELECT * FROM dms_secondary_outlet_month WHERE distributor_id = %s)")),
            [distributor.id],
        )
        self.invalidate_model()
        return True

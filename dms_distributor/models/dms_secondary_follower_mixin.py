from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.statement_trigger import statement_trigger

SOURCE = "dms_secondary_outlet_month"


class DmsSecondaryFollowerMixin(models.AbstractModel):
    """Sums that the database keeps from the monthly sums by outlet, for what reads many of these.

    A model that inherits this names its key in ``_keys`` (columns; those that may be empty in
    ``_optional_keys``), its figures in ``_figures``, and brings ``_get_flow_sql``.
    """

    _name = "dms.secondary.follower.mixin"
    _description = "Sums of Monthly Sums by Outlet"
    _log_access = False
    _keys: tuple = ()
    _optional_keys: tuple = ()
    _figures: tuple = ()

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )

    def init(self):
        if not self._abstract:
            self.pool.post_init(self._create_triggers)

    @api.model
    def _get_flow_sql(self, rows, sign="") -> str:
        """One row for each row of ``rows``, with the columns of the key and of the figures.

        :param str rows: a table with the columns of the sums by outlet
        :param str sign: ``-`` when the rows go away
        :return: SQL as text, for it becomes part of a function's body
        """
        raise NotImplementedError

    @api.model
    def _get_conflict_sql(self) -> str:
        """The key as the unique index has it."""
        return ", ".join(
            f"COALESCE({name}, 0)" if name in self._optional_keys else name for name in self._keys
        )

    @api.model
    def _get_sums_sql(self, flow) -> str:
        keys = ", ".join(f"flow.{name}" for name in self._keys)
        sums = ", ".join(f"SUM(flow.{name}) AS {name}" for name in self._figures)
        return f"SELECT {keys}, {sums} FROM ({flow}) flow GROUP BY {keys}"

    @api.model
    def _get_upsert_sql(self, flow) -> str:
        """SQL that adds a flow to the table, in the order of the keys: sessions never deadlock."""
        columns = ", ".join((*self._keys, *self._figures))
        updates = ", ".join(
            f"{name} = {self._table}.{name} + EXCLUDED.{name}" for name in self._figures
        )
        conflict = self._get_conflict_sql()
        return (
            f"INSERT INTO {self._table} ({columns})"
            f" SELECT {columns} FROM ({self._get_sums_sql(flow)}) sums ORDER BY {conflict}"
            f" ON CONFLICT ({conflict}) DO UPDATE SET {updates}"
        )

    @api.model
    def _create_triggers(self):
        """(Re)create the triggers that keep this table; sum what was there before it."""
        new, old = self._get_flow_sql("new_rows"), self._get_flow_sql("old_rows", "-")
        commands = {
            "INSERT": self._get_upsert_sql(new),
            "DELETE": self._get_upsert_sql(old),
            "UPDATE": self._get_upsert_sql(f"{new} UNION ALL {old}"),
            "TRUNCATE": f"DELETE FROM {self._table}",
        }
        self.env.cr.execute(statement_trigger(f"{self._table}_follow", SOURCE, commands))
        if not self.search_count([], limit=1):
            self._rebuild()

    @api.model
    def _rebuild(self):
        """Sum everything anew from the sums by outlet."""
        self.env["dms.secondary.outlet.month"].flush_model()
        self.env.cr.execute(f"DELETE FROM {self._table}")
        self.env.cr.execute(self._get_upsert_sql(self._get_flow_sql(SOURCE)))
        self.invalidate_model()

    @api.model
    def _mend(self, distributor):
        """Compute a distributor's sums again when they differ from its sums by outlet.

        :return: whether they differed
        """
        flow = self._get_flow_sql(f"(SELECT * FROM {SOURCE} WHERE distributor_id = %s)")
        columns = ", ".join((*self._keys, *self._figures))
        kept, wanted = (
            self.env.execute_query(
                SQL(
                    f"SELECT {columns} FROM ({rows}) sums"
                    f" WHERE {' OR '.join(f'{name} <> 0' for name in self._figures)}"
                    f" ORDER BY {self._get_conflict_sql()}",
                    distributor.id,
                )
            )
            for rows in (
                f"SELECT * FROM {self._table} WHERE distributor_id = %s", self._get_sums_sql(flow)
            )
        )
        if kept == wanted:
            return False
        self.env.cr.execute(
            f"DELETE FROM {self._table} WHERE distributor_id = %s", [distributor.id]
        )
        self.env.cr.execute(self._get_upsert_sql(flow), [distributor.id])
        self.invalidate_model()
        return True

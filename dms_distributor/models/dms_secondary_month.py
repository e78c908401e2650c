import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, date_utils

from ..tools.notification import notify
from ..tools.secondary_measures import IS_RETURN, MEASURES
from ..tools.statement_trigger import statement_trigger

_logger = logging.getLogger(__name__)


class DmsSecondaryMonth(models.AbstractModel):
    """Monthly sums of secondary sales by distributor and one more dimension, kept by the database.

    A trigger on the facts adds what each statement brings, so the sums are right whichever way rows
    arrive (ORM, COPY, INSERT … SELECT) or change (partners merged by raw SQL), at one pass and one
    upsert a statement. A model that inherits this names its dimension in ``_grain``; it may add
    figures by overriding ``_get_measures``.
    """

    _name = "dms.secondary.month"
    _description = "Monthly Secondary Sales"
    _log_access = False
    _order = "month desc, net_amount desc, id desc"
    _grain: str = ""

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    distributor_territory_id = fields.Many2one(
        related="distributor_id.dms_territory_id", string="Distributor Territory"
    )
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    free_quantity = fields.Float(digits="Product Unit", readonly=True)
    gross_amount = fields.Monetary(string="Gross", readonly=True)
    discount_amount = fields.Monetary(string="Discount", readonly=True)
    net_amount = fields.Monetary(string="Net", readonly=True, help="Less returns, before tax.")
    return_amount = fields.Monetary(
        string="Returns", readonly=True, help="Value taken back; the net amount is already less it."
    )
    line_count = fields.Integer(
        string="Lines", readonly=True, help="Lines in force: a reversed line is not counted."
    )
    last_date = fields.Date(
        "Last Sale", readonly=True, help="The latest day with a row, even one reversed since."
    )

    def init(self):
        if not self._abstract:
            # After all tables of the add-on exist, that of the facts among them.
            self.pool.post_init(self._create_triggers)

    def action_open_sales(self):
        """Open the sales that this sum adds up."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "dms.secondary.sale",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("distributor_id", "=", self.distributor_id.id),
                (self._grain, "=", self[self._grain].id),
                ("date", ">=", self.month),
                ("date", "<=", date_utils.end_of(self.month, "month")),
            ],
        }

    def action_check(self):
        """Compare the sums of these records' distributors with the sales; mend and tell."""
        if not self.env.user.has_group("dms_distributor.group_administrator"):
            raise AccessError(
                self.env._("Only an administrator of Distribution may check the monthly sums.")
            )
        count = sum(self._mend(distributor) for distributor in self.distributor_id)
        message = (
            self.env._("%s sums differed from the sales and were computed again.", count)
            if count
            else self.env._("The sums equal the sales.")
        )
        return notify(message, "warning" if count else "success")

    @api.model
    def _get_models(self):
        """All kinds of monthly sums, as a list of empty recordsets."""
        names = sorted(self.env.registry.descendants(["dms.secondary.month"], "_inherit"))
        return [self.env[name] for name in names if not self.env[name]._abstract]

    @api.model
    def _get_followers(self):
        """All kinds of sums that follow those by outlet, as a list of empty recordsets."""
        names = sorted(self.env.registry.descendants(["dms.secondary.follower.mixin"], "_inherit"))
        return [self.env[name] for name in names if not self.env[name]._abstract]

    @api.model
    def _mend(self, distributor):
        """Compute a distributor's sums again when they differ from its sales.

        :return: how many sums differed
        """
        no_company = self.env["res.company"]
        differences = self._get_differences(no_company, distributor)
        if differences:
            _logger.error(
                "%s of %s (%s): %s sums differ from the sales and are computed again, first %s",
                self._name, distributor.display_name, distributor.id, len(differences),
                differences[0],
            )
            self._rebuild(no_company, distributor)
        return len(differences)

    @api.model
    def _cron_check(self):
        """Check all sums, one distributor at a time; what differs is logged and mended."""
        distributors = self.env["res.partner"].with_context(active_test=False).search(
            [("dms_role", "=", "distributor")]
        )
        for done, distributor in enumerate(distributors, 1):
            for model in (*self._get_models(), *self._get_followers()):
                model._mend(distributor)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(distributors) - done):
                break

    @api.model
    def _get_measures(self):
        """Figures of the model that add up.

        :return: a dict: column → SQL of what one fact adds to it
        """
        return {name: term.format(is_return=IS_RETURN) for name, term in MEASURES.items()}

    @api.model
    def _get_flow_terms(self):
        """What the flow of facts carries beside its key: column → SQL of what one fact adds."""
        return self._get_measures()

    @api.model
    def _get_flow_sql(self, source, sign=""):
        """One row for each fact of ``source``, with its key and what it adds to each figure.

        :param str source: a table with the columns of the facts
        :param str sign: ``-`` when the facts go away
        :return: SQL as text, for it becomes part of a function's body
        """
        terms = ", ".join(
            f"{sign}({term}) AS {name}" for name, term in self._get_flow_terms().items()
        )
        day = "NULL::date" if sign else "CASE WHEN reversal_of_id IS NULL THEN date END"
        return (
            f"SELECT company_id, distributor_id, {self._grain}, invoice_reference,"
            f" date_trunc('month', date::timestamp)::date AS month, {terms}, {day} AS last_date"
            f" FROM {source}"
        )

    @api.model
    def _get_sums_sql(self, flow, whole=False):
        """The flow summed by key: the columns of ``_get_columns``, and ``last_date``.

        :param str flow: SQL of ``_get_flow_sql``
        :param bool whole: the flow holds all facts of its keys, not only those of a statement
        """
        sums = ", ".join(
            f"COALESCE(SUM(flow.{name}), 0) AS {name}" for name in self._get_measures()
        )
        keys = f"flow.company_id, flow.distributor_id, flow.{self._grain}, flow.month"
        return (
            f"SELECT {keys}, {sums}, MAX(flow.last_date) AS last_date"
            f" FROM ({flow}) flow GROUP BY {keys}"
        )

    @api.model
    def _get_facts_sql(self):
        return SQL(self._get_sums_sql(self._get_flow_sql("dms_secondary_sale"), whole=True))

    @api.model
    def _get_columns(self):
        """Columns of the table that the trigger writes: the four of the key, then the figures."""
        return ["company_id", "distributor_id", self._grain, "month", *self._get_measures()]

    @api.model
    def _get_upsert_sql(self, sums):
        """Add sums to the table. Sorted by key, so that two sessions never wait for each other."""
        columns = self._get_columns()
        updates = ", ".join(
            f"{name} = {self._table}.{name} + EXCLUDED.{name}" for name in columns[4:]
        )
        return (
            f"INSERT INTO {self._table} ({', '.join(columns)}, last_date) "
            f"SELECT {', '.join(columns)}, last_date FROM ({sums}) sums "
            f"ORDER BY distributor_id, COALESCE({self._grain}, 0), month, company_id "
            f"ON CONFLICT (distributor_id, COALESCE({self._grain}, 0), month, company_id) "
            f"DO UPDATE SET {updates},"
            f" last_date = GREATEST({self._table}.last_date, EXCLUDED.last_date)"
        )

    @api.model
    def _create_triggers(self):
        """(Re)create the triggers on the facts that keep this table."""
        new, old = self._get_flow_sql("new_rows"), self._get_flow_sql("old_rows", "-")
        flows = {"INSERT": new, "DELETE": old, "UPDATE": f"{new} UNION ALL {old}"}
        commands = {
            event: self._get_upsert_sql(self._get_sums_sql(flow)) for event, flow in flows.items()
        }
        commands["TRUNCATE"] = f"DELETE FROM {self._table}"
        self.env.cr.execute(
            statement_trigger(f"{self._table}_follow", "dms_secondary_sale", commands)
        )

    @api.model
    def _get_scope_sql(self, companies, distributors):
        """Condition on company and distributor; an empty recordset means all."""
        conditions = [SQL("TRUE")]
        if companies:
            conditions.append(SQL("company_id IN %s", companies._ids))
        if distributors:
            conditions.append(SQL("distributor_id IN %s", distributors._ids))
        return SQL(" AND ").join(conditions)

    @api.model
    def _rebuild(self, companies, distributors):
        """Sum the facts anew.

        :param companies: ``res.company``, empty for all
        :param distributors: ``res.partner``, empty for all
        """
        self.env["dms.secondary.sale"].flush_model()
        scope = self._get_scope_sql(companies, distributors)
        columns = SQL(", ").join(map(SQL.identifier, [*self._get_columns(), "last_date"]))
        self.env.cr.execute(
            SQL("DELETE FROM %s WHERE %s", SQL.identifier(self._table), scope)
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM (%s) sums WHERE %s",
                SQL.identifier(self._table), columns, columns,
                self._get_facts_sql(), scope,
            )
        )
        self.invalidate_model()

    @api.model
    def _get_differences(self, companies, distributors):
        """Compare the table with the facts.

        :param companies: ``res.company``, empty for all
        :param distributors: ``res.partner``, empty for all
        :return: a list of dicts, one a key that differs: the key, and for each figure that
            differs a pair (kept, of the facts); empty when all is right
        """
        self.env["dms.secondary.sale"].flush_model()
        scope = self._get_scope_sql(companies, distributors)
        keys, names = self._get_columns()[:4], self._get_columns()[4:]
        pick = SQL(", ").join(
            [SQL("COALESCE(kept.%(k)s, facts.%(k)s)", k=SQL.identifier(key)) for key in keys]
            + [
                SQL("COALESCE(%s.%s, 0)", SQL(side), SQL.identifier(name))
                for side in ("kept", "facts")
                for name in names
            ]
        )
        match = SQL(" AND ").join(
            SQL("COALESCE(kept.%(k)s, 0) = COALESCE(facts.%(k)s, 0)", k=SQL.identifier(key))
            for key in keys[:3]
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM (SELECT * FROM %s WHERE %s) kept"
                " FULL JOIN (SELECT * FROM (%s) sums WHERE %s) facts"
                " ON %s AND kept.month = facts.month",
                pick, SQL.identifier(self._table), scope,
                self._get_facts_sql(), scope, match,
            )
        )
        width = len(names)
        return [
            dict(zip(keys, row, strict=False))
            | {
                name: pair
                for name, *pair in zip(names, row[4 : 4 + width], row[4 + width :], strict=True)
                if pair[0] != pair[1]
            }
            for row in rows
            if row[4 : 4 + width] != row[4 + width :]
        ]

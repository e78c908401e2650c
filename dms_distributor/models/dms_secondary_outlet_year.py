from odoo import api, fields, models
from odoo.tools import SQL

NETS = tuple(f"net_{month:02}" for month in range(1, 13))


class DmsSecondaryOutletYear(models.Model):
    """Net sales to an outlet by a distributor in the months of a year, side by side.

    Kept by the database from the monthly sums. Ranking outlets over many months reads a row a
    year where it would read, and group, one a month.
    """

    _name = "dms.secondary.outlet.year"
    _description = "Secondary Sales by Outlet and Year"
    _inherit = ["dms.secondary.follower.mixin"]
    _log_access = False
    _order = "year desc, id desc"
    _rec_name = "outlet_id"
    _keys = ("distributor_id", "outlet_id", "year", "company_id")
    _optional_keys = ("outlet_id",)
    _figures = NETS

    outlet_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="cascade", index="btree_not_null",
        help="Empty: sold over the counter.",
    )
    year = fields.Date(required=True, readonly=True, help="The first day of the year.")
    net_01 = fields.Monetary("Net in January", readonly=True)
    net_02 = fields.Monetary("Net in February", readonly=True)
    net_03 = fields.Monetary("Net in March", readonly=True)
    net_04 = fields.Monetary("Net in April", readonly=True)
    net_05 = fields.Monetary("Net in May", readonly=True)
    net_06 = fields.Monetary("Net in June", readonly=True)
    net_07 = fields.Monetary("Net in July", readonly=True)
    net_08 = fields.Monetary("Net in August", readonly=True)
    net_09 = fields.Monetary("Net in September", readonly=True)
    net_10 = fields.Monetary("Net in October", readonly=True)
    net_11 = fields.Monetary("Net in November", readonly=True)
    net_12 = fields.Monetary("Net in December", readonly=True)

    _key_unique = models.UniqueIndex(
        "(distributor_id, COALESCE(outlet_id, 0), year, company_id)",
        "The sales of a distributor, outlet and year are in one row.",
    )
    _year_idx = models.Index("(year, company_id)")

    @api.model
    def _get_flow_sql(self, rows, sign=""):
        nets = ", ".join(
            f"CASE EXTRACT(MONTH FROM part.month) WHEN {number} THEN {sign}part.net_amount"
            f" ELSE 0 END AS {name}"
            for number, name in enumerate(NETS, 1)
        )
        # Sums of a partner that is being deleted go after it.
        return (
            "SELECT part.distributor_id, part.outlet_id, part.company_id,"
            f" date_trunc('year', part.month::timestamp)::date AS year, {nets} FROM {rows} part"
            " JOIN res_partner distributor ON distributor.id = part.distributor_id"
            " LEFT JOIN res_partner outlet ON outlet.id = part.outlet_id"
            " WHERE part.outlet_id IS NULL OR outlet.id IS NOT NULL"
        )

    @api.model
    def _get_best(self, domain, first, last, limit):
        """The outlets that bought for most in a period, best first; past no rule.

        :param domain: whose sales
        :param first: first day of the first month
        :param last: first day of the last month, included
        :return: a dict: outlet (empty: over the counter) → net amount
        """
        years = {
            year: [
                name
                for month, name in enumerate(NETS, 1)
                if (first.year, first.month) <= (year, month) <= (last.year, last.month)
            ]
            for year in range(first.year, last.year + 1)
        }
        query = self._search(
            domain
            & fields.Domain("year", ">=", first.replace(month=1, day=1))
            & fields.Domain("year", "<=", last)
        )
        column = {
            name: SQL.identifier(self._table, name) for name in ("outlet_id", "year", *NETS)
        }
        net = SQL(
            "SUM(CASE EXTRACT(YEAR FROM %s) %s END)",
            column["year"],
            SQL(" ").join(
                SQL("WHEN %s THEN %s", year, SQL(" + ").join(column[name] for name in names))
                for year, names in years.items()
            ),
        )
        rows = self.env.execute_query(SQL(
            "SELECT %(outlet)s, %(net)s FROM %(tables)s WHERE %(where)s GROUP BY %(outlet)s"
            " ORDER BY %(net)s DESC, %(outlet)s LIMIT %(limit)s",
            outlet=column["outlet_id"], net=net, tables=query.from_clause,
            where=query.where_clause, limit=limit,
        ))
        # One recordset, so that names are read at once.
        outlets = self.env["res.partner"].browse(outlet for outlet, _net in rows if outlet)
        nobody = outlets.browse()
        found = dict(zip(outlets.ids, outlets, strict=True))
        return {found.get(outlet, nobody): net for outlet, net in rows}

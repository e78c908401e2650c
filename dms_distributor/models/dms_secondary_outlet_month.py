from odoo import api, fields, models

from ..tools.secondary_measures import IS_RETURN

SALE_LINES = "CASE WHEN %s THEN 0 WHEN reversal_of_id IS NULL THEN 1 ELSE -1 END"


class DmsSecondaryOutletMonth(models.Model):
    """Secondary sales to an outlet by a distributor in a month; over the counter when no outlet."""

    _name = "dms.secondary.outlet.month"
    _description = "Secondary Sales by Outlet and Month"
    _inherit = ["dms.secondary.month"]
    _rec_name = "outlet_id"
    _log_access = False
    _grain = "outlet_id"

    outlet_id = fields.Many2one(
        "res.partner", readonly=True, ondelete="cascade", help="Empty: sold over the counter."
    )
    outlet_territory_id = fields.Many2one(
        related="outlet_id.dms_territory_id", string="Outlet Territory"
    )
    outlet_class_id = fields.Many2one(related="outlet_id.dms_outlet_class_id")
    channel_id = fields.Many2one(related="outlet_id.dms_channel_id")
    invoice_count = fields.Integer(
        string="Invoices",
        readonly=True,
        help="Invoices with a line in force that is no return. Lines without an invoice number "
        "are in none.",
    )
    invoiced_amount = fields.Monetary(
        string="Invoiced Net",
        readonly=True,
        help="Net amount of the lines that the invoices count: the average order's numerator.",
    )

    _key_unique = models.UniqueIndex(
        "(distributor_id, COALESCE(outlet_id, 0), month, company_id)",
        "The sales of a distributor, outlet and month are summed in one row.",
    )
    _month_idx = models.Index("(month, company_id)")
    _outlet_idx = models.Index("(outlet_id, month) WHERE outlet_id IS NOT NULL")

    @api.model
    def _get_measures(self):
        return super()._get_measures() | {
            "invoiced_amount": (
                f"CASE WHEN invoice_reference IS NULL OR {IS_RETURN} THEN 0 ELSE net_amount END"
            )
        }

    @api.model
    def _get_columns(self):
        return [*super()._get_columns(), "invoice_count"]

    @api.model
    def _get_flow_terms(self):
        return super()._get_flow_terms() | {"sale_lines": SALE_LINES % IS_RETURN}

    @api.model
    def _get_sums_sql(self, flow, whole=False):
        """Sum by invoice first. Whether an invoice appears or goes is told by its lines after the
        statement, read through the facts' index by distributor and invoice."""
        keys = "company_id, distributor_id, outlet_id, month"
        names = list(self._get_measures())
        by_invoice = (
            f"SELECT {keys}, invoice_reference, SUM(sale_lines) AS sale_lines,"
            " MAX(last_date) AS last_date, "
            + ", ".join(f"SUM({name}) AS {name}" for name in names)
            + f" FROM ({flow}) flow GROUP BY {keys}, invoice_reference"
        )
        # OFFSET 0 keeps the planner from reading the lines once for each mention.
        after = "part.sale_lines" if whole else f"COALESCE(({self._get_invoice_lines_sql()}), 0)"
        by_invoice = (
            f"SELECT part.*, CASE WHEN invoice_reference IS NULL THEN 0 ELSE {after} END AS after"
            f" FROM ({by_invoice}) part OFFSET 0"
        )
        sums = ", ".join(f"COALESCE(SUM({name}), 0) AS {name}" for name in names)
        return (
            f"SELECT {keys}, {sums}, COALESCE(SUM(CASE WHEN invoice_reference IS NULL THEN 0 ELSE"
            " (after > 0)::int - (after - sale_lines > 0)::int END), 0) AS invoice_count,"
            " MAX(last_date) AS last_date"
            f" FROM ({by_invoice}) part GROUP BY {keys}"
        )

    @api.model
    def _get_invoice_lines_sql(self):
        """Lines in force, without returns, of the invoice ``part`` names."""
        return (
            f"SELECT SUM({SALE_LINES % IS_RETURN}) FROM dms_secondary_sale sale"
            " WHERE sale.distributor_id = part.distributor_id"
            " AND sale.invoice_reference = part.invoice_reference"
            " AND sale.company_id = part.company_id"
            " AND sale.outlet_id IS NOT DISTINCT FROM part.outlet_id"
            " AND date_trunc('month', sale.date::timestamp)::date = part.month"
        )

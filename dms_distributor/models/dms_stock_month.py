from datetime import datetime, time

import pytz
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, date_utils

from ..tools.stock_month_sql import REFRESH


class DmsStockMonth(models.Model):
    """What a distributor had of a product, received, sold and should have left, in a month.

    Opening + received − sold − free + returned − sent back ± adjustments = closing. What a count
    declares is held against it: goods that are missing have leaked, goods that are too many, or
    more sold than there ever was, come from elsewhere.
    """

    _name = "dms.stock.month"
    _description = "Distributor Stock by Month"
    _inherit = ["dms.stock.row.mixin"]
    _log_access = False
    _rec_name = "product_id"
    _order = "month desc, distributor_id, product_id, id"

    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_territory_id = fields.Many2one(
        related="distributor_id.dms_territory_id", string="Territory"
    )
    product_id = fields.Many2one(index=True)
    product_category_id = fields.Many2one(related="product_id.categ_id")
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    unit_cost = fields.Float(
        digits="Product Price", readonly=True, aggregator="avg",
        help="As it was when the month was computed.",
    )
    opening_quantity = fields.Float("Opening", digits="Product Unit", readonly=True)
    opened_quantity = fields.Float(
        "Entered", digits="Product Unit", readonly=True, help="By an opening count."
    )
    received_quantity = fields.Float(
        "Received", digits="Product Unit", readonly=True, help="Primary deliveries."
    )
    sold_quantity = fields.Float(
        "Sold", digits="Product Unit", readonly=True, help="Secondary sales, returns not deducted."
    )
    free_quantity = fields.Float("Given Free", digits="Product Unit", readonly=True)
    returned_quantity = fields.Float(
        "Returned", digits="Product Unit", readonly=True, help="By outlets."
    )
    sent_quantity = fields.Float(
        "Sent Back", digits="Product Unit", readonly=True, help="To the company, or to others."
    )
    adjusted_quantity = fields.Float(
        "Adjusted", digits="Product Unit", readonly=True, help="Scrapped or corrected by hand."
    )
    closing_quantity = fields.Float(
        "Closing", digits="Product Unit", readonly=True,
        help="What should be there: opening + entered + received − sold − free + returned − sent "
        "back + adjusted.",
    )
    is_counted = fields.Boolean("Counted", readonly=True)
    declared_quantity = fields.Float(
        "Declared", digits="Product Unit", readonly=True,
        help="What is there by the counts of the month.",
    )
    variance_quantity = fields.Float(
        "Variance", digits="Product Unit", readonly=True, help="Declared less closing."
    )
    handled_quantity = fields.Float(
        "Handled", digits="Product Unit", readonly=True,
        help="All that was there in the month; variances are measured by it.",
    )
    variance_percent = fields.Float(
        "Variance %", compute="_compute_variance_percent", digits=(16, 1)
    )
    opening_value = fields.Monetary(readonly=True, help="At cost.")
    received_value = fields.Monetary(readonly=True, help="At cost.")
    sold_value = fields.Monetary(
        "Cost of Sales", readonly=True, help="At cost, free goods included, returns deducted."
    )
    closing_value = fields.Monetary(readonly=True, help="At cost, of what is there.")
    variance_value = fields.Monetary(readonly=True, help="At cost.")
    flag = fields.Selection(
        [
            ("leakage", "Leakage"),
            ("parallel", "Parallel Trade"),
            ("fine", "Fine"),
        ],
        readonly=True,
        help="Leakage: less is there than should be, beyond the tolerance: goods left without a "
        "sale being told. Parallel trade: more is there, or was sold, than was ever received.",
    )

    _key_unique = models.UniqueIndex(
        "(ledger_id, month, product_id)",
        "The stock of a distributor, product and month is summed in one row.",
    )
    _month_idx = models.Index("(month, company_id)")
    _distributor_idx = models.Index("(distributor_id, month)")

    @api.depends("variance_quantity", "handled_quantity")
    def _compute_variance_percent(self):
        for row in self:
            handled = row.handled_quantity
            row.variance_percent = 100 * row.variance_quantity / handled if handled > 0 else 0

    def action_open(self):
        """Open what the context names, of this product, distributor and month: the movements, the
        sales or the counts.
        """
        self.ensure_one()
        action = self.env.context["dms_subject"]
        first, last = self.month, date_utils.end_of(self.month, "month")
        if action == "action_stock_movement":
            first, last = self._get_bounds(self.company_id, first, last)
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(f"dms_distributor.{action}"),
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("distributor_id", "=", self.distributor_id.id),
                ("product_id", "=", self.product_id.id),
                ("date", ">=", first), ("date", "<=", last),
            ],
            "context": {"create": False},
        }

    def action_refresh(self):
        """Compute the months of these rows, and all later ones, anew."""
        if not self.env.user.has_group("dms_distributor.group_manager"):
            raise AccessError(
                self.env._("Only a manager of Distribution may compute stock by month anew.")
            )
        for ledger, rows in self.sudo().grouped("ledger_id").items():
            ledger._refresh_months(min(rows.mapped("month")))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _cron_refresh(self):
        """Begin a new month, and follow whatever came by ways that enqueue nothing."""
        ledgers = self.env["dms.stock.ledger"].search([("active", "=", True)])
        first = date_utils.subtract(fields.Date.today(), months=1)
        for done, ledger in enumerate(ledgers, 1):
            ledger._refresh_months(first)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(ledgers) - done):
                break

    @api.model
    def _refresh(self, ledgers, month):
        """Compute the rows of some stocks anew, from a month on. The caller holds their lock.

        :param ledgers: ``dms.stock.ledger``
        :param month: the first day of the first month
        """
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "DELETE FROM dms_stock_month WHERE ledger_id = ANY(%s) AND month >= %s",
            ledgers.ids, month,
        ))
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for company, same in ledgers.grouped("company_id").items():
            since, _until = self._get_bounds(company, month, month)
            self.env.cr.execute(
                REFRESH,
                {
                    "ledgers": same.ids, "month": month, "since": since, "digits": digits,
                    "zone": self._get_zone(company),
                    "last": date_utils.start_of(fields.Date.today(), "month"),
                },
            )
        self.invalidate_model()

    @api.model
    def _get_zone(self, company) -> str:
        """The time zone in which the months of a company begin."""
        return company._get_dms_timezone()

    @api.model
    def _get_bounds(self, company, first, last):
        """The moments, in UTC, at which ``first`` begins and ``last`` ends for a company."""
        zone = pytz.timezone(self._get_zone(company))
        return tuple(
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.UTC).replace(tzinfo=None)
            for day in (first, date_utils.add(last, days=1))
        )

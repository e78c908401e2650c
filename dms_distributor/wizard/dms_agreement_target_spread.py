from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..models.dms_agreement_target import MEASURES
from ..tools.spread import spread


class DmsAgreementTargetSpread(models.TransientModel):
    """Spreads a target of an agreement over its months."""

    _name = "dms.agreement.target.spread"
    _description = "Spread a Target over Months"

    agreement_id = fields.Many2one("dms.agreement", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="agreement_id.company_id")
    measure = fields.Selection(MEASURES, required=True, default="secondary_value")
    category_id = fields.Many2one("product.category", help="Empty: all products.")
    month_from = fields.Date(
        "First Month", required=True, compute="_compute_months", store=True, readonly=False,
        precompute=True,
    )
    month_to = fields.Date(
        "Last Month", required=True, compute="_compute_months", store=True, readonly=False,
        precompute=True,
    )
    amount = fields.Float("Target in all", digits=(16, 2), required=True)
    method = fields.Selection(
        [("even", "The same each month"), ("season", "As sales ran in the last twelve months")],
        required=True, default="season",
    )
    line_ids = fields.One2many(
        "dms.agreement.target.spread.line", "spread_id", compute="_compute_line_ids", store=True,
        readonly=False,
    )
    line_total = fields.Float("Sum of the Months", digits=(16, 2), compute="_compute_line_total")

    @api.depends("agreement_id")
    def _compute_months(self):
        """The agreement's months; of one without an end, twelve."""
        for record in self:
            start = record.agreement_id.date_start or fields.Date.context_today(record)
            record.month_from = date_utils.start_of(start, "month")
            end = record.agreement_id.date_end or record.month_from + relativedelta(months=11)
            record.month_to = date_utils.start_of(end, "month")

    @api.depends("amount", "category_id", "measure", "method", "month_from", "month_to")
    def _compute_line_ids(self):
        for record in self:
            months = record._get_months()
            weights = record._get_weights(months)
            # Outlets are counted; all else has cents.
            step = Decimal("1" if record.measure == "new_outlets" else "0.01")
            total = Decimal(str(max(record.amount, 0))).quantize(step)
            shares = spread(total, weights, step)
            record.line_ids = [Command.clear()] + [
                Command.create({"month": month, "amount": float(share)})
                for month, share in zip(months, shares, strict=True)
            ]

    @api.depends("line_ids.amount")
    def _compute_line_total(self):
        for record in self:
            record.line_total = sum(record.line_ids.mapped("amount"))

    def action_apply(self):
        """Give the agreement these targets, in place of those of the same measure and category."""
        self.ensure_one()
        lines = self.line_ids.filtered("amount")
        if not lines:
            raise UserError(self.env._("Nothing to spread: enter the target in all."))
        agreement = self.agreement_id
        agreement._check_draft()
        agreement.target_ids.filtered(
            lambda target: target.measure == self.measure
            and target.category_id == self.category_id
        ).unlink()
        agreement.target_ids.create([self._prepare_target_values(line) for line in lines])

    def _prepare_target_values(self, line):
        """Values of the target of a month."""
        return {
            "agreement_id": self.agreement_id.id,
            "measure": self.measure,
            "category_id": self.category_id.id,
            "date_from": line.month,
            "date_to": date_utils.end_of(line.month, "month"),
            "amount": line.amount,
        }

    def _get_months(self):
        """First days of the months, in order; none when they are not known yet."""
        self.ensure_one()
        if not self.month_from or not self.month_to:
            return []
        first = date_utils.start_of(self.month_from, "month")
        last = date_utils.start_of(self.month_to, "month")
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return [first + relativedelta(months=step) for step in range(max(count, 0))]

    def _get_weights(self, months):
        """Weights of the months: sales of the same month of the last year, or all the same.

        A distributor without sales of its own has the season of all distributors.

        :param months: first days of months
        :return: a list of ``Decimal``, none negative
        """
        seasons = {}
        if self.method == "season" and self.measure != "new_outlets":
            end = date_utils.start_of(fields.Date.context_today(self), "month")
            domain = [
                ("company_id", "=", self.company_id.id),
                ("month", ">=", end - relativedelta(years=1)),
                ("month", "<=", end - timedelta(days=1)),
            ]
            if self.category_id:
                domain.append(("product_id.categ_id", "child_of", self.category_id.id))
            own = [("distributor_id", "=", self.agreement_id.distributor_id.id)]
            seasons = self._get_seasons(domain + own) or self._get_seasons(domain)
        return [Decimal(str(seasons.get(month.month, 0))) for month in months]

    def _get_seasons(self, domain):
        """Sales by the number of the month; past the rules, for shares tell no figure."""
        name = "quantity" if self.measure == "secondary_quantity" else "net_amount"
        rows = self.env["dms.secondary.product.month"].sudo()._read_group(
            domain, ["month:month"], [f"{name}:sum"]
        )
        return {month.month: max(total, 0) for month, total in rows if total > 0}


class DmsAgreementTargetSpreadLine(models.TransientModel):
    """The target of a month, before it is given to the agreement."""

    _name = "dms.agreement.target.spread.line"
    _description = "Target of a Month"
    _order = "month, id"

    spread_id = fields.Many2one(
        "dms.agreement.target.spread", required=True, ondelete="cascade", index=True
    )
    month = fields.Date(required=True)
    amount = fields.Float("Target", digits=(16, 2))

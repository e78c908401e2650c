from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.dms_distributor.tools.notification import notify
from odoo.fields import Domain
from odoo.tools import date_utils

from ..tools.windows import a_year_before, get_windows
from .dms_scheme import BINDING_STATES


class DmsScheme(models.Model):
    """A scheme and what has been earned under it from the sales reported."""

    _inherit = "dms.scheme"

    entitlement_count = fields.Integer("Earning", compute="_compute_entitlements")
    earned_value = fields.Monetary("Earned So Far", compute="_compute_entitlements")
    due_value = fields.Monetary("Still Due", compute="_compute_entitlements")

    def _compute_entitlements(self):
        sums = {
            scheme: figures
            for scheme, *figures in self.env["dms.scheme.entitlement"]._read_group(
                [("scheme_id", "in", self.ids)], ["scheme_id"],
                ["partner_id:count_distinct", "earned_value:sum", "due_value:sum"],
            )
        }
        for scheme in self:
            scheme.entitlement_count, scheme.earned_value, scheme.due_value = sums.get(
                scheme._origin, (0, 0, 0)
            )

    def write(self, vals):
        counts = {"state", "date_end", "stopped_on"} & vals.keys()
        result = super().write(vals)
        if counts:
            self._count_anew()
        return result

    def action_open_entitlements(self):
        """Open who has earned what under these schemes."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_schemes.action_scheme_entitlement"
            ),
            "domain": [("scheme_id", "in", self.ids)],
            "context": {},
        }

    def action_count_anew(self):
        """Have what was earned under these schemes counted anew from all sales."""
        self._count_anew()
        return notify(
            self.env._("The sales are being counted; it takes a few minutes."), "info", None
        )

    def _count_anew(self):
        """Enqueue counting of those that were ever in force and count sales reported."""
        counted = self.filtered(
            lambda scheme: scheme._is_secondary() and scheme.state in BINDING_STATES
        )
        for company, schemes in counted.grouped("company_id").items():
            self.env["dms.scheme.entitlement"].sudo()._enqueue_refresh(company, schemes)

    def _get_counting_windows(self, last) -> list:
        """First and last days of the windows that have begun.

        :param last: the last day looked at; a window that never ends, ends here
        """
        self.ensure_one()
        if self.mechanism == "price_protection":
            return [(self.date_start, self.date_start)] if self.date_start <= last else []
        end = self.date_effective_end or max(last, self.date_start)
        return get_windows(self.window, self.date_start, end, last)

    def _is_window_open(self) -> bool:
        """Whether the window has no end yet. A price falls on one day, the scheme's first."""
        self.ensure_one()
        return (
            self.window == "whole" and not self.date_effective_end
            and self.mechanism != "price_protection"
        )

    def _get_rate_date(self, last):
        """The day by whose rate of exchange the scheme's money is counted.

        :param last: the last day looked at; what a fall of prices is worth stands from its day on
        """
        self.ensure_one()
        return self.date_start if self.mechanism == "price_protection" else last

    def _get_compared_window(self, window) -> tuple:
        """The days with which growth in a window is compared."""
        self.ensure_one()
        if self.growth_compare == "year":
            return a_year_before(window)
        first, last = window
        if self.window == "whole":
            return first - (last - first) - timedelta(days=1), first - timedelta(days=1)
        begin = date_utils.start_of(first, self.window)
        months = {"month": 1, "quarter": 3, "year": 12}[self.window]
        return begin - relativedelta(months=months), begin - timedelta(days=1)

    def _get_counted_product_domain(self) -> Domain:
        """Domain of the products that count, archived ones too."""
        self.ensure_one()
        if self.mechanism == "combo":
            return Domain.OR(
                self._get_products_of(part.product_ids, part.category_ids)
                if part.product_ids or part.category_ids else Domain.TRUE
                for part in self.combo_ids
            )
        if not self.has_slabs:
            return Domain("id", "in", self.price_ids.product_id.ids)
        domain = Domain.TRUE
        if self.product_ids or self.category_ids:
            domain &= self._get_products_of(self.product_ids, self.category_ids)
        if self.excluded_product_ids or self.excluded_category_ids:
            domain &= ~self._get_products_of(self.excluded_product_ids, self.excluded_category_ids)
        return domain

    @api.model
    def _get_accrued_benefits(self, date):
        """Beside what was granted, what was earned by the end of the day and is not granted."""
        accrued = super()._get_accrued_benefits(date)
        open_benefits = self.env["dms.scheme.entitlement"].sudo()._get_open_benefits(self, date)
        for key, amount in open_benefits.items():
            accrued[key] = accrued.get(key, 0) + amount
        return accrued

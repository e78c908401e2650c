from datetime import timedelta
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..tools import automation_sql


class Parameter(NamedTuple):
    """A figure of a rule: what it is at first, and its bounds."""

    default: int
    least: int
    most: int


class Kind(NamedTuple):
    """Something that a rule may watch for.

    :ivar sentence: with ``{days}``, ``{percent}``, ``{history_days}``, ``{comparison}``
    :ivar model: of the records it tells of; each is told of again only after a while
    :ivar match: name of the method that finds them, see ``_match``
    :ivar parameters: the figures that the sentence holds; None: one without bounds
    """

    label: str
    sentence: str
    model: str
    match: str
    parameters: dict[str, Parameter | None]
    subject: str
    body: str


class Line(NamedTuple):
    """One thing to tell a distributor."""

    record_id: int
    text: str
    values: dict[str, Any]


class DmsAutomationRule(models.Model):
    """What there is to watch for, and how it is found: all distributors at once."""

    _inherit = "dms.automation.rule"

    @api.model
    def _get_kinds(self) -> dict[str, Kind]:
        """What rules may watch for. Other add-ons add to it.

        :return: ``Kind`` by code
        """
        return {
            "reorder": Kind(
                self.env._("Reorder nudge"),
                self.env._(
                    "When a distributor has not ordered for {days} days, or for {percent} % longer "
                    "than it usually does"
                ),
                "res.partner", "_match_reorder",
                {"days": Parameter(30, 1, 365), "percent": Parameter(50, 0, 500)},
                self.env._("Time to order again, {partner}?"),
                self.env._(
                    "<p>Dear {partner},</p><p>it is a while since you last "
                    "ordered:</p>{list}<p>Place your next order in time, so that your shelves stay "
                    "full.</p><p>{company}</p>"
                ),
            ),
            "low_stock": Kind(
                self.env._("Low stock"),
                self.env._("When a distributor's stock of a product lasts less than {days} days"),
                "product.product", "_match_low_stock",
                {"days": Parameter(7, 1, 120)},
                self.env._("Products about to run out: {count}"),
                self.env._(
                    "<p>Dear {partner},</p><p>at the pace of your sales these products run out "
                    "within {days} days:</p>{list}<p>Order them in time.</p><p>{company}</p>"
                ),
            ),
            "inactive_product": Kind(
                self.env._("Inactive product"),
                self.env._(
                    "When a distributor has not sold a product for {days} days that it sold in the "
                    "{history_days} days before"
                ),
                "product.product", "_match_inactive_product",
                {"days": Parameter(45, 7, 365), "history_days": Parameter(180, 30, 730)},
                self.env._("Products that you no longer sell: {count}"),
                self.env._(
                    "<p>Dear {partner},</p><p>you used to sell these products and have not for "
                    "{days} days:</p>{list}<p>Is there anything that we can do?</p><p>{company}</p>"
                ),
            ),
            "lapsed_outlet": Kind(
                self.env._("Lapsed outlet"),
                self.env._(
                    "When an outlet has not bought for {days} days that bought in the "
                    "{history_days} days before"
                ),
                "res.partner", "_match_lapsed_outlet",
                {"days": Parameter(45, 7, 365), "history_days": Parameter(180, 30, 730)},
                self.env._("Outlets that stopped buying from you: {count}"),
                self.env._(
                    "<p>Dear {partner},</p><p>these outlets have not bought for {days} "
                    "days:</p>{list}<p>A visit may bring them back.</p><p>{company}</p>"
                ),
            ),
            "falling_sales": Kind(
                self.env._("Falling sales"),
                self.env._(
                    "When a distributor sold {percent} % less in the last month than in "
                    "{comparison}"
                ),
                "res.partner", "_match_falling_sales",
                {"percent": Parameter(20, 1, 99), "comparison": None},
                self.env._("Your sales have fallen"),
                self.env._(
                    "<p>Dear {partner},</p><p>your sales of last month:</p>{list}<p>Let us look at "
                    "it together: {manager} will call you.</p><p>{company}</p>"
                ),
            ),
            "expiring_agreement": Kind(
                self.env._("Expiring agreement"),
                self.env._("When a distributor's agreement ends within {days} days"),
                "dms.agreement", "_match_expiring_agreement",
                {"days": Parameter(60, 1, 365)},
                self.env._("Our agreement ends soon"),
                self.env._(
                    "<p>Dear {partner},</p><p>please talk to {manager} about the "
                    "renewal:</p>{list}<p>{company}</p>"
                ),
            ),
        }

    def _get_sentence(self) -> str:
        """What the rule watches for, in words; figures still stand in braces.

        :return: a text, empty for an unknown kind
        """
        self.ensure_one()
        if self.kind == "reorder" and not self.percent:
            return self.env._("When a distributor has not ordered for {days} days")
        kind = self._get_kinds().get(self.kind)
        return kind.sentence if kind else ""

    def _match(self, partners) -> dict[int, list[Line]]:
        """What the rule has to tell ``partners`` of today, whether told of it before or not.

        :return: lines by distributor, the most urgent distributors and lines first
        """
        self.ensure_one()
        if not partners:
            return {}
        found = {}
        kind = self._get_kinds()[self.kind]
        for partner_id, line in getattr(self, kind.match)(partners):
            found.setdefault(partner_id, []).append(line)
        return found

    def _execute(self, statement: str, partners, **parameters) -> list[tuple]:
        """Rows of a statement of ``automation_sql``, in one query for all ``partners``."""
        self.env.flush_all()
        self.env.cr.execute(
            statement,
            {"company": self.company_id.id, "partners": partners.ids, "today": self._get_today(),
             "percent": self.percent, "days": self.days, **parameters},
        )
        return self.env.cr.fetchall()

    def _get_today(self):
        return fields.Date.context_today(self)

    def _get_window(self) -> dict:
        """The days in which something must have been sold last, to be missed today."""
        until = self._get_today() - timedelta(days=self.days)
        return {"since": until - timedelta(days=self.history_days), "until": until}

    def _format_amount(self, amount) -> str:
        return format_amount(self.env, float(amount), self.company_id.currency_id)

    def _format_last_sales(self, model: str, rows):
        """Lines of what was last sold when, by one reading of the names.

        :param rows: of distributor, record, last date, amount
        """
        records = self.env[model].browse(row[1] for row in rows)
        records.fetch(["display_name"])
        today = self._get_today()
        for (partner_id, _id, day, amount), record in zip(rows, records, strict=True):
            text = self.env._(
                "%(name)s: last on %(date)s, %(days)s days ago; %(amount)s before",
                name=record.display_name, date=format_date(self.env, day),
                days=(today - day).days, amount=self._format_amount(amount),
            )
            values = {"last_date": str(day), "amount": float(amount)}
            yield partner_id, Line(record.id, text, values)

    def _match_lapsed_outlet(self, partners):
        rows = self._execute(automation_sql.LAPSED_OUTLETS, partners, **self._get_window())
        return self._format_last_sales("res.partner", rows)

    def _match_inactive_product(self, partners):
        rows = self._execute(automation_sql.INACTIVE_PRODUCTS, partners, **self._get_window())
        return self._format_last_sales("product.product", rows)

    def _match_reorder(self, partners):
        for partner_id, record_id, day, since, usual in self._execute(
            automation_sql.LATE_ORDERS, partners
        ):
            date = format_date(self.env, day)
            text = (
                self.env._(
                    "Last order on %(date)s, %(since)s days ago; usually every %(usual)s days",
                    date=date, since=since, usual=usual,
                )
                if usual
                else self.env._("Last order on %(date)s, %(since)s days ago", date=date,
                                since=since)
            )
            yield partner_id, Line(record_id, text, {"last_date": str(day), "days": since})

    def _match_low_stock(self, partners):
        """Of distributors whose stock is kept: where it was never counted, nothing is known."""
        positions = self.env["dms.stock.position"].search_fetch(
            [
                ("company_id", "=", self.company_id.id), ("distributor_id", "in", partners.ids),
                ("daily", ">", 0), ("cover_days", "<", self.days),
                ("ledger_id.last_count_date", "!=", False),
            ],
            ["distributor_id", "product_id", "quantity", "cover_days"],
            order="cover_days, distributor_id, product_id",
        )
        for position in positions:
            product = position.product_id
            text = self.env._(
                "%(name)s: %(quantity)s %(unit)s left, for %(days)s days",
                name=product.display_name, quantity=round(position.quantity, 2),
                unit=product.uom_id.name, days=position.cover_days,
            )
            values = {"quantity": position.quantity, "days": position.cover_days}
            yield position.distributor_id.id, Line(product.id, text, values)

    def _get_comparison(self) -> dict:
        """The last complete month, and the months it is compared with."""
        month = self._get_today().replace(day=1) - relativedelta(months=1)
        back = {"average": (3, 1), "previous": (1, 1), "year": (12, 12)}[self.comparison]
        first, last = (month - relativedelta(months=months) for months in back)
        return {"month": month, "first": first, "last": last, "count": back[0] - back[1] + 1}

    def _match_falling_sales(self, partners):
        for partner_id, record_id, now, before in self._execute(
            automation_sql.FALLING_SALES, partners, **self._get_comparison()
        ):
            text = self.env._(
                "%(now)s, after %(before)s: %(percent)s %% less",
                now=self._format_amount(now), before=self._format_amount(before),
                percent=round(100 * (1 - now / before)),
            )
            values = {"now": float(now), "before": float(before)}
            yield partner_id, Line(record_id, text, values)

    def _match_expiring_agreement(self, partners):
        today = self._get_today()
        for agreement in self.env["dms.agreement"].search(
            [
                ("company_id", "=", self.company_id.id), ("state", "=", "active"),
                ("distributor_id", "in", partners.ids),
                ("date_effective_end", ">=", today),
                ("date_effective_end", "<=", today + timedelta(days=self.days)),
            ],
            order="date_effective_end, id",
        ):
            day = agreement.date_effective_end
            text = self.env._(
                "%(name)s: until %(date)s, in %(days)s days", name=agreement.display_name,
                date=format_date(self.env, day), days=(day - today).days,
            )
            yield agreement.distributor_id.id, Line(agreement.id, text, {"date_end": str(day)})

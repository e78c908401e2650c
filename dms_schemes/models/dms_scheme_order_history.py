from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL, date_utils

from ..arithmetic import Mechanism, Past

# Confirmed lines by scheme and span, net of what came back. Their value is that before schemes.
PURCHASES = """
    SELECT span.scheme_id, span.is_before, line.product_id, line.product_uom_id,
           SUM(line.product_uom_qty - COALESCE(back.quantity, 0)),
           SUM(line.price_subtotal / NULLIF(1 - COALESCE(line.dms_scheme_discount, 0) / 100, 0)
               / NULLIF(sale.currency_rate, 0)
               * (1 - COALESCE(back.quantity, 0) / line.product_uom_qty))
      FROM unnest(%(schemes)s::int[], %(before)s::bool[], %(starts)s::date[], %(ends)s::date[])
           AS span (scheme_id, is_before, date_from, date_to)
      JOIN sale_order sale
        ON COALESCE(sale.dms_scheme_date,
                    (sale.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date)
           BETWEEN span.date_from AND span.date_to
      JOIN sale_order_line line ON line.order_id = sale.id
 LEFT JOIN LATERAL (
           SELECT SUM(move.product_qty) * unit.factor / NULLIF(own.factor, 0) AS quantity
             FROM stock_move move
             JOIN stock_location place ON place.id = move.location_id AND place.usage = 'customer'
             JOIN uom_uom unit ON unit.id = move.product_uom
             JOIN uom_uom own ON own.id = line.product_uom_id
            WHERE move.sale_line_id = line.id AND move.state = 'done' AND move.to_refund
         GROUP BY unit.factor, own.factor
           ) back ON TRUE
     WHERE sale.state = 'sale' AND sale.company_id = %(company)s AND sale.id <> ALL(%(without)s)
       AND sale.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = %(partner)s)
       AND line.product_id IS NOT NULL AND line.dms_scheme_id IS NULL
       AND line.product_uom_qty > 0 AND line.is_downpayment IS NOT TRUE
  GROUP BY 1, 2, 3, 4
"""

GRANTED = """
    SELECT span.scheme_id, SUM(benefit.amount / NULLIF(sale.currency_rate, 0)),
           SUM(benefit.goods_quantity), SUM(benefit.points)
      FROM unnest(%(schemes)s::int[], %(before)s::bool[], %(starts)s::date[], %(ends)s::date[])
           AS span (scheme_id, is_before, date_from, date_to)
      JOIN dms_scheme_line benefit
        ON benefit.scheme_id = span.scheme_id AND benefit.partner_id = %(partner)s
      JOIN sale_order sale
        ON sale.id = benefit.order_id AND sale.dms_scheme_date BETWEEN span.date_from
       AND span.date_to
     WHERE NOT span.is_before AND sale.state = 'sale' AND sale.id <> ALL(%(without)s)
  GROUP BY span.scheme_id
"""


class DmsScheme(models.Model):
    """What earlier orders of a partner brought to schemes that add up over time."""

    _inherit = "dms.scheme"

    @api.model
    def _get_history(self, scheme_set, keys, partner, day):
        history = super()._get_history(scheme_set, keys, partner, day)
        return {**history, **self._get_order_history(scheme_set, keys, partner, day)}

    @api.model
    def _get_order_history(self, scheme_set, keys, partner, day, without=()) -> dict:
        """What a partner's confirmed orders brought, for schemes that the buyer earns over time.

        :param scheme_set: with the schemes
        :param keys: ids of the schemes that are for the partner
        :param day: whose windows are meant
        :param without: ids of orders that do not count
        :return: ``Past`` by scheme id, in two queries
        """
        added = [key for key in keys if scheme_set.by_key[key].is_cumulative]
        schemes = self.sudo().browse(added).filtered(lambda scheme: not scheme._is_secondary())
        if not schemes:
            return {}
        spans = [
            span for scheme in schemes for span in scheme._prepare_history_spans(day)
        ]
        words = {
            "schemes": [span[0] for span in spans], "before": [span[1] for span in spans],
            "starts": [span[2] for span in spans], "ends": [span[3] for span in spans],
            "company": schemes.company_id[:1].id, "partner": partner.id,
            "timezone": schemes.company_id[:1]._get_dms_timezone(), "without": list(without),
        }
        for model in ("sale.order", "sale.order.line", "dms.scheme.line", "stock.move"):
            self.env[model].flush_model()
        purchases = defaultdict(lambda: [Decimal(0), Decimal(0)])
        self._add_purchases(purchases, scheme_set, self.env.execute_query(SQL(PURCHASES, **words)))
        granted = {row[0]: row[1:] for row in self.env.execute_query(SQL(GRANTED, **words))}
        return {
            scheme.id: scheme._prepare_past(
                partner, day, purchases, granted.get(scheme.id, (0, 0, 0))
            )
            for scheme in schemes
        }

    @api.model
    def _add_purchases(self, purchases, scheme_set, rows):
        """Add what was bought to the schemes that count it.

        :param purchases: quantity in the root unit and value by scheme id and whether before
        """
        products = self.env["product.product"].sudo().browse({row[2] for row in rows})
        paths = {
            product.id: path for product, path in products._get_dms_category_paths().items()
        }
        units = {
            uom.id: uom._get_dms_unit()
            for uom in self.env["uom.uom"].browse({row[3] for row in rows})
        }
        for scheme_id, is_before, product_id, uom_id, quantity, value in rows:
            scheme = scheme_set.by_key[scheme_id]
            if not scheme.selection.admits(product_id, paths[product_id]):
                continue
            figures, unit = purchases[scheme_id, is_before], units[uom_id]
            if not scheme.needs_unit or unit.root == scheme.unit.root:
                figures[0] += Decimal(str(quantity)) * unit.factor
                figures[1] += Decimal(str(value or 0))

    def _prepare_history_spans(self, day) -> list:
        """The window that holds a day, and for growth the one with which it is compared.

        :return: scheme id, whether it is the one before, first and last day
        """
        self.ensure_one()
        start, end = self.date_start, self.date_effective_end or day
        if self.window != "whole":
            start = max(start, date_utils.start_of(day, self.window))
            end = min(self.date_effective_end or day, date_utils.end_of(day, self.window))
        spans = [(self.id, False, start, max(start, end))]
        if self.mechanism == Mechanism.GROWTH:
            if self.growth_compare == "year":
                before = start - relativedelta(years=1), end - relativedelta(years=1)
            else:
                before = start - (end - start) - timedelta(days=1), start - timedelta(days=1)
            spans.append((self.id, True, *before))
        return spans

    def _prepare_past(self, partner, day, purchases, granted) -> Past:
        """What was bought before as the engine knows it."""
        self.ensure_one()
        now, before = purchases[self.id, False], purchases[self.id, True]
        position = {"goods": 1, "points": 2}.get(self.benefit_kind, 0)
        target = self.target_ids.filtered(lambda target: target.partner_id == partner)[:1]
        audits = self.audit_ids.filtered(
            lambda audit: audit.partner_id == partner and audit.is_passed and audit.date <= day
        ) if self.mechanism == Mechanism.DISPLAY else self.audit_ids.browse()
        return Past(
            quantity=now[0], value=now[1].quantize(Decimal("0.000001")),
            granted=Decimal(str(round(granted[position] or 0, 6))),
            target=Decimal(str(target._get_figure())) if target else None,
            previous_quantity=before[0], previous_value=before[1],
            audits_passed=len(audits), audits_required=self.audits_required,
            is_new=not before[1],
        )

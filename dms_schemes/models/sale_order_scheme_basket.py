from dataclasses import replace
from decimal import Decimal

from odoo import models

from ..arithmetic import Basket, Line

# What is read of an order, its customer and their like where Odoo has not read it yet.
READ_OF_ORDERS = (
    "company_id", "currency_id", "currency_rate", "date_order", "dms_is_scheme_frozen",
    "dms_scheme_date", "order_line", "partner_id", "state",
)
READ_OF_PARTNERS = (
    "commercial_partner_id", "dms_channel_id", "dms_outlet_class_id", "dms_territory_id",
    "dms_tier_id", "grade_id",
)


class SaleOrder(models.Model):
    """What the arithmetic is told of an order."""

    _inherit = "sale.order"

    def _fetch_dms_customers(self):
        """Read of orders and their customers what working benefits out needs, and no more.

        It happens at each change of an order, and whole rows of orders, partners and companies
        are wide: by default Odoo reads all of their columns.
        """
        orders = self.sudo()
        orders.fetch(READ_OF_ORDERS)
        orders.partner_id.fetch(READ_OF_PARTNERS)
        orders.partner_id.commercial_partner_id.fetch(READ_OF_PARTNERS)

    def _fetch_dms_evaluation(self):
        """Read what else it needs of orders for which schemes are."""
        orders = self.sudo()
        orders.company_id.fetch(["currency_id", "dms_free_goods_price"])
        orders.currency_id.fetch(["decimal_places", "rounding"])
        orders.order_line.product_uom_id.fetch(["relative_factor", "relative_uom_id"])

    def _get_dms_scheme_lines(self):
        """The lines on which schemes are worked out, in the order of their keys."""
        self.ensure_one()
        return self.order_line.filtered(lambda line: line._is_dms_scheme_base())

    def _prepare_dms_basket(self, date, party) -> Basket:
        """The order as the arithmetic knows it.

        :param date: that decides which schemes apply
        :param party: the customer, of ``dms.scheme._prepare_party``
        """
        self.ensure_one()
        lines = self._get_dms_scheme_lines()
        paths = lines.product_id.sudo()._get_dms_category_paths()
        units = {uom: uom._get_dms_unit() for uom in lines.product_uom_id}
        digits = self.currency_id.decimal_places
        return Basket(date, party, tuple(
            Line(
                key=key,
                product=line.product_id.id,
                categories=paths[line.product_id],
                quantity=Decimal(str(line.product_uom_qty)),
                unit=units[line.product_uom_id],
                value=Decimal(f"{line._get_dms_value():.{digits}f}"),
            )
            for key, line in enumerate(lines)
        ))

    def _get_dms_scheme_history(self, scheme_set, keys, date) -> dict:
        """What earlier orders of the customer brought to schemes that add up over a window.

        :param keys: ids of the schemes that are for the customer
        :return: ``Past`` by scheme id
        """
        self.ensure_one()
        history = self.env["dms.scheme"].sudo()._get_order_history(
            scheme_set, keys, self.partner_id.commercial_partner_id, date, self._origin.ids
        )
        if self.currency_id == self.company_id.currency_id:
            return history
        rate = Decimal(str(self.currency_rate or 1))
        return {
            key: replace(
                past, value=past.value * rate, previous_value=past.previous_value * rate,
                granted=past.granted * rate if scheme_set.by_key[key].is_money else past.granted,
            )
            for key, past in history.items()
        }

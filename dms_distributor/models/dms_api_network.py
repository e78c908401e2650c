from datetime import date, datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OUTLET_FIELDS = (
    "dms_code", "name", "dms_state", "dms_upstream_id", "dms_channel_id", "dms_outlet_class_id",
    "dms_territory_id", "street", "city", "zip", "phone", "partner_latitude", "partner_longitude",
    "write_date",
)


class DmsApi(models.AbstractModel):
    """What a caller needs to know before it sends anything: products with prices, and outlets."""

    _inherit = "dms.api"

    @api.model
    @api.readonly
    def get_outlets(
        self, distributor: str | None = None, changed_since: str | None = None, after: int = 0,
        limit: int = 500,
    ) -> dict:
        """Outlets of a distributor and of those that it supplies, or all that the caller may see.

        :param distributor: its code; None: every distributor of the caller's network
        :param changed_since: only what was changed since, as ``2026-11-23`` or
            ``2026-11-23T10:00:00`` (UTC)
        :param after: ``next`` of the previous page
        :param limit: at most 1000
        :return: ``rows``, and ``next`` to go on with, ``null`` at the end
        """
        domain = self._get_scope(write=False) & Domain("dms_role", "=", "outlet")
        if distributor:
            path = self._get_distributor(distributor).dms_network_path
            domain &= Domain("dms_network_path", "=like", f"{path}%")
        if changed_since:
            domain &= Domain("write_date", ">=", self._read_moment("changed_since", changed_since))
        partners = self.env["res.partner"].sudo()
        page, following = self._get_page(partners, domain, after, limit)
        page.fetch(OUTLET_FIELDS)
        return {"rows": [self._prepare_outlet(outlet) for outlet in page], "next": following}

    @api.model
    @api.readonly
    def get_products(self, distributor: str, after: int = 0, limit: int = 500) -> dict:
        """Products that a distributor may order, at its prices, without tax.

        :param distributor: its code: its price list counts
        :param after: ``next`` of the previous page
        :param limit: at most 1000
        :return: ``currency``, ``rows`` and ``next``
        """
        partner = self._get_distributor(distributor)
        company = self._get_company(partner)
        products = self.env["product.product"].sudo().with_company(company)
        domain = Domain("sale_ok", "=", True) & Domain("company_id", "in", [False, company.id])
        page, following = self._get_page(products, domain, after, limit)
        pricelist = partner.with_company(company).property_product_pricelist
        currency = pricelist.currency_id or company.currency_id
        prices = pricelist._get_products_price(page, 1.0, currency=currency)
        return {
            "currency": currency.name,
            "rows": [
                self._prepare_product(product, prices[product.id], currency) for product in page
            ],
            "next": following,
        }

    @api.model
    def _prepare_outlet(self, outlet) -> dict:
        """An outlet as callers are told of it."""
        return {
            "id": outlet.id,
            "code": outlet.dms_code or None,
            "name": outlet.name,
            "state": outlet.dms_state,
            "distributor": outlet.dms_upstream_id.dms_code or None,
            "channel": outlet.dms_channel_id.code or None,
            "outlet_class": outlet.dms_outlet_class_id.code or None,
            "territory": outlet.dms_territory_id.code or None,
            "street": outlet.street or None,
            "city": outlet.city or None,
            "zip": outlet.zip or None,
            "phone": outlet.phone or None,
            "latitude": outlet.partner_latitude or None,
            "longitude": outlet.partner_longitude or None,
            "changed": outlet.write_date.isoformat(),
        }

    @api.model
    def _prepare_product(self, product, price: float, currency) -> dict:
        """A product as callers are told of it."""
        return {
            "id": product.id,
            "code": product.default_code or None,
            "barcode": product.barcode or None,
            "name": product.display_name,
            "category": product.categ_id.complete_name,
            "unit": product.uom_id.name,
            "packagings": [
                {"unit": unit.name, "quantity": unit._compute_quantity(1, product.uom_id)}
                for unit in product.uom_ids
            ],
            "price": currency.round(price),
        }

    @api.model
    def _read_moment(self, name: str, value) -> datetime:
        """``value`` as a moment in UTC.

        :raise UserError: when it is none
        """
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise UserError(
                self.env._(
                    "%(name)s: “%(value)s” is no moment. Write it as 2026-11-23 or "
                    "2026-11-23T10:00:00 (UTC).", name=name, value=value,
                )
            ) from None
        return moment.replace(tzinfo=None)

    @api.model
    def _read_day(self, name: str, value):
        """``value`` as a date, None where it is blank; a row is rejected where it is none."""
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            return self._reject(
                "date_unreadable", name, value,
                self.env._("%(name)s: “%(value)s” is no date, write it as 2026-11-23.",
                           name=name, value=value),
            )

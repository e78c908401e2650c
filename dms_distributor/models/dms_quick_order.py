from odoo import api, fields, models
from odoo.fields import Domain

# The order of a product's values in the answer of ``_get_data``; the page reads them by name.
COLUMNS = (
    "id", "code", "name", "barcode", "category", "unit", "case", "caseSize", "unitPrice",
    "casePrice", "tax", "stock", "stockDate", "free", "lastQuantity", "lastDate", "suggested",
    "must",
)


class DmsQuickOrder(models.AbstractModel):
    """What the quick order shows: a distributor's price list with all that helps to order.

    Everything is read for all products at once: the number of queries does not depend on how many
    there are.
    """

    _name = "dms.quick.order"
    _description = "Quick Order"

    @api.model
    def _get_data(self, distributor):
        """All that the page shows.

        :param distributor: ``res.partner`` that orders, past the rules
        :return: a dict that JSON can hold; each product is a list in the order of ``columns``
        """
        company = self.env.company
        cart = self.env["sale.order"]._get_dms_cart(distributor)
        order = cart or self._new_order(distributor)
        products = self._get_products(distributor, order.pricelist_id)
        cases = products._get_dms_cases()
        currency = order.currency_id or company.currency_id
        prices = self._get_prices(products, cases, order, currency)
        taxes = self._get_taxes(products, order)
        stock = self._get_stock(products, cases, company, order.warehouse_id)
        last = self._get_last_orders(distributor, products)
        suggested = distributor._get_dms_suggested_quantities(products)
        must = distributor._get_dms_must_stock(company)[distributor]
        categories = {}
        rows = [
            [
                product.id,
                product.default_code or "",
                product.name,
                product.barcode or "",
                categories.setdefault(product.categ_id, len(categories)),
                product.uom_id.name,
                cases[product].name if product in cases else "",
                cases[product].factor / product.uom_id.factor if product in cases else 0,
                *prices[product],
                taxes["of"][product],
                *stock[product],
                *last.get(product.id, (0, None)),
                suggested.get(product, 0),
                must.get(product, 0),
            ]
            for product in products
        ]
        return {
            "columns": COLUMNS,
            "products": rows,
            "categories": [category.name for category in categories],
            "taxes": taxes["factors"],
            "cart": self._get_cart(cart),
            "terms": self._get_terms(distributor, currency, company),
        }

    @api.model
    def _new_order(self, distributor):
        """An order that is not stored, for what Odoo fills in from the customer."""
        orders = self.env["sale.order"]
        return orders.new(orders._prepare_dms_cart_values(distributor))

    @api.model
    def _get_products_domain(self, distributor, pricelist) -> Domain:
        """Domain of the products that a distributor can order.

        They are goods on sale, on its price list and, where its agreement names categories or
        products, among these.
        """
        domain = (
            Domain("sale_ok", "=", True)
            & Domain("type", "=", "consu")
            & Domain("company_id", "in", (False, self.env.company.id))
            & pricelist._get_dms_listed_domain()
        )
        agreement = distributor._get_dms_agreements().get(distributor)
        if agreement and (agreement.product_category_ids or agreement.product_ids):
            domain &= Domain("categ_id", "child_of", agreement.product_category_ids.ids) | Domain(
                "id", "in", agreement.product_ids.ids
            )
        return domain

    @api.model
    def _get_products(self, distributor, pricelist):
        """The products that a distributor can order, in the order in which they are shown."""
        products = self.env["product.product"].search(
            self._get_products_domain(distributor, pricelist)
        )
        return products.sorted(
            lambda product: (product.categ_id.complete_name, product.default_code or "",
                             product.name)
        )

    @api.model
    def _get_prices(self, products, cases, order, currency):
        """Prices of a piece and a case as an order's lines will have them.

        :return: dict of product → (price of its unit, price of its case or None)
        """
        prices = order.pricelist_id._get_dms_prices(products, cases, currency=currency)
        fiscal_position = order.fiscal_position_id

        def adapt(product, price):
            if price is None:
                return None
            if fiscal_position:
                price = product._get_tax_included_unit_price_from_price(
                    price,
                    product_taxes=product.taxes_id._filter_taxes_by_company(self.env.company),
                    fiscal_position=fiscal_position,
                )
            # Prices of lines are not rounded: an order's amounts are.
            return round(price, 6)

        return {
            product: tuple(adapt(product, price) for price in pair)
            for product, pair in prices.items()
        }

    @api.model
    def _get_taxes(self, products, order):
        """What an amount becomes without and with taxes, for each set of taxes.

        :return: dict of ``factors``, pairs of numbers, and ``of``, the factors' index by product
        """
        company, factors, indexes, of = self.env.company, [], {}, {}
        for product in products:
            taxes = product.taxes_id._filter_taxes_by_company(company)
            if taxes not in indexes:
                mapped = order.fiscal_position_id.map_tax(taxes)
                whole = mapped.compute_all(
                    100.0, currency=order.currency_id, partner=order.partner_id,
                    handle_price_include=True, rounding_method="round_globally",
                )
                indexes[taxes] = len(factors)
                factors.append(
                    (whole["total_excluded"] / 100.0, whole["total_included"] / 100.0)
                )
            of[product] = indexes[taxes]
        return {"factors": factors, "of": of}

    @api.model
    def _get_quantities(self, lines):
        """Cases and pieces that lines of orders come to.

        :return: dict of product id → [cases, pieces]
        """
        quantities = {}
        cases = lines.product_id._get_dms_cases()
        for line in lines.filtered("product_id"):
            pair = quantities.setdefault(line.product_id.id, [0, 0])
            if line.product_uom_id == cases.get(line.product_id):
                pair[0] += line.product_uom_qty
            else:
                pair[1] += line.product_uom_id._compute_quantity(
                    line.product_uom_qty, line.product_id.uom_id
                )
        return quantities

    @api.model
    def _get_cart(self, cart):
        """What has been put in so far: cases and pieces by product, and what they come to."""
        return {
            "id": cart.id,
            "name": cart.name or "",
            "quantities": self._get_quantities(cart._get_dms_ordered_lines()),
            "untaxed": cart.amount_untaxed,
            "tax": cart.amount_tax,
            "total": cart.amount_total,
            "lines": len(cart._get_dms_ordered_lines()),
        }

    @api.model
    def _get_terms(self, distributor, currency, company):
        """What the order has to keep to; amounts in the order's currency."""
        terms = distributor._get_dms_order_terms(company)[distributor]
        statement = distributor._get_dms_credit_statements(company)[distributor]
        today = fields.Date.context_today(self)

        def convert(amount):
            return company.currency_id._convert(amount, currency, company, today)

        return {
            "currency": {
                "symbol": currency.symbol,
                "position": currency.position,
                "digits": currency.decimal_places,
            },
            "priceDigits": self.env["decimal.precision"].precision_get("Product Price"),
            "minimum": convert(terms.minimum_amount),
            "approval": convert(terms.approval_amount),
            "honourDays": terms.price_honour_days,
            "available": (
                None if statement.available is None else convert(float(statement.available))
            ),
            "showStock": company.dms_show_stock,
        }

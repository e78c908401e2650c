from odoo import fields, models

from ..ordering import RuleIndex, RuleKey

# Rules whose price for a case is that of its pieces; others may round or add something.
LINEAR = ("fixed", "percentage")


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _get_dms_prices(self, products, cases, currency=None, date=None):
        """Prices of a piece and of a case of many products, as ``_compute_price_rule`` gives them.

        Core tries each rule of the list for each product; this meets a product's own rules only.

        :param products: ``product.product``
        :param cases: dict of the unit in which a case of a product is sold; may lack products
        :param currency: of the prices; by default the list's
        :param date: for which rules and exchange rates are taken; by default now
        :return: dict of product → (price of its unit, price of its case or None)
        """
        currency = currency or self.currency_id or self.env.company.currency_id
        date = date or fields.Datetime.now()
        rules = self._get_applicable_rules(products, date)
        index = RuleIndex(self._get_dms_rule_key(rule) for rule in rules)
        prices = {}
        for product in products:
            unit, case = product.uom_id, cases.get(product)
            rule = self._find_dms_rule(rules, index, product, 1.0)
            price = rule._compute_price(product, 1.0, unit, date=date, currency=currency)
            prices[product] = (price, None)
            if not case:
                continue
            case_rule = self._find_dms_rule(
                rules, index, product, case._compute_quantity(1.0, unit, raise_if_failure=False)
            )
            if case_rule == rule and (not rule or rule.compute_price in LINEAR):
                case_price = unit._compute_price(price, case)
            else:
                case_price = case_rule._compute_price(
                    product, 1.0, case, date=date, currency=currency
                )
            prices[product] = (price, case_price)
        return prices

    def _find_dms_rule(self, rules, index, product, quantity):
        """The rule of the list that counts for a product and a quantity in its unit."""
        categories = product.categ_id.parent_path or ""
        keys = [
            RuleKey("product", product.id),
            RuleKey("template", product.product_tmpl_id.id),
            *(RuleKey("category", int(node)) for node in categories.split("/") if node),
            RuleKey("all", None),
        ]
        position = index.find(
            keys, lambda at: rules[at]._is_applicable_for(product, quantity)
        )
        return rules[position] if position is not None else rules.browse()

    def _get_dms_rule_key(self, rule):
        """What a rule applies to, as ``RuleIndex`` wants it."""
        if rule.applied_on == "0_product_variant":
            return RuleKey("product", rule.product_id.id)
        if rule.applied_on == "1_product":
            return RuleKey("template", rule.product_tmpl_id.id)
        if rule.applied_on == "2_product_category":
            return RuleKey("category", rule.categ_id.id)
        return RuleKey("all", None)

    def _get_dms_listed_domain(self):
        """Domain of the products that the list offers.

        A list with a rule for all products offers all; any other only what its rules price, alone
        or through a category. No list offers everything.

        :return: a domain of ``product.product``
        """
        rules = self.item_ids
        if not self or not rules or any(rule.applied_on == "3_global" for rule in rules):
            return fields.Domain.TRUE
        return fields.Domain.OR([
            fields.Domain("id", "in", rules.product_id.ids),
            fields.Domain(
                "product_tmpl_id",
                "in",
                rules.filtered(lambda rule: rule.applied_on == "1_product").product_tmpl_id.ids,
            ),
            fields.Domain("categ_id", "child_of", rules.categ_id.ids),
        ])

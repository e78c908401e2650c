from odoo import api, fields, models

# What makes the benefits of a quotation others.
ORDER_FIELDS = {
    "company_id", "currency_id", "date_order", "fiscal_position_id", "order_line", "partner_id",
    "pricelist_id", "state",
}


class SchemesLater:
    """Says that a caller further up works the benefits out. No caller of the API can make one."""


class SaleOrder(models.Model):
    """Trade schemes on orders of the network, worked out anew whenever a quotation changes."""

    _inherit = "sale.order"

    dms_is_scheme_frozen = fields.Boolean(
        "Benefits Stand", copy=False, readonly=True,
        help="The order is confirmed: what schemes give is settled.",
    )
    dms_scheme_date = fields.Date(
        "Schemes As Of", copy=False, readonly=True,
        help="The date of the order when it was confirmed, which decided on the schemes.",
    )
    dms_is_scheme_order = fields.Boolean(
        "Order under Schemes", compute="_compute_dms_is_scheme_order"
    )
    dms_scheme_line_ids = fields.One2many(
        "dms.scheme.line", "order_id", string="Benefits", readonly=True,
        groups="dms_distributor.group_user",
    )

    @api.depends("partner_id")
    def _compute_dms_is_scheme_order(self):
        for order in self:
            order.dms_is_scheme_order = order._is_dms_scheme_order()

    @api.onchange(
        "company_id", "currency_id", "date_order", "fiscal_position_id", "order_line",
        "partner_id", "pricelist_id",
    )
    def _onchange_dms_schemes(self):
        """Benefits appear while the order is typed."""
        if self._is_dms_scheme_open():
            self._apply_dms_evaluation(self._get_dms_evaluation()[self])
        elif self._is_dms_scheme_changeable():
            self._clear_dms_schemes()

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._strip_dms_free_lines(vals) for vals in vals_list]
        later = self.with_context(dms_schemes_later=SchemesLater())
        orders = super(SaleOrder, later).create(vals_list).with_env(self.env)
        orders._update_dms_schemes()
        orders.filtered(lambda order: order.state == "sale")._freeze_dms_schemes()
        return orders

    def write(self, vals):
        if not ORDER_FIELDS & vals.keys():
            return super().write(vals)
        if vals.get("state") == "sale":
            self._freeze_dms_schemes()
        vals = self._strip_dms_free_lines(vals)
        schemed = self._filter_dms_schemed() if "partner_id" in vals else self.browse()
        later = self.with_context(dms_schemes_later=SchemesLater())
        result = super(SaleOrder, later).write(vals)
        schemed.filtered(lambda order: not order._is_dms_scheme_order())._clear_dms_schemes()
        self._update_dms_schemes()
        return result

    def _recompute_prices(self):
        later = self.with_context(dms_schemes_later=SchemesLater())
        result = super(SaleOrder, later)._recompute_prices()
        self._update_dms_schemes()
        return result

    def _get_copiable_order_lines(self):
        """What schemes gave is worked out anew for the copy."""
        return super()._get_copiable_order_lines().filtered(lambda line: not line.dms_scheme_id)

    @api.model
    def _strip_dms_free_lines(self, vals) -> dict:
        """Values without the free lines that a form shows: they are made here, not there."""
        commands = vals.get("order_line")
        if not commands or self.env.su and self._is_dms_schemes_later():
            return vals
        return {**vals, "order_line": [
            command for command in commands
            if not (command[0] == 0 and command[2].get("dms_scheme_id"))
        ]}

    def _is_dms_scheme_order(self) -> bool:
        """Whether schemes are for the order's customer: a partner of the network."""
        self.ensure_one()
        return bool(self.partner_id.commercial_partner_id.dms_tier_id)

    def _is_dms_scheme_changeable(self) -> bool:
        """Whether benefits may still become others."""
        self.ensure_one()
        return self.state in ("draft", "sent") and not self.dms_is_scheme_frozen

    def _is_dms_scheme_open(self) -> bool:
        """Whether benefits are worked out for the order as it is now."""
        return self._is_dms_scheme_changeable() and self._is_dms_scheme_order()

    def _is_dms_schemes_later(self) -> bool:
        """Whether a caller further up works the benefits out."""
        return isinstance(self.env.context.get("dms_schemes_later"), SchemesLater)

    def _filter_dms_schemed(self):
        """Quotations on which schemes give something."""
        return self.filtered(
            lambda order: order._is_dms_scheme_changeable() and any(
                line.dms_scheme_id or line.dms_scheme_discount for line in order.order_line
            )
        )

    def _update_dms_schemes(self):
        """Work out anew what schemes give on these orders, where they are still quotations."""
        if self._is_dms_schemes_later():
            return
        self._fetch_dms_customers()
        orders = self.filtered(lambda order: order._is_dms_scheme_open())
        for order, evaluation in orders._get_dms_evaluation().items():
            order._apply_dms_evaluation(evaluation)

    # Evaluation

    def _get_dms_evaluation(self, budgets=None) -> dict:
        """What schemes give on these orders as they are now; nothing is written.

        :param budgets: what is left by scheme id, as a Decimal in the order's currency; None: as
            far as this transaction knows
        :return: ``Evaluation`` by order; its keys of lines are positions among
            ``_get_dms_scheme_lines()``
        """
        self._fetch_dms_evaluation()
        evaluations = {}
        schemes = self.env["dms.scheme"].sudo()
        for (company, currency, date), orders in self.grouped(
            lambda order: (order.company_id, order.currency_id, order._get_dms_scheme_date())
        ).items():
            scheme_set = schemes._get_scheme_set(company, currency, date)
            parties = schemes._prepare_parties(orders.partner_id.commercial_partner_id)
            for order in orders:
                partner = order.partner_id.commercial_partner_id
                party = parties[partner]
                found = scheme_set.find(party, date)
                keys = [scheme.key for scheme in found]
                capped = [scheme.key for scheme in found if scheme.is_capped]
                evaluations[order] = scheme_set.evaluate(
                    order._prepare_dms_basket(date, party),
                    history=order._get_dms_scheme_history(scheme_set, keys, date),
                    budgets=schemes._get_budget_left(capped, partner, currency, date)
                    if budgets is None else budgets,
                )
        return evaluations

    def _get_dms_scheme_date(self):
        """The day that decides which schemes apply: the order's, not today; the company's, not
        that of whoever saves it."""
        self.ensure_one()
        return self.dms_scheme_date or self.company_id._get_dms_day(self.date_order)

    # What an evaluation brings about

    def _apply_dms_evaluation(self, evaluation):
        """Have the order's lines say what schemes give: discounts, and free goods as own lines.

        :param evaluation: of ``_get_dms_evaluation``
        """
        self.ensure_one()
        order = self.sudo().with_context(dms_schemes_later=SchemesLater())
        lines = order._get_dms_scheme_lines()
        for line, counted in zip(lines, evaluation.basket.lines, strict=True):
            share = float(evaluation.discounts.get(counted.key, 0))
            percent = line._get_dms_scheme_percent(share, value=float(counted.value))
            if line.dms_scheme_discount != percent:
                line.dms_scheme_discount = percent
        order._apply_dms_free_goods(order._prepare_dms_free_goods(evaluation, lines))

    def _clear_dms_schemes(self):
        """Take off what schemes give."""
        for order in self.sudo().with_context(dms_schemes_later=SchemesLater()):
            order.order_line.filtered("dms_scheme_discount").dms_scheme_discount = 0.0
            order._apply_dms_free_goods({})

    def _prepare_dms_free_goods(self, evaluation, lines) -> dict:
        """Values of the free lines that an evaluation asks for, by scheme and product."""
        is_unpriced = self.company_id.dms_free_goods_price == "zero"
        price = {"price_unit": 0.0} if is_unpriced else {"dms_scheme_discount": 100.0}
        wanted = {}
        for goods in evaluation.goods:
            scheme = self.env["dms.scheme"].sudo().browse(goods.scheme)
            product = self.env["product.product"].sudo().browse(goods.product)
            quantity, uom = scheme._get_free_quantity(product, goods)
            source = lines[goods.line or 0]
            wanted[scheme.id, product.id] = {
                "product_id": product.id,
                "product_uom_id": uom.id,
                "product_uom_qty": quantity,
                "sequence": source.sequence,
                "dms_scheme_id": scheme.id,
                "dms_source_line_id": source._origin.id,
                **price,
            }
        return wanted

    def _apply_dms_free_goods(self, wanted):
        """Have the order hold these free lines and no others.

        :param wanted: of ``_prepare_dms_free_goods``
        """
        self.ensure_one()
        commands = []
        for line in self.order_line.filtered(lambda line: line._is_dms_free()):
            values = wanted.pop((line.dms_scheme_id.id, line.product_id.id), None)
            if values is None:
                commands.append((2, line.id))
                continue
            changes = {
                name: value for name, value in values.items()
                if line._fields[name].convert_to_write(line[name], line) != value
            }
            if changes:
                commands.append((1, line.id, changes))
        commands += [(0, 0, values) for values in wanted.values()]
        if commands:
            self.order_line = commands

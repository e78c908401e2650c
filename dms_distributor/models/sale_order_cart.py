from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

# More of one product is a typing error.
LARGEST = 10**7


class SaleOrder(models.Model):
    """The order that a distributor is filling in: a quotation of which it has one at a time."""

    _inherit = "sale.order"

    dms_is_cart = fields.Boolean(
        "Being Filled In", copy=False, readonly=True,
        help="The distributor has not submitted it yet.",
    )

    _dms_cart_unique = models.UniqueIndex(
        "(dms_distributor_id, company_id) WHERE dms_is_cart",
        "A distributor fills in one order at a time: open the page again to go on with it.",
    )

    def write(self, vals):
        if vals.get("state", "draft") != "draft" and any(self.mapped("dms_is_cart")):
            vals = {**vals, "dms_is_cart": False}
        return super().write(vals)

    @api.model
    def _get_dms_cart(self, distributor):
        """The order that a distributor is filling in; empty when there is none."""
        return self.search(
            Domain("dms_distributor_id", "=", distributor.id)
            & Domain("dms_is_cart", "=", True)
            & Domain("company_id", "=", self.env.company.id),
            limit=1,
        )

    @api.model
    def _prepare_dms_cart_values(self, distributor) -> dict:
        """Values of a new order of a distributor that is about to fill it in."""
        return {
            "partner_id": distributor.id,
            "company_id": self.env.company.id,
            "dms_is_cart": True,
            "dms_source": "portal",
            "require_signature": False,
            "require_payment": False,
        }

    @api.model
    def _create_dms_cart(self, distributor):
        """The order that a distributor is filling in, made when there is none."""
        return self._get_dms_cart(distributor) or self.create(
            self._prepare_dms_cart_values(distributor)
        )

    def _get_dms_ordered_lines(self):
        """Lines that the distributor has asked for; other add-ons leave out what they add."""
        return self.order_line

    def _set_dms_quantities(self, quantities):
        """Have an order hold so many cases and pieces of products; 0 of both takes them out.

        :param quantities: dict of product → (cases, pieces)
        :raise UserError: when a number cannot be a quantity
        """
        self.ensure_one()
        products = self.env["product.product"].union(*quantities)
        cases = products._get_dms_cases()
        lines = {}
        ordered = self._get_dms_ordered_lines()
        for line in ordered.filtered(lambda line: line.product_id in products):
            lines.setdefault(line.product_id, {})[line.product_uom_id] = line
        commands = []
        for product, (case_count, piece_count) in quantities.items():
            wanted = {product.uom_id: self._check_dms_quantity(product, piece_count)}
            case_count = self._check_dms_quantity(product, case_count)
            if case := cases.get(product):
                wanted[case] = case_count
            elif case_count:
                raise UserError(self.env._(
                    "%s is not sold by the case: order it by the piece.", product.display_name
                ))
            commands += self._prepare_dms_line_commands(product, wanted, lines.get(product, {}))
        if commands:
            self.write({"order_line": commands})

    def _prepare_dms_line_commands(self, product, wanted, lines):
        """What to do with the lines of a product.

        :param wanted: dict of unit → quantity
        :param lines: dict of unit → line that there is
        :return: commands for ``order_line``
        """
        commands = [Command.delete(line.id) for uom, line in lines.items() if uom not in wanted]
        for uom, quantity in wanted.items():
            line = lines.get(uom)
            if line and not quantity:
                commands.append(Command.delete(line.id))
            elif line and line.product_uom_qty != quantity:
                commands.append(Command.update(line.id, {"product_uom_qty": quantity}))
            elif quantity and not line:
                commands.append(Command.create({
                    "product_id": product.id,
                    "product_uom_id": uom.id,
                    "product_uom_qty": quantity,
                }))
        return commands

    @api.model
    def _check_dms_quantity(self, product, value) -> float:
        """The quantity that a number given from outside stands for.

        :raise UserError: when it is none, below zero or absurdly large
        """
        try:
            quantity = float(value or 0)
        except (TypeError, ValueError):
            quantity = -1.0
        if not 0 <= quantity <= LARGEST:
            raise UserError(self.env._(
                "%(value)s of %(product)s is not a quantity: give a number from 0 to %(largest)s.",
                value=value, product=product.display_name, largest=LARGEST,
            ))
        return quantity

    # Submission

    def _get_dms_problems(self, accepted=()):
        """What stands against submitting this order, or must be known before.

        :param accepted: codes of what the distributor has been told and goes on with
        :return: dicts of ``code``, ``product`` (id or False), ``message`` and ``is_blocking``
        """
        self.ensure_one()
        lines = self._get_dms_ordered_lines().filtered("product_id")
        if not lines:
            return [self._prepare_dms_problem(
                "empty", self.env._("Nothing is ordered yet: enter a quantity first.")
            )]
        quick_order = self.env["dms.quick.order"]
        listed = self.env["product.product"].search(
            quick_order._get_products_domain(self.dms_distributor_id, self.pricelist_id)
            & Domain("id", "in", lines.product_id.ids)
        )
        problems = [
            self._prepare_dms_problem(
                "not_sold",
                self.env._("%s is not sold to you any more: take it out.",
                           line.product_id.display_name),
                line,
            )
            for line in lines if line.product_id not in listed
        ]
        problems += lines._get_dms_multiple_problems()
        problems += self._get_dms_price_problems(lines)
        if "minimum" not in accepted:
            problems += [
                self._prepare_dms_problem(
                    code,
                    self.env._("%s You can send it all the same: it then waits for a decision.",
                               sentence),
                    is_blocking=False,
                )
                for code, sentence in self._get_dms_hold_reasons().get(self, ())
                if code == "minimum"
            ]
        return problems

    def _get_dms_price_problems(self, lines):
        """Bring the prices of lines up to date and say which have changed since they were shown."""
        changes = self._reprice_dms_lines(
            lines.filtered(lambda line: not line._is_dms_price_honoured())
        )
        return [
            self._prepare_dms_problem(
                "price",
                self.env._(
                    "The price of %(product)s is now %(new)s per %(unit)s; it was %(old)s.",
                    product=line.product_id.display_name,
                    unit=line.product_uom_id.name,
                    new=self.currency_id.format(new),
                    old=self.currency_id.format(old),
                ),
                line,
                is_blocking=False,
            )
            for line, (old, new) in changes.items()
        ]

    @api.model
    def _prepare_dms_problem(self, code, message, line=None, is_blocking=True) -> dict:
        """A problem as the page takes it; see ``_get_dms_problems``."""
        return {
            "code": code,
            "product": line.product_id.id if line else False,
            "message": message,
            "is_blocking": is_blocking,
        }

    def _submit_dms_order(self):
        """Hand in an order: it is confirmed, or held and why is said in ``dms_hold_state``."""
        self.ensure_one()
        self.write({
            "dms_is_cart": False,
            "dms_submit_date": fields.Datetime.now(),
            "date_order": fields.Datetime.now(),
            "state": "sent",
        })
        self._honour_dms_prices()
        self.action_confirm()

    def _get_dms_hold_sentences(self) -> list:
        """Why the order is held, in words; nothing when it is not."""
        self.ensure_one()
        return (self.dms_hold_reason or "").splitlines() if self.dms_hold_state == "held" else []

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class DmsClaim(models.Model):
    """Claims that are settled in goods: ordered for nothing, and booked when delivered."""

    _inherit = "dms.claim"

    def _settle_by_goods(self, amounts, date, options):
        """Order the goods; what they are worth is on order until they are delivered.

        :param options: ``goods``: dicts of ``product_id``, ``quantity``, ``product_uom_id`` and
            ``price_unit``; by default what the claim's lines ask for
        :raise UserError: when the goods are not worth what is settled
        """
        if len(self) != 1:
            raise UserError(self.env._("Goods settle one claim at a time: choose one."))
        goods = options.get("goods") or self._prepare_goods()
        worth = self.currency_id.round(
            sum(good["quantity"] * good["price_unit"] for good in goods)
        )
        if not goods or self.currency_id.compare_amounts(worth, amounts[self]):
            raise UserError(self.env._(
                "The goods for claim %(claim)s are worth %(worth)s, and %(amount)s is settled: "
                "change the quantities, or settle what the goods are worth.",
                claim=self.name, worth=format_amount(self.env, worth, self.currency_id),
                amount=format_amount(self.env, amounts[self], self.currency_id),
            ))
        order = self.env["sale.order"].sudo().create(self._prepare_goods_order(goods))
        order.action_confirm()
        return {"order_id": order.id, "is_waiting": True}

    def _prepare_goods(self) -> list:
        """What the claim's lines ask for, at the rate that was approved."""
        self.ensure_one()
        return [
            {
                "product_id": line.product_id.id, "quantity": line.quantity,
                "product_uom_id": line.product_uom_id.id,
                "price_unit": line.approved_amount / line.quantity,
            }
            for line in self.line_ids
            if line.product_id and line.quantity and line.approved_amount
        ]

    def _prepare_goods_order(self, goods) -> dict:
        """Values of the order that gives goods for nothing."""
        return {
            "partner_id": self.claimant_id.id, "company_id": self.company_id.id,
            "origin": self.name, "client_order_ref": self.external_reference,
            "order_line": [
                Command.create({
                    "product_id": good["product_id"], "product_uom_qty": good["quantity"],
                    **({"product_uom_id": good["product_uom_id"]}
                       if good.get("product_uom_id") else {}),
                    "price_unit": 0.0, "technical_price_unit": 0.0, "discount": 0.0,
                    "dms_claim_id": self.id, "dms_claim_price": good["price_unit"],
                    "name": self.env._(
                        "%(product)s, for claim %(claim)s", claim=self.name,
                        product=self.env["product.product"].browse(
                            good["product_id"]
                        ).display_name,
                    ),
                })
                for good in goods
            ],
        }

    def _prepare_goods_items(self, moves) -> list:
        """Values of the items that take delivered goods off the stock, or off what its closing
        makes an expense.

        :param moves: ``stock.move``
        """
        company, items = self.company_id, []
        for move in moves.with_company(company):
            product = move.product_id
            value = move.value or product.standard_price * move.quantity
            accounts = product._get_product_accounts()
            account = (
                accounts["stock_valuation"] if product.valuation == "real_time"
                else accounts["stock_variation"] or accounts["expense"]
            ) or self._get_expense_account()
            if value := company.currency_id.round(value):
                items.append({
                    "account_id": account.id, "partner_id": self.claimant_id.id,
                    "currency_id": company.currency_id.id, "amount_currency": -value,
                    "balance": -value, "product_id": product.id, "quantity": move.quantity,
                    "dms_claim_id": self.id, "name": self._get_item_label(),
                })
        return items

    def _prepare_goods_difference(self, amount) -> dict:
        """Values of the item by which goods cost more than the claim, or below zero less."""
        currency = self.company_id.currency_id
        accounts = self.env["dms.scheme"].sudo()._get_partner_analytic_accounts(
            self.claimant_id, self.company_id
        )
        return {
            "account_id": self._get_expense_account().id, "partner_id": self.claimant_id.id,
            "currency_id": currency.id, "amount_currency": amount, "balance": amount,
            "dms_claim_id": self.id, "name": self._get_item_label(),
            "analytic_distribution": {str(accounts[self.claimant_id]): 100},
        }

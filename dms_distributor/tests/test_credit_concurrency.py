from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_race import RaceCase


@tagged("post_install", "-at_install")
class TestCreditConcurrency(RaceCase):
    """Two sessions confirm orders against one limit, on rows that are really committed."""

    def _prepare(self, env):
        tier = env["dms.tier"].search([("role", "=", "distributor")], limit=1)
        partner = env["res.partner"].create(
            {"name": "Race", "is_company": True, "dms_tier_id": tier.id}
        )
        product = env["product.product"].create({"name": "Race", "type": "service"})
        limit = env["dms.credit.limit"].create(
            {"partner_id": partner.id, "amount": 100, "reason": "Race"}
        )
        limit.action_submit()
        limit.action_approve()
        self.orders = env["sale.order"].create([
            {
                "partner_id": partner.id,
                "order_line": [Command.create({
                    "product_id": product.id, "price_unit": 60, "tax_ids": [Command.clear()],
                })],
            }
            for _ in range(2)
        ]).ids
        self.partner, self.product, self.limit = partner.id, product.id, limit.id

    def _clean(self, env):
        orders = env["sale.order"].browse(self.orders)
        orders._action_cancel()
        orders.unlink()
        limit = env["dms.credit.limit"].browse(self.limit)
        limit._move("cancelled")
        self._delete(env, "id", self.limit, "dms_credit_limit")
        env["res.partner"].browse(self.partner).unlink()
        env["product.product"].browse(self.product).unlink()

    @mute_logger("odoo.sql_db")
    def test_second_waits_and_knows_what_the_first_has_taken(self):
        with self._open() as one, self._open() as two:
            first, second = (
                self._get_env(cursor)["sale.order"].browse(order)
                for cursor, order in zip((one, two), self.orders, strict=True)
            )
            # Both have their snapshot before either confirms.
            self.assertEqual((first.state, second.state), ("draft", "draft"))
            self.assertTrue(first.action_confirm() is True)
            first.env.flush_all()
            two.execute("SAVEPOINT waiting")
            with self.assertWaits(two):
                second.action_confirm()
            two.execute("ROLLBACK TO waiting")
            second.env.invalidate_all(flush=False)
            one.commit()
            # Its snapshot is the older one still, in which nothing is confirmed.
            partner = second.partner_id
            self.assertEqual(partner._get_dms_credit_statements()[partner].exposure, 0)
            second.action_confirm()
            self.assertEqual((second.state, second.dms_hold_state), ("draft", "held"))
            self.assertIn("60", second.dms_hold_reason)
            two.commit()
        with self._open() as cursor:
            env = self._get_env(cursor)
            partner = env["res.partner"].browse(self.partner)
            self.assertEqual(partner._get_dms_credit_statements()[partner].exposure, 60)

from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_protection import FELL, ProtectionCommon


@tagged("post_install", "-at_install")
class TestSchemeProtectionMoney(ProtectionCommon):
    """What distributors are paid for their stock when a price falls."""

    def test_what_is_counted_again_is_not_written_again(self):
        scheme = self._protect()
        self._stock_up()
        self._refresh(scheme)

        def read_versions():
            self.env.cr.execute(
                "SELECT ctid, id FROM dms_scheme_protection WHERE scheme_id = %s"
                " UNION ALL SELECT ctid, id FROM dms_scheme_entitlement WHERE scheme_id = %s",
                (scheme.id, scheme.id),
            )
            return self.env.cr.fetchall()

        before = read_versions()
        self.assertEqual(len(before), 2)
        self._refresh(scheme)
        self._refresh(scheme)
        self.assertEqual(read_versions(), before)

    def test_a_sale_told_late_takes_back(self):
        scheme = self._protect()
        self._stock_up()
        self._refresh(scheme)
        entitlement = self._find(scheme)
        self.assertEqual(self.Entitlement._grant_due(scheme).accrued, 50)
        self.assertEqual(entitlement.due, 0)
        self._sell(self.soap, 20, date(2026, 1, 14))
        jobs = self.env["queue.job"].search([("model_name", "=", "dms.scheme.entitlement")])
        self._post()
        new = self.env["queue.job"].search([("model_name", "=", "dms.scheme.entitlement")]) - jobs
        job = new.filtered(lambda job: scheme.id in job.args[-1])
        self.assertTrue(job, "posting of sales has the stock counted again")
        self.Entitlement._job_refresh(*job[0].args)
        self.assertEqual((entitlement.earned, entitlement.due_value), (40, -10))
        self.assertEqual(entitlement.protection_ids.on_hand, 80)
        self.assertEqual(entitlement._grant().stage, "claw_back")
        self._sell(self.soap, 80, date(2026, 1, 14))
        self._post()
        self._refresh(scheme)
        self.assertEqual((entitlement.earned, entitlement.due_value), (0, -40))
        self.assertFalse(entitlement.protection_ids)

    def test_prices_of_other_units(self):
        scheme = self._protect([(self.soap, 24, 18, self.dozen)])
        self._stock_up(18)
        self._refresh(scheme)
        self.assertEqual(self._find(scheme).earned, 9)
        self.assertEqual(self._find(scheme).protection_ids.uom_id, self.dozen)

    def test_quantities_of_other_families_of_units_are_paid_and_not_added(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        sugar = self.env["product.product"].create(
            {"name": "Sugar", "is_storable": True, "uom_id": kilogram.id}
        )
        scheme = self._protect([
            (self.soap, 3, 2.5), (sugar, 0.02, 0.01, self.env.ref("uom.product_uom_gram"))
        ])
        self._stock_up(10)
        self._stock_up(4, sugar)
        self._refresh(scheme)
        entitlement = self._find(scheme)
        self.assertEqual((entitlement.earned, entitlement.quantity), (45, 10))
        self.assertEqual(sorted(entitlement.protection_ids.mapped("amount")), [5, 40])

    def test_parts_add_up_to_the_whole(self):
        products = self.env["product.product"].create([
            {"name": f"Candy {number}", "is_storable": True} for number in range(3)
        ])
        for product in products:
            self._stock_up(1, product)
        scheme = self._protect([(product, 0.04, 0, self.dozen) for product in products])
        self._refresh(scheme)
        entitlement = self._find(scheme)
        self.assertEqual(entitlement.earned, 0.01)
        amounts = entitlement.protection_ids.sorted("product_id").mapped("amount")
        self.assertEqual(amounts, [0, 0.01, 0])

    def test_money_of_the_day_on_which_the_price_fell(self):
        rupee = self.env["res.currency"].create({
            "name": "TSR", "symbol": "R", "rounding": 0.01, "rate_ids": [
                Command.create({"name": day, "rate": rate, "company_id": self.company.id})
                for day, rate in (("2026-01-01", 2), ("2026-02-01", 4))
            ],
        })
        self._stock_up(34)
        scheme = self._protect([(self.soap, 3, 1.99)], currency_id=rupee.id)
        self._refresh(scheme)
        entitlement = self._find(scheme)
        rate = rupee._get_conversion_rate(rupee, self.company.currency_id, self.company, FELL)
        self.assertAlmostEqual(entitlement.earned, 34.34 * rate)
        self.assertEqual(entitlement.currency_id, self.company.currency_id)
        row = entitlement.protection_ids
        self.assertEqual((row.currency_id, row.amount, row.old_price), (rupee, 34.34, 3))
        accrued = scheme._get_accrued_benefits(date(2026, 3, 1))
        self.assertEqual(float(accrued[scheme, self.sunrise]), 34.34)
        self.assertEqual(entitlement._grant().currency_id, rupee)
        self.assertEqual(scheme._get_accrued_benefits(date(2026, 3, 1)), accrued)

    def test_each_company_has_its_own_stock(self):
        other = self.env["res.company"].create({"name": "Other maker"})
        self.env.user.company_ids |= other
        self.env["dms.stock.ledger"]._open(other, self.sunrise)
        self._stock_up(10)
        scheme = self._protect()
        foreign = self.env["dms.scheme"].with_company(other)
        foreign = self._protect(start=False).with_company(other)
        foreign.company_id = other
        foreign.action_start()
        self._refresh(scheme)
        self._refresh(foreign)
        self.assertEqual(self._find(scheme).earned, 5)
        self.assertFalse(self._find(foreign))

    def test_only_those_admitted_are_paid(self):
        self._stock_up(10)
        self._stock_up(10, location=self.seaside_ledger.location_id)
        scheme = self._protect(
            partner_ids=False, territory_ids=[Command.link(self.north.id)],
            tier_ids=[Command.link(self.distributor_tier.id)],
        )
        self._refresh(scheme)
        found = self.Entitlement.search([("scheme_id", "=", scheme.id)])
        self.assertEqual(found.partner_id, self.sunrise)

    def test_accrued_from_the_day_on(self):
        self._stock_up(100)
        scheme = self._protect()
        self._refresh(scheme)
        key = (scheme, self.sunrise)
        self.assertNotIn(key, scheme._get_accrued_benefits(date(2026, 1, 14)))
        self.assertEqual(scheme._get_accrued_benefits(FELL)[key], 50)
        self.Entitlement._grant_due(scheme)
        self.assertEqual(scheme._get_accrued_benefits(FELL)[key], 50)

    def test_a_budget_holds_it_back(self):
        self._stock_up(100)
        scheme = self._protect(budget_scope="scheme", budget_amount=30)
        self._refresh(scheme)
        self.assertEqual(self.Entitlement._grant_due(scheme).amount, 30)
        self.assertEqual(self._find(scheme).due_value, 20)

    def test_nothing_before_the_day_comes(self):
        self._stock_up()
        scheme = self._protect(date_start="2099-01-01")
        self._refresh(scheme)
        self.assertFalse(self._find(scheme))

    def test_told_to_claims(self):
        """What is told anew needs no row that is kept, and writes none."""
        self._stock_up(10)
        scheme = self._protect(start=False)
        rows = self.Protection._get_protected_stock(scheme, self.sunrise | self.seaside)
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertEqual((row.distributor_id, row.product_id), (self.sunrise.id, self.soap.id))
        self.assertEqual((row.quantity, row.amount), (Decimal(10), Decimal(5)))
        self.assertEqual((row.old_price, row.new_price), (Decimal(3), Decimal("2.5")))
        self.assertFalse(self.Protection._get_protected_stock(scheme, self.seaside))
        self.assertFalse(self._find(scheme))

    def test_simulated_as_if_the_price_fell_on_the_first_day(self):
        self._stock_up(10)
        simulation = self.env["dms.scheme.simulation"].create({
            "name": "What would it cost?", "date_from": "2026-01-20", "date_to": "2026-01-31",
            "scheme_ids": [Command.set(self._protect(start=False).ids)],
        })
        simulation.action_run()
        result = simulation.base_ids
        self.assertEqual((result.cost, result.value, result.gain), (5, 30, -5))
        self.assertEqual(result.partner_count, 1)
        more = simulation.result_ids.filtered(lambda one: one.uplift == 20)
        self.assertEqual((more.cost, more.gain), (6, -6))

    def test_sales_do_not_count(self):
        """Beside a scheme that counts sales of the same goods, in one pass."""
        self._stock_up(10)
        scheme = self._protect()
        resold = self._protect(mechanism="ship_debit")
        self._sell(self.soap, 4, FELL, gross_amount=13, net_amount=12)
        self._sell(self.milk, 100, FELL, gross_amount=151, net_amount=150)
        self._refresh(scheme | resold)
        self.assertEqual((self._find(scheme).earned, self._find(scheme).line_count), (5, 1))
        entitlement = self._find(resold)
        self.assertEqual((entitlement.earned, entitlement.line_count), (2, 1))
        self.assertEqual((entitlement.quantity, entitlement.value), (4, 12))

    def test_stock_is_known_of_distributors_only(self):
        scheme = self._protect(start=False, beneficiary="buyer")
        with self.assertRaisesRegex(UserError, "let the distributor earn"):
            scheme.action_start()

    def test_as_many_queries_for_all_as_for_one(self):
        for ledger in self.ledger | self.seaside_ledger:
            self._stock_up(10, location=ledger.location_id)
        scheme = self._protect()
        self._refresh(scheme)

        def count(distributors):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Entitlement._refresh(self.company, scheme, distributors.ids)
            return self.env.cr.sql_log_count - before

        count(self.sunrise)
        self.assertEqual(count(self.sunrise), count(self.sunrise | self.seaside | self.stockist))

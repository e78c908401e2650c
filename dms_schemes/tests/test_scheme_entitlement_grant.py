from datetime import date

from odoo.tests import new_test_user, tagged

from .common_secondary import SecondaryCommon


@tagged("post_install", "-at_install")
class TestSchemeEntitlementGrant(SecondaryCommon):
    """What is due is granted once, held to the budget, and told at any date."""

    def test_the_budget_holds_back(self):
        scheme = self._create_running([(0, 10)], budget_scope="scheme", budget_amount=70)
        self._sell(500)
        self._sell(500, outlet=self.market)
        self._refresh()
        entitlements = self._find(scheme) | self._find(scheme, self.market)
        entitlements._grant()
        self.assertEqual(sorted(entitlements.mapped("granted")), [20, 50])
        self.assertEqual(sorted(entitlements.mapped("due_value")), [0, 30])
        self.assertFalse(entitlements._grant(), "nothing is left")

    def test_windows_that_are_over_are_granted(self):
        scheme = self._create_running([(0, 10)], window="month")
        self._sell(100, day="2025-01-10")
        self._sell(100, day="2025-02-10")
        self._refresh()
        grants = self.Entitlement._grant_due(scheme, until="2025-02-15")
        self.assertEqual(grants.mapped("date"), [date(2025, 1, 31)])
        self.assertFalse(self.Entitlement._grant_due(scheme, until="2025-02-15"))
        self.assertEqual(len(self.Entitlement._grant_due(scheme, until=False)), 1)

    def test_what_is_owed_at_a_date(self):
        scheme = self._create_running([(0, 10)])
        self._sell(100, day="2025-01-10")
        self._sell(300, day="2025-02-10")
        self._refresh()
        key = (scheme, self.sunrise)
        self.assertEqual(scheme._get_accrued_benefits(date(2025, 1, 31))[key], 10)
        self._find(scheme)._grant()
        self.assertEqual(scheme._get_accrued_benefits(date(2025, 12, 31))[key], 40)
        self._sell(50, day="2025-03-10")
        self.assertEqual(scheme._get_accrued_benefits(date(2025, 12, 31))[key], 45)

    def test_drill_down(self):
        scheme = self._create_running([(0, 10)])
        counted = self._sell(100)
        self._sell(100, product=self.foreign)
        self._sell(100, outlet=self.market)
        self._refresh()
        action = self._find(scheme).action_open_sales()
        self.assertEqual(self.env["dms.secondary.sale"].search(action["domain"]), counted)

    def test_entitlements_are_not_typed(self):
        manager = new_test_user(self.env, "entitled", "dms_distributor.group_manager")
        entitlements = self.Entitlement.with_user(manager)
        self.assertTrue(entitlements.has_access("read"))
        for operation in ("create", "write", "unlink"):
            self.assertFalse(entitlements.has_access(operation))

    def test_sales_that_wait_are_enqueued_by_distributor(self):
        self._create_running([(0, 10)])
        self._sell(10)
        self._sell(10, outlet=self.pier)
        self.env.flush_all()
        self.Entitlement._cron_take_pending()
        jobs = self.env["queue.job"].search([("method_name", "=", "_job_take_pending")])
        found = {tuple(job.args) for job in jobs}
        self.assertLessEqual({
            (self.company.id, self.sunrise.id), (self.company.id, self.seaside.id),
        }, found)

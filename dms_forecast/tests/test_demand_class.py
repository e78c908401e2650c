from datetime import date

from freezegun import freeze_time
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ForecastCase


@tagged("post_install", "-at_install")
@freeze_time(ForecastCase.TODAY)
class TestDemandPanel(ForecastCase):
    def _get_panel(self, **values):
        model = self.env["dms.secondary.product.month"]
        return model._get_demand_panel(
            *{
                "company": self.company, "distributors": self.env["res.partner"],
                "month_from": date(2024, 7, 1), "month_to": date(2024, 12, 1), **values,
            }.values()
        )

    def test_panel(self):
        panel = self._get_panel()
        series = list(zip(panel.distributor_ids, panel.product_ids, strict=True))
        row = series.index((self.distributor.id, self.varying.id))
        self.assertEqual(panel.quantities[row].tolist(), [10, 40, 20, 40, 10, 30])
        self.assertEqual(panel.net_amounts[row], 150)
        self.assertEqual(panel.month_counts[row], 6)
        late = series.index((self.other_distributor.id, self.rare.id))
        self.assertEqual(panel.month_counts[late], 3)
        self.assertEqual(len(series), 4)

    def test_part(self):
        panel = self._get_panel(
            distributors=self.other_distributor, month_from=date(2024, 11, 1)
        )
        self.assertEqual(panel.quantities.tolist(), [[12, 12]])

    def test_reversed_sales_are_no_demand(self):
        sales = self.env["dms.secondary.sale"].search([("product_id", "=", self.varying.id)])
        sales.filtered(lambda sale: sale.quantity == 40).action_reverse()
        self.env.flush_all()
        panel = self._get_panel(distributors=self.distributor)
        row = panel.product_ids.tolist().index(self.varying.id)
        self.assertEqual(panel.quantities[row].tolist(), [10, 0, 20, 0, 10, 30])

    def test_empty(self):
        panel = self._get_panel(month_from=date(2020, 1, 1), month_to=date(2020, 3, 1))
        self.assertEqual(panel.quantities.shape, (0, 3))


@tagged("post_install", "-at_install")
@freeze_time(ForecastCase.TODAY)
class TestDemandClass(ForecastCase):
    def test_classes(self):
        self.assertEqual(self._refresh(), 4)
        steady = self._get(self.distributor, self.steady)
        self.assertEqual(steady.abc_xyz, "AX")
        self.assertAlmostEqual(steady.quantity_mean, 16)
        self.assertAlmostEqual(steady.value_share, 0.8)
        self.assertEqual((steady.date_from, steady.date_to), (date(2024, 7, 1), date(2024, 12, 31)))
        varying = self._get(self.distributor, self.varying)
        # 150 over 6 months: mean 25, sample deviation 13.78.
        self.assertEqual(varying.abc_xyz, "BY")
        self.assertAlmostEqual(varying.quantity_deviation, 13.784, places=2)
        self.assertAlmostEqual(varying.variation, 0.551, places=3)
        rare = self._get(self.distributor, self.rare)
        self.assertEqual(rare.abc_xyz, "BZ")
        # A distributor that began in October is not held to sell in July.
        late = self._get(self.other_distributor, self.rare)
        self.assertEqual((late.abc_xyz, late.month_count, late.quantity_mean), ("AX", 3, 12))

    def test_levels(self):
        self._refresh()
        varying = self._get(self.distributor, self.varying)
        # A month has 30.4375 days: d 0.8214, σd 2.4985 a day; L 9 ± 2, R 7, z 1.6449:
        # SS 1.6449·√(9·6.2425 + 0.6746·4) = 1.6449·7.6737
        self.assertAlmostEqual(varying.safety_stock, 12.62, delta=0.01)
        self.assertAlmostEqual(varying.reorder_point, 20.01, delta=0.01)
        self.assertAlmostEqual(varying.order_up_to, 29.80, delta=0.01)
        self.assertEqual((varying.lead_time_days, varying.service_level), (9, 95))

    def test_computed_again(self):
        self._refresh()
        self.company.dms_service_level = 50
        sales = self.env["dms.secondary.sale"].search([("product_id", "=", self.rare.id)])
        sales.action_reverse()
        self.env.flush_all()
        self._refresh()
        self.assertEqual(self._get(self.distributor, self.varying).safety_stock, 0)
        gone = self._get(self.distributor, self.rare)
        self.assertEqual((gone.abc_xyz, gone.quantity_mean, gone.variation), ("CZ", 0, 0))
        self.assertEqual(len(self._get(self.distributor, self.steady)), 1)

    def test_window_moves_on(self):
        self._refresh()
        with freeze_time("2026-01-15"):
            self._refresh()
        self.assertFalse(
            self.env["dms.demand.class"].search([("company_id", "=", self.company.id)])
        )

    def test_queries_do_not_grow(self):
        """Ten times the products, the same number of queries."""
        self._refresh()
        counts = []
        for _round in range(2):
            products = self.env["product.product"].create(
                [{"name": f"Row {number}"} for number in range(30)]
            )
            for product in products:
                self._sell(self.distributor, product, [1, 2, 3, 4, 5, 6], price=1)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._refresh()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_button_enqueues_once(self):
        model = self.env["dms.demand.class"].with_user(self.manager)
        with trap_jobs() as trap:
            action = model.action_refresh()
            self.assertIn("2 distributors", action["params"]["message"])
            trap.assert_jobs_count(1, only=model._refresh)
            self.assertTrue(trap.enqueued_jobs[0].identity_key)
            trap.perform_enqueued_jobs()
        self.assertEqual(self._get(self.distributor, self.steady).abc_xyz, "AX")

    def test_nothing_to_classify(self):
        empty = self.env["res.company"].create({"name": "Without Sales"})
        with trap_jobs() as trap:
            action = self.env["dms.demand.class"].with_company(empty).action_refresh()
            trap.assert_jobs_count(0)
        self.assertEqual(action["params"]["type"], "warning")

    def test_cron(self):
        with trap_jobs() as trap:
            self.env["dms.demand.class"]._cron_refresh()
            mine = [job for job in trap.enqueued_jobs if job.args[0] == self.company]
            self.assertEqual(mine[0].args[1], self.distributor | self.other_distributor)

    @mute_logger("odoo.sql_db")
    def test_settings_are_checked(self):
        for name, value in (
            ("dms_demand_months", 1), ("dms_lead_time_days", -1), ("dms_service_level", 100),
        ):
            with self.subTest(field=name), self.assertRaises(IntegrityError):
                self.company[name] = value
                self.env.flush_all()

    def test_smart_button(self):
        self._refresh()
        self.assertEqual(self.distributor.dms_demand_class_count, 3)
        action = self.distributor.action_open_demand_classes()
        self.assertEqual(self.env["dms.demand.class"].search_count(action["domain"]), 3)


@tagged("post_install", "-at_install")
@freeze_time(ForecastCase.TODAY)
class TestAccess(ForecastCase):
    def test_own_network(self):
        self._refresh()
        model = self.env["dms.demand.class"]
        domain = [("company_id", "=", self.company.id)]
        self.assertEqual(model.with_user(self.user).search(domain).distributor_id, self.distributor)
        self.assertEqual(len(model.with_user(self.manager).search(domain)), 4)

    def test_companies_are_apart(self):
        self._refresh()
        elsewhere = self.env["res.company"].create({"name": "Another Maker"})
        stranger = new_test_user(
            self.env, "test_forecast_stranger", groups="dms_distributor.group_manager",
            company_id=elsewhere.id, company_ids=[(6, 0, elsewhere.ids)],
        )
        classes = self.env["dms.demand.class"].with_user(stranger).with_context(
            allowed_company_ids=elsewhere.ids
        )
        self.assertFalse(classes.search([("distributor_id", "=", self.distributor.id)]))

    def test_nobody_edits(self):
        self._refresh()
        row = self._get(self.distributor, self.steady)
        for user in (self.user, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).safety_stock = 1
        with self.assertRaises(AccessError):
            self.env["dms.demand.class"].with_user(self.user).action_refresh()

    def test_strangers_see_nothing(self):
        for group in ("base.group_portal", "base.group_user"):
            user = new_test_user(self.env, f"test_{group}", groups=group)
            with self.subTest(group=group), self.assertRaises(AccessError):
                self.env["dms.demand.class"].with_user(user).search([])

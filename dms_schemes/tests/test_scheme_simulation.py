from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_secondary import SecondaryCommon


@tagged("post_install", "-at_install")
class TestSchemeSimulation(SecondaryCommon):
    """Drafts run over a past quarter: the corner sold 900, the market 2,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day, net, outlet in (
            ("2025-01-10", 900, cls.corner), ("2025-02-10", 1500, cls.market),
            ("2025-03-31", 500, cls.market), ("2025-04-01", 7000, cls.market),
        ):
            cls._sell(net, 10, day=day, outlet=outlet)

    def _create_draft(self, slabs, **values):
        return self.env["dms.scheme"].create({
            "name": "Draft", "company_id": self.company.id, "beneficiary": "outlet",
            "mechanism": "period", "payout": "off_invoice", "calculation": "whole",
            "basis": "value", "benefit_kind": "percent", "uom_id": self.unit.id,
            "category_ids": [Command.link(self.category.id)],
            "partner_ids": [Command.set(self.network.ids)],
            "slab_ids": [
                Command.create({"threshold": threshold, "rate": rate}) for threshold, rate in slabs
            ],
            **values,
        })

    def _simulate(self, schemes, **values):
        simulation = self.env["dms.scheme.simulation"].create({
            "name": "Quarter", "company_id": self.company.id, "date_from": "2025-01-01",
            "date_to": "2025-03-31", "margin_percent": 20,
            "scheme_ids": [Command.set(schemes.ids)], **values,
        })
        simulation.action_run()
        return simulation

    def test_cost_volume_and_outlets(self):
        simulation = self._simulate(self._create_draft([(1000, 5)]))
        self.assertEqual((simulation.state, simulation.progress), ("done", 100))
        base = simulation.base_ids
        self.assertEqual((base.partner_count, base.earning_count), (2, 1))
        self.assertEqual((base.value, base.paid_value, base.cost), (2900, 2000, 100))
        self.assertAlmostEqual(base.cost_percent, 100 * 100 / 2900)

    def test_slabs(self):
        simulation = self._simulate(self._create_draft([(1000, 5), (3000, 8)]))
        slabs = {slab.slab: (slab.partner_count, slab.cost) for slab in simulation.slab_ids}
        self.assertEqual(slabs, {0: (1, 0), 1: (1, 100)})

    def test_sensitivity_reaches_other_slabs(self):
        simulation = self._simulate(self._create_draft([(1000, 5), (3000, 8)]))
        costs = {result.uplift: result.cost for result in simulation.result_ids}
        # At +20 % the corner reaches 1,080, at +50 % the market reaches 3,000.
        self.assertEqual(costs[-20], 80)
        self.assertEqual(costs[20], 0.05 * (1080 + 2400))
        self.assertEqual(costs[50], 0.05 * 1350 + 0.08 * 3000)
        gain = simulation.result_ids.filtered(lambda result: result.uplift == 50).gain
        self.assertEqual(gain, 0.2 * 1450 - costs[50])

    def test_variants_are_compared(self):
        drafts = self._create_draft([(0, 2)]) | self._create_draft([(0, 3)], window="month")
        simulation = self._simulate(drafts)
        self.assertEqual(sorted(simulation.base_ids.mapped("cost")), [58, 87])
        self.assertEqual(len(simulation.chart_data["schemes"]), 2)

    def test_nothing_else_is_written(self):
        draft = self._create_draft([(0, 2)])
        before = self.Entitlement.search_count([])
        self._simulate(draft)
        self.assertEqual(self.Entitlement.search_count([]), before)
        self.assertFalse(self.env["dms.scheme.grant"].search([("scheme_id", "=", draft.id)]))
        self.assertEqual(draft.state, "draft")

    def test_orders_are_run_for_buyers(self):
        order = self.env["sale.order"].create({
            "partner_id": self.sunrise.id, "company_id": self.company.id,
            "order_line": [Command.create({
                "product_id": self.soap.id, "product_uom_qty": 2,
                "product_uom_id": self.dozen.id, "price_unit": 120, "tax_ids": False,
            })],
        })
        order.write({"state": "sale", "date_order": "2025-02-05 10:00:00"})
        draft = self._create_draft(
            [(20, 1)], beneficiary="buyer", mechanism="order", calculation="recurring",
            basis="quantity", benefit_kind="amount",
        )
        base = self._simulate(draft).base_ids
        self.assertEqual((base.quantity, base.value, base.cost), (24, 240, 1))

    def test_large_ones_run_as_jobs(self):
        self.patch(type(self.env["dms.scheme.simulation"]), "_is_small", lambda simulation: False)
        simulation = self._simulate(self._create_draft([(0, 2)]))
        self.assertEqual((simulation.state, simulation.progress), ("running", 0))
        simulation._job_simulate(simulation.scheme_ids.id)
        self.assertEqual(simulation.state, "done")

    def test_the_future_is_refused(self):
        with self.assertRaises(UserError):
            self._simulate(self._create_draft([(0, 2)]), date_to="2999-01-01")

    def test_users_do_not_simulate(self):
        user = new_test_user(self.env, "simulating", "dms_distributor.group_user")
        self.assertFalse(self.env["dms.scheme.simulation"].with_user(user).has_access("read"))


@tagged("post_install", "-at_install")
class TestSchemeRoi(SecondaryCommon):
    """A year of 310 a month, a scheme in January, less sold afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month in range(1, 13):
            cls._sell(310, 31, day=date(2024, month, 5))
            cls._sell(280, 1, cls.foreign, day=date(2024, month, 5))

    def _create_roi(self, **values):
        scheme = self._create_running(
            [(0, 10)], date_start="2025-01-01", date_end="2025-01-31"
        )
        self._refresh()
        roi = self.env["dms.scheme.roi"].create({
            "scheme_id": scheme.id, "pull_forward_days": 28, "margin_percent": 40, **values,
        })
        roi.action_compute()
        return roi

    def test_return(self):
        self._sell(1000, 10, day="2025-01-15")
        self._sell(200, 10, day="2025-02-15")
        roi = self._create_roi()
        self.assertEqual((roi.actual_value, roi.baseline_value), (1000, 310))
        self.assertEqual(roi.pull_forward_value, 310 - 200)
        self.assertEqual(roi.incremental_value, 1000 - 310 - 110)
        self.assertEqual((roi.incremental_margin, roi.spend), (232, 100))
        self.assertAlmostEqual(roi.roi, 1.32)
        self.assertEqual(roi.revenue_per_spend, 10)
        self.assertEqual(roi.line_ids.distributor_id, self.sunrise)

    def test_cannibalised(self):
        self._sell(1000, 10, day="2025-01-15")
        self._sell(310, 10, day="2025-02-15")
        self._sell(200, 1, self.foreign, day="2025-01-15")
        roi = self._create_roi(other_category_ids=[Command.link(self.other_category.id)])
        self.assertEqual(roi.cannibalised_value, 80)
        self.assertEqual(roi.incremental_value, 1000 - 310 - 80)

    def test_margin_of_the_products(self):
        self.soap.with_company(self.company).standard_price = 75
        self._sell(1000, 10, day="2025-01-15")
        roi = self._create_roi(margin_percent=0)
        self.assertEqual(roi.used_margin_percent, 25)

    def test_computed_again_it_is_the_same(self):
        self._sell(1000, 10, day="2025-01-15")
        roi = self._create_roi()
        figures = roi.read(["roi", "incremental_value", "spend"])
        roi.action_compute()
        self.assertEqual(roi.read(["roi", "incremental_value", "spend"]), figures)
        self.assertEqual(len(roi.line_ids), 1)

    def test_kpi(self):
        self._sell(1000, 10, day="2025-01-15")
        self._sell(310, 10, day="2025-02-15")
        roi = self._create_roi()
        kpi = self.env.ref("dms_schemes.kpi_promotion_roi")
        figures = kpi._get_figures(kpi._get_period(self.company, date(2025, 1, 3)))
        self.assertEqual(figures.distributor_ids.tolist(), [self.sunrise.id])
        self.assertAlmostEqual(figures.numerators[0] / figures.denominators[0], roi.roi)

from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import date_utils, mute_logger

from ..scoring import values
from .common_kpi import KpiCase


@tagged("post_install", "-at_install")
class TestKpiSnapshot(KpiCase):
    """Values are kept once, judged by thresholds, and told of when they turn bad."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        running = date_utils.start_of(fields.Date.today(), "month")
        cls.month = running - relativedelta(months=1)
        cls.manager = cls.env["res.users"].create(
            {"name": "Regional", "login": "kpi_regional", "company_id": cls.company.id,
             "company_ids": [(6, 0, cls.company.ids)]}
        )
        cls.north.user_id = cls.manager
        cls.eco = cls.env.ref("dms_distributor.kpi_eco")
        cls.threshold = cls.env["dms.kpi.threshold"].create(
            {"kpi_id": cls.eco.id, "target": 0.9, "warning": 0.8, "bad": 0.5}
        )
        cls._sell(1)

    @classmethod
    def _sell(cls, count, month=None, **values):
        """Sell to the first outlets of the north."""
        for outlet in cls.outlets[:count]:
            cls._create_sale(
                outlet_id=outlet.id, date=month or cls.month, invoice_reference=outlet.name,
                **values,
            )
        cls.env.flush_all()

    def _follow(self):
        self._take("eco", day=self.month)
        return self._get_snapshot("eco", self.first, self.month)

    def test_computed_again_it_is_the_same(self):
        first = self._follow()
        before = self.Snapshot.search([]).read(["value", "numerator", "status", "score"])
        self._follow()
        self.assertEqual(
            self.Snapshot.search([]).read(["value", "numerator", "status", "score"]), before
        )
        self._sell(2)
        second = self._follow()
        self.assertEqual(second, first)
        self.assertEqual(second.numerator, 2)

    def test_what_is_no_more_goes_away(self):
        self._take("secondary_sales", day=self.month)
        self.assertTrue(self._get_snapshot("secondary_sales", self.first, self.month))
        self.env.cr.execute("DELETE FROM dms_secondary_sale WHERE company_id = %s",
                            [self.company.id])
        self.env.cr.execute("DELETE FROM dms_secondary_product_month WHERE company_id = %s",
                            [self.company.id])
        self._take("secondary_sales", day=self.month)
        self.assertFalse(self._get_snapshot("secondary_sales", self.first, self.month))

    def test_previous_value_follows_a_past_month(self):
        earlier = self.month - relativedelta(months=1)
        now = self._follow()
        self.assertEqual(now.previous_text, "–")
        self._sell(3, earlier)
        self._take("eco", day=earlier)
        now.invalidate_recordset()
        self.assertEqual(now.previous_value, 1)
        self.assertIn("100", now.previous_text)

    def test_parts_of_distributors_make_the_whole(self):
        """Of a territory, a tier or all: the value of the sums, never a mean of values."""
        self._follow()
        tower = self.env["dms.control.tower"]
        tiles = {tile["code"]: tile for tile in tower.get_tower()["tiles"]}
        self.assertEqual(tiles["eco"]["value"], self.eco._format(1 / 6))
        parts = self.Snapshot.search(
            [("kpi_id", "=", self.eco.id), ("company_id", "=", self.company.id)]
        )
        sums = (sum(parts.mapped(name)) for name in ("numerator", "denominator"))
        whole = values("ratio", *([part] for part in sums))
        self.assertAlmostEqual(whole[0], 1 / 6)
        filters = {"territory_id": self.north.id}
        tiles = {tile["code"]: tile for tile in tower.get_tower(filters)["tiles"]}
        self.assertEqual(tiles["eco"]["value"], self.eco._format(1 / 3))

    def test_thresholds_by_tier(self):
        snapshot = self._follow()
        self.assertEqual((snapshot.status, snapshot.score), ("bad", 0))
        self.assertAlmostEqual(snapshot.severity, (0.5 - 1 / 3) / 0.4)
        self.env["dms.kpi.threshold"].create(
            {"kpi_id": self.eco.id, "tier_id": self.tier_distributor.id, "target": 0.4,
             "warning": 0.3, "bad": 0.2}
        )
        snapshot = self._follow()
        self.assertEqual((snapshot.status, snapshot.target), ("good", 0.4))
        self.assertAlmostEqual(snapshot.score, 100 * (1 / 3 - 0.2) / 0.2)

    def test_thresholds_out_of_order_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "from worse to better"):
            self.threshold.bad = 0.95

    def test_a_running_month_is_not_judged(self):
        running = self.month + relativedelta(months=1)
        self._take("eco", day=running)
        snapshot = self._get_snapshot("eco", self.first, running)
        self.assertEqual((snapshot.value, snapshot.status), (0, "unknown"))

    def test_one_alert_until_recovered(self):
        self._follow()
        alerts = self.env["dms.kpi.alert"].search([("company_id", "=", self.company.id)])
        north = alerts.filtered(lambda alert: alert.distributor_id == self.first)
        self.assertEqual((len(alerts), north.user_id), (2, self.manager))
        self.assertIn("Effective Coverage", north.activity_id.summary)
        self.assertEqual(self.first.activity_ids, north.activity_id)
        self.assertFalse((alerts - north).activity_id, "nobody manages the south")
        self._follow()
        self.assertEqual(
            self.env["dms.kpi.alert"].search([("company_id", "=", self.company.id)]), alerts
        )
        self.assertEqual(self.first.activity_ids, north.activity_id)
        self._sell(3)
        self._follow()
        self.assertEqual((north.state, bool(north.closed_on)), ("recovered", True))
        self.assertFalse(self.first.activity_ids)

    def test_who_does_not_trade_is_no_exception(self):
        self._follow()
        alert = self.env["dms.kpi.alert"].search([("distributor_id", "=", self.first.id)])
        tower = self.env["dms.control.tower"]
        bad = {row["distributor_id"] for row in tower.get_tower()["exceptions"]}
        self.assertIn(self.first.id, bad)
        self.first.dms_state = "suspended"
        self._follow()
        self.assertEqual(alert.state, "recovered")
        bad = {row["distributor_id"] for row in tower.get_tower()["exceptions"]}
        self.assertNotIn(self.first.id, bad)
        self.assertTrue(bad, "the other one still sells too little")

    def test_a_past_month_raises_no_alert(self):
        self._take("eco", day=self.month - relativedelta(months=3))
        self.assertFalse(
            self.env["dms.kpi.alert"].search([("company_id", "=", self.company.id)])
        )

    def test_scores_ranks_and_movement(self):
        earlier = self.month - relativedelta(months=1)
        self._sell(3, earlier)
        self.outlets[3:4].dms_state = "active"
        for month in (earlier, self.month):
            self._take("eco", day=month)
            self.env["dms.scorecard"]._rank_period(self._get_period(month))
        card = self.env["dms.scorecard"].search(
            [("distributor_id", "=", self.first.id), ("date_from", "=", earlier)]
        )
        self.assertEqual((card.score, card.rank, card.bad_count), (100, 1, 0))
        self.assertEqual((card.region_id, card.region_rank), (self.north, 1))
        now = self.env["dms.scorecard"].search(
            [("distributor_id", "=", self.first.id), ("date_from", "=", self.month)]
        )
        self.assertEqual((now.score, now.previous_score, now.rank), (0, 100, 1))
        self.assertEqual((now.movement, now.bad_count), (0, 1))
        [group] = now.get_groups()
        [line] = group["lines"]
        self.assertEqual((line["code"], line["status"], line["score"]), ("eco", "bad", 0))
        self.assertTrue(line["trend"])

    def test_unknown_code_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "No installed add-on computes"):
            self.Kpi.create({"name": "Luck", "code": "luck", "formula": "?"})

    def test_sales_that_arrive_late_are_followed(self):
        self.env["dms.kpi.stale"]._take()
        self._sell(1, self.month - relativedelta(months=4))
        self.Kpi._cron_follow_sales()
        jobs = self.env["queue.job"].search([("channel", "=", "root.dms_kpi")])
        keys = set(filter(None, jobs.mapped("identity_key")))
        month = self.month - relativedelta(months=4)
        self.assertIn(f"dms.kpi:{self.company.id}:month:{month}:{self.eco.id}", keys)
        fill_rate = self._get_kpi("fill_rate")
        self.assertNotIn(f"dms.kpi:{self.company.id}:month:{month}:{fill_rate.id}", keys)
        self.assertFalse(self.env["dms.kpi.stale"]._take())

    def test_recompute_wizard(self):
        wizard = self.env["dms.kpi.recompute"].create({
            "kpi_ids": self.eco.ids, "company_id": self.company.id,
            "date_from": self.month - relativedelta(months=2), "date_to": self.month,
        })
        self.assertEqual(wizard.period_count, 3)
        before = self.env["queue.job"].search([])
        wizard.action_recompute()
        jobs = self.env["queue.job"].search([]) - before
        self.assertEqual(len(jobs.filtered("identity_key")), 3)
        job = jobs.filtered(lambda job: str(self.month) in (job.identity_key or ""))
        self.Kpi.browse(self.eco.id)._job_take_snapshots(*job.args)
        self.assertTrue(self._get_snapshot("eco", self.first, self.month))

    def test_recompute_refuses_what_is_to_come(self):
        wizard = self.env["dms.kpi.recompute"].create({
            "company_id": self.company.id, "date_from": "2098-01-01", "date_to": "2098-02-01",
        })
        with self.assertRaisesRegex(UserError, "no period that has begun"):
            wizard.action_recompute()

    @mute_logger("odoo.sql_db")
    def test_statements_do_not_grow_with_distributors(self):
        self._follow()
        period = self._get_period(self.month)
        with self.assertQueryCount(25):
            self.Snapshot._keep(self.eco, period, self.eco._get_figures(period))

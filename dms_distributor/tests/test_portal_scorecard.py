from dateutil.relativedelta import relativedelta
from odoo.tests import tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalScorecard(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls.today.replace(day=1) - relativedelta(months=1)
        for number, distributor in enumerate((cls.north, cls.sub, cls.south)):
            cls._create_sale(
                distributor, cls.north_outlet, f"OLD-{number}", 50 + number, date=cls.month,
                source_key=f"scorecard:{number}",
            )
        cls.env["dms.kpi.threshold"].search([]).unlink()
        returns = cls.env.ref("dms_distributor.kpi_returns_rate")
        cls.env["dms.kpi.threshold"].create(
            {"kpi_id": returns.id, "target": 0.02, "warning": 0.03, "bad": 0.05}
        )
        cls.env.flush_all()
        period = returns._get_period(cls.env.company, cls.month)
        (returns | cls.env.ref("dms_distributor.kpi_secondary_sales"))._take_snapshots(period)
        cls.env["dms.scorecard"]._rank_period(period)
        cls.env.flush_all()
        cls.cards = cls.env["dms.scorecard"].search([("date_from", "=", cls.month)])

    def _get_card(self, distributor):
        return self.cards.filtered(lambda card: card.distributor_id == distributor)

    def test_a_distributor_sees_its_own_and_those_below(self):
        self.log_in("portal_north")
        page = self.get_page("/my/dms/scorecard")
        self.assertIn("North Traders", page)
        self.assertIn("Returns Rate", page)
        self.assertIn("<polyline", page)
        self.assertIn("North Sub", page)
        self.assertNotIn("South Traders", page)
        page = self.get_page("/my/dms/scorecard", distributor=self.sub.id)
        self.assertIn("\N{NO-BREAK SPACE}51<", page)

    def test_another_distributor_is_not_shown(self):
        self.log_in("portal_north")
        page = self.get_page("/my/dms/scorecard", distributor=self.south.id)
        self.assertNotIn("South Traders", page)
        self.assertIn("\N{NO-BREAK SPACE}50<", page)
        card = self._get_card(self.south)
        self.assert_redirected(f"/my/dms/scorecard/{card.id}/pdf", "/my/dms/scorecard")

    def test_it_prints(self):
        self.log_in("portal_north")
        card = self._get_card(self.north)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "dms_distributor.report_scorecard_document", card.ids
        )[0].decode()
        self.assertIn("North Traders", html)
        self.assertIn("Returns Rate", html)

    def test_without_a_scorecard_the_page_says_so(self):
        self.cards.unlink()
        self.env.flush_all()
        self.log_in("portal_north")
        self.assertIn("no scorecard of", self.get_page("/my/dms/scorecard"))

    def test_who_is_no_distributor_goes_home(self):
        for login in ("portal_other", "portal_outlet", "staff"):
            self.log_in(login)
            self.assert_redirected("/my/dms/scorecard", "/my")

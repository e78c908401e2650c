from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_explanation import ExplanationCommon


@tagged("post_install", "-at_install")
class TestPortalSchemes(ExplanationCommon):
    """A distributor sees what it or its network may earn, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tomorrow = cls.today + timedelta(days=1)
        cls.upcoming = cls._create_scheme(
            "Soon", "SOON", cls.soap, [(1, 1)], date_start=tomorrow,
        )
        cls.past = cls._create_scheme(
            "Once", "ONCE", cls.soap, [(1, 1)], date_start=cls.start - relativedelta(years=1),
            date_end=cls.start - relativedelta(days=1), is_retroactive=True,
        )
        cls.draft = cls._create_scheme("Idea", "IDEA", cls.soap, [(1, 1)], is_started=False)
        cls.foreign = cls._create_scheme(
            "South only", "SOUTH", cls.soap, [(1, 1)],
            partner_ids=[Command.set(cls.south.ids)],
        )
        cls.of_outlets = cls._create_scheme(
            "Shops of the channel", "SHOPS", cls.soap, [(5, 3), (10, 4)], mechanism="period",
            tier_ids=[Command.set(cls.tiers["outlet"].ids)],
            channel_ids=[Command.set(cls.channel.ids)], beneficiary="outlet",
        )
        cls.env.flush_all()

    def assert_listed(self, page, *schemes):
        known = self.volume | self.free | self.upcoming | self.past | self.draft
        known |= self.foreign | self.of_outlets
        listed = known.filtered(lambda scheme: f'data-scheme="{scheme.code}"' in page)
        self.assertEqual(listed, known & known.browse().union(*schemes))

    def test_lists(self):
        self.log_in("portal_north")
        self.assert_listed(
            self.get_page("/my/dms/schemes"), self.volume, self.free, self.of_outlets
        )
        self.assert_listed(self.get_page("/my/dms/schemes", period="upcoming"), self.upcoming)
        self.assert_listed(self.get_page("/my/dms/schemes", period="past"), self.past)
        self.assert_listed(
            self.get_page("/my/dms/schemes", period="draft"), self.volume, self.free,
            self.of_outlets,
        )
        self.log_in("portal_south")
        self.assert_listed(
            self.get_page("/my/dms/schemes"), self.volume, self.free, self.foreign
        )

    def test_page_of_a_scheme(self):
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/schemes/{self.volume.id}")
        for text in ("Tea volume", "TEA-VOLUME", "50 Units", "8 %", "Tea 250 g"):
            self.assertIn(text, page)

    def test_terms(self):
        self.log_in("portal_north")
        with patch.object(
            type(self.env["ir.actions.report"]), "_render_qweb_pdf",
            lambda reports, name, ids: (f"{name} {ids}".encode(), "pdf"),
        ):
            answer = self.url_open(f"/my/dms/schemes/{self.volume.id}/terms")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.text, f"dms_schemes.report_scheme_terms [{self.volume.id}]")

    def test_foreign_and_drafts_are_closed(self):
        self.log_in("portal_north")
        for scheme in (self.draft, self.foreign, self.volume.browse(987654321)):
            for end in ("", "/terms"):
                self.assert_redirected(f"/my/dms/schemes/{scheme.id}{end}", "/my/dms/schemes")
        self.assert_for_distributors_only(
            "/my/dms/schemes", f"/my/dms/schemes/{self.volume.id}", "/my/dms/schemes/check"
        )

    def test_home(self):
        self.log_in("portal_north")
        self.assertIn("/my/dms/schemes", self.get_page("/my"))
        self.log_in("portal_other")
        self.assertNotIn("/my/dms/schemes", self.get_page("/my"))

    def test_what_applies(self):
        self.log_in("portal_north")
        page = self.get_page(
            "/my/dms/schemes/check", product=[self.tea.id, self.soap.id], quantity=[12, 15]
        )
        self.assertIn("38 Units more", page)
        self.assertIn("15 Units of 20 Units", page)
        self.assertNotIn("South only", page)
        self.assertNotIn("Idea", page)
        page = self.get_page(
            "/my/dms/schemes/check", product=self.soap.id, quantity=5, outlet="T-CORNER"
        )
        self.assertIn("For <t>Corner Shop".replace("<t>", ""), page)
        self.assertIn('data-scheme="SHOPS" data-reason="applied"', page)

    def test_what_applies_understands_no_nonsense(self):
        self.log_in("portal_north")
        for parameters in (
            {"product": "x", "quantity": "y"}, {"product": self.tea.id, "quantity": "-3"},
            {"product": self.tea.id, "quantity": "nan"}, {"product": "987654321", "quantity": 1},
            {"product": self.tea.id, "quantity": "1e400"}, {"quantity": 4},
        ):
            page = self.get_page("/my/dms/schemes/check", **parameters)
            self.assertNotIn("data-reason", page, parameters)
        self.south_outlet.dms_code = "T-HARBOUR"
        self.env.flush_all()
        page = self.get_page(
            "/my/dms/schemes/check", product=self.soap.id, quantity=5, outlet="T-HARBOUR"
        )
        self.assertNotIn("Harbour Shop", page)
        self.assertNotIn("data-reason", page)

    def _count_sales(self):
        self._create_sale(self.north, self.north_outlet, "N-2", 100, quantity=6)
        self.env.flush_all()
        self.env["dms.scheme.entitlement"]._refresh(self.env.company)

    def test_progress_and_what_was_earned(self):
        self._count_sales()
        self.log_in("portal_north")
        page = self.get_page(f"/my/dms/schemes/{self.of_outlets.id}")
        self.assertIn("Corner Shop", page)
        for text in ("7 Units", "10 Units", "3 Units more: 4 %"):
            self.assertIn(text, page)
        self.log_in("portal_south")
        self.assert_redirected(f"/my/dms/schemes/{self.of_outlets.id}", "/my/dms/schemes")

    def test_tour(self):
        self._count_sales()
        self.start_tour("/my", "dms_schemes_portal", login="portal_north")

    def test_what_goods_cost_is_not_told(self):
        """Ledger and entitlements may be read by their earner, our costs not."""
        portal = self.env["res.users"].search([("login", "=", "portal_north")])
        for model, names in (
            ("dms.scheme.grant", ("reserved", "consumed", "accrued", "balance")),
            ("dms.scheme.entitlement", ("earned_value", "granted_value", "due_value")),
        ):
            for name in names:
                with self.subTest(model=model, name=name), self.assertRaises(AccessError):
                    self.env[model].with_user(portal).search_fetch([], [name])
            self.env[model].with_user(portal).search_read([], ["distributor_id"])

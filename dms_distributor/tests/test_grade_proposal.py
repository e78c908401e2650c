from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import date_utils

from .common_kpi import KpiCase


@tagged("post_install", "-at_install")
class TestGradeProposal(KpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner.grade"].search([]).dms_score_from = 0
        cls.silver, cls.gold = cls.env["res.partner.grade"].create([
            {"name": name, "dms_score_from": score, "dms_score_months": months,
             "company_id": cls.company.id}
            for name, score, months in (("Silver", 60, 2), ("Gold", 90, 3))
        ])
        cls.last = date_utils.start_of(fields.Date.today(), "month") - relativedelta(months=1)
        cls.Proposal = cls.env["dms.grade.proposal"]

    def _score(self, distributor, *scores):
        """Scorecards of the last months, the latest first."""
        self.env["dms.scorecard"].create([
            {"company_id": self.company.id, "distributor_id": distributor.id, "score": score,
             "date_from": self.last - relativedelta(months=back)}
            for back, score in enumerate(scores)
        ])
        self.env.flush_all()

    def test_the_highest_grade_earned_is_proposed(self):
        self._score(self.first, 95, 92, 90, 10)
        self._score(self.second, 95, 92, 89)
        proposals = self.Proposal._propose(self.company)
        grades = {one.distributor_id: one.grade_id for one in proposals}
        self.assertEqual(grades, {self.first: self.gold, self.second: self.silver})
        self.assertEqual(set(proposals.mapped("state")), {"submitted"})
        north = proposals.filtered(lambda one: one.distributor_id == self.first)
        self.assertIn("at least 90.0 in each of the last 3 months", north.reason)
        self.assertFalse(self.Proposal._propose(self.company), "they wait for a decision")

    def test_a_gap_or_a_low_month_earns_nothing(self):
        self._score(self.first, 95)
        self._score(self.second, 95, 59)
        self.assertFalse(self.Proposal._propose(self.company))

    def test_nobody_is_proposed_for_less(self):
        self.first.grade_id = self.gold
        self._score(self.first, 70, 70)
        self.assertFalse(self.Proposal._propose(self.company))

    def test_approval_gives_the_grade_and_its_price_list(self):
        self.gold.default_pricelist_id = self.env["product.pricelist"].create(
            {"name": "Gold", "company_id": self.company.id}
        )
        self._score(self.first, 95, 92, 90)
        proposal = self.Proposal._propose(self.company)
        manager = new_test_user(
            self.env, "grade_manager", "dms_distributor.group_manager",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )
        user = new_test_user(
            self.env, "grade_user", "dms_distributor.group_user",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )
        user.dms_territory_ids = self.country
        with self.assertRaises(AccessError):
            proposal.with_user(user).action_approve()
        proposal.with_user(manager).action_approve()
        self.assertEqual(self.first.grade_id, self.gold)
        self.assertEqual(
            self.first.specific_property_product_pricelist, self.gold.default_pricelist_id
        )

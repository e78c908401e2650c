from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError
from psycopg2.errors import ExclusionViolation

from .common_agreement import AgreementCommon
from .test_coverage_properties import CATEGORIES, PRODUCTS, TERRITORIES, claims, stand_together


@tagged("post_install", "-at_install")
class TestAgreementExclusivity(AgreementCommon):
    def test_exclusive_agreement_keeps_others_out(self):
        first = self._bring(self.sunrise, self.north, coverage="exclusive")
        for coverage in ("exclusive", "intensive"):
            for territory in (self.country, self.north, self.city):
                rival = self._create_agreement(self.rival, territory, coverage=coverage)
                with self.assert_refused(UserError, "Sunrise") as caught:
                    rival.action_submit()
                self.assertIn(first.name, str(caught.exception))
                self.assertIn("terminate", str(caught.exception))
        self._bring(self.rival, self.south, coverage="exclusive")

    def test_exclusive_agreement_does_not_come_where_others_are(self):
        self._bring(self.sunrise, self.city)
        rival = self._create_agreement(self.rival, self.country, coverage="exclusive")
        with self.assert_refused(UserError, "T-C / T-N / T-N-C"):
            rival.action_submit()

    def test_intensive_agreements_stand_beside_each_other(self):
        self._bring(self.sunrise, self.north)
        self.assertEqual(self._bring(self.rival, self.north).state, "active")

    def test_other_tiers_are_other_markets(self):
        self._bring(self.stockist, self.country, coverage="exclusive")
        self.assertEqual(self._bring(self.sunrise, coverage="exclusive").state, "active")

    def test_a_new_tier_must_be_free_too(self):
        self._bring(self.seaside, self.country, coverage="exclusive")
        sub_tier = self.env["dms.tier"].create({
            "name": "Sub", "code": "T-SUB", "sequence": 135, "role": "distributor",
            "company_id": False,
        })
        sub = self._create_partner("Sub", sub_tier, self.stockist, self.north)
        agreement = self._bring(sub)
        with self.assert_refused(UserError, "Seaside"):
            sub.dms_tier_id = self.distributor_tier
        agreement._terminate(self.today - timedelta(days=1), "Gives up")
        sub.dms_tier_id = self.distributor_tier
        self.assertEqual(agreement.tier_id, sub_tier, "what has ended keeps its tier")

    def test_products_keep_apart(self):
        foods, soaps = self.env["product.category"].create([{"name": "Foods"}, {"name": "Soaps"}])
        tea = self.env["product.category"].create({"name": "Tea", "parent_id": foods.id})
        leaf = self.env["product.product"].create({"name": "Leaf", "categ_id": tea.id})
        self._bring(self.sunrise, coverage="exclusive", product_category_ids=foods.ids)
        rival = self._bring(self.rival, coverage="exclusive", product_category_ids=soaps.ids)
        self.assertEqual(rival.state, "active")
        for values in ({"product_category_ids": tea.ids}, {"product_ids": leaf.ids}, {}):
            other = self._create_agreement(
                self.seaside, self.north, product_ids=values.get("product_ids"),
                product_category_ids=values.get("product_category_ids"),
            )
            with self.assert_refused(UserError, "Sunrise"):
                other.action_submit()

    def test_a_product_takes_its_agreement_along(self):
        foods, soaps = self.env["product.category"].create([{"name": "Foods"}, {"name": "Soaps"}])
        leaf = self.env["product.product"].create({"name": "Leaf", "categ_id": foods.id})
        self._bring(self.sunrise, coverage="exclusive", product_ids=leaf.ids)
        self._bring(self.rival, product_category_ids=soaps.ids)
        with self.assert_refused(UserError, "Rival"):
            leaf.categ_id = soaps

    def test_a_category_takes_its_agreements_along(self):
        foods, soaps = self.env["product.category"].create([{"name": "Foods"}, {"name": "Soaps"}])
        tea = self.env["product.category"].create({"name": "Tea", "parent_id": foods.id})
        first = self._bring(self.sunrise, coverage="exclusive", product_category_ids=tea.ids)
        self._bring(self.rival, product_category_ids=soaps.ids)
        with self.assert_refused(UserError, "cannot be moved"):
            tea.parent_id = soaps
        tea.parent_id = False
        self.assertEqual(first.sudo().claim_ids.category_path, f"{tea.id}/")

    def test_a_territory_takes_its_agreements_along(self):
        first = self._bring(self.sunrise, self.city, coverage="exclusive")
        self._bring(self.seaside, self.south)
        with self.assert_refused(UserError, "T-N-C cannot be moved") as caught:
            self.city.parent_id = self.south
        self.assertIn("Seaside", str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.city.parent_id, self.north)
        self.city.parent_id = self.country
        self.assertEqual(first.sudo().claim_ids.territory_path, self.city.parent_path)
        self.north.parent_id = False
        self._bring(self.rival, self.north, coverage="exclusive")

    def test_days_that_touch_do_not_meet(self):
        first = self._bring(self.sunrise, end=self.today, coverage="exclusive")
        day = self.today + timedelta(days=1)
        rival = self._create_agreement(
            self.rival, start=self.today, end=day + timedelta(days=9), coverage="exclusive"
        )
        self.assertIn("from", rival.conflict_message)
        rival.date_start = day
        rival.action_submit()
        rival.action_approve()
        self.assertEqual((first.state, rival.state), ("active", "approved"))

    def test_termination_frees_the_territory(self):
        first = self._bring(self.sunrise, coverage="exclusive")
        first._terminate(self.today - timedelta(days=1), "Gives up")
        self._bring(self.rival, start=self.today, coverage="exclusive")

    def test_a_distributor_has_one_agreement_at_a_time(self):
        first = self._bring(self.sunrise, self.north)
        second = self._create_agreement(self.sunrise, self.south)
        with self.assert_refused(UserError, f"{first.name}.*amend"):
            second.action_submit()

    def test_selective_agreements_are_limited(self):
        agreement = self._create_agreement(self.sunrise, self.city, coverage="selective")
        with self.assert_refused(UserError, "set a limit"):
            agreement.action_submit()
        self.north.distributor_limit = 1
        agreement.action_submit()
        agreement.action_approve()
        rival = self._create_agreement(self.rival, self.north)
        rival.action_submit()
        with self.assert_refused(ValidationError, "takes 1 distributors at most"):
            rival.action_approve()
        self.north.distributor_limit = 2
        rival.action_approve()
        with self.assert_refused(ValidationError, "T-N takes 1"):
            self.north.distributor_limit = 1
        self.south.distributor_limit = 1
        with self.assert_refused(ValidationError, "T-S takes 1"):
            self.north.parent_id = self.south

    def test_territories_tell_their_agreements(self):
        agreement = self._bring(self.sunrise, self.north)
        self.assertEqual(
            (self.country | self.north | self.city | self.south).mapped("agreement_count"),
            [1, 1, 1, 0],
        )
        action = self.city.action_open_agreements()
        self.assertEqual(self.env["dms.agreement"].search(action["domain"]), agreement)
        with (
            self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db")
        ):
            self.city.unlink()
            self.north.unlink()

    def test_partners_with_agreements_at_the_same_time_are_not_merged(self):
        self._bring(self.sunrise, self.north)
        self._bring(self.rival, self.south)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assert_refused(UserError, "cannot be merged"):
            wizard._merge((self.sunrise | self.rival).ids, self.sunrise)


@tagged("post_install", "-at_install")
class TestClaimConstraint(AgreementCommon):
    """The database's own judgement of claims, against counting through a small world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.territories, cls.categories = {}, {}
        for path in TERRITORIES:
            above = path.rstrip("/").rpartition("/")[0]
            parent = cls.territories[f"{above}/"] if above else None
            cls.territories[path] = cls._create_territory(f"P-{path}", parent)
        for path in CATEGORIES:
            above = path.rstrip("/").rpartition("/")[0]
            cls.categories[path] = cls.env["product.category"].create({
                "name": path, "parent_id": cls.categories[f"{above}/"].id if above else False,
            })
        cls.products = {
            number: cls.env["product.product"].create(
                {"name": number, "categ_id": cls.categories[path].id}
            )
            for number, path in PRODUCTS.items()
        }
        cls.holders = [cls.sunrise, cls.rival, cls.seaside]
        cls.tiers = [cls.distributor_tier, cls.stockist_tier]
        cls.agreements = [
            cls._create_agreement(cls.holders[number % 3]).sudo() for number in range(6)
        ]
        cls.env.flush_all()

    def _insert(self, claim):
        """Give the database a claim as it is.

        :return: whether it was taken
        """
        values = {
            "agreement_id": self.agreements[claim.agreement - 1].id,
            "company_id": self.env.company.id,
            "distributor_id": self.holders[claim.holder].id,
            "tier_id": self.tiers[claim.market[1] - 1].id,
            "territory_id": self.territories[claim.territory].id,
            "territory_path": self.territories[claim.territory].parent_path,
            "category_id": claim.category and self.categories[claim.category].id,
            "category_path": claim.category and self.categories[claim.category].parent_path,
            "product_id": claim.product and self.products[claim.product].id,
            "date_from": claim.period.first,
            "date_to": claim.period.last or False,
            "is_exclusive": claim.is_exclusive,
        }
        try:
            with self.env.cr.savepoint():
                self.env["dms.agreement.claim"].create(values)
        except ExclusionViolation:
            return False
        return True

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None,
    )
    @given(st.lists(claims(), min_size=2, max_size=4))
    @mute_logger("odoo.sql_db")
    def test_database_takes_what_can_stand(self, wanted):
        taken = []
        with self.env.cr.savepoint() as savepoint:
            for claim in wanted:
                claim = type(claim)(
                    claim.agreement, (claim.agreement - 1) % 3, claim.market, claim.territory,
                    claim.period, claim.is_exclusive, claim.category, claim.product,
                )
                if claim.period.is_empty():
                    continue
                expected = all(stand_together(claim, other) for other in taken)
                self.assertEqual(self._insert(claim), expected, (claim, taken))
                if expected:
                    taken.append(claim)
            savepoint.rollback()

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .test_scheme import SchemeCase


@tagged("post_install", "-at_install")
class TestSchemeRefusals(SchemeCase):
    """What cannot be promised is refused with the remedy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tier = cls.env["dms.tier"].create(
            {"name": "Refused stockist", "code": "REF-STOCK", "role": "distributor"}
        )
        cls.member = cls.env["res.partner"].create(
            {"name": "Refused Stockists", "dms_tier_id": cls.tier.id}
        )

    def _assert_refused(self, text, slabs=((20, 1),), **values):
        scheme = self._create_scheme(slabs, **values)
        with self.assertRaisesRegex(UserError, text):
            scheme.action_start()
        self.assertEqual(scheme.state, "draft")
        return scheme

    def test_nothing_to_give(self):
        self._assert_refused("add at least one slab", slabs=())
        self._assert_refused("give at least one of them a rate", slabs=[(20, 0)])

    def test_all_obstacles_at_once(self):
        scheme = self._create_scheme(
            [(20, 0)], mechanism="combo", benefit_kind="goods",
        )
        obstacles = "\n".join(scheme._get_obstacles())
        for text in ("a rate", "say which product", "needs its parts"):
            self.assertIn(text, obstacles)

    def test_combo_needs_parts(self):
        self._assert_refused("needs its parts", mechanism="combo", benefit_kind="amount")
        part = Command.create({"quantity": 1, "uom_id": self.unit.id})
        self._assert_refused(
            "no combo", mechanism="combo", benefit_kind="amount", combo_ids=[part]
        )

    def test_units_that_cannot_convert(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        self._assert_refused("cannot be converted to kg", uom_id=kilogram.id)
        self._assert_refused(
            "cannot be given in kg", free_product_ids=self.product.ids, free_uom_id=kilogram.id
        )
        parts = [
            Command.create({
                "quantity": 1, "uom_id": uom.id, "product_ids": [Command.link(self.product.id)],
            })
            for uom in (self.unit, kilogram)
        ]
        self._assert_refused(
            "give the part another unit", mechanism="combo", benefit_kind="amount",
            combo_ids=parts,
        )
        with self.assertRaisesRegex(ValidationError, "cannot be converted"):
            self._create_scheme(
                (), mechanism="price_protection", beneficiary="distributor",
                calculation="flat", benefit_kind="amount",
                price_ids=[Command.create({
                    "product_id": self.product.id, "uom_id": kilogram.id, "old_price": 2,
                    "new_price": 1,
                })],
            )

    def test_prices_that_do_not_fall(self):
        with self.assertRaisesRegex(ValidationError, "below the old price"):
            self._create_scheme(
                (), mechanism="price_protection", beneficiary="distributor",
                calculation="flat", benefit_kind="amount",
                price_ids=[Command.create({
                    "product_id": self.product.id, "old_price": 1, "new_price": 1,
                })],
            )
        self._assert_refused(
            "add at least one product", slabs=(), mechanism="ship_debit",
            beneficiary="distributor", calculation="flat", benefit_kind="amount",
        )

    def test_let_in_and_kept_out_at_once(self):
        scheme = self._assert_refused(
            "Biscuits is let in and kept out at once",
            excluded_category_ids=[Command.link(self.category.id)],
        )
        scheme.excluded_category_ids = False
        scheme.excluded_product_ids = self.product
        with self.assertRaisesRegex(UserError, "no product counts"):
            scheme.action_start()

    def test_nobody_left(self):
        self._assert_refused(
            "no partner of the network may earn it",
            tier_ids=[Command.link(self.tier.id)],
            excluded_partner_ids=[Command.link(self.member.id)],
        )

    def test_targets(self):
        values = {
            "mechanism": "target", "calculation": "whole", "basis": "value",
            "benefit_kind": "percent", "tier_ids": [Command.link(self.tier.id)],
        }
        self._assert_refused("needs targets", [(90, 2)], **values)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        scheme = self._assert_refused(
            "Stranger has a target", [(90, 2)], **values,
            target_ids=[Command.create({"partner_id": stranger.id, "value": 100})],
        )
        scheme.target_ids.partner_id = self.member
        scheme.action_start()
        self.assertEqual(scheme.state, "running")
        with self.assertRaisesRegex(ValidationError, "is zero"):
            self._create_scheme(
                [(90, 2)], **values,
                target_ids=[Command.create({"partner_id": self.member.id, "quantity": 9})],
            )

    def test_period_without_an_end(self):
        scheme = self._assert_refused("no last day", mechanism="period", window="whole")
        scheme.window = "month"
        scheme.action_start()
        self.assertEqual(scheme.state, "running")

    def test_growth_slab_that_is_not_there(self):
        self._assert_refused(
            "name one that exists", [(10, 2)], mechanism="growth", calculation="whole",
            basis="value", benefit_kind="percent", growth_new_slab=2,
        )

    def test_assortment_larger_than_the_range(self):
        self._assert_refused(
            "ask for fewer", mechanism="assortment", assortment_distinct=50,
        )

    def test_circle_of_exclusions(self):
        first, second, third = (self._create_scheme(name=name) for name in "ABC")
        first.excluded_scheme_ids = second
        second.excluded_scheme_ids = third
        with self.assertRaisesRegex(ValidationError, "C → A → B → C.*exclusive group"):
            third.excluded_scheme_ids = first
        with self.assertRaisesRegex(ValidationError, "circle"):
            first.excluded_scheme_ids = first

    def test_exclusion_inside_a_group(self):
        group = self.env["dms.scheme.group"].create({"name": "Only one"})
        other = self._create_scheme(name="Other", group_id=group.id)
        self._assert_refused(
            "leave the group", group_id=group.id, excluded_scheme_ids=[Command.link(other.id)]
        )

    def test_scope_of_a_promised_group_stands(self):
        group = self.env["dms.scheme.group"].create({"name": "Promised", "scope": "line"})
        scheme = self._create_scheme(group_id=group.id)
        group.scope = "order"
        scheme.action_start()
        with self.assertRaisesRegex(UserError, "make another group"):
            group.scope = "line"
        self.assertEqual(group.scheme_count, 1)

    def test_group_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other maker"})
        group = self.env["dms.scheme.group"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        with self.assertRaisesRegex(UserError, "company"):
            self._create_scheme(group_id=group.id)

    def test_payout_on_the_invoice_of_nobody(self):
        with self.assertRaisesRegex(ValidationError, "pay it afterwards"):
            self._create_scheme(beneficiary="outlet", payout="on_invoice")

    @mute_logger("odoo.sql_db")
    def test_database_refuses(self):
        for values in (
            {"assortment_distinct": 0},
            {"audits_required": 0},
            {"growth_new_slab": -1},
            {"combo_ids": [Command.create({"quantity": 0, "uom_id": self.unit.id})]},
            {"calculation": "flat", "benefit_kind": "net_price"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._create_scheme(**values)

from datetime import timedelta

from freezegun import freeze_time
from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError


class SchemeCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.category = cls.env["product.category"].create({"name": "Biscuits"})
        cls.product = cls.env["product.product"].create(
            {
                "name": "Cream biscuits", "type": "consu", "uom_id": cls.unit.id,
                "categ_id": cls.category.id,
            }
        )

    @classmethod
    def _create_scheme(cls, slabs=((20, 1),), **values):
        return cls.env["dms.scheme"].create(
            {
                "name": "Twenty and one",
                "calculation": "recurring",
                "benefit_kind": "goods",
                "uom_id": cls.unit.id,
                "category_ids": [Command.link(cls.category.id)],
                "slab_ids": [
                    Command.create({"threshold": threshold, "rate": rate})
                    for threshold, rate in slabs
                ],
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestScheme(SchemeCase):
    def test_trial_explains_itself(self):
        trial = self._create_scheme().get_trial(37, 0)
        self.assertEqual(trial["benefit"], "1 Units free")
        self.assertEqual(len(trial["lines"]), 1)
        self.assertIn("3 Units", trial["upsell"])

    def test_trial_below_the_first_slab(self):
        trial = self._create_scheme().get_trial(19, 0)
        self.assertEqual(trial["benefit"], "0 Units free")
        self.assertEqual(trial["lines"], ["No slab is reached."])

    def test_trial_of_a_capped_margin(self):
        scheme = self._create_scheme(
            [(0, 5), (1000, 10)], calculation="marginal", basis="value", benefit_kind="percent",
            cap=5000,
        )
        trial = scheme.get_trial(0, 6000)
        self.assertIn("450.00", trial["benefit"])
        self.assertEqual(len(trial["lines"]), 3)
        self.assertFalse(trial["upsell"])

    def test_trial_tells_that_the_value_is_missing(self):
        scheme = self._create_scheme(
            [(10, 5)], calculation="whole", benefit_kind="percent"
        )
        self.assertTrue(any("value" in line for line in scheme.get_trial(20, 0)["lines"]))
        self.assertIn("5.00", scheme.get_trial(20, 100)["benefit"])

    def test_trial_without_slabs(self):
        with self.assertRaisesRegex(ValidationError, "add at least one"):
            self._create_scheme([]).get_trial(1, 1)

    def test_summary_is_a_sentence(self):
        summary = self._create_scheme(date_start="2026-01-01", date_end="2026-03-31").summary
        self.assertIn("for every 20 Units: 1 Units free", summary)
        self.assertIn("Biscuits", summary)
        self.assertIn("03/31/2026", summary)

    def test_kind_follows_calculation(self):
        with Form(self.env["dms.scheme"]) as form:
            form.name = "Follows"
            form.calculation = "whole"
            self.assertEqual(form.benefit_kind, "percent")
            form.calculation = "flat"
            self.assertEqual(form.benefit_kind, "amount")
            form.calculation = "recurring"
            self.assertEqual(form.benefit_kind, "amount")
        with Form(self.env["dms.scheme"]) as form:
            form.name = "Per unit"
            form.benefit_kind = "per_unit"
            form.basis = "value"
            self.assertEqual(form.benefit_kind, "percent")

    def test_slabs_end_where_the_next_begins(self):
        scheme = self._create_scheme([(100, 2), (10, 1)], cap=500)
        slabs = scheme.slab_ids.sorted("threshold")
        self.assertEqual(slabs.mapped("ceiling"), [100, 500])
        self.assertFalse(any(slabs.mapped("is_open")))
        scheme.cap = 0
        self.assertEqual(slabs.mapped("is_open"), [False, True])

    def test_terms_that_make_no_sense(self):
        with self.assertRaisesRegex(ValidationError, "above zero"):
            self._create_scheme([(0, 1)])
        with self.assertRaisesRegex(ValidationError, "highest slab begins"):
            self._create_scheme([(100, 1)], cap=50)
        with self.assertRaisesRegex(ValidationError, "120 %"):
            self._create_scheme([(1, 120)], calculation="whole", benefit_kind="percent")

    def test_goods_for_a_value_are_named(self):
        with self.assertRaisesRegex(ValidationError, "which product is given"):
            self._create_scheme(basis="value")
        scheme = self._create_scheme(basis="value", free_product_ids=self.product.ids)
        self.assertEqual(scheme.get_trial(0, 45)["benefit"], "2 Cream biscuits free")

    @mute_logger("odoo.sql_db")
    def test_database_refuses(self):
        for values in (
            {"date_start": "2026-02-01", "date_end": "2026-01-31"},
            {"cap": -1},
            {"slabs": [(10, 1), (10, 2)]},
            {"slabs": [(10, -1)]},
            {"slabs": [(-10, 1)]},
            {"calculation": "whole", "benefit_kind": "goods"},
            {"calculation": "whole", "basis": "value", "benefit_kind": "per_unit"},
            {"uom_id": False},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._create_scheme(**values)

    @mute_logger("odoo.sql_db")
    def test_code_is_unique_in_a_company(self):
        self._create_scheme(code="A-1")
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._create_scheme(code="A-1")

    def test_start_gives_a_code_and_locks_the_terms(self):
        scheme = self._create_scheme()
        scheme.action_start()
        self.assertEqual(scheme.state, "running")
        self.assertTrue(scheme.code)
        for values in ({"date_end": "2030-01-01"}, {"cap": 3}, {"slab_ids": [Command.clear()]}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "has started"):
                scheme.write(values)
        with self.assertRaisesRegex(UserError, "has started"):
            scheme.slab_ids.rate = 2
        with self.assertRaisesRegex(UserError, "has started"):
            scheme.slab_ids.unlink()
        with self.assertRaisesRegex(UserError, "has started"):
            self.env["dms.scheme.slab"].create(
                {"scheme_id": scheme.id, "threshold": 40, "rate": 3}
            )
        with self.assertRaisesRegex(UserError, "kept for the record"):
            scheme.unlink()
        with self.assertRaisesRegex(UserError, "stop it first"):
            scheme.action_archive()
        scheme.description = "Proof of purchase is needed."

    def test_start_refuses(self):
        with self.assertRaisesRegex(UserError, "add at least one slab"):
            self._create_scheme([]).action_start()
        yesterday = fields.Date.context_today(self.env["dms.scheme"]) - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "last day"):
            self._create_scheme(date_start=yesterday, date_end=yesterday).action_start()
        with self.assertRaisesRegex(UserError, "cannot be converted"):
            self._create_scheme(uom_id=self.env.ref("uom.product_uom_kgm").id).action_start()
        scheme = self._create_scheme()
        scheme.action_start()
        with self.assertRaisesRegex(UserError, "already"):
            scheme.action_start()

    def test_stop_and_duplicate(self):
        scheme = self._create_scheme(code="OLD")
        with self.assertRaisesRegex(UserError, "not running"):
            scheme.action_stop()
        scheme.action_start()
        scheme.action_stop()
        self.assertEqual(scheme.state, "stopped")
        self.assertTrue(scheme.stopped_on)
        duplicate = scheme.copy()
        self.assertEqual(duplicate.state, "draft")
        self.assertFalse(duplicate.code)
        self.assertEqual(duplicate.slab_ids.mapped("threshold"), [20])
        duplicate.slab_ids.rate = 2

    def test_cron_ends_what_is_over(self):
        today = fields.Date.context_today(self.env["dms.scheme"])
        over = self._create_scheme(
            date_start=today - timedelta(days=9), date_end=today - timedelta(days=1)
        )
        with freeze_time(today - timedelta(days=1)):
            over.action_start()
        last_day = self._create_scheme(date_start=today, date_end=today)
        last_day.action_start()
        self.env["dms.scheme"]._cron_end_schemes()
        self.assertEqual(over.state, "ended")
        self.assertEqual(last_day.state, "running")

    def test_upcoming(self):
        tomorrow = fields.Date.context_today(self.env["dms.scheme"]) + timedelta(days=1)
        scheme = self._create_scheme(date_start=tomorrow)
        self.assertFalse(scheme.is_upcoming)
        scheme.action_start()
        self.assertTrue(scheme.is_upcoming)

    def test_eligibility_reaches_down_the_trees(self):
        below = self.env["product.category"].create(
            {"name": "Cookies", "parent_id": self.category.id}
        )
        apart = self.env["product.category"].create({"name": "Soap"})
        cookie, other = self.env["product.product"].create(
            [
                {"name": "Cookie", "type": "consu", "categ_id": below.id},
                {"name": "Soap", "type": "consu", "categ_id": apart.id},
            ]
        )
        tier = self.env["dms.tier"].create({"name": "Shop", "code": "SHOP", "role": "outlet"})
        north = self.env["dms.territory"].create({"name": "North", "code": "TEST-N"})
        city = self.env["dms.territory"].create(
            {"name": "City", "code": "TEST-C", "parent_id": north.id}
        )
        inside, outside = self.env["res.partner"].create(
            [
                {"name": "Inside", "dms_tier_id": tier.id, "dms_territory_id": city.id},
                {"name": "Outside", "dms_tier_id": tier.id},
            ]
        )
        scheme = self._create_scheme(territory_ids=[Command.link(north.id)])
        products = self.env["product.product"].search(scheme._get_product_domain())
        self.assertEqual(products, self.product | cookie)
        self.assertEqual(scheme.product_count, 2)
        partners = self.env["res.partner"].search(scheme._get_partner_domain())
        self.assertEqual(partners, inside)
        scheme.product_ids = other
        self.assertEqual(scheme.product_count, 3)
        scheme.territory_ids = False
        self.assertIn(outside, self.env["res.partner"].search(scheme._get_partner_domain()))

    def test_reversed_sale_keeps_its_scheme(self):
        scheme = self._create_scheme()
        tier = self.env["dms.tier"].create({"name": "Stockist", "code": "STOCK"})
        distributor = self.env["res.partner"].create(
            {"name": "Stockist", "dms_tier_id": tier.id}
        )
        sale = self.env["dms.secondary.sale"].create(
            {
                "distributor_id": distributor.id, "product_id": self.product.id,
                "date": "2026-01-05", "quantity": 20, "free_quantity": 1,
                "gross_amount": 10, "discount_amount": 0, "net_amount": 10,
                "source_key": "scheme-test", "scheme_id": scheme.id,
            }
        )
        self.assertEqual(sale.action_reverse().scheme_id, scheme)

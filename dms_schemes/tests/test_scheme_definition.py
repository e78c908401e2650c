from datetime import timedelta
from decimal import Decimal

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..arithmetic import Basket, Line, Unit
from .test_scheme import SchemeCase


@tagged("post_install", "-at_install")
class TestSchemeDefinition(SchemeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env["dms.scheme"])
        cls.tomorrow = cls.today + timedelta(days=1)
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.tier = cls.env["dms.tier"].create(
            {"name": "Definition stockist", "code": "DEF-STOCK", "role": "distributor"}
        )
        cls.member = cls.env["res.partner"].create(
            {"name": "Definition Stockists", "is_company": True, "dms_tier_id": cls.tier.id}
        )

    def _get_set(self, **options):
        company = self.env.company
        return self.env["dms.scheme"]._get_scheme_set(
            company, company.currency_id, self.today, **options
        )

    def _evaluate(self, scheme, quantity, value=100, unit=None):
        """What one line earns, on the compiled set."""
        line = Line(
            1, self.product.id, self.product._get_dms_category_paths()[self.product],
            Decimal(quantity), (unit or self.unit)._get_dms_unit(), Decimal(value),
        )
        party = self.env["dms.scheme"]._prepare_party(self.member)
        basket = Basket(self.today, party, (line,))
        return self._get_set().evaluate(basket).outcomes.get(scheme.id)

    # The bridge to the arithmetic

    def test_set_is_kept_until_a_scheme_changes(self):
        scheme = self._create_scheme()
        self.assertNotIn(scheme.id, self._get_set().by_key)
        scheme.action_start()
        compiled = self._get_set()
        self.assertIn(scheme.id, compiled.by_key)
        self.assertIs(self._get_set(), compiled)
        with self.assertQueryCount(1):
            self._get_set()
        # A change of the same transaction is seen, and so is its rollback.
        savepoint = self.cr.savepoint()
        scheme._stop()
        self.assertEqual(self._get_set().by_key[scheme.id].date_end, self.today)
        savepoint.rollback()
        self.env.invalidate_all()
        self.assertIsNone(self._get_set().by_key[scheme.id].date_end)

    def test_set_is_compiled_in_a_constant_number_of_queries(self):
        def count(schemes):
            schemes.action_start()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._get_set()
            return self.cr.sql_log_count - before

        one = count(self._create_scheme(name="First"))
        many = self.env["dms.scheme"].union(
            *(self._create_scheme(name=f"Scheme {number}") for number in range(12))
        )
        self.assertLessEqual(count(many), one + 2)

    def test_units_convert_exactly(self):
        scheme = self._create_scheme([(2, 1)], uom_id=self.dozen.id)
        scheme.action_start()
        self.assertFalse(self._evaluate(scheme, 23))
        outcome = self._evaluate(scheme, 24)
        self.assertEqual(outcome.goods_quantity, 1)
        self.assertEqual(self._evaluate(scheme, 2, unit=self.dozen).goods_quantity, 1)
        self.assertEqual(
            self.dozen._get_dms_unit(), Unit(self.unit.id, Decimal(str(self.dozen.factor)))
        )

    def test_free_goods_are_valued_at_cost(self):
        self.product.standard_price = 0.25
        scheme = self._create_scheme([(2, 1)], uom_id=self.dozen.id)
        scheme.action_start()
        self.assertEqual(self._evaluate(scheme, 24).budget_amount, Decimal("3.00"))

    def test_foreign_currency_is_converted(self):
        foreign = self.env["res.currency"].create({"name": "DEF", "symbol": "Ð", "rounding": 0.01})
        self.env["res.currency.rate"].create(
            {"currency_id": foreign.id, "name": "2020-01-01", "rate": 2.0}
        )
        scheme = self._create_scheme(
            [(200, 10)], calculation="flat", basis="value", benefit_kind="amount",
            currency_id=foreign.id,
        )
        scheme.action_start()
        self.assertFalse(self._evaluate(scheme, 1, value=99))
        self.assertEqual(self._evaluate(scheme, 1, value=100).amount, Decimal(5))

    def test_party_of_a_contact_is_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.member.id, "type": "delivery"}
        )
        party = self.env["dms.scheme"]._prepare_party(contact)
        self.assertEqual(party.tier, self.tier.id)
        self.assertEqual(party.partners, {contact.id, self.member.id})

    def test_orders_count_schemes_of_buyers_only(self):
        scheme = self._create_scheme(beneficiary="outlet", mechanism="period", window="month")
        scheme.action_start()
        self.assertEqual(scheme.payout, "off_invoice")
        self.assertNotIn(scheme.id, self._get_set().by_key)
        self.assertIn(scheme.id, self._get_set(beneficiaries=("outlet",)).by_key)

    # Life of a scheme

    def test_approval_by_tiers(self):
        approver = new_test_user(
            self.env, "scheme_approver", groups="dms_distributor.group_manager"
        )
        self.env["tier.definition"].create({
            "name": "Schemes", "review_type": "individual", "reviewer_id": approver.id,
            "model_id": self.env["ir.model"]._get_id("dms.scheme"),
        })
        scheme = self._create_scheme()
        self.assertTrue(scheme.needs_approval)
        scheme.action_start()
        self.assertEqual(scheme.state, "submitted")
        self.assertFalse(scheme.code)
        with self.assertRaisesRegex(UserError, "withdraw it"):
            scheme.slab_ids.rate = 3
        scheme.with_user(approver).validate_tier()
        self.assertEqual(scheme.state, "running")
        self.assertEqual(scheme.approved_by_id, approver)
        self.assertTrue(scheme.code)

    def test_version_takes_over_on_its_day(self):
        scheme = self._create_scheme(code="TWICE")
        with self.assertRaisesRegex(UserError, "not in force"):
            scheme._supersede(self.tomorrow)
        scheme.action_start()
        version = self.env["dms.scheme"].browse(scheme.action_new_version()["res_id"])
        self.assertEqual((version.state, version.version, version.code), ("draft", 2, "TWICE"))
        with self.assertRaisesRegex(UserError, "followed by"):
            scheme.action_new_version()
        version.slab_ids.rate = 2
        self.assertFalse(scheme.date_effective_end)
        version.action_start()
        self.assertEqual(version.state, "approved")
        self.assertTrue(version.is_upcoming)
        self.assertEqual(scheme.date_effective_end, self.today)
        self.assertEqual(self._evaluate(scheme, 20).goods_quantity, 1)
        with freeze_time(self.tomorrow):
            self.env["dms.scheme"]._cron_end_schemes()
        self.assertEqual(scheme.state, "superseded")
        self.assertEqual(version.state, "running")
        self.assertEqual(scheme.version_ids, scheme | version)
        # What was ordered on an earlier day keeps the terms of that day.
        self.assertEqual(self._evaluate(scheme, 20).goods_quantity, 1)
        self.assertFalse(self._evaluate(version, 20))

    def test_cancelled_version_leaves_the_scheme_running(self):
        scheme = self._create_scheme()
        scheme.action_start()
        version = scheme._supersede(self.tomorrow)
        version.action_start()
        version.action_cancel()
        self.assertFalse(scheme.date_effective_end)

    def test_extension_is_approved_and_kept(self):
        scheme = self._create_scheme(date_end=self.tomorrow)
        scheme.action_start()
        later = self.today + timedelta(days=30)
        extensions = self.env["dms.scheme.extension"]
        with self.assertRaisesRegex(ValidationError, "later day"), self.cr.savepoint():
            extensions.create(
                {"scheme_id": scheme.id, "date_end": self.today, "reason": "Earlier"}
            )
        extension = extensions.create(
            {"scheme_id": scheme.id, "date_end": later, "reason": "Goods came late"}
        )
        extension.action_extend()
        self.assertEqual(extension.state, "approved")
        self.assertEqual(extension.date_end_before, self.tomorrow)
        self.assertEqual(scheme.date_end, self.tomorrow)
        self.assertEqual(scheme.date_effective_end, later)
        self.assertIn("extended to", scheme.summary)
        self.assertIn("Goods came late", scheme.message_ids[:1].body)
        manager = new_test_user(self.env, "scheme_bold", groups="dms_distributor.group_manager")
        with self.assertRaises(AccessError):
            scheme.with_user(manager).write({"extended_to": "2099-01-01"})

    def test_over_cannot_be_extended(self):
        scheme = self._create_scheme(date_end=self.tomorrow)
        scheme.action_start()
        extension = self.env["dms.scheme.extension"].create({
            "scheme_id": scheme.id, "date_end": self.today + timedelta(days=30), "reason": "Late",
        })
        scheme._stop("No stock")
        self.assertEqual(scheme.stop_reason, "No stock")
        with self.assertRaisesRegex(UserError, "duplicate it"):
            extension.action_extend()

    def test_stop_wizard(self):
        scheme = self._create_scheme()
        scheme.action_start()
        wizard = self.env["dms.scheme.stop"].create(
            {"scheme_id": scheme.id, "reason": "Budget needed elsewhere"}
        )
        wizard.action_confirm()
        self.assertEqual(scheme.state, "stopped")
        self.assertEqual(scheme.date_effective_end, self.today)
        upcoming = self._create_scheme(date_start=self.tomorrow)
        upcoming.action_start()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            upcoming._stop()

    def test_entered_afterwards(self):
        scheme = self._create_scheme(
            date_start=self.today - timedelta(days=40), date_end=self.today - timedelta(days=10)
        )
        with self.assertRaisesRegex(UserError, "entered afterwards"):
            scheme.action_start()
        scheme.is_retroactive = True
        scheme.action_start()
        self.assertEqual(scheme.state, "ended")

    def test_refusal_needs_a_reason(self):
        scheme = self._create_scheme()
        scheme.action_submit()
        with self.assertRaisesRegex(UserError, "reason"):
            scheme.action_refuse()
        scheme.decision_reason = "Too expensive"
        scheme.action_refuse()
        self.assertEqual(scheme.state, "refused")
        scheme.unlink()

    # Templates

    def test_every_template_gives_a_scheme(self):
        program = self.env["dms.points.program"].create({"name": "Stars"})
        for template in self.env["dms.scheme.template"].search([]):
            with self.subTest(template=template.name):
                context = template.action_use()["context"]
                with Form(self.env["dms.scheme"].with_context(**context)) as form:
                    form.name = template.name
                    if form.benefit_kind == "points":
                        form.points_program_id = program
                scheme = form.record
                self.assertEqual(scheme.mechanism, template.mechanism)
                for name, value in template.terms.items():
                    if name != "slab_ids":
                        self.assertEqual(scheme[name], value, name)
                self.assertEqual(len(scheme.slab_ids), len(template.terms.get("slab_ids", [])))

    def test_scheme_becomes_a_template(self):
        scheme = self._create_scheme([(10, 1), (50, 6)], name="Kept")
        action = scheme.action_save_as_template()
        template = self.env["dms.scheme.template"].browse(action["res_id"])
        context = template.action_use()["context"]
        made = self.env["dms.scheme"].with_context(**context).create({"name": "Made"})
        self.assertEqual(made.slab_ids.mapped("rate"), [1, 6])
        self.assertEqual(made.category_ids, self.category)
        self.assertEqual(made.uom_id, self.unit)
        scheme.unlink()
        self.product.categ_id = self.env["product.category"].create({"name": "Else"})
        self.category.unlink()
        self.assertNotIn(
            self.category.id, template._prepare_scheme_values()["category_ids"][0][2]
        )

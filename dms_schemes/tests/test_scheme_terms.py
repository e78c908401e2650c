from odoo import Command
from odoo.tests import Form, tagged

from .test_scheme import SchemeCase


@tagged("post_install", "-at_install")
class TestSchemeTerms(SchemeCase):
    """The form's sentence and calculator, and the printed terms."""

    def _create(self, mechanism, slabs, **values):
        return self._create_scheme(slabs, **{
            "mechanism": mechanism, "calculation": "whole", "basis": "value",
            "benefit_kind": "percent", **values,
        })

    def test_form_offers_what_fits(self):
        with Form(self.env["dms.scheme"]) as form:
            form.name = "Display"
            form.mechanism = "display"
            self.assertEqual(form.calculation, "flat")
            self.assertEqual(form.benefit_kind, "amount")
            self.assertEqual(form.payout, "off_invoice")
            form.mechanism = "target"
            self.assertEqual(form.calculation, "flat")
            form.calculation = "whole"
            self.assertEqual(form.benefit_kind, "percent")
            form.mechanism = "combo"
            self.assertIn("recurring", form.available_calculations)
        self.assertEqual(form.record.mechanism, "combo")

    def test_target(self):
        scheme = self._create("target", [(90, 1), (100, 2)])
        self.assertIn("share of the target: from 90 %", scheme.summary)
        self.assertIn("Enter the target", scheme.get_trial(0, 950)["lines"][0])
        trial = scheme.get_trial(0, 950, 1000)
        self.assertIn("9.50", trial["benefit"])
        self.assertIn("95 %", trial["lines"][0])
        self.assertIn("50.00 more", trial["upsell"])
        self.assertIn("0.00", scheme.get_trial(0, 899, 1000)["benefit"])

    def test_growth(self):
        scheme = self._create("growth", [(10, 2), (20, 5)], growth_base="increase")
        self.assertIn("growth over the year before", scheme.summary)
        # 100 more than 1,000 is 10 %, which pays 2 % of the increase.
        self.assertIn("2.00", scheme.get_trial(0, 1100, 1000)["benefit"])
        self.assertIn("10.00", scheme.get_trial(0, 1200, 1000)["benefit"])
        self.assertIn("24.00", scheme.get_trial(0, 1200)["benefit"])
        scheme.growth_new_slab = 0
        self.assertIn("no slab pays new partners", scheme.get_trial(0, 1200)["lines"][0])

    def test_combo(self):
        scheme = self._create(
            "combo", [(1, 4), (5, 25)], calculation="recurring", basis="quantity",
            benefit_kind="amount",
            combo_ids=[
                Command.create({
                    "quantity": 2, "uom_id": self.unit.id,
                    "product_ids": [Command.link(self.product.id)],
                }),
                Command.create({
                    "quantity": 3, "uom_id": self.unit.id,
                    "category_ids": [Command.link(self.category.id)],
                }),
            ],
        )
        self.assertIn("sets of 2 Units of Cream biscuits and 3 Units of Biscuits", scheme.summary)
        self.assertIn("33.00", scheme.get_trial(7, 0)["benefit"])

    def test_display(self):
        scheme = self._create(
            "display", [(0, 20)], calculation="flat", basis="quantity", benefit_kind="amount",
            beneficiary="outlet", audits_required=4,
        )
        self.assertIn("by the share of 4 audits passed", scheme.summary)
        self.assertIn("15.00", scheme.get_trial(3, 0)["benefit"])
        self.assertIn("20.00", scheme.get_trial(9, 0)["benefit"])
        scheme.is_all_or_nothing = True
        self.assertNotIn("15", scheme.get_trial(3, 0)["benefit"])

    def test_price_protection(self):
        scheme = self._create(
            "price_protection", (), calculation="flat", basis="quantity", benefit_kind="amount",
            beneficiary="distributor",
            price_ids=[Command.create(
                {"product_id": self.product.id, "old_price": 1.2, "new_price": 1.1}
            )],
        )
        self.assertIn("Cream biscuits from", scheme.summary)
        self.assertIn("10.00", scheme.get_trial(100, 0)["benefit"])

    def test_assortment(self):
        scheme = self._create("assortment", [(0, 3)], assortment_each=2, assortment_value=500)
        self.assertIn("with at least 2 different products, 2 Units of each and", scheme.summary)

    def test_points(self):
        scheme = self._create(
            "period", [(10, 2)], calculation="recurring", benefit_kind="points", window="month"
        )
        self.assertIn("purchases of each month", scheme.summary)
        self.assertEqual(scheme.get_trial(0, 57)["benefit"], "10 points")

    def test_printed_terms(self):
        plain = self._create_scheme([(20, 1)])
        printed = plain._prepare_printed_terms()
        self.assertIn("for every 20 Units: 1 Units free", printed["promise"])
        self.assertEqual(printed["slabs"], [("20 Units", "and above", "1 Units free")])
        self.assertIn(("30 Units", "1 Units free"), printed["examples"])
        self.assertIn(("19 Units", "0 Units free"), printed["examples"])
        schemes = plain + self._create("target", [(90, 1)]) + self._create(
            "price_protection", (), calculation="flat", basis="quantity", benefit_kind="amount",
            beneficiary="distributor",
            price_ids=[Command.create(
                {"product_id": self.product.id, "old_price": 1.2, "new_price": 1.1}
            )],
        )
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "dms_schemes.report_scheme_terms", schemes.ids
        )
        self.assertEqual(kind, "html")
        text = html.decode()
        self.assertEqual(text.count("Not binding"), 3)
        self.assertIn("Cream biscuits", text)
        self.assertIn("Examples", text)

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common_secondary import SecondaryCommon


@tagged("post_install", "-at_install")
class TestSchemeEntitlement(SecondaryCommon):
    """What partners earn from the sales reported, by each mechanism."""

    def test_each_slab_pays_for_its_part(self):
        scheme = self._create_running(
            [(0, 5), (1000, 10)], calculation="marginal", cap=5000
        )
        self._sell(2500)
        self._sell(3500, day="2025-06-01")
        self._sell(9000, product=self.foreign)
        self._refresh()
        entitlement = self._find(scheme)
        self.assertEqual(entitlement.earned, 450)
        self.assertEqual((entitlement.value, entitlement.line_count), (6000, 2))
        self.assertEqual((entitlement.slab, entitlement.missing), (2, 0))
        self.assertEqual(entitlement.due_value, 450)
        self.assertEqual(entitlement.distributor_id, self.sunrise)

    def test_units_are_converted_before_they_are_added(self):
        scheme = self._create_running(
            [(3, 1)], calculation="recurring", basis="quantity", benefit_kind="amount",
            uom_id=self.dozen.id,
        )
        self._sell(10, 30, self.soap)
        self._sell(10, 0.5, self.pack)
        self._refresh()
        entitlement = self._find(scheme)
        self.assertEqual((entitlement.quantity, entitlement.earned), (3, 1))

    def test_returns_and_reversals_are_netted(self):
        scheme = self._create_running([(1000, 10)])
        sale = self._sell(600)
        self._sell(600)
        self._sell(-150, -1)
        self._refresh()
        self.assertEqual(self._find(scheme).earned, 105)
        sale.action_reverse()
        self._take_pending()
        entitlement = self._find(scheme)
        self.assertEqual((entitlement.value, entitlement.earned), (450, 0))
        self.assertEqual(entitlement.missing, 550)
        self.assertEqual(entitlement.progress, 45)

    def test_returns_take_back_what_was_granted(self):
        scheme = self._create_running([(1000, 10)])
        self._sell(1200)
        self._refresh()
        entitlement = self._find(scheme)
        self.assertEqual(entitlement._grant().amount, 120)
        self.assertEqual((entitlement.granted, entitlement.due), (120, 0))
        self.assertFalse(entitlement._grant(), "nothing is due")
        self._sell(-300, -1)
        self._take_pending()
        self.assertEqual((entitlement.earned, entitlement.due_value), (0, -120))
        self.assertEqual(entitlement._grant().stage, "claw_back")
        self._sell(300)
        self._take_pending()
        entitlement._grant()
        grants = self.env["dms.scheme.grant"].search([("scheme_id", "=", scheme.id)])
        self.assertEqual(sum(grants.mapped("amount")), 120)
        self.assertEqual(sum(grants.mapped("accrued")), 120)

    def test_a_vanished_entitlement_is_owed_back(self):
        scheme = self._create_running([(1000, 10)])
        sale = self._sell(1200)
        self._refresh()
        self._find(scheme)._grant()
        sale.action_reverse()
        self._refresh()
        entitlement = self._find(scheme)
        self.assertEqual((entitlement.value, entitlement.due), (0, -120))

    def test_windows_begin_anew(self):
        scheme = self._create_running([(100, 10)], window="quarter")
        for day in ("2025-01-01", "2025-03-31", "2025-04-01", "2025-12-31"):
            self._sell(80, day=day)
        self._refresh()
        entitlements = self._find(scheme).sorted("date_from")
        self.assertEqual(entitlements.mapped("earned"), [16, 0, 0])
        self.assertEqual(entitlements[0].date_to, date(2025, 3, 31))
        self.assertEqual(entitlements[2].date_from, date(2025, 10, 1))

    def test_distributors_earn_what_they_sell_to_all(self):
        scheme = self._create_running([(1000, 2)], beneficiary="distributor")
        self._sell(400)
        self._sell(400, outlet=self.market)
        self._sell(400, outlet_id=False)
        self._sell(900, outlet=self.pier)
        self._refresh()
        self.assertEqual(self._find(scheme, self.sunrise).earned, 24)
        self.assertFalse(self._find(scheme, self.seaside).earned)
        self.assertFalse(self._find(scheme, self.corner))

    def test_only_those_admitted_earn(self):
        scheme = self._create_running(
            [(0, 10)], territory_ids=[Command.link(self.north.id)], partner_ids=False,
            excluded_partner_ids=[Command.link(self.market.id)],
        )
        for outlet in self.corner | self.market | self.pier:
            self._sell(100, outlet=outlet)
        self._refresh()
        found = self.Entitlement.search([("scheme_id", "=", scheme.id)])
        self.assertEqual(found.partner_id, self.corner)

    def test_each_invoice_counts_alone(self):
        scheme = self._create_running(
            [(20, 1)], mechanism="order", calculation="recurring", basis="quantity",
            benefit_kind="goods", free_product_ids=[Command.link(self.cream.id)],
        )
        self.cream.with_company(self.company).standard_price = 3
        for quantity, invoice in ((30, "A"), (15, "A"), (19, "B"), (19, "C")):
            self._sell(100, quantity, invoice_reference=invoice)
        self._refresh()
        entitlement = self._find(scheme)
        self.assertEqual((entitlement.earned, entitlement.earned_value), (2, 6))
        grant = entitlement._grant()
        self.assertEqual((grant.product_id, grant.quantity), (self.cream, 2))

    def test_a_return_note_takes_its_share(self):
        scheme = self._create_running([(100, 10)], mechanism="order")
        self._sell(300, invoice_reference="A")
        self._sell(100, invoice_reference="B")
        self._sell(-100, -1, invoice_reference="R")
        self._refresh()
        self.assertEqual(self._find(scheme).earned, 30)

    def test_sets(self):
        scheme = self._create_running(
            [(1, 5)], mechanism="combo", calculation="recurring", basis="quantity",
            benefit_kind="amount", category_ids=False, combo_ids=[
                Command.create({
                    "quantity": 2, "product_ids": [Command.link(self.soap.id)],
                    "uom_id": self.unit.id,
                }),
                Command.create({
                    "quantity": 1, "product_ids": [Command.link(self.cream.id)],
                    "uom_id": self.unit.id,
                }),
            ],
        )
        self._sell(100, 7, self.soap, invoice_reference="A")
        self._sell(100, 2, self.cream, invoice_reference="A")
        self._sell(100, 7, self.soap, invoice_reference="B")
        self._refresh()
        self.assertEqual(self._find(scheme).earned, 10)

    def test_assortment(self):
        scheme = self._create_running(
            [(0, 10)], mechanism="assortment", assortment_distinct=2, assortment_each=5,
            assortment_value=100,
        )
        self._sell(60, 5, self.soap, invoice_reference="A")
        self._sell(60, 5, self.cream, invoice_reference="A")
        self._sell(60, 5, self.soap, invoice_reference="B")
        self._sell(60, 4, self.cream, invoice_reference="B")
        self._sell(40, 5, self.soap, invoice_reference="C")
        self._sell(40, 5, self.cream, invoice_reference="C")
        self._refresh()
        self.assertEqual(self._find(scheme).earned, 12)

    def test_target(self):
        scheme = self._create_running(
            [(80, 1), (100, 3)], mechanism="target", target_ids=[
                Command.create({"partner_id": self.corner.id, "value": 1000}),
                Command.create({"partner_id": self.market.id, "value": 1000}),
                Command.create({"partner_id": self.pier.id, "value": 1000}),
            ],
        )
        self._sell(799)
        self._sell(1000, outlet=self.market)
        self._refresh()
        corner = self._find(scheme)
        self.assertEqual((corner.earned, corner.figure), (0, 79.9))
        self._sell(1)
        self._take_pending()
        self.assertEqual(corner.earned, 8)
        self.assertEqual(self._find(scheme, self.market).earned, 30)
        pier = self._find(scheme, self.pier)
        self.assertEqual((pier.earned, pier.progress, pier.target), (0, 0, 1000))
        self.assertEqual(pier.distributor_id, self.seaside)

    def test_growth(self):
        scheme = self._create_running(
            [(10, 2), (50, 5)], mechanism="growth", growth_base="increase", growth_new_slab=1,
        )
        self._sell(1000, day="2024-05-01")
        self._sell(1100)
        self._sell(500, outlet=self.market)
        self._refresh()
        entitlement = self._find(scheme)
        self.assertEqual((entitlement.figure, entitlement.previous_value), (10, 1000))
        self.assertEqual(entitlement.earned, 2)
        self.assertEqual(self._find(scheme, self.market).earned, 10, "the slab of new partners")
        self._sell(400, day="2025-07-01")
        self._take_pending()
        self.assertEqual(entitlement.earned, 25)

    def test_display_pays_by_the_share_of_audits(self):
        scheme = self._create_running(
            [(1, 60)], mechanism="display", calculation="flat", basis="quantity",
            benefit_kind="amount", audits_required=3, photos_required=0,
        )
        self.env["dms.scheme.audit"].create([
            {
                "scheme_id": scheme.id, "partner_id": self.corner.id, "date": day,
                "is_passed": passed,
            }
            for day, passed in (
                ("2025-02-01", True), ("2025-03-01", False), ("2025-04-01", True),
            )
        ])
        self._sell(10)
        jobs = self.env["queue.job"].search([
            ("model_name", "=", "dms.scheme.entitlement"), ("state", "=", "pending"),
        ])
        self.assertTrue(
            jobs.filtered(lambda job: scheme.ids in job.args), "an audit is counted when recorded"
        )
        self._refresh()
        self.assertEqual(self._find(scheme).earned, 40)

    def test_ship_and_debit(self):
        scheme = self._create_running(
            [], mechanism="ship_debit", calculation="flat", basis="quantity",
            benefit_kind="amount", beneficiary="distributor", price_ids=[Command.create({
                "product_id": self.soap.id, "uom_id": self.dozen.id, "old_price": 24,
                "new_price": 18,
            })],
        )
        self._sell(10, 30)
        self._sell(10, -6)
        self._sell(10, 100, self.cream)
        self._refresh()
        self.assertEqual(self._find(scheme, self.sunrise).earned, 12)

    def test_points(self):
        program = self.env["dms.points.program"].create(
            {"name": "Stars", "unit_value": 0.1, "company_id": self.company.id}
        )
        scheme = self._create_running(
            [(10, 3)], calculation="recurring", benefit_kind="points",
            points_program_id=program.id,
        )
        self._sell(99)
        self._refresh()
        entitlement = self._find(scheme)
        self.assertEqual(entitlement.earned, 27)
        self.assertEqual(entitlement._grant().points, 27)

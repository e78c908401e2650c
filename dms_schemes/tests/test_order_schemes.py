from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common_order import SchemeOrderCommon


@tagged("post_install", "-at_install")
class TestOrderSchemes(SchemeOrderCommon):
    """Benefits of quotations: there as soon as they are earned, gone when they are not."""

    def test_money_comes_off_the_lines_that_earned_it(self):
        scheme = self._scheme("Tea", [(100, 5), (500, 10)], product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 50), (self.soap, 100))
        tea, soap = order.order_line
        self.assertEqual((tea.price_subtotal, soap.price_subtotal), (380.0, 225.0))
        self.assertEqual((tea.dms_scheme_amount, soap.dms_scheme_amount), (20.0, 0.0))
        self.assertEqual(order.amount_untaxed, 605.0)
        panel = order.dms_scheme_panel
        self.assertEqual([row["id"] for row in panel["rows"]], [scheme.id])
        self.assertEqual((panel["total"], panel["is_frozen"]), (20.0, False))
        self.assertIn("100.00", panel["hints"][0]["text"])
        self.assertEqual(order._get_dms_scheme_notes().keys(), {tea})
        self.assertIn("Tea", order._get_dms_scheme_notes()[tea])

    def test_a_change_of_any_kind_is_followed(self):
        self._scheme("Tea", [(100, 5), (500, 10)], product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 50))
        line = order.order_line
        line.product_uom_qty = 100
        self.assertEqual(line.price_subtotal, 720.0)
        order.write({"order_line": [Command.update(line.id, {"product_uom_qty": 10})]})
        self.assertEqual(line.price_subtotal, 80.0, "below the first slab")
        line.write({"product_uom_qty": 50, "discount": 50})
        self.assertEqual(line.price_subtotal, 190.0)
        line.price_unit = 100
        self.assertEqual(line.price_subtotal, 2250.0)
        order._recompute_prices()
        self.assertEqual(line.price_subtotal, 380.0)
        line.unlink()
        self.assertEqual(order.amount_untaxed, 0.0)

    def test_cents_of_a_shared_benefit_add_up(self):
        self._scheme("All", [(10, 10)], calculation="flat", benefit_kind="amount")
        order = self._quotation((self.tea, 1), (self.soap, 3), (self.oil, 2))
        self.assertEqual(sum(order.order_line.mapped("price_subtotal")), 17.35)
        self.assertEqual(order.amount_untaxed, 17.35)
        self.assertAlmostEqual(sum(order.order_line.mapped("dms_scheme_amount")), 10.0)

    def test_taxes_are_of_the_discounted_value(self):
        tax = self.env["account.tax"].create({"name": "18 %", "amount": 18.0})
        included = self.env["account.tax"].create({
            "name": "18 % included", "amount": 18.0, "price_include_override": "tax_included",
        })
        self.tea.taxes_id, self.soap.taxes_id = tax, included
        self._scheme("All", [(10, 7)])
        order = self._quotation((self.tea, 37), (self.soap, 41))
        tea, soap = order.order_line
        self.assertEqual(tea._get_dms_value(), 296.0)
        self.assertEqual(tea.price_subtotal, 275.28)
        self.assertAlmostEqual(tea.price_tax, 49.55)
        value = round(41 * 2.25 / 1.18, 2)
        self.assertEqual(soap._get_dms_value(), value)
        self.assertAlmostEqual(soap.price_subtotal, value - round(value * 0.07, 2))

    def test_free_goods_are_lines_of_their_own(self):
        scheme = self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 45, self.case), (self.soap, 10))
        source = order.order_line[0]
        free = order.order_line - order.order_line[:2]
        self.assertEqual(self._get_free(order), {self.tea: (2, self.case)})
        self.assertEqual((free.dms_scheme_id, free.dms_source_line_id), (scheme, source))
        self.assertEqual((free.price_unit, free.price_subtotal), (0.0, 0.0))
        self.assertIn("20 + 1", free.name)
        self.assertAlmostEqual(free.margin, -free.purchase_price * 2)
        source.product_uom_qty = 60
        self.assertEqual(self._get_free(order), {self.tea: (3, self.case)})
        self.assertEqual(len(order.order_line), 3, "the free line was changed, not doubled")
        source.product_uom_qty = 19
        self.assertEqual(self._get_free(order), {})

    def test_free_goods_at_full_price_less_all_of_it(self):
        self.company.dms_free_goods_price = "discounted"
        self.tea.taxes_id = self.env["account.tax"].create({"name": "18 %", "amount": 18.0})
        self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        free = order.order_line[1]
        self.assertEqual((free.price_unit, free.dms_scheme_discount), (96.0, 100.0))
        self.assertEqual((free.price_subtotal, free.price_tax), (0.0, 0.0))
        self.assertEqual(order.amount_untaxed, 1680.0)

    def test_another_product_given(self):
        self._free(product_ids=[Command.set(self.tea.ids)], **self._give(self.oil), rate=5)
        order = self._quotation((self.tea, 20, self.case))
        self.assertEqual(self._get_free(order), {self.oil: (5, self.unit)})

    def _give(self, product):
        return {
            "free_product_ids": [Command.set(product.ids)], "uom_id": self.unit.id,
            "threshold": 240,
        }

    def test_what_is_given_cannot_be_edited(self):
        scheme = self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        free = order.order_line[1]
        free.product_uom_qty = 100
        self.assertEqual(self._get_free(order), {self.tea: (1, self.case)})
        free.price_unit = -50
        self.assertEqual(order.order_line[1].price_subtotal, 0.0)
        free.unlink()
        self.assertEqual(self._get_free(order), {self.tea: (1, self.case)})
        order.write({"order_line": [Command.create({
            "product_id": self.soap.id, "dms_scheme_id": scheme.id,
        })]})
        self.assertEqual(self._get_free(order), {self.tea: (1, self.case)})

    def test_the_orders_date_decides(self):
        yesterday = self.today - timedelta(days=1)
        self._scheme("All", [(10, 10)], date_start=self.today)
        order = self._quotation((self.tea, 10), date_order=yesterday)
        self.assertEqual(order.amount_untaxed, 80.0)
        order.date_order = fields.Datetime.now()
        self.assertEqual(order.amount_untaxed, 72.0)

    def test_the_day_is_the_companys_whoever_saves(self):
        self.env.company.partner_id.tz = "Asia/Kolkata"
        self._scheme("April", [(10, 10)], date_start="2026-04-01")
        order = self._quotation((self.tea, 10), date_order="2026-03-31 19:00:00")
        for zone in ("UTC", "America/New_York"):
            order.with_context(tz=zone)._update_dms_schemes()
            self.assertEqual(order.amount_untaxed, 72.0, zone)

    def test_who_is_not_meant_gets_nothing(self):
        tier = self.env.ref("dms_distributor.tier_outlet")
        self._scheme("Outlets", [(10, 10)], tier_ids=[Command.set(tier.ids)])
        self.assertEqual(self._quotation((self.tea, 10)).amount_untaxed, 80.0)

    def test_another_customer_takes_the_benefits_off(self):
        self._scheme("All", [(10, 10)])
        self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        self.assertEqual(len(order.order_line), 2)
        order.partner_id = self.env["res.partner"].create({"name": "A stranger"})
        self.assertEqual(len(order.order_line), 1)
        self.assertEqual(order.order_line.dms_scheme_discount, 0.0)
        self.assertFalse(order.dms_scheme_panel)

    def test_the_form_shows_benefits_while_typing(self):
        self._scheme("All", [(100, 10)])
        self._free(product_ids=[Command.set(self.tea.ids)])
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.sunrise
            with form.order_line.new() as line:
                line.product_id = self.tea
                line.product_uom_id = self.case
                line.product_uom_qty = 20
            self.assertEqual(len(form.order_line), 2, "the free line is there before saving")
            self.assertEqual(form.amount_untaxed, 1512.0)
            self.assertEqual(form.dms_scheme_panel["total"], 168.0)
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 40
            self.assertEqual(form.order_line.edit(1).product_uom_qty, 2)
        order = form.save()
        self.assertEqual(self._get_free(order), {self.tea: (2, self.case)})
        self.assertEqual(order.amount_untaxed, 3024.0)
        with Form(order) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 5
        self.assertEqual(len(order.order_line), 1)
        self.assertEqual(order.amount_untaxed, 432.0)

    def test_a_copy_works_its_benefits_out_anew(self):
        scheme = self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        self._end(scheme)
        self.assertEqual(len(order.copy().order_line), 1)

    def test_a_foreign_currency(self):
        currency = self.env.ref("base.EUR")
        currency.active = True
        pricelist = self.env["product.pricelist"].create({"name": "E", "currency_id": currency.id})
        self._scheme("All", [(1, 10)])
        order = self._quotation((self.tea, 10), pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        line = order.order_line
        value = line._get_dms_value()
        self.assertAlmostEqual(line.price_subtotal, value - currency.round(value * 0.1))

    def test_another_companys_schemes_are_its_own(self):
        company = self.env["res.company"].create({"name": "Other"})
        self._scheme("All", [(1, 10)])
        order = self.env["sale.order"].with_company(company).create({
            "partner_id": self.sunrise.id, "company_id": company.id,
            "order_line": [Command.create({"product_id": self.tea.id, "product_uom_qty": 10})],
        })
        self.assertEqual(order.order_line.dms_scheme_discount, 0.0)

    def test_strangers_orders_cost_no_query(self):
        stranger = self.env["res.partner"].create({"name": "A stranger"})
        order = self._quotation((self.tea, 10), partner=stranger)
        self.env.flush_all()
        self.env.invalidate_all()
        order.order_line.product_uom_qty  # noqa: B018
        order.partner_id.commercial_partner_id.dms_tier_id  # noqa: B018
        with self.assertQueryCount(0):
            order._update_dms_schemes()

    def test_queries_do_not_grow_with_lines_and_schemes(self):
        products = self.env["product.product"].create([
            {"name": f"Many {number}", "list_price": 10, "taxes_id": [Command.clear()]}
            for number in range(50)
        ])
        for number, product in enumerate(products[:20]):
            self._scheme(f"S{number}", [(1, 2)], product_ids=[Command.set(product.ids)])
        order = self._quotation(*((product, 5) for product in products))
        self.env.flush_all()
        self.env.invalidate_all()
        order.order_line.mapped("price_subtotal")
        order.order_line.product_id.mapped("name")
        with self.assertQueryCount(15):
            order._update_dms_schemes()
        self.assertEqual(len(order.order_line.filtered("dms_scheme_discount")), 20)

    def test_sellers_without_distribution_see_benefits(self):
        seller = new_test_user(
            self.env, "plain_seller", groups="sales_team.group_sale_salesman_all_leads"
        )
        self._scheme("All", [(100, 10)])
        self._free(product_ids=[Command.set(self.tea.ids)])
        with Form(self.env["sale.order"].with_user(seller)) as form:
            form.partner_id = self.sunrise
            with form.order_line.new() as line:
                line.product_id = self.tea
                line.product_uom_id = self.case
                line.product_uom_qty = 20
            self.assertEqual(form.amount_untaxed, 1512.0)
        order = form.save()
        self.assertEqual(self._get_free(order), {self.tea: (1, self.case)})
        order.action_confirm()
        self.assertTrue(order.with_user(seller).dms_scheme_panel["is_frozen"])

    def test_notes_and_sections_have_no_part(self):
        self._scheme("All", [(1, 10)])
        order = self._quotation((self.tea, 10))
        order.write({"order_line": [Command.create({
            "display_type": "line_note", "name": "A note",
        })]})
        self.assertEqual(order.amount_untaxed, 72.0)

    def test_the_quick_order_tells_of_schemes(self):
        self._scheme("All", [(100, 10), (5000, 20)])
        self._free(product_ids=[Command.set(self.tea.ids)])
        cart = self.quick_order._save(self.sunrise, {str(self.tea.id): (20, 0)})["cart"]
        self.assertEqual((cart["untaxed"], cart["lines"]), (1512.0, 1))
        self.assertEqual(cart["quantities"], {self.tea.id: [20, 0]})
        self.assertEqual(cart["schemes"]["total"], 168.0)
        self.assertIn("Test Tea", cart["schemes"]["goods"])
        cart = self.quick_order._save(self.sunrise, {str(self.tea.id): (1, 0)})["cart"]
        self.assertEqual((cart["untaxed"], cart["schemes"]["goods"]), (96.0, ""))

    def test_ordering_again_does_not_order_what_was_given(self):
        self._free(product_ids=[Command.set(self.tea.ids)], **self._give(self.oil))
        order = self._order({self.tea: (20, 0)})
        self.assertEqual(self._get_free(order), {self.oil: (1, self.unit)})
        order._order_again_dms()
        cart = self.env["sale.order"]._get_dms_cart(self.sunrise)
        self.assertEqual(
            self.quick_order._get_cart(cart)["quantities"], {self.tea.id: [20, 0]}
        )

    def test_the_minimum_order_looks_at_what_is_to_be_paid(self):
        self.company.dms_minimum_order_amount = 75
        self._scheme("All", [(1, 10)])
        order = self._quotation((self.tea, 10))
        order.action_confirm()
        self.assertEqual(order.dms_hold_state, "held")
        self.assertFalse(order.dms_is_scheme_frozen)
        self.assertFalse(order.dms_scheme_line_ids)

    def test_nobody_adds_to_what_is_given_on_a_confirmed_order(self):
        self._free(product_ids=[Command.set(self.tea.ids)])
        order = self._quotation((self.tea, 20, self.case))
        order.action_confirm()
        seller = self.env.ref("base.user_admin")
        with self.assertRaises(UserError):
            order.order_line[1].with_user(seller).product_uom_qty = 5

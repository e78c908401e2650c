from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_secondary_month import MODELS, SecondaryMonthCase


@tagged("post_install", "-at_install")
class TestSecondaryMonthAccess(SecondaryMonthCase):
    def test_merge_of_outlets_moves_the_figures(self):
        for outlet in self.outlets[:2]:
            self._create_sale(outlet_id=outlet.id)
        self._create_sale(outlet_id=self.outlets[1].id, date="2026-04-02", invoice_reference="I2")
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(self.outlets[:2].ids, self.outlets[0])
        sums = self._sums(MODELS[1], outlet_id=self.outlets[0].id)
        self.assertRecordValues(
            sums.sorted("month"),
            [
                {"net_amount": 20, "line_count": 2, "invoice_count": 1},
                {"net_amount": 10, "line_count": 1, "invoice_count": 1},
            ],
        )
        self.assertFactsAgree()

    def test_merge_of_distributors_moves_the_figures(self):
        self._create_sale()
        self._create_sale(distributor_id=self.second.id)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.first | self.second).ids, self.first)
        for model in MODELS:
            sums = self._sums(model, company_id=self.company.id)
            self.assertRecordValues(
                sums, [{"distributor_id": self.first.id, "net_amount": 20, "line_count": 2}]
            )
        self.assertFactsAgree()

    def test_rules(self):
        """A territory's user sees what its distributors sell and what its outlets buy."""
        self._create_sale(outlet_id=self.outlets[0].id)
        self._create_sale(outlet_id=self.outlets[3].id, distributor_id=self.second.id)
        self._create_sale(outlet_id=self.outlets[1].id, distributor_id=self.second.id)
        self.env.flush_all()
        user = new_test_user(
            self.env, "months_north", "dms_distributor.group_user",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
            dms_territory_ids=[Command.set(self.north.ids)],
        )
        products = self.env[MODELS[0]].with_user(user).search([])
        self.assertEqual(products.distributor_id, self.first)
        outlets = self.env[MODELS[1]].with_user(user).search([])
        self.assertEqual(outlets.outlet_id, self.outlets[:2])
        with self.assertRaises(AccessError):
            outlets.write({"net_amount": 0})
        with self.assertRaises(AccessError):
            self.env[MODELS[1]].with_user(user).create({"month": "2026-01-01"})

    def test_rules_of_companies(self):
        self._create_sale()
        self.env.flush_all()
        other = self.env["res.company"].create({"name": "Another"})
        user = new_test_user(
            self.env, "months_other", "dms_distributor.group_manager",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )
        env = self.env(user=user, context={"allowed_company_ids": other.ids})
        for model in MODELS:
            rows = env[model].search([("distributor_id", "=", self.first.id)])
            self.assertFalse(rows)

    def test_portal_sees_its_own(self):
        self._create_sale()
        self._create_sale(distributor_id=self.second.id)
        self.env.flush_all()
        user = new_test_user(
            self.env, "months_portal", "base.group_portal",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        user.partner_id.write({"parent_id": self.first.id, "company_id": self.company.id})
        for model in MODELS:
            rows = self.env[model].with_user(user).search([])
            self.assertEqual(rows.distributor_id, self.first)

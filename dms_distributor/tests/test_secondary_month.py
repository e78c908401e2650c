import random

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common_secondary_month import MODELS, SecondaryMonthCase


@tagged("post_install", "-at_install")
class TestSecondaryMonth(SecondaryMonthCase):
    def _random_values(self, dice):
        cents = dice.randint(-50_000, 200_000)
        return self._prepare_sale_values(
            distributor_id=dice.choice([self.first, self.second]).id,
            outlet_id=dice.choice([*self.outlets.ids, False]),
            product_id=dice.choice(self.products).id,
            date=f"2026-{dice.randint(1, 4):02}-{dice.choice((1, 15, 28))}",
            quantity=dice.choice((0, 1, 1)) * (dice.randint(1, 90) if cents >= 0 else -1),
            free_quantity=dice.choice((0, 0, 1.5)),
            gross_amount=cents / 100,
            discount_amount=dice.choice((0, 0.35)),
            invoice_reference=dice.choice((f"I{dice.randint(1, 9)}", False)),
        )

    def test_sums_follow_whatever_happens(self):
        """Batches, reversals, deletes and changes by SQL, in any order: sums equal the facts."""
        for seed in range(6):
            dice = random.Random(seed)  # noqa: S311
            sales = self.Sale
            for _step in range(8):
                batch = [self._random_values(dice) for _row in range(dice.randint(1, 25))]
                sales |= self.Sale.create(batch)
                match dice.choice(("reverse", "delete", "move", "nothing")):
                    case "reverse":
                        candidates = sales.filtered(
                            lambda sale: not sale.reversal_of_id and not sale.is_reversed
                        )
                        sales |= candidates[: dice.randint(1, 9)].action_reverse()
                    case "delete":
                        free = sales.filtered(
                            lambda sale: not sale.reversal_of_id and not sale.is_reversed
                        )
                        gone = free[: dice.randint(1, 5)]
                        self.env.flush_all()
                        if gone:
                            self.env.cr.execute(
                                SQL("DELETE FROM dms_secondary_sale WHERE id IN %s", gone._ids)
                            )
                        sales -= gone
                        self.env.invalidate_all()
                    case "move":
                        self.env.flush_all()
                        self.env.cr.execute(
                            SQL(
                                "UPDATE dms_secondary_sale SET outlet_id = %s, date = date + 31"
                                " WHERE id IN %s",
                                dice.choice(self.outlets).id, sales[:7]._ids,
                            )
                        )
                        self.env.invalidate_all()
                self.assertFactsAgree()

    def test_figures(self):
        self._create_sale(quantity=5, gross_amount=50, discount_amount=5, free_quantity=1)
        self._create_sale(quantity=1, gross_amount=8, product_id=self.products[1].id)
        self._create_sale(quantity=3, gross_amount=30, invoice_reference="INV2")
        self._create_sale(quantity=-2, gross_amount=-20, invoice_reference="CN1")
        self._create_sale(quantity=4, gross_amount=40, invoice_reference=False)
        self._create_sale(quantity=9, gross_amount=90, date="2026-04-01")
        outlet = self._sums(MODELS[1], outlet_id=self.outlets[0].id, month="2026-03-01")
        self.assertRecordValues(
            outlet,
            [
                {
                    "quantity": 11, "free_quantity": 1, "gross_amount": 108, "discount_amount": 5,
                    "net_amount": 103, "return_amount": 20, "line_count": 5, "invoice_count": 2,
                    "invoiced_amount": 83,
                }
            ],
        )
        product = self._sums(MODELS[0], product_id=self.products[0].id, month="2026-03-01")
        self.assertRecordValues(
            product, [{"quantity": 10, "net_amount": 95, "return_amount": 20, "line_count": 4}]
        )

    def test_reversed_return_is_no_return(self):
        back = self._create_sale(quantity=-2, gross_amount=-20, invoice_reference="CN1")
        back.action_reverse()
        sums = self._sums(MODELS[1], outlet_id=self.outlets[0].id)
        self.assertRecordValues(
            sums, [{"net_amount": 0, "return_amount": 0, "line_count": 0, "invoice_count": 0}]
        )

    def test_reversed_sale_is_no_return(self):
        sale = self._create_sale(quantity=2, gross_amount=20)
        kept = self._create_sale(quantity=1, gross_amount=10)
        sale.action_reverse()
        sums = self._sums(MODELS[1], outlet_id=self.outlets[0].id)
        self.assertRecordValues(
            sums, [{"net_amount": 10, "return_amount": 0, "line_count": 1, "invoice_count": 1}]
        )
        kept.action_reverse()
        sums.invalidate_recordset()
        self.assertEqual((sums.line_count, sums.invoice_count), (0, 0))

    def test_invoice_in_two_statements_counts_once(self):
        for _line in range(2):
            self._create_sale()
            self.env.flush_all()
        sums = self._sums(MODELS[1], outlet_id=self.outlets[0].id)
        self.assertEqual((sums.line_count, sums.invoice_count), (2, 1))

    def test_over_the_counter(self):
        for _line in range(2):
            self._create_sale(outlet_id=False)
            self.env.flush_all()
        sums = self._sums(MODELS[1], outlet_id=False, distributor_id=self.first.id)
        self.assertRecordValues(sums, [{"line_count": 2, "net_amount": 20}])

    def test_truncate(self):
        self._create_sale()
        self.env.flush_all()
        self.env.cr.execute("TRUNCATE dms_secondary_sale CASCADE")
        self.env.invalidate_all()
        for model in MODELS:
            self.assertFalse(self.env[model].search_count([]))

    def test_differences_and_rebuild(self):
        self._create_sale()
        self._create_sale(distributor_id=self.second.id, outlet_id=self.outlets[3].id)
        for model in MODELS:
            self.env.flush_all()
            table = SQL.identifier(self.env[model]._table)
            self.env.cr.execute(SQL("UPDATE %s SET net_amount = net_amount + 1", table))
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE distributor_id = %s", table, self.second.id)
            )
            self.env[model].invalidate_model()
            differences = self.env[model]._get_differences(self.company, self.env["res.partner"])
            told = {row["distributor_id"]: row["net_amount"] for row in differences}
            self.assertEqual(told, {self.first.id: [11, 10], self.second.id: [0, 10]})
            self.env[model]._rebuild(self.company, self.first)
            left = self.env[model]._get_differences(self.company, self.env["res.partner"])
            self.assertEqual([row["distributor_id"] for row in left], [self.second.id])
            self.env[model]._rebuild(self.env["res.company"], self.env["res.partner"])
        self.assertFactsAgree()

    def test_cron_mends(self):
        self._create_sale()
        self.env.flush_all()
        self.env.cr.execute("UPDATE dms_secondary_outlet_month SET net_amount = net_amount + 1")
        self.env.invalidate_all()
        cron = self.env.ref("dms_distributor.cron_secondary_month_check")
        with (
            self.enter_registry_test_mode(),
            self.assertLogs("odoo.addons.dms_distributor", "ERROR"),
        ):
            cron.method_direct_trigger()
        self.assertFactsAgree()

    def test_check_by_administrator_only(self):
        self._create_sale()
        sums = self._sums(MODELS[0], distributor_id=self.first.id)
        self.assertEqual(sums.action_check()["params"]["type"], "success")
        manager = new_test_user(
            self.env, "months_manager", "dms_distributor.group_manager",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            sums.with_user(manager).action_check()

    def test_open_sales(self):
        sale = self._create_sale(date="2026-03-31")
        self._create_sale(date="2026-04-01")
        for model in MODELS:
            sums = self._sums(model, month="2026-03-01", distributor_id=self.first.id)
            action = sums.action_open_sales()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), sale)

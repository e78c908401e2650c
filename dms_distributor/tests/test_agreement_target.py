from datetime import timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common_agreement import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementTarget(AgreementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foods = cls.env["product.category"].create({"name": "Foods"})
        tea = cls.env["product.category"].create({"name": "Tea", "parent_id": cls.foods.id})
        cls.leaf = cls.env["product.product"].create({"name": "Leaf", "categ_id": tea.id})

    def _target(self, first_month, last_month, amount, **values):
        start = self._year(first_month, 1)
        end = self._year(last_month, 1) + relativedelta(months=1, days=-1)
        return {"date_from": start, "date_to": end, "amount": amount, **values}

    def _agree(self, *targets):
        return self._bring(self.sunrise, target_ids=[(0, 0, target) for target in targets])

    def _sell(self, month, amount, outlet=None, **values):
        self._create_sale(
            self.sunrise, outlet or self.corner, date=self._year(month, 15),
            net_amount=amount, gross_amount=amount, discount_amount=0, **values,
        )

    def test_progress_is_read_from_the_sums_of_months(self):
        agreement = self._agree(
            self._target(1, 1, 100), self._target(2, 2, 100),
            self._target(1, 2, 200, category_id=self.foods.id),
            self._target(1, 2, 30, measure="secondary_quantity"),
        )
        self._sell(1, 60)
        self._sell(1, 50, product_id=self.leaf.id)
        self._sell(2, 40, product_id=self.leaf.id)
        self._create_sale(self.seaside, self.pier, date=self._year(1, 15))
        self.env.flush_all()
        self.env.invalidate_all()
        values = {
            (target.measure, target.category_id.name, target.date_from.month,
             target.date_to.month): (target.achieved_amount, target.achieved_percent)
            for target in agreement.target_ids
        }
        self.assertEqual(values, {
            ("secondary_value", False, 1, 1): (110, 110),
            ("secondary_value", False, 2, 2): (40, 40),
            ("secondary_value", "Foods", 1, 2): (90, 45),
            ("secondary_quantity", False, 1, 2): (36, 120),
        })

    def test_new_outlets_are_those_that_buy_for_the_first_time(self):
        agreement = self._agree(
            self._target(1, 1, 1, measure="new_outlets"),
            self._target(2, 3, 2, measure="new_outlets"),
        )
        self._sell(1, 10)
        self._sell(2, 10)
        self._sell(3, 10, self.market)
        self.env.flush_all()
        self.assertEqual(agreement.target_ids.mapped("achieved_amount"), [1, 1])

    def test_purchases_are_what_has_been_invoiced(self):
        agreement = self._agree(
            self._target(1, 1, 400, measure="primary_value"),
            self._target(1, 1, 100, measure="primary_value", category_id=self.foods.id),
        )
        company = self.env.company
        income = self.env["account.account"].create({
            "name": "Sales of the test", "code": "TESTDMS1", "account_type": "income",
        })
        journal = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
        ) or self.env["account.journal"].create(
            {"name": "Sales", "code": "TDMS", "type": "sale"}
        )
        self.sunrise.property_account_receivable_id = self.env["account.account"].create({
            "name": "Receivable of the test", "code": "TESTDMS2",
            "account_type": "asset_receivable", "reconcile": True,
        })
        for move_type, product, amount, day in (
            ("out_invoice", self.leaf, 120, self._year(1, 10)),
            ("out_invoice", self.product, 200, self._year(1, 31)),
            ("out_refund", self.leaf, 20, self._year(1, 20)),
            ("out_invoice", self.leaf, 77, self._year(2, 1)),
        ):
            self.env["account.move"].create({
                "move_type": move_type, "partner_id": self.sunrise.id, "invoice_date": day,
                "journal_id": journal.id,
                "invoice_line_ids": [(0, 0, {
                    "product_id": product.id, "quantity": 1, "price_unit": amount,
                    "account_id": income.id, "tax_ids": [],
                })],
            }).action_post()
        self.env.flush_all()
        self.assertEqual(agreement.target_ids.mapped("achieved_amount"), [300, 100])

    def test_status_follows_the_clock(self):
        agreement = self._agree(self._target(4, 4, 100))
        progress = self.env["dms.agreement.target.progress"].browse(agreement.target_ids.ids)
        today, first = self.today, self._year(4, 1)
        # The view asks the database for the day, so the target moves instead of the clock.
        for months, sold, status in (
            (-2, 0, "missed"), (2, 0, "upcoming"), (0, 0, "behind"), (0, 97, "on_track"),
            (0, 100, "reached"),
        ):
            start = today.replace(day=1) + relativedelta(months=months)
            self.env.cr.execute(
                "UPDATE dms_agreement_target SET date_from = %s, date_to = %s WHERE id = %s",
                [start, start + relativedelta(months=1, days=-1), progress.id],
            )
            with self.env.cr.savepoint() as savepoint:
                if sold:
                    self._create_sale(
                        self.sunrise, self.corner, date=start, net_amount=sold, gross_amount=sold,
                        discount_amount=0,
                    )
                self.env.flush_all()
                self.env.invalidate_all(flush=False)
                elapsed = (today - start).days / ((start + relativedelta(months=1)) - start).days
                if status == "behind" and today.day == 1:
                    status = "on_track"
                self.assertEqual(progress.status, status, (start, sold, elapsed, first))
                savepoint.rollback()

    def test_a_target_counts_with_the_version_in_force_at_its_end(self):
        first = self._agree(self._target(1, 1, 100), self._target(12, 12, 100))
        with freeze_time(self._year(6, 15)):
            second = self._amend(first, self._year(6, 15))
        progress = self.env["dms.agreement.target.progress"]
        rows = progress.search([("agreement_id", "in", (first | second).ids)])
        self.assertEqual(
            {(row.agreement_id, row.date_from.month) for row in rows if row.is_binding},
            {(first, 1), (second, 12)},
        )
        action = rows[:1].action_open_agreement()
        self.assertEqual(action["res_id"], rows[:1].agreement_id.id)

    def test_share_of_a_group_is_that_of_its_sums(self):
        agreement = self._agree(self._target(1, 1, 100), self._target(2, 2, 300))
        self._sell(1, 100)
        self._sell(2, 60)
        self.env.flush_all()
        [(share,)] = self.env["dms.agreement.target.progress"]._read_group(
            [("agreement_id", "=", agreement.id)], [], ["achieved_percent:avg"]
        )
        self.assertEqual(share, 40)

    def test_many_targets_take_few_queries(self):
        agreement = self._agree(*(self._target(month, month, 10) for month in range(1, 13)))
        agreement = agreement.sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            agreement.target_ids.mapped("achieved_amount")

    @mute_logger("odoo.sql_db")
    def test_bad_targets_are_refused(self):
        year = self.today.year
        for values, error, message in (
            ({"date_from": self._year(1, 2)}, IntegrityError, "whole_months"),
            ({"date_to": self._year(1, 30)}, IntegrityError, "whole_months"),
            ({"date_from": self._year(3, 1)}, IntegrityError, "whole_months"),
            ({"amount": 0}, IntegrityError, "amount_positive"),
            ({"measure": "new_outlets", "category_id": self.foods.id}, IntegrityError,
             "category_of_goods"),
            ({"date_from": self._year(1, 1).replace(year=year - 1),
              "date_to": self._year(1, 31).replace(year=year - 1)}, ValidationError,
             "lies outside"),
        ):
            with self.assert_refused(error, message):
                self._create_agreement(
                    self.sunrise, target_ids=[(0, 0, {**self._target(1, 1, 10), **values})]
                )

    def test_spread_by_season_and_evenly(self):
        agreement = self._create_agreement(self.sunrise)
        this_month = self.today.replace(day=1)
        for months, amount in ((1, 300), (2, 100)):
            self._create_sale(
                self.sunrise, self.corner, date=this_month - relativedelta(months=months),
                net_amount=amount, gross_amount=amount, discount_amount=0,
            )
        self.env.flush_all()
        form = Form(self.env["dms.agreement.target.spread"].with_user(self.manager).with_context(
            default_agreement_id=agreement.id
        ))
        form.amount = 1000
        spread = form.save()
        amounts = {line.month.month: line.amount for line in spread.line_ids}
        busy = [(this_month - relativedelta(months=months)).month for months in (1, 2)]
        self.assertEqual([amounts[month] for month in busy], [750, 250])
        self.assertEqual(sum(amounts.values()), 1000)
        spread.method = "even"
        self.assertEqual(spread.line_ids.mapped("amount"), [83.34] * 4 + [83.33] * 8)
        spread.action_apply()
        self.assertEqual(len(agreement.target_ids), 12)
        spread.amount = 2400
        spread.action_apply()
        self.assertEqual(agreement.target_ids.mapped("amount"), [200] * 12, "they are replaced")
        spread.amount = 0
        with self.assert_refused(UserError, "Nothing to spread"):
            spread.action_apply()

    def test_spread_without_sales_of_its_own_has_the_season_of_all(self):
        agreement = self._create_agreement(self.sunrise)
        month = self.today.replace(day=1) - timedelta(days=1)
        self.env["dms.secondary.product.month"].search([]).unlink()
        self._create_sale(self.seaside, self.pier, date=month)
        self.env.flush_all()
        spread = self.env["dms.agreement.target.spread"].create(
            {"agreement_id": agreement.id, "amount": 500}
        )
        amounts = {line.month.month: line.amount for line in spread.line_ids}
        self.assertEqual(amounts[month.month], 500)

    def test_progress_is_seen_with_the_network(self):
        self._agree(self._target(1, 1, 100))
        user = self._create_user(
            "target_reader", "dms_distributor.group_user", territories=self.south
        )
        progress = self.env["dms.agreement.target.progress"].with_user(user)
        self.assertFalse(progress.search([("distributor_id", "=", self.sunrise.id)]))
        user.dms_territory_ids = self.north
        self.assertEqual(
            progress.search([("distributor_id", "=", self.sunrise.id)]).amount, 100
        )

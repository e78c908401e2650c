from decimal import Decimal
from random import Random

from odoo.addons.dms_schemes.tools.exact import exact
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_settlement import SettlementCase

SEEDS, STEPS = range(3), 28


@tagged("post_install", "-at_install")
class TestSettlementProperties(SettlementCase):
    """Random sequences: the provision is the open liability, and nothing is settled twice."""

    def _step_earn(self, random, claims):
        self._earn(Decimal(random.randrange(100, 20000)) / 100, f"r{random.random()}",
                   random.choice((self.one, self.two)))

    def _step_accrue(self, random, claims):
        self._accrue()

    def _step_claim(self, random, claims):
        amount = random.randrange(100, 30000) / 100
        approved = random.choice((None, round(amount * random.random(), 2) or None))
        make = random.choice((self._claim, self._claim_under_scheme))
        claims.append(make(amount, approved, partner=random.choice((self.one, self.two))))

    def _step_settle(self, random, claims):
        open_claims = [claim for claim in claims if claim.state == "approved"]
        chosen = self.env["dms.claim"].union(
            *random.sample(open_claims, min(len(open_claims), random.randrange(1, 4)))
        )
        if not chosen:
            return
        amounts = {
            claim: random.choice((
                claim.settle_amount, max(0.01, round(claim.settle_amount * random.random(), 2))
            ))
            for claim in chosen
        }
        method = random.choice(("credit_note", "credit_note", "payment", "lapse"))
        if any(chosen.mapped("reversal_of_id")):
            method = "credit_note"
        chosen._settle(method, amounts, reason="Random", is_grouped=random.random() < 0.5)

    def _step_settle_too_much(self, random, claims):
        if claims:
            claim = random.choice(claims)
            with self.assertRaises(UserError):
                claim._settle("credit_note", {claim: claim.settle_amount + 0.01})

    def _step_reverse(self, random, claims):
        settled = [
            claim for claim in claims
            if not claim.reversal_of_id and claim._get_reversible_amount() > 0
        ]
        if settled:
            claim = random.choice(settled)
            left = claim._get_reversible_amount()
            back = claim._create_reversal(
                random.choice((left, max(0.01, round(left * random.random(), 2)))), "Random"
            )
            self._decide(back)
            claims.append(back)

    def _check(self, claims):
        self._assert_books_are_owed()
        for claim in claims:
            rows = claim.settlement_ids.filtered(lambda row: row.state != "cancelled")
            self.assertEqual(
                exact(claim.settled_amount),
                sum((exact(amount) for amount in rows.mapped("amount")), Decimal(0)),
            )
            self.assertLessEqual(exact(claim.settled_amount), exact(claim.approved_amount))
            self.assertEqual(
                claim.state == "settled",
                exact(claim.settled_amount) == exact(claim.approved_amount),
            )
            self.assertLessEqual(
                sum(exact(back.settled_amount) for back in claim.reversal_ids),
                exact(claim.settled_amount),
            )

    def _assert_books_are_owed(self):
        """Claims are booked as they are approved; schemes with the next accrual."""
        report = self.env["dms.scheme.liability"].create({"date": self.today})
        wrong = report.line_ids.filtered(lambda line: line.claim_id and line.difference)
        self.assertFalse(wrong, wrong.read(["claim_id", "owed", "provision"]))
        self.assertAlmostEqual(report.provision, report.account_balance, 2)

    def test_random_sequences(self):
        for seed in SEEDS:
            random, claims = Random(seed), []
            steps = (
                self._step_earn, self._step_accrue, self._step_claim, self._step_claim,
                self._step_settle, self._step_settle, self._step_settle,
                self._step_settle_too_much, self._step_reverse,
            )
            with self.subTest(seed=seed):
                for _number in range(STEPS):
                    random.choice(steps)(random, claims)
                    self._check(claims)
                self._accrue()
                self._assert_books()
                self.assertTrue(any(claim.settlement_ids for claim in claims))
                given = sum(
                    exact(row.signed_amount) for claim in claims for row in claim.settlement_ids
                    if row.method != "lapse"
                )
                moves = self.env["account.move"].browse(
                    {row.move_id.id for claim in claims for row in claim.settlement_ids
                     if row.method != "lapse"}
                )
                documents = -sum(exact(move.amount_total_signed) for move in moves)
                self.assertEqual(given, documents, "each settlement is on one document, once")

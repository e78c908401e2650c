from decimal import Decimal
from unittest import TestCase

from hypothesis import given, reject
from hypothesis import strategies as st
from odoo.tests import tagged

from ..credit import CreditStatement, History, Policy, decide, propose

money = st.decimals(min_value=0, max_value=10**9, places=2)
signed = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
share = st.decimals(min_value=0, max_value=1, places=4)
statements = st.builds(
    CreditStatement, limit=st.none() | money, temporary=money, receivable=money, uninvoiced=money,
    unallocated=money, concurrent=money, overdue=money,
    oldest_overdue_days=st.integers(0, 400), grace_days=st.integers(0, 90),
    is_dunned=st.booleans(),
)
histories = st.builds(
    History, sales=money, days=st.integers(0, 366), due=money, punctual=money, recent=money,
    earlier=money, terms=st.decimals(min_value=0, max_value=180, places=2),
)
policies = st.builds(
    Policy, cover=st.decimals(min_value="0.1", max_value=5, places=2), punctuality_weight=share,
    trend_weight=share, max_change=share, step=st.sampled_from([Decimal(1), Decimal(100)]),
)


@tagged("post_install", "-at_install")
class TestExposure(TestCase):
    def test_example(self):
        statement = CreditStatement(
            limit=Decimal(50000), temporary=Decimal(10000), receivable=Decimal(30000),
            uninvoiced=Decimal(18000), unallocated=Decimal(5000),
        )
        self.assertEqual(statement.exposure, 43000)
        self.assertEqual(statement.available, 17000)
        self.assertFalse(decide(statement, Decimal(17000)))
        hold, = decide(statement, Decimal("17000.01"))
        self.assertEqual((hold.code, hold.excess), ("credit_limit", Decimal("0.01")))

    def test_overdue_begins_after_the_grace(self):
        def overdue(days, grace):
            return CreditStatement(
                overdue=Decimal(1), oldest_overdue_days=days, grace_days=grace
            )
        self.assertFalse(decide(overdue(7, 7), Decimal(0)))
        self.assertEqual(decide(overdue(8, 7), Decimal(0))[0].code, "credit_overdue")

    @given(statements, st.lists(money, max_size=8))
    def test_what_passes_never_exceeds_the_limit(self, statement, amounts):
        """However many orders are tried one after the other."""
        if statement.limit is None or statement.available < 0:
            reject()
        for amount in amounts:
            if not any(hold.code == "credit_limit" for hold in decide(statement, amount)):
                statement = statement.after(amount)
        self.assertGreaterEqual(statement.available, 0)

    @given(statements, money, money)
    def test_more_is_never_easier(self, statement, amount, more):
        held = {hold.code for hold in decide(statement, amount)}
        self.assertLessEqual(held, {hold.code for hold in decide(statement, amount + more)})

    @given(statements, signed)
    def test_confirming_moves_the_exposure_by_the_amount(self, statement, amount):
        after = statement.after(amount)
        self.assertEqual(after.exposure - statement.exposure, amount)
        if statement.limit is not None:
            self.assertEqual(statement.available - after.available, amount)

    @given(statements, money)
    def test_invoicing_changes_nothing(self, statement, amount):
        """An order that is invoiced moves from one term to the other."""
        amount = min(amount, statement.uninvoiced)
        invoiced = CreditStatement(**{
            **statement.__dict__,
            "uninvoiced": statement.uninvoiced - amount,
            "receivable": statement.receivable + amount,
        })
        self.assertEqual(invoiced.exposure, statement.exposure)

    @given(statements, money)
    def test_excess_is_what_is_missing(self, statement, amount):
        for hold in decide(statement, amount):
            if hold.code == "credit_limit":
                self.assertGreater(hold.excess, 0)
                self.assertEqual(hold.excess, amount - statement.available)

    @given(statements, money)
    def test_without_limit_nothing_is_too_much(self, statement, amount):
        free = CreditStatement(**{**statement.__dict__, "limit": None})
        self.assertNotIn("credit_limit", {hold.code for hold in decide(free, amount)})
        self.assertIsNone(free.available)


@tagged("post_install", "-at_install")
class TestProposal(TestCase):
    HISTORY = History(
        sales=Decimal(365000), days=365, due=Decimal(300000), punctual=Decimal(240000),
        recent=Decimal(110000), earlier=Decimal(100000), terms=Decimal(30),
    )

    def test_example(self):
        proposal = propose(self.HISTORY, Policy(), None)
        # 1,000 a day × 30 × 1.5 = 45,000; × (1 − 0.5 · 0.2) = 40,500; × (1 + 0.5 · 0.1) = 42,525.
        self.assertEqual(
            [(term.code, term.amount) for term in proposal.terms],
            [("velocity", 45000), ("punctuality", 40500), ("trend", 42525), ("rounding", 42500)],
        )
        self.assertEqual(proposal.amount, 42500)

    def test_change_is_bounded(self):
        proposal = propose(self.HISTORY, Policy(), Decimal(20000))
        self.assertEqual(proposal.amount, 30000)
        self.assertEqual(proposal.terms[-2].code, "bound")

    def test_short_history_says_nothing(self):
        self.assertIsNone(propose(History(), Policy(), None))
        short = History(sales=Decimal(10), days=59, terms=Decimal(30))
        self.assertIsNone(propose(short, Policy(), None))

    @given(histories, policies, st.none() | money)
    def test_each_term_follows_from_the_one_before(self, history, policy, present):
        proposal = propose(history, policy, present)
        if proposal is None:
            reject()
        self.assertEqual(proposal.amount, proposal.terms[-1].amount)
        self.assertGreaterEqual(proposal.amount, 0)
        self.assertEqual(proposal.amount % policy.step, 0)
        for before, term in zip(proposal.terms, proposal.terms[1:-1], strict=False):
            self.assertAlmostEqual(
                term.amount, before.amount * term.factor, delta=abs(before.amount) / 10**9 + 1
            )

    @given(histories, policies)
    def test_paying_later_never_earns_more(self, history, policy):
        proposal = propose(history, policy, None)
        if proposal is None:
            reject()
        late = propose(History(**{**history.__dict__, "punctual": Decimal(0)}), policy, None)
        self.assertLessEqual(late.amount, proposal.amount)

    @given(histories, policies, st.decimals(min_value=1000, max_value=10**9, places=2))
    def test_change_stays_within_the_bound(self, history, policy, present):
        proposal = propose(history, policy, present)
        if proposal is None:
            reject()
        self.assertLessEqual(
            abs(proposal.amount - present), present * policy.max_change + policy.step
        )

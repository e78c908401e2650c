"""What becomes of a claim by the first rule that fits it."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from .tolerance import exceeds


class Outcome(StrEnum):
    """What a rule does with a claim."""

    APPROVE = "auto_approve"
    FLAG = "flag"
    REFUSE = "refuse"
    REVIEW = "review"


class Standing(StrEnum):
    """How a claim stands after its checks; each is worse than the one before."""

    CLEAN = "clean"
    WARNED = "warned"
    FAILED = "failed"


class Case(NamedTuple):
    """A claim as rules see it.

    :ivar places: ids of its territory and of all in which that lies
    :ivar expected: None where there is nothing to compare the whole claim with
    :ivar amount: what is asked for, in the currency of the rules' limits; None: not known
    """

    type_id: int
    places: frozenset[int]
    amount: Decimal | None
    claimed: Decimal
    expected: Decimal | None
    standing: Standing
    has_evidence: bool
    is_in_time: bool
    is_twin: bool


class Rule(NamedTuple):
    """What fits a rule. Empty sets and None: whatever it is."""

    key: int
    outcome: Outcome
    types: frozenset[int] = frozenset()
    territories: frozenset[int] = frozenset()
    above: Decimal | None = None
    limit: Decimal | None = None
    standing: Standing | None = None
    tolerance: Decimal = Decimal(0)


def decide(case: Case, rules: Iterable[Rule]) -> Rule | None:
    """The first of the rules that fits; None when none does.

    A rule approves by itself only what is within its limit, at most what is expected with the
    rule's tolerance, complete, in time, like no other claim, and has failed no check.
    """
    return next((rule for rule in rules if _fits(case, rule)), None)


def _fits(case: Case, rule: Rule) -> bool:
    if rule.types and case.type_id not in rule.types:
        return False
    if rule.territories and not rule.territories & case.places:
        return False
    bounded = rule.limit is not None or rule.above is not None
    if case.amount is None:
        if bounded or rule.outcome == Outcome.APPROVE:
            return False
    elif (rule.limit is not None and case.amount > rule.limit) or (
        rule.above is not None and case.amount <= rule.above
    ):
        return False
    if rule.standing is not None and case.standing != rule.standing:
        return False
    return rule.outcome != Outcome.APPROVE or _is_sound(case, rule)


def _is_sound(case: Case, rule: Rule) -> bool:
    return (
        rule.limit is not None
        and case.standing != Standing.FAILED
        and case.has_evidence
        and case.is_in_time
        and not case.is_twin
        and case.expected is not None
        and not exceeds(case.claimed, case.expected, rule.tolerance)
    )

"""How a scheme counts, pays and stands beside others."""

from enum import StrEnum


class Mechanism(StrEnum):
    """Which figure climbs the ladder, and what the rate is applied to."""

    ORDER = "order"  # quantity or value of this basket
    PERIOD = "period"  # quantity or value of the window so far; due = earned - granted
    TARGET = "target"  # 100 · actual / target; the first threshold is the gate
    GROWTH = "growth"  # 100 · (now - before) / before
    COMBO = "combo"  # number of whole sets
    ASSORTMENT = "assortment"  # as ORDER, once the assortment is complete
    DISPLAY = "display"  # 100 · audits passed / required; the rate is the fee
    PRICE_PROTECTION = "price_protection"  # (old - new price) · stock at the date of change
    SHIP_DEBIT = "ship_debit"  # (acquisition - agreed price) · quantity resold


# Earned over a window: the benefit of all of it, less what was granted, is due.
CUMULATIVE = (Mechanism.PERIOD, Mechanism.TARGET, Mechanism.GROWTH, Mechanism.DISPLAY)
# Paid by a list of prices instead of a ladder.
PRICED = (Mechanism.PRICE_PROTECTION, Mechanism.SHIP_DEBIT)


class Payout(StrEnum):
    ON_INVOICE = "on_invoice"
    OFF_INVOICE = "off_invoice"  # accrues, then claimed


class Stacking(StrEnum):
    ADDITIVE = "additive"  # takes its base gross: 100 - 10 - 5 = 85
    CHAINED = "chained"  # takes what the schemes ranked before it left: 100 → 90 → 85.5


class ValueOf(StrEnum):
    """Which value climbs the ladder."""

    GROSS = "gross"
    NET = "net"  # of the schemes ranked before


class GroupScope(StrEnum):
    ORDER = "order"  # one scheme of the group in all
    LINE = "line"  # each line keeps its best share

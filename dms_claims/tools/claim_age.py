"""How long ago a claim was submitted, in the five ages that the trade tells claims apart by."""

from datetime import timedelta

from odoo.fields import Domain
from odoo.tools import SQL

# Days that a claim has waited, upper ends included; the last has none.
AGES = [("d00_07", 7), ("d08_15", 15), ("d16_30", 30), ("d31_60", 60), ("d61", None)]


def get_age(days) -> str:
    """The age of what was submitted so many days ago."""
    return next(key for key, end in AGES if end is None or days <= end)


def get_age_domain(ages, today, states) -> Domain:
    """Domain of the claims of some ages.

    :param ages: keys; False: of no age, for the claim is in none of ``states``
    """
    domains, above = [], -1
    for key, end in AGES:
        if key in ages:
            domain = Domain("submit_date", "<", today - timedelta(days=above))
            if end is not None:
                domain &= Domain("submit_date", ">=", today - timedelta(days=end))
            domains.append(domain & Domain("state", "in", states))
        above = end
    if False in ages:
        domains.append(Domain("state", "not in", states))
    return Domain.OR(domains)


def get_age_sql(submit_date, state, today, states) -> SQL:
    """The age as an expression, to group by.

    :param submit_date, state: expressions
    """
    cases = SQL(" ").join(
        SQL("WHEN %s - %s <= %s THEN %s", today, submit_date, end, key)
        for key, end in AGES if end is not None
    )
    return SQL(
        "CASE WHEN %s NOT IN %s THEN NULL %s ELSE %s END", state, states, cases, AGES[-1][0]
    )

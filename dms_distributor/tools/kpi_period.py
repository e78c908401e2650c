"""What is handed to, and comes from, the computation of a key figure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from dateutil.relativedelta import relativedelta
from numpy.typing import NDArray

STEPS = {
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}


class Period(NamedTuple):
    """A calendar month, quarter or year of one company."""

    company_id: int
    granularity: str
    first: date
    last: date
    until: date  # the last day that can be known: ``last``, or today while the period runs
    timezone: str  # in which a time is a day

    @property
    def is_running(self) -> bool:
        return self.until < self.last

    @property
    def days(self) -> int:
        """Days of the period that can be known."""
        return (self.until - self.first).days + 1

    @property
    def previous(self) -> date:
        return self.first - STEPS[self.granularity]

    @property
    def next(self) -> date:
        return self.first + STEPS[self.granularity]

    def back(self, days: int) -> date:
        """The first of so many days that end with the period."""
        return self.until - timedelta(days=days - 1)


class Figures(NamedTuple):
    """Parts of a key figure that add up; arrays of one length, a row for each subject."""

    distributor_ids: NDArray[np.int64]  # 0: none, as for a territory
    numerators: NDArray[np.float64]
    denominators: NDArray[np.float64]
    histograms: Sequence[Mapping[str, int]] = ()  # whole days → records, where the kind needs it
    channel_ids: Sequence[int] = ()
    territory_ids: Sequence[int] = ()


class Computation(NamedTuple):
    """Names of the methods of ``dms.kpi`` that compute a key figure and find its records.

    ``compute(period)`` gives :class:`Figures` of all distributors of the period's company;
    ``records(period, snapshot)`` gives a window action's ``res_model``, ``domain``, ``context``.
    """

    compute: str
    records: str

"""When messages may go out."""

from collections.abc import Collection
from datetime import date, datetime

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_time(
    now: datetime, weekdays: Collection[int], first_hour: float, last_hour: float,
    last_run: date | None = None,
) -> bool:
    """Whether a rule that runs once a day may run ``now``.

    :param now: the moment, in the time of those who receive the messages
    :param weekdays: days on which it may run, Monday is 0
    :param first_hour: hour of the day from which it may run
    :param last_hour: hour of the day until which it may run, itself excluded
    :param last_run: day of the last run
    """
    hour = now.hour + now.minute / 60
    is_new_day = last_run is None or last_run < now.date()
    return is_new_day and now.weekday() in weekdays and first_hour <= hour < last_hour

"""Conversion between the Chinese lunar and the Gregorian calendar."""

import threading
from bisect import bisect_right
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter

from tyme4py.lunar import LunarDay, LunarYear

_first_use = threading.Lock()


def gregorian_date(year: int, month: int, day: int, *, is_leap_month: bool) -> date:
    """Convert a lunar date. Raises ValueError for a month or day that the lunar year does not have."""
    _fill_tables()
    if month < 1:  # tyme4py represents a leap month as a negative number
        raise ValueError("no such lunar month")
    solar_day = LunarDay(year, -month if is_leap_month else month, day).get_solar_day()
    return date(solar_day.get_year(), solar_day.get_month(), solar_day.get_day())


def lunar_text(day: date) -> str:
    """Return the lunar date in words, such as `农历庚午年四月十八`."""
    _fill_tables()
    number = day.toordinal()
    months = _months(day.year)
    if number < months[0][0]:
        months = _months(day.year - 1)
    first, name = months[bisect_right(months, number, key=itemgetter(0)) - 1]
    return name + LunarDay.NAMES[number - first]


@lru_cache(maxsize=512)  # finding the new moons costs a fifth of a chart
def _months(year: int) -> tuple[tuple[int, str], ...]:
    """Return the ordinal of the first day, and the name, of each month of a lunar year."""
    months = ((month.get_first_julian_day().get_solar_day(), str(month)) for month in LunarYear(year).get_months())
    return tuple(
        (date(first.get_year(), first.get_month(), first.get_day()).toordinal(), name) for first, name in months
    )


@cache
def _fill_tables() -> None:
    """Make tyme4py fill its table of leap months, which it does on first use and without a lock.

    Two threads filling it at once would interleave their rows and shift the months permanently.
    """
    with _first_use:
        LunarYear(2000)

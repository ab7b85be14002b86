"""Conversion between the Chinese lunar and the Gregorian calendar."""

import threading
from datetime import date
from functools import cache

from tyme4py.lunar import LunarDay, LunarYear
from tyme4py.solar import SolarDay

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
    return str(SolarDay(day.year, day.month, day.day).get_lunar_day())


@cache
def _fill_tables() -> None:
    """Make tyme4py fill its table of leap months, which it does on first use and without a lock.

    Two threads filling it at once would interleave their rows and shift the months permanently.
    """
    with _first_use:
        LunarYear(2000)

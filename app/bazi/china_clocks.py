"""Clocks that a town in mainland China may have had before October 1949, besides Shanghai's, the only ones on record.

Until the five zones of the Republic were put into use in 1928, many places kept local time. The zones followed the
borders of provinces, so the meridians here overlap. Occupied places had Japan's time, Manchuria from 1937 on.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from app.bazi.birth import Place
from app.bazi.notice_words import Text

ONE_CLOCK = date(1949, 10, 1)
_COAST_TIME = date(1901, 1, 1)
_FIVE_ZONES = date(1928, 1, 1)
_SURRENDER = date(1945, 9, 2)

_SHANGHAI = 121.47
_SHANGHAI_ZONES = frozenset({"Asia/Shanghai", "PRC", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin"})
_OWN_CLOCKS = 0.5
"""Degrees from Shanghai beyond which its clock history says nothing certain."""


class Clock(NamedTuple):
    """A clock by its distance from UTC, and how far it was ahead of the standard time that a chart uses."""

    name: Text
    offset: timedelta
    ahead: timedelta = timedelta()


class _Use(NamedTuple):
    """Where and when a clock may have been in use: between two longitudes, from one date until another."""

    clock: Clock
    west: float
    east: float
    since: date
    until: date = ONE_CLOCK


def _hours(hours: float, zh: str, en: str, *, ahead: float = 0) -> Clock:
    return Clock(Text(zh, en), timedelta(hours=hours), timedelta(hours=ahead))


_JAPAN = _hours(9, "东九区", "UTC+9", ahead=1)  # one hour more than the zone's own time, like Shanghai's on record
_USES = (
    _Use(_hours(8, "东八区", "UTC+8"), -180, 180, _COAST_TIME),
    _Use(_hours(7, "东七区", "UTC+7"), 92, 110, _FIVE_ZONES),  # 陇蜀
    _Use(_hours(6, "东六区", "UTC+6"), -180, 100, _FIVE_ZONES),  # 新藏
    _Use(_hours(5.5, "东五区半", "UTC+5:30"), -180, 86, _FIVE_ZONES),  # 昆仑
    _Use(_hours(8.5, "东八区半", "UTC+8:30"), 122.5, 180, _FIVE_ZONES),  # 长白
    _Use(_JAPAN, 118, 180, date(1937, 1, 1), date(1940, 1, 1)),
    _Use(_JAPAN, 109, 180, date(1940, 1, 1), _SURRENDER),
)


def is_unrecorded(place: Place, day: date) -> bool:
    """Return whether the clocks of a place on this day are not on record: mainland China, away from Shanghai."""
    return place.timezone in _SHANGHAI_ZONES and day < ONE_CLOCK and abs(place.longitude - _SHANGHAI) > _OWN_CLOCKS


def possible_clocks(place: Place, day: date) -> Iterator[Clock]:
    """Yield the clocks that a place may have had on this day, the most likely first."""
    for use in _USES:
        if use.west <= place.longitude < use.east and use.since <= day < use.until:
            yield use.clock
    if day < _FIVE_ZONES:
        yield Clock(Text("当地平时", "local mean time"), timedelta(seconds=round(place.longitude * 240)))

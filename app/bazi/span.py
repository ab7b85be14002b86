"""The instants that a stated time may mean: a minute, a double hour, a part of the day, or the whole day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from app.bazi.birth import PARTS, Birth, ChartOptions, InvalidBirth, Place
from app.bazi.cycle import BRANCHES
from app.bazi.moment import Moment, moment_of_birth
from app.bazi.pillars import local_clock
from app.bazi.zones import zone_of

_SECOND = timedelta(seconds=1)
_HOUR = timedelta(hours=1)
_MINUTE_END = timedelta(seconds=59)  # a birth "at 16:27" may be anywhere in that minute
_DAY_HOURS = (0, 24)
_TWO_DAYS = timedelta(days=2)

Window = tuple[datetime, datetime]
"""The first and the last second of a time without a gap, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a stated time may mean."""

    kind: Literal["minute", "double_hour", "part", "day"]
    moment: Moment
    """The moment the chart is cast for: the stated minute, or the middle of the span."""
    day: date
    """The stated day in the Gregorian calendar."""
    given: str | None
    """The time as it was stated: `14:30`, `卯`, `morning`, or None."""
    windows: tuple[Window, ...]
    """Most spans have one. 子 has two, the hour after midnight and the one from 23:00 to 24:00 of the stated day."""

    @property
    def first(self) -> datetime:
        return self.windows[0][0]

    @property
    def last(self) -> datetime:
        return self.windows[-1][1]

    def last_until(self, instant: datetime) -> datetime | None:
        """Return the last second of the span that is not after an instant."""
        return max((min(last, instant) for first, last in self.windows if first <= instant), default=None)

    def first_from(self, instant: datetime) -> datetime | None:
        """Return the first second of the span that is not before an instant."""
        return min((max(first, instant) for first, last in self.windows if last >= instant), default=None)


def span_of_birth(birth: Birth, place: Place, options: ChartOptions) -> Span:
    """Resolve what a person stated to a span of time and to the moment for which the chart is cast.

    A double hour is one of the clock for the day and hour pillars, so that 卯 gives the hour pillar 卯. Parts of the
    day are those of the wall clock. Raises InvalidBirth as `moment_of_birth` does, and for an unknown part.
    """
    moment = moment_of_birth(birth, place)
    if moment.is_hour_known:
        if birth.part is not None:
            raise InvalidBirth("birth.time", "Give either a clock time or a part of the day, not both.", "time")
        start = moment.instant
        return Span(
            kind="minute",
            moment=moment,
            day=moment.civil.date(),
            given=f"{birth.hour:02}:{birth.minute:02}",
            windows=((start, start + _MINUTE_END),),
        )
    if birth.part is not None and len(birth.part) == 1 and birth.part in BRANCHES:
        return _double_hour(birth.part, moment, place, options)
    if birth.part is not None and birth.part not in PARTS:
        raise InvalidBirth("birth.time", "The time must be HH:MM, a double hour or a part of the day.", "time")
    hours = _DAY_HOURS if birth.part is None else PARTS[birth.part]
    windows = _wall_clock_windows(moment.civil.date(), place, *hours)
    if not windows:
        raise InvalidBirth("birth.time", "That time does not exist: the clocks went forward past it.", "skipped_time")
    first, end = windows[0][0], windows[-1][1] + _SECOND
    return Span(
        kind="day" if birth.part is None else "part",
        moment=moment if birth.part is None else _moment_at(first + (end - first) / 2, moment),
        day=moment.civil.date(),
        given=birth.part,
        windows=windows,
    )


def _double_hour(branch: str, moment: Moment, place: Place, options: ChartOptions) -> Span:
    midnight = datetime.combine(moment.civil.date(), time())
    middle = midnight + timedelta(hours=2 * BRANCHES.index(branch))

    def clock(instant: datetime) -> datetime:
        return local_clock(_moment_at(instant, moment), place.longitude, options)

    def window(first: datetime, end: datetime) -> Window:
        return _instant_of(first, clock, moment), _instant_of(end, clock, moment) - _SECOND

    is_zi = branch == "子"
    early_or_only = window(middle if is_zi else middle - _HOUR, middle + _HOUR)
    late = (window(midnight + 23 * _HOUR, midnight + 24 * _HOUR),) if is_zi else ()
    return Span(
        kind="double_hour",
        moment=_moment_at(_instant_of(middle, clock, moment), moment),
        day=moment.civil.date(),
        given=branch,
        windows=(early_or_only, *late),
    )


def _instant_of(local: datetime, clock: Callable[[datetime], datetime], moment: Moment) -> datetime:
    """Return the first instant at which `clock` shows this local time, or a later one if it skips it."""
    instant = local.replace(tzinfo=moment.civil.tzinfo).astimezone(UTC)
    for _ in range(4):  # the clock runs almost evenly, so two steps reach the second unless the zone's offset changes
        instant += local - clock(instant)
    return instant if clock(instant) >= local else instant + (local - clock(instant))


def _moment_at(instant: datetime, moment: Moment) -> Moment:
    civil = instant.astimezone(moment.civil.tzinfo).replace(microsecond=0)
    return Moment(civil, is_hour_known=True, is_ambiguous=False)


def _wall_clock_windows(day: date, place: Place, start: int, end: int) -> tuple[Window, ...]:
    """Return when the wall clock is between two hours of a day: what it repeats twice, and nothing that it skips.

    There are two windows if the clocks go back across the beginning or the end.
    """
    zone = zone_of(place.timezone)
    midnight = datetime.combine(day, time(), UTC)
    around = (midnight - _TWO_DAYS, midnight + _TWO_DAYS + timedelta(days=1))
    changes = [
        datetime.fromtimestamp(at, UTC) for at in zone.changes_between(*(round(at.timestamp()) for at in around))
    ]
    windows: list[Window] = []
    for since, until in pairwise([around[0], *changes, around[1]]):
        offset = since.astimezone(zone).utcoffset() or timedelta()
        first = max(since, midnight + timedelta(hours=start) - offset)
        last = min(until, midnight + timedelta(hours=end) - offset) - _SECOND
        if first > last:
            continue
        if windows and windows[-1][1] + _SECOND == first:
            first = windows.pop()[0]
        windows.append((first, last))
    return tuple(windows)

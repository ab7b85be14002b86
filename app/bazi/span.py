"""The instants that a stated time may mean: a minute, a double hour, a part of the day, or the whole day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from app.bazi.birth import PARTS, Birth, ChartOptions, InvalidBirth, Place
from app.bazi.cycle import BRANCHES
from app.bazi.moment import Moment, moment_of_birth
from app.bazi.pillars import local_clock

_SECOND = timedelta(seconds=1)
_MINUTE_END = timedelta(seconds=59)  # a birth "at 16:27" may be anywhere in that minute
_DAY_HOURS = (0, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a stated time may mean. `first`, `last` and `late` are in UTC; the last second is included."""

    kind: Literal["minute", "double_hour", "part", "day"]
    moment: Moment
    """The moment the chart is cast for: the stated minute, or the middle of the span."""
    day: date
    """The stated day in the Gregorian calendar."""
    given: str | None
    """The time as it was stated: `14:30`, `卯`, `morning`, or None."""
    first: datetime
    last: datetime
    late: tuple[datetime, datetime] | None = None
    """For 子 also the hour from 23:00 to 24:00 of the stated day. `first` and `last` are the hour after midnight."""

    @property
    def end(self) -> datetime:
        """The last second of all."""
        return self.late[1] if self.late else self.last


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
            first=start,
            last=start + _MINUTE_END,
        )
    if birth.part is not None and len(birth.part) == 1 and birth.part in BRANCHES:
        return _double_hour(birth.part, moment, place, options)
    if birth.part is not None and birth.part not in PARTS:
        raise InvalidBirth("birth.time", "The time must be HH:MM, a double hour or a part of the day.", "time")
    hours = _DAY_HOURS if birth.part is None else PARTS[birth.part]
    first, last = _wall_clock_span(moment, *hours)
    if first > last:
        raise InvalidBirth("birth.time", "That time does not exist: the clocks went forward past it.", "skipped_time")
    return Span(
        kind="day" if birth.part is None else "part",
        moment=moment if birth.part is None else _moment_at(first + (last + _SECOND - first) / 2, moment),
        day=moment.civil.date(),
        given=birth.part,
        first=first,
        last=last,
    )


def _double_hour(branch: str, moment: Moment, place: Place, options: ChartOptions) -> Span:
    midnight = datetime.combine(moment.civil.date(), time())
    middle = midnight + timedelta(hours=2 * BRANCHES.index(branch))

    def clock(instant: datetime) -> datetime:
        return local_clock(_moment_at(instant, moment), place.longitude, options)

    def between(first: datetime, end: datetime) -> tuple[datetime, datetime]:
        return _instant_of(first, clock, moment), _instant_of(end, clock, moment) - _SECOND

    hour = timedelta(hours=1)
    first, last = between(middle if branch == "子" else middle - hour, middle + hour)
    return Span(
        kind="double_hour",
        moment=_moment_at(_instant_of(middle, clock, moment), moment),
        day=moment.civil.date(),
        given=branch,
        first=first,
        last=last,
        late=between(midnight + 23 * hour, midnight + 24 * hour) if branch == "子" else None,
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


def _wall_clock_span(moment: Moment, start: int, end: int) -> tuple[datetime, datetime]:
    """Return the first and the last second of the day at which the wall clock is between two hours."""
    midnight = datetime.combine(moment.civil.date(), time(), moment.civil.tzinfo)
    last = midnight + timedelta(hours=end) - _SECOND  # arithmetic within a zone is that of the wall clock
    return _passing(midnight + timedelta(hours=start), _SECOND), _passing(last.replace(fold=1), -_SECOND)


def _passing(wall: datetime, step: timedelta) -> datetime:
    """Return the instant of a local time. If the clocks skipped it, return the first one after it, or the last before.

    `step` is the direction in which to leave the gap.
    """
    instant = wall.astimezone(UTC)
    if instant.astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    inside, outside = sorted(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    offset = inside.astimezone(wall.tzinfo).utcoffset()
    low, high = 0, round((outside - inside) / _SECOND)  # the clocks change within these seconds
    while high - low > 1:
        middle = (low + high) // 2
        is_before = (inside + middle * _SECOND).astimezone(wall.tzinfo).utcoffset() == offset
        low, high = (middle, high) if is_before else (low, middle)
    return inside + (high if step > timedelta() else low) * _SECOND

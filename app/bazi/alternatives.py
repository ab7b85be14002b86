"""Warnings about births that can be read in more than one way, with the alternative readings side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from app.bazi.birth import ChartOptions, Place
from app.bazi.chart import ChartWarning, Reading
from app.bazi.jie import Jie, jie_at, jie_between
from app.bazi.luck import luck_pillars
from app.bazi.moment import Moment, beijing_time
from app.bazi.pillars import as_pillars, day_pillar, local_clock, pillars_at, solar_clock

NEAR = timedelta(minutes=2)
"""This close to a solar term, neither the clock in the room nor the time in the register is reliable enough."""

_MINUTE_END = timedelta(seconds=59)  # a birth "at 16:27" may be anywhere in that minute
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_FAR = timedelta(hours=4)
"""No place is this far from its zone's meridian: the sign of the longitude or the zone must be wrong."""

_EN: dict[str, str] = {
    "unknown_hour": "The time is unknown. Only the year, month and day pillars are cast, using noon as the time, and "
    "the luck pillars may start up to two months earlier or later.",
    "ambiguous_time": "Clocks went back that day, so this time occurred twice. The chart uses the one you chose.",
    "near_solar_term": "The birth is close to a solar term, where the month pillar changes.",
    "far_from_zone": "The longitude is more than four hours away from its time zone. Check its sign and the zone.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    moment: Moment
    gender: str
    place: Place
    options: ChartOptions


def warnings(moment: Moment, gender: str, place: Place, options: ChartOptions) -> tuple[ChartWarning, ...]:
    """Return the reasons why a chart of this birth may be wrong, with readings only if they differ."""
    case = _Case(moment=moment, gender=gender, place=place, options=options)
    return (*_unknown_hour(case), *_ambiguous_time(case), *_near_solar_term(case), *_far_from_zone(case))


def _unknown_hour(case: _Case) -> Iterator[ChartWarning]:
    if case.moment.is_hour_known:
        return
    message = "时辰未详：只排年、月、日三柱，以当日正午推算，起运时间前后最多可差两个月。"
    spans = list(_days_of(case))
    if len(spans) > 1:
        listed = "，".join(f"{first:%H:%M}–{last:%H:%M} 为{_pillar_at(case, first)}" for first, last in spans)
        message += f"日柱取决于出生时间：{listed}。"
    readings = tuple(_reading_of_span(case, first, last) for first, last in spans) if len(spans) > 1 else ()
    yield ChartWarning(code="unknown_hour", message=message, message_en=_EN["unknown_hour"], readings=readings)


def _days_of(case: _Case) -> Iterator[tuple[datetime, datetime]]:
    """Split the local day where its day pillar changes, and yield the first and last minute of each part."""
    first = case.moment.civil.replace(hour=0, minute=0)
    end = first.replace(hour=23, minute=59)
    while _pillar_at(case, first) != _pillar_at(case, end):
        low, high = 0, round((end - first) / _MINUTE)  # `low` still has the first pillar; `high` has another one
        while high - low > 1:
            middle = (low + high) // 2
            is_same = _pillar_at(case, first + middle * _MINUTE) == _pillar_at(case, first)
            low, high = (middle, high) if is_same else (low, middle)
        yield first, first + low * _MINUTE
        first += high * _MINUTE
    yield first, end


def _pillar_at(case: _Case, civil: datetime) -> str:
    return day_pillar(_clock_at(case, civil), case.options.day_change).get_name()


def _clock_at(case: _Case, civil: datetime) -> datetime:
    """Convert wall-clock time to the local clock that decides the day pillar."""
    return local_clock(replace(case.moment, civil=civil, is_hour_known=True), case.place.longitude, case.options)


def _reading_of_span(case: _Case, first: datetime, last: datetime) -> Reading:
    """Return the reading for one part of the day.

    It uses the year and month pillars at noon, because a solar term on that day has its own warning.
    """
    middle = first + (last - first) / 2
    read = _reading(case, (f"{first:%H:%M}–{last:%H:%M}",) * 2, beijing_time(middle), _clock_at(case, middle))
    month = jie_at(case.moment.beijing)
    cycles = pillars_at(month, _clock_at(case, middle), case.options, with_hour=False)
    return msgspec.structs.replace(read, pillars=as_pillars(cycles))


def _ambiguous_time(case: _Case) -> Iterator[ChartWarning]:
    if not case.moment.is_ambiguous:
        return
    times = [replace(case.moment, civil=case.moment.civil.replace(fold=fold)) for fold in (0, 1)]
    clocks = [local_clock(moment, case.place.longitude, case.options) for moment in times]
    readings = tuple(
        _reading(case, when, moment.beijing, clock)
        for when, moment, clock in zip(
            (("第一次", "first time"), ("第二次", "second time")), times, clocks, strict=True
        )
    )
    yield ChartWarning(
        code="ambiguous_time",
        message=f"那天时钟回拨，这个时间出现过两次；这里取第{'二' if case.moment.civil.fold else '一'}次。",
        message_en=_EN["ambiguous_time"],
        readings=readings if readings[0].pillars != readings[1].pillars else (),
    )


def _near_solar_term(case: _Case) -> Iterator[ChartWarning]:
    jie = _jie_near(case.moment)
    if jie is None:
        return
    opening = "出生时间接近" if case.moment.is_hour_known else "出生当日交"
    earlier = jie.before
    clock = local_clock(case.moment, case.place.longitude, case.options)
    yield ChartWarning(
        code="near_solar_term",
        message=(
            f"{opening}{jie.name}（北京时间 {jie.at}）："
            f"此前为{earlier.year_pillar}年{earlier.month_pillar}月，"
            f"此后为{jie.year_pillar}年{jie.month_pillar}月。"
        ),
        message_en=_EN["near_solar_term"],
        readings=(
            _reading(case, (f"{jie.name}以前", "before it"), jie.at - _SECOND, clock),
            _reading(case, (f"{jie.name}以后", "after it"), jie.at, clock),
        ),
    )


def _far_from_zone(case: _Case) -> Iterator[ChartWarning]:
    ahead = case.moment.standard - solar_clock(case.moment, case.place.longitude)
    if abs(ahead) > _FAR:
        yield ChartWarning(
            code="far_from_zone",
            message="按经度推算的时间与所填时区的时间相差四小时以上，请核对经度的正负和时区。",
            message_en=_EN["far_from_zone"],
        )


def _jie_near(moment: Moment) -> Jie | None:
    if moment.is_hour_known:
        return jie_between(moment.beijing - NEAR, moment.beijing + _MINUTE_END + NEAR)
    midnight = moment.civil.replace(hour=0)
    next_midnight = midnight + timedelta(days=1)
    return jie_between(beijing_time(midnight), beijing_time(next_midnight) - _SECOND)


def _reading(case: _Case, labels: tuple[str, str], beijing: datetime, clock: datetime) -> Reading:
    month = jie_at(beijing)
    cycles = pillars_at(month, clock, case.options, with_hour=case.moment.is_hour_known)
    luck = luck_pillars(beijing, month, case.gender, cycles, case.options)
    return Reading(
        label=labels[0],
        label_en=labels[1],
        pillars=as_pillars(cycles),
        is_forward=luck.is_forward,
        luck_start=luck.start_date,
        first_decade=luck.decades[0].pillar,
    )

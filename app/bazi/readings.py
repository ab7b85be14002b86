"""Where a birth can be read in two ways: a warning in words, and both readings side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from app.bazi.chart import Reading, Warning
from app.bazi.jie import Jie, jie_at, jie_between
from app.bazi.luck import luck_pillars
from app.bazi.moment import Moment, beijing_time
from app.bazi.pillars import as_pillars, day_pillar, local_clock, pillars_at, solar_clock
from app.report import ChartOptions, Place

NEAR = timedelta(minutes=2)
"""So near a solar term neither the clock in the room nor the one in the register can be trusted."""

_MINUTE_END = timedelta(seconds=59)  # a birth "at 16:27" is anywhere in that minute
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_FAR = timedelta(hours=4)
"""No place is so far from its zone's meridian; a sign or a zone was mistaken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    moment: Moment
    gender: str
    place: Place
    options: ChartOptions


def warnings(moment: Moment, gender: str, place: Place, options: ChartOptions) -> tuple[Warning, ...]:
    """What makes a chart of this birth less sure than it looks; readings only where they differ."""
    case = _Case(moment=moment, gender=gender, place=place, options=options)
    return (*_unknown_hour(case), *_ambiguous_time(case), *_near_solar_term(case), *_far_from_zone(case))


def _unknown_hour(case: _Case) -> Iterator[Warning]:
    if case.moment.is_hour_known:
        return
    message = "时辰未详：只排年、月、日三柱，以当日正午推算，起运前后可差两个月。"
    spans = list(_days_of(case))
    if len(spans) > 1:
        told = "，".join(f"{first:%H:%M}–{last:%H:%M} 为{_pillar_at(case, first)}" for first, last in spans)
        message += f"日柱依时刻而定：{told}。"
    readings = tuple(_reading_of_span(case, first, last) for first, last in spans) if len(spans) > 1 else ()
    yield Warning(code="unknown_hour", message=message, readings=readings)


def _days_of(case: _Case) -> Iterator[tuple[datetime, datetime]]:
    """The parts of the day, by the clocks of the place, that have one day pillar each."""
    first = case.moment.civil.replace(hour=0, minute=0)
    end = first.replace(hour=23, minute=59)
    while _pillar_at(case, first) != _pillar_at(case, end):
        low, high = 0, round((end - first) / _MINUTE)  # still the first one's pillar; already another
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
    """What the clock that the day is read off shows, as the clock on the wall shows `civil`."""
    return local_clock(replace(case.moment, civil=civil, is_hour_known=True), case.place.longitude, case.options)


def _reading_of_span(case: _Case, first: datetime, last: datetime) -> Reading:
    """Year and month as at noon, like the chart's: whether a term falls on the day is a warning of its own."""
    middle = first + (last - first) / 2
    read = _reading(case, f"{first:%H:%M}–{last:%H:%M}", beijing_time(middle), _clock_at(case, middle))
    month = jie_at(case.moment.beijing)
    cycles = pillars_at(month, _clock_at(case, middle), case.options, with_hour=False)
    return msgspec.structs.replace(read, pillars=as_pillars(cycles))


def _ambiguous_time(case: _Case) -> Iterator[Warning]:
    if not case.moment.is_ambiguous:
        return
    times = [replace(case.moment, civil=case.moment.civil.replace(fold=fold)) for fold in (0, 1)]
    clocks = [local_clock(moment, case.place.longitude, case.options) for moment in times]
    readings = tuple(
        _reading(case, when, moment.beijing, clock)
        for when, moment, clock in zip(("第一次", "第二次"), times, clocks, strict=True)
    )
    yield Warning(
        code="ambiguous_time",
        message=f"当日拨钟，这一时刻出现过两次，此处取第{'二' if case.moment.civil.fold else '一'}次。",
        readings=readings if readings[0].pillars != readings[1].pillars else (),
    )


def _near_solar_term(case: _Case) -> Iterator[Warning]:
    jie = _jie_near(case.moment)
    if jie is None:
        return
    opening = "出生时刻贴近" if case.moment.is_hour_known else "出生当日交"
    earlier = jie.before
    clock = local_clock(case.moment, case.place.longitude, case.options)
    yield Warning(
        code="near_solar_term",
        message=(
            f"{opening}{jie.name}（北京时间 {jie.at}）："
            f"此前为{earlier.year_pillar}年{earlier.month_pillar}月，"
            f"此后为{jie.year_pillar}年{jie.month_pillar}月。"
        ),
        readings=(
            _reading(case, f"{jie.name}以前", jie.at - _SECOND, clock),
            _reading(case, f"{jie.name}以后", jie.at, clock),
        ),
    )


def _far_from_zone(case: _Case) -> Iterator[Warning]:
    ahead = case.moment.standard - solar_clock(case.moment, case.place.longitude)
    if abs(ahead) > _FAR:
        yield Warning(code="far_from_zone", message="经度与时区所在之处相差四小时以上，请核对经度的正负与时区。")


def _jie_near(moment: Moment) -> Jie | None:
    if moment.is_hour_known:
        return jie_between(moment.beijing - NEAR, moment.beijing + _MINUTE_END + NEAR)
    midnight = moment.civil.replace(hour=0)
    next_midnight = midnight + timedelta(days=1)
    return jie_between(beijing_time(midnight), beijing_time(next_midnight) - _SECOND)


def _reading(case: _Case, when: str, beijing: datetime, clock: datetime) -> Reading:
    month = jie_at(beijing)
    cycles = pillars_at(month, clock, case.options, with_hour=case.moment.is_hour_known)
    luck = luck_pillars(beijing, month, case.gender, cycles, case.options)
    return Reading(
        when=when,
        pillars=as_pillars(cycles),
        luck_start=luck.start_date,
        first_decade=luck.decades[0].pillar,
    )

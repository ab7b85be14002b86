"""Warnings about births that can be read in more than one way, with the alternative readings side by side.

`notices` has the wording. A birth is every instant from the stated minute's first second to its last, or the whole
span of a vaguer time; "near" counts from the nearest of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from app.bazi import notices
from app.bazi.birth import ChartOptions, Place
from app.bazi.case import NEAR, Case, as_warning
from app.bazi.chart import ChartWarning, Pillars, Reading
from app.bazi.notices import CONVENTIONS, STANDARD, SUN, Text
from app.bazi.pillars import solar_clock
from app.bazi.solar_time import true_solar_time
from app.bazi.span import Span
from app.bazi.vague import vague_time

_SECOND = timedelta(seconds=1)
_HOUR = timedelta(hours=1)
_FAR = timedelta(hours=4)
"""No place is this far from its zone's meridian: the sign of the longitude or the zone must be wrong."""

_SHANGHAI = 121.47
_SHANGHAI_ZONES = frozenset({"Asia/Shanghai", "PRC", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin"})
_OWN_CLOCKS = 0.5
"""Degrees from Shanghai beyond which its clock history, the only one on record, says nothing certain."""
_ONE_CLOCK = date(1949, 10, 1)
_ZONES_SINCE = date(1901, 1, 1)
_WESTERN = 110
"""West of about this longitude was the zone of 陇蜀, UTC+7; east of it, that of 中原, UTC+8."""
_WESTERN_SINCE = date(1928, 1, 1)
_PLUS_8 = timezone(timedelta(hours=8))


def warnings(span: Span, gender: str, place: Place, options: ChartOptions) -> tuple[ChartWarning, ...]:
    """Return the reasons why a chart of this birth may be wrong, or differ from another program's, with readings."""
    case = Case(span=span, gender=gender, place=place, options=options)
    return (
        *vague_time(case),
        *_ambiguous_time(case),
        *_near_solar_term(case),
        *_hour_by_sun(case),
        *_near_hour_boundary(case),
        *_near_day_change(case),
        *_clock_unknown(case),
        *_far_from_zone(case),
    )


def _ambiguous_time(case: Case) -> Iterator[ChartWarning]:
    if not case.moment.is_ambiguous:
        return
    times = [case.moment.civil.replace(fold=fold) for fold in (0, 1)]
    offsets = [_offset(civil) for civil in times]
    labels = (
        Text(f"第一次（{offsets[0]}）", f"first time ({offsets[0]})"),
        Text(f"第二次（{offsets[1]}）", f"second time ({offsets[1]})"),
    )
    readings = tuple(case.reading(label, civil.astimezone(UTC)) for label, civil in zip(labels, times, strict=True))
    chosen = case.moment.civil.fold
    text = notices.ambiguous_time(case.moment.civil, offsets[chosen], is_second=chosen == 1)
    yield as_warning("ambiguous_time", text, readings if readings[0].pillars != readings[1].pillars else ())


def _offset(civil: datetime) -> str:
    seconds = round((civil.utcoffset() or timedelta()).total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    offset = f"UTC{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{offset}:{rest:02}" if rest else offset


def _near_solar_term(case: Case) -> Iterator[ChartWarning]:
    jie = case.term()
    if jie is None:
        return
    moment, at = case.moment, jie.at.replace(tzinfo=_PLUS_8)
    is_after = moment.beijing >= jie.at
    labels = (Text(f"{jie.name}以前", f"before {jie.name}"), Text(f"{jie.name}以后", f"after {jie.name}"))
    before, after = (
        case.chosen_reading(label) if is_after == bool(side) else case.reading(label, instant)
        for side, (label, instant) in enumerate(zip(labels, (at - _SECOND, at), strict=True))
    )
    local = at.astimezone(moment.civil.tzinfo).replace(tzinfo=None)
    text = notices.near_solar_term(
        jie.name,
        _of_day(local, case.span.day),
        _of_day(jie.at, case.span.day) if local != jie.at else None,
        case.span.given,
        before,
        after,
        is_after=is_after,
    )
    yield as_warning("near_solar_term", text, (before, after))


def _of_day(time: datetime, day: date) -> str:
    """Write a time to the second, with its date if it is on another day."""
    return f"{time:%H:%M:%S}" if time.date() == day else f"{time:%m-%d %H:%M:%S}"


def _hour_by_sun(case: Case) -> Iterator[ChartWarning]:
    if case.span.kind != "minute":
        return
    standard, sun = case.moment.standard, solar_clock(case.moment, case.place.longitude)
    instant = case.moment.instant
    by_standard, by_sun = (
        case.reading(label, instant, clock)
        for label, clock in ((Text("按钟表", "by the clock"), standard), (Text("按真太阳时", "by the sun"), sun))
    )
    if by_standard.pillars == by_sun.pillars:
        return
    text = notices.hour_by_sun(
        standard,
        sun,
        by_standard.pillars,
        by_sun.pillars,
        uses_sun=case.uses_sun,
        is_summer_time=case.moment.is_daylight_saving,
    )
    yield as_warning("hour_by_sun", text, (by_standard, by_sun))


def _near_hour_boundary(case: Case) -> Iterator[ChartWarning]:
    if case.span.kind != "minute":
        return
    now = case.clock(case.moment.instant)
    last = now + (case.span.last - case.span.first)
    hour = now.replace(minute=0, second=0)
    near = [
        boundary
        for boundary in (hour, hour + _HOUR)
        if now - NEAR <= boundary <= last + NEAR and _is_boundary(boundary, case.options)
    ]
    for boundary in near:
        is_after = now >= boundary
        shift = boundary - now
        instants = (case.moment.instant + shift - _SECOND, case.moment.instant + shift)
        clocks = (boundary - _SECOND, boundary)
        begins = f"{boundary:%H:%M}"
        labels = (Text(f"{begins} 以前", f"before {begins}"), Text(f"{begins} 以后", f"after {begins}"))
        before, after = (
            case.reading(label, case.moment.instant, now)
            if is_after == bool(side)
            else case.reading(label, instants[side], clocks[side])
            for side, label in enumerate(labels)
        )
        clock = SUN if case.uses_sun else STANDARD
        text = notices.near_hour_boundary(clock, now, boundary, before.pillars, after.pillars, is_after=is_after)
        yield as_warning("near_hour_boundary", text, (before, after))


def _is_boundary(hour: datetime, options: ChartOptions) -> bool:
    return hour.hour % 2 == 1 or (hour.hour == 0 and options.day_change == "00:00")


def _near_day_change(case: Case) -> Iterator[ChartWarning]:
    if case.span.kind != "minute":
        return
    sun, standard = solar_clock(case.moment, case.place.longitude), case.moment.standard
    if not any(_touches_zi(clock, case.span.last - case.span.first) for clock in (sun, standard)):
        return
    clocks = ((SUN, sun), (STANDARD, standard)) if case.uses_sun else ((STANDARD, standard), (SUN, sun))
    found: dict[Pillars, Reading] = {}
    for name, clock in clocks:
        for (day_change, late_zi), convention in CONVENTIONS.items():
            options = replace(case.options, day_change=day_change, late_zi=late_zi)
            other = Text(f"{name.zh}，{convention.zh}", f"{name.en}, {convention.en}")
            label = convention if name is clocks[0][0] else other
            read = case.reading(label, case.moment.instant, clock, options)
            found.setdefault(read.pillars, read)
    used = (case.options.day_change, "next_day" if case.options.day_change == "23:00" else case.options.late_zi)
    pillars = case.pillars(case.moment.instant)
    text = notices.near_day_change(sun, standard, CONVENTIONS[used], pillars, is_disputed=len(found) > 1)
    yield as_warning("near_day_change", text, tuple(found.values()) if len(found) > 1 else ())


def _touches_zi(clock: datetime, length: timedelta) -> bool:
    return clock.hour in (23, 0) or (clock + length).hour == 23


def _clock_unknown(case: Case) -> Iterator[ChartWarning]:
    place, wall = case.place, case.moment.civil.replace(tzinfo=None)
    if (
        case.span.kind not in ("minute", "part")
        or place.timezone not in _SHANGHAI_ZONES
        or case.span.day >= _ONE_CLOCK
        or abs(place.longitude - _SHANGHAI) <= _OWN_CLOCKS
    ):
        return
    shanghai = _offset(case.moment.civil)
    ours = case.reading(Text(f"按上海钟表（{shanghai}）", f"Shanghai's clocks ({shanghai})"), case.moment.instant)
    others: dict[Pillars, tuple[Text, Reading]] = {}
    for name, offset in _other_clocks(case):
        instant = (wall - offset).replace(tzinfo=UTC)
        clock = true_solar_time(instant, place.longitude) if case.uses_sun else wall
        read = case.reading(Text(f"按{name.zh}", name.en), instant, clock)
        if read.pillars != ours.pillars:
            others.setdefault(read.pillars, (name, read))
    text = notices.clock_unknown(shanghai, ours.pillars, [(name, read.pillars) for name, read in others.values()])
    yield as_warning("clock_unknown", text, (ours, *(read for _, read in others.values())) if others else ())


def _other_clocks(case: Case) -> Iterator[tuple[Text, timedelta]]:
    """Yield the clocks that a place in China is likely to have had instead of Shanghai's."""
    if case.span.day < _ZONES_SINCE:
        yield Text("当地平时", "local mean time"), timedelta(seconds=round(case.place.longitude * 240))
        return
    yield Text("东八区标准时", "UTC+8"), timedelta(hours=8)
    if case.place.longitude < _WESTERN and case.span.day >= _WESTERN_SINCE:
        yield Text("陇蜀时区（东七区）", "UTC+7"), timedelta(hours=7)


def _far_from_zone(case: Case) -> Iterator[ChartWarning]:
    ahead = case.moment.standard - solar_clock(case.moment, case.place.longitude)
    if abs(ahead) > _FAR:
        yield as_warning("far_from_zone", notices.FAR_FROM_ZONE)

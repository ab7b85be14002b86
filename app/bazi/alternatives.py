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
from app.bazi.china_clocks import Clock, is_unrecorded, possible_clocks
from app.bazi.notice_words import BY_CLOCK, BY_SUN, CONVENTIONS, STANDARD, SUN, Text, Told, short_term, without_saving
from app.bazi.notices import TermTimes
from app.bazi.pillars import solar_clock
from app.bazi.solar_time import true_solar_time
from app.bazi.span import Span
from app.bazi.vague import vague_time

_SECOND = timedelta(seconds=1)
_HOUR = timedelta(hours=1)
_FAR = timedelta(hours=4)
"""No place is this far from its zone's meridian: the sign of the longitude or the zone must be wrong."""

_PLUS_8 = timezone(timedelta(hours=8))


def warnings(span: Span, gender: str, place: Place, options: ChartOptions) -> tuple[ChartWarning, ...]:
    """Return the reasons why a chart of this birth may be wrong, or differ from another program's, with readings."""
    case = Case(span=span, gender=gender, place=place, options=options)
    return (
        *_far_from_zone(case),  # first: with a wrong longitude or zone, nothing else is right
        *_clock_unknown(case),  # next: the other warnings take the clock for granted
        *vague_time(case),
        *_ambiguous_time(case),
        *_near_solar_term(case),
        *_hour_by_sun(case),
        *_near_hour_boundary(case),
        *_near_day_change(case),
    )


def _far_from_zone(case: Case) -> Iterator[ChartWarning]:
    ahead = case.moment.standard - solar_clock(case.moment, case.place.longitude)
    if abs(ahead) > _FAR:
        yield as_warning("far_from_zone", notices.FAR_FROM_ZONE)


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
    is_same = readings[0].pillars == readings[1].pillars
    text = notices.ambiguous_time(case.moment.civil, offsets[case.moment.civil.fold], is_same=is_same)
    yield as_warning("ambiguous_time", text, () if is_same else readings)


def _offset(civil: datetime) -> str:
    seconds = round((civil.utcoffset() or timedelta()).total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    offset = f"UTC{'-' if seconds < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    return f"{offset}:{rest:02}" if rest else offset


def _near_solar_term(case: Case) -> Iterator[ChartWarning]:
    jie = case.term()
    if jie is None:
        return
    span, at = case.span, jie.at.replace(tzinfo=_PLUS_8)
    is_after = case.moment.instant >= at
    before, after = (
        case.chosen_reading(label) if is_after == is_later else _beside(case, label, at, is_later=is_later)
        for is_later, label in (
            (False, Text(f"{jie.name}以前", f"before {short_term(jie.name)}")),
            (True, Text(f"{jie.name}以后", f"after {short_term(jie.name)}")),
        )
    )
    local = at.astimezone(case.moment.civil.tzinfo).replace(tzinfo=None)
    is_sun_stated = span.kind == "double_hour" and case.uses_sun
    times = TermTimes(
        local=_of_day(local, span.day),
        beijing=_of_day(jie.at, span.day) if local != jie.at else None,
        sun=_of_day(case.clock(at), span.day) if is_sun_stated else None,
    )
    parts_zi = len(span.windows) > 1 and span.given == "子" and span.windows[0][1] < at <= span.windows[1][0]
    text = notices.near_solar_term(jie.name, times, span.given, before, after, is_after=is_after, parts_zi=parts_zi)
    yield as_warning("near_solar_term", text, (before, after))


def _beside(case: Case, label: Text, at: datetime, *, is_later: bool) -> Reading:
    """Read the birth on the side of a term where the chart is not: at the nearest second there.

    A vaguer time has the nearest second of its own. If it only comes near the term, year and month are those of the
    other side, but day and hour remain as stated.
    """
    span, beside = case.span, at if is_later else at - _SECOND
    if span.kind == "minute":
        return case.reading(label, beside)
    within = span.first_from(beside) if is_later else span.last_until(beside)
    if within is not None:
        return case.reading(label, within)
    return case.reading(label, beside, case.clock(span.last if is_later else span.first))


def _of_day(time: datetime, day: date) -> str:
    """Write a time to the second, with its date if it is on another day."""
    return f"{time:%H:%M:%S}" if time.date() == day else f"{time:%m-%d %H:%M:%S}"


def _hour_by_sun(case: Case) -> Iterator[ChartWarning]:
    if case.span.kind != "minute":
        return
    told: dict[Pillars, list[tuple[Text, datetime]]] = {}
    for name, clock in _clocks(case):
        told.setdefault(case.pillars(case.moment.instant, clock), []).append((name, clock))
    if len(told) == 1:
        return
    all_told = [Told(clocks, pillars) for pillars, clocks in told.items()]
    text = notices.hour_by_sun(all_told, case.pillars(case.moment.instant))
    readings = (case.reading(each.label, case.moment.instant, each.clocks[0][1]) for each in all_told)
    yield as_warning("hour_by_sun", text, tuple(readings))


def _clocks(case: Case) -> Iterator[tuple[Text, datetime]]:
    """Yield the local times of a birth: as the clocks showed it, without their saving if they had one, and by the sun.

    Many programs take the first of them, and never ask about summer time.
    """
    civil = case.moment.civil
    yield BY_CLOCK, civil.replace(tzinfo=None)
    if saving := without_saving(civil):
        yield saving, case.moment.standard
    yield BY_SUN, solar_clock(case.moment, case.place.longitude)


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
    if not any(_touches_zi(clock, case.span.last - case.span.first) for _, clock in _clocks(case)):
        return
    clocks = ((SUN, sun), (STANDARD, standard)) if case.uses_sun else ((STANDARD, standard), (SUN, sun))
    used = (case.options.day_change, "next_day" if case.options.day_change == "23:00" else case.options.late_zi)
    found: dict[Pillars, Reading] = {}
    for name, clock in clocks:
        is_own_clock = name is clocks[0][0]
        for (day_change, late_zi), convention in CONVENTIONS.items():
            options = replace(case.options, day_change=day_change, late_zi=late_zi)
            label = convention.label
            if not is_own_clock:
                label = Text(f"{name.zh}，{label.zh}", f"{name.en}, {label.en}")
            read = case.reading(label, case.moment.instant, clock, options)
            if read.pillars not in found or (is_own_clock and (day_change, late_zi) == used):
                found[read.pillars] = read
    pillars = case.pillars(case.moment.instant)
    text = notices.near_day_change(
        case.moment.civil, standard, sun, CONVENTIONS[used].sentence, pillars, is_disputed=len(found) > 1
    )
    yield as_warning("near_day_change", text, tuple(found.values()) if len(found) > 1 else ())


def _touches_zi(clock: datetime, length: timedelta) -> bool:
    return clock.hour in (23, 0) or (clock + length).hour == 23


def _clock_unknown(case: Case) -> Iterator[ChartWarning]:
    if case.span.kind not in ("minute", "part") or not is_unrecorded(case.place, case.span.day):
        return
    shanghai = _offset(case.moment.civil)
    ours = case.chosen_reading(Text(f"按上海钟表（{shanghai}）", f"by Shanghai's clocks ({shanghai})"))
    found: dict[Pillars, list[Clock]] = {}
    for clock in possible_clocks(case.place, case.span.day):
        if clock.offset != case.moment.civil.utcoffset():
            found.setdefault(_by_clock(case, clock).pillars, []).append(clock)
    same = [clock.name for clock in found.pop(ours.pillars, [])]
    others = [([clock.name for clock in clocks], pillars) for pillars, clocks in found.items()]
    text = notices.clock_unknown(shanghai, ours.pillars, others, same)
    readings = (_by_clock(case, *clocks) for clocks in found.values())
    yield as_warning("clock_unknown", text, (ours, *readings) if found else ())


def _by_clock(case: Case, clock: Clock, *same: Clock) -> Reading:
    """Read the birth by a local clock; `same` are others with the same pillars."""
    wall = case.moment.civil.replace(tzinfo=None)
    instant = (wall - clock.offset).replace(tzinfo=UTC)
    names = [it.name for it in (clock, *same)]
    label = Text(f"按{'、'.join(it.zh for it in names)}", f"by {' or '.join(it.en for it in names)}")
    local = true_solar_time(instant, case.place.longitude) if case.uses_sun else wall - clock.ahead
    return case.reading(label, instant, local)

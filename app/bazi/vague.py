"""The warning about a time that is not known to the minute: what holds for all of it, and readings of the rest."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.bazi import notices
from app.bazi.birth import PARTS
from app.bazi.case import Case, as_warning
from app.bazi.chart import ChartWarning, Reading
from app.bazi.notices import STANDARD, SUN, Text

_MINUTE = timedelta(minutes=1)


def vague_time(case: Case) -> Iterator[ChartWarning]:
    span = case.span
    if span.kind == "minute":
        return
    runs = list(_runs(case, span.first, span.last))
    if span.late:
        runs += (run for run in _runs(case, *span.late) if run.pillars != runs[0].pillars)
    has_term = case.term() is not None
    if span.kind == "day":
        days = [reading for reading in runs if reading.pillars.day != runs[0].pillars.day]
        text = notices.unknown_hour(_days(runs), has_term=has_term)
        yield as_warning("unknown_hour", text, tuple(runs) if days else ())
        return
    varies = [name for name in notices.PILLARS if len({getattr(run.pillars, name) for run in runs}) > 1]
    given = span.given or ""
    if given in PARTS:
        text = notices.part_of_day(given, PARTS[given], span.moment.civil, varies, has_term=has_term)
    else:
        clock = SUN if case.uses_sun else STANDARD
        late = runs[-1].pillars if len(runs) > 1 else None
        text = notices.double_hour(given, clock, case.clock(span.moment.instant), varies, late, has_term=has_term)
    yield as_warning("approximate_time", text, tuple(runs) if len(runs) > 1 else ())


def _runs(case: Case, first: datetime, last: datetime) -> Iterator[Reading]:
    """Split a span, at whole minutes, where its pillars change, and yield a reading for each part."""
    while True:
        pillars = case.pillars(first)
        low, high = 0, (last - first) // _MINUTE  # `low` still has the first pillars
        if case.pillars(first + high * _MINUTE) == pillars:
            low = high
        while high - low > 1:
            middle = (low + high) // 2
            is_same = case.pillars(first + middle * _MINUTE) == pillars
            low, high = (middle, high) if is_same else (low, middle)
        end = last if low == high else first + low * _MINUTE
        yield case.reading(_times(case, first, end), first + (end - first) / 2)
        if low == high:
            return
        first += high * _MINUTE


def _times(case: Case, first: datetime, last: datetime) -> Text:
    """Label a part of the span with its times, by the clock in which the span was stated."""
    is_wall_clock = case.span.kind != "double_hour"
    start, end = (case.moment_at(at).civil if is_wall_clock else case.clock(at) for at in (first, last))
    times = f"{start:%H:%M}–{end:%H:%M}"
    if not case.span.late:
        return Text(times, times)
    is_late = start.hour == 23
    return Text(f"{'晚' if is_late else '早'}子时 {times}", f"{'late' if is_late else 'early'} 子 {times}")


def _days(runs: list[Reading]) -> list[tuple[str, str]]:
    """Return the day pillars of consecutive readings with their times, joined where only the month changes."""
    days: list[tuple[str, str]] = []
    for run in runs:
        if days and days[-1][1] == run.pillars.day:
            days[-1] = (f"{days[-1][0].split('–')[0]}–{run.label.split('–')[1]}", run.pillars.day)
        else:
            days.append((run.label, run.pillars.day))
    return days

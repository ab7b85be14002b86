"""The warning about a time that is not known to the minute: what holds for all of it, and readings of the rest."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from app.bazi import notices
from app.bazi.birth import PARTS
from app.bazi.case import Case, as_warning
from app.bazi.chart import ChartWarning, Pillars, Reading
from app.bazi.notice_words import STANDARD, SUN, Text, between, differing, wall_time
from app.bazi.span import Window

_MINUTE = timedelta(minutes=1)
_LUCK_MAY_DIFFER = {  # by the kind of the span, and by how the start of luck is counted
    ("double_hour", "exact"): Text("约五天", "about five days"),
    ("double_hour", "double_hours"): Text("约十天", "about ten days"),
    ("part", "exact"): Text("约半个月", "about two weeks"),
    ("part", "double_hours"): Text("约二十天", "about twenty days"),
}


class _Run(NamedTuple):
    """A part of a span with the same pillars throughout, perhaps in both of its windows."""

    windows: tuple[Window, ...]
    pillars: Pillars


def vague_time(case: Case) -> Iterator[ChartWarning]:
    span = case.span
    if span.kind == "minute":
        return
    runs: list[_Run] = []
    for run in (run for window in span.windows for run in _runs(case, window)):
        if runs and runs[-1].pillars == run.pillars:
            runs[-1] = _Run(runs[-1].windows + run.windows, run.pillars)
        else:
            runs.append(run)
    has_term = case.is_divided()
    readings = tuple(_reading(case, run) for run in runs)
    if span.kind == "day":
        days = _days(case, runs)
        text = notices.unknown_hour(days, has_term=has_term)
        yield as_warning("unknown_hour", text, readings if len(days) > 1 else ())
        return
    varies = differing(*(run.pillars for run in runs))
    amount = None if has_term else _LUCK_MAY_DIFFER[span.kind, case.options.start_age]
    given = span.given or ""
    if given in PARTS:
        text = notices.part_of_day(given, PARTS[given], span.moment.civil, varies, amount)
    elif given == "子":
        late = [(_times(case, *run.windows[-1]), run.pillars) for run in runs if _is_other_late(case, run)]
        text = notices.hour_zi(_clock_name(case), late, runs[0].pillars)
    else:
        text = notices.double_hour(given, _clock_name(case), case.clock(span.moment.instant), varies, amount)
    yield as_warning("approximate_time", text, readings if len(runs) > 1 else ())


def _clock_name(case: Case) -> Text:
    return SUN if case.uses_sun else STANDARD


def _is_other_late(case: Case, run: _Run) -> bool:
    """Whether this is a reading of the hour from 23:00 with pillars other than those the chart uses."""
    return run.windows[-1][0] >= case.span.windows[-1][0] and run.pillars != case.pillars(case.moment.instant)


def _runs(case: Case, window: Window) -> Iterator[_Run]:
    """Split a window, at whole minutes, where its pillars change."""
    first, last = window
    while True:
        pillars = case.pillars(first)
        low, high = 0, (last - first) // _MINUTE  # `low` still has the first pillars
        if case.pillars(first + high * _MINUTE) == pillars:
            low = high
        while high - low > 1:
            middle = (low + high) // 2
            is_same = case.pillars(first + middle * _MINUTE) == pillars
            low, high = (middle, high) if is_same else (low, middle)
        yield _Run(((first, last if low == high else first + low * _MINUTE),), pillars)
        if low == high:
            return
        first += high * _MINUTE


def _reading(case: Case, run: _Run) -> Reading:
    first, last = run.windows[0]
    return case.reading(_label(case, run.windows), first + (last - first) / 2)


def _label(case: Case, windows: Sequence[Window]) -> Text:
    if case.span.given != "子":
        return _times(case, windows[0][0], windows[-1][1])
    labels = []
    for first, last in windows:
        times = _times(case, first, last)
        is_late = first >= case.span.windows[-1][0]
        labels.append(
            Text(f"{'晚' if is_late else '早'}子时 {times.zh}", f"{'late' if is_late else 'early'} 子 Zi {times.en}")
        )
    return Text("、".join(label.zh for label in labels), " or ".join(label.en for label in labels))


def _times(case: Case, first: datetime, last: datetime) -> Text:
    """Write a part of the span by the clock in which the span was stated."""
    if case.span.kind == "double_hour":
        start, end = (f"{case.clock(at):%H:%M}" for at in (first, last))
        return between(Text(start, start), Text(end, end))
    start_wall, end_wall = (wall_time(case.moment_at(at).civil) for at in (first, last))
    return between(start_wall, end_wall)


def _days(case: Case, runs: Sequence[_Run]) -> list[tuple[Text, str]]:
    """Return the day pillars of consecutive runs with their times, joined where only the month changes."""
    days: list[tuple[datetime, datetime, str]] = []
    for run in runs:
        first, last = run.windows[0][0], run.windows[-1][1]
        if days and days[-1][2] == run.pillars.day:
            first = days.pop()[0]
        days.append((first, last, run.pillars.day))
    return [(_times(case, first, last), pillar) for first, last, pillar in days]

"""The foot of a drawn chart: times and options beside the seal, and the warnings below them."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from app.bazi.chart import NAMES, Chart, ChartWarning, Reading
from app.bazi.drawing.pen import LEFT, MARGIN, RIGHT, SMALL, Sheet, divide, flow, row_name
from app.bazi.drawing.timeline import is_exact, is_other_luck, vague_kind
from app.bazi.drawing.words import Captions
from app.bazi.notice_words import is_summer_time
from app.bazi.readings import PINYIN, pinyin_of

_SEAL = 46
_BULLET = 18
_NO_BREAK = "\N{NO-BREAK SPACE}"
_VAGUE = ("unknown_hour", "approximate_time")


def draw_foot(sheet: Sheet, chart: Chart, words: Captions) -> None:
    """Draw the times and options, the seal at their left, where right-to-left reading ends, and the warnings."""
    top = sheet.y
    for line in flow((*times(chart, words), *choices(chart, words)), "　", SMALL, RIGHT - LEFT):
        sheet.text(LEFT, 18, SMALL, line, anchor="start")
        sheet.down(28)
    _draw_seal(sheet, top - sheet.y)
    sheet.y = max(sheet.y, top + _SEAL)
    warnings = list(dict.fromkeys(_warnings(chart, words)))
    if not warnings:
        return
    divide(sheet, above=16)
    left = _notes_left(words)
    if left == LEFT:
        row_name(sheet, words.rows["notes"], 18)
    for warning in warnings:
        sheet.circle(left + 4, 11, 2.5, "soft")
        for line in _wrapped(warning, RIGHT - left - _BULLET):
            sheet.text(left + _BULLET, 18, SMALL, line, anchor="start")
            sheet.down(28)


def _notes_left(words: Captions) -> float:
    """Return the left edge of the warnings: English ones need the whole width to fit on one line each."""
    return MARGIN if words.is_translated else LEFT


def _wrapped(text: str, width: float) -> Iterator[str]:
    """Break a text into lines of this width: at Chinese commas and at blanks other than no-break spaces."""
    parts = (part.replace(_NO_BREAK, " ") for part in re.split(r"(?<=[，；：])|(?<= )", text))
    return (line.strip() for line in flow(parts, "", SMALL, width))


def _draw_seal(sheet: Sheet, y: float) -> None:
    sheet.rect(MARGIN, y, _SEAL, _SEAL, "seal")
    sheet.rect(MARGIN + 3, y + 3, _SEAL - 6, _SEAL - 6, "hollow paper-edge")
    for char, x in (("书", 14), ("命", 32)):
        sheet.seal_glyph(MARGIN + x, y + _SEAL / 2, 22, char)


def times(chart: Chart, words: Captions) -> Iterator[str]:
    """Yield the times of the birth; none if the chart is without its birth (see `app.bazi.anonymous`)."""
    if not chart.civil_time:
        return
    if chart.time_given and ":" not in chart.time_given:
        yield words.given.format(time=_time_given(chart.time_given, words))
    if chart.solar_time is None:
        yield words.civil["standard"].format(time=chart.civil_time)
    else:
        civil, solar = datetime.fromisoformat(chart.civil_time), datetime.fromisoformat(chart.solar_time)
        clocks = "standard" if not chart.is_daylight_saving else "summer" if is_summer_time(civil) else "ahead"
        yield words.civil[clocks].format(time=f"{civil:%Y-%m-%d %H:%M}")
        is_same_day = civil.date() == solar.date()
        yield words.solar.format(time=f"{solar:%H:%M:%S}" if is_same_day else f"{solar:%m-%d %H:%M:%S}")
    if not words.is_translated:
        yield chart.lunar_date


def _time_given(time: str, words: Captions) -> str:
    """Name a double hour or a part of the day as a person would."""
    if time in PINYIN:
        return f"{time} {pinyin_of(time)}" if words.is_translated else f"{time}时"
    return words.parts_of_day.get(time, time)


def choices(chart: Chart, words: Captions) -> Iterator[str]:
    """Yield the options. Leaves out the clock if `times` shows true solar time."""
    if chart.solar_time is None or chart.options.clock != "true_solar":
        yield words.clocks.get(chart.options.clock, chart.options.clock)
    yield words.day_change.format(time=chart.options.day_change)
    for choice in (chart.options.late_zi, chart.options.start_age, chart.options.hidden_stems):
        if choice in words.other_choices:
            yield words.other_choices[choice]


def _warnings(chart: Chart, words: Captions) -> Iterator[str]:
    """Yield each warning with its readings other than the drawn one."""
    middle = words.middles.get(vague_kind(chart.time_given) or "", "")
    for warning in chart.warnings:
        caption = words.warnings.get(warning.code, warning.code).format(middle=middle)
        readings = list(_others(chart, warning, words))
        if not readings:
            yield caption
        elif warning.code in words.labelled:
            first, *rest = readings
            yield words.reading_gap.join([first[:1].upper() + first[1:], *rest])
        else:
            template = words.at_times if warning.code in _VAGUE else words.otherwise
            yield template.format(warning=caption, readings=words.reading_gap.join(readings))


def _others(chart: Chart, warning: ChartWarning, words: Captions) -> Iterator[str]:
    """Yield the other readings with what differs. A first clause that a label shares with the last one is said once.

    In English, a reading under the rule of the one before and an addition to it follows that one in brackets.
    """
    clause, above, shown, pending = "", "", dict[str, str](), ""
    for reading in warning.readings:
        if reading.pillars == chart.pillars:
            continue
        label, differs = _label(reading, words), _differing(reading, chart)
        first, found, rest = label.partition(words.comma)
        is_shared = bool(found) and first == clause
        added = {name: pillar for name, pillar in differs.items() if shown.get(name) != pillar}
        further = label.removeprefix(f"{above}{words.comma}")
        if words.nested and further != label and shown.items() <= differs.items():
            pending += words.nested.format(label=further, pillars=_worded(added, words))
            continue
        if pending:
            yield pending
        short = further if further != label else rest if is_shared else label
        luck = _luck(reading, chart, words) if warning.code == "near_solar_term" else ""
        pending = words.reading.format(label=short, pillars=_worded(differs, words) + luck)
        clause, above, shown = (first if found or words.nested else ""), label, differs
    if pending:
        yield pending


def _label(reading: Reading, words: Captions) -> str:
    return reading.label_en if words.is_translated else reading.label.replace(" ", _NO_BREAK)


def _differing(reading: Reading, chart: Chart) -> dict[str, str]:
    return {
        name: pillar
        for name in NAMES
        if (pillar := getattr(reading.pillars, name)) and pillar != getattr(chart.pillars, name)
    }


def _worded(pillars: Mapping[str, str], words: Captions) -> str:
    return words.pillar_gap.join(
        words.pillars[name].format(words.pillar(pillar)).replace(" ", _NO_BREAK) for name, pillar in pillars.items()
    )


def _luck(reading: Reading, chart: Chart, words: Captions) -> str:
    """Say how luck runs in a reading if it turns or starts in another year; empty if it differs by days."""
    if not is_other_luck(reading, chart.luck):
        return ""
    turns = reading.is_forward != chart.luck.is_forward
    luck = words.noted_luck_turned if turns else words.noted_luck
    year = words.noted_years[is_exact(chart.time_given)].format(reading.luck_start[:4])
    return luck.format(direction=words.noted_directions[reading.is_forward], year=year)

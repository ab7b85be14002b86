"""The chart as one SVG in the style of a printed plate, with the pillars from right to left or left to right.

The SVG is self-contained: no scripts and no external fonts; it carries its colours for light and dark mode.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from app.bazi.chart import NAMES, Chart, Pillars, Reading
from app.bazi.drawing.pen import (
    CLASS,
    LEFT,
    MARGIN,
    RIGHT,
    SMALL,
    WIDTH,
    Columns,
    Sheet,
    em,
    flow,
    num,
    plain,
    row_name,
    style,
)
from app.bazi.drawing.plots import draw_elements, strength_parts
from app.bazi.drawing.relations import draw_relations, relation_text
from app.bazi.drawing.table import draw_table
from app.bazi.drawing.timeline import draw_luck, draw_years, place_in_luck
from app.bazi.drawing.transits import draw_months
from app.bazi.drawing.words import Captions, captions
from app.bazi.readings import PINYIN, pinyin_of, romanised, title_of

FOLD = {"zh": 410, "en": 550}
"""The height that a page shows of the collapsed picture: title and pillars, with a fade over the last eighth."""

_FRAME, _INNER_FRAME = 12, 18
_SEAL = 46
_BULLET = 18


def draw_chart(chart: Chart, today: date, language: str = "zh", columns: Columns = "rtl") -> str:
    """Draw a complete SVG document. The timeline marks `today` as now; `language` is `zh` or `en`.

    The height depends on the content of the chart.
    """
    words = captions(language)
    return _document(_drawn(chart, today, words, columns), chart, today, words)


def chart_height(chart: Chart, today: date, language: str = "zh", columns: Columns = "rtl") -> int:
    """Return the height of the document that `draw_chart` makes, rounded to whole units; its width is `WIDTH`."""
    return round(_height(_drawn(chart, today, captions(language), columns)))


def _drawn(chart: Chart, today: date, words: Captions, columns: Columns) -> Sheet:
    sheet = Sheet(columns)
    sheet.down(64)
    sheet.text(WIDTH / 2, 0, 28, _title(chart, words))
    if words.is_translated:
        sheet.down(36)
        sheet.text(WIDTH / 2, 0, SMALL, _subtitle(chart.pillars), "soft")
    sheet.down(22)
    draw_table(sheet, chart, words)
    _divide(sheet)
    draw_relations(sheet, chart.relations, words)
    _divide(sheet, above=6)
    draw_elements(sheet, chart, words)
    _divide(sheet)
    draw_luck(sheet, chart, today, words)
    sheet.down(18 if words.is_translated else 8)
    draw_years(sheet, chart, today, words)
    sheet.down(18)
    draw_months(sheet, chart, today, words)
    _divide(sheet, above=12)
    _draw_foot(sheet, chart, words)
    return sheet


def _subtitle(pillars: Pillars) -> str:
    """Return the pillars with their readings, year first; the readings alone if both do not fit."""
    shown = (pillar for name in NAMES if (pillar := getattr(pillars, name)) is not None)
    both = " · ".join(f"{pillar} {romanised(pillar)}" for pillar in shown)
    return both if em(both) * SMALL <= RIGHT - MARGIN else title_of(pillars)


def _title(chart: Chart, words: Captions) -> str:
    """Return the title: 乾造 for a man's chart, 坤造 for a woman's."""
    return words.title[chart.gender == "male"]


def _divide(sheet: Sheet, above: float = 0) -> None:
    sheet.down(above)
    sheet.rule(MARGIN, 0, RIGHT, 0)
    sheet.down(18)


def _draw_foot(sheet: Sheet, chart: Chart, words: Captions) -> None:
    """Draw the times and options, the seal at their left, where right-to-left reading ends, and the warnings."""
    top = sheet.y
    for line in flow((*_times(chart, words), *_choices(chart, words)), "　", SMALL, RIGHT - LEFT):
        sheet.text(LEFT, 18, SMALL, line, anchor="start")
        sheet.down(28)
    _draw_seal(sheet, top - sheet.y)
    sheet.y = max(sheet.y, top + _SEAL)
    warnings = list(dict.fromkeys(_warnings(chart, words)))
    if not warnings:
        return
    _divide(sheet, above=16)
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
    """Break a text into lines of this width: at Chinese commas and at blanks, except those before a pillar."""
    parts = re.split(r"(?<=[，；：])|(?<= )(?![一-鿿]{2}(?:\W|$))", text)
    return (line.strip() for line in flow(parts, "", SMALL, width))


def _draw_seal(sheet: Sheet, y: float) -> None:
    sheet.rect(MARGIN, y, _SEAL, _SEAL, "seal")
    sheet.rect(MARGIN + 3, y + 3, _SEAL - 6, _SEAL - 6, "hollow paper-edge")
    for char, x in (("书", 14), ("命", 32)):
        sheet.seal_glyph(MARGIN + x, y + _SEAL / 2, 22, char)


def _times(chart: Chart, words: Captions) -> Iterator[str]:
    if chart.time_given and ":" not in chart.time_given:
        yield words.given.format(time=_time_given(chart.time_given, words))
    if chart.solar_time is None:
        yield words.civil[False].format(time=chart.civil_time)
    else:
        civil, solar = datetime.fromisoformat(chart.civil_time), datetime.fromisoformat(chart.solar_time)
        yield words.civil[chart.is_daylight_saving].format(time=f"{civil:%Y-%m-%d %H:%M}")
        is_same_day = civil.date() == solar.date()
        yield words.solar.format(time=f"{solar:%H:%M:%S}" if is_same_day else f"{solar:%m-%d %H:%M:%S}")
    if not words.is_translated:
        yield chart.lunar_date


def _time_given(time: str, words: Captions) -> str:
    """Name a double hour or a part of the day as a person would."""
    if time in PINYIN:
        return f"{time} {pinyin_of(time)}" if words.is_translated else f"{time}时"
    return words.parts_of_day.get(time, time)


def _choices(chart: Chart, words: Captions) -> Iterator[str]:
    """Yield the options. Leaves out the clock if `_times` shows true solar time."""
    if chart.solar_time is None or chart.options.clock != "true_solar":
        yield words.clocks.get(chart.options.clock, chart.options.clock)
    yield words.day_change.format(time=chart.options.day_change)
    for choice in (chart.options.late_zi, chart.options.start_age, chart.options.hidden_stems):
        if choice in words.other_choices:
            yield words.other_choices[choice]


def _warnings(chart: Chart, words: Captions) -> Iterator[str]:
    """Yield each warning with its readings, or without the reading that is drawn if they do not fit on one line."""
    for warning in chart.warnings:
        caption = words.warnings.get(warning.code, warning.code)
        if not warning.readings:
            yield caption
            continue
        shown = dict(zip(warning.readings, _different(warning.readings, words), strict=True))
        text = words.warning.format(warning=caption, readings=words.reading_gap.join(shown.values()))
        others = [line for reading, line in shown.items() if reading.pillars != chart.pillars]
        if others and em(text) * SMALL > RIGHT - _notes_left(words) - _BULLET:
            text = words.otherwise.format(
                warning=caption, readings=words.reading_gap.join(_without_shared_clause(others, words.comma))
            )
        yield text


def _without_shared_clause(lines: Sequence[str], comma: str) -> Iterator[str]:
    """Omit the first clause of several lines if all begin with the same one."""
    parts = [line.partition(comma) for line in lines]
    is_shared = len(lines) > 1 and all(comma_found and first == parts[0][0] for first, comma_found, _ in parts)
    yield from ((rest for _, _, rest in parts) if is_shared else lines)


def _different(readings: Sequence[Reading], words: Captions) -> Iterator[str]:
    """Yield each reading with only the pillars in which the readings differ."""
    pillars = [[getattr(reading.pillars, name) for name in NAMES] for reading in readings]
    shown = [place for place in range(len(NAMES)) if len({row[place] for row in pillars}) > 1]
    for reading, row in zip(readings, pillars, strict=True):
        label = reading.label_en if words.is_translated else reading.label
        yield " ".join([label, *(row[place] or words.unknown for place in shown)])


def _height(sheet: Sheet) -> float:
    return sheet.y + MARGIN


def _document(sheet: Sheet, chart: Chart, today: date, words: Captions) -> str:
    height = _height(sheet)
    label = _label(chart, today, words)
    frames = [
        f'<rect class="{tone}" x="{inset}" y="{inset}" width="{WIDTH - 2 * inset}" height="{num(height - 2 * inset)}"/>'
        for inset, tone in ((_FRAME, "frame-edge thick"), (_INNER_FRAME, "frame-edge"))
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{CLASS}" viewBox="0 0 {WIDTH} {num(height)}" '
            f'width="{WIDTH}" height="{num(height)}" role="img" lang="{words.lang}" aria-label="{plain(label)}">',
            f"<title>{plain(_pillars(chart, words))}</title>",
            f"<style>{style()}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{num(height)}"/>',
            *frames,
            '<g lang="zh-Hans">',  # makes fallback fonts choose the simplified Chinese glyphs
            *sheet.marks,
            "</g>",
            "</svg>",
        ]
    )


def _pillars(chart: Chart, words: Captions) -> str:
    pillars = ((name, getattr(chart.pillars, name) or words.unknown) for name in NAMES)
    return words.four_pillars.format(" ".join(words.pillars[name].format(pillar) for name, pillar in pillars))


def _label(chart: Chart, today: date, words: Captions) -> str:
    """Describe the picture for screen readers."""
    decades = [
        f"{decade.pillar} {words.age.format(age=decade.from_age)} {decade.from_year}" for decade in chart.luck.decades
    ]
    place = place_in_luck(chart.luck, today)
    if place < len(decades):
        decades[max(int(place), 0)] += f" ({words.now if place >= 0 else words.not_yet})"
    relations = [
        f"{words.between.join(words.short[name] for name in relation.pillars)} {relation_text(relation, words)}"
        for relation in chart.relations
    ]
    return words.label.format(
        pillars=_pillars(chart, words),
        strength=words.comma.join(strength_parts(chart, words)),
        elements=words.comma.join(
            f"{words.term(element)} {weight:.1f}%" for element, weight in chart.element_weights.items()
        ),
        relations=words.comma.join(relations) or words.no_relations,
        direction=words.directions[chart.luck.is_forward],
        decades=words.comma.join(decades),
        times=words.comma.join(_times(chart, words)),
    )

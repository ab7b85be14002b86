"""The chart as one SVG in the style of a printed plate, with the pillars from right to left or left to right.

The SVG is self-contained: no scripts and no external fonts; it carries its colours for light and dark mode.
"""

import re
from datetime import date

from app.bazi.chart import NAMES, Chart, Pillars
from app.bazi.drawing.foot import draw_foot, times
from app.bazi.drawing.pen import (
    CLASS,
    MARGIN,
    RIGHT,
    SMALL,
    TEXT_DEFAULTS,
    WIDTH,
    Columns,
    Sheet,
    divide,
    em,
    num,
    plain,
    style,
)
from app.bazi.drawing.plots import draw_elements, strength_parts
from app.bazi.drawing.relations import draw_relations, relation_text
from app.bazi.drawing.table import draw_table
from app.bazi.drawing.timeline import draw_luck, draw_years, luck_start, place_in_luck
from app.bazi.drawing.transits import draw_months
from app.bazi.drawing.words import Captions, captions
from app.bazi.readings import romanised, title_of

_FRAME, _INNER_FRAME = 12, 18


def draw_chart(chart: Chart, today: date, language: str = "zh", columns: Columns = "rtl") -> str:
    """Draw a complete SVG document. The timeline marks `today` as now; `language` is `zh` or `en`.

    The height depends on the content of the chart.
    """
    words = captions(language)
    return _document(_drawn(chart, today, words, columns), chart, today, words)


def _drawn(chart: Chart, today: date, words: Captions, columns: Columns) -> Sheet:
    sheet = Sheet(columns)
    sheet.down(64)
    sheet.text(WIDTH / 2, 0, 28, _title(chart, words))
    if words.is_translated:
        sheet.down(36)
        sheet.text(WIDTH / 2, 0, SMALL, _subtitle(chart.pillars), "soft")
    sheet.down(22)
    draw_table(sheet, chart, words)
    divide(sheet)
    draw_relations(sheet, chart.relations, words)
    divide(sheet, above=6)
    draw_elements(sheet, chart, words)
    divide(sheet)
    draw_luck(sheet, chart, today, words)
    sheet.down(18 if words.is_translated else 8)
    draw_years(sheet, chart, today, words)
    sheet.down(18)
    draw_months(sheet, chart, today, words)
    divide(sheet, above=12)
    draw_foot(sheet, chart, words)
    return sheet


def _subtitle(pillars: Pillars) -> str:
    """Return the pillars with their readings, year first; the readings alone if both do not fit."""
    shown = (pillar for name in NAMES if (pillar := getattr(pillars, name)) is not None)
    both = " · ".join(f"{pillar} {romanised(pillar)}" for pillar in shown)
    return both if em(both) * SMALL <= RIGHT - MARGIN else title_of(pillars)


def _title(chart: Chart, words: Captions) -> str:
    """Return the title: 乾造 for a man's chart, 坤造 for a woman's."""
    return words.title[chart.gender == "male"]


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
            f'<g lang="zh-Hans" {TEXT_DEFAULTS}>',  # the language makes fallback fonts choose simplified glyphs
            *sheet.marks,
            "</g>",
            "</svg>",
        ]
    )


def _pillars(chart: Chart, words: Captions) -> str:
    pillars = ((name, getattr(chart.pillars, name)) for name in NAMES)
    return words.four_pillars.format(
        words.pillar_gap.join(
            words.pillars[name].format(words.pillar(pillar) if pillar else words.unknown) for name, pillar in pillars
        )
    )


def _label(chart: Chart, today: date, words: Captions) -> str:
    """Describe the picture for screen readers."""
    decades = [
        words.decade.format(
            pillar=words.pillar(decade.pillar), age=words.age.format(age=decade.from_age), year=decade.from_year
        )
        for decade in chart.luck.decades
    ]
    place = place_in_luck(chart.luck, today)
    if place < len(decades):
        decades[max(int(place), 0)] += f" ({words.now if place >= 0 else words.not_yet})"
    relations = [
        f"{words.between.join(words.short[name] for name in relation.pillars)} {relation_text(relation, words)}"
        for relation in chart.relations
    ]
    told = words.comma.join(times(chart, words))
    template = words.label if told else re.sub(r" ?\{times\}.$", "", words.label)
    return template.format(
        pillars=_pillars(chart, words),
        strength=words.comma.join(strength_parts(chart, words)),
        elements=words.comma.join(
            f"{words.term(element)} {weight:.1f}%" for element, weight in chart.element_weights.items()
        ),
        relations=words.comma.join(relations) or words.no_relations,
        luck=luck_start(chart, words),
        decades=words.comma.join(decades),
        times=told,
    )

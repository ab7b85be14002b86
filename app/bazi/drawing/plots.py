"""The five elements of a drawn chart as a bar and a radar, and the estimate of strength based on them."""

from collections.abc import Iterator, Mapping
from math import ceil, cos, pi, sin

from app.bazi.chart import Chart
from app.bazi.cycle import ELEMENTS
from app.bazi.drawing.pen import BODY, LEADING, LEFT, RIGHT, SMALL, Sheet, em, flow, row_name, tone_of
from app.bazi.drawing.words import Captions
from app.bazi.readings import explained

_BAR_WIDTH = 350
_RADAR, _RADAR_X, _RADAR_Y = 47, RIGHT - 90, 74
_BESIDE = _RADAR_X - 65 - LEFT
_EVEN = 20
"""The percentage of each element in a balanced chart, shown as the radar's inner ring."""
_ANCHORS = ("middle", "start", "start", "end", "end")
"""Text anchors of the labels outside the radar's corners."""
_LABELS_Y = (0, 7, 12, 12, 7)


def draw_elements(sheet: Sheet, chart: Chart, words: Captions) -> None:
    """Draw the bar and the radar.

    Strength and palaces go below the bar: beside the radar if they fit, otherwise below the radar.
    """
    weights = {element: max(chart.element_weights.get(element, 0.0), 0.0) for element in ELEMENTS}
    row_name(sheet, words.rows["five"], 18)
    _draw_bar(sheet, weights, words)
    _draw_radar(sheet, weights, words)
    y, below = 108, _RADAR_Y + _RADAR + 40
    size = SMALL if words.is_translated else BODY
    for line in flow(strength_parts(chart, words), " · ", size, _BESIDE):
        sheet.text(LEFT, y, size, line, anchor="start")
        y += 30
    palaces = list(flow(_palaces(chart, words), "　", SMALL, RIGHT - LEFT))
    if any(em(line) * SMALL > _BESIDE for line in palaces):
        y = max(y, below)
    sheet.lines(LEFT, y + 4, palaces, anchor="start")
    sheet.down(max(y + LEADING * len(palaces), below) - 6)


def strength_parts(chart: Chart, words: Captions) -> Iterator[str]:
    """Yield the day master and the estimate of its strength, labelled as an estimate."""
    master, strength = chart.day_master, chart.strength
    stem = explained(master.stem) if words.is_translated else f"{master.stem}{master.element}"
    yield words.day_master.format(stem=stem)
    verdict = words.verdicts.get(strength.verdict, strength.verdict)
    yield words.estimate.format(verdict=verdict, support=round(100 * strength.support))


def _palaces(chart: Chart, words: Captions) -> Iterator[str]:
    values = {
        "void": "".join(chart.void),
        "conception": chart.palaces.conception,
        "life": chart.palaces.life,
        "body": chart.palaces.body,
    }
    for name, value in values.items():
        if value:
            yield f"{words.palaces[name]} {words.pillar(value)}"


def _draw_bar(sheet: Sheet, weights: Mapping[str, float], words: Captions) -> None:
    total, x, cell = sum(weights.values()) or 1, float(LEFT), _BAR_WIDTH / len(ELEMENTS)
    for number, (element, weight) in enumerate(weights.items()):
        width = _BAR_WIDTH * weight / total
        if width:
            sheet.rect(x, 4, width, 14, f"{tone_of(element)} paper-edge")
        x += width
        sheet.text(LEFT + number * cell, 46, SMALL, words.term(element), tone_of(element), anchor="start")
        sheet.text(LEFT + number * cell, 71, SMALL, f"{weight:.1f}%", anchor="start")


def _draw_radar(sheet: Sheet, weights: Mapping[str, float], words: Captions) -> None:
    """Draw a pentagon in generating order, clockwise, with wood at the top."""
    most = max(2 * _EVEN, 10 * ceil(max(weights.values()) / 10))
    for percent in (_EVEN, most):
        sheet.polygon((_corner(number, _RADAR * percent / most) for number in range(5)), "line")
    for number in range(5):
        sheet.rule(_RADAR_X, _RADAR_Y, *_corner(number, _RADAR), "line")
    reach = {element: _RADAR * weight / most for element, weight in weights.items()}
    corners = [_corner(number, radius) for number, radius in enumerate(reach.values())]
    sheet.polygon(corners, "web soft-edge")
    for number, (element, (x, y)) in enumerate(zip(ELEMENTS, corners, strict=True)):
        sheet.circle(x, y, 3, tone_of(element))
        label_x, label_y = _corner(number, _RADAR + 9)
        y, anchor = label_y + _LABELS_Y[number], _ANCHORS[number]
        sheet.text(label_x, y, SMALL, words.term(element), tone_of(element), anchor=anchor)


def _corner(number: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * number / 5 - pi / 2
    return _RADAR_X + radius * cos(angle), _RADAR_Y + radius * sin(angle)

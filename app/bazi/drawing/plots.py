"""The five elements of a drawn chart, as a bar and as a radar, and the estimate that rests on them."""

from collections.abc import Iterator, Mapping
from math import ceil, cos, pi, sin

from app.bazi.chart import ELEMENTS, Chart
from app.bazi.drawing.pen import BODY, LEADING, LEFT, RIGHT, SMALL, Sheet, em, flow, row_name, tone_of
from app.bazi.drawing.words import Captions

_BAR_WIDTH = 350
_RADAR, _RADAR_X, _RADAR_Y = 47, RIGHT - 90, 74
_BESIDE = _RADAR_X - 65 - LEFT
_EVEN = 20
"""Percent of each of five even elements: the radar's inner ring."""
_ANCHORS = ("middle", "start", "start", "end", "end")
"""Of the words at its corners, which stand outside it."""
_LABELS_Y = (0, 7, 12, 12, 7)


def draw_elements(sheet: Sheet, chart: Chart, words: Captions) -> None:
    """Under the bar stand strength and the palaces, beside the radar if there is room, else below it."""
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
    """The day master, and the estimate of its strength, which is said to be one."""
    master, strength = chart.day_master, chart.strength
    yield words.day_master.format(stem=master.stem, element=words.term(master.element))
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
            yield f"{words.palaces[name]} {value}"


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
    """A pentagon in generating order, wood at the top, then as the sun goes."""
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

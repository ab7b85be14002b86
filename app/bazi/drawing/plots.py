"""The parts of a drawn chart that are measured: the five elements as bar and radar, and luck as a line of time."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import ceil, cos, pi, sin

from app.bazi.chart import ELEMENTS, Chart, Luck
from app.bazi.drawing.pen import CENTRES, COLUMN, LEFT, RIGHT, Sheet, em, flow, tone_of
from app.bazi.drawing.table import row_name
from app.bazi.drawing.words import Captions
from app.bazi.jie import jie_at
from app.bazi.luck import decade_on

_BAR_WIDTH = 3 * COLUMN - 20
_RADAR, _RADAR_Y = 52, 74
_LAST_DECADE_DAYS = 3653  # ten years; a decade before it ends where the next begins
_EVEN = 20
"""Percent of each of five even elements: the radar's inner ring."""


def draw_elements(sheet: Sheet, chart: Chart, words: Captions) -> None:
    weights = {element: max(chart.element_weights.get(element, 0.0), 0.0) for element in ELEMENTS}
    row_name(sheet, words.rows["five"], 16)
    _draw_bar(sheet, weights, words)
    _draw_radar(sheet, weights)
    strength = flow(strength_parts(chart, words), " · ", 18, _BAR_WIDTH)
    palaces = flow(_palaces(chart, words), "　", 16, _BAR_WIDTH)
    y = 100
    for size, lines in ((18, strength), (16, palaces)):
        for line in lines:
            sheet.text(LEFT, y, size, line, anchor="start")
            y += 26
        y += 4
    sheet.down(max(y - 14, _RADAR_Y + _RADAR + 24))


def draw_luck(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """The decades from left to right; what has passed is quiet, and a mark stands where `today` is."""
    luck, is_hour_known = chart.luck, chart.pillars.hour is not None
    row_name(sheet, words.rows["luck"], 16)
    sheet.text(LEFT, 16, 16, luck_start(luck, words, is_hour_known=is_hour_known), "soft", anchor="start")
    place, step = place_in_luck(luck, today), (RIGHT - LEFT) / len(luck.decades)
    is_within = place < len(luck.decades)
    sheet.down(56 if is_within else 36)
    if is_within and place >= 0:
        sheet.rect(LEFT + int(place) * step, 0, step, 160, "tint")
    sheet.rule(LEFT, 0, RIGHT, 0, "frame")
    for number, decade in enumerate(luck.decades):
        x = LEFT + (number + 0.5) * step
        tone = "soft" if number + 1 <= place else "ink strong" if number <= place else "ink"
        sheet.rule(x - step / 2, 0, x - step / 2, 8, "frame")
        sheet.text(x, 32, 17, decade.ten_god, "soft")
        sheet.upright(x, 58, 28, 32, decade.pillar, tone)
        sheet.text(x, 132, 17, words.age.format(age=decade.from_age), tone)
        sheet.text(x, 152, 16, str(decade.from_year), "soft")
    if is_within:
        _draw_now(sheet, LEFT + max(place, 0) * step, words.now if place >= 0 else words.not_yet)
    sheet.down(160)


def draw_years(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """Each begins at 立春, and so does this one; years before the birth are left out."""
    this_year = jie_at(datetime(today.year, today.month, today.day, 12)).year
    years = [annual for annual in chart.years if annual.age >= 0 or annual.year == this_year]
    row_name(sheet, words.rows["years"], 22)
    step = (RIGHT - LEFT) / max(len(years), 1)
    for number, annual in enumerate(years):
        x = LEFT + (number + 0.5) * step
        is_now = annual.year == this_year
        tone = "ink strong" if is_now else "soft" if annual.year < this_year else "ink"
        if is_now:
            sheet.rect(x - step / 2, 0, step, 108, "tint")
        sheet.text(x, 22, 16, str(annual.year), "soft")
        sheet.upright(x, 43, 22, 24, annual.pillar, tone)
        sheet.text(x, 96, 16, annual.ten_god, "soft")
    sheet.down(108)


def place_in_luck(luck: Luck, day: date) -> float:
    """How many decades have passed by `day`, with the part of the running one; -1 before the first has begun."""
    decade = decade_on(luck, day)
    if decade is None:
        return -1 if day < date.fromisoformat(luck.start_date) else len(luck.decades)
    number = luck.decades.index(decade)
    starts = [date.fromisoformat(decade.from_date) for decade in luck.decades[number : number + 2]]
    days = (starts[1] - starts[0]).days if len(starts) == 2 else _LAST_DECADE_DAYS
    return number + (day - starts[0]).days / days


def luck_start(luck: Luck, words: Captions, *, is_hour_known: bool) -> str:
    age = luck.start_age
    start = words.start_age[is_hour_known].format(
        years=age.years, months=age.months, days=age.days, date=luck.start_date
    )
    return f"{words.directions[luck.is_forward]} · {start}"


def strength_parts(chart: Chart, words: Captions) -> Iterator[str]:
    """The day master, and the estimate of its strength, which is said to be one."""
    master, strength = chart.day_master, chart.strength
    yield words.day_master.format(stem=master.stem, element=words.element(master.element))
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
    size = 16 if words.elements else 18  # five words must find room beside each other
    for number, (element, weight) in enumerate(weights.items()):
        width = _BAR_WIDTH * weight / total
        if width:
            sheet.rect(x, 4, width, 12, f"{tone_of(element)} paper-edge")
        x += width
        sheet.text(LEFT + number * cell, 44, size, words.element(element), tone_of(element), anchor="start")
        sheet.text(LEFT + number * cell, 66, 16, f"{weight:.1f}%", anchor="start")


def _draw_radar(sheet: Sheet, weights: Mapping[str, float]) -> None:
    """A pentagon in generating order, wood at the top, then as the sun goes."""
    most = max(2 * _EVEN, 10 * ceil(max(weights.values()) / 10))
    for percent in (_EVEN, most):
        sheet.polygon((_corner(number, _RADAR * percent / most) for number in range(5)), "line")
    for number in range(5):
        sheet.rule(CENTRES["year"], _RADAR_Y, *_corner(number, _RADAR), "line")
    reach = {element: _RADAR * weight / most for element, weight in weights.items()}
    corners = [_corner(number, radius) for number, radius in enumerate(reach.values())]
    sheet.polygon(corners, "web soft-edge")
    for number, (element, (x, y)) in enumerate(zip(ELEMENTS, corners, strict=True)):
        sheet.circle(x, y, 3, tone_of(element))
        sheet.glyph(*_corner(number, _RADAR + 15), 16, element, tone_of(element))


def _corner(number: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * number / 5 - pi / 2
    return CENTRES["year"] + radius * cos(angle), _RADAR_Y + radius * sin(angle)


def _draw_now(sheet: Sheet, x: float, text: str) -> None:
    """The one mark of red in the line of time; its words keep inside the line's ends."""
    half = em(text) * 16 / 2
    anchor, text_x = "middle", x
    if x < LEFT + half:
        anchor, text_x = "start", LEFT
    elif x > RIGHT - half:
        anchor, text_x = "end", RIGHT
    sheet.rule(LEFT, 0, x, 0, "seal thick")
    sheet.polygon([(x, 0), (x - 5, -8), (x + 5, -8)], "mark")
    sheet.text(text_x, -13, 16, text, "seal", anchor=anchor)

"""Luck in a drawn chart: a timeline of the decades with a mark at today, and the years around it.

In Chinese the ten god goes under its pillar. In English it does not fit there, so pillars and ten gods go into two
lists side by side.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from app.bazi.chart import AnnualPillar, Chart, Luck
from app.bazi.drawing.pen import BODY, LEFT, RIGHT, SMALL, Sheet, em, row_name
from app.bazi.drawing.words import Captions
from app.bazi.jie import jie_at
from app.bazi.luck import decade_on

_YEARS, _YEARS_BEFORE = 10, 2
_LAST_DECADE_DAYS = 3653  # ten years; all the other decades end where the next one begins
_ROW = 26


def draw_luck(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """Draw the decades from left to right, past ones muted, with a mark at `today`."""
    luck, is_hour_known = chart.luck, chart.pillars.hour is not None
    row_name(sheet, words.rows["luck"], 18)
    sheet.text(LEFT, 18, SMALL, luck_start(luck, words, is_hour_known=is_hour_known), "soft", anchor="start")
    place, step = place_in_luck(luck, today), (RIGHT - LEFT) / len(luck.decades)
    is_within = place < len(luck.decades)
    tones = ["soft" if number + 1 <= place else "ink strong" if number <= place else "ink" for number in range(10)]
    sheet.down(60 if is_within else 38)
    age_y, depth = (30, 40) if words.is_translated else (138, 174)
    if is_within and place >= 0:
        sheet.rect(LEFT + int(place) * step, 0, step, depth, "tint")
    sheet.rule(LEFT, 0, RIGHT, 0, "frame")
    for number, (decade, tone) in enumerate(zip(luck.decades, tones, strict=False)):
        x = LEFT + (number + 0.5) * step
        sheet.rule(x - step / 2, 0, x - step / 2, 8, "frame")
        if not words.is_translated:
            sheet.text(x, 34, SMALL, decade.ten_god, "soft")
            sheet.upright(x, 60, 28, 32, decade.pillar, tone)
            sheet.text(x, 162, SMALL, str(decade.from_year), "soft")
        sheet.text(x, age_y, SMALL, words.age.format(age=decade.from_age), tone)
    if is_within:
        _draw_now(sheet, LEFT + max(place, 0) * step, words.now if place >= 0 else words.not_yet)
    sheet.down(depth)
    if words.is_translated:
        sheet.down(6)
        rows = zip(luck.decades, tones, strict=False)
        _draw_lists(sheet, [_Row(str(ten.from_age), ten.pillar, words.term(ten.ten_god), tone) for ten, tone in rows])


def draw_years(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """Draw the years around `today`, each from 立春 to 立春, without years before the birth."""
    this_year = jie_at(datetime(today.year, today.month, today.day, 12)).year
    years = _years_around(this_year, chart.years)
    tones = ["ink strong" if year.year == this_year else "soft" if year.year < this_year else "ink" for year in years]
    row_name(sheet, words.rows["years"], 22)
    if words.is_translated:
        rows = zip(years, tones, strict=True)
        _draw_lists(sheet, [_Row(str(year.year), year.pillar, words.term(year.ten_god), tone) for year, tone in rows])
        return
    step = (RIGHT - LEFT) / max(len(years), 1)
    for number, (annual, tone) in enumerate(zip(years, tones, strict=True)):
        x = LEFT + (number + 0.5) * step
        if annual.year == this_year:
            sheet.rect(x - step / 2, 0, step, 120, "tint")
        sheet.text(x, 22, SMALL, str(annual.year), "soft")
        sheet.upright(x, 46, 24, 27, annual.pillar, tone)
        sheet.text(x, 108, SMALL, annual.ten_god, "soft")
    sheet.down(120)


def place_in_luck(luck: Luck, day: date) -> float:
    """Return how many decades have passed by `day`, including the fraction of the current one; -1 before the first."""
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


def _years_around(this_year: int, years: Sequence[AnnualPillar]) -> Sequence[AnnualPillar]:
    """Select ten years, starting with the year before last; for a chart cast long ago, its last ten."""
    lived = [year for year in years if year.age >= 0 or year.year == this_year]
    begun = sum(year.year < this_year - _YEARS_BEFORE for year in lived)
    first = min(begun, max(len(lived) - _YEARS, 0))
    return lived[first : first + _YEARS]


class _Row(NamedTuple):
    when: str
    pillar: str
    meaning: str
    tone: str


def _draw_lists(sheet: Sheet, rows: Sequence[_Row]) -> None:
    """Draw the rows in two lists, the first half on the left."""
    depth, width = -(-len(rows) // 2), 300
    for number, row in enumerate(rows):
        x, y = LEFT + width * (number // depth), _ROW * (number % depth)
        if row.tone == "ink strong":
            sheet.rect(x - 6, y, width - 8, _ROW, "tint")
        quiet = "soft" if row.tone == "soft" else "ink"
        sheet.text(x, y + 20, SMALL, row.when, "soft", anchor="start")
        sheet.text(x + 53, y + 21, BODY, row.pillar, row.tone, anchor="start")
        sheet.text(x + 106, y + 20, SMALL, row.meaning, quiet, anchor="start")
    sheet.down(_ROW * depth)


def _draw_now(sheet: Sheet, x: float, text: str) -> None:
    """Mark today in red, and keep the caption within the timeline."""
    half = em(text) * SMALL / 2
    anchor, text_x = "middle", x
    if x < LEFT + half:
        anchor, text_x = "start", LEFT
    elif x > RIGHT - half:
        anchor, text_x = "end", RIGHT
    sheet.rule(LEFT, 0, x, 0, "seal thick")
    sheet.polygon([(x, 0), (x - 6, -9), (x + 6, -9)], "mark")
    sheet.text(text_x, -14, SMALL, text, "seal", anchor=anchor)

"""Transit pillars in a drawn chart: the list of an English chart's decades and years, and the months of any chart."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from app.bazi.chart import Chart, MonthlyPillar, TransitPillar
from app.bazi.drawing.brief_relations import brief_texts
from app.bazi.drawing.pen import BODY, LEADING, LEFT, RIGHT, SMALL, Sheet, flow, row_name
from app.bazi.drawing.words import Captions
from app.bazi.jie import Jie, jie_at
from app.bazi.readings import romanised

_ROW = 26
_SECOND, _PILLAR = 60, 148
"""The left edges of the second text of an entry and of its pillar. A pillar without a second text is at `_NEAR`."""
_NEAR = 72
_MONTHS_DEPTH = 156
"""The height of a row of months without their relations."""
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Row(NamedTuple):
    """One entry of a list: two short texts such as year and age, and the pillar with its ten god.

    A list whose entries have texts below them, even if some have none, is spaced more widely.
    """

    first: str
    second: str
    transit: TransitPillar
    tone: str
    below: Sequence[str] | None = None


def draw_list(sheet: Sheet, rows: Sequence[Row], words: Captions) -> None:
    """Draw one row below the other; the present one, in strong ink, is tinted."""
    for row in rows:
        left = LEFT + (_PILLAR if row.second else _NEAR)
        below = list(flow(row.below or (), " · ", SMALL, RIGHT - left))
        depth = _ROW + LEADING * len(below) + (0 if row.below is None else 6)
        if row.tone == "ink strong":
            sheet.rect(LEFT - 6, 0, RIGHT - LEFT + 6, depth, "tint")
        quiet = "soft" if row.tone == "soft" else "ink"
        sheet.text(LEFT, 20, SMALL, row.first, "soft", anchor="start")
        if row.second:
            sheet.text(LEFT + _SECOND, 20, SMALL, row.second, "soft", anchor="start")
        sheet.text(left, 21, BODY, row.transit.pillar, row.tone, anchor="start")
        sheet.text(left + 52, 20, SMALL, romanised(row.transit.pillar), quiet, anchor="start")
        sheet.text(left + 178, 20, SMALL, words.both(row.transit.ten_god), quiet, anchor="start")
        sheet.lines(left, 45, below, "soft", anchor="start")
        sheet.down(depth)


def draw_months(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """Draw the months of each year of the chart, with the one of `today` tinted."""
    current = current_month(chart.months, today)
    years = [(year, list(months)) for year, months in groupby(chart.months, key=lambda month: month.year)]
    for number, (year, months) in enumerate(years):
        now = next((place for place, month in enumerate(months) if month is current), None)
        if words.is_translated:
            if not number:
                row_name(sheet, words.rows["months"], 20)
            _draw_month_list(sheet, year, months, now, words)
        else:
            row_name(sheet, f"{words.rows['months']}\n{year}\n{year_pillar(year)}", 22)
            _draw_month_row(sheet, months, now, words)
            sheet.down(16 if number + 1 < len(years) else 0)


def jie_on(day: date) -> Jie:
    """Return the jie that opened the month of this day."""
    return jie_at(datetime(day.year, day.month, day.day, 12))


def current_month(months: Sequence[MonthlyPillar], today: date) -> MonthlyPillar | None:
    """Return the month that covers `today`, counted in whole days from the dates in the picture."""
    begun = [month for month in months if _day(month) <= today]
    if not begun or today >= Jie((months[-1].year + 1) * 12).at.date():
        return None
    return begun[-1]


def year_pillar(year: int) -> str:
    name: str = Jie(year * 12).year_pillar.get_name()
    return name


def _draw_month_row(sheet: Sheet, months: Sequence[MonthlyPillar], now: int | None, words: Captions) -> None:
    """Draw the months from left to right: the jie that opens each and its day, pillar, ten god and relations."""
    step = (RIGHT - LEFT) / max(len(months), 1)
    relations = [brief_texts(month.relations, words) for month in months]
    depth = _MONTHS_DEPTH + LEADING * max(map(len, relations), default=0)
    for place, (month, lines) in enumerate(zip(months, relations, strict=True)):
        x = LEFT + (place + 0.5) * step
        if place == now:
            sheet.rect(x - step / 2, 0, step, depth, "tint")
        sheet.text(x, 22, SMALL, month.from_term, "soft")
        sheet.text(x, 46, SMALL, f"{_day(month).month}/{_day(month).day}", "soft")
        sheet.upright(x, 72, 24, 27, month.pillar, "ink strong" if place == now else "ink")
        sheet.text(x, 134, SMALL, month.ten_god, "soft")
        sheet.lines(x, 170, lines)
    sheet.rule(LEFT, 145, RIGHT, 145)
    sheet.down(depth)


def _draw_month_list(
    sheet: Sheet, year: int, months: Sequence[MonthlyPillar], now: int | None, words: Captions
) -> None:
    """Draw the months of a year as a list under its pillar, each with its first day and its relations."""
    sheet.text(LEFT, 20, SMALL, f"{year} · {words.pillar(year_pillar(year))}", "soft", anchor="start")
    sheet.down(_ROW + 4)
    tones = ["ink strong" if place == now else "ink" for place in range(len(months))]
    days = [f"{_NAMES[_day(month).month - 1]} {_day(month).day}" for month in months]
    below = [brief_texts(month.relations, words) for month in months]
    draw_list(sheet, [Row(*row) for row in zip(days, [""] * len(months), months, tones, below, strict=True)], words)
    sheet.down(12)


def _day(month: MonthlyPillar) -> date:
    return date.fromisoformat(month.from_date)

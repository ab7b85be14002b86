"""Transit pillars in a drawn chart: the list of an English chart's decades and years, and the months of any chart."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from app.bazi.chart import Chart, MonthlyPillar, TransitPillar
from app.bazi.drawing.pen import BODY, LEFT, RIGHT, SMALL, Sheet, row_name
from app.bazi.drawing.words import Captions
from app.bazi.jie import Jie, jie_at
from app.bazi.readings import romanised

_ROW = 26
_MONTHS_DEPTH = 144
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Row(NamedTuple):
    """One line of a list: two short texts such as year and age, and the pillar with its ten god."""

    first: str
    second: str
    transit: TransitPillar
    tone: str


def draw_list(sheet: Sheet, rows: Sequence[Row], words: Captions) -> None:
    """Draw one row below the other; the present one, in strong ink, is tinted."""
    for number, row in enumerate(rows):
        y = _ROW * number
        if row.tone == "ink strong":
            sheet.rect(LEFT - 6, y, RIGHT - LEFT + 6, _ROW, "tint")
        quiet = "soft" if row.tone == "soft" else "ink"
        sheet.text(LEFT, y + 20, SMALL, row.first, "soft", anchor="start")
        if row.second:
            sheet.text(LEFT + 60, y + 20, SMALL, row.second, "soft", anchor="start")
        sheet.text(LEFT + 148, y + 21, BODY, row.transit.pillar, row.tone, anchor="start")
        sheet.text(LEFT + 200, y + 20, SMALL, romanised(row.transit.pillar), quiet, anchor="start")
        sheet.text(LEFT + 326, y + 20, SMALL, words.both(row.transit.ten_god), quiet, anchor="start")
    sheet.down(_ROW * len(rows))


def draw_months(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """Draw the months of each year of the chart, with the one of `today` tinted."""
    current = _current(chart.months, today)
    years = [(year, list(months)) for year, months in groupby(chart.months, key=lambda month: month.year)]
    for number, (year, months) in enumerate(years):
        now = next((place for place, month in enumerate(months) if month is current), None)
        if words.is_translated:
            if not number:
                row_name(sheet, words.rows["months"], 20)
            _draw_month_list(sheet, year, months, now, words)
        else:
            row_name(sheet, f"{words.rows['months']}\n{year}\n{_year_pillar(year)}", 22)
            _draw_month_row(sheet, months, now)
            sheet.down(_MONTHS_DEPTH + (10 if number + 1 < len(years) else 0))


def jie_on(day: date) -> Jie:
    """Return the jie that opened the month of this day."""
    return jie_at(datetime(day.year, day.month, day.day, 12))


def _current(months: Sequence[MonthlyPillar], today: date) -> MonthlyPillar | None:
    """Return the month that covers `today`, counted in whole days from the dates in the picture."""
    begun = [month for month in months if _day(month) <= today]
    if not begun or today >= Jie((months[-1].year + 1) * 12).at.date():
        return None
    return begun[-1]


def _year_pillar(year: int) -> str:
    name: str = Jie(year * 12).year_pillar.get_name()
    return name


def _draw_month_row(sheet: Sheet, months: Sequence[MonthlyPillar], now: int | None) -> None:
    """Draw the months from left to right: the jie that opens each, its pillar, ten god and first day."""
    step = (RIGHT - LEFT) / max(len(months), 1)
    for place, month in enumerate(months):
        x = LEFT + (place + 0.5) * step
        if place == now:
            sheet.rect(x - step / 2, 0, step, _MONTHS_DEPTH, "tint")
        sheet.text(x, 22, SMALL, month.from_term, "soft")
        sheet.upright(x, 46, 24, 27, month.pillar, "ink strong" if place == now else "ink")
        sheet.text(x, 108, SMALL, month.ten_god, "soft")
        sheet.text(x, 133, SMALL, f"{_day(month).month}/{_day(month).day}", "soft")


def _draw_month_list(
    sheet: Sheet, year: int, months: Sequence[MonthlyPillar], now: int | None, words: Captions
) -> None:
    """Draw the months of a year as a list under its pillar, each with its first day."""
    sheet.text(LEFT, 20, SMALL, f"{year} · {words.pillar(_year_pillar(year))}", "soft", anchor="start")
    sheet.down(_ROW + 4)
    tones = ["ink strong" if place == now else "ink" for place in range(len(months))]
    days = [f"{_NAMES[_day(month).month - 1]} {_day(month).day}" for month in months]
    draw_list(sheet, [Row(*row) for row in zip(days, [""] * len(months), months, tones, strict=True)], words)
    sheet.down(12)


def _day(month: MonthlyPillar) -> date:
    return date.fromisoformat(month.from_date)

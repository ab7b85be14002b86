"""Luck in a drawn chart: a timeline of the decades with a mark at today, and the years around it.

In Chinese the ten god goes under its pillar. In English it does not fit there, so pillars and ten gods go into a list.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from app.bazi.birth import PARTS
from app.bazi.chart import AnnualPillar, Chart, Luck, Reading, TransitPillar
from app.bazi.cycle import BRANCHES
from app.bazi.drawing.pen import LEFT, RIGHT, SMALL, Sheet, em, row_name
from app.bazi.drawing.transits import Row, draw_list, jie_on
from app.bazi.drawing.words import Captions
from app.bazi.luck import decade_on

_YEARS, _YEARS_BEFORE = 10, 2
_YEAR = timedelta(days=366)
_LAST_DECADE_DAYS = 3653  # ten years; all the other decades end where the next one begins


def draw_luck(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """Draw the decades from left to right, past ones muted, with a mark at `today`."""
    luck = chart.luck
    row_name(sheet, words.rows["luck"], 18)
    sheet.text(LEFT, 18, SMALL, luck_start(chart, words), "soft", anchor="start")
    place, step = place_in_luck(luck, today), (RIGHT - LEFT) / max(len(luck.decades), 1)
    is_within = place < len(luck.decades)
    sheet.down(60 if is_within else 38)
    depth = 40 if words.is_translated else 174
    if is_within and place >= 0:
        sheet.rect(LEFT + int(place) * step, 0, step, depth, "tint")
    sheet.rule(LEFT, 0, RIGHT, 0, "frame")
    tones = ["soft" if n + 1 <= place else "ink strong" if n <= place else "ink" for n in range(len(luck.decades))]
    for number, (decade, tone) in enumerate(zip(luck.decades, tones, strict=True)):
        x = LEFT + (number + 0.5) * step
        sheet.rule(x - step / 2, 0, x - step / 2, 8, "frame")
        if words.is_translated:
            age = words.age.format(age=decade.from_age) if number == 0 else str(decade.from_age)
            sheet.text(x, 30, SMALL, age, tone)
            continue
        sheet.text(x, 34, SMALL, decade.ten_god, "soft")
        sheet.upright(x, 60, 28, 32, decade.pillar, tone)
        sheet.text(x, 138, SMALL, words.age.format(age=decade.from_age), tone)
        sheet.text(x, 162, SMALL, str(decade.from_year), "soft")
    if is_within:
        _draw_now(sheet, LEFT + max(place, 0) * step, words.now if place >= 0 else words.not_yet)
    sheet.down(depth)
    if words.is_translated:
        sheet.down(6)
        decades = zip(luck.decades, tones, strict=True)
        draw_list(
            sheet, [_row(decade.from_year, decade.from_age, decade, tone, words) for decade, tone in decades], words
        )


def draw_years(sheet: Sheet, chart: Chart, today: date, words: Captions) -> None:
    """Draw the years around `today`, each from 立春 to 立春, without years before the birth."""
    this_year = jie_on(today).year
    years = _years_around(this_year, chart.years)
    tones = ["ink strong" if year.year == this_year else "soft" if year.year < this_year else "ink" for year in years]
    row_name(sheet, words.rows["years"], 22)
    if words.is_translated:
        rows = zip(years, tones, strict=True)
        draw_list(sheet, [_row(annual.year, annual.age, annual, tone, words) for annual, tone in rows], words)
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


def luck_start(chart: Chart, words: Captions) -> str:
    """Say which way luck runs and when it starts, as precisely as the time of birth allows.

    If the chart is without its birth, say only the way.
    """
    if not chart.civil_time:
        return words.directions[chart.luck.is_forward]
    luck, kind = chart.luck, vague_kind(chart.time_given)
    directions = words.directions if kind is None or not has_other_luck(chart) else words.noted_directions
    parts = {
        "direction": directions[luck.is_forward],
        "years": luck.start_age.years,
        "months": luck.start_age.months,
        "days": luck.start_age.days,
        "date": luck.start_date,
    }
    if kind is None:
        return words.starts.format(**parts) + (words.see_notes if has_other_luck(chart) else "")
    if has_other_luck(chart):
        return words.starts_within.format(**parts, middle=words.middles[kind])
    by_hand = f"{kind}_by_hand" if chart.options.start_age == "double_hours" else kind
    return words.starts_about.format(**parts, spread=words.spreads.get(by_hand, words.spreads[kind]))


def has_other_luck(chart: Chart) -> bool:
    """Return whether a solar term turns luck or moves its start by more than a year, by the chart's warnings."""
    return any(
        is_other_luck(reading, chart.luck)
        for warning in chart.warnings
        if warning.code == "near_solar_term"
        for reading in warning.readings
    )


def is_other_luck(reading: Reading, luck: Luck) -> bool:
    """Return whether luck runs the other way in this reading, or starts more than a year earlier or later."""
    apart = date.fromisoformat(reading.luck_start) - date.fromisoformat(luck.start_date)
    return reading.is_forward != luck.is_forward or abs(apart) > _YEAR


def is_exact(given: str | None) -> bool:
    """Return whether a time as it was entered is known to the minute."""
    return vague_kind(given) is None


def vague_kind(given: str | None) -> str | None:
    """Return the kind of a time that is not known to the minute."""
    if given is None:
        return "day"
    if given in PARTS:
        return "part"
    if given in BRANCHES:
        return "zi" if given == "子" else "double_hour"
    return None


def _row(year: int, age: int, transit: TransitPillar, tone: str, words: Captions) -> Row:
    return Row(str(year), words.age.format(age=age), transit, tone)


def _years_around(this_year: int, years: Sequence[AnnualPillar]) -> Sequence[AnnualPillar]:
    """Select ten years, starting with the year before last; for a chart cast long ago, its last ten."""
    lived = [year for year in years if year.age >= 0 or year.year == this_year]
    begun = sum(year.year < this_year - _YEARS_BEFORE for year in lived)
    first = min(begun, max(len(lived) - _YEARS, 0))
    return lived[first : first + _YEARS]


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

"""The chart on the page shows every fact of the chart, and explains every term."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from html import unescape
from typing import Any

import pytest
from starlette.requests import Request

from app.bazi.chart import NAMES, Chart
from app.bazi.drawing.words import captions
from app.bazi.glossary import glossary
from app.bazi.readings import pinyin_of, romanised
from app.web.pages.chart_terms import Term
from app.web.pages.chart_view import ChartView, chart_view
from app.web.pages.templating import show_page
from app.web.pages.words import WORDS
from tests.bazi.births import TODAY, cast
from tests.bazi.pictures import random_charts

IDS = {entry.id for entry in glossary()}
ROWS = ("god", "stem", "branch", "rest hidden-stems", "rest", "rest stage", "rest stars")


def html_of(view: ChartView, language: str = "zh", columns: str | None = None) -> str:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    page = show_page(Request(scope), "_chart.html", 200, language, plate=view, columns=columns, chart_svg="/chart.svg")
    return bytes(page.body).decode()


def text_of(html: str) -> str:
    """The text of a piece of HTML. Blocks and cells are divided by blanks, inline elements are not."""
    spaced = re.sub(r"<(/?(div|li|td|th|tr|small|b|i)\b)", r" <\1", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", spaced)).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def natal_rows(html: str) -> dict[str, list[str]]:
    """The text of each cell in the table of the four pillars, by the class of its row."""
    table = html[html.index('<table class="natal"') : html.index("</table>")]
    rows = re.findall(r'<tr class="([^"]+)">(.*?)(?=<tr|$)', table, re.DOTALL)
    return {name: [text_of(f"<td{cell}") for cell in row.split("<td")[1:]] for name, row in rows}


def terms_in(value: Any) -> Iterator[Term]:
    """Every term anywhere in a view."""
    if isinstance(value, Term):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from terms_in(getattr(value, each.name))
    elif isinstance(value, dict):
        yield from terms_in(tuple(value.values()))
    elif isinstance(value, tuple):
        for item in value:
            yield from terms_in(item)


def charts() -> list[Chart]:
    return [
        *random_charts(30),
        cast("1990-05-12"),
        cast("1990-05-12 morning"),
        cast("1990-05-12 子"),
        cast("1984-02-04", gender="male"),
        cast("1902-05-12 14:30"),
        cast("2026-10-30 23:40"),
    ]


@pytest.mark.parametrize("columns", ["rtl", "ltr"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_pillar_has_all_its_facts_in_its_column(language: str, columns: str) -> None:
    words = captions(language)
    for chart in charts():
        view = chart_view(chart, TODAY, language, left_to_right=columns == "ltr")
        rows = natal_rows(html_of(view, language, columns))
        assert tuple(rows) == ROWS
        order = NAMES if columns == "ltr" else NAMES[::-1]
        known = [name for name in order if getattr(chart.columns, name)]
        for place, name in enumerate(known):
            column = getattr(chart.columns, name)
            # The cell of an unknown hour spans all rows, so that only the first row has it.
            first = place + (order[0] == "hour" and chart.columns.hour is None)
            assert rows["god"][first] == words.both(column.ten_god)
            for part in ("stem", "branch"):
                cell = rows[part][place]
                element = words.term(getattr(column, f"{part}_element"))
                assert cell.startswith(getattr(column, part))
                assert element in cell
                assert language == "zh" or pinyin_of(getattr(column, part)) in cell
            assert (words.void in rows["branch"][place]) == column.is_void
            hidden = squeezed(rows["rest hidden-stems"][place])
            for each in column.hidden:
                reading = pinyin_of(each.stem) if language == "en" else ""
                assert squeezed(f"{each.stem}{reading}{words.term(each.ten_god)}") in hidden
            assert rows["rest"][place] == words.term(column.na_yin)
            assert rows["rest stage"][place] == words.both(column.life_stage)
            stars = rows["rest stars"][place]
            assert squeezed(stars) == squeezed("".join(words.term(star).replace(": ", "") for star in column.stars))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_below_the_pillars_is_there(language: str) -> None:
    words = captions(language)
    for chart in charts():
        html = html_of(chart_view(chart, TODAY, language), language)
        shown = squeezed(text_of(html))
        for relation in chart.relations:
            assert squeezed(words.pillar(relation.parts)) in shown
            assert relation.element is None or words.term(relation.element) in shown
        assert html.count('class="rail"') == len(chart.relations)
        for element, weight in chart.element_weights.items():
            assert f"{words.term(element)}{weight:.1f}%" in shown
        assert squeezed(words.verdicts.get(chart.strength.verdict, chart.strength.verdict)) in shown
        assert f"{round(100 * chart.strength.support)}%" in shown
        for palace in (chart.palaces.conception, chart.palaces.life, chart.palaces.body, "".join(chart.void)):
            assert palace is None or squeezed(words.pillar(palace)) in shown
        assert (chart.lunar_date in shown) == (language == "zh")
        assert squeezed(chart.civil_time[:10]) in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_luck_opens_to_years_and_years_to_months(language: str) -> None:
    words = captions(language)
    for chart in charts():
        html = html_of(chart_view(chart, TODAY, language), language)
        shown = squeezed(text_of(html))
        for transit in (*chart.luck.decades, *(year for year in chart.years if year.age >= 0)):
            reading = romanised(transit.pillar) if language == "en" else ""
            assert squeezed(f"{transit.pillar}{reading}{words.term(transit.ten_god)}") in shown
            for relation in transit.relations:
                _, _, rest = relation.partition(" ")
                assert squeezed(words.pillar(rest.partition("（")[0])) in shown
        months = re.findall(r'<table class="months">.*?</table>', html, re.DOTALL)
        assert len(months) == 2
        rows = [text_of(row) for table in months for row in table.split("<tr")[1:]]
        for month, row in zip(chart.months, rows, strict=True):
            assert month.from_term in row
            assert month.pillar in row
            assert words.term(month.ten_god) in row


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_term_is_explained(language: str) -> None:
    for chart in charts():
        terms = list(terms_in(chart_view(chart, TODAY, language)))
        assert len(terms) > 150
        for term in terms:
            assert term.id in IDS, term
        html = html_of(chart_view(chart, TODAY, language), language)
        assert set(re.findall(r'href="/glossary#([^"]+)"', html)) <= IDS


def test_the_same_word_leads_to_the_meaning_it_has_here() -> None:
    view = chart_view(cast("1996-03-12 07:30"), TODAY, "zh")
    stages = {column.stage.text: column.stage.id for column in view.columns if column}
    assert stages["病"] == "bing"
    assert Term("死", "si") in {column.stage for chart in random_charts(40) for column in _columns(chart)}


def _columns(chart: Chart) -> list[Any]:
    return [column for column in chart_view(chart, TODAY, "zh").columns if column]


def test_only_today_is_marked_as_now() -> None:
    chart = cast("1990-05-12 14:30")
    for today in (TODAY, date(2026, 2, 3), date(2030, 7, 1), date(1991, 1, 1), date(2092, 7, 7)):
        view = chart_view(chart, today, "zh")
        decades = [each.decade for each in view.luck.decades if each.decade and each.is_now]
        covering = [each.pillar for each in chart.luck.decades if each.from_date <= today.isoformat()][-1:]
        is_over = today.year > 2091
        assert [each.pillar for each in decades] == ([] if is_over else covering)
        years = [year.when[:4] for each in view.luck.decades for year in each.years if year.tone == "now"]
        assert years == ([] if is_over else [str(today.year - ((today.month, today.day) < (2, 4)))])
        months = [month for each in view.luck.decades for year in each.years for month in year.months if month.is_now]
        assert len(months) == (date(2026, 2, 4) <= today < date(2028, 2, 4))


def test_a_chart_without_its_person_does_not_tell_the_birth() -> None:
    for chart in charts():
        for language in ("zh", "en"):
            view = chart_view(chart, TODAY, language, with_person=False)
            assert view.luck.decades[0].decade is not None, "the years before luck begins start with the birth"
            html = html_of(view, language)
            shown = text_of(html)
            for told in (
                chart.civil_time[:10],
                chart.civil_time[11:16],
                chart.solar_time and chart.solar_time[11:],
                chart.lunar_date,
                chart.luck.start_date,
                captions(language).solar.partition(" ")[0] + " ",
            ):
                assert not told or told not in shown


def test_the_texts_of_the_page_are_in_the_language_of_the_page() -> None:
    view = chart_view(cast("1990-05-12 14:30"), TODAY, "zh")
    html = html_of(view, "en")
    assert WORDS["en"]["chart_more"] in html
    assert 'class="plate" lang="zh-Hans"' in html

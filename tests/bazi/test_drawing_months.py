"""The months of the picture: which one is marked, and which of their relations to the chart they show."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from app.bazi.chart import Chart
from app.bazi.drawing import draw_chart
from app.bazi.drawing.brief_relations import brief_relations

from .births import TODAY, cast
from .pictures import LEFT, RIGHT, Box, box_with, boxes, random_charts, texts

KINDS = {
    "repetition": ["伏吟"],
    "clash": ["六冲", "天干相冲"],
    "meeting of three": ["三会"],
    "combination of three": ["三合"],
    "combination": ["六合", "天干五合", "半合"],
    "punishment of three": ["三刑"],
    "punishment": ["相刑", "自刑"],
    "harm": ["六害"],
    "break": ["六破"],
}
"""What a month of the picture calls each kind of relation in English, the most important first."""
MARKS = dict(zip(KINDS, ["伏吟", "冲", "三会", "三合", "合", "三刑", "刑", "害", "破"], strict=True))
PILLARS = {"Day": "日", "Month": "月", "Hour": "时", "Year": "年"}


def expected(ties: tuple[str, ...]) -> list[tuple[str, str]]:
    """Recount the relations that a month should show, as `("clash", "Day")`."""
    split = [re.fullmatch(r"(\S+) \S+（(\S+)）", tie) for tie in ties]
    found = [(match[1], match[2]) for match in split if match]
    assert len(found) == len(ties)
    shown = []
    for name, kinds in KINDS.items():
        pillars = "".join(places for kind, places in found if kind in kinds)
        if len(MARKS[name]) == 2:
            shown += [(name, "")] if pillars else []
        else:
            shown += [(name, pillar) for pillar, char in PILLARS.items() if char in pillars]
    return shown[:3]


def chinese(svg: str, chart: Chart) -> Iterator[list[str]]:
    """Read what each month has below its ten god in a Chinese picture."""
    placed, step = boxes(svg), (RIGHT - LEFT) / 12
    names = sorted(box.top for box in placed if box.text == "流月")
    foot = next(box.top for box in placed if box.text.startswith("公历"))
    for number, month in enumerate(chart.months):
        top, bottom = [*names, foot][number // 12 : number // 12 + 2]
        middle = LEFT + (number % 12 + 0.5) * step
        column = [box for box in placed if abs(box.middle - middle) < 1 and top - 5 < box.top < bottom - 5]
        term, _day, stem, branch, god, *below = (box.text for box in sorted(column, key=lambda box: box.top))
        assert (term, stem + branch, god) == (month.from_term, month.pillar, month.ten_god)
        yield below


def english(svg: str, chart: Chart) -> Iterator[list[tuple[str, str]]]:
    """Read the relations below each month in an English picture: `Day, Hour: clash · meeting of three`."""
    placed = boxes(svg)
    first = next(number for number, box in enumerate(placed) if box.text == "month")
    column = [box for box in placed[first:] if box.left == LEFT + 72]
    starts = [number for number, box in enumerate(column) if re.fullmatch("[\u4e00-\u9fff]{2}", box.text)]
    assert [column[start].text for start in starts] == [month.pillar for month in chart.months]
    for start, end in zip(starts, [*starts[1:], len(column)], strict=True):
        yield [pair for box in column[start + 1 : end] for pair in pairs(box.text)]


def pairs(line: str) -> Iterator[tuple[str, str]]:
    for part in line.split(" · "):
        pillars, found, kinds = part.rpartition(": ")
        for kind in kinds.split(", "):
            yield from ((kind, pillar) for pillar in (pillars.split(", ") if found else [""]))


@pytest.mark.parametrize(
    ("day", "term", "date_shown", "pillar"),
    [
        (date(2026, 11, 7), "立冬", "11/7", "己亥"),
        (date(2026, 11, 6), "寒露", "10/8", "戊戌"),
        (date(2027, 2, 5), "立春", "2/4", "壬寅"),
    ],
)
def test_the_month_of_today_is_marked_among_two_years_of_months(
    day: date, term: str, date_shown: str, pillar: str
) -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), day)
    assert texts(svg).count("立冬") == texts(svg).count("寒露") == 2
    [(left, top, width, height)] = [
        tuple(map(float, found))
        for found in re.findall(r'class="tint" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg)
        if float(found[2]) == 48
    ]
    marked = [box for box in boxes(svg) if left < box.middle < left + width and top < box.top < top + height]
    assert [box.text for box in marked[:2]] == [term, date_shown]
    assert "".join(box.text for box in marked[2:4]) == pillar


def test_no_month_is_marked_outside_the_two_years_of_the_chart() -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), date(2029, 1, 1))
    assert not re.search(r'<rect class="tint"[^>]* width="48"', svg)
    assert "立冬" in texts(svg)


def test_a_chinese_month_shows_its_most_important_relations_below_the_ten_god() -> None:
    for chart in random_charts(60):
        shown = chinese(draw_chart(chart, TODAY), chart)
        for month, below in zip(chart.months, shown, strict=True):
            wanted = [MARKS[kind] + PILLARS.get(pillar, "") for kind, pillar in expected(month.relations)]
            assert below == wanted, (chart.civil_time, month)


def test_an_english_month_shows_the_same_relations_in_words() -> None:
    for chart in random_charts(60):
        shown = english(draw_chart(chart, TODAY, "en"), chart)
        for month, below in zip(chart.months, shown, strict=True):
            assert sorted(below) == sorted(expected(month.relations)), (chart.civil_time, month)


def test_the_relations_of_a_month_are_worded_briefly() -> None:
    chart = cast("1990-05-12 14:30")
    [november] = [month for month in chart.months if month.is_current]
    assert november.relations == ("六冲 巳亥（月）",)
    in_chinese = dict(zip(chart.months, chinese(draw_chart(chart, TODAY), chart), strict=True))
    assert in_chinese[november] == ["冲月"]
    assert in_chinese[chart.months[10]] == ["冲年", "合日", "害时"]
    shown = texts(draw_chart(chart, TODAY, "en"))
    for line in (
        "Month: clash",
        "Year: clash · Day: combination · Hour: harm",
        "Day, Hour: clash · meeting of three",
        "Month: combination, punishment, break",
    ):
        assert line in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_month_is_related_to_an_unknown_hour(language: str) -> None:
    chart = cast("1990-05-12")
    svg = draw_chart(chart, TODAY, language)
    if language == "zh":
        assert not [mark for below in chinese(svg, chart) for mark in below if mark.endswith("时")]
    else:
        assert not [pillar for below in english(svg, chart) for _, pillar in below if pillar == "Hour"]


@pytest.mark.parametrize(
    ("ties", "brief"),
    [
        ((), []),
        (("六害 丑午（年）", "六冲 丑未（时）", "六冲 丑未（日）"), ["冲day", "冲hour", "害year"]),
        (
            ("六破 巳申（月）", "相刑 巳申（月）", "六合 巳申（月）", "天干相冲 甲庚（年）"),
            ["冲year", "合month", "刑month"],
        ),
        (("天干五合 丁壬（日）", "六合 午未（日）", "半合 亥卯（年月）"), ["合day", "合month", "合year"]),
        (
            ("三会 巳午未（年时）", "三会 巳午未（年日）", "自刑 午午（年）", "伏吟 庚午（年）"),
            ["伏吟", "三会", "刑year"],
        ),
        (("unheard of", "六冲", ""), []),
    ],
)
def test_the_most_important_relations_come_first_and_the_day_before_other_pillars(
    ties: tuple[str, ...], brief: list[str]
) -> None:
    assert ["".join(relation) for relation in brief_relations(ties)] == brief


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_marked_month_includes_its_relations(language: str) -> None:
    chart = cast("1990-05-12 14:30", today=date(2026, 8, 20))
    svg = draw_chart(chart, date(2026, 8, 20), language)
    tints = re.findall(r'class="tint" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg)
    left, top, width, height = map(float, tints[-1])
    tint = Box(left, top, left + width, top + height, "")
    text = "破月" if language == "zh" else "Month: combination, punishment, break"
    box = box_with(svg, text)
    assert tint.left < box.left < box.right < tint.right
    assert tint.top < box.top < box.bottom < tint.bottom

"""The picture of a chart: complete, legible whatever the chart, and safe to serve."""

import random
import re
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

import msgspec
import pytest

from app.bazi.chart import Chart, Warning
from app.bazi.drawing import draw_chart
from app.errors import InvalidBirth

from .births import TODAY, cast

SVG = "{http://www.w3.org/2000/svg}"
LEFT, RIGHT = 108, 684
"""Between them stand the columns, and run the lines of time."""
FRAME = 18


class Box(NamedTuple):
    """Where a line of text stands, by a plain estimate of its width."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg: str) -> list[Box]:
    """Of all lines but the seal's two characters, which are drawn narrow inside their square."""
    return [box_of(text) for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if "transform" not in text.attrib]


def box_of(element: ElementTree.Element) -> Box:
    text, size = element.text or "", float(element.attrib["font-size"])
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    width = size * sum(0.55 if char.isascii() else 1 for char in text)
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.attrib["text-anchor"]]
    return Box(left, y - 0.84 * size, left + width, y + 0.08 * size, text)


def box_with(svg: str, text: str) -> Box:
    return next(box for box in boxes(svg) if box.text == text)


def now_mark(svg: str) -> float | None:
    """Where on the line of time the mark points."""
    found = re.search(r'<path class="mark" d="M([\d.]+) ', svg)
    return float(found[1]) if found else None


def random_charts(count: int) -> list[Chart]:
    chance, charts = random.Random(20), []
    while len(charts) < count:
        day = date(1902, 1, 1) + timedelta(days=chance.randrange(45_000))
        time = f" {chance.randrange(24):02}:{chance.randrange(60):02}" if chance.random() < 0.9 else ""
        try:
            charts.append(cast(f"{day}{time}", gender=chance.choice(["female", "male"])))
        except InvalidBirth:  # an hour that the clocks skipped
            continue
    return charts


def test_the_picture_shows_every_pillar_from_right_to_left() -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), TODAY)
    shown = texts(svg)
    titles = [box_with(svg, title).left for title in ("年柱", "月柱", "日柱", "时柱")]
    assert titles == sorted(titles, reverse=True)
    for column, characters in (("年柱", "庚午"), ("月柱", "辛巳"), ("日柱", "丁丑"), ("时柱", "丁未")):
        middle = box_with(svg, column).middle
        large = [box for box in boxes(svg) if box.middle == middle and box.bottom - box.top > 60]
        assert "".join(box.text for box in sorted(large, key=lambda box: box.top)) == characters
    for word in ("日主", "路旁土", "帝旺", "月德贵人", "午未六合 土", "丑未六冲、相刑"):
        assert word in shown
    for part in ("46.7%", "估算，生扶 41%", "空亡 申酉", "身宫 己丑", "逆行", "真太阳时 13:19:18", "四月十八", "23:00"):
        assert any(part in text for text in shown)
    assert svg.count('r="46"') == 1  # the ring around the day master


def test_it_is_told_to_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(draw_chart(cast("1990-05-12 14:30"), TODAY))
    label = root.attrib["aria-label"]
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == "四柱：庚午年 辛巳月 丁丑日 丁未时"
    assert label.startswith("四柱：庚午年 辛巳月 丁丑日 丁未时。日主丁火")
    for part in ("火 46.7%", "年时 午未六合 土", "大运逆行", "真太阳时 13:19:18", "丁丑 32岁 2022 (今)"):
        assert part in label


def test_an_unknown_hour_has_a_column_that_says_so() -> None:
    svg = draw_chart(cast("1990-05-12"), TODAY)
    middle, below = box_with(svg, "时柱").middle, box_with(svg, "合冲").top
    column = [box.text for box in boxes(svg) if box.middle == middle and box.top < below]
    assert column == ["时柱", *"时辰未详"]
    assert any(text.startswith("注：时辰未详") for text in texts(svg))
    assert any(text.startswith("公历 1990-05-12　农历") for text in texts(svg))
    assert not any("身宫" in text and "注" not in text for text in texts(svg))
    assert "未详时" in svg


def test_now_stands_in_its_decade_where_the_day_is() -> None:
    chart = cast("1990-05-12 14:30")
    for number, day in ((0, date(1992, 7, 7)), (3, TODAY), (7, date(2072, 7, 6))):
        decade = chart.luck.decades[number]
        part = (day - date.fromisoformat(decade.from_date)) / timedelta(days=3652.5)
        step = (RIGHT - LEFT) / 8
        svg = draw_chart(chart, day)
        assert now_mark(svg) == pytest.approx(LEFT + (number + part) * step, abs=0.05)
        assert box_with(svg, f"{decade.from_age}岁").left < LEFT + (number + 1) * step
        assert f'class="ink strong" x="{LEFT + (number + 0.5) * step:g}"' in svg


def test_now_is_at_the_left_end_before_luck_begins_and_nowhere_after_it() -> None:
    chart = cast("1990-05-12 14:30")
    before = draw_chart(chart, date(1992, 7, 6))
    assert now_mark(before) == LEFT
    assert "今 · 未起运" in texts(before)
    after = draw_chart(chart, date(2072, 7, 7))
    assert now_mark(after) is None
    assert not any(text.startswith("今") for text in texts(after))


def test_this_year_is_emphasised_from_the_beginning_of_spring() -> None:
    chart = cast("1990-05-12 14:30")
    for day, year in ((date(2026, 2, 3), 2025), (date(2026, 2, 5), 2026)):
        svg = draw_chart(chart, day)
        tints = [float(x) for x in re.findall(r'<rect class="tint" x="([\d.]+)"', svg)]
        assert tints[-1] == pytest.approx(LEFT + (year - chart.years[0].year) * (RIGHT - LEFT) / 13, abs=0.01)


def test_no_year_before_the_birth_is_drawn() -> None:
    shown = texts(draw_chart(cast("2026-10-30 23:40"), TODAY))
    assert "2026" in shown
    assert "2025" not in shown


def test_english_has_its_own_captions_and_keeps_the_terms() -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), TODAY, "en")
    shown = texts(svg)
    for word in ("Year", "Month", "Day", "Hour", "木 Wood", "now", "age 32", "正财", "路旁土", "天乙贵人"):
        assert word in shown
    assert any("estimate" in text for text in shown)
    assert 'lang="en"' in svg
    assert "year 庚午" in svg
    assert not any(text in shown for text in ("年柱", "五行", "今"))
    unknown = draw_chart(cast("1990-05-12"), TODAY, "en")
    assert {"hour", "unknown"} <= set(texts(unknown))


def test_each_kind_of_warning_has_one_short_line() -> None:
    chart = cast("1984-02-04")
    assert {warning.code for warning in chart.warnings} == {"unknown_hour", "near_solar_term"}
    twice = (*chart.warnings, *chart.warnings, Warning(code="ambiguous_time", message=""))
    notes = [text for text in texts(draw_chart(msgspec.structs.replace(chart, warnings=twice), TODAY)) if "注" in text]
    assert "".join(notes).count("注：") == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_touches_another_or_leaves_the_frame(language: str) -> None:
    for chart in random_charts(200):
        svg = draw_chart(chart, TODAY, language)
        width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split()[2:])
        placed = boxes(svg)
        for box in placed:
            assert FRAME < box.left < box.right < width - FRAME, (chart.civil_time, box)
            assert FRAME < box.top < box.bottom < height - FRAME, (chart.civil_time, box)
        touching = [(one, other) for one, other in combinations(placed, 2) if one.overlaps(other)]
        assert not touching, chart.civil_time


def test_no_star_or_relation_is_lost() -> None:
    for chart in random_charts(100):
        shown = texts(draw_chart(chart, TODAY))
        words = [word for text in shown for word in text.split(" ")]
        assert sorted(word for word in words if word in {star.name for star in chart.stars}) == sorted(
            star.name for star in chart.stars
        )
        kinds = [relation.kind.removeprefix("天干") for relation in chart.relations]
        assert all(sum(text.count(kind) for text in shown) == kinds.count(kind) for kind in kinds)


def test_whatever_a_chart_holds_is_shown_as_text() -> None:
    hostile = '"><script>alert(1)</script>&\x00'
    chart = cast("1990-05-12 14:30")
    year = msgspec.structs.replace(chart.columns.year, stem=hostile, stem_element=hostile, stars=(hostile,))
    chart = msgspec.structs.replace(
        chart,
        lunar_date=hostile,
        pillars=msgspec.structs.replace(chart.pillars, year=hostile),
        columns=msgspec.structs.replace(chart.columns, year=year),
        warnings=(Warning(code=hostile, message=hostile),),
        options=msgspec.structs.replace(chart.options, clock=hostile),
    )
    svg = draw_chart(chart, TODAY)
    assert "<script" not in svg
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>alert(1)</script>&\ufffd" in root.attrib["aria-label"]
    assert any("<script>alert(1)</script>&\ufffd" in text for text in texts(svg))


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), TODAY)
    assert svg.count("http") == 1  # the namespace
    assert not re.search(r"url\(|href|@import|@font-face|var\(", svg)
    style = ElementTree.fromstring(svg).findtext(f"{SVG}style") or ""
    selectors = re.findall(r"([^{}]+)\{ *[a-z-]+:", style)
    assert all(one.strip().startswith(".mingpan ") for selector in selectors for one in selector.split(","))


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_colour_of_text_can_be_read_on_its_ground(scheme: int) -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), TODAY)
    rules = svg.split("@media (prefers-color-scheme: dark)")[scheme]
    colours = dict(re.findall(r"\.mingpan \.(\w+) \{ fill: (#\w{6}) \}", rules))
    tones = {tone for text in re.findall(r'<text class="([^"]+)"', svg) for tone in text.split()}
    for tone in (tones - {"strong", "paper"}) | {"wood", "fire", "earth", "metal", "water"}:
        assert contrast(colours[tone], colours["paper"]) >= 4.5
    assert contrast(colours["paper"], colours["seal"]) >= 4.5
    assert min(contrast(colours[tone], colours["tint"]) for tone in ("ink", "soft")) >= 4.5


def test_the_same_chart_makes_the_same_picture() -> None:
    assert draw_chart(cast("1990-05-12 14:30"), TODAY) == draw_chart(cast("1990-05-12 14:30"), TODAY)


def contrast(one: str, other: str) -> float:
    """By WCAG 2: 1 for the same colour, 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

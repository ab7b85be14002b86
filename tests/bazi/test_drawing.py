"""The picture of a chart: complete, legible for any chart, and safe to serve."""

import re
from datetime import date, timedelta
from itertools import combinations
from xml.etree import ElementTree

import msgspec
import pytest

from app.bazi.chart import ChartWarning
from app.bazi.drawing import draw_chart
from app.bazi.drawing.pen import SMALL, Columns

from .births import TODAY, cast
from .pictures import FRAME, LEFT, RIGHT, SVG, box_with, boxes, now_mark, random_charts, texts


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


def test_the_picture_has_a_description_for_screen_readers() -> None:
    root = ElementTree.fromstring(draw_chart(cast("1990-05-12 14:30"), TODAY))
    label = root.attrib["aria-label"]
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == "四柱：庚午年 辛巳月 丁丑日 丁未时"
    assert label.startswith("四柱：庚午年 辛巳月 丁丑日 丁未时。日主丁火")
    for part in (
        "火 46.7%",
        "年时 午未六合 土",
        "大运：逆行 · 2岁1个月24天起运",
        "真太阳时 13:19:18",
        "丁丑 32岁 2022 (今)",
    ):
        assert part in label


def test_an_unknown_hour_has_a_column_that_says_so() -> None:
    svg = draw_chart(cast("1990-05-12"), TODAY)
    middle, below = box_with(svg, "时柱").middle, box_with(svg, "合冲").top
    column = [box.text for box in boxes(svg) if box.middle == middle and box.top < below]
    assert column == ["时柱", *"时辰未详"]
    assert any(text.startswith("时辰未详，不排时柱；若生于 ") for text in texts(svg))
    assert any(text.startswith("公历 1990-05-12　农历") for text in texts(svg))
    assert not any(text.startswith("空亡") and "身宫" in text for text in texts(svg))
    assert "未详时" in svg


def test_now_is_marked_at_its_position_within_the_decade() -> None:
    chart = cast("1990-05-12 14:30")
    for number, day in ((0, date(1992, 7, 7)), (3, TODAY), (9, date(2092, 7, 6))):
        decade = chart.luck.decades[number]
        part = (day - date.fromisoformat(decade.from_date)) / timedelta(days=3652.5)
        step = (RIGHT - LEFT) / 10
        svg = draw_chart(chart, day)
        assert now_mark(svg) == pytest.approx(LEFT + (number + part) * step, abs=0.05)
        assert box_with(svg, f"{decade.from_age}岁").left < LEFT + (number + 1) * step
        assert f'class="ink strong" x="{LEFT + (number + 0.5) * step:g}"' in svg


def test_now_is_marked_at_the_left_end_before_luck_begins_and_nowhere_after_it_ends() -> None:
    chart = cast("1990-05-12 14:30")
    before = draw_chart(chart, date(1992, 7, 6))
    assert now_mark(before) == LEFT
    assert "今 · 未起运" in texts(before)
    after = draw_chart(chart, date(2092, 7, 7))
    assert now_mark(after) is None
    assert not any(text.startswith("今") for text in texts(after))


def test_this_year_is_emphasised_from_the_beginning_of_spring() -> None:
    chart = cast("1990-05-12 14:30")
    for day, year in ((date(2026, 2, 3), 2025), (date(2026, 2, 5), 2026)):
        svg = draw_chart(chart, day)
        tints = [float(x) for x in re.findall(r'<rect class="tint" x="([\d.]+)".* height="120"', svg)]
        assert tints[-1] == pytest.approx(LEFT + (year - chart.years[0].year) * (RIGHT - LEFT) / 10, abs=0.01)


def test_no_year_before_the_birth_is_drawn() -> None:
    shown = texts(draw_chart(cast("2026-10-30 23:40"), TODAY))
    assert "2026" in shown
    assert "2025" not in shown


def test_ten_years_are_drawn_and_this_one_is_among_them_however_old_the_chart() -> None:
    chart = cast("1990-05-12 14:30")
    for day, first in ((TODAY, 2024), (date(2031, 5, 1), 2027), (date(2036, 5, 1), 2027)):
        svg = draw_chart(chart, day)
        label = box_with(svg, "流年")
        years = [box.text for box in boxes(svg) if box.left > LEFT and box.bottom == label.bottom]
        assert years == [str(year) for year in range(first, first + 10)]
        assert str(day.year) in years


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_is_smaller_than_a_phone_can_show(language: str) -> None:
    for chart in random_charts(50):
        sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', draw_chart(chart, TODAY, language))}
        assert min(sizes) >= SMALL >= 20


def test_the_columns_can_run_from_left_to_right() -> None:
    for text in ("1990-05-12 14:30", "1990-05-12"):
        chart = cast(text)
        printed, turned = draw_chart(chart, TODAY), draw_chart(chart, TODAY, "zh", "ltr")
        titles = [box_with(turned, title).left for title in ("年柱", "月柱", "日柱", "时柱")]
        assert titles == sorted(titles)
        assert sorted(texts(turned)) == sorted(texts(printed))
        assert now_mark(turned) == now_mark(printed)


@pytest.mark.parametrize("columns", ["rtl", "ltr"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_touches_another_or_leaves_the_frame(language: str, columns: Columns) -> None:
    for chart in random_charts(200):
        svg = draw_chart(chart, TODAY, language, columns)
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
        shown = shown[: shown.index("五行")]  # the months have relations of their own
        words = [word for text in shown for word in text.split(" ")]
        assert sorted(word for word in words if word in {star.name for star in chart.stars}) == sorted(
            star.name for star in chart.stars
        )
        kinds = [relation.kind.removeprefix("天干") for relation in chart.relations]
        assert all(sum(text.count(kind) for text in shown) == kinds.count(kind) for kind in kinds)


def test_everything_in_a_chart_is_escaped() -> None:
    hostile = '"><script>alert(1)</script>&\x00'
    chart = cast("1990-05-12 14:30")
    year = msgspec.structs.replace(chart.columns.year, stem=hostile, stem_element=hostile, stars=(hostile,))
    chart = msgspec.structs.replace(
        chart,
        lunar_date=hostile,
        pillars=msgspec.structs.replace(chart.pillars, year=hostile),
        columns=msgspec.structs.replace(chart.columns, year=year),
        warnings=(ChartWarning(code=hostile, message=hostile, message_en=hostile),),
        options=msgspec.structs.replace(chart.options, clock=hostile),
    )
    svg = draw_chart(chart, TODAY)
    assert "<script" not in svg
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>alert(1)</script>&\ufffd" in root.attrib["aria-label"]
    assert any("<script>alert(1)</script>&\ufffd" in text for text in texts(svg))


def test_the_picture_is_self_contained() -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), TODAY)
    assert svg.count("http") == 1  # the namespace
    assert not re.search(r"url\(|href|@import|@font-face|var\(", svg)
    style = ElementTree.fromstring(svg).findtext(f"{SVG}style") or ""
    selectors = re.findall(r"([^{}]+)\{ *[a-z-]+:", style)
    assert all(one.strip().startswith(".mingpan ") for selector in selectors for one in selector.split(","))


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_text_colour_has_enough_contrast(scheme: int) -> None:
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
    """Return the WCAG 2 contrast ratio: 1 for equal colours, 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

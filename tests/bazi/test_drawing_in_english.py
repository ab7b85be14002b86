"""The picture of a chart in English: readings for stems and branches, words for everything else."""

from xml.etree import ElementTree

import msgspec

from app.bazi.drawing import draw_chart
from app.bazi.drawing.terms import ENGLISH, LIFE_STAGES, STARS, TEN_GODS
from app.bazi.readings import meaning_of, pinyin_of, romanised

from .births import TODAY, cast
from .pictures import box_with, boxes, random_charts, texts


def test_english_has_its_own_captions() -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), TODAY, "en")
    shown = texts(svg)
    for word in ("Year", "Month", "Day", "Hour", "Wood", "now", "age 32", "Geng-Chen", "Road Earth", "Monthly"):
        assert word in shown
    assert any("estimate" in text for text in shown)
    assert 'lang="en"' in svg
    assert "year 庚午 Geng-Wu, month 辛巳 Xin-Si" in svg
    assert "丁丑 Ding-Chou from age 32 in 2022 (now)" in svg
    assert "year and hour 午未 Wu-Wei combination: Earth" in svg
    assert not any(text in shown for text in ("年柱", "五行", "今"))
    unknown = draw_chart(cast("1990-05-12"), TODAY, "en")
    assert {"hour", "unknown"} <= set(texts(unknown))


def test_english_pictures_use_words_for_everything_but_stems_and_branches() -> None:
    beside_english = TEN_GODS.keys() | LIFE_STAGES.keys()
    for chart in random_charts(100):
        svg = draw_chart(chart, TODAY, "en")
        shown = " ".join(texts(svg)) + ElementTree.fromstring(svg).attrib["aria-label"]
        assert not [term for term in ENGLISH.keys() - beside_english if len(term) > 1 and term in shown]
        assert not set("木火土金水合冲刑害破会岁今") & set(shown)


def test_english_pictures_name_both_readings_in_words() -> None:
    near = texts(draw_chart(cast("1984-02-04"), TODAY, "en"))
    assert any(text.startswith("Near a solar term; if after ") for text in near)
    assert any("year 甲子 Jia-Zi" in text for text in near)
    twice = texts(draw_chart(cast("1990-09-16 01:30"), TODAY, "en"))
    assert any(text.startswith("This time occurred twice") and "if second time" in text for text in twice)


def test_every_stem_and_branch_of_the_pillars_has_its_reading_below_it() -> None:
    svg = draw_chart(cast("1991-06-12 22:30"), TODAY, "en")
    middle = box_with(svg, "Hour").middle
    column = [box for box in boxes(svg) if abs(box.middle - middle) < 1]
    at = [box.text for box in column].index("癸")
    assert [box.text for box in sorted(column, key=lambda box: box.top)][at + 1 : at + 7] == [
        "Guǐ",
        "yin Water",
        "亥",
        "Hài",
        "Pig",
        "Water",
    ]
    assert "辛未 Xin-Wei · 甲午 Jia-Wu · 癸丑 Gui-Chou · 癸亥 Gui-Hai" in texts(svg)
    for chart in random_charts(30):
        shown = texts(draw_chart(chart, TODAY, "en"))
        for pillar in filter(None, msgspec.structs.astuple(chart.pillars)):
            assert {pinyin_of(part) for part in pillar} | {meaning_of(part) for part in pillar} <= set(shown)


def test_no_stage_or_star_is_a_bare_word_that_frightens() -> None:
    for chart in random_charts(100):
        words = set(texts(draw_chart(chart, TODAY, "en")))
        assert not words & {"Death", "Extinction", "Sickness", "Tomb", "Calamity", "Robbery", "Lost Spirit", "Solitude"}
    assert f"墓 {LIFE_STAGES['墓']}" == "墓 Mu: storage, rest"


def test_every_decade_year_and_month_has_its_reading_and_ten_god() -> None:
    chart = cast("1990-05-12 14:30")
    shown = texts(draw_chart(chart, TODAY, "en"))
    transits = (*chart.luck.decades, *chart.years[:10], *chart.months)
    for transit in transits:
        assert {romanised(transit.pillar), transit.pillar} <= set(shown)
    listed = [box.text for box in boxes(draw_chart(chart, TODAY, "en")) if box.left in (434, 358)]
    for god, name in TEN_GODS.items():
        assert listed.count(f"{god} {name}") == sum(transit.ten_god == god for transit in transits)
    assert shown.count("Nov 7") == 2
    assert {"2026 · 丙午 Bing-Wu", "2027 · 丁未 Ding-Wei"} <= set(shown)


def test_english_has_a_word_for_every_term() -> None:
    for chart in random_charts(300):
        for column in (chart.columns.year, chart.columns.month, chart.columns.day):
            assert {column.ten_god, column.na_yin, column.life_stage, column.stem_element} <= ENGLISH.keys()
        assert {star.name for star in chart.stars} | {relation.kind for relation in chart.relations} <= ENGLISH.keys()
    assert len(set(TEN_GODS.values())) == len(TEN_GODS)
    assert len(set(STARS.values())) == len(STARS)

"""The picture of a chart in English: words for everything except stems and branches."""

from xml.etree import ElementTree

from app.bazi.drawing import draw_chart
from app.bazi.drawing.terms import ENGLISH, STARS, TEN_GODS

from .births import TODAY, cast
from .pictures import random_charts, texts


def test_english_has_its_own_captions() -> None:
    svg = draw_chart(cast("1990-05-12 14:30"), TODAY, "en")
    shown = texts(svg)
    for word in ("Year", "Month", "Day", "Hour", "Wood", "now", "age 32", "Day Master", "Road Earth", "Noble"):
        assert word in shown
    assert any("estimate" in text for text in shown)
    assert 'lang="en"' in svg
    assert "year 庚午" in svg
    assert not any(text in shown for text in ("年柱", "五行", "今"))
    unknown = draw_chart(cast("1990-05-12"), TODAY, "en")
    assert {"hour", "unknown"} <= set(texts(unknown))


def test_english_pictures_use_words_for_everything_but_stems_and_branches() -> None:
    for chart in random_charts(100):
        svg = draw_chart(chart, TODAY, "en")
        shown = " ".join(texts(svg)) + ElementTree.fromstring(svg).attrib["aria-label"]
        assert not [term for term in ENGLISH if len(term) > 1 and term in shown]
        assert not set("木火土金水病死衰墓绝胎养合冲刑害破会岁今") & set(shown)


def test_english_pictures_name_both_readings_in_words() -> None:
    near = texts(draw_chart(cast("1984-02-04"), TODAY, "en"))
    assert "Readings: before it 癸亥 乙丑, after it 甲子 丙寅" in near
    twice = texts(draw_chart(cast("1990-09-16 01:30"), TODAY, "en"))
    assert any("Readings: first time" in text and "second time" in text for text in twice)


def test_english_has_a_word_for_every_term() -> None:
    for chart in random_charts(300):
        for column in (chart.columns.year, chart.columns.month, chart.columns.day):
            assert {column.ten_god, column.na_yin, column.life_stage, column.stem_element} <= ENGLISH.keys()
        assert {star.name for star in chart.stars} | {relation.kind for relation in chart.relations} <= ENGLISH.keys()
    assert len(set(TEN_GODS.values())) == len(TEN_GODS)
    assert len(set(STARS.values())) == len(STARS)

"""The warnings beside the pillars: only what differs between the readings, in the page's language."""

from datetime import date
from typing import Any

import msgspec
import pytest

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart
from app.bazi.chart import Chart, ChartWarning
from app.web.pages.chart_words import notes_of, place_word
from app.web.pages.words import WORDS


def cast(*when: int, longitude: float, **options: Any) -> Chart:
    """The chart of a woman born in the east of China at this year, month, day, hour and minute."""
    year, month, day, hour, minute = when
    birth = Birth(year=year, month=month, day=day, hour=hour, minute=minute)
    place = Place(longitude=longitude, timezone="Asia/Shanghai")
    return cast_chart(birth, "female", place, ChartOptions(**options), today=date(2026, 11, 30))


CANGNAN = cast(1984, 2, 4, 23, 21, longitude=120.43)  # two minutes after 立春, nine solar minutes after 23:00


def test_a_sentence_that_names_its_readings_stands_alone() -> None:
    term, boundary, change = notes_of(CANGNAN, WORDS["zh"])
    assert [note.code for note in (term, boundary, change)] == [
        "near_solar_term",
        "near_hour_boundary",
        "near_day_change",
    ]
    assert term.message == CANGNAN.warnings[0].message
    assert (term.others, boundary.others) == ((), ())


def test_other_readings_show_only_the_pillars_that_differ_from_the_chart() -> None:
    change = notes_of(CANGNAN, WORDS["zh"])[-1]
    assert [(other.label, other.pillars, other.luck) for other in change.others] == [
        ("零点换日，夜子时用次日时干", ("戊辰日",), ()),
        ("零点换日，夜子时用当日时干", ("戊辰日", "壬子时"), ()),
    ]


def test_in_english_pillars_carry_their_readings() -> None:
    term, _, change = notes_of(CANGNAN, WORDS["en"])
    assert term.message == CANGNAN.warnings[0].message_en
    assert change.others[0].label == CANGNAN.warnings[2].readings[1].label_en
    assert change.others[1].pillars == ("day 戊辰 Wu-Chen", "hour 壬子 Ren-Zi")


def test_luck_is_told_where_another_reading_begins_with_another_pillar() -> None:
    before = CANGNAN.warnings[0].readings[0]
    twice = ChartWarning(code="ambiguous_time", message="两次", message_en="twice", readings=(before,))
    (note,) = notes_of(msgspec.structs.replace(CANGNAN, warnings=(twice,)), WORDS["zh"])
    assert [(other.pillars, other.luck) for other in note.others] == [
        (("癸亥年", "乙丑月"), ("大运顺行", "首运丙寅", f"{before.luck_start} 起运"))
    ]


@pytest.mark.parametrize(("clock", "other"), [("true_solar", "civil"), ("civil", "true_solar")])
def test_the_hour_by_the_sun_offers_the_other_clock(clock: str, other: str) -> None:
    chart = cast(1996, 3, 12, 7, 30, longitude=104.07, clock=clock)
    (note,) = notes_of(chart, WORDS["zh"])
    assert (note.code, note.other_clock, note.others) == ("hour_by_sun", other, ())
    assert "辰时（丙辰）" in note.message
    assert "卯时（乙卯）" in note.message


@pytest.mark.parametrize("clock", ["true_solar", "civil"])
def test_the_other_clock_is_not_offered_where_only_summer_time_moves_the_hour(clock: str) -> None:
    (note,) = notes_of(cast(1988, 7, 10, 11, 30, longitude=116.41, clock=clock), WORDS["zh"])
    assert (note.code, note.other_clock) == ("hour_by_sun", None)


def test_the_place_is_named_with_its_longitude_and_zone() -> None:
    beijing = Place(longitude=116.41, timezone="Asia/Shanghai", name="北京")
    assert place_word(beijing, WORDS["zh"]) == "北京 · 东经 116.41° · 北京时间"
    assert place_word(beijing, WORDS["en"]) == "北京 · 116.41° E · Beijing time"
    assert place_word(Place(longitude=-74, timezone="America/New_York"), WORDS["en"]) == "74° W · America/New_York"

"""The warnings beside the pillars: only what differs between the readings, in the page's language."""

from datetime import date
from typing import Any

import msgspec
import pytest

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart
from app.bazi.chart import Chart, ChartWarning
from app.web.pages.chart_words import notes_of
from app.web.pages.words import WORDS


def cast(*when: int, longitude: float, **options: Any) -> Chart:
    """The chart of a woman born in the east of China at this year, month, day, hour and minute."""
    year, month, day, hour, minute = when
    birth = Birth(year=year, month=month, day=day, hour=hour, minute=minute)
    place = Place(longitude=longitude, timezone="Asia/Shanghai")
    return cast_chart(birth, "female", place, ChartOptions(**options), today=date(2026, 11, 30))


CANGNAN = cast(1984, 2, 4, 23, 21, longitude=120.43)  # two minutes after 立春, nine solar minutes after 23:00


def test_only_the_pillars_and_the_luck_that_differ_are_shown() -> None:
    note = notes_of(CANGNAN, WORDS["zh"])[0]
    assert note.code == "near_solar_term"
    before, after = note.options
    assert before.pillars == ("癸亥年", "乙丑月")
    assert before.luck[:2] == ("大运顺行", "首运丙寅")
    assert after.pillars == ("甲子年", "丙寅月")
    assert after.luck[:2] == ("大运逆行", "首运乙丑")
    assert [option.is_used for option in note.options] == [False, True]


def test_in_english_pillars_carry_their_readings() -> None:
    note = notes_of(CANGNAN, WORDS["en"])[0]
    before, _ = note.options
    assert before.pillars == ("year 癸亥 Gui-Hai", "month 乙丑 Yi-Chou")
    assert before.luck[:2] == ("luck: forward", "first pillar 丙寅 Bing-Yin")
    assert (note.message, before.label) == (CANGNAN.warnings[0].message_en, CANGNAN.warnings[0].readings[0].label_en)


def test_a_birth_with_three_doubts_has_three_notes() -> None:
    codes = [note.code for note in notes_of(CANGNAN, WORDS["zh"])]
    assert codes == ["near_solar_term", "near_hour_boundary", "near_day_change"]
    assert all(note.options for note in notes_of(CANGNAN, WORDS["zh"]))


@pytest.mark.parametrize(("clock", "other"), [("true_solar", "civil"), ("civil", "true_solar")])
def test_the_hour_by_the_sun_offers_the_other_clock(clock: str, other: str) -> None:
    chart = cast(1996, 3, 12, 7, 30, longitude=104.07, clock=clock)
    (note,) = notes_of(chart, WORDS["zh"])
    assert (note.code, note.other_clock) == ("hour_by_sun", other)
    assert [(option.pillars, option.luck, option.is_used) for option in note.options] == [
        (("丙辰时",), (), clock == "civil"),
        (("乙卯时",), (), clock == "true_solar"),
    ]


def test_readings_that_do_not_differ_are_left_out() -> None:
    reading = CANGNAN.warnings[0].readings[0]
    twice = ChartWarning(code="near_day_change", message="无异", message_en="same", readings=(reading, reading))
    (note,) = notes_of(msgspec.structs.replace(CANGNAN, warnings=(twice,)), WORDS["zh"])
    assert (note.options, note.other_clock) == ((), None)

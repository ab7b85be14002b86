"""Every warning in both languages: no Chinese character in English without its reading, and the wording of clocks."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from app.bazi.birth import Place
from app.bazi.chart import Chart
from app.bazi.drawing import draw_chart
from app.bazi.readings import PINYIN, romanised

from .births import TODAY, cast, chart_of
from .pictures import texts
from .test_warnings import CHENGDU, CHONGQING, warning
from .test_warnings_recounted import births, chart_for

LONDON = Place(longitude=-0.13, timezone="Europe/London")
HAN = re.compile("[\u3400-\u9fff]+")
TERMS = {
    **{
        "立春": "Lichun",
        "惊蛰": "Jingzhe",
        "清明": "Qingming",
        "立夏": "Lixia",
        "芒种": "Mangzhong",
        "小暑": "Xiaoshu",
    },
    **{"立秋": "Liqiu", "白露": "Bailu", "寒露": "Hanlu", "立冬": "Lidong", "大雪": "Daxue", "小寒": "Xiaohan"},
}


@cache
def charts() -> tuple[Chart, ...]:
    return tuple(chart_for(stated) for stated in births())


def without_reading(text: str) -> list[str]:
    """Return the runs of Chinese characters in an English text that are not directly followed by their reading."""
    found = []
    for run in HAN.finditer(text):
        word = run.group()
        reading = TERMS.get(word) or (romanised(word) if set(word) <= PINYIN.keys() else "?")
        if not text[run.end() :].startswith(f" {reading}"):
            found.append(word)
    return found


def test_no_english_text_has_a_character_without_its_reading() -> None:
    wrong, counts = set(), Counter[str]()
    for chart in charts():
        for found in chart.warnings:
            counts[found.code] += 1
            said = (found.message_en, *(reading.label_en for reading in found.readings))
            wrong |= {text for text in said if without_reading(text)}
    assert wrong == set()
    assert len(counts) == 9
    assert min(counts.values()) >= 8


def test_no_chinese_text_has_an_english_word() -> None:
    for chart in charts():
        for found in chart.warnings:
            for text in (found.message, *(reading.label for reading in found.readings)):
                assert not set(re.findall("[A-Za-z]+", text)) - {"UTC"}


def test_every_warning_is_one_sentence() -> None:
    for chart in charts():
        for found in chart.warnings:
            assert found.message.count("。") == 1 == found.message[-1].count("。"), found.message
            assert not re.search(r"[.] ", found.message_en), found.message_en
            assert found.message_en.endswith(".")
            assert "  " not in found.message_en + found.message
            assert not re.search("(?<=[，。；：（）]) | (?=[，。；：（）])", found.message), found.message


def test_a_wrong_longitude_is_told_first() -> None:
    several = [[found.code for found in chart.warnings] for chart in charts()]
    far = [found for found in several if "far_from_zone" in found]
    assert any(len(found) > 1 for found in far)
    assert {found[0] for found in far} == {"far_from_zone"}


@pytest.mark.parametrize(
    ("time", "place", "zh", "en"),
    [
        (
            "1943-01-15 12:30",
            CHONGQING,
            "减去拨快的一小时后（11:30）",
            "without the hour by which the clocks were ahead (11:30)",
        ),
        ("1988-07-02 00:10", CHENGDU, "减去夏令时后（23:10）", "without summer time (23:10)"),
        (
            "1943-06-15 13:00",
            LONDON,
            "减去拨快的两小时后（11:00）",
            "without the two hours by which the clocks were ahead (11:00)",
        ),
    ],
)
def test_clocks_of_the_war_were_ahead_and_not_on_summer_time(time: str, place: Place, zh: str, en: str) -> None:
    found = warning(chart_of(time, place), "hour_by_sun")
    assert zh in found["message"]
    assert en in found["message_en"]


def test_the_picture_does_not_call_the_occupation_summer_time() -> None:
    occupied, summer = cast("1943-01-15 12:30", CHONGQING), cast("1988-07-02 00:10", CHENGDU)
    assert any("公历 1943-01-15 12:30（时钟拨快）" in text for text in texts(draw_chart(occupied, TODAY)))
    assert any("Born 1943-01-15 12:30 (clocks ahead)" in text for text in texts(draw_chart(occupied, TODAY, "en")))
    assert any("（夏令时）" in text for text in texts(draw_chart(summer, TODAY)))
    assert any("(summer time)" in text for text in texts(draw_chart(summer, TODAY, "en")))


def test_the_notes_of_a_birth_near_every_boundary_take_five_lines_in_english() -> None:
    cangnan = Place(longitude=120.43, timezone="Asia/Shanghai", name="Cangnan")
    shown = texts(draw_chart(cast("1984-02-04 23:21", cangnan, gender="male"), TODAY, "en"))
    assert shown[shown.index("命") + 1 :] == [
        "Near a solar term; if before 立春 Lichun: year 癸亥 Gui-Hai,",
        "month 乙丑 Yi-Chou, luck backward from 1993",
        "Near the change of hour; if before 23:00: year 癸亥 Gui-Hai,",
        "month 乙丑 Yi-Chou, day 戊辰 Wu-Chen, hour 癸亥 Gui-Hai",
        "Day from 00:00: day 戊辰 Wu-Chen (split Zi: hour 壬子 Ren-Zi)",
    ]


def test_the_picture_says_for_what_a_vague_time_is_cast() -> None:
    assert any("时间只知大概，按零点推算" in text for text in texts(draw_chart(cast("1990-05-12 子"), TODAY)))
    assert any("时间只知大概，按中点推算" in text for text in texts(draw_chart(cast("1990-05-12 morning"), TODAY)))


def test_a_reading_that_the_chart_uses_has_the_chart_s_own_convention() -> None:
    chart = chart_of(
        "1988-06-06 02:16", Place(longitude=101.54, timezone="Asia/Shanghai"), clock="civil", day_change="00:00"
    )
    own = [
        reading for reading in warning(chart, "near_day_change")["readings"] if reading["pillars"] == chart["pillars"]
    ]
    assert [reading["label_en"] for reading in own] == ["day from 00:00"]


def test_times_that_occurred_twice_say_whether_it_matters() -> None:
    def said(time: str) -> dict[str, Any]:
        return warning(chart_of(time, CHENGDU), "ambiguous_time")

    messages = [said(f"1990-09-16 01:{minute:02}") for minute in range(0, 60, 5)]
    for found in messages:
        assert ("四柱相同" in found["message"]) == ("with the same pillars" in found["message_en"])
        assert ("四柱相同" in found["message"]) == (found["readings"] == [])


def test_the_message_of_a_boundary_names_every_pillar_that_differs() -> None:
    for chart in charts():
        for found in chart.warnings:
            if found.code not in ("near_hour_boundary", "clock_unknown"):
                continue
            said = "".join(warning.message for warning in chart.warnings)
            for one, other in pairwise(found.readings):
                for name in ("year", "month", "day", "hour"):
                    if getattr(one.pillars, name) != getattr(other.pillars, name):
                        # A solar term before the boundary changes year and month, and has its own sentence.
                        told = said if name in ("year", "month") else found.message
                        assert getattr(one.pillars, name) in told
                        assert getattr(other.pillars, name) in told


def test_no_english_text_calls_an_alternative_the_pillar_of_the_chart() -> None:
    """The check of a report takes `the day pillar is …` for a statement about the chart itself."""
    for chart in charts():
        for found in chart.warnings:
            assert not re.search(r"pillar(?: is| of|,|:)? [\u3400-\u9fff]", found.message_en), found.message_en


def test_a_reading_in_brackets_adds_to_the_rule_before_it() -> None:
    chart = cast(
        "1955-05-06 15:18", Place(longitude=-111.71, timezone="Asia/Shanghai"), clock="civil", day_change="00:00"
    )
    shown = " ".join(texts(draw_chart(chart, TODAY, "en")))
    assert "True solar time, day from 23:00: " in shown
    assert "(day from 00:00" not in shown

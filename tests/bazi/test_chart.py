"""The pillars against charts that several independent implementations agree on, and what else a chart holds."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tyme4py.eightchar.provider.impl import DefaultEightCharProvider, LunarSect2EightCharProvider
from tyme4py.solar import SolarTime

from app.report import Place

from .births import BEIJING, SHANGHAI, UTC_PLUS_8, chart_of, codes, pillars

SAN_FRANCISCO = Place(longitude=-122.42, timezone="America/Los_Angeles")


@pytest.mark.parametrize(
    ("time", "longitude", "zone", "expected"),
    [
        ("1893-12-26 08:00", 112.53, "Asia/Shanghai", "癸巳 甲子 丁酉 甲辰"),
        ("1866-11-12 04:00", 113.38, "Asia/Shanghai", "丙寅 己亥 辛卯 庚寅"),
        ("1811-11-26 22:00", 112.53, "Asia/Shanghai", "辛未 己亥 丙辰 己亥"),
        ("1835-11-29 22:00", 116.41, "Asia/Shanghai", "乙未 丁亥 乙丑 丁亥"),
        ("1955-02-24 19:15", -122.42, "America/Los_Angeles", "乙未 戊寅 丙辰 戊戌"),
        ("1879-03-14 11:30", 9.99, "Europe/Berlin", "己卯 丁卯 丙申 甲午"),
        ("1988-07-01 01:30", 121.47, "Asia/Shanghai", "戊辰 戊午 丁巳 庚子"),
    ],
)
def test_recorded_charts_come_out_by_the_civil_clock(time: str, longitude: float, zone: str, expected: str) -> None:
    place = Place(longitude=longitude, timezone=zone)
    assert pillars(chart_of(time, place, clock="civil")) == expected


def test_the_example_of_the_interface_comes_out() -> None:
    chart = chart_of("1990-05-12 14:30")
    assert chart["pillars"] == {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": "丁未"}
    assert chart["civil_time"] == "1990-05-12T14:30:00+09:00"
    assert chart["solar_time"] == chart["clock_time"] == "1990-05-12T13:19:18"
    assert chart["warnings"] == []
    assert chart["options"] == {
        "clock": "true_solar",
        "day_change": "23:00",
        "start_age": "exact",
        "hidden_stems": "bing_geng_wu",
    }


def test_true_solar_time_can_move_the_hour_in_the_west() -> None:
    chart = chart_of("1955-02-24 19:15", SAN_FRANCISCO)
    assert chart["solar_time"] == "1955-02-24T18:51:59"
    assert pillars(chart) == "乙未 戊寅 丙辰 丁酉"


def test_the_southern_hemisphere_has_the_same_months() -> None:
    sydney = Place(longitude=151.21, timezone="Australia/Sydney")
    chart = chart_of("2000-01-15 12:00", sydney)
    assert chart["civil_time"] == "2000-01-15T12:00:00+11:00"
    assert chart["solar_time"].startswith("2000-01-15T10:55:")  # 11:04:50 by longitude, nine minutes off
    assert pillars(chart) == "己卯 丁丑 壬申 乙巳"


@pytest.mark.parametrize(
    ("day", "longitude", "zone"),
    [("2000-01-07", -157.4, "Pacific/Kiritimati"), ("1800-01-07", 120.98, "Asia/Manila")],
)
def test_the_date_stays_the_calendars_where_the_date_line_bends(day: str, longitude: float, zone: str) -> None:
    chart = chart_of(f"{day} 12:00", Place(longitude=longitude, timezone=zone))
    assert chart["solar_time"].startswith(f"{day}T11:")
    assert pillars(chart) == pillars(chart_of(f"{day} 12:00", UTC_PLUS_8))


@pytest.mark.parametrize(("day_change", "expected"), [("23:00", "戊寅 壬子"), ("00:00", "丁丑 壬子")])
def test_schools_differ_on_the_day_but_not_the_hour_after_23(day_change: str, expected: str) -> None:
    half_past_midnight_in_summer_time = "1990-05-13 00:30"
    chart = chart_of(half_past_midnight_in_summer_time, clock="civil", day_change=day_change)  # type: ignore[arg-type]
    assert chart["clock_time"] == "1990-05-12T23:30:00"
    assert pillars(chart) == f"庚午 辛巳 {expected}"


@pytest.mark.parametrize("clock", ["true_solar", "civil"])
def test_daylight_saving_is_taken_off_before_the_hour_is_read(clock: str) -> None:
    chart = chart_of("1988-07-01 01:30", SHANGHAI, clock=clock)  # type: ignore[arg-type]
    assert pillars(chart) == "戊辰 戊午 丁巳 庚子"


def test_irish_summer_time_is_daylight_saving_though_its_law_says_otherwise() -> None:
    dublin = Place(longitude=-6.26, timezone="Europe/Dublin")
    assert chart_of("1990-07-01 12:30", dublin, clock="civil")["clock_time"] == "1990-07-01T11:30:00"
    assert chart_of("1990-01-01 12:30", dublin, clock="civil")["clock_time"] == "1990-01-01T12:30:00"


@given(st.datetimes(datetime(1900, 2, 5), datetime(2100, 12, 30)), st.sampled_from(["23:00", "00:00"]))
def test_pillars_agree_with_the_librarys_own_schools(time: datetime, day_change: str) -> None:
    chart = chart_of(f"{time:%Y-%m-%d %H:%M}", UTC_PLUS_8, clock="civil", day_change=day_change)  # type: ignore[arg-type]
    school = DefaultEightCharProvider() if day_change == "23:00" else LunarSect2EightCharProvider()
    solar = SolarTime(time.year, time.month, time.day, time.hour, time.minute, 0)
    assert pillars(chart) == str(school.get_eight_char(solar.get_lunar_hour()))


def test_a_chart_is_plain_json_and_the_same_every_time() -> None:
    chart = chart_of("1990-05-12 14:30")
    assert json.loads(json.dumps(chart)) == chart == chart_of("1990-05-12 14:30")


def test_the_columns_hold_what_is_read_off_the_pillars() -> None:
    chart = chart_of("1990-05-12 14:30")
    assert chart["day_master"] == {"stem": "丁", "element": "火", "polarity": "阴"}
    assert chart["lunar_date"] == "农历庚午年四月十八"
    assert chart["five_elements"] == {"木": 0, "火": 4, "土": 2, "金": 2, "水": 0}
    assert chart["void"] == ["申", "酉"]
    month = chart["columns"]["month"]
    assert [(hidden["stem"], hidden["ten_god"]) for hidden in month["hidden"]] == [
        ("丙", "劫财"),
        ("庚", "正财"),
        ("戊", "伤官"),
    ]
    assert (month["ten_god"], month["na_yin"], month["life_stage"]) == ("偏财", "白蜡金", "帝旺")
    assert chart["columns"]["day"]["ten_god"] == "日主"


def test_an_unknown_hour_leaves_three_pillars_and_says_so() -> None:
    chart = chart_of("1990-05-12")
    assert pillars(chart) == "庚午 辛巳 丁丑 -"
    assert chart["civil_time"] == "1990-05-12"
    assert chart["solar_time"] is None
    assert chart["columns"]["hour"] is None
    assert sum(chart["five_elements"].values()) == 6
    assert codes(chart) == ["unknown_hour"]
    assert "戊寅" in chart["warnings"][0]["message"]  # the day, if it was after 23:00


@pytest.mark.parametrize(
    ("time", "month", "is_near"),
    [
        ("2024-02-04 16:24", "癸卯 乙丑", False),
        ("2024-02-04 16:26", "癸卯 乙丑", True),
        ("2024-02-04 16:28", "甲辰 丙寅", True),
        ("2024-02-04 16:30", "甲辰 丙寅", False),
    ],
)
def test_a_birth_within_two_minutes_of_a_jie_is_told_both_sides(time: str, month: str, is_near: bool) -> None:
    chart = chart_of(time, UTC_PLUS_8, clock="civil")
    assert pillars(chart).startswith(month)
    assert codes(chart) == (["near_solar_term"] if is_near else [])
    for warning in chart["warnings"]:
        assert "立春（北京时间 2024-02-04 16:27:07）" in warning["message"]
        assert "此前为癸卯年乙丑月，此后为甲辰年丙寅月" in warning["message"]


def test_a_jie_is_one_instant_for_the_whole_earth() -> None:
    new_york = Place(longitude=-74.01, timezone="America/New_York")
    assert pillars(chart_of("2024-02-04 03:20", new_york)).startswith("癸卯 乙丑")
    assert pillars(chart_of("2024-02-04 03:35", new_york)).startswith("甲辰 丙寅")


def test_an_unknown_hour_on_the_day_of_a_jie_is_told_both_sides() -> None:
    assert codes(chart_of("2024-02-04")) == ["unknown_hour", "near_solar_term"]
    assert codes(chart_of("2024-02-03")) == ["unknown_hour"]
    assert codes(chart_of("2024-02-05")) == ["unknown_hour"]


def test_men_and_women_of_one_hour_go_through_their_luck_in_opposite_ways() -> None:
    woman, man = (chart_of("1990-05-12 14:30", gender=gender)["luck"] for gender in ("female", "male"))
    assert not woman["is_forward"]
    assert man["is_forward"]
    assert [decade["pillar"] for decade in woman["decades"][:3]] == ["庚辰", "己卯", "戊寅"]
    assert [decade["pillar"] for decade in man["decades"][:3]] == ["壬午", "癸未", "甲申"]
    assert woman["start_date"] == "1992-07-07"
    assert woman["decades"][1]["from_age"] == woman["start_age"]["years"] + 10


def test_a_chart_of_beijing_does_not_depend_on_the_name_of_the_place() -> None:
    nameless = Place(longitude=BEIJING.longitude, timezone=BEIJING.timezone)
    assert chart_of("1990-05-12 14:30", nameless) == chart_of("1990-05-12 14:30")

"""The pillars, compared with charts that independent implementations agree on, and the other fields of a chart."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tyme4py.eightchar.provider.impl import DefaultEightCharProvider, LunarSect2EightCharProvider
from tyme4py.solar import SolarTime

from app.bazi.birth import Place

from .births import BEIJING, SHANGHAI, UTC_PLUS_8, chart_of, pillars

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
def test_recorded_charts_are_reproduced_with_the_civil_clock(
    time: str, longitude: float, zone: str, expected: str
) -> None:
    place = Place(longitude=longitude, timezone=zone)
    assert pillars(chart_of(time, place, clock="civil")) == expected


def test_the_documented_example_is_reproduced() -> None:
    chart = chart_of("1990-05-12 14:30")
    assert chart["pillars"] == {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": "丁未"}
    assert chart["civil_time"] == "1990-05-12T14:30:00+09:00"
    assert chart["solar_time"] == chart["clock_time"] == "1990-05-12T13:19:18"
    assert chart["is_daylight_saving"]
    assert chart["warnings"] == []
    assert chart["time_given"] == "14:30"
    assert chart["options"] == {
        "clock": "true_solar",
        "day_change": "23:00",
        "late_zi": "next_day",
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
    assert chart["solar_time"].startswith(
        "2000-01-15T10:55:"
    )  # 11:04:50 by longitude, minus nine minutes of equation of time
    assert pillars(chart) == "己卯 丁丑 壬申 乙巳"


@pytest.mark.parametrize(
    ("day", "longitude", "zone"),
    [("2000-01-07", -157.4, "Pacific/Kiritimati"), ("1800-01-07", 120.98, "Asia/Manila")],
)
def test_solar_time_keeps_the_local_date_where_the_date_line_bends(day: str, longitude: float, zone: str) -> None:
    chart = chart_of(f"{day} 12:00", Place(longitude=longitude, timezone=zone))
    assert chart["solar_time"].startswith(f"{day}T11:")
    assert pillars(chart) == pillars(chart_of(f"{day} 12:00", UTC_PLUS_8))


@pytest.mark.parametrize(("day_change", "expected"), [("23:00", "戊寅 壬子"), ("00:00", "丁丑 壬子")])
def test_schools_differ_on_the_day_but_not_the_hour_after_23(day_change: str, expected: str) -> None:
    half_past_midnight_in_summer_time = "1990-05-13 00:30"
    chart = chart_of(half_past_midnight_in_summer_time, clock="civil", day_change=day_change)
    assert chart["clock_time"] == "1990-05-12T23:30:00"
    assert pillars(chart) == f"庚午 辛巳 {expected}"


@pytest.mark.parametrize("clock", ["true_solar", "civil"])
def test_daylight_saving_is_subtracted_before_the_hour_is_determined(clock: str) -> None:
    chart = chart_of("1988-07-01 01:30", SHANGHAI, clock=clock)
    assert pillars(chart) == "戊辰 戊午 丁巳 庚子"


def test_negative_winter_time_does_not_count_as_standard_time() -> None:
    prague = Place(longitude=14.42, timezone="Europe/Prague")
    for civil, standard in (
        ("1947-07-01 12:00", "11:00"),
        ("1947-03-15 12:00", "12:00"),
        ("1946-12-15 12:00", "13:00"),
    ):
        chart = chart_of(civil, prague, clock="civil")
        assert chart["clock_time"] == f"{civil[:10]}T{standard}:00"
        assert chart["is_daylight_saving"] == (standard == "11:00")


def test_irish_summer_time_is_daylight_saving_though_its_law_says_otherwise() -> None:
    dublin = Place(longitude=-6.26, timezone="Europe/Dublin")
    assert chart_of("1990-07-01 12:30", dublin, clock="civil")["clock_time"] == "1990-07-01T11:30:00"
    assert chart_of("1990-01-01 12:30", dublin, clock="civil")["clock_time"] == "1990-01-01T12:30:00"


@given(st.datetimes(datetime(1900, 2, 5), datetime(2100, 12, 30)), st.sampled_from(["23:00", "00:00"]))
def test_pillars_agree_with_tyme4py_for_both_day_changes(time: datetime, day_change: str) -> None:
    chart = chart_of(f"{time:%Y-%m-%d %H:%M}", UTC_PLUS_8, clock="civil", day_change=day_change)
    school = DefaultEightCharProvider() if day_change == "23:00" else LunarSect2EightCharProvider()
    solar = SolarTime(time.year, time.month, time.day, time.hour, time.minute, 0)
    assert pillars(chart) == str(school.get_eight_char(solar.get_lunar_hour()))


def test_a_chart_is_plain_json_and_deterministic() -> None:
    chart = chart_of("1990-05-12 14:30")
    assert json.loads(json.dumps(chart)) == chart == chart_of("1990-05-12 14:30")


def test_the_columns_contain_everything_derived_from_the_pillars() -> None:
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


def test_a_jie_is_one_instant_for_the_whole_earth() -> None:
    new_york = Place(longitude=-74.01, timezone="America/New_York")
    assert pillars(chart_of("2024-02-04 03:20", new_york)).startswith("癸卯 乙丑")
    assert pillars(chart_of("2024-02-04 03:35", new_york)).startswith("甲辰 丙寅")


def test_men_and_women_born_at_the_same_time_have_opposite_luck_directions() -> None:
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


def test_the_age_of_a_year_is_the_one_completed_in_it() -> None:
    born_in_january = chart_of("1990-01-10 12:00")["years"]
    assert [(year["year"], year["age"]) for year in born_in_january[2:4]] == [(2026, 37), (2027, 38)]


def test_everything_that_needs_the_hour_is_left_out_without_it() -> None:
    chart = chart_of("1990-05-12")
    assert chart["palaces"] == {"conception": "壬申", "life": None, "body": None}
    assert {star["pillar"] for star in chart["stars"]} <= {"year", "month", "day"}
    assert all("hour" not in relation["pillars"] for relation in chart["relations"])
    assert sum(chart["element_weights"].values()) == pytest.approx(100, abs=0.3)


def test_palaces_and_void_branches_follow_the_pillars() -> None:
    chart = chart_of("1990-05-12 14:30")
    assert chart["palaces"] == {"conception": "壬申", "life": "辛巳", "body": "己丑"}
    assert chart["void"] == ["申", "酉"]  # the 旬 of 甲戌
    assert not any(column["is_void"] for column in chart["columns"].values())
    other = chart_of("1990-05-12 16:30")
    assert (other["pillars"]["hour"], other["columns"]["hour"]["is_void"]) == ("戊申", True)


def test_the_start_of_luck_is_counted_to_the_second_or_in_double_hours() -> None:
    exact = chart_of("1990-05-12 14:30")["luck"]
    by_hours = chart_of("1990-05-12 14:30", start_age="double_hours")["luck"]
    assert exact["start_age"] == {"years": 2, "months": 1, "days": 24}
    assert by_hours["start_age"] == {"years": 2, "months": 2, "days": 0}
    assert [decade["pillar"] for decade in exact["decades"]] == [decade["pillar"] for decade in by_hours["decades"]]
    assert exact["decades"][3]["from_date"] == "2022-07-07"


def test_a_decade_lists_its_relations_to_the_pillars() -> None:
    decades = {decade["pillar"]: decade for decade in chart_of("1990-05-12 14:30")["luck"]["decades"]}
    assert decades["丁丑"]["ties"] == ["伏吟 丁丑（日）", "六害 丑午（年）", "六冲 丑未（时）", "相刑 丑未（时）"]
    assert (decades["丁丑"]["hidden"], decades["丁丑"]["is_void"]) == ("己癸辛", False)
    assert decades["癸酉"]["is_void"]
    assert "三合 巳酉丑（月日）" in decades["癸酉"]["ties"]


def test_the_years_are_the_past_two_this_one_and_ten_to_come() -> None:
    years = chart_of("1990-05-12 14:30")["years"]
    assert [year["year"] for year in years] == list(range(2024, 2037))
    assert years[2] == {
        "pillar": "丙午",
        "ten_god": "劫财",
        "hidden": "丁己",
        "is_void": False,
        "ties": ["天干五合 丙辛（月）", "三会 巳午未（月时）", "自刑 午午（年）", "六害 丑午（日）", "六合 午未（时）"],
        "year": 2026,
        "age": 36,
        "decade": "丁丑",
    }
    in_january = chart_of("1990-05-12 14:30", today=date(2026, 1, 20))["years"]
    assert in_january[2]["year"] == 2025  # before 立春 the previous year still runs

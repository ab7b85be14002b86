"""Resolving a birth to a moment: dates, times, zones and the lunar calendar."""

import contextlib
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tyme4py.solar import SolarDay

from app.bazi.birth import Birth, ChartOptions, InvalidBirth, Place
from app.bazi.casting import cast_chart
from app.bazi.lunar import lunar_text

from .births import BEIJING, SHANGHAI, TODAY, birth, chart_of, codes, pillars


@pytest.mark.parametrize(
    ("text", "place", "field"),
    [
        ("1990-02-30 12:00", BEIJING, "birth.date"),
        ("1990-13-01 12:00", BEIJING, "birth.date"),
        ("1599-12-31 12:00", BEIJING, "birth.date"),
        ("2201-01-01 12:00", BEIJING, "birth.date"),
        ("1990-05-12 24:00", BEIJING, "birth.time"),
        ("1990-05-12 12:60", BEIJING, "birth.time"),
        ("1990-04-15 02:30", BEIJING, "birth.time"),  # the clocks went forward from two to three
        ("2011-12-30", Place(longitude=-171.8, timezone="Pacific/Apia"), "birth.date"),
        ("1990-05-12 12:00", Place(longitude=181, timezone="Asia/Shanghai"), "place.longitude"),
        ("1990-05-12 12:00", Place(longitude=float("nan"), timezone="Asia/Shanghai"), "place.longitude"),
        ("1990-05-12 12:00", Place(longitude=0, timezone="Asia/Nowhere"), "place.timezone"),
        ("1990-05-12 12:00", Place(longitude=0, timezone="Asia"), "place.timezone"),
        ("1990-05-12 12:00", Place(longitude=0, timezone="../../etc/passwd"), "place.timezone"),
        ("1990-05-12 12:00", Place(longitude=0, timezone=""), "place.timezone"),
        ("1990-05-12 12:00", Place(longitude=0, timezone="right/UTC"), "place.timezone"),
    ],
)
def test_impossible_values_are_rejected_with_their_field(text: str, place: Place, field: str) -> None:
    with pytest.raises(InvalidBirth) as raised:
        chart_of(text, place)
    assert raised.value.field == field


def test_an_unknown_gender_is_rejected() -> None:
    with pytest.raises(InvalidBirth, match="gender"):
        chart_of("1990-05-12 12:00", gender="")


def test_a_time_that_occurred_twice_is_chosen_by_fold_and_has_both_readings() -> None:
    first, second = (chart_of("1990-09-16 01:30", SHANGHAI, clock="civil", fold=fold) for fold in (0, 1))
    assert first["civil_time"] == "1990-09-16T01:30:00+09:00"
    assert second["civil_time"] == "1990-09-16T01:30:00+08:00"
    assert pillars(first).split()[2:] == ["甲申", "甲子"]  # 00:30 by standard time
    assert pillars(second).split()[2:] == ["甲申", "乙丑"]
    assert codes(first) == ["ambiguous_time", "hour_by_sun", "near_day_change"]
    assert codes(second) == ["ambiguous_time"]
    assert "本报告取第一次" in first["warnings"][0]["message"]
    assert "本报告取第二次" in second["warnings"][0]["message"]
    readings = first["warnings"][0]["readings"]
    assert readings == second["warnings"][0]["readings"]
    assert [(reading["label"], reading["pillars"]) for reading in readings] == [
        ("第一次（UTC+09:00）", first["pillars"]),
        ("第二次（UTC+08:00）", second["pillars"]),
    ]
    assert codes(chart_of("1990-09-16 02:30", SHANGHAI)) == []


@pytest.mark.parametrize("text", ["1990-09-16 02:30", "1990-05-12 14:30", "1990-09-16"])
def test_fold_is_rejected_for_a_time_that_occurred_once(text: str) -> None:
    with pytest.raises(InvalidBirth) as raised:
        chart_of(text, SHANGHAI, fold=1)
    assert raised.value.field == "birth.fold"


def test_xinjiang_uses_beijing_time_unless_its_own_zone_is_given() -> None:
    kashgar = Place(longitude=75.99, timezone="Asia/Shanghai")
    by_beijing, by_local = (
        chart_of("1995-06-01 12:30", kashgar),
        chart_of("1995-06-01 12:30", Place(longitude=75.99, timezone="Asia/Urumqi")),
    )
    assert by_beijing["solar_time"].startswith("1995-06-01T09:36:")  # three hours behind its clock
    assert by_local["solar_time"].startswith("1995-06-01T11:36:")
    assert pillars(by_beijing) != pillars(by_local)


def test_before_standard_time_a_zone_uses_local_mean_time() -> None:
    chart = chart_of("1893-12-26 08:00", clock="civil")
    assert chart["civil_time"] == "1893-12-26T08:00:00+08:05:43"


def test_a_lunar_date_is_the_same_birth_as_its_gregorian_one() -> None:
    assert chart_of("1990-04-18 14:30", lunar=True) == chart_of("1990-05-12 14:30")


@given(st.dates(date(1600, 1, 1), date(2200, 12, 31)))
@example(date(1985, 2, 19))  # the last day of a lunar year
@example(date(1985, 2, 20))
@example(date(2033, 12, 22))  # a leap month after the eleventh
def test_the_lunar_date_of_any_day_is_the_one_that_tyme4py_computes(day: date) -> None:
    assert lunar_text(day) == str(SolarDay(day.year, day.month, day.day).get_lunar_day())


def test_a_leap_month_differs_from_the_month_before_it() -> None:
    leap = chart_of("1990-05-02 14:30", lunar=True, leap=True)
    assert leap == chart_of("1990-06-24 14:30")
    assert leap["lunar_date"] == "农历庚午年闰五月初二"
    assert chart_of("1990-05-02 14:30", lunar=True)["lunar_date"] == "农历庚午年五月初二"


@pytest.mark.parametrize(
    ("text", "leap"),
    [("1990-04-18 14:30", True), ("1990-04-30 14:30", False), ("1990-13-01 14:30", False)],
)
def test_a_lunar_date_that_the_year_does_not_have_is_rejected(text: str, leap: bool) -> None:
    with pytest.raises(InvalidBirth, match="lunar") as raised:
        chart_of(text, lunar=True, leap=leap)
    assert raised.value.field == "birth.date"


def test_the_gregorian_calendar_has_no_leap_month() -> None:
    with pytest.raises(InvalidBirth) as raised:
        chart_of("1990-05-12 14:30", leap=True)
    assert raised.value.field == "birth.leap_month"


def test_a_negative_lunar_month_is_rejected() -> None:
    with pytest.raises(InvalidBirth):
        cast_chart(
            Birth(year=1990, month=-5, day=2, hour=1, calendar="lunar"), "male", BEIJING, ChartOptions(), today=TODAY
        )


@pytest.mark.parametrize("year", [1600, 1644, 1700, 2199, 2200])
def test_the_ends_of_the_range_have_charts(year: int) -> None:
    for text in (f"{year}-01-01 00:00", f"{year}-12-30 23:59", f"{year}-02-04"):
        assert pillars(chart_of(text))
    assert pillars(chart_of(f"{year}-12-29 23:30", lunar=True))


numbers = st.integers() | st.integers(-1, 61)
years = st.integers(1590, 2210) | st.integers()
zones = st.text() | st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia", "Asia", "a/b", "."])
births = st.builds(
    Birth,
    year=years,
    month=st.integers(0, 13) | st.integers(),
    day=st.integers(0, 32) | st.integers(),
    hour=st.none() | numbers,
    minute=numbers,
    calendar=st.sampled_from(["gregorian", "lunar"]),
    leap_month=st.booleans(),
)
places = st.builds(Place, longitude=st.floats(-181, 181) | st.floats(), timezone=zones, name=st.none() | st.text())
options = st.builds(
    ChartOptions,
    clock=st.sampled_from(["true_solar", "civil"]),
    day_change=st.sampled_from(["23:00", "00:00"]),
)


@given(births, st.sampled_from(["female", "male"]) | st.text(), places, options)
@example(birth("1600-01-01 00:00"), "male", Place(longitude=180, timezone="Etc/GMT-14"), ChartOptions())
@example(birth("2200-12-31 23:59"), "male", Place(longitude=-180, timezone="Etc/GMT+12"), ChartOptions())
@example(birth("1990-05-12 12:00"), "male", Place(longitude=0, timezone="x" * 5000), ChartOptions())
@example(birth("1990-05-12 12:00"), "male", Place(longitude=0, timezone="\0"), ChartOptions())
@example(birth("1990-05-12 12:00"), "male", Place(longitude=0, timezone="\ud800"), ChartOptions())
def test_only_invalid_birth_is_ever_raised(birth: Birth, gender: str, place: Place, options: ChartOptions) -> None:
    with contextlib.suppress(InvalidBirth):
        assert cast_chart(birth, gender, place, options, today=TODAY).pillars.day


@given(st.dates(date(1600, 1, 1), date(2200, 12, 31)), st.none() | st.integers(0, 23))
def test_every_day_of_the_range_has_a_chart(day: date, hour: int | None) -> None:
    time = "" if hour is None else f" {hour}:00"
    assert pillars(chart_of(f"{day}{time}", Place(longitude=0, timezone="UTC")))

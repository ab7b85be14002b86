"""Births from bug reports about other programs and from the edges of the calendar, with their right values.

Inputs and values only. Two programs with code of their own, lunar-python and sxtwl, and a count of days agree on each.
Times are at UTC+8 and by the clock, and the day changes at 23:00, unless stated.
"""

from datetime import date, datetime
from typing import Any

import pytest

from app.bazi.birth import Place
from app.bazi.jie import Jie, jie_at

from .births import UTC_PLUS_8, chart_of, pillars

MIDNIGHT = {"day_change": "00:00"}
"""The day changes at midnight, but the hour from 23:00 takes the next day's stem."""
SAME_DAY = {"day_change": "00:00", "late_zi": "same_day"}
"""The day changes at midnight, and so does the stem of the hour."""

LATE_ZI: list[tuple[str, dict[str, str], str]] = [
    ("1983-10-28 23:30", {}, "癸亥 壬戌 庚寅 丙子"),
    ("1983-10-28 23:30", MIDNIGHT, "癸亥 壬戌 己丑 丙子"),
    ("1991-09-19 23:00", {}, "辛未 丁酉 癸巳 壬子"),
    ("1991-09-19 23:00", MIDNIGHT, "辛未 丁酉 壬辰 壬子"),
    ("1991-09-19 23:00", SAME_DAY, "辛未 丁酉 壬辰 庚子"),
    ("1988-02-15 23:30", {}, "戊辰 甲寅 辛丑 戊子"),
    ("1988-02-15 23:30", MIDNIGHT, "戊辰 甲寅 庚子 戊子"),
    ("1988-02-15 23:30", SAME_DAY, "戊辰 甲寅 庚子 丙子"),
    ("1999-12-31 23:59", {}, "己卯 丙子 戊午 壬子"),
    ("1999-12-31 23:59", MIDNIGHT, "己卯 丙子 丁巳 壬子"),
    ("1999-12-31 23:59", SAME_DAY, "己卯 丙子 丁巳 庚子"),
    ("2000-01-01 00:00", SAME_DAY, "己卯 丙子 戊午 壬子"),
    ("1986-05-29 00:00", {}, "丙寅 癸巳 癸酉 壬子"),
    ("1986-05-29 00:00", MIDNIGHT, "丙寅 癸巳 癸酉 壬子"),
    ("1987-12-07 23:40", {}, "丁卯 辛亥 辛卯 戊子"),
    ("1989-04-28 23:30", MIDNIGHT, "己巳 戊辰 戊午 甲子"),
    ("1993-03-22 23:15", SAME_DAY, "癸酉 乙卯 壬寅 庚子"),
    ("1972-02-29 23:30", SAME_DAY, "壬子 壬寅 庚寅 丙子"),
    ("2000-02-29 23:00", {}, "庚辰 戊寅 戊午 壬子"),
    ("1990-05-12 23:30", {}, "庚午 辛巳 戊寅 壬子"),
    ("1990-05-12 23:30", MIDNIGHT, "庚午 辛巳 丁丑 壬子"),
    ("1990-05-12 23:30", SAME_DAY, "庚午 辛巳 丁丑 庚子"),
]

TERMS_AND_YEARS = [
    ("1937-09-20 11:00", "丁丑 己酉 庚戌 壬午"),
    ("1984-02-04 23:18", "癸亥 乙丑 己巳 甲子"),  # 立春 at 23:18:44
    ("1984-02-04 23:19", "甲子 丙寅 己巳 甲子"),
    ("1990-02-04 10:13", "己巳 丁丑 庚子 辛巳"),
    ("1990-02-04 10:15", "庚午 戊寅 庚子 辛巳"),
    ("2000-02-04 20:40", "己卯 丁丑 壬辰 庚戌"),
    ("2000-02-04 20:41", "庚辰 戊寅 壬辰 庚戌"),
    ("2021-02-03 22:58", "庚子 己丑 壬午 辛亥"),
    ("2021-02-03 22:59", "辛丑 庚寅 壬午 辛亥"),
    ("2024-02-04 16:27", "癸卯 乙丑 戊戌 庚申"),  # 立春 at 16:27:07
    ("2024-02-04 16:28", "甲辰 丙寅 戊戌 庚申"),
    ("2025-02-03 22:10", "甲辰 丁丑 癸卯 癸亥"),
    ("2025-02-03 22:11", "乙巳 戊寅 癸卯 癸亥"),
    ("2026-01-05 16:23", "乙巳 戊子 己卯 壬申"),  # 小寒 at 16:23:10
    ("2026-01-05 16:24", "乙巳 己丑 己卯 壬申"),
    ("2026-02-04 04:02", "乙巳 己丑 己酉 丙寅"),
    ("2026-02-04 04:03", "丙午 庚寅 己酉 丙寅"),
    ("1900-02-04 13:51", "己亥 丁丑 戊申 己未"),
    ("1900-02-04 13:52", "庚子 戊寅 戊申 己未"),
    ("1949-10-01 15:00", "己丑 癸酉 甲子 壬申"),
    ("1950-01-06 00:39", "己丑 丙子 辛丑 戊子"),
    ("1960-12-17 12:00", "庚子 戊子 己卯 庚午"),
    ("1979-01-21 08:00", "戊午 乙丑 戊子 丙辰"),
    ("1994-10-17 01:00", "甲戌 甲戌 丙子 己丑"),
    ("1995-12-18 10:28", "乙亥 戊子 癸未 丁巳"),
    ("2012-12-21 19:12", "壬辰 壬子 丙辰 戊戌"),
    ("1917-12-08 00:00", "丁巳 辛亥 甲申 甲子"),  # almanacs print 大雪 on the 7th; it was at 00:00:59 on the 8th
    ("1927-09-09 00:04", "丁卯 戊申 丙午 戊子"),
    ("1600-02-29 12:00", "庚子 戊寅 庚申 壬午"),
    ("2088-04-04 12:00", "戊申 丙辰 甲戌 庚午"),
    ("2100-02-04 12:00", "庚申 戊寅 丁丑 丙午"),
]

ABROAD_AND_SUMMER_TIME: list[tuple[str, str, dict[str, str], str]] = [
    ("1986-05-04 03:30", "Asia/Shanghai", {}, "丙寅 壬辰 戊申 癸丑"),  # an hour after the clocks went forward
    ("1991-09-14 23:30", "Asia/Shanghai", {}, "辛未 丁酉 丁亥 辛亥"),
    ("1988-07-01 00:30", "Asia/Shanghai", MIDNIGHT, "戊辰 戊午 丙辰 庚子"),
    ("1988-07-01 00:30", "Asia/Shanghai", SAME_DAY, "戊辰 戊午 丙辰 戊子"),
    ("1989-09-16 23:59", "Asia/Shanghai", {}, "己巳 癸酉 己卯 乙亥"),
    ("1975-08-08 00:30", "Asia/Taipei", {}, "乙卯 癸未 丙戌 戊子"),
    ("1990-07-04 00:30", "America/New_York", {}, "庚午 壬午 庚午 丙子"),
    ("1990-07-04 00:30", "America/New_York", SAME_DAY, "庚午 壬午 己巳 甲子"),
    ("2024-02-04 00:25", "America/Los_Angeles", {}, "癸卯 乙丑 戊戌 壬子"),
    ("2024-02-04 00:30", "America/Los_Angeles", {}, "甲辰 丙寅 戊戌 壬子"),
    ("1985-06-15 00:30", "Europe/London", {}, "乙丑 壬午 乙酉 丙子"),
    ("2000-01-01 12:00", "Australia/Sydney", {}, "己卯 丙子 戊午 戊午"),
    ("2026-02-04 05:02", "Asia/Tokyo", {}, "乙巳 己丑 己酉 丁卯"),  # 立春 at 04:02:08 in Beijing
]

LUNAR_DATES = [
    ("2033-11-01", False, date(2033, 11, 22)),
    ("2033-11-01", True, date(2033, 12, 22)),
    ("1984-10-01", True, date(1984, 11, 23)),
    ("1995-08-15", True, date(1995, 10, 9)),
    ("2004-02-01", True, date(2004, 3, 21)),
    ("2006-07-29", True, date(2006, 9, 21)),
    ("2020-04-29", True, date(2020, 6, 20)),
    ("2023-02-29", True, date(2023, 4, 19)),
    ("1903-05-01", True, date(1903, 6, 25)),
    ("1976-08-10", True, date(1976, 10, 3)),
    ("2014-09-01", True, date(2014, 10, 24)),
    ("2017-06-06", True, date(2017, 7, 28)),
    ("2025-06-01", True, date(2025, 7, 25)),
    ("1958-12-30", False, date(1959, 2, 7)),
    ("1990-01-01", False, date(1990, 1, 27)),
]


@pytest.mark.parametrize(("time", "options", "expected"), LATE_ZI)
def test_the_last_hour_of_a_day_under_each_convention(time: str, options: dict[str, Any], expected: str) -> None:
    assert pillars(chart_of(time, UTC_PLUS_8, clock="civil", **options)) == expected


@pytest.mark.parametrize(("time", "expected"), TERMS_AND_YEARS)
def test_births_at_terms_and_at_the_ends_of_years(time: str, expected: str) -> None:
    assert pillars(chart_of(time, UTC_PLUS_8, clock="civil")) == expected


@pytest.mark.parametrize(("time", "zone", "options", "expected"), ABROAD_AND_SUMMER_TIME)
def test_births_abroad_and_in_summer_time(time: str, zone: str, options: dict[str, Any], expected: str) -> None:
    assert pillars(chart_of(time, Place(longitude=0, timezone=zone), clock="civil", **options)) == expected


@pytest.mark.parametrize(("text", "is_leap", "expected"), LUNAR_DATES)
def test_lunar_dates_in_and_beside_leap_months(text: str, is_leap: bool, expected: date) -> None:
    assert chart_of(text, UTC_PLUS_8, lunar=True, leap=is_leap)["civil_time"] == expected.isoformat()


def test_a_double_hour_on_a_lunar_date() -> None:
    chart = chart_of("1958-12-30 辰", UTC_PLUS_8, lunar=True, clock="civil")
    assert pillars(chart) == "己亥 丙寅 庚申 庚辰"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2033-12-22", "农历癸丑年闰十一月初一"),
        ("1996-07-15", "农历丙子年五月三十"),
        ("2020-05-23", "农历庚子年闰四月初一"),
    ],
)
def test_gregorian_dates_have_their_lunar_date(day: str, expected: str) -> None:
    assert chart_of(day, UTC_PLUS_8)["lunar_date"] == expected


def test_the_second_of_a_term_decides() -> None:
    before, after = jie_at(datetime(1997, 12, 7, 10, 4, 49)), jie_at(datetime(1997, 12, 7, 10, 4, 53))
    assert (str(before.year_pillar), str(before.month_pillar)) == ("丁丑", "辛亥")
    assert (str(after.year_pillar), str(after.month_pillar)) == ("丁丑", "壬子")
    assert after.at == datetime(1997, 12, 7, 10, 4, 52)
    assert after == Jie(before.number + 1)
    assert pillars(chart_of("1997-12-07 10:04", UTC_PLUS_8, clock="civil")) == "丁丑 辛亥 癸未 丁巳"

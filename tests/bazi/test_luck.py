"""When luck starts, and the present decade, year and month: at the turn of the year and late in life."""

import random
from datetime import date, datetime, timedelta

import pytest
from tyme4py.eightchar.provider.impl import LunarSect1ChildLimitProvider
from tyme4py.solar import SolarTime

from app.bazi.chart import Age
from app.bazi.jie import jie_at
from app.bazi.luck import decade_on

from .births import UTC_PLUS_8, cast, chart_of


@pytest.mark.parametrize(
    ("today", "first_year", "year", "month", "term", "from_date", "pillar"),
    [
        (date(2026, 1, 4), 2025, 2025, 11, "大雪", "2025-12-07", "戊子"),
        (date(2026, 1, 20), 2025, 2025, 12, "小寒", "2026-01-05", "己丑"),
        (date(2026, 2, 3), 2025, 2025, 12, "小寒", "2026-01-05", "己丑"),
        (date(2026, 2, 4), 2026, 2026, 1, "立春", "2026-02-04", "庚寅"),  # 立春 at 04:02
        (date(2026, 11, 30), 2026, 2026, 10, "立冬", "2026-11-07", "己亥"),
        (date(2026, 12, 31), 2026, 2026, 11, "大雪", "2026-12-07", "庚子"),
        (date(2025, 2, 3), 2024, 2024, 12, "小寒", "2025-01-05", "丁丑"),  # 立春 at 22:10, so the day still is 丁丑's
    ],
)
def test_the_present_month_is_marked_at_the_turn_of_the_year(
    today: date, first_year: int, year: int, month: int, term: str, from_date: str, pillar: str
) -> None:
    chart = chart_of("1990-05-12 14:30", today=today)
    months = chart["months"]
    assert [(entry["year"], entry["month"]) for entry in months] == [
        (first_year + i // 12, i % 12 + 1) for i in range(24)
    ]
    (current,) = (entry for entry in months if entry["is_current"])
    assert (current["year"], current["month"], current["from_term"]) == (year, month, term)
    assert (current["from_date"], current["pillar"]) == (from_date, pillar)
    assert chart["years"][2]["year"] == first_year  # the present year, after the past two
    assert [entry["from_date"] for entry in months] == sorted(entry["from_date"] for entry in months)


def test_months_have_what_other_passing_pillars_have() -> None:
    months = chart_of("1990-05-12 14:30", today=date(2026, 11, 30))["months"]
    horse = next(entry for entry in months if entry["pillar"] == "甲午")
    assert (horse["year"], horse["month"], horse["from_term"]) == (2026, 5, "芒种")
    assert (horse["ten_god"], horse["hidden"], horse["is_void"]) == ("正印", "丁己", False)
    assert "自刑 午午（年）" in horse["ties"]


def test_somebody_of_84_has_a_present_decade() -> None:
    chart = cast("1942-03-10 09:00", today=date(2026, 11, 30))
    assert len(chart.luck.decades) == 10
    present = decade_on(chart.luck, date(2026, 11, 30))
    assert present is not None
    assert present.from_age <= 84 < present.from_age + 10
    assert all(year.decade is not None for year in chart.years)
    assert chart.years[2].age == 84
    assert decade_on(chart.luck, date(2050, 1, 1)) is None


@pytest.mark.parametrize("start_age", ["exact", "double_hours"])
def test_each_decade_continues_the_one_before(start_age: str) -> None:
    for gender in ("female", "male"):
        luck = cast("1942-03-10 09:00", gender=gender, start_age=start_age).luck
        ages = [decade.from_age for decade in luck.decades]
        assert ages == [ages[0] + 10 * i for i in range(10)]
        assert luck.decades[0].from_date == luck.start_date


@pytest.mark.parametrize("hour", [0, 1, 12, 13, 22, 23])
def test_ages_in_double_hours_are_those_that_tyme4py_counts_by_the_lunar_calendar(hour: int) -> None:
    chance = random.Random(hour)
    for _ in range(40):
        born = datetime(1901, 1, 1, hour, chance.randrange(60)) + timedelta(days=chance.randrange(73_000))
        luck = cast(f"{born:%Y-%m-%d %H:%M}", UTC_PLUS_8, start_age="double_hours").luck
        jie = jie_at(born)
        time = SolarTime(born.year, born.month, born.day, born.hour, born.minute, 0)
        counted = LunarSect1ChildLimitProvider().get_info(time, (jie.after if luck.is_forward else jie).term)
        age = Age(years=counted.get_year_count(), months=counted.get_month_count(), days=counted.get_day_count())
        assert luck.start_age == age
        end = counted.get_end_time()
        assert luck.start_date == f"{end.get_year()}-{end.get_month():02}-{end.get_day():02}"

"""The years of a life agree with those of the chart, whenever it is cast."""

from datetime import date

from app.bazi.lifetime import stretches

from .births import cast
from .pictures import random_charts


def test_every_luck_pillar_has_ten_years_and_each_year_comes_once() -> None:
    for chart in random_charts(60):
        found = list(stretches(chart))
        assert [each.decade for each in found if each.decade] == list(chart.luck.decades)
        assert all(len(each.years) == 10 for each in found if each.decade)
        years = [year.year for each in found for year in each.years]
        assert years == list(range(years[0], years[-1] + 1))
        assert found[0].years[0].age == 0


def test_the_years_of_the_chart_stand_in_the_luck_pillar_that_it_gives() -> None:
    for chart in random_charts(60):
        found = {year.annual: each.decade for each in stretches(chart) for year in each.years if year.annual}
        lived = [annual for annual in chart.years if annual.age >= 0]
        assert {annual.year for annual in found} == {annual.year for annual in lived}
        for annual, decade in found.items():
            assert annual.decade == (decade.pillar if decade else None)


def test_other_years_are_what_a_chart_cast_then_would_say() -> None:
    for birth in ("1990-05-12 14:30", "1984-02-04 10:00", "2000-02-29 23:30", "1971-12-31 05:00"):
        years = {year.year: year for each in stretches(cast(birth)) for year in each.years}
        for today in (date(1995, 6, 1), date(2008, 6, 1), date(2055, 6, 1)):
            for annual in cast(birth, today=today).years:
                if annual.age >= 0:
                    year = years[annual.year]
                    assert (year.pillar, year.ten_god) == (annual.pillar, annual.ten_god)
                    assert year.age == annual.age


def test_years_after_the_last_luck_pillar_are_there_if_the_chart_has_them() -> None:
    chart = cast("1902-05-12 14:30")
    *_, last = stretches(chart)
    assert last.decade is None
    assert last.years[-1].year == chart.years[-1].year

"""Dates as people write them: digits of any width, Chinese numerals, and years of two digits."""

import pytest

from app.web.pages.birth_date import read_day, read_month, read_year
from app.web.pages.form import Form, read_form

from .test_form import GOOD


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("1989", 1989),
        ("1989年", 1989),
        ("公元1989年", 1989),
        ("一九八九", 1989),
        ("一九八九年", 1989),
        ("一九〇五", 1905),
        ("二零零五", 2005),
        ("二○○五", 2005),
        ("1500", 1500),  # too early, which the calendar says
        ("八九", 1989),
        ("89年", 1989),
        ("00", 2000),
        ("26", 2026),  # this year
        ("27", 1927),  # next year has not come
    ],
)
def test_a_year_is_read_in_the_forms_people_use(typed: str, year: int) -> None:
    assert read_year(typed, this_year=2026) == year


@pytest.mark.parametrize("typed", ["", "x", "9", "189", "19890", "1989.5", "一千九百八十九", "-1989", "年", "٤٥"])
def test_anything_else_is_not_a_year(typed: str) -> None:
    assert read_year(typed, this_year=2026) is None


def test_every_two_digits_mean_a_year_of_the_last_hundred() -> None:
    years = {read_year(f"{n:02}", this_year=2026) for n in range(100)}
    assert years == set(range(1927, 2027))


def test_months_and_days_may_be_chinese_numerals() -> None:
    months = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    assert [read_month(month) for month in months] == list(range(1, 13))
    assert [read_month(month) for month in ("正月", "冬月", "腊月", "5月", "05", "五月")] == [1, 11, 12, 5, 5, 5]
    lunar = [f"初{n}" for n in "一二三四五六七八九十"] + [f"十{n}" for n in "一二三四五六七八九"] + ["二十"]
    lunar += [f"廿{n}" for n in "一二三四五六七八九"] + ["三十"]
    assert [read_day(day) for day in lunar] == list(range(1, 31))
    assert [read_day(day) for day in ("12日", "12号", "三十一", "二十九日", "廿", "卅")] == [12, 12, 31, 29, 20, 30]
    assert [read_day(day) for day in ("", "日", "x", "十十", "123", "闰五")] == [None] * 6


def test_the_form_shows_the_date_that_it_understood() -> None:
    form = Form({**GOOD, "year": "８９", "month": "五月", "day": "十二", "gender": ""})
    assert read_form(form) is None
    assert [form.get(name) for name in ("year", "month", "day")] == ["1989", "5", "12"]
    form = Form({**GOOD, "year": "一九九〇年", "month": "5月", "day": "12日"})
    request = read_form(form)
    assert request is not None
    assert (request.birth.year, request.birth.month, request.birth.day) == (1990, 5, 12)

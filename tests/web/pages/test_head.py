"""What was asked for, as the head of a reading words it."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart
from app.bazi.lunar import lunar_text as chinese_lunar_text
from app.reading.outline import question_heading
from app.reading.request import OUTLINE, ReportRequest
from app.web.pages.head import Fact, date_text, facts_of, lunar_text
from app.web.pages.words import WORDS
from tests.service import Service, serving

ZH, EN = WORDS["zh"], WORDS["en"]
BEIJING = Place(longitude=116.41, timezone="Asia/Shanghai", name="北京")


def facts(language: str = "zh", *, place: Place = BEIJING, options: Any = None, **birth: Any) -> list[tuple[str, ...]]:
    """The lines for a birth on 12 May 1990 that `birth` changes."""
    request = ReportRequest(
        birth=Birth(**{"year": 1990, "month": 5, "day": 12, "hour": 14, "minute": 30, **birth}),
        gender="female",
        place=place,
        options=options or ChartOptions(),
    )
    chart = cast_chart(request.birth, request.gender, place, request.options, today=date(2026, 11, 30))
    found: tuple[Fact, ...] = facts_of(request, chart, WORDS[language])
    return [fact.parts for fact in found]


def test_a_birth_is_given_in_both_calendars_with_both_times() -> None:
    assert facts() == [
        ("1990年5月12日 14:30", "女", "农历庚午年四月十八"),
        ("北京 · 东经 116.41° · 北京时间",),
        ("真太阳时 13:19（钟表时间 14:30，夏令时）",),
    ]
    assert facts("en") == [
        ("12 May 1990 14:30", "Female", "lunar month 4, day 18, year 庚午 Geng-Wu"),
        ("北京 · 116.41° E · Beijing time",),
        ("True solar time 13:19 (clock time 14:30, summer time)",),
    ]


@pytest.mark.parametrize(
    ("birth", "zh", "en"),
    [
        ({"hour": None, "minute": 0}, "时辰未详", "hour unknown"),
        ({"hour": None, "minute": 0, "part": "卯"}, "卯时", "卯 Mǎo hour"),
        ({"hour": None, "minute": 0, "part": "night"}, "凌晨 0–6 点", "Night, 0–6"),
    ],
)
def test_a_time_that_is_not_known_to_the_minute_is_said_in_words(birth: dict[str, Any], zh: str, en: str) -> None:
    assert facts(**birth)[0][0] == f"1990年5月12日 {zh}"
    assert facts("en", **birth)[0][0] == f"12 May 1990 {en}"
    assert facts(**birth)[2:] == ([("真太阳时",)] if "part" in birth else []), "a time that nobody stated is not shown"


def test_a_lunar_birth_is_given_in_the_gregorian_calendar() -> None:
    first = facts(year=2023, month=2, day=12, calendar="lunar", leap_month=True)[0]
    assert first == ("2023年4月2日 14:30", "女", "农历癸卯年闰二月十二")
    assert facts("en", year=2023, month=2, day=12, calendar="lunar", leap_month=True)[0][2] == (
        "leap lunar month 2, day 12, year 癸卯 Gui-Mao"
    )


def test_the_stated_day_stays_if_the_middle_of_the_double_hour_is_on_the_day_before() -> None:
    far_east = Place(longitude=134.0, timezone="Asia/Shanghai")
    assert facts(place=far_east, hour=None, minute=0, part="子")[0][0] == "1990年5月12日 子时"


def test_a_chart_by_the_clock_says_the_standard_time_only_where_it_differs() -> None:
    by_clock = ChartOptions(clock="civil")
    assert facts(options=by_clock)[2] == ("标准时 13:30（钟表时间 14:30，夏令时）",)
    assert facts(options=by_clock, year=1995)[2] == ("钟表时间 14:30",)


def test_a_solar_time_on_another_day_says_which() -> None:
    chengdu = Place(longitude=104.07, timezone="Asia/Shanghai")
    assert facts(place=chengdu, year=1995, hour=0, minute=10)[2] == ("真太阳时 1995年5月11日 23:09（钟表时间 00:10）",)


def test_every_lunar_date_can_be_given_in_english() -> None:
    for day in (date(2022, 1, 1) + timedelta(days=i) for i in range(800)):
        text = chinese_lunar_text(day)
        assert lunar_text(text, ZH) == text
        assert "农历" not in lunar_text(text, EN)
    assert date_text(date(2026, 12, 1), EN) == "1 December 2026"


def test_only_a_question_has_a_passage_that_answers_it() -> None:
    birth = Birth(year=1990, month=5, day=12, hour=None)
    request = ReportRequest(birth=birth, gender="female", place=BEIJING, question="换工作吗？", outline=OUTLINE)
    assert question_heading(request) == "所问之事"
    blank = ReportRequest(birth=birth, gender="female", place=BEIJING, question=" \n", outline=OUTLINE)
    assert question_heading(blank) is None


@pytest.fixture
async def service(database_url: str) -> Any:
    async with serving(database_url) as service:
        service.client.headers["Accept-Language"] = "zh-CN"
        yield service


async def test_the_page_quotes_the_question_and_links_to_its_answer(service: Service) -> None:
    report = await service.finished(await service.create(question="今年<b>适合</b>换工作吗？"))
    page = (await service.client.get(f"/reports/{report['id']}")).text
    assert "<q>今年&lt;b&gt;适合&lt;/b&gt;换工作吗？</q>" in page
    assert '<a data-passage="2" href="#p2">' in page
    assert 'id="p2"><h2>所问之事</h2>' in page


async def test_without_a_question_nothing_is_quoted(service: Service) -> None:
    report = await service.finished(await service.create(question=None))
    page = (await service.client.get(f"/reports/{report['id']}")).text
    assert 'class="asked"' in page
    assert "<q>" not in page

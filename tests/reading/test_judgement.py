"""The judgements that all passages agree with: strength, pattern, what helps, tones, and the lean on a question."""

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bazi.birth import Place
from app.bazi.chart import Chart
from app.bazi.cycle import ELEMENTS
from app.bazi.luck import YEARS_BEFORE
from app.reading.judgement import judgements_of, months_of
from app.reading.phrases import PHRASES
from app.reading.preference import Tone, outlook_of, pattern_of, preference_of
from app.reading.topics import topic_of
from tests.bazi.births import cast

CHART = cast("1990-05-12 14:30")  # 庚午 辛巳 丁丑 丁未; decade 丁丑


def judged(chart: Chart = CHART, question: str = "", language: str = "zh") -> dict[str, Any]:
    return judgements_of(chart, question, language)


@pytest.mark.parametrize(
    ("born", "kind", "ten_god"),
    [
        ("1990-05-12 14:30", "shown", "正财"),  # 丁 in 巳; its 庚 shows in the year, while 丙 is a companion
        ("1955-02-24", "shown", "食神"),  # 丙 in 寅; neither 甲 nor 丙 counts, 戊 shows in the month
        ("1960-04-23 12:00", "hidden", "正印"),  # 庚子 庚辰 辛巳 甲午: of 戊乙癸 none shows
        ("1960-05-30 12:00", "prosperity", "比肩"),  # 庚子 辛巳 戊午 戊午
        ("1960-03-17 12:00", "blade", "劫财"),  # 庚子 己卯 甲辰 庚午
        ("1960-12-01 12:00", "unclear", "劫财"),  # 庚子 丁亥 癸亥 戊午: 壬 is a companion, 甲 does not show
    ],
)
def test_the_pattern_comes_from_the_month_branch(born: str, kind: str, ten_god: str) -> None:
    pattern = pattern_of(cast(born))
    assert (pattern.kind, pattern.ten_god) == (kind, ten_god)


@pytest.mark.parametrize(
    ("born", "helpful", "sparing", "climate", "fits"),
    [
        (
            "1990-05-12 14:30",
            "土金水",
            "火木",
            "水",
            True,
        ),  # strong fire in summer: output, wealth, and water by climate
        (
            "1960-09-18 12:00",
            "火土",
            "金水",
            None,
            False,
        ),  # 己 in 酉, weak: metal drains it, so the resource comes first
        ("1961-07-11 12:00", "水木", "土火", "水", True),  # 乙 in 未, weak: water is both resource and climate
        ("1964-11-13 12:00", "金土", "木", "火", False),  # 丙 in 亥, strong: the fire of the climate is its own element
        ("1963-01-17 12:00", "土金火", "水木", "火", True),  # 庚 in 丑, weak: cold metal wants fire
    ],
)
def test_what_helps_is_found_by_balance_and_climate(
    born: str, helpful: str, sparing: str, climate: str | None, fits: bool
) -> None:
    preference = preference_of(cast(born))
    assert ("".join(preference.helpful), "".join(preference.sparing)) == (helpful, sparing)
    assert (preference.climate, preference.climate_fits) == (climate, fits)


def test_the_present_decade_and_the_two_years_have_a_tone_and_its_ground() -> None:
    judgements = judged()
    assert judgements["decade"] == {
        "from": 2022,
        "to": 2032,
        "pillar": "丁丑",
        "tone": "平",
        "ground": "天干丁火宜少，地支丑土于日主有助",
    }
    assert [(year["year"], year["pillar"], year["tone"]) for year in judgements["years"]] == [
        (2026, "丙午", "逆"),
        (2027, "丁未", "逆"),
    ]
    assert judgements["years"][1]["ground"].endswith("未与日支丑相冲，多变动")
    english = judged(language="en")
    assert [year["tone"] for year in english["years"]] == ["demanding", "demanding"]
    assert english["decade"]["ground"] == (
        "the stem 丁 Ding (Fire) is better in moderation, the branch 丑 Chou (Earth) helps"
    )


def test_every_month_of_the_two_years_has_its_dates_and_tone() -> None:
    months = judged()["months"]
    assert [month["pillar"] for month in months] == [month.pillar for month in CHART.months]
    assert (months[4]["pillar"], months[4]["dates"]) == ("甲午", "2026年6月5日至7月6日")
    assert months[10]["dates"] == "2026年12月7日至2027年1月4日"
    assert months[-1]["dates"] == "2028年1月6日至2月3日"
    assert {month["tone"] for month in months} == {"顺", "平", "逆"}
    english = judged(language="en")["months"]
    assert english[4]["dates"] == "5 June to 6 July 2026"
    assert english[10]["dates"] == "7 December 2026 to 4 January 2027"
    assert all((after[1] - before[2]).days == 1 for before, after in pairwise(months_of(CHART)))


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("接下来三年，事业上该守还是该动？", "career"),
        ("Should I quit my job?", "career"),
        ("今年考研能上岸吗？", "study"),
        ("When will I get married?", "love"),
        ("什么时候能结婚", "love"),
        ("明年财运怎样", "money"),
        ("我和父母的关系", "family"),
        ("最近总是失眠怎么办", "health"),
        ("Is it good to move abroad?", "move"),
        ("哪一年最顺？", "timing"),
        ("我是个怎样的人？", "other"),
        ("工作不顺，买彩票能中奖吗", "lottery"),
        ("我能活到多少岁", "death"),
        ("In which year will it be that she dies?", "death"),
        ("Which stocks should I buy?", "investment"),
    ],
)
def test_the_subject_of_a_question_is_recognised(question: str, topic: str) -> None:
    assert topic_of(question).key == topic


def test_a_question_has_a_first_answer_with_its_grounds() -> None:
    answer = judged(question="接下来三年，事业上该守还是该动？")["question"]
    assert answer["topic"] == "事业与工作"
    assert answer["speaks"] == "看官杀（水）藏于日支丑；印星（木）藏于时支未；宫位看月柱辛巳。"
    assert answer["lean"].startswith("就事业与工作而言，倾向于先守")
    assert "2028年（戊申）" in answer["lean"]
    assert "question" not in judged()


def test_subjects_that_are_left_aside_say_what_can_be_answered() -> None:
    assert "可以谈的是" in judged(question="买彩票能中奖吗")["question"]["lean"]
    child = judged(cast("2012-12-01 08:00"), "Will I find love?", "en")["question"]
    assert "under eighteen" in child["lean"]
    assert "Officer" not in child["speaks"]


def test_before_the_first_decade_and_after_the_tenth_there_is_no_present_one() -> None:
    infant = cast("1990-05-12 14:30", today=date(1991, 1, 1))
    assert judged(infant)["decade"] == {
        "tone": "",
        "ground": "尚未起运，1992年起第一步大运；此前以月柱与流年为主来看。",
    }
    late = cast("1920-05-12 14:30", today=date(2026, 11, 24))
    assert "已过" in judged(late)["decade"]["ground"]


def test_a_tone_follows_from_what_stem_and_branch_do() -> None:
    preference = preference_of(CHART)
    tones = {year.pillar: outlook_of(year, CHART, preference).tone for year in CHART.years[YEARS_BEFORE:]}
    assert tones["戊申"] is Tone.SUPPORTIVE  # earth and metal, and both help
    assert tones["丙午"] is Tone.DEMANDING
    assert tones["辛亥"] is Tone.SUPPORTIVE


births = st.dates(date(1930, 1, 1), date(2024, 12, 31)).map(lambda day: f"{day} 09:30") | st.dates(
    date(1930, 1, 1), date(2024, 12, 31)
).map(str)
QUESTIONS = ["", "该不该换工作？", "Will I marry?", "我能活多久", "随便看看"]


@given(births, st.sampled_from(["female", "male"]), st.sampled_from(QUESTIONS), st.sampled_from(["zh", "en"]))
def test_the_judgements_of_any_chart_are_whole_and_pass_the_checks(
    born: str, gender: str, question: str, language: str
) -> None:
    judgements = judged(cast(born, gender=gender), question, language)
    assert set(judgements["helpful"]) | set(judgements["sparing"]) <= set(ELEMENTS)
    assert not set(judgements["helpful"]) & set(judgements["sparing"])
    assert len(judgements["months"]) == 24
    text = json.dumps(judgements, ensure_ascii=False)
    assert not re.search(r"\bNone\b(?! of)", text)
    for sentence in re.split("[。.]", text):
        assert not PHRASES[language].found_in(sentence)


def test_all_ten_decades_have_a_tone() -> None:
    judgements = judged()
    assert [ten["pillar"] for ten in judgements["decades"]] == [ten.pillar for ten in CHART.luck.decades]
    assert judgements["decades"][3] == {"from": 2022, "pillar": "丁丑", "tone": judgements["decade"]["tone"]}
    assert {ten["tone"] for ten in judgements["decades"]} == {"顺", "平"}


def test_the_years_after_the_next_have_a_tone_too() -> None:
    later = judged()["later_years"]
    assert [year["year"] for year in later] == list(range(2028, 2037))
    assert (later[0]["pillar"], later[0]["tone"]) == ("戊申", "顺")


def test_a_question_names_only_years_to_come() -> None:
    chart = cast("1984-11-23 07:42", Place(longitude=-122.42, timezone="America/Los_Angeles"), gender="male")
    judgements = judged(chart, "Is it a good time to move to another city?", "en")
    assert [year["tone"] for year in judgements["years"]] == ["supportive", "supportive"]
    lean = judgements["question"]["lean"]
    assert "Of the years to come, 2027 (丁未 Ding-Wei)" in lean
    assert "2026 (" not in lean


def test_a_year_that_is_nearly_over_does_not_count_for_a_question() -> None:
    def lean(today: date) -> str:
        chart = cast("1950-10-19 12:00", today=today)
        assert [year["tone"] for year in judged(chart)["years"]] == expected
        return str(judged(chart, "事业如何？")["question"]["lean"])

    expected = ["逆", "平"]
    assert "先守" in lean(date(2026, 6, 1))
    assert "稳步推进" in lean(date(2026, 12, 1))


def test_a_decade_that_is_about_to_end_gives_way_to_the_next_for_a_question() -> None:
    birth = "1990-05-12 14:30"
    ends = date.fromisoformat(cast(birth).luck.decades[4].from_date)
    present, next_one = (decade.pillar for decade in cast(birth).luck.decades[3:5])
    for language, now, soon in (
        ("zh", f"眼下的{present}大运为", f"即将开始的{next_one}大运为"),
        ("en", f"the present decade {present} ", f"the decade about to begin, {next_one} "),
    ):
        for days, expected in ((89, soon), (90, now), (2000, now), (0, now.replace(present, next_one))):
            chart = cast(birth, today=ends - timedelta(days=days))
            assert expected in judged(chart, "What about work?", language)["question"]["lean"], days


def test_moving_looks_at_the_post_horse() -> None:
    chart = cast("1984-11-23 07:42", Place(longitude=-122.42, timezone="America/Los_Angeles"), gender="male")
    assert judged(chart, "该不该搬到外地？")["question"]["speaks"].count("驿马在月柱") == 1
    assert "the Post Horse (驿马) is in the month pillar" in judged(chart, "Shall I move?", "en")["question"]["speaks"]
    assert "驿马" not in judged(chart, "事业如何？")["question"]["speaks"]


def test_one_part_that_helps_beside_an_indifferent_one_is_supportive() -> None:
    chart = cast("1955-02-24")  # strong fire: metal and earth help, water is indifferent
    month = next(month for month in chart.months if month.pillar == "壬辰")
    outlook = outlook_of(month, chart, preference_of(chart))
    assert (outlook.stem, outlook.branch, outlook.tone) == (0, 1, Tone.SUPPORTIVE)

"""The time that a question asks about, and how the judgement answers for it."""

import json
import re
from datetime import date

import pytest

from app.reading.asked import asked_of
from app.reading.judgement import judgements_of
from tests.bazi.births import cast

TODAY = date(2026, 11, 30)
CHART = cast("1990-05-12 14:30", today=TODAY)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("接下来三年，事业上该守还是该动？", [2027, 2028, 2029]),
        ("未来三五年怎么样", [2027, 2028, 2029, 2030, 2031]),
        ("未来几年的财运", [2027, 2028, 2029]),
        ("十年内能买房吗", list(range(2027, 2037))),
        ("What of the next three years?", [2027, 2028, 2029]),
        ("within five years?", list(range(2027, 2032))),
        ("over the next decade", list(range(2027, 2037))),
        ("2027到2029年怎样", [2027, 2028, 2029]),
        ("from 2027 to 2029", [2027, 2028, 2029]),
        ("二〇二八年结婚好吗", [2028]),
        ("后年呢", [2028]),
        ("the year after next", [2028]),
        ("大后年", [2029]),
        ("今年和明年哪个好", [2026, 2027]),
        ("我2045年事业怎么样？", [2045]),
        ("2020年我为什么失业？", [2020]),
        ("我1990年出生，2028年如何", [2028]),
        ("I was born in 1990, will 2031 be good?", [2031]),
        ("三年级的孩子学业如何", []),
        ("Will I find someone in the next years?", []),
        ("何时换工作", []),
    ],
)
def test_the_years_that_a_question_names_or_counts(question: str, years: list[int]) -> None:
    assert list(asked_of(question, TODAY, first=2027).years) == years


@pytest.mark.parametrize("question", ["2027年哪个月换工作最好？", "几月份搬家好", "Which month should I move?"])
def test_a_question_for_a_month_is_recognised(question: str) -> None:
    assert asked_of(question, TODAY, first=2027).wants_months


def judged(question: str, language: str = "zh") -> dict[str, object]:
    answer: dict[str, object] = judgements_of(CHART, question, language)["question"]
    return answer


@pytest.mark.parametrize(
    "question", ["接下来三年，事业上该守还是该动？", "Should I change jobs in the next three years?"]
)
def test_the_years_asked_about_are_judged_one_by_one(question: str) -> None:
    language = "en" if question.isascii() else "zh"
    answer = judged(question, language)
    by_year = {year["year"]: year["tone"] for year in judgements_of(CHART, "", language)["later_years"]}
    by_year |= {year["year"]: year["tone"] for year in judgements_of(CHART, "", language)["years"]}
    assert answer["asked_years"] == [{"year": year, "tone": by_year[year]} for year in (2027, 2028, 2029)]
    assert all(f"{year}" in str(answer["asked"]) for year in (2027, 2028, 2029))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("我2045年事业怎么样？", "2045年不在本报告逐年推算的年份（2026年至2036年）之内"),
        ("我2045年事业怎么样？", "乙亥运，2042年起"),
        ("我2200年事业怎么样？", ""),
        ("2020年我为什么失业？", "2020年已经过去，本报告不回头推断"),
        ("What about my career in 2045?", "2045 is outside the years that this report computes"),
        ("Why did I lose my job in 2020?", "2020 is over; this report does not judge the past"),
        ("2030年几月换工作好", "逐月只推算到2028年2月3日"),
    ],
)
def test_a_time_that_is_not_computed_is_said_to_be_so(question: str, told: str) -> None:
    assert told in str(judged(question, "en" if question.isascii() else "zh").get("asked", ""))


def test_months_of_the_year_asked_about_lie_in_that_year_and_help() -> None:
    months = {month["pillar"]: month for month in judgements_of(CHART, "", "zh")["months"]}
    answer = judged("2027年哪个月换工作最好？")
    asked = answer["asked_months"]
    assert isinstance(asked, list)
    assert asked
    for pillar in asked:
        assert months[pillar]["tone"] == "顺"
        assert months[pillar]["dates"].startswith("2027年")
        assert months[pillar]["dates"] in str(answer["asked"])


@pytest.mark.parametrize(
    "question",
    ["我想自杀，什么时候是头？", "I want to kill myself, will 2028 be better?", "接下来三年想死"],
)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("born", ["1990-05-12 14:30", "2014-05-12 14:30", "2023-05-12 14:30"])
def test_self_harm_gets_a_pointer_to_help_and_nothing_from_the_chart(question: str, language: str, born: str) -> None:
    answer = judgements_of(cast(born, today=TODAY), question, language)["question"]
    assert answer["urgent"] is True
    assert answer["speaks"] == ""
    assert set(answer) == {"topic", "speaks", "lean", "urgent"}
    assert (
        ("12356" in answer["lean"] and "120" in answer["lean"]) if language == "zh" else "crisis line" in answer["lean"]
    )
    assert not re.search(
        r"20\d\d|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]|宜守|宜动", json.dumps(answer, ensure_ascii=False)
    )


def test_every_subject_that_is_left_aside_is_named() -> None:
    lean = str(judged("When will my mother die, and will I win the lottery in 2027?", "en")["lean"])
    assert "length of life" in lean
    assert "lotteries" in lean


def test_a_small_child_gets_no_lean() -> None:
    for language, question in (("zh", "孩子以后学业如何"), ("en", "What will my daughter be like?")):
        answer = judgements_of(cast("2026-11-20 08:00", today=TODAY), question, language)["question"]
        assert answer["spoken_of"] == "child"
        assert answer["speaks"] == ""


@pytest.mark.parametrize(
    ("question", "topic", "also"),
    [
        ("事业和感情哪个更顺？", "事业与工作", "感情与婚姻"),
        ("How will my health and money be over the next three years?", "well-being", "money"),
        ("退休以后和儿子一起住好，还是自己住？", "家人与子女", None),
        ("Should I move for work?", "moving and travel", None),
    ],
)
def test_a_second_subject_has_its_own_grounds(question: str, topic: str, also: str | None) -> None:
    language = "en" if question.isascii() else "zh"
    answer = judgements_of(cast("1963-08-15 04:40", today=TODAY), question, language)["question"]
    assert answer["topic"] == topic
    assert answer.get("also", {}).get("topic") == also
    if also:
        assert answer["also"]["speaks"] not in ("", answer["speaks"])


def test_a_minor_gets_no_answer_to_a_second_subject_for_adults() -> None:
    answer = judgements_of(cast("2014-05-12 14:30", today=TODAY), "学业和感情怎么样？", "zh")["question"]
    assert answer["topic"] == "学业与考试"
    assert "also" not in answer

"""The demo model's Chinese reports tell each time in its tone, and say of a chart only what it has."""

import re
from datetime import date, timedelta

import pytest

from app.bazi.birth import Birth
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.hours import weighed
from app.llm.demo.reading.zh.answers import plan, suiting
from app.llm.demo.reading.zh.month_texts import MONTHS_GOOD, PAST_GOOD
from app.llm.demo.reading.zh.ties import PLACES
from app.llm.demo.reading.zh.view import spans
from app.reading.judgement import judgements_of
from tests.llm.test_demo_reading import Written, facts_of, some_births, write

BIRTHS = (
    *((birth, gender) for birth, gender in some_births() if birth.year < 2009),
    (Birth(year=1988, month=10, day=3, hour=9, minute=15), "male"),
    (Birth(year=1972, month=6, day=21, hour=None), "female"),
    (Birth(year=1964, month=2, day=29, hour=22), "female"),
)
SMOOTH = re.compile(
    "有人伸手|说得拢|有人接应|帮手聚得齐|做得顺|可能得过一次援手|大方接受|推得动|办得动|耐力够用|宜主动"
)
LEADING = {"伏吟": "干支相同", "六冲": "相冲"}
STRAINS = ("六冲", "六害", "六破", "相刑", "三刑", "自刑")
MOVING = "明年换城市工作合适吗？"


def months_of(written: Written) -> list[str]:
    return [line for line in written.passages["years"].splitlines() if line.startswith("- ")]


def holding() -> list[tuple[Birth, str, Facts]]:
    """Births whose answer is to wait."""
    found = [(birth, gender, facts_of(birth, gender, "zh", MOVING)) for birth, gender in BIRTHS]
    return [(birth, gender, f) for birth, gender, f in found if "先守" in f.judged["question"]["lean"]]


def test_a_demanding_month_is_never_told_as_smooth() -> None:
    smooth = {text for table in (MONTHS_GOOD, PAST_GOOD) for texts in table.values() for text in texts}
    demanding = 0
    for birth, gender in BIRTHS:
        written = write(birth, gender, "zh")
        for item, month in zip(months_of(written), judgements_of(written.chart, "", "zh")["months"], strict=True):
            if month["tone"] == "逆":
                demanding += 1
                assert not SMOOTH.search(item), item
                assert not any(text in item for text in smooth), item
    assert demanding > 50


def test_a_month_names_its_clashes_and_repetitions_before_weaker_ties_with_all_pillars_they_touch() -> None:
    for birth, gender in BIRTHS:
        written = write(birth, gender, "zh")
        for item, month in zip(months_of(written), facts_of(birth, gender, "zh").months, strict=True):
            leading = [tie for tie in month.ties if tie.kind in LEADING]
            at_day = [tie for tie in leading if "day" in tie.pillars]
            words = {LEADING[tie.kind] for tie in at_day or leading}
            assert not words or any(word in item for word in words), (item, month.ties)
            if {tie.kind for tie in leading} == {"六冲"}:
                named = item.partition("相冲")[0]
                assert all(PLACES[name] in named for tie in leading for name in tie.pillars), (item, month.ties)


def test_an_element_that_the_chart_lacks_is_said_to_be_missing_not_light() -> None:
    lacking = 0
    for birth, gender in BIRTHS:
        f = facts_of(birth, gender, "zh")
        if f.weights[f.lightest]:
            continue
        lacking += 1
        text = "\n".join(write(birth, gender, "zh").passages.values())
        assert not re.search(f"{f.lightest}轻|{f.lightest}最轻|{f.lightest}最少|几乎不见", text)
        assert f"{f.lightest}在盘中不见" in text
    assert lacking


def test_who_is_to_wait_looks_again_after_three_months_or_later() -> None:
    births = holding()
    assert births
    for birth, gender, f in births:
        for month in plan(f).talk:
            assert date.fromisoformat(month.start) >= date(2026, 11, 30) + timedelta(days=90)
        text = "".join(write(birth, gender, "zh", MOVING).passages.values())
        assert "三个月再议" not in text
        assert "一半守成" not in text


def test_the_question_names_every_demanding_month_and_each_run_of_years() -> None:
    for birth, gender, f in holding():
        question = write(birth, gender, "zh", MOVING).passages["question"]
        hard = [m for m in f.months if m.tone == "hard" and (m.is_current or m.start > "2026-11-30")]
        assert not hard or f"宜缓的月份：{spans(hard)}" in question
        assert "2027年以后，2028" in question


@pytest.mark.parametrize(
    ("question", "forms"),
    [
        (MOVING, "明年(?:不算合适|可以试，不宜一步到位|合适)："),
        ("我该不该创业？", "眼下倾向于(?:暂且不动|先试|可以)："),
        ("事业上该守还是该动？", "眼下(?:倾向于守|守中有动|倾向于动)："),
    ],
)
def test_the_answer_takes_up_the_form_of_the_question(question: str, forms: str) -> None:
    for birth, gender in BIRTHS:
        passages = write(birth, gender, "zh", question).passages
        assert re.search(rf"回答是：\*\*{forms}", passages["question"]), passages["question"][:200]
        assert re.search(rf"\*\*{forms}", passages["summary"])


def test_months_for_the_family_and_for_love_strain_neither_the_partners_seat_nor_the_elders() -> None:
    for birth, gender in BIRTHS:
        f = facts_of(birth, gender, "zh")
        passages = write(birth, gender, "zh").passages
        for key, pillars in (("love", ("day",)), ("family", ("day", "year"))):
            for month in suiting(f, pillars):
                assert not any(t.kind in STRAINS and set(pillars) & set(t.pillars) for t in month.ties)
            told = re.findall("(..)月（[^）]*）(?=[^。]*较顺。)", passages[key])
            assert set(told) <= {month.pillar for month in suiting(f, pillars)}


def test_the_support_computed_for_another_hour_is_that_of_the_chart_for_its_own() -> None:
    for birth, gender in BIRTHS:
        f = facts_of(birth, gender, "zh")
        if f.has_hour:
            support, is_strong, _ = weighed(f, f.columns["hour"].pillar)
            assert support == pytest.approx(f.chart["strength"]["support"], abs=0.006)
            assert is_strong == (f.chart["strength"]["support"] >= 0.4)


def test_readers_in_later_working_life_are_not_told_to_pass_exams_or_to_win_over_in_laws() -> None:
    unfit = re.compile("取证|备考|责任与考核|见对方的家人|肯带你的人|小时候的环境让你")
    for birth in (Birth(year=1964, month=2, day=29, hour=22), Birth(year=1972, month=6, day=21, hour=None)):
        for gender in ("female", "male"):
            passages = write(birth, gender, "zh", "退休以后做点什么好？").passages
            told = "".join(text for key, text in passages.items() if key != "luck")
            assert not unfit.search(told), unfit.search(told)


def test_a_decade_that_ends_in_the_next_year_is_told_wherever_that_year_is() -> None:
    written = write(Birth(year=1972, month=6, day=21, hour=None), "female", "zh")
    for key in ("summary", "luck", "years"):
        assert "2027年8月29日前后" in written.passages[key], key


@pytest.mark.parametrize(
    "question", ["今年身体怎么样？", "孩子明年高考，家里怎么配合好？", "退休以后和儿子一起住好，还是自己住？"]
)
def test_the_passage_on_a_question_keeps_its_length_and_offers_a_step_that_fits(question: str) -> None:
    steps = {"今": "连着做三周", "孩": "考完", "退": "开销|短去住|短住|走得到|说定|住完"}
    for birth, gender in BIRTHS:
        written = write(birth, gender, "zh", question)
        length, shortest, longest = written.lengths["question"]
        assert 0.85 * shortest <= length <= 1.06 * longest, (birth, length)
        assert written.findings == []
        assert re.search(f"先做的一件事：[^。]*(?:{steps[question[0]]})", written.passages["question"])
        assert "三个月再议" not in written.passages["question"]
        if question.startswith(("孩", "退")):
            assert "子女看" in written.passages["question"]

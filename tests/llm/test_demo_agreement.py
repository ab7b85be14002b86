"""The demo model's reports contradict themselves nowhere, repeat no advice, and suit the reader's age and question."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from app.bazi.birth import Birth
from app.llm.demo.reading.en import effects as en_effects
from app.llm.demo.reading.fit import Must, fitted
from app.llm.demo.reading.when import asked_year
from app.llm.demo.reading.zh import effects as zh_effects
from app.reading.topics import topic_of
from tests.llm.test_demo_reading import Written, facts_of, some_births, write

CHILD = Birth(year=2012, month=12, day=19, hour=15, minute=5)
ELDER = Birth(year=1956, month=4, day=27, hour=6, minute=40)
SPRING = Birth(year=1989, month=3, day=8, hour=9, minute=25)
AUTUMN = Birth(year=1984, month=10, day=3, hour=13, minute=15)
NO_HOUR = Birth(year=1995, month=8, day=21, hour=None)
SENTENCES = {"zh": re.compile(r"[^。！？；\n]{12,}"), "en": re.compile(r"[^.!?;:\n]{40,}")}
ADULT_WORDS = {
    "zh": re.compile("上级|合伙|应酬|跳槽|辞职|副业|进修|取证|存折|缴|签字|付款前|谈价钱|备用金|裸辞|发薪|客户"),
    "en": re.compile(r"superior|client|salary|partnership|reserve of three|before you sign|change jobs|side line"),
}
BRANCHES = "[子丑寅卯辰巳午未申酉戌亥]"
PILLAR = f"[甲乙丙丁戊己庚辛壬癸]{BRANCHES}"
ELDER_WORDS = re.compile(r"change jobs|rules affect you|income comes from|pay best|new ventures|\bclients\b")


def everything(written: Written) -> str:
    return "\n".join(written.passages.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_advice_is_printed_more_than_twice(language: str) -> None:
    for birth, gender in (*some_births(), (SPRING, "male"), (AUTUMN, "female"), (NO_HOUR, "female")):
        passages = write(birth, gender, language).passages
        told = [
            re.sub(r"\(.*?\)|（.*?）", "", part).strip()
            for key, text in passages.items()
            if key != "years"
            for part in SENTENCES[language].findall(text)
        ]
        assert not [part for part, times in Counter(told).items() if times > 2], birth


@pytest.mark.parametrize(("language", "clauses"), [("zh", "[，；。：\n]"), ("en", r"[;:,.\n]")])
def test_no_advice_about_a_relation_is_printed_more_than_twice(language: str, clauses: str) -> None:
    """What follows a relation depends on its kind, and a kind may come up in six months, two years and two decades."""
    effects = zh_effects if language == "zh" else en_effects
    wordings = [*effects.LONG_EFFECTS.values(), *effects.MONTH_EFFECTS.values(), *effects.PAST_EFFECTS.values()]
    advice = {part.strip() for options in wordings for option in options for part in re.split(clauses, option)}
    for birth, gender in (*some_births(), (SPRING, "male"), (AUTUMN, "female"), (CHILD, "female"), (ELDER, "male")):
        passages = write(birth, gender, language).passages
        told = Counter(part.strip() for part in re.split(clauses, passages["years"] + passages["luck"]))
        assert not [part for part in advice if told[part] > 2], birth


@pytest.mark.parametrize("language", ["zh", "en"])
def test_relations_of_the_same_characters_are_told_once(language: str) -> None:
    for birth in (SPRING, NO_HOUR, AUTUMN):
        chart = write(birth, "male", language).passages["chart"]
        words = re.findall(
            "[子丑寅卯辰巳午未申酉戌亥]{2}(?:六害|六冲)|(?:六害|六冲) [子丑寅卯辰巳午未申酉戌亥]{2}", chart
        )
        assert words
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("language", "question"), [("zh", "我今年该不该换工作？"), ("en", "Should I change my job this year?")]
)
def test_the_answer_comes_first_in_the_summary_and_the_months_agree(language: str, question: str) -> None:
    for birth, gender in ((SPRING, "male"), (NO_HOUR, "female"), (AUTUMN, "male"), (ELDER, "female")):
        passages = write(birth, gender, language, question).passages
        opening = passages["summary"].split("\n\n")[2]
        answer = re.findall(r"\*\*(.+?)[.。]?\*\*", opening)[0]
        assert answer in passages["question"].split("\n\n")[1]
        assert "换" in answer or "辞" in answer or "job" in answer or answer.startswith(("yes", "not yet"))
        item = next(
            line for line in passages["advice"].splitlines() if "所问之事" in line or "For your question" in line
        )
        advised = re.findall("[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]", item)
        assert all(month in passages["question"] for month in advised)
        assert "所问之事" in passages["career"] or "Your Question" in passages["career"]


def test_a_step_that_was_asked_about_is_not_put_into_a_year_that_is_nearly_over() -> None:
    passages = write(SPRING, "male", "zh", "我今年该不该换工作？").passages
    assert "要紧的一步放到2027年" in passages["question"]
    assert re.search("要紧的一步排在..月（2027年[2-9]月", passages["advice"])
    passages = write(AUTUMN, "female", "en", "Should I change my job this year?").passages
    assert "What is left of 2026, until 3 February 2027" in passages["question"]
    step = r"(?:the step that counts, .*?|the next job, .*?) in .*?\(\d+ (?:February|July|August) (?:\d{4} )?to"
    assert re.search(step, passages["advice"])


@pytest.mark.parametrize("words", ["什么时候能遇到合适的人？", "When will I meet the right person?"])
def test_a_question_that_asks_when_gets_years_at_once(words: str) -> None:
    language = "en" if words.isascii() else "zh"
    assert topic_of(words).key == "love"
    passages = write(NO_HOUR, "female", language, words).passages
    assert "2027" in passages["summary"].split("\n\n")[2].split("**")[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_recommended_year_and_a_transit_with_a_void_branch_are_marked(language: str) -> None:
    question = "我什么时候能遇到合适的人？" if language == "zh" else "When will I meet the right person?"
    written = write(NO_HOUR, "female", language, question)
    assert [year.year for year in written.chart.years if year.is_void] == [2026, 2027]
    assert "空亡" in written.passages["question"]
    years = [part for part in written.passages["years"].split("\n\n") if part.startswith("**2026") or "**2027" in part]
    assert all("空亡" in part for part in years)
    items = [line for line in written.passages["years"].splitlines() if line.startswith("- ")]
    for item, month in zip(items, written.chart.months, strict=True):
        assert ("空亡" in item) == month.is_void


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_step_is_not_placed_in_a_month_with_a_void_branch_if_there_is_another(language: str) -> None:
    question = "我什么时候能遇到合适的人？" if language == "zh" else "When will I meet the right person?"
    written = write(NO_HOUR, "female", language, question)
    item = next(line for line in written.passages["advice"].splitlines() if "2027" in line and line.startswith("- "))
    step = re.findall(PILLAR, item)[-1]
    assert step == "戊申", "丙午 and 丁未 come earlier, but are void"


@pytest.mark.parametrize(("language", "days"), [("zh", 19), ("zh", 120), ("en", 19), ("en", 120)])
def test_a_decade_that_is_about_to_begin_is_announced_and_planned_with(language: str, days: int) -> None:
    decades = write(AUTUMN, "female", language).chart.luck.decades
    now, following = decades[3], decades[4]
    change = date.fromisoformat(following.from_date)
    passages = write(AUTUMN, "female", language, "?", today=change - timedelta(days=days)).passages
    for key in ("summary", "advice", "luck", "question"):
        assert following.pillar in passages[key]
    plan = passages["advice"].split("大运" if language == "zh" else "Plan with")[1].splitlines()[0]
    assert following.pillar in plan
    assert now.pillar not in plan
    for key in ("career", "money", "love", "family", "wellbeing"):
        assert (f"{now.pillar}运" if language == "zh" else now.pillar) not in passages[key]
    assert "已走过10年" not in passages["luck"], "the last of its years is not over"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_child_is_told_nothing_that_is_meant_for_adults(language: str) -> None:
    for birth in (CHILD, Birth(year=2018, month=6, day=2, hour=7), Birth(year=2010, month=10, day=1, hour=None)):
        passages = write(birth, "male", language).passages
        for key in set(passages) - {"luck", "strength", "character"}:
            assert not ADULT_WORDS[language].search(passages[key]), (birth, key)


def test_an_english_report_for_an_old_reader_looks_back_on_work() -> None:
    for birth in (ELDER, Birth(year=1942, month=8, day=20, hour=None), Birth(year=1935, month=1, day=5, hour=23)):
        text = everything(write(birth, "male", "en"))
        assert not ELDER_WORDS.search(text)
        assert "has paid most" in text


def test_a_decade_at_school_is_told_as_one_in_english() -> None:
    luck = write(AUTUMN, "female", "en").passages["luck"]
    assert "At school age" in luck.split("**")[2]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nobody_is_assumed_to_be_there(language: str) -> None:
    family = write(SPRING, "male", language).passages["family"]
    frame = "已经不在的，就当作回忆来读" if language == "zh" else "pass over anyone you do not have"
    assert frame in family.split("\n\n")[1]


def test_the_elements_that_help_are_not_said_to_strengthen_a_strong_day_master() -> None:
    for birth, gender in some_births():
        assert "助身的" not in write(birth, gender, "zh").passages["wellbeing"]


def test_another_hour_is_weighed_against_the_side_the_chart_is_on() -> None:
    assert "强弱与喜忌都不变，但格局要另取" in write(SPRING, "male", "zh").passages["strength"]


def test_the_part_of_climate_is_told_for_the_chart() -> None:
    assert "调候取火，正与扶抑相合" in write(CHILD, "female", "zh").passages["strength"]
    winter = Birth(year=1998, month=1, day=24, hour=20, minute=50)
    assert "Fire helps as well and comes last" in write(winter, "male", "en").passages["strength"]


def test_who_speaks_up_is_not_said_to_store_up_hurt() -> None:
    love = write(AUTUMN, "female", "en").passages["love"]
    assert "You hide neither" in love
    assert "store up hurt" not in love


def test_before_spring_the_calendar_year_is_called_this_year() -> None:
    passages = write(SPRING, "male", "zh", "今年适合换工作吗？", today=date(2027, 1, 15)).passages
    assert "立春以前仍算2026年丙午" in passages["summary"]
    assert "今年2027年丁未" in passages["summary"]
    english = write(SPRING, "male", "en", "Should I change my job this year?", today=date(2027, 1, 15)).passages
    assert "This year, 2027 丁未" in english["summary"]
    assert "The year you ask about, 2027" in english["question"]


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("今年好吗？", 2026),
        ("明年呢？", 2027),
        ("Is 2030 a good year?", 2030),
        ("next year?", 2027),
        ("何时？", 0),
        ("2099?", 0),
    ],
)
def test_the_year_that_a_question_names(question: str, year: int) -> None:
    asked = asked_year(facts_of(SPRING, "male", "zh", question))
    assert (asked[0] if asked else 0) == year


def test_an_age_or_span_of_zero_is_put_into_words() -> None:
    early = write(SPRING, "male", "zh").passages["luck"]
    assert "出生后9个月起运" in early
    assert "不满一岁起" in early
    assert "after 9 months" not in early
    assert not re.search(r"(?<!\d)0 (?:years|months)|age of 0", write(SPRING, "male", "en").passages["luck"])


def test_empty_lines_leave_no_spaces() -> None:
    text = fitted([], [[Must("One."), "", Must("Two."), ""]], (2, 40), "", space=" ", measure=len)
    assert text == "One. Two."
    for birth, gender in some_births():
        assert not re.search(r"  | $", everything(write(birth, gender, "en")), re.MULTILINE)


@pytest.mark.parametrize("question", ["我今年身体怎么样？", "How is my health this year?"])
def test_a_question_about_health_gets_habits_instead_of_a_decision(question: str) -> None:
    language = "en" if question.isascii() else "zh"
    for birth in (SPRING, AUTUMN, Birth(year=1970, month=5, day=3, hour=14)):
        passages = write(birth, "male", language, question).passages
        item = re.findall("(?m)^- .*(?:所问之事|For your question).*$", passages["advice"])[0]
        assert re.search("起头|begin in", item)
        assert not re.search("要紧的一步|the step|prepar|只做准备|只宜准备", passages["question"] + item)
        assert re.search("其余见“起居与调养”|“Rest and Daily Care” has the rest", passages["question"])
        assert "too little movement" not in passages["question"]

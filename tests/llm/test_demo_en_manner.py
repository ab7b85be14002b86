"""What an English demo report says of its reader agrees from section to section, and with what the chart needs."""

import random
import re
from collections.abc import Iterator

import pytest

from app.bazi.birth import Birth
from app.llm.demo.reading.en.answers import plan, stance
from app.llm.demo.reading.en.effects import LONG_EFFECTS, MONTH_EFFECTS
from app.llm.demo.reading.en.ties import gathered, gathers_too_much, ranked
from app.llm.demo.reading.en.view import best_years, tones_of_years
from app.llm.demo.reading.when import easy_months, is_ending
from tests.llm.test_demo_reading import facts_of, write

PILLAR = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
OPPOSITES = (
    ("hides little|frank, decided manner", "keep feelings to yourself|keep your ideas to|You do not speak of worries"),
    ("hides little|frank, decided manner|You hide neither", "openness (?:take|may take) (?:more|some) practice"),
    ("You brighten a room", "do not push yourself forward|rather than at first sight|results are easily overlooked"),
    ("which stands for diligence, saving", "you spend by mood|you spend on impulse|money goes as it comes"),
    ("tied up too firmly", "you spend by mood|you spend on impulse|faster than you use them"),
    ("not easily moved|heat kept inside|careless word stays|may keep it to yourself", "the face shows all"),
    ("mind of their own|a proud streak|frank, decided|you start quickly", "You tend to ask everyone"),
    ("You tend to ask everyone", "practise asking"),
    ("seldom mention your own troubles\\.", "It helps you to talk about what bothers|You hide neither"),
    ("do not leave things half done|sheer patience", "things stay unfinished|many things begun|too many beginnings"),
    ("you adapt fast|how to go around", "changing course is hard|ease of movement take"),
    ("you adapt fast|you start quickly|frank, decided", "need time to turn"),
    ("you start slowly|absorb a subject slowly", "first week is the strongest|haste and rivalry"),
    ("being hurried", "haste and rivalry"),
    ("A pliant manner|considerate manner", "Giving way is hard|sound like verdicts"),
    ("staying in one place long enough", "the same hour and the same desk|chart steadiness"),
    ("grow in one direction|you start quickly|frank, decided", "beginnings are hard|growth and initiative take"),
    ("steady, dependable|gritted teeth|sheer patience", "steadiness and good faith take"),
    ("do it finely|frank, decided", "choosing is hard|clarity and measure take"),
    ("you give warmth", "warmth and openness take|praise and celebration take"),
    ("three meals at fixed times", "eat something small"),
    ("fine words", "words of affection come easily"),
)
PAIR = "Should I move abroad with my family next year?"
RETIRED = "Should I live with my daughter after I retire?"


def births(first: int = 1961, last: int = 2005, count: int = 20) -> Iterator[tuple[Birth, str]]:
    chance = random.Random(23)
    for _ in range(count):
        hour = chance.choice([None, *range(24)])
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(first, last)
        yield Birth(year=year, month=month, day=day, hour=hour, minute=30), chance.choice(["female", "male"])


def test_no_two_sentences_about_the_reader_are_opposites() -> None:
    for birth, gender in births(1940, 2005, 60):
        text = "\n".join(write(birth, gender, "en").passages.values())
        for one, other in OPPOSITES:
            assert not (re.search(one, text) and re.search(other, text)), (birth, one, other)


def test_an_element_that_helps_is_not_blamed_for_being_heavy() -> None:
    for birth, gender in births(count=40):
        facts = facts_of(birth, gender, "en")
        text = write(birth, gender, "en").passages["wellbeing"]
        assert ("is heaviest and helps: " in text) == (facts.heaviest in facts.helpful)


def _clauses(texts: tuple[str, ...]) -> list[str]:
    return [part.strip(" ;,") for text in texts for part in re.split(r"\{\w+\}", text) if len(part) > 25]


def test_a_gathering_of_an_element_that_costs_effort_is_no_help() -> None:
    seen = 0
    kinds = ("三合", "三会", "半合")
    helps = [clause for kind in kinds for clause in (*_clauses(MONTH_EFFECTS[kind]), *_clauses(LONG_EFFECTS[kind]))]
    for birth, gender in births(count=30):
        facts, text = facts_of(birth, gender, "en"), write(birth, gender, "en").passages["years"]
        items = [line for line in text.splitlines() if line.startswith("- ")]
        for item, month in zip(items, facts.months, strict=True):
            ties = ranked(month.ties)
            if ties and gathers_too_much(facts, ties[0]):
                seen += 1
                assert not [clause for clause in helps if clause in item], (birth, item)
        for year in facts.years:
            for tie in year.ties:
                if gathers_too_much(facts, tie):
                    told = re.findall(rf"[^.]*\({tie.parts}\)[^:.]*: [^.]*\.", text)
                    assert not [part for part in told for clause in helps if "whose" in part and clause in part]
    assert seen


def test_the_element_of_a_gathering_is_that_of_its_branches() -> None:
    found = {
        (tie.parts, gathered(tie))
        for birth, gender in births()
        for month in facts_of(birth, gender, "en").months
        for tie in month.ties
        if tie.kind in {"三合", "三会", "半合"}
    }
    assert {element for _, element in found} <= set("木火金水")
    assert ("申子", "水") in found or ("子申", "水") in found


_RECOMMENDED = re.compile(r"(?:favour action|easier months|place in|go well in|choose|easily in)[^.]*")


def test_the_last_days_of_a_month_are_recommended_nowhere() -> None:
    seen = 0
    for birth, gender in births(count=60):
        facts = facts_of(birth, gender, "en")
        present = next(month for month in facts.months if month.is_current)
        assert is_ending(facts, present)
        assert present not in easy_months(facts)
        if present.tone != "good":
            continue
        seen += 1
        passages = write(birth, gender, "en", PAIR).passages
        for key in ("question", "career", "money", "love", "family", "wellbeing"):
            for told in _RECOMMENDED.findall(passages[key]):
                assert present.pillar not in told, (birth, told)
    assert seen


def test_what_is_new_does_not_wait_for_a_demanding_month() -> None:
    for birth, gender in births(count=40):
        facts = facts_of(birth, gender, "en")
        ahead = [month for month in facts.months if month.start > facts.chart["as_of"]]
        text = write(birth, gender, "en").passages["years"]
        if ahead[0].tone != "hard":
            assert "leave what is new for" not in text
        if told := re.search(rf"leave what is new for ({PILLAR})", text):
            assert next(month for month in ahead if month.pillar == told[1]).tone != "hard"


@pytest.mark.parametrize("question", [PAIR, RETIRED, "Should I start my own business?", "Should I get married?"])
def test_a_trial_is_named_and_what_binds_is_left_for_the_best_year(question: str) -> None:
    for birth, gender in births():
        facts = facts_of(birth, gender, "en", question)
        advice = write(birth, gender, "en", question).passages["advice"]
        item = next(line for line in advice.splitlines() if "your question" in line)
        step, best = plan(facts).step, best_years(facts)
        if stance(facts) != "steady" or step is None:
            continue
        assert "the step that counts" not in item
        if later := [year for year in best if year > step.year and step.year not in best]:
            assert f"leave what binds you for {later[0]}" in item


@pytest.mark.parametrize("question", [PAIR, None])
def test_talks_come_before_the_step_that_was_asked_about(question: str | None) -> None:
    for birth, gender in births():
        facts = facts_of(birth, gender, "en", question)
        step = plan(facts).step if question else None
        starts = {month.pillar: month.start for month in facts.months if not month.start < facts.chart["as_of"]}
        text = write(birth, gender, "en", question).passages["love"]
        for told in re.findall(r"For an open talk, choose ([^.]*)", text):
            assert all(step is None or starts[name] < step.start for name in re.findall(PILLAR, told)), (birth, told)
        assert "Small things are better said at once" in text or "the months, see" in text


def test_a_move_with_others_says_who_goes_first() -> None:
    for birth, gender in births(count=12):
        assert "As to your family, one adult goes" in write(birth, gender, "en", PAIR).passages["question"]
        assert "As to your family" not in write(birth, gender, "en", "Should I move abroad?").passages["question"]


def test_every_later_year_is_told_where_a_question_has_room_for_it() -> None:
    full = 0
    for birth, gender in births():
        facts = facts_of(birth, gender, "en", RETIRED)
        text = write(birth, gender, "en", RETIRED).passages["question"]
        if told := re.search(r"As to the others, ([^.]*)\.", text):
            full += 1
            spans = re.findall(r"(\d{4})(?: to (\d{4}))?", told[1])
            named = {year for first, last in spans for year in range(int(first), int(last or first) + 1)}
            best = best_years(facts)
            assert {year for year in tones_of_years(facts) if year > best[0] and year > 2027} - set(best) <= named
    assert full


def test_a_decade_is_close_to_the_one_before_only_in_the_same_tone() -> None:
    for birth, gender in births(1930, 1975, 30):
        facts = facts_of(birth, gender, "en")
        parts = write(birth, gender, "en").passages["luck"].split("\n\n")
        for before, decade in zip(facts.decades, facts.decades[1:], strict=False):
            own = next(part for part in parts if part.startswith(f"**{decade.pillar} "))
            assert "close to the decade before" not in own or before.tone == decade.tone, (birth, own)


def test_the_runs_of_a_decade_reach_its_end() -> None:
    for birth, gender in births(1940, 2000, 30):
        facts = facts_of(birth, gender, "en")
        text = write(birth, gender, "en").passages["luck"]
        decade = facts.decade
        if decade is None or "Year by year" not in text:
            continue
        last = decade.year + 9 + (decade.start[5:7] > "06")
        told = re.search(r"Year by year, ([^.]*)\.", text)
        assert told
        assert str(min(last, max(tones_of_years(facts)))) in told[1]


def test_readers_near_retirement_need_no_seniors_tests_or_titles() -> None:
    unfit = re.compile(
        r"with a senior or|reliable firm behind you|reserves first and expand|course begun or a test|senior's advice"
        r"|Duties and titles can|elders offer care|reliable institution stand"
    )
    for birth, gender in births(1961, 1971, 30):
        written = write(birth, gender, "en", RETIRED)
        passages = {**written.passages, "luck": ""}
        found = unfit.search("\n".join(passages.values()))
        assert not found, (birth, found)


def test_what_there_is_enough_of_is_heavy_in_the_chart() -> None:
    names = {"木": "Wood", "火": "Fire", "土": "Earth", "金": "Metal", "水": "Water"}
    for birth, gender in births(count=40):
        facts = facts_of(birth, gender, "en")
        for told in re.findall(r"of ([\w ,]+) there is enough", write(birth, gender, "en").passages["summary"]):
            assert all(facts.weights[e] >= 20 for e, name in names.items() if name in told), (birth, told)


def test_a_single_hidden_stem_is_not_spoken_of_as_several() -> None:
    for birth, gender in births(count=60):
        facts, text = facts_of(birth, gender, "en"), write(birth, gender, "en").passages["strength"]
        assert "None of these" not in text
        assert len(facts.columns["month"].hidden) > 1 or "None of them shows" not in text


def test_the_neighbouring_hour_says_what_would_change() -> None:
    found = set()
    for minute in range(0, 60, 7):
        for year in (1964, 1985, 1995, 2001):
            birth = Birth(year=year, month=6, day=27, hour=11, minute=minute)
            text = write(birth, "male", "en").passages["strength"]
            if "support would be about" in text:
                assert "in the place of children and later plans" in text
                found.add("would tend to help instead" in text)
            assert "little depends on it" not in text
    assert False in found


def test_empty_and_bare_sentences_are_gone() -> None:
    empty = re.compile(r"to treat the two differently|Again a |gives in one place and|as well as a|had to do with")
    for birth, gender in births(1930, 2005, 30):
        found = empty.search("\n".join(write(birth, gender, "en", PAIR).passages.values()))
        assert not found, (birth, found)


def test_a_pair_of_branches_is_told_once_in_a_month_or_year() -> None:
    for birth, gender in births(count=12):
        text = write(birth, gender, "en").passages["years"]
        for part in text.split("\n\n"):
            broken = re.findall(r"a break \((..)\)", part.partition("\n- ")[0])
            others = re.findall(r"a (?:combination|punishment) \((..)\)", part.partition("\n- ")[0])
            assert not {frozenset(pair) for pair in broken} & {frozenset(pair) for pair in others}, (birth, part)


def test_readers_under_eighteen_have_no_place_or_salary_of_their_own_to_keep() -> None:
    for birth, gender in births(2009, 2013, 8):
        for question in ("Should I move in with my father?", "Should I start my own business?"):
            text = "\n".join(write(birth, gender, "en", question).passages.values())
            found = re.search("your own place|keep the salary|beside your job|give notice", text)
            assert not found, (birth, found)

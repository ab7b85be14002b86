"""The demo model's English sentences follow the tones, ties, ages and questions that choose them, for every birth."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.bazi.birth import Birth, ChartOptions
from app.bazi.casting import cast_chart
from app.llm.demo.reading.en import months, past
from app.llm.demo.reading.en.answers import plan
from app.llm.demo.reading.en.effects import LONG_BURDENS, LONG_EFFECTS, MONTH_BURDENS, MONTH_EFFECTS
from app.llm.demo.reading.en.hours import what_changes
from app.llm.demo.reading.en.view import best_years, rubs, spans
from app.llm.demo.reading.en.years import year_texts
from app.llm.demo.reading.when import ahead as coming
from app.llm.demo.reading.when import months_with
from tests.llm.test_demo_reading import CHENGDU, TODAY, facts_of, write

PILLAR = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
BUSINESS = "Should I start my own business in 2027?"
BOTH = "How will my health and money be over the next three years?"
OPPOSITES = (
    ("hide neither liking nor displeasure; see", "show affection in deeds|habit easily replaces|keep what you notice"),
    ("the face shows all of them", "keep your feelings to yourself|keep your thoughts until"),
    ("large sums you keep in check", "on a good mood|in a good mood"),
    ("stopping is the hard part", "reserves run out quickly"),
    ("need time to turn|start slowly", "act before thinking|the answer before the reasons"),
    ("One more course adds little", "training and a good mentor pay"),
    ("warmth and openness may take some practice", "You hide neither"),
    ("neither hot nor cold", "makes the climate of the chart"),
    ("has to be brought in, as the chart has none", r"\bis light, so|is lightest"),
)


def births(first: int = 1930, last: int = 2005, count: int = 24) -> Iterator[tuple[Birth, str]]:
    chance = random.Random(5)
    for _ in range(count):
        hour = chance.choice([None, *range(24)])
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(first, last)
        yield Birth(year=year, month=month, day=day, hour=hour, minute=30), chance.choice(["female", "male"])


def months_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("- ")]


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def clauses(*wordings: str) -> set[str]:
    """The parts of wordings before and after the side of life that they name, as far as they are long enough."""
    return {part.strip(" ;,") for text in wordings for part in re.split(r"\{\w+\}", text) if len(part) > 25}


SMOOTH = {capital(text) for tones in months.MONTHS.values() for tone in ("good", "mixed") for text in tones[tone]}
HEAVY = {capital(text) for tones in months.MONTHS.values() for text in tones["hard"]}
BONDS = clauses(*(text for kind in MONTH_BURDENS for text in MONTH_EFFECTS[kind]))
BURDENS = clauses(*(text for kind in ("六合", "天干五合") for text in MONTH_BURDENS[kind]))
"""Without the relations that gather an element, which may be one that costs effort in any month."""


def test_a_demanding_month_is_never_told_as_a_smooth_one_nor_a_smooth_one_as_demanding() -> None:
    for birth, gender in births(1961):
        for item in months_of(write(birth, gender, "en").passages["years"]):
            is_hard = ": a demanding month" in item
            assert not [text for text in (SMOOTH if is_hard else HEAVY) if text in item], (birth, item)
            if "was" not in item and "were" not in item:
                assert not [text for text in (BONDS if is_hard else BURDENS) if text in item], (birth, item)


def test_a_demanding_month_that_is_over_is_remembered_as_one() -> None:
    heavy = {text for texts in months.PAST.values() for text in texts}
    pleasant = {text for texts in past.MONTHS.values() for text in texts} - heavy
    for birth, gender in births(1961):
        for item in months_of(write(birth, gender, "en").passages["years"]):
            if ": a demanding month" in item:
                assert not [text for text in pleasant if f" {text}." in item], (birth, item)


def test_bonds_are_burdens_in_a_demanding_year_or_decade() -> None:
    bonds = clauses(*(text for kind in LONG_BURDENS for text in LONG_EFFECTS[kind]))
    for birth, gender in births():
        passages = write(birth, gender, "en").passages
        for part in re.split(r"\n\n(?=\*\*)", passages["luck"] + "\n\n" + passages["years"]):
            if re.search(r"is demanding:|It is a demanding decade", part.partition("\n- ")[0]):
                assert not [text for text in bonds if text in part.partition("\n- ")[0]], (birth, part)


def test_a_month_names_its_clash_with_the_day_branch_and_all_pillars_that_it_touches() -> None:
    for birth, gender in births():
        facts = facts_of(birth, gender, "en")
        for item, month in zip(months_of(write(birth, gender, "en").passages["years"]), facts.months, strict=True):
            touched = {name for tie in month.ties if tie.kind == "六冲" for name in tie.pillars}
            if "day" not in touched:
                continue
            named = re.search(r"A clash \(..\) with the ([a-z, ]+) pillar", item)
            assert named, (birth, item)
            assert touched <= set(re.findall("year|month|day|hour", item)), (birth, item)


def test_mixed_decades_that_are_over_have_gains_and_costs() -> None:
    eased = [capital(easy) for easy, _ in past.DECADES.values()]
    for birth, gender in births(1930, 1980):
        for part in write(birth, gender, "en").passages["luck"].split("\n\n"):
            if "its subject was" in part and not re.search("[Cc]hildhood|school age", part):
                assert ("the cost of it" in part) == ("A mixed decade" in part), part
                assert "A demanding decade" not in part or not [text for text in eased if text in part], part


def test_all_demanding_months_are_named_in_the_advice() -> None:
    for birth, gender in births():
        facts, passages = facts_of(birth, gender, "en"), write(birth, gender, "en").passages
        hard = [month.pillar for month in months_with(facts, "hard", 24)]
        if not hard:
            continue
        told = passages["advice"].split("Leave some days free in ")[1].split("\n")[0]
        ahead, covered = coming(facts), set[str]()
        for start, _, end in re.findall(rf"({PILLAR}) [\w-]+( to ({PILLAR}))?", told):
            names = [month.pillar for month in ahead]
            covered |= set(names[names.index(start) : names.index(end or start) + 1])
        assert set(hard) == covered, (birth, told)
        assert told.startswith(spans(facts, months_with(facts, "hard", 24)))


def test_the_last_day_of_the_year_is_the_day_before_spring() -> None:
    for birth, gender in births(count=8):
        text = "\n".join(write(birth, gender, "en", "Should I change my job this year?").passages.values())
        assert "until 3 February 2027" in text
        assert "until 4 February 2027" not in text


@pytest.mark.parametrize("question", [BUSINESS, "Should I change my job?", "Should I move abroad?", "What now?"])
def test_waiting_has_one_ladder_of_now_a_month_to_look_again_and_a_year_to_decide(question: str) -> None:
    for birth, gender in births():
        facts = facts_of(birth, gender, "en", question)
        passages = write(birth, gender, "en", question).passages
        text = passages["question"] + passages["advice"]
        item = next(line for line in passages["advice"].splitlines() if "For your question" in line)
        if "look again" not in item:
            continue
        assert not re.search("three months|half a year", text)
        talk = plan(facts).talk[0]
        if any(month.start > (TODAY + timedelta(days=90)).isoformat() for month in months_with(facts, "good", 24)):
            assert date.fromisoformat(talk.start) - TODAY >= timedelta(days=90)
        decided = re.search(r"decide in (\d{4})", item)
        if decided:
            assert int(decided[1]) == next(year for year in best_years(facts) if year > talk.year)


@pytest.mark.parametrize(("field", "pillar"), [("love", "day"), ("family", "day"), ("career", "month")])
def test_months_recommended_for_a_field_do_not_disturb_its_pillar(field: str, pillar: str) -> None:
    lead = {"love": "For an open talk, choose", "family": "settled more easily in", "career": "has its place in"}[field]
    for birth, gender in births(1961):
        facts = facts_of(birth, gender, "en")
        ahead = {month.pillar: month for month in coming(facts)}
        for told in re.findall(rf"{lead} (.*)", write(birth, gender, "en").passages[field]):
            for name in re.findall(PILLAR, told):
                assert not rubs(ahead[name], pillar), (birth, told)
                assert ahead[name].tone == "good"


def test_each_of_several_matters_and_years_gets_its_ground() -> None:
    for birth, gender in births(1961):
        written = write(birth, gender, "en", BOTH)
        assert written.findings == []
        text = written.passages["question"]
        assert re.search(r"As for money, the wealth stars \(\w+\) are [\w ]+;", text)
        assert "You asked about this as well" in written.passages["money"]
        assert "For money, " in written.passages["summary"]
        for year in (2027, 2028, 2029):
            assert re.search(rf"\*\*{year}\*\*, under [^.]*?is (?:supportive|mixed|demanding) \(.+?\): \w", text)


def test_a_question_about_a_business_is_answered_as_one() -> None:
    for birth, gender in births(1961):
        text = write(birth, gender, "en", BUSINESS).passages["question"]
        assert re.search("the business beside it|begin it beside your job|clients, costs and papers", text)
        assert re.search("For a business (?:no star )?speaks? ", text)
        assert re.search("could lose without borrowing|three paying clients|first three clients", text)


def test_months_of_a_wait_that_is_long_are_told_by_the_runs_of_its_years() -> None:
    for birth, gender in births(1961):
        facts = facts_of(birth, gender, "en", BUSINESS)
        best = best_years(facts)
        if best and best[0] > 2029:
            text = write(birth, gender, "en", BUSINESS).passages["question"]
            assert re.search(rf"Before that, 2028 (?:is|to|and)[^.]*\b{best[0] - 1}\b", text), birth


def test_a_doctor_does_not_wait_for_a_month() -> None:
    for birth, gender in births():
        advice = write(birth, gender, "en", "How is my health this year?").passages["advice"]
        item = next(line for line in advice.splitlines() if "For your question" in line)
        assert "a small change can start tonight" in item


def test_the_neighbouring_hour_is_computed_as_the_service_would() -> None:
    found = 0
    for minute in range(0, 60, 7):
        for year in (1964, 1985, 1995):
            birth = Birth(year=year, month=1, day=27, hour=19, minute=minute)
            facts = facts_of(birth, "female", "en")
            other = what_changes(facts)
            if other is None:
                continue
            for hour in (18, 20, 21, 22):
                near = cast_chart(
                    Birth(year=year, month=1, day=27, hour=hour, minute=30),
                    "female",
                    CHENGDU,
                    ChartOptions(),
                    today=TODAY,
                )
                if near.pillars.hour == other.pillar:
                    found += 1
                    assert abs(other.support - 100 * near.strength.support) <= 0.6
    assert found
    passages = write(Birth(year=1995, month=1, day=27, hour=20, minute=5), "female", "en").passages
    assert "support would be about" in passages["strength"]
    assert "weights would shift" not in passages["advice"]


def test_character_sentences_of_one_report_do_not_say_opposite_things() -> None:
    for birth, gender in births(1940, 2005, 60):
        text = "\n".join(write(birth, gender, "en", "Should I change my job?").passages.values())
        for one, other in OPPOSITES:
            assert not (re.search(one, text) and re.search(other, text)), (birth, one, other)


def test_too_much_is_said_only_of_elements_that_are_heavy_in_the_chart() -> None:
    names = {"木": "Wood", "火": "Fire", "土": "Earth", "金": "Metal", "水": "Water"}
    for birth, gender in births():
        facts = facts_of(birth, gender, "en")
        light = [name for element, name in names.items() if facts.weights[element] < 20]
        for told in re.findall(r"Too much ([\w ,]+) shows in", write(birth, gender, "en").passages["wellbeing"]):
            assert not set(re.findall(r"[A-Z]\w+", told)) & set(light)


def test_later_working_life_has_words_of_its_own() -> None:
    unfit = re.compile(r"Before you change jobs|meet the other family|The worry of parents|Choose something .*jogging")
    for birth, gender in births(1961, 1970, 16):
        assert not unfit.search("\n".join(write(birth, gender, "en").passages.values()))
    assert "pension" in write(Birth(year=1963, month=8, day=15, hour=4), "male", "en").passages["money"]


def test_advice_asks_for_no_more_of_an_element_that_is_better_in_small_measure() -> None:
    names = {"木": "Wood", "火": "Fire", "土": "Earth", "金": "Metal", "水": "Water"}
    for birth, gender in births(1961, 2005, 40):
        facts, passages = facts_of(birth, gender, "en"), write(birth, gender, "en").passages
        for told in re.findall(r"do something for (\w+)", passages["wellbeing"]):
            assert told not in {names[element] for element in facts.sparing}, birth
        if "火" in facts.sparing:
            assert not re.search("Choose something warming|seek light by day", passages["wellbeing"]), birth


def test_income_and_effort_are_not_built_on_stars_that_the_chart_has_not() -> None:
    roles = {"experience, learning and a good institution": "resource", "daily management": "wealth"}
    for birth, gender in births(1961, 2005, 40):
        facts, money = facts_of(birth, gender, "en"), write(birth, gender, "en").passages["money"]
        if any(facts.presence(facts.group_with(element)) for element in facts.helpful):
            for words, group in roles.items():
                assert f"soundest income comes from {words}" not in money or facts.presence(group), birth


@pytest.mark.parametrize("question", ["Should I move in with my daughter?", "Should we live together?"])
def test_a_question_about_living_together_is_answered_as_one(question: str) -> None:
    for birth, gender in births(1961):
        text = write(birth, gender, "en", question).passages["question"]
        assert re.search("keep your own place for now|give up your own place|rooms, costs and hours", text)
        assert not re.search("occasion to meet people|what you are looking for", text)


def test_only_a_question_that_asks_when_gets_the_years_for_an_answer() -> None:
    for birth, gender in births(1961, 2005, 12):
        summary = write(birth, gender, "en", "Should I move when my lease ends?").passages["summary"]
        assert "that suit" not in summary.split("**")[1]


def test_a_demanding_year_is_not_told_as_a_good_one_at_any_age() -> None:
    for first, last in ((1930, 1958), (1970, 2005), (2009, 2019)):
        for birth, gender in births(first, last, 16):
            facts = facts_of(birth, gender, "en")
            parts = re.split(r"\n\n(?=\*\*20)", write(birth, gender, "en").passages["years"])[-2:]
            for year, part in zip(facts.years, parts, strict=True):
                _, good, _ = year_texts(facts, year)
                told = part.partition("\n- ")[0].partition("What works nonetheless")[0]
                assert year.tone != "hard" or capital(good) not in told, (birth, told)

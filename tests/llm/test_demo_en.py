"""The demo model's English reports speak of the past in the past tense, and give the rules as the judgements do."""

import re
from datetime import date, timedelta

from app.bazi.birth import Birth
from app.bazi.glossary import glossary
from app.llm.demo.reading.en.words import GODS, STARS
from tests.llm.test_demo_reading import some_births, write

QUESTION = "Will I find a stable relationship in the next years?"
SUMMER = Birth(year=1991, month=6, day=15, hour=22, minute=10)
AUTUMN = Birth(year=1978, month=11, day=2, hour=None)


def test_the_months_and_decades_that_are_over_are_told_in_the_past_tense() -> None:
    passages = write(SUMMER, "male", "en").passages
    months = [line for line in passages["years"].splitlines() if line.startswith("- ")]
    present = next(number for number, line in enumerate(months) if "This is the present month" in line)
    assert present == 9
    for line in months[:present]:
        assert not re.search(r"\b(?:is|are|helps|may shift)\b", line), line
    assert not any(" was a month for" in line or "helped" in line for line in months[present:])
    past = [line for line in passages["luck"].splitlines() if "its subject was" in line]
    assert len(past) == 3
    assert "its subject was" not in passages["luck"].split("is the present one")[1]


def test_a_decade_that_is_about_to_end_gives_way_to_the_next_one() -> None:
    decades = write(AUTUMN, "female", "en").chart.luck.decades
    now, following = decades[3], decades[4]
    change = date.fromisoformat(following.from_date)
    passages = write(AUTUMN, "female", "en", today=change - timedelta(days=19)).passages
    assert f"It ends in {change:%B} {change.year}" in passages["summary"]
    for key in ("career", "money", "love", "family", "wellbeing"):
        assert f"the decade {following.pillar}" in passages[key]
        assert now.pillar not in passages[key]
    assert f"**Plan with the decade**: {following.pillar}" in passages["advice"]
    earlier = write(AUTUMN, "female", "en", today=change - timedelta(days=400)).passages
    assert "It ends in" not in earlier["summary"]
    assert f"**Plan with the decade**: {now.pillar}" in earlier["advice"]


def test_the_question_is_answered_in_words_and_recalled_where_it_belongs() -> None:
    passages = write(SUMMER, "male", "en", QUESTION).passages
    assert "neither a clear yes nor a clear no" in passages["summary"]
    assert "combines (丙辛) with Direct Wealth (正财)" in passages["question"]
    assert "the answer is the same: **meet people regularly" in passages["love"]
    assert "the answer is the same" not in passages["career"] + passages["money"]
    assert "**For your question**" in passages["advice"]


def test_the_pattern_and_the_strength_are_explained_by_the_rules_that_decided_them() -> None:
    blade = write(SUMMER, "male", "en").passages
    assert "the pattern is Month Blade (月刃), whichever stems show" in blade["strength"]
    assert "40% and more counts as the strong side" in blade["strength"]
    assert "there is no clear pattern" in write(AUTUMN, "female", "en").passages["strength"]


def test_a_relation_of_stems_is_not_ascribed_to_a_branch() -> None:
    for birth in (SUMMER, AUTUMN):
        luck = write(birth, "male", "en").passages["luck"]
        assert "the pillar ma" in luck
        assert not re.search(r"The branch is mainly [^.;]* makes? a", luck)


def test_the_stars_have_the_names_of_the_glossary() -> None:
    names = {entry.term: entry.name for entry in glossary() if entry.kind == "star"}
    for star, gloss in STARS.items():
        assert gloss.removeprefix("the ").split(",")[0] == names[star]


def test_the_ten_gods_have_the_names_that_the_prompt_gives() -> None:
    assert GODS["比肩"] == "Friend"
    for birth, gender in some_births():
        assert "Companion (比肩)" not in "\n".join(write(birth, gender, "en").passages.values())


def test_ties_of_the_year_and_the_day_pillar_are_told_by_kind_and_pillar() -> None:
    for birth, gender in some_births():
        passages = write(birth, gender, "en").passages
        assert "clashes or chafes" not in passages["family"]
        assert not re.search(
            r"combination[^;.]*, so [^;.]*get in the way", re.split("As to love|In the decade", passages["love"])[0]
        )
        for told in re.findall("The year pillar has a .*?[.]", passages["family"]):
            assert re.search(r"\([^)]+\) with the (?:month|day|hour)", told)

"""The demo model's Chinese reports agree between their sections, answer all that was asked, and explain ties."""

import re
from datetime import date

import pytest

from app.llm.demo.reading.zh import timing
from app.llm.demo.reading.zh.answers import later_years, plan
from app.llm.demo.reading.zh.deeds import deed, disputed
from app.llm.demo.reading.zh.gods import GROUP_NAMES, MONTHS
from app.llm.demo.reading.zh.month_texts import MONTHS_GOOD, MONTHS_HARD
from app.llm.demo.reading.zh.soon import next_start, rest_is_hard
from app.llm.demo.reading.zh.view import is_elder, is_late
from tests.llm.test_demo_reading import facts_of, write
from tests.llm.test_demo_zh_nature import births

BOTH = "三年内事业和财运怎么样？"
WEDDING = "这两年能遇到合适的人结婚吗？"
SAMPLE = list(births(24))


def test_new_things_begin_only_when_the_months_allow_it() -> None:
    waiting = 0
    for birth, gender in SAMPLE:
        f = facts_of(birth, gender, "zh", WEDDING)
        passages = write(birth, gender, "zh", WEDDING).passages
        if next_start(f):
            waiting += 1
            assert "这个月挑一样" not in passages["advice"], birth
            assert not re.search("(?m)^你可以先做的一件事：(?:挑|把自己期待)", passages["question"]), birth
        if rest_is_hard(f):
            assert "余下的日子宜收尾" not in passages["summary"] + passages["years"]
    assert waiting


def test_nothing_is_put_off_to_a_month_that_is_demanding() -> None:
    for birth, gender in SAMPLE:
        f = facts_of(birth, gender, "zh")
        passages = write(birth, gender, "zh", WEDDING).passages
        now = next(number for number, month in enumerate(f.months) if month.is_current)
        assert "下月" not in passages["advice"] + passages["question"] or f.months[now + 1].tone != "hard", birth
        items = [line for line in passages["years"].splitlines() if line.startswith("- ")]
        for number, item in enumerate(items[:-1]):
            assert "下月" not in item or f.months[number + 1].tone != "hard", item


def test_an_element_that_is_sparing_is_not_praised_in_the_half_year_it_rules() -> None:
    told = 0
    for birth, gender in SAMPLE:
        f = facts_of(birth, gender, "zh")
        if is_elder(f) or is_late(f) or f.is_minor:
            continue
        for field in ("work", "money", "love", "family", "care"):
            text = "".join(timing.timing(f, field))
            for group in GROUP_NAMES:
                if f.value(group) < 0:
                    told += 1
                    assert timing.TABLES[field][group] not in text or field == "care", (birth, field, group)
    assert told


def test_months_for_talks_at_home_are_free_of_disputes_or_told_with_them() -> None:
    for birth, gender in SAMPLE:
        f = facts_of(birth, gender, "zh")
        for field, pillars in (("family", ("day", "year")), ("love", ("day",))):
            text = "".join(timing.timing(f, field))
            named = [m for m in f.months if f"{m.pillar}月（" in text]
            assert "主张不一" in text or not any(disputed(month, pillars) for month in named), (birth, text)


def test_a_second_matter_is_answered_in_all_three_places() -> None:
    for birth, gender in SAMPLE:
        written = write(birth, gender, "zh", BOTH)
        f = facts_of(birth, gender, "zh", BOTH)
        assert written.findings == []
        star = f"{GROUP_NAMES['wealth']}（{f.element_of('wealth')}）"
        for key in ("summary", "question", "advice"):
            part = re.findall("[^\n]*财务[^\n]*", written.passages[key])
            assert part, (birth, key)
            assert any(star in line for line in part), (birth, key, part)
        assert "先做的一件事" in written.passages["question"], birth
        length, shortest, longest = written.lengths["question"]
        assert 0.85 * shortest <= length <= 1.06 * longest, (birth, length)


def test_every_year_that_was_asked_about_and_every_best_year_is_in_the_answer() -> None:
    for birth, gender in SAMPLE:
        f = facts_of(birth, gender, "zh", WEDDING)
        question = write(birth, gender, "zh", WEDDING).passages["question"]
        for year in (*(y["year"] for y in f.judged["question"]["asked_years"]), *re.findall("20..", later_years(f))):
            assert f"{year}年" in question, (birth, year)
        assert "婚事" in question


def test_the_step_that_counts_has_a_name_and_a_month_without_dispute() -> None:
    for question in (WEDDING, BOTH):
        for birth, gender in SAMPLE:
            f = facts_of(birth, gender, "zh", question)
            step = plan(f).step
            if step is None:
                continue
            advice = write(birth, gender, "zh", question).passages["advice"]
            assert deed(f)
            assert f"要紧的一步排在{step.pillar}月" in advice
            assert deed(f) in advice
            assert date.fromisoformat(step.start) > date(2026, 11, 30) or step.is_current


def test_all_hidden_stems_of_the_month_are_listed() -> None:
    for birth, gender in SAMPLE:
        f = facts_of(birth, gender, "zh")
        told = re.findall("格局从月令来：[^。]*", write(birth, gender, "zh").passages["strength"])[0]
        assert all(f"{hidden.stem}（{hidden.god}" in told for hidden in f.columns["month"].hidden), told


def test_a_relation_is_never_named_without_its_meaning() -> None:
    bare = re.compile("(?:相冲|相合|相刑|相害|相破|成局|成方|半合|三刑|自刑|（伏吟）)。")
    for birth, gender in SAMPLE:
        passages = write(birth, gender, "zh").passages
        decades = [part for part in passages["luck"].split("\n\n") if "这一步多半应在" not in part]
        for part in (*decades, *passages["years"].splitlines()):
            assert not bare.search(part), part
        assert "大致相接" not in passages["luck"]
        assert "的打算的事" not in passages["years"]
        assert not re.search("；又与[^；。]*，也与", passages["years"])


@pytest.mark.parametrize("other", [MONTHS_GOOD, MONTHS])
def test_months_of_different_tones_share_no_advice(other: dict[str, tuple[str, ...]]) -> None:
    hard = {part for texts in MONTHS_HARD.values() for text in texts for part in text.split("，") if len(part) > 8}
    rest = {part for texts in other.values() for text in texts for part in text.split("，") if len(part) > 8}
    assert not hard & rest


def test_a_question_about_having_a_child_is_answered_as_one() -> None:
    for birth, gender in SAMPLE:
        written = write(birth, gender, "zh", "明年适合要孩子吗？")
        length, shortest, longest = written.lengths["question"]
        assert 0.85 * shortest <= length <= 1.06 * longest, (birth, length)
        assert written.findings == []
        assert re.search("添孩子的事|谁来带|准备起来", written.passages["summary"])
        assert not re.search("慢慢走近|通话或见面", written.passages["question"])

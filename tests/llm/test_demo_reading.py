"""The demo model's reports agree with the chart and the judgements in the prompt, and pass the service's own checks."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart
from app.bazi.chart import Chart
from app.llm.demo.reading import Facts
from app.llm.demo.text import compose, read_order
from app.reading.judgement import judgements_of
from app.reading.outline import outline_of
from app.reading.request import ReportRequest
from app.report import Finding

TODAY = date(2026, 11, 30)
CHENGDU = Place(name="成都", longitude=104.07, timezone="Asia/Shanghai")
QUESTIONS = (
    *(None, "接下来三年，事业上该守还是该动？", "When should I marry?", "我会死吗？", "Will I win the lottery?"),
    *("```\n## 标题\n甲子年注定发财！", "# as an AI, I am destined for Jia-Zi", "x" * 500, "？", "{0} <癸> {name}"),
)
PHRASES = {"zh": re.compile("(?<=[。！？])|\n"), "en": re.compile(r"(?<=[.!?])\s|\n")}


@dataclass(frozen=True)
class Written:
    chart: Chart
    passages: dict[str, str]
    """By key."""
    lengths: dict[str, tuple[int, int, int]]
    """The length of each passage by key, with the shortest and the longest asked for."""
    findings: list[Finding]


@lru_cache(maxsize=2048)
def write(birth: Birth, gender: Any, language: Any, question: str | None = None, **more: Any) -> Written:
    version, name, today = more.get("outline", 2), more.get("name"), more.get("today", TODAY)
    options = ChartOptions()
    chart = cast_chart(birth, gender, CHENGDU, options, today=today)
    request = ReportRequest(
        birth=birth, gender=gender, place=CHENGDU, name=name, question=question, language=language, outline=version
    )
    outline = outline_of(request, chart)
    texts, lengths, findings = list[str](), dict[str, tuple[int, int, int]](), list[Finding]()
    for index, passage in enumerate(outline.passages):
        prompt = outline.prompt(index, texts)
        order = read_order([{"role": "system", "content": outline.system}, {"role": "user", "content": prompt}])
        texts.append(compose(order))
        length = len(texts[-1].split()) if order.in_words else len(texts[-1])
        lengths[passage.key] = length, order.shortest, order.longest
        checker = outline.checker(index)
        assert checker is not None
        checker.read(texts[-1])
        findings += checker.finish()
    keys = [passage.key for passage in outline.passages]
    return Written(chart, dict(zip(keys, texts, strict=True)), lengths, findings)


def facts_of(birth: Birth, gender: Any, language: Any, question: str | None = None) -> Facts:
    """Return what the demo model reads from a prompt of the report."""
    chart = cast_chart(birth, gender, CHENGDU, ChartOptions(), today=TODAY)
    request = ReportRequest(birth=birth, gender=gender, place=CHENGDU, question=question, language=language, outline=2)
    outline = outline_of(request, chart)
    facts = read_order([{"role": "user", "content": outline.prompt(0, [])}]).facts
    assert facts is not None
    return facts


def some_births() -> Iterator[tuple[Birth, str]]:
    chance = random.Random(11)
    for year in (1916, 1942, 1955, 1968, 1979, 1985, 1990, 1996, 2003, 2011, 2019, 2026):
        hour = chance.choice([None, chance.randint(0, 23)])
        day, month = chance.randint(1, 28), chance.randint(1, 11)
        yield Birth(year=year, month=month, day=day, hour=hour, minute=40), chance.choice(["female", "male"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_passes_the_services_checks_at_about_the_length_asked_for(language: str) -> None:
    for number, (birth, gender) in enumerate(some_births()):
        question = QUESTIONS[number % len(QUESTIONS)]
        written = write(birth, gender, language, question, name=("小明", "# `甲子`", None)[number % 3])
        assert written.findings == [], birth
        for key, (length, shortest, longest) in written.lengths.items():
            assert 0.85 * shortest <= length <= 1.06 * longest, (birth, question, key, length, shortest, longest)
        told = [part.strip() for text in written.passages.values() for part in PHRASES[language].split(text)]
        repeated = [part for part, times in Counter(told).items() if times > 1 and len(part) > 30]
        assert len(repeated) <= 1, repeated
        assert not re.search(r"[{}<>]", re.sub("“.*?”", "", "".join(written.passages.values())))


@pytest.mark.parametrize(("language", "shortest"), [("zh", 60), ("en", 30)])
def test_every_month_has_an_item_of_its_own_with_pillar_dates_and_tone(language: str, shortest: int) -> None:
    for birth, gender in some_births():
        written = write(birth, gender, language)
        items = [line for line in written.passages["years"].splitlines() if line.startswith("- ")]
        judged = judgements_of(written.chart, "", language)["months"]
        assert len(items) == len(judged) == 24
        for item, month in zip(items, judged, strict=True):
            assert month["pillar"] in item[:8]
            assert (f"“{month['tone']}”" if language == "zh" else month["tone"]) in item
            assert (len(item.split()) if language == "en" else len(item)) >= shortest
        without_names = {re.sub(r"\*\*.*?\*\*|\(.*?\)|（.*?）", "", item) for item in items}
        assert len(without_names) == 24, "not one template with swapped names"


@pytest.mark.parametrize(
    ("language", "question"), [("zh", "接下来三年该守还是该动？"), ("en", "Should I move abroad?")]
)
def test_the_question_is_quoted_and_answered_as_judged(language: str, question: str) -> None:
    birth = Birth(year=1990, month=5, day=12, hour=14, minute=30)
    written = write(birth, "female", language, question)
    lean = judgements_of(written.chart, question, language)["question"]["lean"]
    assert question in written.passages["question"]
    assert re.split("(?<=。)|(?<=[.]) ", lean)[0] in written.passages["summary"]


def test_decades_come_with_their_years_and_the_favourable_elements_are_the_same_everywhere() -> None:
    for birth, gender in some_births():
        written = write(birth, gender, "zh")
        for decade in written.chart.luck.decades:
            assert f"{decade.pillar}运**，{decade.from_year}年起" in written.passages["luck"]
        helpful = judgements_of(written.chart, "", "zh")["helpful"]
        named = re.findall("有助的([木火土金水、]+?)[可也里。]", "".join(written.passages.values()))
        assert named
        assert {name.strip("、") for name in named} == {"、".join(helpful)}


def test_warnings_are_told_in_the_last_passage() -> None:
    for language in ("zh", "en"):
        written = write(Birth(year=1979, month=11, day=3, hour=None), "male", language)
        assert written.chart.warnings
        for warning in written.chart.warnings:
            assert (warning.message_en if language == "en" else warning.message) in written.passages["advice"]


def test_a_prompt_of_the_first_outline_is_written_from_the_general_stock() -> None:
    written = write(Birth(year=1990, month=5, day=12, hour=14), "female", "zh", outline=1)
    assert "命盘速览" in written.passages["overview"]
    assert written.findings == []


def test_a_chinese_report_is_written_for_the_readers_age_and_date() -> None:
    unsuitable = re.compile("上级|进修|取证|跳绳|加班|借贷|副业|发薪|约会|同事这边|还没有的，先把自己的日子")
    for hour in (None, 3, 9, 15, 21):
        for year in (1930, 1942, 1950):
            passages = write(Birth(year=year, month=8, day=20, hour=hour), "male", "zh").passages
            assert not unsuitable.search("".join(passages.values()))
            assert "回头看" in passages["luck"]
    listed = passages["years"].partition("**2027年")[0].splitlines()
    assert passages["years"].count("回头看") == 1
    for item in [line for line in listed if line.startswith("- ")][:9]:
        assert "可能" in item, "a month that is over"


def test_a_question_about_a_year_that_is_nearly_over_is_answered_with_months_that_the_advice_repeats() -> None:
    birth = Birth(year=1996, month=3, day=12, hour=7, minute=30)
    passages = write(birth, "female", "zh", "今年适合换工作吗？").passages
    assert "今年只剩到2027年2月4日立春为止的一段" in passages["question"]
    advised = re.findall("(?<=：)(.{2}月)（.*?要紧的一步排在(.{2}月)", passages["advice"])
    assert advised
    assert all(month in passages["question"] for month in advised[0])
    assert "乙卯时" in passages["advice"]
    assert "正官格" in passages["strength"]


def test_every_chinese_passage_is_a_reading_of_the_chart() -> None:
    for number, (birth, gender) in enumerate(some_births()):
        written = write(birth, gender, "zh", QUESTIONS[number % len(QUESTIONS)])
        assert re.search("走势为|“[顺平逆]”", written.passages["luck"])
        assert not [key for key, text in written.passages.items() if "内置演示模型" in text and key != "summary"]
        assert "总评里的判断" in written.passages["strength"]

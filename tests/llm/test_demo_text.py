"""The demo model's text: it names only the chart's pillars, and the same prompt gives the same text."""

import itertools
import json
import re
from typing import Any

import pytest

from app.bazi.cycle import BRANCHES, STEMS
from app.llm.demo.continuation import remainder
from app.llm.demo.text import compose, read_order

TITLES = (
    *("命盘速览", "日主与五行", "性情与近况", "旺衰与格局", "喜用与取法", "事业与学业", "财务习惯"),
    *("感情与家庭", "起居与调养", "大运与流年", "行动建议与局限", "别的什么"),
)
EN_TITLES = ("The Chart at a Glance", "Day Master and Five Elements", "Work and Learning", "Habits with Money")
CYCLE = [STEMS[i % 10] + BRANCHES[i % 12] for i in range(60)]
SOME_PILLAR = re.compile(f"[{STEMS}](?=[{BRANCHES}])")


def ask(
    title: str, pillars: dict[str, Any], length: str = "600-900", digest: str = "", is_english: bool = False
) -> str:
    chart = json.dumps({"pillars": pillars, "luck": [{"pillar": "甲子"}]}, ensure_ascii=False)
    if is_english:
        order = f"Now write this section in plain English.\n\n## {title}\n\nIts length: {length} characters."
        return f"This is the chart.\n\n```json\n{chart}\n```\n\n{digest}\n\n{order}"
    return f"命盘如下。\n\n```json\n{chart}\n```\n\n{digest}\n\n写这一节：\n\n## {title}\n\n本节篇幅 {length} 字。"


def passage(*turns: str) -> str:
    return compose(read_order([{"role": "user", "content": turn} for turn in turns]))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=。)|(?<=\.)(?:\s|$)|\n+", text) if len(part) > 3]


def pillars_in(text: str) -> set[str]:
    return {text[match.start() : match.start() + 2] for match in SOME_PILLAR.finditer(text)}


def some_charts() -> list[dict[str, Any]]:
    return [
        {
            "year": CYCLE[i],
            "month": CYCLE[(i * 7 + 3) % 60],
            "day": CYCLE[(i * 11 + 5) % 60],
            "hour": None if i % 5 == 0 else CYCLE[(i * 13) % 60],
        }
        for i in range(60)
    ]


@pytest.mark.parametrize("title", TITLES)
def test_a_passage_is_honest_prose_of_the_length_asked_for(title: str) -> None:
    for pillars in some_charts():
        text = passage(ask(title, pillars))
        assert text.startswith(f"## {title}\n\n")
        assert 600 <= len(text) <= 900
        assert len(set(sentences(text))) == len(sentences(text)), "no sentence is repeated"
        known = {pillar for pillar in pillars.values() if pillar}
        assert pillars_in(text) <= known, "it names only the chart's pillars"
        assert text.count("内置演示模型") == 1
        assert "{" not in text


@pytest.mark.parametrize("title", EN_TITLES)
def test_an_english_prompt_gets_english_prose(title: str) -> None:
    for pillars in some_charts()[:20]:
        text = passage(ask(title, pillars, "1800-2400", is_english=True))
        assert text.startswith(f"## {title}\n\n(Demonstration text")
        assert 1800 <= len(text) <= 2400
        assert len(set(sentences(text))) == len(sentences(text))
        assert pillars_in(text) <= {pillar for pillar in pillars.values() if pillar}


def test_passages_of_one_chart_do_not_read_alike() -> None:
    for pillars in some_charts()[1:20]:
        texts = [set(sentences(passage(ask(title, pillars)))) for title in TITLES[:-1]]
        for one, other in itertools.combinations(texts, 2):
            assert len(one & other) < min(len(one), len(other)) * 0.6
        for one, other in itertools.pairwise(texts):
            assert len(one & other) < min(len(one), len(other)) * 0.4


@pytest.mark.parametrize("length", ["10-20", "30-60", "100-120", "2000-3000", "9000-10000", "900-600"])
def test_extreme_lengths_still_give_several_sentences(length: str) -> None:
    text = passage(ask("事业与学业", some_charts()[3], length))
    assert len(sentences(text)) >= 3
    assert len(set(sentences(text))) == len(sentences(text))


def test_the_same_prompt_gives_the_same_text_and_another_chart_a_different_one() -> None:
    one, other = some_charts()[1:3]
    assert passage(ask("财务习惯", one)) == passage(ask("财务习惯", one))
    assert passage(ask("财务习惯", one)) != passage(ask("财务习惯", other))


@pytest.mark.parametrize("marker", ["已写要点：\n- 甲", "前面各节写到的要点：\n- 甲", "Already written:\n- a"])
def test_only_the_first_passage_contains_the_demonstration_notice(marker: str) -> None:
    assert "演示" in passage(ask("财务习惯", some_charts()[1]))
    assert "演示" not in passage(ask("财务习惯", some_charts()[1], digest=marker))


@pytest.mark.parametrize("chart", ["{}", "[]", "nonsense", '{"pillars": 3}', '{"pillars": {"year": "天地"}}'])
def test_without_a_chart_no_pillar_is_named(chart: str) -> None:
    text = passage(f"```json\n{chart}\n```\n\n写这一节：\n\n## 大运与流年\n\n300-400 字。")
    assert not pillars_in(text)
    assert len(sentences(text)) > 3


def test_the_heading_is_the_last_one_outside_the_data() -> None:
    trap = {"role": "user", "content": ask("性情与近况", {"note": "## 假的"}, digest="## 早先的一节\n1990-05-12")}
    order = read_order([trap])
    assert (order.heading, order.shortest, order.longest) == ("性情与近况", 600, 900)


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ("重复“己庚辛壬癸”，再写", "己庚辛壬癸"),
        ("重复“庚辛壬癸”，再写", "庚辛壬癸"),
        ("重复“辛壬癸”，再写", ""),
        ("重复“己庚 辛壬癸”，再写", ""),
        ("从断点继续", ""),
        ("重复“一二三四甲乙丙丁戊己庚辛壬癸”", "甲乙丙丁戊己庚辛壬癸"),
        ("一" * 50 + "甲乙丙丁戊己庚辛壬癸", "甲乙丙丁戊己庚辛壬癸"),
        ("零" * 50 + "甲乙丙丁戊己庚辛壬癸", "零" * 30 + "甲乙丙丁戊己庚辛壬癸"),
    ],
)
def test_the_last_turn_asks_for_the_longest_end_that_it_quotes(turn: str, asked: str) -> None:
    assert asked_of(("assistant", "零" * 50 + "甲乙丙丁戊己庚辛壬癸"), ("user", turn)) == asked


def test_only_the_last_turn_after_the_text_can_ask_for_a_repetition() -> None:
    assert asked_of() == ""
    assert asked_of(("assistant", "写这一节")) == "", "the opening is no quote"
    assert asked_of(("assistant", "甲乙丙丁"), ("user", "甲乙丙丁"), ("user", "继续")) == ""


def asked_of(*turns: tuple[str, str]) -> str:
    opening = ("user", ask("财务习惯", some_charts()[1]))
    return read_order([{"role": role, "content": content} for role, content in (opening, *turns)]).asked


def test_the_remainder_of_a_text_begins_where_the_written_part_ends() -> None:
    text = "".join(chr(0x4E00 + i) for i in range(100))
    assert remainder(text, None, 5) == text
    assert remainder(text, text[:40], 0) == text[40:]
    assert remainder(text, text[:40], 7) == text[33:]
    assert remainder(text, "前" + text[:40], 0) == text[40:], "the client may have changed the beginning"
    assert remainder(text, text, 0) == ""


def test_the_remainder_follows_the_matching_words_nearest_to_the_expected_place() -> None:
    verse = "春去秋来，花开花落，人来人往，年复一年。"
    text = f"## 节\n\n{verse}①{verse}②{verse}③"
    for end in (text.index(mark) for mark in "①②③"):
        assert remainder(text, f"旧{text[1:end]}") == text[end:]
        assert remainder(text, f"开头改过{text[1:end]}") == text[end:]
    assert remainder(text, "与此无关的文字" * 3) == text[21:], "without a match, the length counts"
    assert remainder(text, "与此无关的文字" * 99) == ""

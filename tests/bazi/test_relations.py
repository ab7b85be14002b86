"""合冲刑害破, compared with an independent program, including the known differences."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from app.bazi.chart import NAMES
from app.bazi.relations import relations

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "reference" / "stars.json").read_text())
CHARTS = REFERENCE["bazi 2.3.0"]["charts"]

THEIR_WORDS = {"天干五合": "合", "天干相冲": "冲", "六冲": "冲", "六害": "害", "六破": "破"}
PUNISHMENTS = ("三刑", "相刑", "自刑")


def named(chart: str) -> dict[str, str]:
    return dict(zip(NAMES, chart.split(), strict=False))


def ours(chart: str) -> list[str]:
    return [f"{relation.kind} {relation.parts}" for relation in relations(named(chart))]


def by_kind(pairs: list[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for kind, parts in pairs:
        found[kind].add("".join(sorted(set(parts))))
    return found


def test_an_independent_program_finds_the_same_relations() -> None:
    different = []
    for chart, theirs in CHARTS.items():
        found = by_kind(
            [
                (
                    "刑" if relation.kind in PUNISHMENTS else THEIR_WORDS.get(relation.kind, relation.kind),
                    relation.parts,
                )
                for relation in relations(named(chart))
            ]
        )
        wanted = by_kind([(kind, parts) for kind, _, parts in theirs["relations"]])
        for kind in found | wanted:
            # Ours does not list a pair separately if it is part of a complete group of three.
            wholes = found["三合"] if kind == "半合" else found[kind]
            parts_of_wholes = {part for part in wanted[kind] if any(set(part) < set(whole) for whole in wholes)}
            if found[kind] != wanted[kind] - parts_of_wholes:
                different.append((chart, kind, found[kind], wanted[kind]))
    assert different == []


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        ("庚午 辛巳 丁丑 丁未", ["三会 巳午未", "六害 丑午", "六合 午未", "六冲 丑未", "相刑 丑未"]),
        ("甲子 己丑", ["天干五合 甲己", "六合 子丑"]),
        ("甲申 甲子 甲辰", ["三合 申子辰"]),
        ("甲申 甲辰", []),  # two of a trine without the middle are not a half combination
        ("甲寅 己巳 壬申", ["天干五合 甲己", "三刑 寅巳申", "六害 寅巳", "六冲 寅申", "六合 巳申", "六破 巳申"]),
        ("丙午 壬午", ["天干相冲 丙壬", "自刑 午午"]),
        ("甲子 甲子", []),
    ],
)
def test_relations_are_listed_stems_first_then_threes_then_pairs(chart: str, expected: list[str]) -> None:
    assert ours(chart) == expected


def test_a_relation_names_its_pillars_and_the_element_of_a_combination() -> None:
    first, *_ = relations(named("甲子 己丑 丙寅 丁酉"))
    assert (first.pillars, first.parts, first.element) == (("year", "month"), "甲己", "土")
    assert all(relation.element is None for relation in relations(named("甲子 庚午")))

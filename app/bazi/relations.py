"""How the stems and branches of a chart stand to each other: 合, 冲, 刑, 害, 破.

All are fixed tables of the tradition (渊海子平, 三命通会). A combination is named with the element it tends to;
whether it really transforms is for a reader to judge, and schools differ on it.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from app.bazi.chart import Relation

STEM_COMBINATIONS = {"甲己": "土", "乙庚": "金", "丙辛": "水", "丁壬": "木", "戊癸": "火"}
STEM_CLASHES = ("甲庚", "乙辛", "丙壬", "丁癸")
SIX_COMBINATIONS = {"子丑": "土", "寅亥": "木", "卯戌": "火", "辰酉": "金", "巳申": "水", "午未": "土"}
THREE_COMBINATIONS = {"申子辰": "水", "亥卯未": "木", "寅午戌": "火", "巳酉丑": "金"}
"""The middle one is the cardinal branch; with it any other is half of the combination."""
THREE_MEETINGS = {"寅卯辰": "木", "巳午未": "火", "申酉戌": "金", "亥子丑": "水"}
CLASHES = ("子午", "丑未", "寅申", "卯酉", "辰戌", "巳亥")
HARMS = ("子未", "丑午", "寅巳", "卯辰", "申亥", "酉戌")
BREAKS = ("子酉", "卯午", "辰丑", "未戌", "寅亥", "巳申")
PUNISHMENTS = ("寅巳申", "丑戌未")
"""All three together, or two of them as a part of it; 子卯 punish each other, and four branches themselves."""
SELF_PUNISHMENTS = "辰午酉亥"

_PARTS_OF = {"三合": "半合", "三刑": "相刑"}


def relations(pillars: Mapping[str, str]) -> tuple[Relation, ...]:
    """Those among the pillars given, by name in their order; stems first, then threes, then pairs.

    A pair that is only a part of three that are all there is not named again.
    """
    threes = tuple(_among_three_branches(pillars))
    whole = {(_PARTS_OF[three.kind], branch) for three in threes if three.kind in _PARTS_OF for branch in three.parts}
    pairs = [
        pair for pair in _among_two_branches(pillars) if not all((pair.kind, branch) in whole for branch in pair.parts)
    ]
    return (*_among_stems(pillars), *threes, *pairs)


def _among_stems(pillars: Mapping[str, str]) -> Iterator[Relation]:
    for (one, first), (other, second) in combinations(pillars.items(), 2):
        pair = first[0] + second[0]
        if (found := _match(pair, STEM_COMBINATIONS)) is not None:
            yield _relation("天干五合", (one, other), found, STEM_COMBINATIONS[found])
        if (found := _match(pair, STEM_CLASHES)) is not None:
            yield _relation("天干相冲", (one, other), found)


def _among_three_branches(pillars: Mapping[str, str]) -> Iterator[Relation]:
    for three in combinations(pillars, 3):
        branches = "".join(pillars[name][1] for name in three)
        for kind, table in (("三会", THREE_MEETINGS), ("三合", THREE_COMBINATIONS)):
            if (found := _match(branches, table)) is not None:
                yield _relation(kind, three, found, table[found])
        if (found := _match(branches, PUNISHMENTS)) is not None:
            yield _relation("三刑", three, found)


def _among_two_branches(pillars: Mapping[str, str]) -> Iterator[Relation]:
    for (one, first), (other, second) in combinations(pillars.items(), 2):
        both, pair = (one, other), first[1] + second[1]
        if (found := _match(pair, SIX_COMBINATIONS)) is not None:
            yield _relation("六合", both, found, SIX_COMBINATIONS[found])
        for three, element in THREE_COMBINATIONS.items():
            if three[1] in pair and set(pair) < set(three) and len(set(pair)) == 2:
                yield _relation("半合", both, _in_order(pair, three), element)
        for kind, table in (("六冲", CLASHES), ("六害", HARMS), ("六破", BREAKS)):
            if (found := _match(pair, table)) is not None:
                yield _relation(kind, both, found)
        if (punished := _punished(pair)) is not None:
            yield _relation("相刑" if pair[0] != pair[1] else "自刑", both, punished)


def _punished(pair: str) -> str | None:
    if pair[0] == pair[1]:
        return pair if pair[0] in SELF_PUNISHMENTS else None
    if set(pair) == set("子卯"):
        return "子卯"
    return next((_in_order(pair, three) for three in PUNISHMENTS if set(pair) < set(three)), None)


def _match(parts: str, table: Mapping[str, str] | tuple[str, ...]) -> str | None:
    """The entry of the table that is made of just these parts."""
    wanted = sorted(parts)
    return next((entry for entry in table if sorted(entry) == wanted), None)


def _in_order(parts: str, order: str) -> str:
    return "".join(sorted(parts, key=order.index))


def _relation(kind: str, pillars: tuple[str, ...], parts: str, element: str | None = None) -> Relation:
    return Relation(kind=kind, pillars=pillars, parts=parts, element=element)

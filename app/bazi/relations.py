"""Relations between the stems and branches of a chart: 合, 冲, 刑, 害, 破.

They come from fixed, traditional tables (渊海子平, 三命通会). A combination is reported with the element it tends
towards; schools differ on whether it actually transforms, and this code does not decide it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations

from app.bazi.chart import Relation

STEM_COMBINATIONS = {"甲己": "土", "乙庚": "金", "丙辛": "水", "丁壬": "木", "戊癸": "火"}
STEM_CLASHES = ("甲庚", "乙辛", "丙壬", "丁癸")
SIX_COMBINATIONS = {"子丑": "土", "寅亥": "木", "卯戌": "火", "辰酉": "金", "巳申": "水", "午未": "土"}
THREE_COMBINATIONS = {"申子辰": "水", "亥卯未": "木", "寅午戌": "火", "巳酉丑": "金"}
"""The middle branch is the cardinal one; it forms a half combination (半合) with either of the others."""
THREE_MEETINGS = {"寅卯辰": "木", "巳午未": "火", "申酉戌": "金", "亥子丑": "水"}
CLASHES = ("子午", "丑未", "寅申", "卯酉", "辰戌", "巳亥")
HARMS = ("子未", "丑午", "寅巳", "卯辰", "申亥", "酉戌")
BREAKS = ("子酉", "卯午", "辰丑", "未戌", "寅亥", "巳申")
PUNISHMENTS = ("寅巳申", "丑戌未")
"""Any two of the three also form a punishment. 子 and 卯 punish each other, and four branches punish themselves."""
SELF_PUNISHMENTS = "辰午酉亥"

_Found = tuple[tuple[str, str, str | None], ...]
"""The kind, the parts and the element of each relation found."""

_PARTS_OF = {"三合": "半合", "三刑": "相刑"}


def relations(pillars: Mapping[str, str]) -> tuple[Relation, ...]:
    """Find the relations among `pillars`, a mapping from names to pillars, year first.

    A pair that is part of a complete group of three is not reported separately.
    """
    stems = {name: pillar[0] for name, pillar in pillars.items()}
    branches = {name: pillar[1] for name, pillar in pillars.items()}
    return (*stem_relations(stems), *branch_relations(branches))


def stem_relations(stems: Mapping[str, str], *, of: str | None = None) -> tuple[Relation, ...]:
    """Find the relations among stems; with `of`, only those that include the stem of this pillar."""
    return tuple(
        relation
        for names in _groups(tuple(stems), 2, of)
        for relation in _named(_of_two_stems(*(stems[name] for name in names)), names)
    )


def branch_relations(branches: Mapping[str, str], *, of: str | None = None) -> tuple[Relation, ...]:
    """Find the relations among branches; with `of`, only those that include the branch of this pillar."""
    names = tuple(branches)
    threes = [
        relation
        for group in _groups(names, 3, of)
        for relation in _named(_of_three_branches(*(branches[name] for name in group)), group)
    ]
    whole = {(_PARTS_OF[three.kind], branch) for three in threes if three.kind in _PARTS_OF for branch in three.parts}
    pairs = [
        pair
        for group in _groups(names, 2, of)
        for pair in _named(_of_two_branches(*(branches[name] for name in group)), group)
        if not all((pair.kind, branch) in whole for branch in pair.parts)
    ]
    return (*threes, *pairs)


@cache
def _groups(names: tuple[str, ...], count: int, of: str | None) -> Sequence[tuple[str, ...]]:
    return [group for group in combinations(names, count) if of is None or of in group]


def _named(found: _Found, names: tuple[str, ...]) -> Iterator[Relation]:
    return (Relation(kind=kind, pillars=names, parts=parts, element=element) for kind, parts, element in found)


# A chart asks for some five hundred pairs and threes, of which there are only a few hundred in all.


@cache
def _of_two_stems(one: str, other: str) -> _Found:
    found: list[tuple[str, str, str | None]] = []
    pair = _sorted((one, other))
    if (parts := _STEM_COMBINATIONS.get(pair)) is not None:
        found.append(("天干五合", parts, STEM_COMBINATIONS[parts]))
    if (parts := _STEM_CLASHES.get(pair)) is not None:
        found.append(("天干相冲", parts, None))
    return tuple(found)


@cache
def _of_three_branches(one: str, other: str, third: str) -> _Found:
    found: list[tuple[str, str, str | None]] = []
    three = _sorted((one, other, third))
    if (parts := _THREE_MEETINGS.get(three)) is not None:
        found.append(("三会", parts, THREE_MEETINGS[parts]))
    if (parts := _THREE_COMBINATIONS.get(three)) is not None:
        found.append(("三合", parts, THREE_COMBINATIONS[parts]))
    if (parts := _PUNISHMENTS.get(three)) is not None:
        found.append(("三刑", parts, None))
    return tuple(found)


@cache
def _of_two_branches(one: str, other: str) -> _Found:
    found: list[tuple[str, str, str | None]] = []
    pair = _sorted((one, other))
    if (parts := _SIX_COMBINATIONS.get(pair)) is not None:
        found.append(("六合", parts, SIX_COMBINATIONS[parts]))
    if (half := _HALVES.get(pair)) is not None:
        found.append(("半合", *half))
    for kind, table in (("六冲", _CLASHES), ("六害", _HARMS), ("六破", _BREAKS)):
        if (parts := table.get(pair)) is not None:
            found.append((kind, parts, None))
    if (parts := _PUNISHING.get(pair)) is not None:
        found.append(("相刑" if one != other else "自刑", parts, None))
    return tuple(found)


# The tables keyed by their sorted parts, for lookups regardless of the order of the pillars.


def _sorted(parts: Iterable[str]) -> str:
    return "".join(sorted(parts))


def _by_parts(table: Iterable[str]) -> dict[str, str]:
    return {_sorted(entry): entry for entry in table}


_STEM_COMBINATIONS, _STEM_CLASHES = _by_parts(STEM_COMBINATIONS), _by_parts(STEM_CLASHES)
_THREE_MEETINGS, _THREE_COMBINATIONS = _by_parts(THREE_MEETINGS), _by_parts(THREE_COMBINATIONS)
_SIX_COMBINATIONS, _PUNISHMENTS = _by_parts(SIX_COMBINATIONS), _by_parts(PUNISHMENTS)
_CLASHES, _HARMS, _BREAKS = _by_parts(CLASHES), _by_parts(HARMS), _by_parts(BREAKS)
_PUNISHING = _by_parts(
    [first + other for three in PUNISHMENTS for first, other in combinations(three, 2)]
    + ["子卯", *(2 * branch for branch in SELF_PUNISHMENTS)]
)
_HALVES = {
    _sorted(half): (half, element) for three, element in THREE_COMBINATIONS.items() for half in (three[:2], three[1:])
}

"""The relations of a month's pillar to the chart, shortened to what a month in the picture has room for."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.bazi.drawing.words import Captions

SHOWN = 3
"""How many relations a month shows at most. The chart's JSON has all of them."""

_BRIEF = {
    "伏吟": "伏吟",
    "六冲": "冲",
    "天干相冲": "冲",
    "三会": "三会",
    "三合": "三合",
    "六合": "合",
    "天干五合": "合",
    "半合": "合",
    "三刑": "三刑",
    "相刑": "刑",
    "自刑": "刑",
    "六害": "害",
    "六破": "破",
}
"""The brief kind of each kind of relation, the most important first."""
_RANKS = {kind: rank for rank, kind in enumerate(dict.fromkeys(_BRIEF.values()))}
_PILLARS = {"日": "day", "月": "month", "时": "hour", "年": "year"}
"""The pillars as relations name them, the most important first."""
_NEARNESS = ["", *_PILLARS.values()]


class BriefRelation(NamedTuple):
    """A relation without its characters. `pillar` is empty if the kind says enough or takes several pillars."""

    kind: str
    pillar: str


def brief_relations(relations: Iterable[str]) -> list[BriefRelation]:
    """Shorten relations such as `六冲 丑未（日）`: the most important ones, each kind and pillar once."""
    found = {brief for relation in relations for brief in _shortened(relation)}
    ranked = sorted(found, key=lambda brief: (_RANKS[brief.kind], _NEARNESS.index(brief.pillar)))
    return ranked[:SHOWN]


def _shortened(relation: str) -> Iterator[BriefRelation]:
    """Yield the brief relation to each pillar; nothing for a kind that has no brief form."""
    kind, _, rest = relation.partition(" ")
    _, _, pillars = rest.partition("（")
    brief = _BRIEF.get(kind, "")
    if len(brief) == 1:
        yield from (BriefRelation(brief, _PILLARS[char]) for char in pillars if char in _PILLARS)
    elif brief:
        yield BriefRelation(brief, "")


def brief_texts(relations: Iterable[str], words: Captions) -> list[str]:
    """Word the most important relations: `冲日`, each by itself; in English `Day: clash`, with equal parts joined.

    Relations to the same pillars become `Day: clash, harm`, and relations of the same kind `Day, Hour: clash`.
    """
    found = brief_relations(relations)
    if not words.is_translated:
        return [f"{kind}{words.short.get(pillar, '')}" for kind, pillar in found]
    pillars_of: dict[str, list[str]] = {}
    for kind, pillar in found:
        pillars_of.setdefault(words.brief[kind], []).extend([words.columns[pillar]] if pillar else [])
    kinds_of: dict[str, list[str]] = {}
    for kind, pillars in pillars_of.items():
        kinds_of.setdefault(words.comma.join(pillars), []).append(kind)
    return [": ".join(filter(None, [pillars, words.comma.join(kinds)])) for pillars, kinds in kinds_of.items()]

"""Sentences in Chinese about the relations between a transit's pillar and the chart's pillars."""

from dataclasses import replace

from app.llm.demo.reading.facts import Facts, Tie, Transit
from app.llm.demo.reading.zh.past import EFFECTS_PAST
from app.llm.demo.reading.zh.view import is_elder

PLACES = {"year": "年柱", "month": "月柱", "day": "日柱", "hour": "时柱"}
LIVES = {
    "year": "长辈和老家",
    "month": "工作和同事",
    "day": "自己和至亲",
    "hour": "往后的打算",
}
_LIVES_LATER = {**LIVES, "year": "老家和故旧", "month": "街坊熟人", "hour": "晚辈"}
_LIVES_YOUNG = {**LIVES, "month": "学校和同学"}
_KINDS = {
    "六冲": "相冲",
    "天干相冲": "天干相冲",
    "六合": "相合",
    "天干五合": "天干相合",
    "三合": "三合成局",
    "三会": "三会成方",
    "半合": "半合",
    "六害": "相害",
    "六破": "相破",
    "相刑": "相刑",
    "三刑": "凑成三刑",
    "自刑": "自刑",
    "伏吟": "伏吟",
}
EFFECTS = {
    "六冲": "{life}那一头容易有变动，安排多留一天余地",
    "天干相冲": "意见摆到了面上，涉及{life}的事，话说慢一点",
    "六合": "{life}这边有人伸手，有事好商量",
    "天干五合": "心思被{life}牵住，答应之前问一句这是不是自己要的",
    "三合": "几股力气往一处使，与{life}有关的事可以一次办成",
    "三会": "同一股气聚得很足，{life}方面的事声势大，收放要有数",
    "半合": "{life}方面有一半的助力，另一半要自己去找",
    "六害": "{life}那边有说不出口的别扭，早问一句比闷着好",
    "六破": "{life}那边有小处要返工，签字和付款前再核对一遍",
    "相刑": "与{life}有关的旧问题会回头，一次只处理一件",
    "三刑": "几件旧事挤在一起，{life}方面宜守着次序慢慢理",
    "自刑": "容易和自己较劲，{life}方面的要求放低一寸就过去了",
    "伏吟": "{life}方面的老题目重来一遍，正好拿出新的答法",
}
_ORDER = (
    "六冲",
    "三合",
    "三会",
    "三刑",
    "六合",
    "伏吟",
    "天干五合",
    "相刑",
    "六害",
    "天干相冲",
    "半合",
    "六破",
    "自刑",
)
_NEARNESS = ("day", "month", "hour", "year")


def ranked(ties: tuple[Tie, ...]) -> list[Tie]:
    """Return the relations with the weightiest first: by kind, and by how near the pillar is to the day."""
    known = [tie for tie in ties if tie.kind in EFFECTS and tie.pillars]
    return sorted(known, key=lambda tie: (_ORDER.index(tie.kind), _NEARNESS.index(nearest(tie))))


def nearest(tie: Tie) -> str:
    return min(tie.pillars, key=_NEARNESS.index)


def effects(f: Facts, transit: Transit, *, is_past: bool = False) -> list[str]:
    """Say what the relations of a transit are and what follows, a sentence for each kind: `与日柱丑未相冲，…`."""
    kinds: dict[str, list[Tie]] = {}
    for tie in ranked(transit.ties):
        kinds.setdefault(tie.kind, []).append(tie)
    return [_effect(f, ties, is_past=is_past) for ties in kinds.values()]


def _effect(f: Facts, ties: list[Tie], *, is_past: bool = False) -> str:
    table = EFFECTS_PAST if is_past else EFFECTS
    lives = _LIVES_LATER if is_elder(f) else _LIVES_YOUNG if f.is_minor else LIVES
    life = "、".join(dict.fromkeys(lives[nearest(tie)] for tie in ties))
    effect = table[ties[0].kind].format(life=life)
    if f.is_minor:
        effect = effect.replace("签字和付款前再核对一遍", "交出去之前再看一遍")
    return f"{'，'.join(_named_together(ties))}，{effect}"


def _named_together(ties: list[Tie]) -> list[str]:
    """Name relations, those of the same characters with single pillars in one: `与日柱、月柱丁癸天干相冲`."""
    places: dict[str, list[Tie]] = {}
    for number, tie in enumerate(ties):
        places.setdefault(tie.parts if len(tie.pillars) == 1 else str(number), []).append(tie)
    return [
        named(replace(first, pillars=first.pillars + tuple(name for other in others for name in other.pillars)))
        for first, *others in places.values()
    ]


def named(tie: Tie) -> str:
    """Name a relation: `与日柱丑未相冲`."""
    places = "、".join(PLACES[name] for name in tie.pillars)
    return f"与{places}{tie.parts}{_KINDS[tie.kind]}" if tie.kind != "伏吟" else f"与{places}干支相同（伏吟）"


def first_effect(f: Facts, transit: Transit, used: set[tuple[str, str]], *, is_past: bool) -> tuple[str, bool]:
    """Return the weightiest effect that is not in `used`, else the name of a relation, if any; and whether it is new."""
    ties = ranked(transit.ties)
    for tie in ties:
        if (key := (tie.kind, nearest(tie))) not in used:
            used.add(key)
            return _effect(f, [tie], is_past=is_past), True
    return (f"又{named(ties[0])}" if ties else ""), False

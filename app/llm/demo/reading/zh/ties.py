"""Sentences in Chinese about the relations between a transit's pillar and the chart's pillars."""

from app.llm.demo.reading.facts import Facts, Tie, Transit
from app.llm.demo.reading.zh.effects import LONG_EFFECTS, MONTH_EFFECTS, PAST_EFFECTS
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
    known = [tie for tie in ties if tie.kind in LONG_EFFECTS and tie.pillars]
    return sorted(known, key=lambda tie: (_ORDER.index(tie.kind), _NEARNESS.index(nearest(tie))))


def nearest(tie: Tie) -> str:
    return min(tie.pillars, key=_NEARNESS.index)


def effects(f: Facts, transit: Transit, turn: int = 0, *, is_past: bool = False) -> list[str]:
    """Say what the relations of a year or decade are and what follows, a sentence for each kind: `与日柱丑未相冲，…`.

    `turn` chooses the wording, so that no two transits of a passage give the same advice.
    """
    kinds: dict[str, list[Tie]] = {}
    for tie in ranked(transit.ties):
        kinds.setdefault(tie.kind, []).append(tie)
    wordings = PAST_EFFECTS if is_past else LONG_EFFECTS
    return [_effect(f, ties, wordings[kind], turn) for kind, ties in kinds.items()]


def _effect(f: Facts, ties: list[Tie], wordings: tuple[str, ...], turn: int) -> str:
    """Name relations of one kind and what follows, in the wording whose turn it is."""
    lives = _LIVES_LATER if is_elder(f) else _LIVES_YOUNG if f.is_minor else LIVES
    life = "、".join(dict.fromkeys(lives[nearest(tie)] for tie in ties))
    check = "交出去之前再看一遍" if f.is_minor else "签字和付款前再核对一遍"
    return f"{'，'.join(_named_together(ties))}，{wordings[turn % len(wordings)].format(life=life, check=check)}"


def _named_together(ties: list[Tie]) -> list[str]:
    """Name relations, those of the same characters in one: `与日柱、月柱丁癸天干相冲`."""
    places: dict[str, list[str]] = {}
    for tie in ties:
        spots = places.setdefault(tie.parts, [])
        spots += [name for name in tie.pillars if name not in spots]
    return [named(Tie(ties[0].kind, parts, tuple(spots))) for parts, spots in places.items()]


def named(tie: Tie) -> str:
    """Name a relation: `与日柱丑未相冲`."""
    places = "、".join(PLACES[name] for name in tie.pillars)
    return f"与{places}{tie.parts}{_KINDS[tie.kind]}" if tie.kind != "伏吟" else f"与{places}干支相同（伏吟）"


def first_effect(f: Facts, transit: Transit, used: set[tuple[str, str]], *, is_past: bool) -> tuple[str, bool]:
    """Return the weightiest effect that is not in `used`, else the name of a relation, if any; and whether it is new."""
    ties = ranked(transit.ties)
    for tie in ties:
        if (key := (tie.kind, nearest(tie))) not in used:
            turn = sum(kind == tie.kind for kind, _ in used)
            used.add(key)
            return _effect(f, [tie], (PAST_EFFECTS if is_past else MONTH_EFFECTS)[tie.kind], turn), True
    return (f"又{named(ties[0])}" if ties else ""), False

"""What a relation of a transit's pillar to the chart brings, in English: in a month, in a longer time, in the past."""

from collections.abc import Sequence

from app.llm.demo.reading.en.effects import (
    LONG_BURDENS,
    LONG_EFFECTS,
    MONTH_BURDENS,
    MONTH_EFFECTS,
    PAST_BURDENS,
    PAST_EFFECTS,
)
from app.llm.demo.reading.en.view import is_elder, is_senior
from app.llm.demo.reading.en.words import ELEMENTS, KINDS, listed
from app.llm.demo.reading.facts import PILLARS, Facts, Tie, Transit
from app.llm.demo.reading.gods import group_of

_LIVES = {
    "year": ("your elders and the home you come from", "your family of origin", "old ties and your elders"),
    "month": ("work and colleagues", "your daily work", "the people you work with"),
    "day": ("your private life", "those closest to you", "home and partner"),
    "hour": ("your longer plans", "children and plans", "what you are building for later"),
}
_LIVES_SENIOR = {
    **_LIVES,
    "month": ("your work and its handover", "your daily tasks", "colleagues past and present"),
    "hour": ("the younger generation", "the years after work", "children or younger friends"),
}
_LIVES_LATER = {
    "year": ("old friendships and the home you come from", "old friends", "the place you come from"),
    "month": ("life in the neighbourhood", "your neighbours", "your daily rounds"),
    "day": ("your private life", "those closest to you", "your own four walls"),
    "hour": ("the plans of younger people", "the younger generation", "children and grandchildren"),
}
_LIVES_YOUNG = {
    "year": ("your elders and the home you come from", "your grandparents and your home", "your family"),
    "month": ("school and classmates", "lessons and classmates", "life at school"),
    "day": ("your private life", "those closest to you", "your own room and friends"),
    "hour": ("your hopes for later", "what you would like to become", "what you want to do"),
}
ORDER = tuple(
    ["六冲", "伏吟", "三合", "三会", "三刑", "六合", "天干五合", "相刑", "六害", "天干相冲", "半合", "六破", "自刑"]
)
FIRST = {"六冲", "伏吟"}
"""The relations that come first."""
RUB = {"六冲", "天干相冲", "六害", "六破", "相刑", "三刑"}
"""Relations that disturb the pillars they tie."""
_NEARNESS = ("day", "month", "hour", "year")


def ranked(ties: tuple[Tie, ...]) -> list[Tie]:
    """Sort ties, those of the same characters in one: clashes and repetitions first, then those of the day pillar, then by strength.

    Branches that break each other and combine or punish each other as well count as doing the latter.
    """
    pillars: dict[tuple[str, str], set[str]] = {}
    for tie in ties:
        if tie.kind in MONTH_EFFECTS and tie.pillars:
            pillars.setdefault((tie.kind, tie.parts), set()).update(tie.pillars)
    stronger = {frozenset(parts) for kind, parts in pillars if kind in {"六合", "相刑"}}
    known = [
        Tie(kind, parts, tuple(name for name in PILLARS if name in names))
        for (kind, parts), names in pillars.items()
        if kind != "六破" or frozenset(parts) not in stronger
    ]
    return sorted(
        known,
        key=lambda tie: (
            tie.kind not in FIRST,
            "day" not in tie.pillars,
            ORDER.index(tie.kind),
            _NEARNESS.index(nearest(tie)),
        ),
    )


def nearest(tie: Tie) -> str:
    return min(tie.pillars, key=_NEARNESS.index)


def named(tie: Tie) -> str:
    return f"{KINDS[tie.kind]} ({tie.parts}) with the {listed(tie.pillars)} pillar{'s' * (len(tie.pillars) > 1)}"


def _life(f: Facts, ties: Sequence[Tie], turn: int) -> str:
    """Name the sides of life that relations touch: the one nearest to the day, and another one if that is short."""
    lives = _LIVES_LATER if is_elder(f) else _LIVES_YOUNG if f.is_minor else _LIVES_SENIOR if is_senior(f) else _LIVES
    touched = sorted({name for tie in ties for name in tie.pillars}, key=_NEARNESS.index)
    told = [lives[name][turn % len(lives[name])] for name in touched[:2]]
    return told[0] if " and " in "".join(told) else " and ".join(told)


def _filled(f: Facts, wording: str, ties: Sequence[Tie], turn: int) -> str:
    check = "check once more" if f.is_minor else "check before you sign"
    return wording.format(life=_life(f, ties, turn), check=check)


def in_month(f: Facts, month: Transit, tie: Tie, turn: int, *, is_past: bool = False) -> str:
    """Say what a relation brings in a month, in the wording whose turn it is; a bond is a burden in a demanding one."""
    table = PAST_EFFECTS if is_past else MONTH_EFFECTS
    if tie.kind in MONTH_BURDENS and (month.tone == "hard" or gathers_too_much(f, tie)):
        table = PAST_BURDENS if is_past else MONTH_BURDENS
    wordings = table[tie.kind]
    return f"{named(tie)}: {_filled(f, wordings[turn % len(wordings)], [tie], turn + turn // len(wordings))}"


_GATHERED = {"申子辰": "水", "亥卯未": "木", "寅午戌": "火", "巳酉丑": "金"}
_MET = {"寅卯辰": "木", "巳午未": "火", "申酉戌": "金", "亥子丑": "水"}


def gathered(tie: Tie) -> str:
    """Return the element that a three-way or half combination or a meeting gathers; empty for other relations."""
    frames = _MET if tie.kind == "三会" else _GATHERED if tie.kind in {"三合", "半合"} else {}
    return next((element for frame, element in frames.items() if set(tie.parts) <= set(frame)), "")


def gathers_too_much(f: Facts, tie: Tie) -> bool:
    """Whether a relation gathers an element that is better in moderation, so that it is no help."""
    return gathered(tie) in f.sparing


def in_years(f: Facts, transit: Transit, turn: int = 0) -> list[str]:
    """Say what the relations of a year or decade are and what follows, in one sentence for each kind.

    `turn` chooses the wording, so that no two transits of a passage give the same advice.
    """
    kinds: dict[str, list[Tie]] = {}
    for tie in ranked(transit.ties):
        kinds.setdefault(tie.kind, []).append(tie)
    told = []
    for at, (kind, ties) in enumerate(kinds.items()):
        heavy = [tie for tie in ties if gathers_too_much(f, tie)]
        is_burden = kind in LONG_BURDENS and (transit.tone == "hard" or bool(heavy))
        source = f", whose {ELEMENTS[gathered(heavy[0])]} costs you effort" if heavy else ""
        text = _filled(f, (LONG_BURDENS if is_burden else LONG_EFFECTS)[kind][turn], ties, turn + at)
        told.append(f"{_named_together(ties)}{source}: {text}")
    return told


def _named_together(ties: Sequence[Tie]) -> str:
    """Name relations of one kind, those of the same characters in one."""
    places: dict[str, list[str]] = {}
    for tie in ties:
        spots = places.setdefault(tie.parts, [])
        spots += [name for name in tie.pillars if name not in spots]
    return " and a ".join(named(Tie(ties[0].kind, parts, tuple(spots))) for parts, spots in places.items())


def bond(f: Facts) -> str:
    """Name the partner's star if the day master combines with it."""
    spouse = "wealth" if f.chart["gender"] == "male" else "officer"
    for tie in f.chart["relations"]:
        other = next((name for name in tie["pillars"] if name != "day"), "")
        if tie["kind"] == "天干五合" and "day" in tie["pillars"] and group_of(f.columns[other].god) == spouse:
            return f"combines ({tie['parts']}) with <{f.columns[other].god}> in the {other} stem, which is traditionally read as a direct tie to a partner"
    return ""

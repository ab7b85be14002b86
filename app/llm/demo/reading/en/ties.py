"""What a relation of a transit's pillar to the chart brings, in English: in a month, in a longer time, in the past."""

from collections.abc import Sequence

from app.llm.demo.reading.en.effects import LONG_EFFECTS, MONTH_EFFECTS, PAST_EFFECTS
from app.llm.demo.reading.en.view import is_elder
from app.llm.demo.reading.en.words import KINDS, listed
from app.llm.demo.reading.facts import Facts, Tie, Transit
from app.llm.demo.reading.gods import group_of

_LIVES = {
    "year": "your elders and the home you come from",
    "month": "work and colleagues",
    "day": "your private life",
    "hour": "your longer plans",
}
_LIVES_LATER = {
    "year": "old friendships and the home you come from",
    "month": "life in the neighbourhood",
    "day": "your private life",
    "hour": "the plans of younger people",
}
_LIVES_YOUNG = {**_LIVES, "month": "school and classmates", "hour": "your hopes for later"}
ORDER = tuple(
    ["六冲", "三合", "三会", "三刑", "六合", "伏吟", "天干五合", "相刑", "六害", "天干相冲", "半合", "六破", "自刑"]
)
RUB = {"六冲", "天干相冲", "六害", "六破", "相刑", "三刑"}
"""Relations that disturb the pillars they tie."""
_NEARNESS = ("day", "month", "hour", "year")


def ranked(ties: tuple[Tie, ...]) -> list[Tie]:
    """Sort ties by their strength, then by how near to the day they are."""
    known = [tie for tie in ties if tie.kind in MONTH_EFFECTS and tie.pillars]
    return sorted(known, key=lambda tie: (ORDER.index(tie.kind), _NEARNESS.index(nearest(tie))))


def nearest(tie: Tie) -> str:
    return min(tie.pillars, key=_NEARNESS.index)


def named(tie: Tie) -> str:
    return f"{KINDS[tie.kind]} ({tie.parts}) with the {listed(tie.pillars)} pillar{'s' * (len(tie.pillars) > 1)}"


def _life(f: Facts, ties: Sequence[Tie]) -> str:
    """Name the sides of life that relations touch: the two that are nearest to the day."""
    lives = _LIVES_LATER if is_elder(f) else _LIVES_YOUNG if f.is_minor else _LIVES
    return " as well as ".join(list(dict.fromkeys(lives[nearest(tie)] for tie in ties))[:2])


def _filled(f: Facts, wording: str, ties: Sequence[Tie]) -> str:
    return wording.format(life=_life(f, ties), check="check once more" if f.is_minor else "check before you sign")


def in_month(f: Facts, tie: Tie, turn: int, *, is_past: bool = False) -> str:
    """Say what a relation brings in a month, in the wording whose turn it is."""
    wordings = (PAST_EFFECTS if is_past else MONTH_EFFECTS)[tie.kind]
    return f"{named(tie)}: {_filled(f, wordings[turn % len(wordings)], [tie])}"


def in_years(f: Facts, transit: Transit, turn: int = 0) -> list[str]:
    """Say what the relations of a year or decade are and what follows, in one sentence for each kind.

    `turn` chooses the wording, so that no two transits of a passage give the same advice.
    """
    kinds: dict[str, list[Tie]] = {}
    for tie in ranked(transit.ties):
        kinds.setdefault(tie.kind, []).append(tie)
    return [f"{_named_together(ties)}: {_filled(f, LONG_EFFECTS[kind][turn], ties)}" for kind, ties in kinds.items()]


def _named_together(ties: Sequence[Tie]) -> str:
    """Name relations of one kind, those of the same characters in one."""
    places: dict[str, list[str]] = {}
    for tie in ties:
        spots = places.setdefault(tie.parts, [])
        spots += [name for name in tie.pillars if name not in spots]
    return " as well as a ".join(named(Tie(ties[0].kind, parts, tuple(spots))) for parts, spots in places.items())


def bond(f: Facts) -> str:
    """Name the partner's star if the day master combines with it."""
    spouse = "wealth" if f.chart["gender"] == "male" else "officer"
    for tie in f.chart["relations"]:
        other = next((name for name in tie["pillars"] if name != "day"), "")
        if tie["kind"] == "天干五合" and "day" in tie["pillars"] and group_of(f.columns[other].god) == spouse:
            return f"combines ({tie['parts']}) with <{f.columns[other].god}> in the {other} stem, which is traditionally read as a direct tie to a partner"
    return ""

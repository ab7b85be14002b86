"""What a relation of a transit's pillar to the chart brings, in English: in a month, in a longer time, in the past."""

from collections.abc import Sequence
from dataclasses import replace

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
_MONTH = {
    "六冲": "arrangements concerning {life} may shift, so leave a day to spare",
    "天干相冲": "differences over {life} come into the open; take your time to answer",
    "六合": "agreement over {life} comes more easily",
    "天干五合": "your thoughts keep returning to {life}; be clear about what you want before you agree",
    "三合": "several things come together around {life}, and a matter can be settled in one go",
    "三会": "one element gathers in force and colours {life}",
    "半合": "there is some support for {life}, and the rest takes your own effort",
    "六害": "something is left unsaid about {life}; ask early",
    "六破": "a detail concerning {life} needs doing again, so check before you sign",
    "相刑": "an old question about {life} comes back; take one thing at a time",
    "三刑": "several old questions about {life} come up together; deal with them in order",
    "自刑": "you are hard on yourself over {life}, and a lower standard is enough",
    "伏吟": "an old subject, {life}, comes round again and may get a new answer",
}
_LONG = {
    "六冲": "expect changes concerning {life}, and plan for them instead of holding on",
    "天干相冲": "different views of {life} are voiced openly and can be talked through",
    "六合": "it favours bonds and agreements in matters of {life}",
    "天干五合": "it draws your attention to {life}; know what you want before you commit yourself",
    "三合": "it brings several things together around {life} and gives them momentum",
    "三会": "it gathers one element in force, and this colours {life}",
    "半合": "it lends some support to {life}, and the rest takes your own effort",
    "六害": "things tend to stay unsaid about {life}; raise them early",
    "六破": "arrangements concerning {life} may need doing twice; check them before you sign",
    "相刑": "an unsettled question about {life} keeps coming back until it is dealt with",
    "三刑": "unsettled questions about {life} come up together and have to be put in order",
    "自刑": "you may ask too much of yourself over {life}",
    "伏吟": "it repeats an old subject, {life}, which can be settled differently this time",
}
_PAST = {
    "六冲": "arrangements concerning {life} may have shifted",
    "天干相冲": "differences over {life} may have come into the open",
    "六合": "agreement over {life} may have come more easily",
    "天干五合": "your thoughts may often have returned to {life}",
    "三合": "several things may have come together around {life}",
    "三会": "one element gathered in force and coloured {life}",
    "半合": "there was some support for {life}, and the rest took your own effort",
    "六害": "something may have been left unsaid about {life}",
    "六破": "a detail concerning {life} may have had to be done again",
    "相刑": "an old question about {life} may have come back",
    "三刑": "several old questions about {life} may have come up together",
    "自刑": "you may have been hard on yourself over {life}",
    "伏吟": "an old subject, {life}, came round again",
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
    known = [tie for tie in ties if tie.kind in _MONTH and tie.pillars]
    return sorted(known, key=lambda tie: (ORDER.index(tie.kind), _NEARNESS.index(nearest(tie))))


def nearest(tie: Tie) -> str:
    return min(tie.pillars, key=_NEARNESS.index)


def named(tie: Tie) -> str:
    return f"{KINDS[tie.kind]} ({tie.parts}) with the {listed(tie.pillars)} pillar{'s' * (len(tie.pillars) > 1)}"


def _life(f: Facts, ties: Sequence[Tie]) -> str:
    lives = _LIVES_LATER if is_elder(f) else _LIVES_YOUNG if f.is_minor else _LIVES
    return listed(dict.fromkeys(lives[nearest(tie)] for tie in ties))


def in_month(f: Facts, tie: Tie, *, is_past: bool = False) -> str:
    effect = (_PAST if is_past else _MONTH)[tie.kind].format(life=_life(f, [tie]))
    if f.is_minor:
        effect = effect.replace("before you sign", "once more")
    return f"{named(tie)}: {effect}"


def in_years(f: Facts, transit: Transit) -> list[str]:
    """Say what the relations of a year or decade are and what follows, in one sentence for each kind."""
    kinds: dict[str, list[Tie]] = {}
    for tie in ranked(transit.ties):
        kinds.setdefault(tie.kind, []).append(tie)
    lines = []
    for kind, ties in kinds.items():
        effect = _LONG[kind].format(life=_life(f, ties))
        if f.is_minor:
            effect = effect.replace("before you sign", "once more")
        lines.append(f"{_named_together(ties)}: {effect}")
    return lines


def _named_together(ties: Sequence[Tie]) -> str:
    """Name relations of one kind, those of the same characters with single pillars in one."""
    places: dict[str, list[Tie]] = {}
    for number, tie in enumerate(ties):
        places.setdefault(tie.parts if len(tie.pillars) == 1 else str(number), []).append(tie)
    joined = [
        replace(first, pillars=first.pillars + tuple(name for other in others for name in other.pillars))
        for first, *others in places.values()
    ]
    return " and a ".join(named(tie) for tie in joined)


def bond(f: Facts) -> str:
    """Name the partner's star if the day master combines with it."""
    spouse = "wealth" if f.chart["gender"] == "male" else "officer"
    for tie in f.chart["relations"]:
        other = next((name for name in tie["pillars"] if name != "day"), "")
        if tie["kind"] == "天干五合" and "day" in tie["pillars"] and group_of(f.columns[other].god) == spouse:
            return f"combines ({tie['parts']}) with <{f.columns[other].god}> in the {other} stem, which is traditionally read as a direct tie to a partner"
    return ""

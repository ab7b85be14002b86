"""Sentences in Chinese about the relations between a transit's pillar and the chart's pillars."""

import re

from app.llm.demo.reading.facts import Facts, Tie, Transit
from app.llm.demo.reading.zh.effects import HARD_BONDS, LONG_EFFECTS, MONTH_EFFECTS, PAST_EFFECTS, PAST_HARD_BONDS
from app.llm.demo.reading.zh.view import is_elder, is_late

PLACES = {"year": "年柱", "month": "月柱", "day": "日柱", "hour": "时柱"}
_Lives = dict[str, tuple[str, ...]]
LIVES: _Lives = {
    "year": ("长辈和老家", "老家", "长辈"),
    "month": ("工作和同事", "手上的工作", "工作上的往来"),
    "day": ("自己和亲人", "亲近的人", "自己和家里"),
    "hour": ("往后的打算", "长远的计划"),
}
"""The sides of life that the pillars stand for, in several wordings."""
_LIVES_LATE: _Lives = {
    **LIVES,
    "year": ("老家", "长辈和故旧", "老家和故旧"),
    "month": ("手上的活计", "老同事和熟人"),
    "hour": ("晚辈", "往后的日子"),
}
_LIVES_LATER: _Lives = {
    **LIVES,
    "year": ("老家和故旧", "故旧"),
    "month": ("街坊熟人", "熟人"),
    "hour": ("晚辈",),
}
_LIVES_YOUNG: _Lives = {**LIVES, "month": ("学校和同学", "同学")}
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
    "伏吟",
    "六冲",
    "三合",
    "三会",
    "三刑",
    "六合",
    "天干五合",
    "相刑",
    "六害",
    "天干相冲",
    "半合",
    "六破",
    "自刑",
)
BONDS = ("三合", "三会", "六合", "天干五合", "半合")
"""The relations that join; all others strain."""
_FIRST = ("伏吟", "六冲")
_NEARNESS = ("day", "month", "hour", "year")


def ranked(ties: tuple[Tie, ...], tone: str = "mixed", *, day_first: bool = False) -> list[Tie]:
    """Return the relations with the weightiest first; those with the day pillar before all others if `day_first`.

    伏吟 and 六冲 precede all others, those with the day pillar first. A demanding transit is then told by what strains,
    one that helps by what joins; then the kind counts, and how near the pillar is to the day.
    """
    known = [tie for tie in ties if tie.kind in LONG_EFFECTS and tie.pillars]

    def weight(tie: Tie) -> tuple[bool, bool, bool, bool, int, int]:
        leads = tie.kind in _FIRST
        fits = tone == "mixed" or (tie.kind in BONDS) == (tone == "good")
        near = _NEARNESS.index(nearest(tie))
        return day_first and near > 0, not leads, leads and near > 0, not (leads or fits), _ORDER.index(tie.kind), near

    return sorted(known, key=weight)


def nearest(tie: Tie) -> str:
    return min(tie.pillars, key=_NEARNESS.index)


def strains(ties: tuple[Tie, ...], pillars: tuple[str, ...]) -> bool:
    """Whether a relation between branches strains one of the pillars."""
    return any(tie.kind not in (*BONDS, "天干相冲", "伏吟") and name in tie.pillars for tie in ties for name in pillars)


def together(ties: list[Tie]) -> list[list[Tie]]:
    """Group relations of one kind, in the order of the first of each."""
    kinds: dict[str, list[Tie]] = {}
    for tie in ties:
        kinds.setdefault(tie.kind, []).append(tie)
    return list(kinds.values())


def effects(f: Facts, transit: Transit, turn: int = 0, *, is_past: bool = False, day_first: bool = False) -> list[str]:
    """Say what the relations of a year or decade are and what follows, a sentence for each kind: `与日柱丑未相冲，…`.

    `turn` chooses the wording, so that no two transits of a passage give the same advice.
    """
    wordings = PAST_EFFECTS if is_past else LONG_EFFECTS
    told = []
    for number, ties in enumerate(together(ranked(transit.ties, transit.tone, day_first=day_first))):
        options: tuple[str, ...] = wordings[ties[0].kind]
        if transit.tone == "hard" and ties[0].kind in BONDS:
            options = (PAST_HARD_BONDS if is_past else HARD_BONDS)[number:] or HARD_BONDS
        told.append(_effect(f, ties, options, turn))
    return told


def _effect(f: Facts, ties: list[Tie], wordings: tuple[str, ...], turn: int) -> str:
    """Name relations of one kind and what follows, in the wording whose turn it is."""
    lives = _lives(f)
    places = dict.fromkeys(nearest(tie) for tie in ties)
    life = "、".join(lives[place][turn % len(lives[place])] for place in places)
    check = "交出去之前再看一遍" if f.is_minor else "签字和付款前再核对一遍"
    text = wordings[turn % len(wordings)].format(life=life, check=check)
    return f"{'，'.join(_named_together(ties))}，{_plain(text)}"


def _plain(text: str) -> str:
    """Return a text without `的事` and `方面` after a side of life that is itself a matter."""
    text = re.sub("(打算|计划)(?:方面的|的(?=旧|老))", r"\1里的", text)
    return re.sub("(打算|计划|往来|工作|活计)(?:的事|方面(?!的)|那边(?!有说不))", r"\1", text)


def shortly(f: Facts, ties: list[Tie], tone: str, age: int = 0) -> str:
    """Name relations of one kind and say in a few words what they mean: `与月柱辰戌相冲，手上的工作多变动`.

    `age` is the reader's age at that time, if it is not the present.
    """
    lives = _lives_at(age) if age else _lives(f)
    life = "、".join(dict.fromkeys(lives[nearest(tie)][0] for tie in ties))
    kind = ties[0].kind
    meaning = f"{life}那边牵连多" if tone == "hard" and kind in BONDS else MEANINGS[kind].format(life=life)
    return f"{'，'.join(_named_together(ties))}，{_plain(meaning)}"


def _lives(f: Facts) -> _Lives:
    return _LIVES_LATER if is_elder(f) else _LIVES_YOUNG if f.is_minor else _LIVES_LATE if is_late(f) else LIVES


def _lives_at(age: int) -> _Lives:
    return _LIVES_LATER if age >= 68 else _LIVES_LATE if age >= 50 else LIVES if age >= 18 else _LIVES_YOUNG


MEANINGS = {
    "六冲": "{life}那边多变动",
    "天干相冲": "{life}那边主张不一",
    "六合": "{life}那边有照应",
    "天干五合": "心思多在{life}上",
    "三合": "{life}那边聚得起力",
    "三会": "{life}那边分量重",
    "半合": "{life}那边有些照应",
    "六害": "{life}那边有话没说开",
    "六破": "{life}那边小处要返工",
    "相刑": "{life}那边有旧事要理",
    "三刑": "{life}那边头绪多",
    "自刑": "容易自己同自己较劲",
    "伏吟": "{life}那边旧题目重来",
}
"""The meaning of each kind of relation in a few words, where it is told beside others."""


def _named_together(ties: list[Tie]) -> list[str]:
    """Name relations, those of the same characters in one: `与日柱、月柱丁癸天干相冲`."""
    places: dict[str, list[str]] = {}
    for tie in ties:
        spots = places.setdefault(tie.parts, [])
        spots += [name for name in tie.pillars if name not in spots]
    in_order = {parts: tuple(name for name in PLACES if name in spots) for parts, spots in places.items()}
    return [named(Tie(ties[0].kind, parts, spots)) for parts, spots in in_order.items()]


def named(tie: Tie) -> str:
    """Name a relation: `与日柱丑未相冲`."""
    places = "、".join(PLACES[name] for name in tie.pillars)
    return f"与{places}{tie.parts}{_KINDS[tie.kind]}" if tie.kind != "伏吟" else f"与{places}干支相同（伏吟）"


def weightiest(f: Facts, transit: Transit) -> str:
    """Name the weightiest relation of a transit and its meaning; an empty string without any."""
    groups = together(ranked(transit.ties, transit.tone))
    if not groups:
        return ""
    if transit.age < _SCHOOL_AGE:
        return "，".join(_named_together(groups[0]))
    return shortly(f, groups[0], transit.tone, transit.age)


_SCHOOL_AGE = 9


def first_effect(f: Facts, month: Transit, used: set[tuple[str, str]], *, is_past: bool) -> tuple[str, bool]:
    """Return the weightiest relation of a month and what follows; and whether anything follows that is new.

    `used` holds the effects told so far. If that of the weightiest relation is among them, only its name is given,
    with the effect of the next relation that is new.
    """
    text, named_parts = "", set[str]()
    for ties in together(ranked(month.ties, month.tone)):
        key = (ties[0].kind, nearest(ties[0]))
        if text and {tie.parts for tie in ties} <= named_parts:
            continue
        named_parts |= {tie.parts for tie in ties}
        if key in used:
            text = text or shortly(f, ties, month.tone)
            continue
        turn = sum(kind == key[0] for kind, _ in used)
        options: tuple[str, ...] = (PAST_EFFECTS if is_past else MONTH_EFFECTS)[key[0]]
        if month.tone == "hard" and key[0] in BONDS:
            turn = sum(kind in BONDS for kind, _ in used)
            options = PAST_HARD_BONDS if is_past else HARD_BONDS
        used.add(key)
        effect = _effect(f, ties, options, turn)
        if month.tone == "good" and key[0] not in BONDS:
            effect = f"只是{effect}"
        return (f"{text}；{'' if effect.startswith('只是') else '又'}{effect}" if text else effect), True
    return text, False

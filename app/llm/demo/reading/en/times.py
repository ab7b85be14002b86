"""The passages about time in English: the ten decades, this year and the next with their months."""

import re

from app.llm.demo.reading.en.gods import DECADES, MONTHS, NOUNS, SEATS, THEMES, TIMING, YEARS
from app.llm.demo.reading.en.words import KINDS, listed
from app.llm.demo.reading.facts import Facts, Tie, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of, group_of

TONES = {"good": "supportive", "mixed": "mixed", "hard": "demanding"}
_LIVES = {
    "year": "elders and the old home",
    "month": "work and colleagues",
    "day": "you and those closest to you",
    "hour": "the years ahead",
}
_EFFECTS = {
    "六冲": "plans that concern {life} may shift, so leave a day to spare",
    "天干相冲": "opinions about {life} come into the open, and slow words help",
    "六合": "for {life} a hand is held out, and agreement comes easily",
    "天干五合": "thoughts circle around {life}; ask yourself what you want before you agree",
    "三合": "several forces pull together for {life}, and one matter can be settled in one go",
    "三会": "one element gathers fully, and it colours {life}",
    "半合": "there is half a tailwind for {life}, and the other half has to be sought",
    "六害": "something unspoken lies over {life}, and a question asked early clears it",
    "六破": "a detail concerning {life} needs doing again, so read before you sign",
    "相刑": "an old question about {life} returns; take one thing at a time",
    "三刑": "several old matters crowd together around {life}; keep to an order",
    "自刑": "you are hard on yourself over {life}, and a lower bar is enough",
    "伏吟": "an old subject, {life}, comes round again and may get a new answer",
}
_ORDER = tuple(
    ["六冲", "三合", "三会", "三刑", "六合", "伏吟", "天干五合", "相刑", "六害", "天干相冲", "半合", "六破", "自刑"]
)
_NEARNESS = ("day", "month", "hour", "year")


def ranked(ties: tuple[Tie, ...]) -> list[Tie]:
    known = [tie for tie in ties if tie.kind in _EFFECTS and tie.pillars]
    return sorted(known, key=lambda tie: (_ORDER.index(tie.kind), min(map(_NEARNESS.index, tie.pillars))))


def named(tie: Tie) -> str:
    return f"{KINDS[tie.kind]} ({tie.parts}) with the {listed(tie.pillars)} pillar{'s' * (len(tie.pillars) > 1)}"


def effect(tie: Tie) -> str:
    life = _LIVES[min(tie.pillars, key=_NEARNESS.index)]
    return f"{named(tie)}: {_EFFECTS[tie.kind].format(life=life)}"


def timing(f: Facts, field: str) -> Paragraph:
    """Say what the decade and the two years mean for a field of life."""
    table, lines, told = TIMING[field], [], set[str]()
    decade = f.decade or f.next_decade
    if decade is not None:
        group = group_of(decade.god)
        told.add(group)
        lines.append(
            f"Set in time: in the decade <{decade.pillar}>, from {decade.year} to {decade.year + 10}, the keynote for {NOUNS[field]} is {THEMES[decade.god]}; {table[group]}."
        )
    for year in f.years:
        for god, half in ((year.god, "first"), (year.seat, "second")):
            if half == "first" and f.chart["as_of"] > f"{year.year}-08":
                continue
            if (group := group_of(god)) not in told:
                told.add(group)
                lines.append(
                    f"In the {half} half of {year.year} the <{god}> comes forward as well, and {table[group]}."
                )
    stars = {
        "work": ("officer", "resource"),
        "money": ("wealth", "output"),
        "family": ("resource", "peer"),
        "care": ("output", "resource"),
        "friends": ("peer", "output"),
    }.get(field) or (("wealth",) if f.chart["gender"] == "male" else ("officer",))
    months = [
        m
        for m in f.months
        if (m.is_current or m.start > f.chart["as_of"]) and group_of(m.god) in stars and m.tone != "hard"
    ][:2]
    if months:
        lines.append(
            f"Of the months ahead, {listed(f'<{m.pillar}> ({m.dates})' for m in months)} bear{'s' * (len(months) == 1)} most on {NOUNS[field]} and may be kept for what matters."
        )
    return lines


def luck(f: Facts) -> list[Paragraph]:
    start = f.chart["luck"]["start_age"]
    way = "forward" if f.chart["luck"]["is_forward"] else "backward"
    paragraphs: list[Paragraph] = [
        [
            Must(
                f"Your decades run {way} from the month pillar; the first began {_span(start['years'], 'year')} and {_span(start['months'], 'month')} after birth, and each lasts ten years."
                if not f.is_before_luck
                else f"Your decades run {way} from the month pillar; the first begins {_span(start['years'], 'year')} and {_span(start['months'], 'month')} after birth."
            )
        ]
    ]
    if f.is_before_luck:
        paragraphs.append(
            [
                Must(
                    f"None has begun yet. Until {f.decades[0].year} the month pillar <{f.columns['month'].pillar}> and the years are read instead, and the care and rhythm of the home matter more than anything."
                ),
                "A small child follows the mood of the house.",
            ]
        )
    for decade in f.decades:
        if decade is f.decade:
            paragraphs += _present(f, decade)
        elif decade is f.next_decade:
            paragraphs.append(_next(decade))
        else:
            paragraphs.append(_other(f, decade))
    if f.decade is None and not f.is_before_luck:
        paragraphs.append(
            [
                Must(
                    f"The ten decades ended in {f.decades[-1].year + 10}; the years and the four pillars speak now, and a regular day is the best of luck."
                )
            ]
        )
    return paragraphs


def _span(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)}"


def _head(decade: Transit) -> str:
    return f"**<{decade.pillar}>**, from {decade.year}, at the age of {decade.age}, with <{decade.god}> in the stem"


def _other(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = DECADES[decade.god]
    is_past = decade.year + 10 <= int(f.chart["as_of"][:4])
    ties = ranked(decade.ties)
    seat = f"The branch is mainly <{decade.seat}>" + (
        f" and makes a {named(ties[0])}." if ties else " and leaves the four pillars alone."
    )
    said = hard if decade.tone == "hard" else good
    about = f"{_head(decade)}: its subject is {THEMES[decade.god]}. {seat}"
    if decade.age + 10 <= 14:
        return [
            Must(about),
            (
                "At that age it showed mostly in the care at home.",
                "For a child it showed at school and in the mood of the house.",
            )[decade.age > 4],
        ]
    if decade.age >= 78 and not is_past:
        return [
            Must(about),
            (
                "By then the care of body and mind comes first, and family is the real subject.",
                "It is a time to carry less and to tell your own stories.",
                "Let the body set the pace and choose the lighter tasks.",
            )[decade.age % 3],
        ]
    other = More(good if said is hard else hard)
    if is_past:
        return [Must(about), f"Looking back: {said[0].lower() + said[1:]}", other]
    return [Must(f"{_head(decade)}: {theme[0].lower() + theme[1:]} {seat}"), said, other]


def _present(f: Facts, decade: Transit) -> list[Paragraph]:
    theme, good, hard = DECADES[decade.god]
    first, second = (hard, good) if decade.tone == "hard" else (good, hard)
    ties = [effect(tie) for tie in ranked(decade.ties)]
    return [
        [
            Must(f"{_head(decade)}, is the present one. {theme}"),
            Must(f"By what helps, it is {TONES[decade.tone]}: {f.judged['decade']['ground']}."),
            Must(_TEN[decade.tone]),
        ],
        [first, f"There is another side: {second[0].lower() + second[1:]}"],
        [
            f"In its later years the branch comes forward, mainly <{decade.seat}>, and with it {THEMES[decade.seat]}.",
            *(f"It makes a {told}." for told in ties[:2]),
            *(More(f"It also makes a {told}.") for told in ties[2:4]),
        ],
        [_SPAN[decade.tone]],
    ]


def _next(decade: Transit) -> Paragraph:
    theme, good, hard = DECADES[decade.god]
    ties = ranked(decade.ties)
    tie = (
        f"It makes a {effect(ties[0])}."
        if ties
        else "It leaves the four pillars alone, so change comes from your own choices."
    )
    return [
        Must(f"{_head(decade)}, comes next. {theme}"),
        Must(hard if decade.tone == "hard" else good),
        tie,
        f"The branch is mainly <{decade.seat}>, which in daily life means {THEMES[decade.seat]}.",
        "In the year or two around the change old arrangements loosen; look well before you settle new ones.",
    ]


_TEN = {
    "good": "In these ten years what you start yourself may move forward, and effort finds an answer.",
    "mixed": "These ten years push and pull; there are easy months and months for waiting, and it pays to treat them differently.",
    "hard": "These ten years ask for effort; look after health, home and craft first, and leave some contests to others.",
}
_SPAN = {
    "good": "If you do only one thing, let it be the one you have long thought about and nearly prepared.",
    "mixed": "If you do only one thing, divide your strength in two, one half for keeping and one for trying, and do not mix them.",
    "hard": "If you do only one thing, put down one burden that is not needed; the strength it frees serves in the next decade.",
}


def years(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    seen: dict[str, int] = {}
    used: set[tuple[str, str]] = set()
    for year, judged in zip(f.years, f.judged["years"], strict=True):
        theme, good, hard = YEARS[year.god]
        ties = [effect(tie) for tie in ranked(year.ties)[:2]]
        paragraphs.append(
            [
                Must(
                    f"**{year.year}, <{year.pillar}>**, with <{year.god}> in the stem, is {TONES[year.tone]}: {judged['ground']}."
                ),
                Must(
                    f"This year {theme}; {hard if year.tone == 'hard' else good}."
                    if year is f.years[0]
                    else f"In it, {theme}; {hard if year.tone == 'hard' else good}."
                ),
                *(f"{'Its pillar makes a' if at == 0 else 'There is also a'} {told}." for at, told in enumerate(ties)),
                More(
                    f"{'It can still be used:' if year.tone == 'hard' else 'Keep in mind as well:'} {good if year.tone == 'hard' else hard}."
                ),
            ]
        )
        paragraphs.append(Items(_month(f, month, seen, used) for month in f.months if month.year == year.year))
    return paragraphs


def _month(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]]) -> str:
    turn = seen[month.god] = seen.get(month.god, -1) + 1
    place = seen[group_of(month.seat)] = seen.get(group_of(month.seat), -1) + 1
    does = MONTHS[month.god][turn % 3]
    ties = ranked(month.ties)
    fresh = next((tie for tie in ties if (tie.kind, min(tie.pillars, key=_NEARNESS.index)) not in used), None)
    if fresh is not None:
        used.add((fresh.kind, min(fresh.pillars, key=_NEARNESS.index)))
        tie = f"A {effect(fresh)}."
    else:
        lead = (
            f"A {named(ties[0])} again; "
            if ties
            else ("The four pillars stay quiet; ", "No tie disturbs it; ", "Nothing in the chart is pulled; ")[
                month.month % 3
            ]
        )
        tie = f"{lead}{SEATS[group_of(month.seat)][place % 3]}."
    is_past = not month.is_current and month.start < f.chart["as_of"]
    lead = (
        "the present month: "
        if month.is_current
        else ("looking back: ", "in retrospect: ", "of those weeks: ")[month.month % 3]
        if is_past
        else ""
    )
    dates = re.sub(r" [0-9]{4}", "", month.dates)
    values = _values(f, month)
    text = f"{lead}{does}"
    return Must(
        f"**<{month.pillar}>** ({dates}): a {TONES[month.tone]} month of <{month.god}>; {values}. {text[0].upper() + text[1:]}. {tie}"
    )


def _values(f: Facts, month: Transit) -> str:
    one, other = (
        "helps" if element in f.helpful else "should stay small" if element in f.sparing else "is neutral"
        for element in (element_of(month.stem), BRANCH_ELEMENTS[month.branch])
    )
    both = {"helps": "both characters help", "should stay small": "both characters should stay small"}
    return both.get(one, "both characters are neutral") if one == other else f"the stem {one}, the branch {other}"

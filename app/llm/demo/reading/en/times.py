"""The passages about time in English: the ten decades, this year and the next with their months."""

import re
from collections.abc import Mapping

from app.llm.demo.reading.en import past
from app.llm.demo.reading.en.childhood import MONTHS_YOUNG, MONTHS_YOUNG_PAST, SCHOOL, SCHOOL_NOW, YEARS_YOUNG
from app.llm.demo.reading.en.gods import DECADES, MONTHS, SEATS, THEMES, YEARS
from app.llm.demo.reading.en.later import DECADES_LATER, MONTHS_LATER, MONTHS_LATER_PAST, YEARS_LATER
from app.llm.demo.reading.en.ties import in_month, in_years, named, nearest, ranked
from app.llm.demo.reading.en.view import TONES, changes, is_elder, spring, year_word
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of, group_of
from app.llm.demo.reading.when import ends_soon


def luck(f: Facts) -> list[Paragraph]:
    start = f.chart["luck"]["start_age"]
    way = "forward" if f.chart["luck"]["is_forward"] else "backward"
    paragraphs: list[Paragraph] = [
        [
            Must(
                f"Your decades run {way} from the month pillar; the first began {_start(start)} after birth, and each lasts ten years."
                if not f.is_before_luck
                else f"Your decades run {way} from the month pillar; the first begins {_start(start)} after birth."
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
            paragraphs.append(_next(f, decade))
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


def _start(age: Mapping[str, int]) -> str:
    parts = [_span(age[f"{unit}s"], unit) for unit in ("year", "month") if age[f"{unit}s"]]
    return " and ".join(parts) or "less than a month"


def _span(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)}"


def _head(decade: Transit) -> str:
    age = f"at the age of {decade.age}" if decade.age else "in the first year of life"
    return f"**<{decade.pillar}>**, from {decade.year}, {age}, with <{decade.god}> in the stem"


def _seat(decade: Transit, *, is_past: bool = False) -> str:
    ties, was = ranked(decade.ties), "was" if is_past else "is"
    met = (
        f"the pillar {'made' if is_past else 'makes'} a {named(ties[0])}"
        if ties
        else f"nothing in the chart {was} touched"
    )
    return f"By what helps it {was} {TONES[decade.tone]}; the branch is mainly <{decade.seat}>, and {met}."


def _other(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = _words(decade)
    is_past = (f.decade is not None and decade.year < f.decade.year) or decade.year + 10 <= int(f.chart["as_of"][:4])
    about = f"{_head(decade)}: its subject {'was' if is_past else 'is'} {THEMES[decade.god]}. {_seat(decade, is_past=is_past)}"
    if decade.age + 10 <= 14:
        young = (
            ("In early childhood it showed", "In childhood it showed")
            if is_past
            else ("In early childhood it shows", "In childhood it shows")
        )
        where = (" mostly in the care at home.", " at school and in the mood of the house.")
        return [Must(about), young[decade.age > 4] + where[decade.age > 4]]
    if is_past and decade.age < 15:
        return [Must(about), SCHOOL[group_of(decade.god)]]
    if not is_past and _is_like_the_last(f, decade):
        return [Must(about), _SLOWER[decade.age > 88]]
    if is_past:
        eased, strained = past.DECADES[decade.god]
        return [Must(about), *([strained] if decade.tone == "hard" else [f"Looking back, {eased}", More(strained)])]
    said, other = (hard, good) if decade.tone == "hard" else (good, hard)
    return [Must(f"{_head(decade)}: {theme[0].lower() + theme[1:]} {_seat(decade)}"), said, More(other)]


def _words(decade: Transit, *, is_later: bool = False) -> tuple[str, str, str]:
    """Return the theme of a decade, its good and its hard side, for the reader's age in it."""
    return DECADES_LATER[group_of(decade.god)] if is_later or decade.age >= 68 else DECADES[decade.god]


def _is_like_the_last(f: Facts, decade: Transit) -> bool:
    """Whether the decade before has the same words for a reader of that age."""
    number = f.decades.index(decade)
    before = f.decades[number - 1] if number else None
    if before is None or group_of(before.god) != group_of(decade.god):
        return False
    return before.age >= 68 or (is_elder(f) and before.is_current)


_SLOWER = (
    "It is close to the decade before; let the pace be a little slower, and accept help where it is offered.",
    "By then the body sets the pace; choose the lighter tasks.",
)


def _present(f: Facts, decade: Transit) -> list[Paragraph]:
    theme, good, hard = _words(decade, is_later=is_elder(f))
    if f.is_minor:
        theme = f"Its subject is {THEMES[decade.god]}."
    first, second = (hard, good) if decade.tone == "hard" else (good, hard)
    ties, end = in_years(f, decade), changes(f)
    ending = f"It is about to end: the next decade begins in {end}."
    return [
        [
            Must(f"{_head(decade)}, is the present one. {theme}"),
            Must(f"By what helps it is {TONES[decade.tone]}: {f.judged['decade']['ground']}."),
            Must(ending if end else _TEN[decade.tone]),
        ],
        [SCHOOL_NOW[group_of(decade.god)], "The rhythm and the mood of the home matter most."]
        if f.is_minor
        else [first, f"The other side: {second[0].lower() + second[1:]}"],
        [
            f"{'In these later years' if end else 'In its later years'} the branch comes forward, mainly <{decade.seat}>, and with it {THEMES[decade.seat]}.{_void(decade)}",
            *(f"The pillar {'makes' if at == 0 else 'also makes'} a {told}." for at, told in enumerate(ties[:2])),
            *(More(f"It also makes a {told}.") for told in ties[2:4]),
        ],
        ["" if end else _SPAN[decade.tone]],
    ]


def _void(transit: Transit) -> str:
    return (
        f" The branch <{transit.branch}> is void (空亡), which takes off some of its force." if transit.is_void else ""
    )


def _void_year(year: Transit) -> str:
    return f" As the branch <{year.branch}> is void (空亡) this time, count on a little less." if year.is_void else ""


def _next(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = _words(decade)
    ties, said = in_years(f, decade, 1), hard if decade.tone == "hard" else good
    if _is_like_the_last(f, decade):
        theme, said = f"Its subject is {THEMES[decade.god]}.", _SLOWER[0]
    tie = (
        f"The pillar makes a {ties[0]}."
        if ties
        else "It touches nothing in the chart, so change comes from your own choices."
    )
    return [
        Must(f"{_head(decade)}, comes next. {theme}"),
        Must(f"By what helps it is {TONES[decade.tone]}: {_values(f, decade)}."),
        Must(said),
        tie,
        f"The branch is mainly <{decade.seat}>, which in daily life means {THEMES[decade.seat]}.{_void(decade)}",
        "Old arrangements loosen in the year or two around the change; take your time before you settle new ones.",
    ]


_TEN = {
    "good": "In these ten years your own initiatives are more likely to move forward.",
    "mixed": "Easy stretches and waiting stretches alternate, and it pays to treat them differently.",
    "hard": "These ten years ask for effort; look after health, home and craft first, and leave some contests to others.",
}
_SPAN = {
    "good": "If you do only one thing in these years, do what you have long prepared.",
    "mixed": "If you do only one thing in these years, keep what is secure apart from what you are trying out.",
    "hard": "If you do only one thing in these years, put down a burden that is not needed.",
}


def years(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    seen: dict[str, int] = {}
    used: set[tuple[str, str]] = set()
    for year, judged in zip(f.years, f.judged["years"], strict=True):
        theme, good, hard = year_texts(f, year)
        said, other = (hard, good) if year.tone == "hard" else (good, hard)
        number = f.years.index(year)
        ties = in_years(f, year, 1 - number)[:2]
        is_ending = not number and ends_soon(f)
        is_like = (is_elder(f) or f.is_minor) and group_of(year.god) == group_of(f.years[1 - number].god)
        if is_like and number:
            theme, said = "the subject stays much the same", good if f.years[0].tone == "hard" else hard
        paragraphs.append(
            [
                Must(
                    f"**{year.year}, <{year.pillar}>**, with <{year.god}> in the stem, is {TONES[year.tone]}: {judged['ground']}.{_void_year(year)}"
                ),
                Must(f"{year_word(f, number)}, {theme}. {said[0].upper()}{said[1:]}."),
                *(
                    [Must(f"The year lasts until {spring(f)}; use the rest of it to finish things.")]
                    if is_ending
                    else []
                ),
                *(f"{'Its pillar makes a' if at == 0 else 'There is also a'} {told}." for at, told in enumerate(ties)),
                ""
                if is_like
                else More(f"{'What works nonetheless:' if year.tone == 'hard' else 'Keep in mind as well:'} {other}."),
            ]
        )
        paragraphs.append(Items(_month(f, month, seen, used) for month in f.months if month.year == year.year))
    return paragraphs


def year_texts(f: Facts, year: Transit) -> tuple[str, str, str]:
    """Return the theme of a year, its good and its hard side, for the reader's age."""
    group = group_of(year.god)
    return YEARS_LATER[group] if is_elder(f) else YEARS_YOUNG[group] if f.is_minor else YEARS[year.god]


def _texts(f: Facts, month: Transit, *, is_past: bool) -> tuple[str, tuple[str, ...]]:
    """Return a name for the texts that suit a month and the reader's age, and the texts."""
    group, kind = group_of(month.god), "past" if is_past else "to come"
    if is_elder(f):
        return f"{kind} {group}", (MONTHS_LATER_PAST if is_past else MONTHS_LATER)[group]
    if f.is_minor:
        return f"{kind} {group}", (MONTHS_YOUNG_PAST if is_past else MONTHS_YOUNG)[group]
    return month.god, (past.MONTHS if is_past else MONTHS)[month.god]


def _month(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]]) -> str:
    is_past = not month.is_current and month.start < f.chart["as_of"]
    kind, texts = _texts(f, month, is_past=is_past)
    turn = seen[kind] = seen.get(kind, -1) + 1
    does = texts[turn % len(texts)]
    dates = re.sub(r" [0-9]{4}", "", month.dates)
    head = f"**<{month.pillar}>** ({dates}): a {TONES[month.tone]} month under <{month.god}>; {_values(f, month, is_past=is_past)}."
    if is_past:
        lead = ("The accent was on", "It was a month for", "Its subject was")[month.month % 3]
        said = f"{lead} {does}"
    else:
        said = f"{'This is the present month. ' if month.is_current else ''}{does[0].upper()}{does[1:]}"
    return Must(f"{head} {said}. {_tied(f, month, seen, used, is_past=is_past)}.")


def _tied(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]], *, is_past: bool) -> str:
    """Name the month's strongest tie that has not come up before, or say what its branch brings."""
    group, ties = group_of(month.seat), ranked(month.ties)
    place = seen[group] = seen.get(group, -1) + 1
    for tie in ties:
        if (tie.kind, nearest(tie)) not in used:
            turn = sum(kind == tie.kind for kind, _ in used)
            used.add((tie.kind, nearest(tie)))
            return f"A {in_month(f, tie, turn, is_past=is_past)}"
    quiet = ("The four pillars stay quiet; ", "No tie disturbs it; ", "Nothing in the chart is touched; ")
    was_quiet = ("The four pillars stayed quiet; ", "No tie disturbed it; ", "Nothing in the chart was touched; ")
    lead = f"Again a {named(ties[0])}; " if ties else (was_quiet if is_past else quiet)[month.month % 3]
    return lead + (past.SEATS[group] if is_past else SEATS[group][place % 3])


def _values(f: Facts, transit: Transit, *, is_past: bool = False) -> str:
    """Say whether stem and branch help."""
    verbs = ("helped", "was better in small measure", "was neutral")
    if not is_past:
        verbs = ("helps", "is better in small measure", "is neutral")
    one, other = (
        verbs[0] if element in f.helpful else verbs[1] if element in f.sparing else verbs[2]
        for element in (element_of(transit.stem), BRANCH_ELEMENTS[transit.branch])
    )
    both = f"both characters {one.replace('was', 'were').replace('is', 'are').replace('helps', 'help')}"
    text = both if one == other else f"the stem {one}, the branch {other}"
    score = (one == verbs[0]) + (other == verbs[0]) - (one == verbs[1]) - (other == verbs[1])
    decides = TONES["good" if score > 0 else "hard" if score < 0 else "mixed"] != TONES[transit.tone]
    if decides and any(tie.kind == "六冲" and "day" in tie.pillars for tie in transit.ties):
        text += f"; the clash with the day branch {'counted' if is_past else 'counts'} against it"
    if transit.is_void:
        text += f"; the branch {'was' if is_past else 'is'} void (空亡)"
    return text

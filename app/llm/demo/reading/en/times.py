"""The passages about time in English: the ten decades, this year and the next with their months."""

import re
from datetime import date, timedelta

from app.llm.demo.reading.en import past
from app.llm.demo.reading.en.gods import DECADES, MONTHS, NOUNS, SEATS, THEMES, TIMING, YEARS
from app.llm.demo.reading.en.ties import in_month, in_years, named, nearest, ranked
from app.llm.demo.reading.en.words import listed
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of, group_of

TONES = {"good": "supportive", "mixed": "mixed", "hard": "demanding"}


def changes_soon(f: Facts) -> str:
    """Return the day on which the present decade ends, if that is less than half a year away."""
    if f.decade is None or f.next_decade is None:
        return ""
    start = date.fromisoformat(f.chart["luck"]["decades"][f.decades.index(f.next_decade)]["from_date"])
    is_near = start - date.fromisoformat(f.chart["as_of"]) < timedelta(days=183)
    return f"{start:%B} {start.year}" if is_near else ""


def main_decade(f: Facts) -> Transit | None:
    """Return the decade that the coming year falls in: the next one if the present one is about to end."""
    return f.next_decade if changes_soon(f) or f.decade is None else f.decade


def timing(f: Facts, field: str) -> Paragraph:
    """Say what the decade and the two years mean for a field of life."""
    table, lines, told = TIMING[field], [], set[str]()
    decade = main_decade(f)
    if decade is not None:
        group = group_of(decade.god)
        told.add(group)
        lines.append(
            f"In the decade <{decade.pillar}>, {decade.year} to {decade.year + 10}, the <{decade.god}> sets the tone for {NOUNS[field]}: {table[group]}."
        )
    for year in f.years:
        for god, half in ((year.god, "first"), (year.seat, "second")):
            if half == "first" and f.chart["as_of"] > f"{year.year}-08":
                continue
            if (group := group_of(god)) not in told:
                told.add(group)
                is_ending = f.chart["as_of"] > f"{year.year}-11"
                when = f"Until early February {year.year + 1}" if is_ending else f"In the {half} half of {year.year}"
                comes = "comes in as well" if len(lines) == 1 else "adds another note"
                lines.append(f"{when} the <{god}> {comes}: {table[group]}.")
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
            f"The month{'s' * (len(months) > 1)} that matter{'s' * (len(months) == 1)} most for {NOUNS[field]} {'are' if len(months) > 1 else 'is'} {listed(f'<{m.pillar}> ({m.dates})' for m in months)}."
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


def _span(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' * (number != 1)}"


def _head(decade: Transit) -> str:
    return f"**<{decade.pillar}>**, from {decade.year}, at the age of {decade.age}, with <{decade.god}> in the stem"


def _seat(decade: Transit, *, is_past: bool = False) -> str:
    ties, was = ranked(decade.ties), "was" if is_past else "is"
    met = (
        f"the pillar {'made' if is_past else 'makes'} a {named(ties[0])}"
        if ties
        else f"nothing in the chart {was} touched"
    )
    return f"By what helps it {was} {TONES[decade.tone]}; the branch is mainly <{decade.seat}>, and {met}."


def _other(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = DECADES[decade.god]
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
    if decade.age >= 78 and not is_past:
        return [
            Must(about),
            (
                "By then family and the care of body and mind come first.",
                "It is a time to carry less and to tell your own stories.",
                "Let the body set the pace and choose the lighter tasks.",
            )[decade.age // 10 % 3],
        ]
    if is_past:
        eased, strained = past.DECADES[decade.god]
        return [Must(about), *([strained] if decade.tone == "hard" else [f"Looking back, {eased}", More(strained)])]
    said, other = (hard, good) if decade.tone == "hard" else (good, hard)
    return [Must(f"{_head(decade)}: {theme[0].lower() + theme[1:]} {_seat(decade)}"), said, More(other)]


def _present(f: Facts, decade: Transit) -> list[Paragraph]:
    theme, good, hard = DECADES[decade.god]
    first, second = (hard, good) if decade.tone == "hard" else (good, hard)
    ties, end = [in_years(tie) for tie in ranked(decade.ties)], changes_soon(f)
    ending = f"It is about to end: the next decade begins in {end}{'' if f.has_hour else ', or up to two months earlier or later, as the hour is unknown'}."
    return [
        [
            Must(f"{_head(decade)}, is the present one. {theme}"),
            Must(f"By what helps it is {TONES[decade.tone]}: {f.judged['decade']['ground']}."),
            Must(ending if end else _TEN[decade.tone]),
        ],
        [first, f"The other side: {second[0].lower() + second[1:]}"],
        [
            f"{'In these later years' if end else 'In its later years'} the branch comes forward, mainly <{decade.seat}>, and with it {THEMES[decade.seat]}.",
            *(f"The pillar {'makes' if at == 0 else 'also makes'} a {told}." for at, told in enumerate(ties[:2])),
            *(More(f"It also makes a {told}.") for told in ties[2:4]),
        ],
        ["" if end else _SPAN[decade.tone]],
    ]


def _next(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = DECADES[decade.god]
    ties, said = ranked(decade.ties), hard if decade.tone == "hard" else good
    tie = (
        f"The pillar makes a {in_years(ties[0])}."
        if ties
        else "It touches nothing in the chart, so change comes from your own choices."
    )
    return [
        Must(f"{_head(decade)}, comes next. {theme}"),
        Must(f"By what helps it is {TONES[decade.tone]}: {_values(f, decade)}."),
        Must(said),
        tie,
        f"The branch is mainly <{decade.seat}>, which in daily life means {THEMES[decade.seat]}.",
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
        theme, good, hard = YEARS[year.god]
        said, other = (hard, good) if year.tone == "hard" else (good, hard)
        ties = [in_years(tie) for tie in ranked(year.ties)[:2]]
        paragraphs.append(
            [
                Must(
                    f"**{year.year}, <{year.pillar}>**, with <{year.god}> in the stem, is {TONES[year.tone]}: {judged['ground']}."
                ),
                Must(f"{'This year' if year is f.years[0] else 'Next year'}, {theme}. {said[0].upper()}{said[1:]}."),
                *(f"{'Its pillar makes a' if at == 0 else 'There is also a'} {told}." for at, told in enumerate(ties)),
                More(f"{'What works nonetheless:' if year.tone == 'hard' else 'Keep in mind as well:'} {other}."),
            ]
        )
        paragraphs.append(Items(_month(f, month, seen, used) for month in f.months if month.year == year.year))
    return paragraphs


def _month(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]]) -> str:
    turn = seen[month.god] = seen.get(month.god, -1) + 1
    is_past = not month.is_current and month.start < f.chart["as_of"]
    dates = re.sub(r" [0-9]{4}", "", month.dates)
    head = f"**<{month.pillar}>** ({dates}): a {TONES[month.tone]} month under <{month.god}>; {_values(f, month, is_past=is_past)}."
    if is_past:
        lead = ("The accent was on", "It was a month for", "Its subject was")[month.month % 3]
        said = f"{lead} {past.MONTHS[month.god][turn % 2]}"
    else:
        does = MONTHS[month.god][turn % 3]
        said = f"This is the present month: {does}" if month.is_current else f"{does[0].upper()}{does[1:]}"
    return Must(f"{head} {said}. {_tied(month, seen, used, is_past=is_past)}.")


def _tied(month: Transit, seen: dict[str, int], used: set[tuple[str, str]], *, is_past: bool) -> str:
    """Name the month's strongest tie that has not come up before, or say what its branch brings."""
    group, ties = group_of(month.seat), ranked(month.ties)
    place = seen[group] = seen.get(group, -1) + 1
    for tie in ties:
        if (tie.kind, nearest(tie)) not in used:
            used.add((tie.kind, nearest(tie)))
            return f"A {in_month(tie, is_past=is_past)}"
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
    return text

"""The passage about the ten decades in English."""

from collections.abc import Mapping

from app.llm.demo.reading.en import past
from app.llm.demo.reading.en.aged import aged
from app.llm.demo.reading.en.childhood import THEMES_YOUNG, school
from app.llm.demo.reading.en.gods import DECADES, THEMES
from app.llm.demo.reading.en.later import DECADES_LATER
from app.llm.demo.reading.en.ties import in_years, named, ranked
from app.llm.demo.reading.en.view import TONES, best_years, changes, is_elder, runs, tones_of_years, values
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of, group_of
from app.llm.demo.reading.when import years_in


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
    void = ", which is void (空亡)" if decade.is_void else ""
    return f"A {TONES[decade.tone]} decade; <{decade.seat}> {was} in the branch{void}, and {met}."


def _other(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = _words(f, decade)
    is_past = (f.decade is not None and decade.year < f.decade.year) or decade.year + 10 <= int(f.chart["as_of"][:4])
    subject = THEMES_YOUNG[group_of(decade.god)] if decade.age < 15 else THEMES[decade.god]
    about = f"{_head(decade)}: its subject {'was' if is_past else 'is'} {subject}. {_seat(decade, is_past=is_past)}"
    if decade.age + 10 <= 14:
        young = (
            ("In early childhood it showed", "In childhood it showed")
            if is_past
            else ("In early childhood it shows", "In childhood it shows")
        )
        where = (" mostly in the care at home.", " at school and in the mood of the house.")
        return [Must(about), young[decade.age > 4] + where[decade.age > 4]]
    if decade.age < 15:
        return [Must(about), school(group_of(decade.god), decade.tone, is_past=is_past)]
    if not is_past and _is_like_the_last(f, decade):
        return [Must(about), _slower(f, decade)]
    if is_past:
        return [Must(about), _looked_back(decade)]
    if f.decades.index(decade) % 2 or f.is_minor:
        theme = f"its subject is {THEMES[decade.god]}."
    said, other = (hard, good) if decade.tone == "hard" else (good, hard)
    more = other if decade.tone == "mixed" else More(other) if decade.tone == "good" else ""
    return [Must(f"{_head(decade)}: {theme[0].lower() + theme[1:]} {_seat(decade)}"), said, more]


def _looked_back(decade: Transit) -> str:
    """Tell a decade that is over by its tone: a mixed one had gains and costs."""
    eased, strained = past.DECADES[decade.god]
    if decade.tone == "mixed":
        return f"{eased[0].upper()}{eased[1:-1]}; the cost of it: {strained[0].lower()}{strained[1:]}"
    return strained if decade.tone == "hard" else f"{eased[0].upper()}{eased[1:]}"


def _words(f: Facts, decade: Transit, *, is_later: bool = False) -> tuple[str, str, str]:
    """Return the theme of a decade, its good and its hard side, for the reader's age in it."""
    if is_later or decade.age >= 68:
        return DECADES_LATER[group_of(decade.god)]
    theme, good, hard = (aged(f, text, age=decade.age) for text in DECADES[decade.god])
    return theme, good, hard


def _is_like_the_last(f: Facts, decade: Transit) -> bool:
    """Whether the decade before has the same words for a reader of that age."""
    number = f.decades.index(decade)
    before = f.decades[number - 1] if number else None
    if before is None or group_of(before.god) != group_of(decade.god):
        return False
    return before.age >= 68 or (is_elder(f) and before.is_current)


def _slower(f: Facts, decade: Transit) -> str:
    """Compare a decade with the one before, which has the same words, by their tones."""
    order = ("good", "mixed", "hard")
    steps = order.index(decade.tone) - order.index(f.decades[f.decades.index(decade) - 1].tone)
    if steps > 0:
        return "Its subject is close to that of the decade before, but it asks for more effort: hand on what is heavy."
    if steps < 0:
        return "Its subject is close to that of the decade before, and it comes more easily; enjoy what is at hand."
    if decade.age > 88:
        return "By then the body sets the pace; choose the lighter tasks."
    return "It is close to the decade before; let the pace be a little slower, and accept help where it is offered."


def _present(f: Facts, decade: Transit) -> list[Paragraph]:
    theme, good, hard = _words(f, decade, is_later=is_elder(f))
    if f.is_minor:
        theme = f"Its subject is {THEMES[decade.god]}."
    first, second = (hard, good) if decade.tone == "hard" else (good, hard)
    ties, end = in_years(f, decade), changes(f)
    ending = f"It is about to end: the next decade begins in {end}."
    return [
        [
            Must(f"{_head(decade)}, is the present one. {theme}"),
            Must(f"Measured by what helps, it is {TONES[decade.tone]}: {f.judged['decade']['ground']}."),
            Must(ending if end else _course(f, decade)),
        ],
        [school(group_of(decade.god), decade.tone, is_past=False), "The rhythm and the mood of the home matter most."]
        if f.is_minor
        else [first, f"The other side: {second[0].lower() + second[1:]}"],
        [
            f"{'By now' if end or years_in(f, decade) > 5 else 'In its later years'} the branch comes forward, mainly <{decade.seat}>, and with it {THEMES[decade.seat]}.{_void(decade)}",
            *(f"The pillar {'makes' if at == 0 else 'also makes'} a {told}." for at, told in enumerate(ties[:2])),
            *(More(f"It also makes a {told}.") for told in ties[2:4]),
        ],
        ["" if end else _SPAN[decade.tone]],
    ]


def _void(transit: Transit) -> str:
    return (
        f" The branch <{transit.branch}> is void (空亡), which takes off some of its force." if transit.is_void else ""
    )


def _next(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = _words(f, decade)
    ties, said = in_years(f, decade, 1), hard if decade.tone == "hard" else good
    if _is_like_the_last(f, decade):
        theme, said = f"Its subject is {THEMES[decade.god]}.", _slower(f, decade)
    tie = (
        f"The pillar makes a {ties[0]}."
        if ties
        else "It touches nothing in the chart, so change comes from your own choices."
    )
    return [
        Must(f"{_head(decade)}, comes next. {theme}"),
        Must(f"It is a {TONES[decade.tone]} decade: {values(f, decade)}."),
        Must(said),
        hard if decade.tone == "mixed" and said == good else "",
        tie,
        f"The branch is mainly <{decade.seat}>, which in daily life means {THEMES[decade.seat]}.{_void(decade)}",
        _turn(f, decade),
    ]


def _course(f: Facts, decade: Transit) -> str:
    """Say how the years of the present decade run, as far as they are judged."""
    last = decade.year + 9 + (decade.start[5:7] > "06")
    tones = {tone for year, tone in tones_of_years(f).items() if year <= last}
    lead = _balance(f, decade) if decade.tone == "mixed" else _TEN[decade.tone]
    if len(tones) == 1 and tones | {decade.tone} == {"good", "hard"}:
        lead = _AGAINST[decade.tone]
    return f"{lead} Year by year, {runs(f, f.years[0].year, last)}.".strip()


def _balance(f: Facts, decade: Transit) -> str:
    """Say which side of a mixed decade to build on and which to keep small."""
    sides = ((decade.god, element_of(decade.stem)), (decade.seat, BRANCH_ELEMENTS[decade.branch]))
    good = [god for god, element in sides if element in f.helpful]
    hard = [god for god, element in sides if element in f.sparing]
    return f"Build on what <{good[0]}> brings, and keep what comes with <{hard[0]}> small." if good and hard else ""


def _turn(f: Facts, decade: Transit) -> str:
    """Say how to deal with the years around the change, in which the best year for the question may lie."""
    best = [year for year in best_years(f) if decade.year - 2 <= year <= decade.year + 1]
    if best:
        return f"Old arrangements loosen around this change, and {best[0]}, which suits your question best, lies close to it: prepare before then, and settle the matter in that year."
    return f"Around {decade.year} old arrangements loosen; prepare the new ones a year ahead."


_AGAINST = {
    "good": "The decade backs you, while what is left of it asks for patience.",
    "hard": "The decade asks for effort, while what is left of it is easier.",
}
"""For a decade whose years all have the opposite tone."""
_TEN = {
    "good": "Your own initiatives are more likely to move forward.",
    "hard": "It asks for effort; look after health, home and craft first, and leave some contests to others.",
}
_SPAN = {
    "good": "If you do only one thing in this decade, work towards what you have long had in mind.",
    "mixed": "If you do only one thing until its end, keep what is secure apart from what you are trying out.",
    "hard": "If you do only one thing meanwhile, put down a burden that is not needed.",
}

"""The passage about this year and the next with their months in English."""

import re
from datetime import date, timedelta

from app.llm.demo.reading.en import months, past
from app.llm.demo.reading.en.childhood import MONTHS_YOUNG, MONTHS_YOUNG_PAST, YEARS_YOUNG
from app.llm.demo.reading.en.gods import YEARS
from app.llm.demo.reading.en.later import MONTHS_LATER, MONTHS_LATER_PAST, YEARS_LATER
from app.llm.demo.reading.en.ties import in_month, in_years, named, nearest, ranked
from app.llm.demo.reading.en.view import TONES, is_elder, spring, values, year_word
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, group_of
from app.llm.demo.reading.when import ends_soon, today

_FEW_DAYS = 10
"""A present month with fewer days left is for finishing things."""


def years(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    seen: dict[str, int] = {}
    used: set[tuple[str, str]] = set()
    for year, judged in zip(f.years, f.judged["years"], strict=True):
        theme, good, hard = year_texts(f, year)
        said, other = (hard, good) if year.tone == "hard" else (good, hard)
        number = f.years.index(year)
        ties = in_years(f, year, 1 - number)[:3]
        is_ending = not number and ends_soon(f)
        is_like = (is_elder(f) or f.is_minor) and group_of(year.god) == group_of(f.years[1 - number].god)
        if is_like and number:
            theme = "the subject stays much the same"
            is_other = (year.tone == "hard") != (f.years[0].tone == "hard")
            said = said if is_other else hard if year.tone == "mixed" else "what holds for this year holds for the next"
        paragraphs.append(
            [
                Must(
                    f"**{year.year}, <{year.pillar}>**, with <{year.god}> in the stem, is {TONES[year.tone]}: {judged['ground']}.{_void_year(f, year)}"
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
                else (str if year.tone == "mixed" else More)(
                    f"{'What works nonetheless:' if year.tone == 'hard' else 'Keep in mind as well:'} {other}."
                ),
            ]
        )
        paragraphs.append(Items(_month(f, month, seen, used) for month in f.months if month.year == year.year))
    return paragraphs


def year_texts(f: Facts, year: Transit) -> tuple[str, str, str]:
    """Return the theme of a year, its good and its hard side, for the reader's age."""
    group = group_of(year.god)
    return YEARS_LATER[group] if is_elder(f) else YEARS_YOUNG[group] if f.is_minor else YEARS[year.god]


def _texts(f: Facts, month: Transit, *, is_past: bool) -> tuple[str, tuple[str, ...]]:
    """Return a name for the texts that suit a month, its tone and the reader's age, and the texts."""
    group, kind, is_hard = group_of(month.god), "past" if is_past else "to come", month.tone == "hard"
    if is_elder(f) or f.is_minor:
        texts = (
            (MONTHS_LATER_PAST if is_elder(f) else MONTHS_YOUNG_PAST)
            if is_past
            else (months.MONTHS_LATER if is_elder(f) else months.MONTHS_YOUNG)
            if is_hard
            else (MONTHS_LATER if is_elder(f) else MONTHS_YOUNG)
        )
        return f"{kind} {group} {is_hard}", texts[group]
    if is_past:
        return f"past {month.god} {is_hard}", (months.PAST if is_hard else past.MONTHS)[month.god]
    return f"{month.god} {month.tone}", months.MONTHS[month.god][month.tone]


def _month(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]]) -> str:
    is_past = not month.is_current and month.start < f.chart["as_of"]
    kind, texts = _texts(f, month, is_past=is_past)
    turn = seen[kind] = seen.get(kind, -1) + 1
    does = texts[turn % len(texts)]
    dates = re.sub(r" [0-9]{4}", "", month.dates)
    head = f"**<{month.pillar}>** ({dates}): a {TONES[month.tone]} month under <{month.god}>; {values(f, month, is_past=is_past)}."
    if is_past:
        lead = ("The accent was on", "It was a month for", "Its subject was")[month.month % 3]
        if month.tone == "hard":
            lead = ("It asked for effort:", "What weighed most:", "It may have felt heavy, with")[month.month % 3]
        said = f"{lead} {does}"
    elif month.is_current and (last := _last_days(f, month)):
        said = f"This is the present month, and it ends on {last}: finish what is open, and leave what is new for the month after"
    else:
        said = f"{'This is the present month. ' if month.is_current else ''}{does[0].upper()}{does[1:]}"
    return Must(f"{head} {said}. {_tied(f, month, seen, used, is_past=is_past)}.")


def _last_days(f: Facts, month: Transit) -> str:
    """Return the last day of the present month if it is only a few days away."""
    later = [other.start for other in f.months if other.start > month.start]
    last = date.fromisoformat(later[0]) - timedelta(days=1) if later else None
    return f"{last.day} {last:%B}" if last and (last - today(f)).days < _FEW_DAYS else ""


def _tied(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]], *, is_past: bool) -> str:
    """Name the month's strongest tie and what it brings; if that was said before, another one or the branch."""
    ties = ranked(month.ties)
    for at, tie in enumerate(ties):
        if (tie.kind, nearest(tie)) not in used:
            turn = sum(kind == tie.kind for kind, _ in used)
            used.add((tie.kind, nearest(tie)))
            told = in_month(f, month, tie, turn, is_past=is_past)
            return f"Again a {named(ties[0])}, and a {told}" if at else f"A {told}"
    return (f"Again a {named(ties[0])}; " if ties else "") + _branch(f, month, seen, is_past=is_past, is_alone=not ties)


def _branch(f: Facts, month: Transit, seen: dict[str, int], *, is_past: bool, is_alone: bool) -> str:
    """Say what the branch of a month brings, by whether its element is better in small measure."""
    group, is_hard = group_of(month.seat), BRANCH_ELEMENTS[month.branch] in f.sparing
    kind = f"branch {group} {is_hard}"
    place = seen[kind] = seen.get(kind, -1) + 1
    if is_past:
        text = months.PAST_SEATS[group][is_hard]
    else:
        texts = months.SEATS[group]["hard" if is_hard else "good"]
        text = texts[place % len(texts)]
    return f"{text[0].upper()}{text[1:]}" if is_alone else text


def _void_year(f: Facts, year: Transit) -> str:
    """Say that the branch of a year is void, with what that means the first time."""
    if not year.is_void:
        return ""
    if year is f.years[1] and f.years[0].is_void:
        return f" Its branch <{year.branch}> is void (空亡) as well."
    return f" Its branch <{year.branch}> is void (空亡): the group of ten to which your day pillar belongs has no stem for it, so plan with a little less."

"""The passage about this year and the next with their months in English."""

import re
from datetime import date, timedelta

from app.llm.demo.reading.en import months, past
from app.llm.demo.reading.en.aged import aged
from app.llm.demo.reading.en.childhood import MONTHS_YOUNG, MONTHS_YOUNG_PAST, YEARS_YOUNG
from app.llm.demo.reading.en.gods import YEARS
from app.llm.demo.reading.en.later import MONTHS_LATER, MONTHS_LATER_PAST, YEARS_LATER
from app.llm.demo.reading.en.ties import in_month, in_years, ranked
from app.llm.demo.reading.en.view import TONES, is_elder, spring, values, year_word
from app.llm.demo.reading.en.words import read_shortly
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, group_of
from app.llm.demo.reading.when import ends_soon, is_ending


def years(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    seen: dict[str, int] = {}
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
        paragraphs.append(Items(_month(f, month, seen) for month in f.months if month.year == year.year))
    return paragraphs


def year_texts(f: Facts, year: Transit) -> tuple[str, str, str]:
    """Return the theme of a year, its good and its hard side, for the reader's age."""
    group = group_of(year.god)
    if is_elder(f) or f.is_minor:
        return (YEARS_LATER if is_elder(f) else YEARS_YOUNG)[group]
    theme, good, hard = (aged(f, text) for text in YEARS[year.god])
    return _QUIET if year.god == "偏印" and year.tone == "good" else theme, good, hard


_QUIET = "study, research and an idea of your own come to the fore"
"""The theme of a supportive year of Indirect Resource, which asks for action and not for second thoughts."""


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
        over = (months.PAST if is_hard else past.MONTHS)[month.god]
        return f"past {month.god} {is_hard}", tuple(aged(f, text) for text in over)
    return f"{month.god} {month.tone}", tuple(aged(f, text) for text in months.MONTHS[month.god][month.tone])


def _month(f: Facts, month: Transit, seen: dict[str, int]) -> str:
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
        said = f"This is the present month, and it ends on {last}: {_finish(f, month)}"
    else:
        said = f"{'This is the present month. ' if month.is_current else ''}{does[0].upper()}{does[1:]}"
    return Must(f"{head} {said}. {_tied(f, month, seen, is_past=is_past)}.")


def _finish(f: Facts, month: Transit) -> str:
    """Say what the last days of the present month are for: new things wait for the first month that is not demanding."""
    ahead = [other for other in f.months if other.start > month.start]
    easier = next((other for other in ahead if other.tone != "hard"), None)
    first = "finish only the smallest thing, and rest" if month.tone == "hard" else "finish what is open"
    if ahead[0] is easier:
        return first
    if easier is None:
        return f"{first}, and begin nothing new yet"
    return f"{first}, and leave what is new for {read_shortly(easier.pillar)}, as the time until then is demanding"


def _last_days(f: Facts, month: Transit) -> str:
    """Return the last day of the present month if it is only a few days away."""
    later = [other.start for other in f.months if other.start > month.start]
    last = date.fromisoformat(later[0]) - timedelta(days=1) if later else None
    return f"{last.day} {last:%B}" if last and is_ending(f, month) else ""


def _tied(f: Facts, month: Transit, seen: dict[str, int], *, is_past: bool) -> str:
    """Name the month's strongest tie and what it brings, in another wording each time; without a tie, the branch."""
    ties = ranked(month.ties)
    if not ties:
        return _branch(f, month, seen, is_past=is_past)
    kind = f"tie {ties[0].kind} {is_past}"
    turn = seen[kind] = seen.get(kind, -1) + 1
    return f"A {in_month(f, month, ties[0], turn, is_past=is_past)}"


def _branch(f: Facts, month: Transit, seen: dict[str, int], *, is_past: bool) -> str:
    """Say what the branch of a month brings: no help if its element costs effort, or if it is neutral in a hard month."""
    group, element = group_of(month.seat), BRANCH_ELEMENTS[month.branch]
    is_hard = element in f.sparing or (month.tone == "hard" and element not in f.helpful)
    kind = f"branch {group} {is_hard}"
    place = seen[kind] = seen.get(kind, -1) + 1
    if is_past:
        text = months.PAST_SEATS[group][is_hard]
    else:
        texts = months.SEATS[group]["hard" if is_hard else "good"]
        text = texts[place % len(texts)]
    return f"{text[0].upper()}{text[1:]}"


def _void_year(f: Facts, year: Transit) -> str:
    """Say that the branch of a year is void, with what that means the first time."""
    if not year.is_void:
        return ""
    if year is f.years[1] and f.years[0].is_void:
        return f" Its branch <{year.branch}> is void (空亡) as well."
    return f" Its branch <{year.branch}> is void (空亡): the group of ten to which your day pillar belongs has no stem for it, so plan with a little less."

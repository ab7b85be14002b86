"""What several passages in English conclude from the facts, and how they name days, months and years."""

import re
from datetime import timedelta

from app.llm.demo.reading.doubts import changed, other_readings, weightiest
from app.llm.demo.reading.en.words import ELEMENTS, listed, read_shortly
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of
from app.llm.demo.reading.when import decade_change, is_calendar_year, next_spring, void_among

TONES = {"good": "supportive", "mixed": "mixed", "hard": "demanding"}
SAME = {"supportive": "good", "mixed": "mixed", "demanding": "hard"}
"""The tones of the judgements."""
_RUB = {"六冲", "六害", "相刑", "三刑", "伏吟"}
_SENIOR, _ELDER = 55, 66


def is_elder(f: Facts) -> bool:
    return f.age >= _ELDER


def is_senior(f: Facts) -> bool:
    """Whether the reader is in the last years of working life, or has just left it."""
    return _SENIOR <= f.age < _ELDER


def tones_of_years(f: Facts) -> dict[int, str]:
    """Return the tones of this year, the next and the later ones, as far as they are judged."""
    later = {judged["year"]: SAME[judged["tone"]] for judged in f.judged.get("later_years", ())}
    return {**{year.year: year.tone for year in f.years}, **later}


def runs(f: Facts, first: int, last: int) -> str:
    """Tell the tones of the years from `first` to `last`, those of one tone in a row together."""
    found: list[tuple[int, int, str]] = []
    for year, tone in tones_of_years(f).items():
        if not first <= year <= last:
            continue
        if found and found[-1][2] == tone and found[-1][1] == year - 1:
            found[-1] = (found[-1][0], year, tone)
        else:
            found.append((year, year, tone))
    return listed(
        f"{a} is {TONES[tone]}" if a == b else f"{a} {'and' if b == a + 1 else 'to'} {b} are {TONES[tone]}"
        for a, b, tone in found
    )


def best_years(f: Facts) -> list[int]:
    """Return the coming years that the judgement names for the question."""
    found = re.search(r"Of the years to come, (.+?) tends? to suit", f.judged.get("question", {}).get("lean", ""))
    return [int(year) for year in re.findall(r"20\d\d", found[1])] if found else []


def rubs(month: Transit, *pillars: str) -> bool:
    """Whether a month clashes with, harms or punishes one of the pillars."""
    return any(tie.kind in _RUB and set(tie.pillars) & set(pillars) for tie in month.ties)


def dated(months: list[Transit]) -> str:
    """Name months with the day on which each begins, for passages other than those about the question."""
    return listed(
        f"{read_shortly(month.pillar)} (from {' '.join(month.dates.split(' to ')[0].split()[:2])} {month.start[:4]})"
        for month in months
    )


def spans(f: Facts, months: list[Transit]) -> str:
    """Name months by their dates, those in a row together, and those that clash with the day branch by name."""
    numbers = [f.months.index(month) for month in months]
    groups: list[list[Transit]] = []
    for at, number in enumerate(numbers):
        if at and numbers[at - 1] == number - 1:
            groups[-1].append(f.months[number])
        else:
            groups.append([f.months[number]])
    told = []
    for group in groups:
        if len(group) == 1:
            told.append(
                f"{read_shortly(group[0].pillar)} (until {_last(group[0])})"
                if group[0].is_current
                else named_months(group)
            )
            continue
        clash = [read_shortly(month.pillar) for month in group if _clashes(month)]
        above = f", above all in {listed(clash)}, which clashes with the day branch" if clash else ""
        from_day = "until " if group[0].is_current else f"{_first(group)} to "
        names = f"{read_shortly(group[0].pillar)} to {read_shortly(group[-1].pillar)}"
        told.append(f"the months {names} ({from_day}{_last(group[-1])}){above}")
    return "; ".join(told) if any("above all" in part for part in told) else listed(told)


def _clashes(month: Transit) -> bool:
    return any(tie.kind == "六冲" and "day" in tie.pillars for tie in month.ties)


def _first(months: list[Transit]) -> str:
    """Return the day on which months begin, with the year only if they end in another one."""
    day, name, *_ = months[0].dates.split()
    year = months[0].start[:4]
    return f"{day} {name}" if _last(months[-1]).endswith(year) else f"{day} {name} {year}"


def _last(month: Transit) -> str:
    return month.dates.split(" to ")[1]


def named_months(months: list[Transit]) -> str:
    return listed(f"{read_shortly(month.pillar)} ({month.dates})" for month in months)


def lacking(f: Facts, text: str) -> str:
    """Adapt a sentence about the lightest element: one that the chart has none of is missing, not light."""
    if f.weights[f.lightest]:
        return text
    name = ELEMENTS[f.lightest]
    return (
        text.replace(f"{name} is lightest", f"{name} is missing")
        .replace(f"{name} is light", f"{name} is missing")
        .replace(f"Little {name}", f"The lack of {name}")
    )


def spring(f: Facts) -> str:
    """Return the last day of the present year: `3 February 2027`."""
    day = next_spring(f) - timedelta(days=1)
    return f"{day.day} {day:%B} {day.year}"


def year_word(f: Facts, number: int) -> str:
    """Return what the reader calls the present or the next year; before spring the calendar is ahead of the pillars."""
    return ("This year", "Next year")[number] if is_calendar_year(f) else ("Until spring", "This year")[number]


def changes(f: Facts) -> str:
    """Say in which month the next decade begins, if that is soon."""
    day = decade_change(f)
    if day is None:
        return ""
    about = "" if f.has_hour else " (up to two months earlier or later, as the hour is unknown)"
    return f"{day:%B} {day.year}{about}"


def doubt(f: Facts) -> str:
    """Say what other readings of the birth change, if that is more than the hour."""
    if not changed(f):
        return ""
    readings = "; or ".join(listed(f"<{pillar}>" for pillar in pillars) for pillars in other_readings(f))
    return f"the pillars may also be read as {readings}; {changes_to(changed(f))}"


def changes_to(names: list[str]) -> str:
    """Say which pillars other readings change, and what depends on them."""
    verb = "pillars differ" if len(names) > 1 else "pillar differs"
    return f"the {listed(names)} {verb}, and {_CHANGES[weightiest(names)]}"


_CHANGES = {
    "day": "with another day master the whole reading would be different",
    "month": "strength, pattern and decades would have to be judged again",
    "year": "the weights and what is said of elders and of the years would have to be judged again",
}


def voids(f: Facts, text: str, *, but: str = "") -> str:
    """Say which of the years named in a text have a void branch, without those that the text `but` names as well."""
    found = [year for year in void_among(f, text) if str(year[0]) not in but]
    if not found:
        return ""
    branches = listed(f"<{branch}> of {year}" for year, branch in found)
    many = len(found) > 1
    if but:
        return f"The branch{'es' * many} {branches} {'are' if many else 'is'} void (空亡), so count on a little less."
    return f"The branch{'es' * many} {branches} {'are' if many else 'is'} void (空亡), which takes off some of the help: settle the practical side first."


def values(f: Facts, transit: Transit, *, is_past: bool = False) -> str:
    """Say whether stem and branch help."""
    verbs = ("helped", "cost effort", "was neutral")
    if not is_past:
        verbs = ("helps", "costs effort", "is neutral")
    one, other = (
        verbs[0] if element in f.helpful else verbs[1] if element in f.sparing else verbs[2]
        for element in (element_of(transit.stem), BRANCH_ELEMENTS[transit.branch])
    )
    many = {"was neutral": "were neutral", "is neutral": "are neutral", "helps": "help", "costs effort": "cost effort"}
    both = f"both characters {many.get(one, one)}"
    text = both if one == other else f"the stem {one}, the branch {other}"
    score = (one == verbs[0]) + (other == verbs[0]) - (one == verbs[1]) - (other == verbs[1])
    decides = TONES["good" if score > 0 else "hard" if score < 0 else "mixed"] != TONES[transit.tone]
    if decides and any(tie.kind == "六冲" and "day" in tie.pillars for tie in transit.ties):
        text += f"; the clash with the day branch {'counted' if is_past else 'counts'} against it"
    if transit.is_void:
        text += f"; the branch {'was' if is_past else 'is'} void (空亡)"
    return text

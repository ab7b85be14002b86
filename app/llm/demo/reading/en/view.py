"""What several passages in English conclude from the facts, and how they name days, months and years."""

from app.llm.demo.reading.doubts import changed, other_readings, weightiest
from app.llm.demo.reading.en.words import listed
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.when import decade_change, is_calendar_year, next_spring, void_among

TONES = {"good": "supportive", "mixed": "mixed", "hard": "demanding"}
_ELDER = 70


def is_elder(f: Facts) -> bool:
    return f.age >= _ELDER


def named_months(months: list[Transit]) -> str:
    return listed(f"<{month.pillar}> ({month.dates})" for month in months)


def spring(f: Facts) -> str:
    """Return the day on which the next year begins: `4 February 2027`."""
    day = next_spring(f)
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

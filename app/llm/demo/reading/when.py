"""Which year, decade and months the advice is about, so that all passages of a report name the same ones."""

import re
from dataclasses import dataclass
from datetime import date

from app.llm.demo.reading.facts import Facts, Transit

_SHORT = 90
"""A year with fewer days left gives way to the next one, as in the service's judgement of a question."""
_HALF_YEAR = 183
_FEW_DAYS = 10
"""A present month with fewer days left is for finishing things."""
_TONES = {"顺": "good", "平": "mixed", "逆": "hard", "supportive": "good", "mixed": "mixed", "demanding": "hard"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Months for the step that the reader asks about: those to prepare and talk in, and the one to take it in."""

    talk: tuple[Transit, ...]
    step: Transit | None


def today(f: Facts) -> date:
    return date.fromisoformat(f.chart["as_of"])


def next_spring(f: Facts) -> date:
    """Return the day on which the next year begins (立春)."""
    return date.fromisoformat(next(month.start for month in f.months if month.year == f.years[1].year))


def ends_soon(f: Facts) -> bool:
    return (next_spring(f) - today(f)).days < _SHORT


def is_calendar_year(f: Facts) -> bool:
    """Whether the present year is also that of the calendar, which it is not between New Year and 立春."""
    return today(f).year == f.years[0].year


def near_year(f: Facts) -> Transit:
    """Return the year that advice is about: this one, or the next if this one is nearly over."""
    return f.years[1 if ends_soon(f) else 0]


def ahead(f: Facts) -> list[Transit]:
    return [month for month in f.months if month.is_current or month.start > f.chart["as_of"]]


def months_with(f: Facts, tone: str, count: int = 3) -> list[Transit]:
    return [month for month in ahead(f) if month.tone == tone][:count]


def is_ending(f: Facts, month: Transit) -> bool:
    """Whether the present month has only a few days left."""
    later = [other.start for other in f.months if other.start > month.start]
    return month.is_current and bool(later) and (date.fromisoformat(later[0]) - today(f)).days <= _FEW_DAYS


def easy_months(f: Facts) -> list[Transit]:
    """Return the coming months that help, without those whose branch is void if there are others.

    The present month counts only while there is time to act in it.
    """
    good = [month for month in months_with(f, "good", 24) if not is_ending(f, month)]
    return [month for month in good if not month.is_void] or good


def decade_change(f: Facts) -> date | None:
    """Return the day on which the next decade begins, if that is less than half a year away."""
    if f.next_decade is None:
        return None
    start = date.fromisoformat(f.next_decade.start)
    return start if (start - today(f)).days < _HALF_YEAR else None


def years_in(f: Facts, decade: Transit) -> int:
    """Return how many whole years of the present decade are over."""
    now, start = today(f), date.fromisoformat(decade.start)
    return now.year - start.year - ((now.month, now.day) < (start.month, start.day))


def main_decade(f: Facts) -> Transit | None:
    """Return the decade that the coming year falls in: the next one if it is about to begin."""
    return f.next_decade if decade_change(f) else f.decade


def asked_years(f: Facts) -> list[tuple[int, str]]:
    """Return the years that the question asks about, as far as they are judged, with their tones."""
    asked = f.judged.get("question", {}).get("asked_years", ())
    return [(year["year"], _TONES.get(year["tone"], "")) for year in asked]


def asked_year(f: Facts) -> tuple[int, str] | None:
    """Return the only year that the question asks about, if there is a judgement on it, with its tone."""
    years = asked_years(f)
    return years[0] if len(years) == 1 else None


def asked_months(f: Facts) -> list[Transit]:
    """Return the months that answer a question for a month."""
    named = f.judged.get("question", {}).get("asked_months", ())
    return [month for month in f.months if month.pillar in named]


def asked(f: Facts) -> str:
    """Return the judgement on the time that the question asks about, unless that is just one of the two years."""
    judged = f.judged["question"]
    is_near = asked_year(f) is not None and asked_years(f)[0][0] <= f.years[1].year
    return "" if is_near and "asked_months" not in judged else str(judged.get("asked", ""))


def void_among(f: Facts, text: str) -> list[tuple[int, str]]:
    """Return the years named in a text whose branches are void (空亡), with the branches."""
    years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text)}
    return [
        (entry["year"], entry["pillar"][1]) for entry in f.chart["years"] if entry["is_void"] and entry["year"] in years
    ]


def plan_of(f: Facts, *, holds: bool) -> Plan:
    """Place the step that the reader asks about, in the year that the question names if it can still be taken there.

    A year that is nearly over is for talking only, and a month whose branch is void is a last resort.
    """
    good, wanted = easy_months(f), asked_months(f)
    if holds:
        later = [month for month in wanted or good if not month.is_current]
        return Plan(tuple(later[:1]), None)
    if wanted:
        return Plan((), wanted[0])
    named = asked_year(f)
    first = max(near_year(f).year, named[0] if named else 0)
    if first == f.years[0].year and len(good) > 1:
        talk, later = good[:1], good[1:]
    else:
        talk = [month for month in good if month.year < first][:2]
        later = [month for month in good if month.year >= first]
    later = later or [month for month in months_with(f, "good", 24) if month.year >= first and month not in talk]
    return Plan(tuple(talk), later[0] if later else None)

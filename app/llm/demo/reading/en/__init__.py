"""The demo model's chart readings in English: a function for each passage, by its heading."""

from collections.abc import Callable

from app.llm.demo.reading.after import FollowUp
from app.llm.demo.reading.en import (
    advice,
    ask,
    care,
    elder,
    follow_up,
    home,
    love,
    page,
    self,
    small,
    strength,
    times,
    work,
    years,
    young,
)
from app.llm.demo.reading.en.view import is_elder
from app.llm.demo.reading.en.words import glossed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Paragraph
from app.llm.demo.reading.fresh import resolved, told_in

ASKED = "Your Question"
PASSAGES: dict[str, Callable[[Facts], list[Paragraph]]] = {
    "Summary": page.summary,
    ASKED: ask.question,
    "The Chart and Its Day Master": self.chart,
    "Temperament": self.character,
    "Strength and What Helps": strength.strength,
    "Work and Learning": work.career,
    "Habits with Money": work.money,
    "Love and Marriage": love.love,
    "Family": home.family,
    "Rest and Daily Care": care.wellbeing,
    "The Decades": times.luck,
    "This Year and Next": years.years,
    "What to Do, and the Limits": advice.advice,
}


_FOR_ELDERS = {"Work and Learning": elder.career, "Habits with Money": elder.money, "Love and Marriage": elder.love}
_FOR_MINORS = {"Work and Learning": young.career, "Habits with Money": young.money}


def read(facts: Facts, heading: str) -> list[Paragraph] | None:
    """Return the lines of a passage; None if the heading is unknown or the prompt's data is not complete."""
    try:
        if isinstance(facts, FollowUp):
            return _answered(facts, heading)
        others = _FOR_ELDERS if is_elder(facts) else _FOR_MINORS if facts.is_minor else {}
        if facts.is_small and heading == "Temperament":
            return small.character(facts)
        return others.get(heading, PASSAGES[heading])(facts)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None


def _answered(facts: FollowUp, heading: str) -> list[Paragraph]:
    """Return the answer to a question about the finished report, in words that the report does not have."""
    report = (read(facts.report, passage) or [] for passage in PASSAGES if facts.report.question or passage != ASKED)
    printed = (glossed(line) for paragraphs in report for lines in paragraphs for line in lines)
    told = told_in([*printed, facts.summary, *(answer["answer"] for answer in facts.answers)])
    lines = follow_up.answered(facts, heading)
    if facts.judged["question"].get("urgent"):
        told = frozenset()  # where help is to be found may be said again
    return resolved(lines, told, facts.number - 1, glossed)

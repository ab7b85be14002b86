"""The demo model's chart readings in English: a function for each passage, by its heading."""

from collections.abc import Callable

from app.llm.demo.reading.en import advice, home, love, page, self, times, work
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Paragraph

PASSAGES: dict[str, Callable[[Facts], list[Paragraph]]] = {
    "Summary": page.summary,
    "Your Question": page.question,
    "The Chart and Its Day Master": self.chart,
    "Temperament": self.character,
    "Strength and What Helps": self.strength,
    "Work and Learning": work.career,
    "Habits with Money": work.money,
    "Love and Marriage": love.love,
    "Family": home.family,
    "Rest and Daily Care": home.wellbeing,
    "The Decades": times.luck,
    "This Year and Next": times.years,
    "What to Do, and the Limits": advice.advice,
}


def read(facts: Facts, heading: str) -> list[Paragraph] | None:
    """Return the lines of a passage; None if the heading is unknown or the prompt's data is not complete."""
    try:
        return PASSAGES[heading](facts)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None

"""The demo model's chart readings in Chinese: a function for each passage, by its heading."""

from collections.abc import Callable

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Paragraph
from app.llm.demo.reading.zh import home, love, page, self, times, work

PASSAGES: dict[str, Callable[[Facts], list[Paragraph]]] = {
    "总评": page.summary,
    "所问之事": page.question,
    "命盘与日主": self.chart,
    "性情": self.character,
    "旺衰与喜用": self.strength,
    "事业与学业": work.career,
    "财务习惯": work.money,
    "感情与婚姻": love.love,
    "六亲": home.family,
    "起居与调养": home.wellbeing,
    "大运": times.luck,
    "今明两年": times.years,
    "行动建议与局限": page.advice,
}


def read(facts: Facts, heading: str) -> list[Paragraph] | None:
    """Return the lines of a passage; None if the heading is unknown or the prompt's data is not complete."""
    try:
        return PASSAGES[heading](facts)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None

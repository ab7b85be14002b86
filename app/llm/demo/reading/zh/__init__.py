"""The demo model's chart readings in Chinese: a function for each passage, by its heading."""

from collections.abc import Callable

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, Paragraph
from app.llm.demo.reading.zh import ask, elder, home, love, months, page, self, small, strength, times, work
from app.llm.demo.reading.zh.view import is_elder, is_even, softened

PASSAGES: dict[str, Callable[[Facts], list[Paragraph]]] = {
    "总评": page.summary,
    "所问之事": ask.question,
    "命盘与日主": self.chart,
    "性情": self.character,
    "旺衰与喜用": strength.strength,
    "事业与学业": work.career,
    "财务习惯": work.money,
    "感情与婚姻": love.love,
    "六亲": home.family,
    "起居与调养": home.wellbeing,
    "大运": times.luck,
    "今明两年": months.years,
    "行动建议与局限": page.advice,
}
_FOR_ELDERS = {"事业与学业": elder.career, "财务习惯": elder.money, "感情与婚姻": elder.love}


def read(facts: Facts, heading: str) -> list[Paragraph] | None:
    """Return the lines of a passage; None if the heading is unknown or the prompt's data is not complete."""
    try:
        if facts.is_small and heading == "性情":
            return small.character(facts)
        passage = _FOR_ELDERS.get(heading, PASSAGES[heading]) if is_elder(facts) else PASSAGES[heading]
        paragraphs = passage(facts)
        return [_softened(facts, lines) for lines in paragraphs] if is_even(facts) else paragraphs
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None


def _softened(facts: Facts, lines: Paragraph) -> Paragraph:
    soft = [type(line)(softened(facts, line)) for line in lines]
    return Items(soft) if isinstance(lines, Items) else soft

"""The demo model's chart readings in Chinese: a function for each passage, by its heading."""

from collections.abc import Callable

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, Paragraph
from app.llm.demo.reading.zh import (
    advice,
    ask,
    care,
    elder,
    home,
    love,
    months,
    page,
    self,
    small,
    strength,
    times,
    work,
)
from app.llm.demo.reading.zh.view import is_elder, is_even, softened, without

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
    "起居与调养": care.wellbeing,
    "大运": times.luck,
    "今明两年": months.years,
    "行动建议与局限": advice.advice,
}
_FOR_ELDERS = {"事业与学业": elder.career, "财务习惯": elder.money, "感情与婚姻": elder.love}


def read(facts: Facts, heading: str) -> list[Paragraph] | None:
    """Return the lines of a passage; None if the heading is unknown or the prompt's data is not complete."""
    try:
        if facts.is_small and heading == "性情":
            return small.character(facts)
        passage = _FOR_ELDERS.get(heading, PASSAGES[heading]) if is_elder(facts) else PASSAGES[heading]
        paragraphs = passage(facts)
        if is_even(facts):
            return [_changed(lines, lambda line: softened(facts, line)) for lines in paragraphs]
        if not facts.weights[facts.lightest]:
            return [_changed(lines, lambda line: without(facts, line)) for lines in paragraphs]
        return paragraphs
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None


def _changed(lines: Paragraph, change: Callable[[str], str]) -> Paragraph:
    changed = [type(line)(change(line)) for line in lines]
    return Items(changed) if isinstance(lines, Items) else changed

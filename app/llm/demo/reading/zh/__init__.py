"""The demo model's chart readings in Chinese: a function for each passage, by its heading."""

from collections.abc import Callable

from app.llm.demo.reading.after import FollowUp
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, Paragraph
from app.llm.demo.reading.fresh import resolved, told_in
from app.llm.demo.reading.zh import (
    advice,
    ask,
    care,
    elder,
    follow_up,
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

ASKED = "所问之事"
PASSAGES: dict[str, Callable[[Facts], list[Paragraph]]] = {
    "总评": page.summary,
    ASKED: ask.question,
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
        if isinstance(facts, FollowUp):
            return _answered(facts, heading)
        if facts.is_small and heading == "性情":
            return small.character(facts)
        passage = _FOR_ELDERS.get(heading, PASSAGES[heading]) if is_elder(facts) else PASSAGES[heading]
        return [_changed(lines, lambda line: _adapted(facts, line)) for lines in passage(facts)]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None


def _answered(facts: FollowUp, heading: str) -> list[Paragraph]:
    """Return the answer to a question about the finished report, in words that the report does not have."""
    report = (read(facts.report, passage) or [] for passage in PASSAGES if facts.report.question or passage != ASKED)
    printed = (line for paragraphs in report for lines in paragraphs for line in lines)
    told = told_in([*printed, facts.summary, *(answer["answer"] for answer in facts.answers)])
    lines = follow_up.answered(facts, heading)
    if facts.judged["question"].get("urgent"):
        told = frozenset()  # where help is to be found may be said again
    chosen = resolved(lines, told, facts.number - 1, lambda line: _adapted(facts, line))
    return [_changed(paragraph, lambda line: _adapted(facts, line)) for paragraph in chosen]


def _adapted(facts: Facts, line: str) -> str:
    """Return a line in words that suit the weights of the elements."""
    if is_even(facts):
        return softened(facts, line)
    return line if facts.weights[facts.lightest] else without(facts, line)


def _changed(lines: Paragraph, change: Callable[[str], str]) -> Paragraph:
    changed = [type(line)(change(line)) for line in lines]
    return Items(changed) if isinstance(lines, Items) else changed

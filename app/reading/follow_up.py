"""The questions that are asked about a finished report: the heading and the instructions for each answer.

An answer is one more passage of the report. Its heading quotes the question, so the question has to be plain enough
for a Markdown heading, and no two headings of a report may be the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from app.bazi.chart import Chart
from app.reading.data import fenced, one_line
from app.reading.judgement import answer_to
from app.reading.request import FOLLOW_UP_CHARS
from app.reading.wording import Edition, FollowUpWording

HEADING_COLUMNS = 80
"""How wide the question in a heading may be: 40 Chinese characters, or 80 Latin ones."""
TOLD_CHARS = 6000
"""How much of an earlier passage a prompt contains in full: more than any prompt asks for."""

_FORMATTING = re.compile(r"[*_`~]+|(?<!\w)#+")
_STRUCTURE = re.compile(r"[<>\[\]{}|\\^]+|&(?=#?\w+;)")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question about the finished report, and the judgement that its answer has to agree with."""

    key: str
    heading: str
    question: str
    judgement: dict[str, Any]

    def instructions(self, wording: FollowUpWording, edition: Edition, judgements: dict[str, Any]) -> str:
        """Return what to write. The prompts of the first version lack the chart's `judgements`, so they come here."""
        low, high = edition.answer_length
        data = {"question": self.question, "judgement": self.judgement}
        return wording.instructions.format(
            title=self.heading,
            data=fenced(data if edition.judgements else {**data, "judgements": judgements}),
            note=edition.answer_note,
            low=low,
            high=high,
            unit=edition.unit,
        )


def follow_ups_of(
    questions: Sequence[str], chart: Chart, language: str, wording: FollowUpWording
) -> tuple[FollowUp, ...]:
    """Return the questions in the order in which they were asked. A later question never changes an earlier one."""
    return tuple(_follow_ups(questions, chart, language, wording))


def _follow_ups(questions: Sequence[str], chart: Chart, language: str, wording: FollowUpWording) -> Iterator[FollowUp]:
    headings = set[str]()
    for number, text in enumerate(questions, start=1):
        question = one_line(text, FOLLOW_UP_CHARS)
        judgement = answer_to(question, chart, language)
        shown = judgement["topic"] if _is_left_aside(judgement) else heading_text(question)
        heading = _unlike(headings, wording.heading.format(question=shown or "…"), wording)
        headings.add(heading)
        yield FollowUp(f"question_{number}", heading, question, judgement)


def _is_left_aside(judgement: dict[str, Any]) -> bool:
    """Whether the subject is one that the report does not speak of, whose question it does not quote either."""
    return not judgement["speaks"] and "spoken_of" not in judgement


def _unlike(headings: set[str], heading: str, wording: FollowUpWording) -> str:
    """Return the heading, with a number if the report has it already."""
    number, found = 1, heading
    while found in headings:
        number += 1
        found = wording.numbered.format(heading=heading, number=number)
    return found


def heading_text(question: str) -> str:
    """Return a question on one line as the text of a heading: without Markdown, and shortened if it is long.

    A heading shows this text unchanged, so that it is found again in the rendered page.
    """
    plain = " ".join(_STRUCTURE.sub(" ", _FORMATTING.sub("", question)).split())
    widths = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in plain)
    fitting = sum(width <= HEADING_COLUMNS for width in widths)
    if fitting == len(plain):
        return plain
    short = plain[:fitting]
    if short[-1:].isascii() and plain[fitting] != " ":
        short = short.rpartition(" ")[0] or short  # between two words
    return f"{short.rstrip('，。、；：,.;: ')}…"


def told(wording: FollowUpWording, summary: str, follow_ups: Sequence[FollowUp], answers: Sequence[str]) -> str:
    """Return the summary and the earlier answers in full, as data."""
    earlier = [
        {
            "question": follow_up.question,
            "topic": follow_up.judgement["topic"],
            "answer": answer[:TOLD_CHARS],
        }
        for follow_up, answer in zip(follow_ups, answers, strict=False)
    ]
    return wording.told.format(told=fenced({"summary": summary[:TOLD_CHARS], "answers": earlier}))

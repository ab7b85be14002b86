"""What the demo model knows of a question about the finished report: the report's facts, and what has been answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.llm.demo.reading.facts import Facts


@dataclass(frozen=True)
class FollowUp(Facts):
    """The facts as the new question sees them: `question` and its judgement are the new ones.

    `summary` and `answers` are texts of the report; each answer has the keys `question`, `topic` and `answer`.
    """

    report: Facts
    """The facts of the report, with the question that it was requested with."""
    summary: str
    answers: Sequence[Mapping[str, str]]

    @cached_property
    def topic(self) -> str:
        return str(self.judged["question"]["topic"])

    @cached_property
    def number(self) -> int:
        """Which question about the finished report this is, counted from 1."""
        return len(self.answers) + 1

    @cached_property
    def times_answered(self) -> int:
        """How many earlier questions were on the same subject."""
        topics = [answer["topic"] for answer in self.answers]
        if judgement := self.report.judged.get("question"):
            topics.append(str(judgement["topic"]))
        return topics.count(self.topic)

    @cached_property
    def is_asked_again(self) -> bool:
        """Whether an earlier question has the same words."""
        earlier = [self.report.question, *(answer["question"] for answer in self.answers)]
        return _plain(self.question) in map(_plain, filter(None, earlier))


def follow_up_of(
    chart: Mapping[str, Any],
    judged: Mapping[str, Any] | None,
    person: Mapping[str, str],
    told: Mapping[str, Any],
    asked: Mapping[str, Any],
) -> FollowUp:
    """Combine the data of a prompt. If it has no judgements on the chart, they come with the question.

    Raises KeyError, TypeError or ValueError if the data are not complete.
    """
    judged = asked["judgements"] if judged is None else judged
    return FollowUp(
        chart=chart,
        judged={**judged, "question": asked["judgement"]},
        person={**person, "question": asked["question"]},
        report=Facts(chart, judged, person),
        summary=told["summary"],
        answers=tuple(told["answers"]),
    )


def _plain(question: str) -> str:
    return "".join(char for char in question.casefold() if char.isalnum())

"""Another kind of report: a letter of two passages that answers a question."""

import json
from collections.abc import Sequence

from app.db.records import Report
from app.outline import Checker, Passage
from app.report import Finding


class Letter:
    """Implements `app.outline.Outline`."""

    system = "You write calm and honest letters, in plain words."
    passages = (
        Passage("reasons", "Arguments for and against", is_preview=True),
        Passage("advice", "What to try first"),
    )

    def __init__(self, question: str) -> None:
        self._question = question

    def prompt(self, index: int, written: Sequence[str], findings: Sequence[Finding]) -> str:
        earlier = "\n\n".join(written)
        section = f"Write this section, 200-300 words:\n\n## {self.passages[index].heading}"
        return f"The question: {self._question}\n\nYour letter so far:\n\n{earlier}\n\n{section}"

    def continue_prompt(self, tail: str) -> str:
        return f"Your answer broke off. First repeat its last words, “{tail}”, then go on from there."

    def checker(self, index: int) -> Checker | None:
        return None


def outline_of(report: Report) -> Letter:
    return Letter(json.loads(report.request_json).get("question") or "Where should I begin?")

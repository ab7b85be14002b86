"""A report's content as the engine sees it: passages in order, a prompt for each, and a checker for the answers.

The engine knows nothing else about the content: it can write, save and stream anything that implements these protocols.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.report import Finding


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of a report, written by one call to the model. Its text begins with `## heading`."""

    key: str
    """Identifies the passage in findings. Stable across languages and versions."""
    heading: str
    is_preview: bool = False
    """Whether it belongs to the preview, which is saved as soon as its last passage is complete."""


class Checker(Protocol):
    """Reads one try at a passage while it streams, in pieces of any size."""

    @property
    def finding(self) -> Finding | None:
        """The first finding that is certain: no further text can refute it."""
        ...

    def may_begin(self, text: str) -> bool:
        """Return whether a passage may begin with `text`. Any other beginning may be the model's thoughts."""
        ...

    def read(self, more: str) -> None:
        """Read the next piece of the text."""
        ...

    def finish(self) -> Sequence[Finding]:
        """Return all findings in the whole text. Call this once, after the last `read`."""
        ...


class Outline(Protocol):
    """The passages of one report and their prompts."""

    @property
    def system(self) -> str:
        """The system message of every call."""
        ...

    def continue_prompt(self, tail: str) -> str:
        """Return the user message that asks for the rest of a passage that broke off.

        It asks the model to begin by repeating `tail`, the last characters that it wrote, word for word.
        """
        ...

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages in order. Those of the preview come first."""
        ...

    def prompt(self, index: int, written: Sequence[str], findings: Sequence[Finding]) -> str:
        """Return the user message that asks for passage `index`, counted from 0.

        `written` holds the texts of all earlier passages, `findings` those from the previous try at this one.
        """
        ...

    def checker(self, index: int) -> Checker | None:
        """Return a new checker for one try at passage `index`, or None if the passage is not checked."""
        ...


def ends_preview(passages: Sequence[Passage], index: int) -> bool:
    """Return whether passage `index` is the last one of the preview."""
    return passages[index].is_preview and not any(passage.is_preview for passage in passages[index + 1 :])

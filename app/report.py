"""A report: its states, how it can end, and positions in its text."""

import math
import re
from contextvars import ContextVar
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import NamedTuple, Self

current_report: ContextVar[str] = ContextVar("current_report", default="-")
"""Id of the report that the running task works on. Every log line carries it."""


class Status(StrEnum):
    """The states of a report, and the transitions between them.

        queued ──claim──> running ──> completed
           ^                │  ├────> incomplete
           └──release, ─────┘  ├────> stopped
              lease expired    └────> failed

    `resume` leads back to `queued` from the last three, and a further question from `completed`: its answer is
    appended. A question that is given up before its answer begins leads back to `completed`. `deleted` is never
    stored: it is the status that viewers of a deleted report receive.
    """

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"  # every passage is written and ended with finish_reason `stop`
    INCOMPLETE = "incomplete"  # the text so far is kept; the rest could not be written
    STOPPED = "stopped"  # the owner asked to stop; the text so far is kept
    FAILED = "failed"  # there is no text
    DELETED = "deleted"

    @property
    def is_ended(self) -> bool:
        return self not in (Status.QUEUED, Status.RUNNING)


RESUMABLE = frozenset({Status.INCOMPLETE, Status.STOPPED, Status.FAILED})

MESSAGES: dict[str, str] = {
    "deleted": "The report was deleted.",
    "stopped": "Writing was stopped at the owner's request. The text so far is kept.",
    "content_blocked": "The AI provider's safety filter blocked a section, which was withdrawn.",
    "length": "The AI reached its length limit again and again in the same section.",
    "too_long": "The report reached its maximum length.",
    "empty": "The AI returned no text.",
    "poison": "Writing was interrupted too often and was stopped.",
    "storage_unavailable": "Saving failed for too long, so writing was stopped.",
    "upstream_auth": "The AI provider rejected this service's credentials.",
    "upstream_quota": "This service has used up its quota with the AI provider.",
    "upstream_rejected": "The AI provider rejected the request.",
    "upstream_busy": "The AI provider is too busy. Try again later.",
    "upstream_unavailable": "The AI provider could not be reached. Try again later.",
    "upstream_stalled": "The AI stopped responding.",
    "upstream_overlong": "The AI took too long over a section.",
    "upstream_cut": "The AI's answer was cut off.",
    "upstream_protocol": "The AI's answer could not be read.",
    "upstream_error": "The AI failed.",
    "internal": "Something went wrong in this service.",
}


def message_of(code: str | None) -> str | None:
    """Return the message for the code of an ended report; None if it has none."""
    return None if code is None else MESSAGES.get(code, MESSAGES["internal"])


"""The English message for each `code` that a report can end with, in the API and on the pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding of a check in one passage. `passage` counts from 1."""

    passage: int
    key: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """The calls of a report and their tokens.

    Tokens are the provider's count; those of a call that broke off before the provider counted them are estimated with
    `estimated_tokens`, and so are those of dropped text.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    wasted_calls: int = 0
    """Calls whose text was dropped, because the passage was written again or withdrawn."""
    wasted_tokens: int = 0
    """Completion tokens of dropped text."""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*(ours + theirs for ours, theirs in zip(astuple(self), astuple(other), strict=True)))


def estimated_tokens(text: str) -> int:
    """Estimate the tokens of a text. GLM's documentation gives 1.6 Chinese characters a token; of ASCII, about 4."""
    ascii_chars = sum(map(str.isascii, text))
    return math.ceil((len(text) - ascii_chars) / 1.6 + ascii_chars / 4)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a writer ended: the status to save, and the code that says why.

    `queued` hands the report back: another process, or this one after a restart, continues where the text ends.
    """

    status: Status
    code: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """A report's end as saved in the database. `sha256` is the hex digest of the whole text in UTF-8."""

    status: Status
    code: str | None
    chars: int
    sha256: str | None
    usage: Usage

    @property
    def message(self) -> str | None:
        return message_of(self.code)


class Rewind(NamedTuple):
    """The start of attempt `attempt`: only the first `keep` characters were kept, for `reason`."""

    attempt: int
    keep: int
    reason: str


_POSITION = re.compile(r"[0-9]{1,6}\.[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A position in the text of one attempt, written `attempt.offset`. The offset counts code points."""

    attempt: int
    offset: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Parse `attempt.offset`. Returns None unless it matches `^[0-9]{1,6}\\.[0-9]{1,9}$` in ASCII; never raises."""
        if not _POSITION.fullmatch(text):
            return None
        attempt, offset = text.split(".")
        return cls(int(attempt), int(offset))

    def __str__(self) -> str:
        return f"{self.attempt}.{self.offset}"


NOWHERE = Position(-1, 0)
"""Stands for a position that could not be parsed."""

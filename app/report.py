"""What a report is: what was asked, the states it goes through, how it can end, and a position in its text."""

import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple, Self

current_report: ContextVar[str] = ContextVar("current_report", default="-")
"""The report that the running task works for; every log line carries it."""


class Status(StrEnum):
    """The states of a report, and the moves between them.

        queued ──claim──> running ──> completed
           ^                │  ├────> incomplete
           └──release, ─────┘  ├────> stopped
              lease ran out    └────> failed

    `resume` leads back to `queued` from the last three. `deleted` is never in the database: viewers of a
    report that was deleted are told with it.
    """

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"  # every passage written, the model said stop each time
    INCOMPLETE = "incomplete"  # some text is kept, the rest could not be written
    STOPPED = "stopped"  # the owner asked to stop; text kept
    FAILED = "failed"  # no text at all
    DELETED = "deleted"

    @property
    def is_ended(self) -> bool:
        return self not in (Status.QUEUED, Status.RUNNING)


RESUMABLE = frozenset({Status.INCOMPLETE, Status.STOPPED, Status.FAILED})

MESSAGES: dict[str, str] = {
    "deleted": "The report was deleted.",
    "stopped": "Writing was stopped at the owner's request; the text so far is kept.",
    "content_blocked": "The model's safety filter stopped a passage; it was withdrawn.",
    "length": "The model ran out of room in a passage, twice.",
    "too_long": "The report reached its maximum length.",
    "empty": "The model answered without any text.",
    "poison": "Writing was interrupted too often and was given up.",
    "storage_unavailable": "The text could not be saved for too long.",
    "upstream_auth": "The model's provider did not accept this service's credentials.",
    "upstream_quota": "The model's provider has no quota left for this service.",
    "upstream_rejected": "The model's provider rejected the request.",
    "upstream_busy": "The model was too busy to answer.",
    "upstream_unavailable": "The model could not be reached.",
    "upstream_stalled": "The model fell silent.",
    "upstream_overlong": "The model took too long for a passage.",
    "upstream_cut": "The model's answer broke off.",
    "upstream_protocol": "The model's answer could not be understood.",
    "upstream_error": "The model failed.",
    "internal": "Something went wrong in this service.",
}
"""What a person is told for each `code` a report can end with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """When someone was born, by the clock and calendar of the place. Month and day are of `calendar`."""

    year: int
    month: int
    day: int
    hour: int | None  # None: the hour is unknown
    minute: int = 0
    calendar: Literal["gregorian", "lunar"] = "gregorian"
    leap_month: bool = False
    fold: int = 0
    """1: the second time that the clocks showed it, on the night they were put back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: degrees east (west is negative) and an IANA zone name."""

    longitude: float
    timezone: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartOptions:
    """Where schools differ; `docs/bazi.md` says what each choice does."""

    clock: Literal["true_solar", "civil"] = "true_solar"
    """By which day and hour are read: the sun over the place, or the zone's standard time."""
    day_change: Literal["23:00", "00:00"] = "23:00"
    """At 23:00, or at midnight; from 23:00 on the hour pillar is the next day's either way."""
    start_age: Literal["exact", "double_hours"] = "exact"
    """How the first decade's beginning is counted: to the second, or in whole double hours."""
    hidden_stems: Literal["bing_geng_wu", "bing_wu_geng"] = "bing_geng_wu"
    """The order of the stems in 巳: 丙庚戊, or 丙戊庚."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """All that a person asks for. Personal data: it never appears in a log line."""

    birth: Birth
    gender: Literal["female", "male"]
    place: Place
    name: str | None = None
    question: str | None = None
    language: Literal["zh", "en"] = "zh"
    options: ChartOptions = field(default_factory=ChartOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A flaw that a finished passage was left with; `passage` counts from 1."""

    passage: int
    key: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens the provider counted, over all calls of a report."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a writer's work ended: the status to save, and the code that says why.

    `queued` means handed back: another process, or this one after a restart, goes on after what is kept.
    """

    status: Status
    code: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The end as it stands in the database; `sha256` is of the whole text in UTF-8, in hex."""

    status: Status
    code: str | None
    chars: int
    sha256: str | None
    usage: Usage

    @property
    def message(self) -> str | None:
        return None if self.code is None else MESSAGES.get(self.code, MESSAGES["internal"])


class Rewind(NamedTuple):
    """Attempt `attempt` began by keeping the first `keep` characters of the text, for `reason`."""

    attempt: int
    keep: int
    reason: str


_POSITION = re.compile(r"[0-9]{1,6}\.[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the text of one attempt: `attempt.offset`, the offset in code points."""

    attempt: int
    offset: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None for anything but `^[0-9]{1,6}\\.[0-9]{1,9}$` in ASCII. Never raises."""
        if not _POSITION.fullmatch(text):
            return None
        attempt, offset = text.split(".")
        return cls(int(attempt), int(offset))

    def __str__(self) -> str:
        return f"{self.attempt}.{self.offset}"


NOWHERE = Position(-1, 0)
"""The position of whoever gave one that cannot be read."""

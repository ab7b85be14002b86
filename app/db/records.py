"""Values that the store takes and returns: frozen dataclasses, never rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping

from app.report import Finding, Rewind, Status, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A further question about a completed report. Personal data: never log it."""

    text: str
    asked_at: datetime
    key: str | None = None
    """The Idempotency-Key that it was asked with."""
    is_dropped: bool = False
    """Whether the owner gave it up without an answer. It has no passage, but counts towards the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report without its text."""

    id: UUID
    status: Status
    attempt: int
    chars: int
    kept: int
    """Where the next attempt continues: the end of the text, or that of the last complete passage if what follows it
    has to be written again."""
    passage_ends: tuple[int, ...]
    preview_chars: int | None
    rewinds: tuple[Rewind, ...]
    stop_requested: bool
    request_json: str = field(repr=False)
    """The request as stored by the content package, neither decoded nor validated: one invalid row must not block
    others. Personal data: never log it."""
    chart_json: str = field(repr=False)
    """The chart that the report is based on, as stored by the content package."""
    language: str
    model: str | None
    usage: Usage
    findings: tuple[Finding, ...]
    code: str | None
    sha256: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    title: str | None = None
    """What its owner calls it."""
    questions: tuple[Question, ...] = field(default=(), repr=False)
    """Further questions, oldest first. Each one that is not dropped is answered by one more passage at the end."""

    @classmethod
    def of(cls, row: RowMapping) -> Self:
        """Convert a row of `reports`."""
        return cls(
            id=UUID(str(row["id"])),
            status=Status(row["status"]),
            attempt=row["attempt"],
            chars=row["chars"],
            kept=row["kept"] if row["continue_at"] is None else row["continue_at"],
            passage_ends=tuple(row["passage_ends"]),
            preview_chars=row["preview_chars"],
            rewinds=rewinds_of(row["rewinds"]),
            stop_requested=row["stop_requested"],
            request_json=row["request"],
            chart_json=row["chart"],
            language=row["language"],
            model=row["model"],
            usage=Usage(*(row[column.name] for column in fields(Usage))),
            findings=msgspec.json.decode(row["checks"], type=tuple[Finding, ...]),
            code=row["code"],
            sha256=row["sha256"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            ended_at=row["ended_at"],
            title=row["title"],
            questions=msgspec.json.decode(row["questions"], type=tuple[Question, ...]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One save: the text from offset `start`, and the state of the report once that text is included."""

    start: int
    text: str
    kept: int
    """Where the next attempt continues."""
    passage_ends: Sequence[int]
    preview_chars: int | None
    usage: Usage
    findings: Sequence[Finding] = ()
    is_journal: bool = False
    """Whether this is text of an unfinished batch. The next save that is not joins such pieces with its own text."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def values(self) -> dict[str, Any]:
        """Return the parameters of a statement that saves this piece."""
        return {
            "expected": self.start,
            "n": len(self.text),
            "piece": self.text,
            "ends": list(self.passage_ends),
            "kept": self.kept,
            "checkpoint": self.passage_ends[-1] if self.passage_ends else 0,
            "preview": self.preview_chars,
            **asdict(self.usage),
            "checks": msgspec.json.encode(self.findings).decode(),
        }


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The state after a write: how much is saved, under which attempt, and whether to stop.

    `applied` is False if the statement changed nothing because an earlier one was committed and its answer lost.
    Retry from the state given here.
    """

    attempt: int
    chars: int
    stop_requested: bool
    applied: bool = True

    @classmethod
    def of(cls, row: RowMapping, *, applied: bool = True) -> Self:
        return cls(row["attempt"], row["chars"], row["stop_requested"], applied)


def rewinds_of(value: str) -> tuple[Rewind, ...]:
    """Convert the `rewinds` of a row."""
    return msgspec.json.decode(value, type=tuple[Rewind, ...])

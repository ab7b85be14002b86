"""What goes into the store and comes out of it: frozen values, never rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping

from app.report import Mark, ReportRequest, Rewind, Status, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report's row: everything but the text."""

    id: UUID
    status: Status
    attempt: int
    chars: int
    kept: int
    passage_ends: tuple[int, ...]
    preview_chars: int | None
    rewinds: tuple[Rewind, ...]
    stop_requested: bool
    request_json: Any = field(repr=False)  # personal data: not for logs
    chart: dict[str, Any] = field(repr=False)
    language: str
    model: str | None
    usage: Usage
    marks: tuple[Mark, ...]
    code: str | None
    sha256: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None

    @property
    def request(self) -> ReportRequest:
        """Read only when needed: a row that cannot be read must not hold up its neighbours."""
        return msgspec.convert(self.request_json, ReportRequest)

    @classmethod
    def of(cls, row: RowMapping) -> Self:
        """The report in a row of `reports`."""
        return cls(
            id=UUID(str(row["id"])),
            status=Status(row["status"]),
            attempt=row["attempt"],
            chars=row["chars"],
            kept=row["kept"],
            passage_ends=tuple(row["passage_ends"]),
            preview_chars=row["preview_chars"],
            rewinds=rewinds_of(row["rewinds"]),
            stop_requested=row["stop_requested"],
            request_json=_json(row["request"]),
            chart=_json(row["chart"]),
            language=row["language"],
            model=row["model"],
            usage=Usage(row["prompt_tokens"], row["completion_tokens"]),
            marks=msgspec.convert(_json(row["checks"]), tuple[Mark, ...]),
            code=row["code"],
            sha256=row["sha256"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            ended_at=row["ended_at"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One save: the text from `start` on, and what is true of the report once it is there."""

    start: int
    text: str
    passage_ends: Sequence[int]
    preview_chars: int | None
    usage: Usage
    marks: Sequence[Mark] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def values(self) -> dict[str, Any]:
        """The parameters of a statement that saves it."""
        return {
            "expected": self.start,
            "n": len(self.text),
            "piece": self.text,
            "ends": list(self.passage_ends),
            "kept": self.passage_ends[-1] if self.passage_ends else 0,
            "preview": self.preview_chars,
            "prompt_tokens": self.usage.prompt_tokens,
            "completion_tokens": self.usage.completion_tokens,
            "checks": msgspec.json.encode(self.marks).decode(),
        }


@dataclass(frozen=True, slots=True)
class Hold:
    """What a writer learns with each write: what is saved, under which attempt, and whether to stop.

    `applied` is False if the statement changed nothing because an earlier one, whose answer was lost, had
    already moved `chars`: the next try starts there.
    """

    attempt: int
    chars: int
    stop_requested: bool
    applied: bool = True

    @classmethod
    def of(cls, row: RowMapping, *, applied: bool = True) -> Self:
        return cls(row["attempt"], row["chars"], row["stop_requested"], applied)


def rewinds_of(value: Any) -> tuple[Rewind, ...]:
    """The rewinds in a row's `rewinds`."""
    return tuple(Rewind(*entry) for entry in _json(value))


def _json(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, str | bytes) else value

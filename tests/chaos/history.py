"""Records of what each party observed, as JSON lines, in one file for each writer.

All parties run on one machine, so `t`, the wall clock in seconds, is comparable across writers.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """`who` names the writer: `p1.3` is the third process in place `p1`, `v17` a viewer."""

    t: float
    who: str


class Setting(Record, tag="setting", frozen=True):
    """Settings of the run, written once by the driver."""

    headings: list[str]
    """Headings of the outline, in order. A completed report has a passage for each."""
    lease_seconds: float
    scan_seconds: float
    batch_chars: int
    batch_seconds: float
    kinds: list[str]
    """Kinds of faults that must have occurred in the run."""


class Phase(Record, tag="phase", frozen=True):
    """`calm`: all faults are over and repaired. `over`: the run has ended."""

    name: str


# Records of the service processes.


class Started(Record, tag="started", frozen=True):
    pid: int
    mono: float


class Claimed(Record, tag="claimed", frozen=True):
    report: str
    attempt: int
    kept: int


class Write(Record, tag="write", frozen=True):
    """One statement of a writer, recorded with its result. `began` is the time at which it was sent.

    Results: `ok`, `stale` (an earlier statement was already applied), `unknown`, `refused` (fence), `cancelled`.
    """

    report: str
    attempt: int
    action: str
    result: str
    began: float
    start: int = 0
    end: int = 0
    to: int = 0
    """The new attempt, for a rewind."""
    status: str = ""


class Made(Record, tag="made", frozen=True):
    report: str
    owner: str
    key: str | None
    is_new: bool


# Records of the clients and viewers.


class Asked(Record, tag="asked", frozen=True):
    """One request of a client. `status` is None if there was no response."""

    action: str
    began: float
    process: str
    owner: str
    key: str | None = None
    report: str | None = None
    status: int | None = None


class Opened(Record, tag="opened", frozen=True):
    """A viewer received the response headers."""

    report: str
    process: str
    position: str | None
    status: int


class Got(Record, tag="got", frozen=True):
    """Consecutive deltas without a gap, merged. `until` is the arrival of the last one."""

    report: str
    attempt: int
    start: int
    text: str
    until: float
    offset: int
    """Offset in the id of the last delta; it must equal `end`."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class GotReset(Record, tag="got_reset", frozen=True):
    report: str
    attempt: int
    keep: int
    reason: str


class GotEnd(Record, tag="got_end", frozen=True):
    report: str
    attempt: int
    offset: int
    status: str
    code: str | None
    chars: int
    sha256: str | None


class Left(Record, tag="left", frozen=True):
    """A connection ended. `why`: `end`, `reconnect`, `fin` or `rst` (by the viewer), `lost`, `204`, `refused`."""

    report: str
    why: str


# Records of the look-alike, the nemesis and the database.


class Call(Record, tag="call", frozen=True):
    """One call as the look-alike saw it; `t` is its arrival. `marks`: (time, characters sent by then)."""

    name: str
    """The request id, with a number appended if the id was used before."""
    report: str
    caller: str
    heading: str
    written: str | None
    """The text that the call continues; None for a call that starts a passage."""
    starts_over: bool
    """Whether the call was to continue a passage, and wrote it from its start instead."""
    fault: str | None
    closed: float | None
    closed_by: str | None
    finish: str | None
    text: str
    marks: list[tuple[float, int]]

    @property
    def attempt(self) -> int:
        return int(self.name.split("-")[1])

    @property
    def is_first(self) -> bool:
        """Whether the call writes its passage from the start."""
        return self.written is None or self.starts_over

    @property
    def whole(self) -> str:
        """The passage as far as this call and those that it continues wrote it."""
        return self.text if self.is_first else f"{self.written}{self.text}"

    def sent_at(self, t: float) -> int:
        """Return a lower bound on the number of characters sent by `t`."""
        return max((chars for at, chars in self.marks if at <= t), default=0)


class Fault(Record, tag="fault", frozen=True):
    """One fault. `target` is a process or `all`; `until` is an estimate unless `is_over`."""

    kind: str
    target: str
    until: float
    is_over: bool = True


class RowChange(Record, tag="row", frozen=True):
    """One change of a report's row, recorded by a trigger. Changes of one transaction share `tx`."""

    seq: int
    tx: int
    op: str
    report: str
    owner: str
    key: str | None
    old_status: str | None
    status: str | None
    attempt: int
    chars: int
    kept: int
    deaths: int
    code: str | None
    sha256: str | None
    lease_until: float | None
    questions: int = 0
    """How many further questions have been asked."""


class PieceChange(Record, tag="piece", frozen=True):
    seq: int
    tx: int
    op: str
    report: str
    start: int
    text: str


AnyRecord = (
    Setting
    | Phase
    | Started
    | Claimed
    | Write
    | Made
    | Asked
    | Opened
    | Got
    | GotReset
    | GotEnd
    | Left
    | Call
    | Fault
    | RowChange
    | PieceChange
)
_decode = msgspec.json.Decoder(AnyRecord).decode
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class History:
    """All records, sorted by time."""

    records: tuple[Record, ...]

    @classmethod
    def of(cls, records: Iterable[Record]) -> "History":
        return cls(tuple(sorted(records, key=lambda record: record.t)))

    @classmethod
    def read(cls, folder: Path) -> "History":
        return cls.of(record for file in sorted(folder.glob("*.jsonl")) for record in _lines(file))

    def until(self, t: float) -> "History":
        """Return the records up to `t`, without the changes of transactions that were still open then."""
        changes = [record for record in self.records if isinstance(record, RowChange | PieceChange)]
        still_open = {change.tx for change in changes if change.t > t}
        return History(
            tuple(
                record
                for record in self.records
                if record.t <= t and not (isinstance(record, RowChange | PieceChange) and record.tx in still_open)
            )
        )

    def all(self, kind: type[R]) -> Iterator[R]:
        return (record for record in self.records if isinstance(record, kind))


def _lines(file: Path) -> Iterator[Record]:
    for line in file.read_bytes().split(b"\n"):
        if not line:
            continue
        try:
            yield _decode(line)
        except msgspec.DecodeError:  # the last line of a process that was killed during the write
            continue


class Journal:
    """Writes the records of one party, unbuffered, so that `kill -9` loses none."""

    def __init__(self, folder: Path, who: str) -> None:
        self.who = who
        self._file = (folder / f"{who}.jsonl").open("ab", buffering=0)

    def write(self, record: type[Record], /, **fields: Any) -> None:
        self.add(record(**{"t": time.time(), "who": self.who, **fields}))

    def add(self, record: Record) -> None:
        self._file.write(msgspec.json.encode(record) + b"\n")

    def close(self) -> None:
        self._file.close()


def replace(file: Path, records: Iterable[Record]) -> None:
    """Replace a file atomically, for records that exist only as a snapshot."""
    fresh = file.with_suffix(".fresh")
    fresh.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    fresh.replace(file)

"""What happened, as each party saw it: records, one JSON object a line, one file for each writer.

Everything runs on one machine, so that `t`, the wall clock in seconds, can be compared across writers.
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


class Setting(Record, tag="setting"):
    """What the run was, once, by the driver."""

    headings: list[str]
    """The outline's, in order: a completed report has a passage for each."""
    lease_seconds: float
    scan_seconds: float
    batch_chars: int
    batch_seconds: float
    kinds: list[str]
    """Of faults, that must really have struck."""


class Phase(Record, tag="phase"):
    """`calm`: the faults are over and all that was broken is whole. `over`: nothing more will happen."""

    name: str


# What a service process writes.


class Started(Record, tag="started"):
    pid: int
    mono: float


class Claimed(Record, tag="claimed"):
    report: str
    attempt: int
    kept: int


class Write(Record, tag="write"):
    """One statement of a writer, once its answer is known (or never will be): `began` is when it was sent.

    `ok`, `stale` (it found that an earlier one had landed), `unknown`, `refused` (the fence), `cancelled`.
    """

    report: str
    attempt: int
    action: str
    result: str
    began: float
    start: int = 0
    end: int = 0
    to: int = 0
    """Of a rewind: the attempt it leads to."""
    status: str = ""


class Made(Record, tag="made"):
    report: str
    owner: str
    key: str | None
    is_new: bool


# What clients and viewers write.


class Asked(Record, tag="asked"):
    """One request of a client, once answered; `status` is None if it never was."""

    action: str
    began: float
    process: str
    owner: str
    key: str | None = None
    report: str | None = None
    status: int | None = None


class Opened(Record, tag="opened"):
    """A viewer's request was answered."""

    report: str
    process: str
    position: str | None
    status: int


class Got(Record, tag="got"):
    """Deltas that followed one another without a gap, merged; `until` is when the last one came."""

    report: str
    attempt: int
    start: int
    text: str
    until: float
    offset: int
    """Of the last one's id; it must be `end`."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class GotReset(Record, tag="got_reset"):
    report: str
    attempt: int
    keep: int
    reason: str


class GotEnd(Record, tag="got_end"):
    report: str
    attempt: int
    offset: int
    status: str
    code: str | None
    chars: int
    sha256: str | None


class Left(Record, tag="left"):
    """A connection is over. `end`, `reconnect`, `fin` and `rst` (the viewer's own doing), `lost`, `204`, `refused`."""

    report: str
    why: str


# What the look-alike, the nemesis and the database write.


class Call(Record, tag="call"):
    """One call as the look-alike saw it; `t` is when it came. `marks` are (time, characters sent by then)."""

    name: str
    """Its request id; a number after it if the id had been used before."""
    report: str
    caller: str
    heading: str
    goes_on: bool
    fault: str | None
    closed: float | None
    closed_by: str | None
    finish: str | None
    text: str
    full: str
    marks: list[tuple[float, int]]

    @property
    def attempt(self) -> int:
        return int(self.name.split("-")[1])

    def sent_at(self, t: float) -> int:
        """How much had been sent by then, at least."""
        return max((chars for at, chars in self.marks if at <= t), default=0)


class Fault(Record, tag="fault"):
    """Something the nemesis did. `target` is a process or `all`; `until` is a guess until it `is_over`."""

    kind: str
    target: str
    until: float
    is_over: bool = True


class RowChange(Record, tag="row"):
    """One change of a report's row, by a trigger. `tx` tells which changes are one."""

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


class PieceChange(Record, tag="piece"):
    seq: int
    tx: int
    op: str
    report: str
    start: int
    text: str


Any_ = (
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
_decode = msgspec.json.Decoder(Any_).decode
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class History:
    """All records, by time."""

    records: tuple[Record, ...]

    @classmethod
    def of(cls, records: Iterable[Record]) -> "History":
        return cls(tuple(sorted(records, key=lambda record: record.t)))

    @classmethod
    def read(cls, folder: Path) -> "History":
        return cls.of(record for file in sorted(folder.glob("*.jsonl")) for record in _lines(file))

    def until(self, t: float) -> "History":
        """What was known by then."""
        return History(tuple(record for record in self.records if record.t <= t))

    def all(self, kind: type[R]) -> Iterator[R]:
        return (record for record in self.records if isinstance(record, kind))


def _lines(file: Path) -> Iterator[Record]:
    for line in file.read_bytes().split(b"\n"):
        if not line:
            continue
        try:
            yield _decode(line)
        except msgspec.DecodeError:  # the last line of a process that was killed while it wrote
            continue


class Journal:
    """Writes one party's records. Every line is handed to the system at once: `kill -9` loses none."""

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
    """Writes a whole file anew, for what is only known as a snapshot."""
    fresh = file.with_suffix(".fresh")
    fresh.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    fresh.replace(file)

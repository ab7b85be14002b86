"""The checker: a good history passes, and each broken one is reported under the right invariant."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from .checker import check
from .evidence import Report
from .history import (
    Asked,
    Call,
    Claimed,
    Fault,
    Got,
    GotEnd,
    GotReset,
    History,
    Left,
    Made,
    Opened,
    Phase,
    PieceChange,
    Record,
    RowChange,
    Setting,
    Write,
)
from .text import passage, rest

REPORT, OTHER, OWNER = "a" * 32, "b" * 32, "c" * 32
HEADINGS = ["一", "二"]
Change = Callable[[list[Record]], list[Record]]


def name(attempt: int, number: int, report: str = REPORT) -> str:
    return f"{report}-{attempt}-{number}"


FIRST = passage(HEADINGS[0], name(1, 1))
LOST = passage(HEADINGS[1], name(1, 2))
REST = rest(name(2, 1))
PART = LOST[:100]
PARTLY = f"{FIRST}\n\n{PART}"
KEPT = len(PARTLY)
SEEN = f"{FIRST}\n\n{LOST[:160]}"
TEXT = PARTLY + REST
QUESTION = "追问：明年呢？"
ANSWER = passage(QUESTION, name(3, 1))
LONGER = f"{TEXT}\n\n{ANSWER}"
LONGER_DIGEST = hashlib.sha256(LONGER.encode()).hexdigest()
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def row(t: float, tx: int, status: str | None, *, old: str | None = "running", **changes: Any) -> RowChange:
    values: dict[str, Any] = {
        "seq": tx,
        "op": "update",
        "report": REPORT,
        "owner": OWNER,
        "key": "key",
        "attempt": 1,
        "chars": 0,
        "kept": 0,
        "deaths": 0,
        "code": None,
        "sha256": None,
        "lease_until": t + 3 if status == "running" else None,
        **changes,
    }
    return RowChange(t=t, who="database", tx=tx, old_status=old, status=status, **values)


def piece(t: float, tx: int, start: int, text: str, op: str = "insert") -> PieceChange:
    return PieceChange(t=t, who="database", seq=tx, tx=tx, op=op, report=REPORT, start=start, text=text)


def call(t: float, closed: float | None, attempt: int, number: int, heading: int, caller: str, **changes: Any) -> Call:
    full = str(changes.get("text", passage(HEADINGS[heading], name(attempt, number))))
    values: dict[str, Any] = {
        "written": None,
        "starts_over": False,
        "fault": None,
        "closed_by": "finish",
        "finish": "stop",
        "text": full,
        "marks": [(closed or t, len(full))],
        **changes,
    }
    return Call(
        t=t,
        who="model",
        name=name(attempt, number),
        report=REPORT,
        caller=caller,
        heading=HEADINGS[heading],
        closed=closed,
        **values,
    )


def write(t: float, who: str, attempt: int, action: str, start: int, end: int, **changes: Any) -> Write:
    values = {"result": "ok", "began": t - 0.01, **changes}
    return Write(t=t, who=who, report=REPORT, attempt=attempt, action=action, start=start, end=end, **values)


def got(t: float, who: str, attempt: int, start: int, text: str, **changes: Any) -> Got:
    values = {"offset": start + len(text), **changes}
    return Got(t=t, who=who, report=REPORT, attempt=attempt, start=start, text=text, until=t, **values)


def opened(t: float, who: str, process: str, position: str | None) -> Opened:
    return Opened(t=t, who=who, report=REPORT, process=process, position=position, status=200)


def end(t: float, who: str, **changes: Any) -> GotEnd:
    values = {"attempt": 2, "offset": len(TEXT), "status": "completed", "chars": len(TEXT), "sha256": DIGEST, **changes}
    return GotEnd(t=t, who=who, report=REPORT, code=None, **values)


def left(t: float, who: str, why: str) -> Left:
    return Left(t=t, who=who, report=REPORT, why=why)


def good() -> list[Record]:
    """A report whose process is killed in the second passage; another continues it. Two viewers receive all text."""
    return [
        Setting(
            t=0,
            who="driver",
            headings=HEADINGS,
            lease_seconds=3,
            scan_seconds=0.5,
            batch_chars=150,
            batch_seconds=2,
            kinds=["kill"],
        ),
        Asked(
            t=10, who="o", began=9.9, action="create", process="p1.1", owner="o", key="key", report=REPORT, status=201
        ),
        Made(t=10, who="p1.1", report=REPORT, owner=OWNER, key="key", is_new=True),
        row(10, 1, "queued", old=None, op="insert", attempt=0),
        row(10.1, 2, "running", old="queued"),
        Claimed(t=10.11, who="p1.1", report=REPORT, attempt=1, kept=0),
        call(10.2, 11.2, 1, 1, 0, "p1.1"),
        opened(10.3, "v1", "p1.1", None),
        got(10.5, "v1", 1, 0, FIRST),
        call(11.3, 12.5, 1, 2, 1, "p1.1", closed_by="client", finish=None, text=LOST[:160]),
        row(12.2, 3, "running", chars=KEPT, kept=KEPT),
        piece(12.2, 3, 0, PARTLY),
        write(12.21, "p1.1", 1, "save", 0, KEPT),
        got(12.3, "v1", 1, len(FIRST), SEEN[len(FIRST) :]),
        Fault(t=12.5, who="nemesis", kind="kill", target="p1.1", until=12.5),
        left(12.51, "v1", "lost"),
        row(15.6, 4, "running", attempt=2, chars=KEPT, kept=KEPT, deaths=1),
        Claimed(t=15.61, who="p2.1", report=REPORT, attempt=2, kept=KEPT),
        call(15.7, 17, 2, 1, 1, "p2.1", written=PART, text=REST),
        opened(15.8, "v1", "p2.1", f"1.{len(SEEN)}"),
        GotReset(t=15.81, who="v1", report=REPORT, attempt=2, keep=KEPT, reason="takeover"),
        got(16, "v1", 2, KEPT, REST),
        row(17.1, 5, "completed", attempt=2, chars=len(TEXT), kept=len(TEXT), deaths=1, sha256=DIGEST),
        piece(17.1, 5, KEPT, REST),
        write(17.11, "p2.1", 2, "finish", KEPT, len(TEXT), status="completed"),
        end(17.2, "v1"),
        left(17.21, "v1", "end"),
        opened(18, "v2", "p2.1", None),
        got(18.1, "v2", 2, 0, TEXT),
        end(18.2, "v2"),
        left(18.3, "v2", "end"),
        Phase(t=20, who="driver", name="calm"),
        Phase(t=30, who="driver", name="over"),
    ]


def questioned() -> list[Record]:
    """The good history, then a question that is answered. Each viewer receives what its text lacks."""
    whole = {"attempt": 3, "offset": len(LONGER), "chars": len(LONGER), "sha256": LONGER_DIGEST}
    saved: dict[str, Any] = {"attempt": 3, "kept": len(LONGER), "chars": len(LONGER), "questions": 1, "deaths": 0}
    start = len(TEXT) + 2
    return [
        *good(),
        row(18.5, 6, "queued", old="completed", attempt=2, chars=len(TEXT), kept=len(TEXT), questions=1),
        asking(18.51, "question-1"),
        row(18.6, 7, "running", old="queued", attempt=3, chars=len(TEXT), kept=len(TEXT), questions=1),
        Claimed(t=18.61, who="p2.1", report=REPORT, attempt=3, kept=len(TEXT)),
        structs.replace(call(18.7, 19.1, 3, 1, 0, "p2.1", text=ANSWER), heading=QUESTION),
        opened(18.8, "v1", "p2.1", f"2.{len(TEXT)}"),
        got(18.9, "v1", 3, len(TEXT), LONGER[len(TEXT) : start + 60]),
        got(19.1, "v1", 3, start + 60, LONGER[start + 60 :]),
        row(19.2, 8, "completed", **{**saved, "sha256": LONGER_DIGEST}),
        piece(19.2, 8, len(TEXT), LONGER[len(TEXT) :]),
        write(19.21, "p2.1", 3, "finish", len(TEXT), len(LONGER), status="completed"),
        end(19.3, "v1", **whole),
        left(19.31, "v1", "end"),
    ]


def asking(t: float, key: str, status: int = 201) -> Asked:
    return Asked(
        t=t,
        who="o",
        began=t - 0.1,
        action="question",
        process="p2.1",
        owner="o",
        key=key,
        report=REPORT,
        status=status,
    )


def found(records: list[Record]) -> set[str]:
    return {violation.invariant for violation in check(History.of(records))}


def changed(kind: type[Record], at: float, **changes: Any) -> Change:
    """Change the record of this kind at this time."""

    def change(records: list[Record]) -> list[Record]:
        assert any(type(record) is kind and record.t == at for record in records)
        return [
            structs.replace(record, **changes) if type(record) is kind and record.t == at else record
            for record in records
        ]

    return change


def without(kind: type[Record], at: float) -> Change:
    return lambda records: [record for record in records if not (type(record) is kind and record.t == at)]


def plus(*more: Record) -> Change:
    return lambda records: [*records, *more]


def in_turn(*changes: Change) -> Change:
    def change(records: list[Record]) -> list[Record]:
        for each in changes:
            records = each(records)
        return records

    return change


def deleted(at: float) -> Change:
    """Delete the report at that time, and drop all later records."""
    return in_turn(
        lambda records: [record for record in records if record.t < at or isinstance(record, Phase)],
        plus(row(at, 9, None, op="delete", attempt=2, chars=KEPT, kept=KEPT, deaths=1)),
    )


MIXED = f"{TEXT[: KEPT + 30]}{LOST[60:80]}"


def test_a_good_history_passes() -> None:
    assert check(History.of(good())) == []


def test_an_unfinished_history_passes_at_any_moment() -> None:
    history = History.of(good())
    for record in history.records[1:]:
        assert check(history.until(record.t)) == []


BROKEN: dict[str, tuple[str, Change]] = {
    "a viewer holds mixed text of two calls": ("I1", changed(Got, 16, text=MIXED[KEPT:], offset=len(MIXED))),
    "two viewers hold different text at one position": (
        "I1",
        changed(Got, 18.1, text=TEXT.replace("⟨", "⟩", 1), offset=len(TEXT)),
    ),
    "the end's digest is another text's": ("I1", changed(GotEnd, 17.2, sha256="0" * 64)),
    "passages are not separated": ("I1", changed(PieceChange, 12.2, text=f"{FIRST}\n{PART}")),
    "a gap": ("I2", changed(Got, 16, start=KEPT + 1, text=TEXT[KEPT + 1 :])),
    "a repetition": ("I2", changed(Got, 16, start=KEPT - 3, text=TEXT[KEPT - 3 :])),
    "an id that is not the end of its text": ("I2", changed(Got, 10.5, offset=7)),
    "a reset that keeps more than was sent": ("I2", changed(GotReset, 15.81, keep=len(SEEN) + 1)),
    "an earlier attempt after a later one": (
        "I2",
        plus(opened(18.4, "v2", "p1.2", f"2.{len(TEXT)}"), got(18.5, "v2", 1, len(TEXT), "x")),
    ),
    "a write of an earlier attempt": ("I3", plus(write(16.5, "p1.1", 1, "save", KEPT, KEPT + 9))),
    "text that another process requested": ("I3", changed(Call, 15.7, caller="p3.1")),
    "chars that is not the length of the text": ("I4", changed(RowChange, 12.2, chars=KEPT + 1)),
    "an attempt that decreases": ("I4", changed(RowChange, 17.1, attempt=1)),
    "an end that changes": (
        "I5",
        plus(row(19, 6, "incomplete", old="completed", attempt=2, chars=len(TEXT), deaths=1)),
    ),
    "queued again without a request": (
        "I5",
        in_turn(
            changed(RowChange, 17.1, status="incomplete"),
            plus(row(19, 6, "queued", old="incomplete", attempt=2, chars=len(TEXT), kept=KEPT)),
        ),
    ),
    "text after the end": ("I5", plus(got(18.25, "v2", 2, len(TEXT), "x"))),
    "two calls of one process": ("I6", plus(call(10.3, 12, 1, 3, 1, "p1.1"))),
    "two calls of two processes without faults": (
        "I6",
        in_turn(changed(Call, 11.3, closed=16.9), without(Fault, 12.5)),
    ),
    "a call that stays open long after the fault": ("I6", changed(Call, 11.3, closed=29)),
    "a call by a process without a claim": ("I6", plus(call(17.05, 17.06, 2, 9, 1, "p3.1"))),
    "a call after the end": ("I6", plus(call(19, 19.5, 2, 9, 1, "p2.1"))),
    "too many calls": ("I6", plus(*(call(17 + i / 1e4, 17 + i / 1e4, 2, 10 + i, 1, "p2.1") for i in range(30)))),
    "a report that is taken from a process without faults": ("I6", changed(Fault, 12.5, target="p2.1")),
    "two reports for one key": (
        "I7",
        plus(
            row(11, 7, "failed", old=None, op="insert", report=OTHER),
            Asked(
                t=11, who="o", began=10, action="create", process="p1.1", owner="o", key="key", report=OTHER, status=201
            ),
        ),
    ),
    "text that was never saved, long before kill -9": (
        "I8",
        in_turn(
            changed(Call, 11.3, marks=[(11.4, 100), (12.4, 120)]),
            changed(RowChange, 12.2, t=12.55),
            changed(PieceChange, 12.2, t=12.55),
            changed(Call, 10.2, t=8.1, closed=8.9, marks=[(8.9, len(FIRST))]),
            changed(Claimed, 10.11, t=8.05),
        ),
    ),
    "an end that was sent before it was saved": ("I8", changed(GotEnd, 17.2, t=16.9)),
    "an end that was never saved": ("I8", in_turn(without(RowChange, 17.1), without(PieceChange, 17.1))),
    "still running at the end of the run": (
        "I9",
        lambda records: [record for record in records if record.t < 17.05 or isinstance(record, Phase)],
    ),
    "completed on a call that broke off": ("I12", changed(Call, 15.7, finish="network_error")),
    "completed without its last passage": (
        "I12",
        changed(Setting, 0, headings=[*HEADINGS, "三"]),
    ),
    "a fourth expired lease": ("I17", changed(RowChange, 15.6, deaths=3)),
    "abandoned too soon": ("I17", changed(RowChange, 17.1, status="incomplete", code="poison")),
    "a call long after the deletion": ("I18", in_turn(deleted(16.5), changed(Call, 15.7, closed=None))),
    "a viewer that is not notified of the deletion": ("I18", in_turn(deleted(16.5), changed(Call, 15.7, closed=16.6))),
    "recreated after the deletion": (
        "I18",
        in_turn(deleted(16.5), plus(row(17, 10, "failed", old=None, op="insert"), end(16.6, "v1", status="deleted"))),
    ),
    "a hand-back that loses what a viewer was sent": ("I20", changed(RowChange, 15.6, old_status="queued")),
    "a rewrite without need": ("I20", changed(GotReset, 15.81, reason="retry")),
    "a takeover that drops saved text": (
        "I20",
        in_turn(
            changed(Setting, 0, lease_seconds=0.1),
            changed(Call, 11.3, t=10.9, marks=[(10.95, 150), (12.5, 160)]),
        ),
    ),
    "a fault that never occurred": ("I19", changed(Setting, 0, kinds=["kill", "hole"])),
}


@pytest.mark.parametrize("what", BROKEN)
def test_every_violation_is_reported(what: str) -> None:
    invariant, change = BROKEN[what]
    assert invariant in found(change(good()))


BROKEN_QUESTIONS: dict[str, tuple[str, Change]] = {
    "a question that nobody asked": ("I5", without(Asked, 18.51)),
    "a question that changes the text": ("I5", changed(RowChange, 18.5, chars=len(FIRST))),
    "a question that is not recorded": ("I5", changed(RowChange, 18.5, questions=0)),
    "one question asked twice": ("I7", changed(RowChange, 19.2, questions=2)),
    "an accepted question that is lost": ("I7", plus(asking(19.5, "question-2"))),
    "completed without the answer": ("I12", changed(Call, 18.7, finish="network_error")),
    "completed with a passage that is no answer": ("I12", changed(Call, 18.7, heading="三")),
    "a completed text that changes": ("I21", plus(piece(18.6, 7, 0, f"x{PARTLY[1:]}", op="update"))),
    "a completed text that is taken back": (
        "I21",
        plus(GotReset(t=18.85, who="v1", report=REPORT, attempt=3, keep=len(FIRST), reason="takeover")),
    ),
}


def test_a_history_with_a_question_passes() -> None:
    assert check(History.of(questioned())) == []


def test_an_unfinished_history_with_a_question_passes_at_any_moment() -> None:
    history = History.of(questioned())
    for record in history.records[1:]:
        assert check(history.until(record.t)) == []


@pytest.mark.parametrize("what", BROKEN_QUESTIONS)
def test_every_violation_around_a_question_is_reported(what: str) -> None:
    invariant, change = BROKEN_QUESTIONS[what]
    assert invariant in found(change(questioned()))


def test_every_invariant_has_a_history_that_breaks_it() -> None:
    numbers = (*range(1, 10), 12, 17, 18, 19, 20, 21)
    assert {f"I{number}" for number in numbers} == {invariant for invariant, _ in (BROKEN | BROKEN_QUESTIONS).values()}


def test_a_freeze_excuses_an_overlap_for_a_lease_and_no_longer() -> None:
    freeze = Fault(t=12.3, who="nemesis", kind="freeze_long", target="p1.1", until=16.0)

    def thawed(closed: float) -> Change:
        return in_turn(
            without(Fault, 12.5), plus(freeze), changed(Call, 11.3, closed=closed), changed(Setting, 0, kinds=[])
        )

    assert found(thawed(16.9)(good())) == set()
    assert found(thawed(25.0)(good())) == {"I6"}


def test_a_report_may_be_taken_from_a_dead_process_at_any_time() -> None:
    """The other processes could not reach the database for a while."""

    def late(record: Record) -> Record:
        moved = {
            field: getattr(record, field) + 10 for field in ("t", "closed", "began") if getattr(record, field, None)
        }
        return structs.replace(record, **moved) if record.t > 13 else record

    assert found([late(record) for record in good()]) == set()


def test_a_transaction_that_is_still_open_is_not_judged() -> None:
    """Its row is written before its piece, and the check looks in between."""
    saved = changed(PieceChange, 12.2, t=12.2004)(good())
    assert check(History.of(saved).until(12.2002)) == []


def test_a_deletion_announced_to_every_viewer_passes() -> None:
    announced = in_turn(deleted(16.5), changed(Call, 15.7, closed=16.6), plus(end(16.6, "v1", status="deleted")))
    assert found(announced(good())) == set()


def test_a_passage_that_broke_off_is_whole_once_it_is_continued() -> None:
    """The first call is cut, the second finds nothing to add."""
    cut = call(15.7, 16, 2, 1, 1, "p2.1", finish="network_error", written=PART, text=REST)
    empty = call(16.1, 17, 2, 2, 1, "p2.1", written=PART + REST, text="")
    assert found(in_turn(without(Call, 15.7), plus(cut, empty))(good())) == set()


def test_text_that_the_model_starts_over_may_be_taken_back() -> None:
    start = len(FIRST)
    again = in_turn(
        changed(GotReset, 15.81, reason="retry", keep=start), changed(Got, 16, start=start, text=TEXT[start:])
    )
    assert found(again(good())) == {"I20"}
    over = call(15.65, 15.66, 2, 7, 1, "p2.1", written=PART, starts_over=True, finish=None, text=LOST[:45])
    assert found(in_turn(again, plus(over))(good())) == set()


def test_characters_that_two_calls_wrote_alike_show_nothing_about_their_writer() -> None:
    """The second call breaks off inside the name in its heading. The third continues with the same characters."""
    second, third = (passage(HEADINGS[0], name(attempt, 1)) for attempt in (2, 3))
    alike = next(at for at, (one, other) in enumerate(zip(second, third, strict=False)) if one != other)
    kept = alike - 3
    report = Report(
        REPORT,
        calls=[
            call(1, 2, 1, 1, 0, "p1.1", finish=None, text=second[:1]),
            call(3, 4, 2, 1, 0, "p2.1", finish=None, written=second[:1], text=second[1:]),
            call(5, 6, 3, 1, 0, "p3.1", written=second[:kept], text=third[kept:]),
        ],
    )
    certain = {}
    for end in (kept, alike, alike + 1):
        segments = report.parse(second[:end])
        assert not isinstance(segments, str)
        certain[end] = [segment.call.caller for segment in segments if segment.is_sure]
    assert certain == {kept: ["p1.1", "p2.1"], alike: ["p1.1"], alike + 1: ["p1.1", "p2.1"]}

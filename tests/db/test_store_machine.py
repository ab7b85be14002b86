"""Several writers of one report, in any order of claims, saves, lost answers, expired leases and requests.

A model in Python follows the same rules: after every step, the rows must match it.
"""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.db.engine import create_engine, parse_url
from app.db.records import Piece, WriteResult
from app.db.store import Store
from app.errors import FenceLost, IllegalMove, TooManyQuestions
from app.report import Outcome, Rewind, Status, Usage

from .rows import CHART, OWNER, REQUEST, expire, sql

T = TypeVar("T")
MOST = 3
"""How many further questions may be asked."""
TAIL = "水😀\u0301"
FIRST_MARK = 0x4E00
WHICH = st.sampled_from([0, 0, 1, 2])
"""Which run a rule picks, weighted towards the newest."""
OUTCOMES = [
    Outcome(Status.COMPLETED),
    Outcome(Status.INCOMPLETE, "length"),
    Outcome(Status.STOPPED, "stopped"),
    Outcome(Status.QUEUED),
]


@dataclass
class Truth:
    """The expected row."""

    status: str = "queued"
    attempt: int = 0
    text: str = ""
    kept: int = 0
    passages: int = 0
    expired_leases: int = 0
    is_expired: bool = False
    rewinds: list[list[Any]] = field(default_factory=list)
    questions: list[str | None] = field(default_factory=list)
    """Their keys."""
    is_dropped: bool = False
    """Whether the last question was given up."""


@dataclass
class Run:
    """One process's view of its attempt, which it may have lost without noticing."""

    number: int
    attempt: int  # as last returned by the database
    saved: int
    text: str
    ends: list[int]
    is_flawed: bool = False
    pending: list[Rewind] = field(default_factory=list)
    late: Callable[[], Coroutine[Any, Any, Any]] | None = None
    """The last statement, which may arrive a second time."""

    @property
    def checkpoint(self) -> int:
        return self.ends[-1] if self.ends else 0

    @property
    def own_attempt(self) -> int:
        return self.pending[-1].attempt if self.pending else self.attempt


class Machine(RuleBasedStateMachine):
    runner: asyncio.Runner
    store: Store
    engine: Any

    def __init__(self) -> None:
        super().__init__()
        self.wait(sql(self.engine, "DELETE FROM reports"))
        report, _ = self.wait(self.store.create(OWNER, REQUEST, CHART))
        self.id: UUID = report.id
        self.truth = Truth()
        self.runs: list[Run] = []
        self.has_journal = False  # at most: a cut may have removed it
        self.written: dict[str, int] = {}
        """The attempt of every text that was ever written, by the character that marks that text."""

    def wait(self, task: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(task)

    def pick(self, index: int) -> Run:
        """Return a run; index 0 is the newest. All older runs have lost the report."""
        return self.runs[-1 - index % len(self.runs)]

    def owns(self, run: Run) -> bool:
        return self.truth.status == "running" and run.attempt == self.truth.attempt

    # Rules. Preconditions exclude rules that would do nothing, because an example has only twenty steps.

    @initialize()
    def begin(self) -> None:
        self.claim()

    @precondition(lambda self: self.truth.status == "queued" or self.truth.is_expired or not self.runs)
    @rule()
    def claim(self) -> None:
        truth = self.truth
        claimed = self.wait(self.store.claim(slots=1, model="glm"))
        may = truth.status == "queued" or (truth.status == "running" and truth.is_expired and truth.expired_leases < 2)
        assert [report.id for report in claimed] == ([self.id] if may else [])
        if not may:
            return
        truth.expired_leases += truth.status == "running"
        truth.status, truth.is_expired = "running", False
        truth.attempt += 1
        truth.text = truth.text[: truth.kept]
        truth.rewinds.append([truth.attempt, truth.kept, "takeover"])
        (report,) = claimed
        assert (report.attempt, report.chars, report.kept) == (truth.attempt, truth.kept, truth.kept)
        ends = list(report.passage_ends)
        self.runs.append(Run(len(self.runs), report.attempt, report.chars, truth.text, ends))

    @rule(
        which=WHICH,
        tail=st.text(TAIL, max_size=3),
        ends_passage=st.booleans(),
        is_flawed=st.booleans(),
        is_lost=st.booleans(),
        share=st.sampled_from([1.0, 0.5, 1.0]),
        is_journal=st.booleans(),
    )
    def write_and_save(
        self,
        which: int,
        tail: str,
        ends_passage: bool,
        is_flawed: bool,
        is_lost: bool,
        share: float,
        is_journal: bool,
    ) -> None:
        run = self.pick(which)
        mark = chr(
            FIRST_MARK + len(self.written)
        )  # a claim may leave any part of the words, and that tells who wrote it
        self.written[mark] = run.own_attempt
        run.text += f"{mark}{tail}{mark * 5}"
        run.is_flawed = is_flawed and not ends_passage
        if ends_passage:
            run.ends.append(len(run.text))
        self.save(which, is_lost, share, is_journal)

    @rule(which=WHICH, is_lost=st.booleans(), share=st.sampled_from([1.0, 0.0]), is_journal=st.booleans())
    def save(self, which: int, is_lost: bool, share: float, is_journal: bool) -> None:
        run = self.pick(which)
        if run.pending or run.saved > len(run.text):
            return
        end = run.saved + int((len(run.text) - run.saved) * share)
        self.send_save(run, self.piece(run, end, is_journal=is_journal), is_lost)

    @rule(which=WHICH, keeps_half=st.booleans())
    def go_back(self, which: int, keeps_half: bool) -> None:
        """Go back in memory, to the checkpoint or inside the passage. The database learns of it from `send_rewind`."""
        run = self.pick(which)
        keep = (run.checkpoint + len(run.text)) // 2 if keeps_half and not run.is_flawed else run.checkpoint
        run.pending.append(Rewind(run.own_attempt + 1, keep, "retry"))
        run.text = run.text[:keep]
        run.is_flawed = False

    @precondition(lambda self: any(run.pending for run in self.runs))
    @rule(which=WHICH, is_lost=st.booleans())
    def send_rewind(self, which: int, is_lost: bool) -> None:
        run, truth = self.pick(which), self.truth
        if not run.pending:
            run = next(other for other in self.runs if other.pending)
        attempt, saved, rewinds = run.attempt, run.saved, list(run.pending)
        lands = self.owns(run) and saved == len(truth.text)
        since = [rewind for rewind in truth.rewinds if rewind[0] > attempt]
        are_own = truth.status == "running" and since == [list(rewind) for rewind in rewinds[: len(since)]]
        expected: WriteResult | None = None
        if lands:
            truth.attempt = rewinds[-1].attempt
            keep = min(rewind.keep for rewind in rewinds)
            # The writer has kept what is left on purpose, even if it had condemned that before: a passage without a
            # better text counts as complete, with its findings.
            truth.text = truth.text[:keep]
            truth.kept = len(truth.text)
            truth.rewinds += [list(rewind) for rewind in rewinds]
            truth.is_expired = False
        if lands or are_own:
            is_all = lands or len(since) == len(rewinds)
            expected = WriteResult(truth.attempt, len(truth.text), stop_requested=False, applied=is_all)
        run.late = lambda: self.store.rewind(self.id, attempt, saved, rewinds)
        result = self.answer(run.late())
        assert self.alike(result, expected)
        if is_lost or result is None:
            return
        run.attempt, run.saved = result.attempt, result.chars
        run.pending = [rewind for rewind in run.pending if rewind.attempt > result.attempt]

    @rule(which=WHICH, outcome=st.sampled_from([*OUTCOMES, OUTCOMES[-1]]), is_lost=st.booleans())
    def finish(self, which: int, outcome: Outcome, is_lost: bool) -> None:
        run, truth = self.pick(which), self.truth
        if run.pending or run.saved > len(run.text):
            return
        piece = self.piece(run, len(run.text))
        attempt, sha256 = run.attempt, hashlib.sha256(run.text.encode()).hexdigest()
        expected: Any = FenceLost
        if self.owns(run) and self.is_next(piece):
            self.apply(piece)
            truth.status, truth.is_expired = outcome.status, False
            expected = None
        elif self.owns(run):
            expected = WriteResult(attempt, len(truth.text), stop_requested=False, applied=False)
        elif attempt == truth.attempt and truth.status == outcome.status and len(truth.text) == piece.end:
            expected = None
        run.late = lambda: self.store.finish(self.id, attempt, piece, outcome, sha256)
        try:
            answer: Any = self.wait(run.late())
        except FenceLost:
            answer = FenceLost
        if isinstance(answer, WriteResult):
            assert self.alike(answer, expected)
            if not is_lost:
                run.saved = answer.chars
        else:
            assert answer is expected

    @rule(which=WHICH)
    def deliver_last_statement_again(self, which: int) -> None:
        """Deliver the last statement a second time. Whatever has happened since, the rows do not change."""
        run = self.pick(which)
        if run.late is None:
            return
        # A second empty piece only renews the lease of the run that owns the report.
        self.answer(run.late())
        if self.owns(run):
            self.truth.is_expired = self.wait(self.is_expired())

    @rule(which=WHICH)
    def renew(self, which: int) -> None:
        run = self.pick(which)
        owns = self.owns(run)
        result = self.answer(self.store.renew(self.id, run.attempt))
        assert (result is not None) == owns
        if owns:
            self.truth.is_expired = False

    @precondition(lambda self: self.truth.status == "running")
    @rule()
    def expire_lease(self) -> None:
        self.wait(expire(self.engine, self.id))
        self.truth.is_expired = True

    @precondition(lambda self: self.truth.is_expired)
    @rule()
    def bury(self) -> None:
        truth = self.truth
        buried = self.wait(self.store.bury())
        is_due = truth.status == "running" and truth.is_expired and truth.expired_leases >= 2
        assert buried == ([self.id] if is_due else [])
        if is_due:
            truth.expired_leases += 1
            truth.attempt += 1
            truth.rewinds.append([truth.attempt, len(truth.text), "takeover"])
            truth.status, truth.is_expired = ("incomplete" if truth.text else "failed"), False

    @precondition(lambda self: self.truth.status == "queued")
    @rule()
    def stop(self) -> None:
        report = self.wait(self.store.request_stop(self.id, OWNER))
        if self.truth.status == "queued":
            self.truth.status = "stopped"
        assert report.status == self.truth.status

    @precondition(lambda self: self.truth.status not in ("queued", "running"))
    @rule()
    def resume(self) -> None:
        truth = self.truth
        try:
            report, is_queued = self.wait(self.store.resume(self.id, OWNER))
        except IllegalMove:
            assert truth.status == "completed"
            return
        assert is_queued == (truth.status in ("incomplete", "stopped", "failed"))
        if is_queued:
            truth.status, truth.expired_leases = "queued", 0
        assert report.status == truth.status

    @precondition(lambda self: self.truth.status == "completed")
    @rule(key=st.sampled_from([None, "a", "b"]))
    def ask(self, key: str | None) -> None:
        """Ask a further question: it queues the report, unless its key has asked before or the limit is reached."""
        truth = self.truth
        try:
            report, is_new = self.wait(self.store.ask(self.id, OWNER, "明年呢？", most=MOST, idempotency_key=key))
        except TooManyQuestions:
            assert len(truth.questions) == MOST
            return
        assert is_new == (key is None or key not in truth.questions)
        if is_new:
            truth.status, truth.expired_leases, truth.kept = "queued", 0, len(truth.text)
            truth.questions.append(key)
            truth.is_dropped = False
        assert (report.status, len(report.questions)) == (truth.status, len(truth.questions))

    @precondition(lambda self: bool(self.truth.questions) and self.truth.status in ("incomplete", "stopped"))
    @rule()
    def drop_question(self) -> None:
        """Give up the last question. The machine does not know the outline: any number of passages may be right."""
        truth = self.truth
        (row,) = self.wait(sql(self.engine, "SELECT passage_ends FROM reports"))
        ends = row["passage_ends"]
        may = bool(ends) and ends[-1] == len(truth.text) and not truth.is_dropped
        try:
            self.wait(self.store.drop_question(self.id, OWNER, answered=len(ends)))
        except IllegalMove:
            assert not may
            return
        assert may
        truth.status, truth.is_dropped = "completed", True

    # Invariants.

    @invariant()
    def the_rows_match_the_model(self) -> None:
        loaded = self.wait(self.store.load(self.id))
        assert loaded is not None
        report, saved = loaded
        truth = self.truth
        assert saved == truth.text
        assert (report.status, report.attempt, report.kept) == (truth.status, truth.attempt, truth.kept)
        assert report.chars == len(saved)
        assert [question.key for question in report.questions] == truth.questions
        assert [list(rewind) for rewind in report.rewinds] == truth.rewinds
        if truth.status in ("completed", "incomplete", "stopped", "failed"):
            assert report.sha256 == hashlib.sha256(saved.encode()).hexdigest()
        else:
            assert report.sha256 is None

    @invariant()
    def the_pieces_are_contiguous(self) -> None:
        end = 0
        was_journal = False
        columns = "start, char_length(text) AS n, is_journal"
        for piece in self.wait(sql(self.engine, f"SELECT {columns} FROM pieces ORDER BY start")):
            assert piece["start"] == end
            assert piece["n"] > 0
            assert piece["is_journal"] >= was_journal, "the journal comes last"
            assert self.has_journal or not piece["is_journal"]
            was_journal = piece["is_journal"]
            end += piece["n"]
        assert end == len(self.truth.text)

    @invariant()
    def the_text_was_written_by_the_owner_of_each_attempt(self) -> None:
        assert set(self.truth.text) <= {*self.written, *TAIL}, "text that no run wrote"
        attempts = [self.written[char] for char in self.truth.text if char in self.written]
        assert attempts == sorted(attempts), "an older attempt wrote after a newer one"

    # Helpers.

    def send_save(self, run: Run, piece: Piece, is_lost: bool) -> None:
        truth, attempt = self.truth, run.attempt
        expected: WriteResult | None = None
        if self.owns(run):
            applied = self.is_next(piece)
            if applied:
                self.apply(piece)
                truth.is_expired = False
            expected = WriteResult(attempt, len(truth.text), stop_requested=False, applied=applied)
        run.late = lambda: self.store.save(self.id, attempt, piece)
        result = self.answer(run.late())
        assert self.alike(result, expected)
        if result is not None and not is_lost:
            run.saved = result.chars

    def is_next(self, piece: Piece) -> bool:
        truth, passages = self.truth, len(piece.passage_ends)
        may_keep = bool(piece.text) or passages > truth.passages or piece.kept <= truth.kept
        return piece.start == len(truth.text) and passages >= truth.passages and may_keep

    def apply(self, piece: Piece) -> None:
        self.truth.text += piece.text
        self.truth.kept, self.truth.passages = piece.kept, len(piece.passage_ends)
        self.has_journal = piece.is_journal and (self.has_journal or bool(piece.text))

    def piece(self, run: Run, end: int, *, is_journal: bool = False) -> Piece:
        ends = [passage for passage in run.ends if passage <= end]
        return Piece(
            start=run.saved,
            text=run.text[run.saved : end],
            kept=min(end, run.checkpoint) if run.is_flawed else end,
            passage_ends=ends,
            preview_chars=None,
            usage=Usage(),
            is_journal=is_journal,
        )

    def answer(self, statement: Coroutine[Any, Any, WriteResult | None]) -> WriteResult | None:
        try:
            return self.wait(statement)
        except FenceLost:
            return None

    def alike(self, result: WriteResult | None, expected: WriteResult | None) -> bool:
        """Compare results without `stop_requested`, which the model does not track."""
        if result is None or expected is None:
            return result is expected
        return (result.attempt, result.chars, result.applied) == (expected.attempt, expected.chars, expected.applied)

    async def is_expired(self) -> bool:
        (found,) = await sql(self.engine, "SELECT lease_until < clock_timestamp() AS late FROM reports")
        return bool(found["late"])


@contextmanager
def machine_on(database_url: str) -> Iterator[type[Machine]]:
    with asyncio.Runner() as runner:
        engine = create_engine(parse_url(database_url), pool_size=5, timeout_seconds=5)

        class OnThisDatabase(Machine):
            pass

        OnThisDatabase.runner, OnThisDatabase.engine = runner, engine
        OnThisDatabase.store = Store(engine, lease_seconds=3600, outline=3)
        try:
            yield OnThisDatabase
        finally:
            runner.run(engine.dispose())


def test_no_order_of_events_loses_or_duplicates_a_character(database_url: str) -> None:
    with machine_on(database_url) as machine:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=25,
                stateful_step_count=20,
                deadline=None,
                phases=[Phase.reuse, Phase.generate],  # shrinking with a database takes minutes
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_a_rewind_keeps_what_the_writer_has_come_to_accept(database_url: str) -> None:
    """A text is condemned and saved, then kept for want of a better one; the next passage is begun twice."""
    with machine_on(database_url) as machine:
        state = machine()
        state.claim()
        state.write_and_save(0, "", ends_passage=False, is_flawed=True, is_lost=False, share=1.0, is_journal=False)
        assert state.truth.kept == 0
        state.the_rows_match_the_model()
        state.write_and_save(0, "", ends_passage=True, is_flawed=False, is_lost=False, share=0.0, is_journal=False)
        state.go_back(0, keeps_half=False)
        state.send_rewind(0, is_lost=False)
        assert state.truth.kept == len(state.truth.text) > 0
        state.the_rows_match_the_model()


def test_a_passage_saved_in_part_is_kept_to_its_end_though_the_next_one_is_condemned(database_url: str) -> None:
    with machine_on(database_url) as machine:
        state = machine()
        state.claim()
        state.write_and_save(0, "😀", ends_passage=True, is_flawed=False, is_lost=True, share=0.5, is_journal=True)
        state.write_and_save(0, "", ends_passage=False, is_flawed=True, is_lost=False, share=0.5, is_journal=False)
        state.save(0, is_lost=False, share=0.0, is_journal=False)
        assert state.truth.kept == len(state.truth.text) > 0
        state.go_back(0, keeps_half=False)
        state.send_rewind(0, is_lost=False)
        state.the_rows_match_the_model()


def test_a_part_of_a_text_is_ascribed_to_its_own_writer(database_url: str) -> None:
    """The saved text ends within the words of attempt 2, right after the same run's words of attempt 1."""
    with machine_on(database_url) as machine:
        state = machine()
        state.claim()
        state.write_and_save(0, "", ends_passage=True, is_flawed=False, is_lost=False, share=1.0, is_journal=False)
        state.go_back(0, keeps_half=False)
        state.send_rewind(0, is_lost=False)
        for share in (1.0, 0.5):
            state.write_and_save(
                0, "", ends_passage=False, is_flawed=False, is_lost=False, share=share, is_journal=False
            )
        state.the_rows_match_the_model()
        state.the_text_was_written_by_the_owner_of_each_attempt()

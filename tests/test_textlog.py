"""The log and its readers: a reader always holds a prefix of the log's text, and all of it after the end."""

import asyncio
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from app.reader import Change, Delta, Ended, Live, PreviewSaved, Reader, Reset, Saved
from app.report import NOWHERE, End, Outcome, Position, Rewind, Status, Usage
from app.textlog import TextLog
from tests.waiting import in_time

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)


def drain(reader: Reader) -> list[Change]:
    changes: list[Change] = []
    while (change := reader.take()) is not None:
        changes.append(change)
        assert len(changes) < 1000, "the reader never catches up"
    return changes


def end_of(log: TextLog, status: Status = Status.COMPLETED) -> End:
    return End(status, None, log.end, hashlib.sha256(log.read(0).encode()).hexdigest(), log.usage)


class Fold:
    """A client's text: applies deltas at their start and truncates on resets."""

    def __init__(self, position: Position | None = None, text: str = "") -> None:
        self.text = text
        self.position = position
        self.ended: Ended | None = None

    def apply(self, change: object) -> None:
        match change:
            case Delta(_, start, text):
                assert start == len(self.text), "a gap or a repetition"
                self.text += text
                self.position = change.position
            case Reset(attempt, keep, _):
                assert keep <= len(self.text), "the reset keeps more than this viewer received"
                self.text = self.text[:keep]
                self.position = Position(attempt, keep)
            case Ended():
                self.ended = change


def test_a_reader_gets_the_text_then_live_then_new_text() -> None:
    log = TextLog(attempt=1, text="命书", rewinds=[Rewind(1, 0, "takeover")])
    reader = Reader(log)
    assert drain(reader) == [Delta(1, 0, "命书"), Live(2)]
    log.append("𝒳")
    assert drain(reader) == [Delta(1, 2, "𝒳")]
    assert reader.position == Position(1, 3)


def test_a_reader_of_an_empty_log_is_live_immediately() -> None:
    assert drain(Reader(TextLog())) == [Live(0)]


def test_a_slow_reader_gets_merged_deltas_of_at_most_16_kib() -> None:
    log = TextLog(attempt=1, text="𝒳" * 10_000, rewinds=[Rewind(1, 0, "takeover")])
    deltas = [change for change in drain(Reader(log)) if isinstance(change, Delta)]
    assert [len(delta.text) for delta in deltas] == [4096, 4096, 1808]
    assert all(len(delta.text.encode()) <= 16 * 1024 for delta in deltas)


def test_save_events_reach_current_readers_but_not_later_ones() -> None:
    log = TextLog()
    reader = Reader(log)
    drain(reader)
    log.append("一二三")
    log.finish_passage(ends_preview=True)
    log.mark_saved(3)
    log.mark_preview_saved()
    log.mark_saved(3, is_batch=True)
    assert drain(reader) == [Delta(0, 0, "一二三"), PreviewSaved(3), Saved(3)]
    assert drain(Reader(log)) == [Delta(0, 0, "一二三"), Live(3)]


def test_a_batch_is_announced_with_the_text_that_the_journal_has_saved_since() -> None:
    log = TextLog()
    reader = Reader(log)
    drain(reader)
    log.append("一二三四")
    log.mark_saved(3, is_batch=True)
    log.mark_saved(4)
    assert drain(reader) == [Delta(0, 0, "一二三四"), Saved(4)]
    log.append("五")
    log.mark_saved(5)
    assert drain(reader) == [Delta(0, 4, "五")]


def test_the_end_is_sent_only_once_it_is_confirmed() -> None:
    log = TextLog()
    reader = Reader(log)
    drain(reader)
    log.append("完")
    log.close(Outcome(Status.COMPLETED))
    assert drain(reader) == [Delta(0, 0, "完")]
    log.confirm_end(end_of(log))
    assert drain(reader) == [Ended(Position(0, 1), end_of(log))]


def test_nothing_is_appended_to_a_closed_log() -> None:
    log = TextLog()
    log.close(Outcome(Status.STOPPED))
    with pytest.raises(RuntimeError):
        log.append("x")


def test_an_adopted_attempt_must_be_newer() -> None:
    log = TextLog(attempt=3)
    with pytest.raises(ValueError, match="does not follow"):
        log.adopt(Rewind(3, 0, "takeover"))


@pytest.fixture
def rewound() -> TextLog:
    """A log where attempt 1 wrote six characters, attempt 2 kept three and attempt 3 kept four."""
    log = TextLog(attempt=1, text="甲乙丙丁戊己", rewinds=[Rewind(1, 0, "takeover")])
    log.adopt(Rewind(2, 3, "retry"))
    log.append("子丑寅")
    log.adopt(Rewind(3, 4, "takeover"))
    log.append("春夏")
    return log  # 甲乙丙子春夏


@pytest.mark.parametrize(
    ("position", "reset"),
    [
        (Position(3, 0), None),
        (Position(3, 6), None),
        (Position(3, 7), Reset(3, 0, "unknown_position")),
        (Position(2, 3), None),
        (Position(2, 4), None),
        (Position(2, 5), Reset(3, 4, "takeover")),
        (Position(1, 3), None),
        (Position(1, 4), Reset(3, 3, "retry")),
        (Position(1, 999_999_999), Reset(3, 3, "retry")),
        (Position(0, 0), None),
        (Position(0, 1), Reset(3, 0, "takeover")),
        (Position(4, 0), Reset(3, 0, "unknown_position")),
        (NOWHERE, Reset(3, 0, "unknown_position")),
        (None, None),
    ],
)
def test_a_reader_resumes_at_a_valid_position_and_is_reset_otherwise(
    rewound: TextLog, position: Position | None, reset: Reset | None
) -> None:
    changes = drain(Reader(rewound, position))
    resets = [change for change in changes if isinstance(change, Reset)]
    assert resets == ([reset] if reset else [])
    start = reset.keep if reset else position.offset if position else 0
    text = "".join(change.text for change in changes if isinstance(change, Delta))
    assert text == "甲乙丙子春夏"[start:]
    assert changes[-1] == Live(6)


def test_a_reader_before_the_checkpoint_gets_no_reset_for_a_new_attempt() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")])
    reader = Reader(log, Position(1, 2))
    log.adopt(Rewind(2, 3, "retry"))
    assert drain(reader) == [Delta(2, 2, "丙"), Live(3)]


def test_two_pending_resets_are_merged_into_one() -> None:
    log = TextLog(attempt=2, text="甲乙丙", rewinds=[Rewind(1, 0, "takeover"), Rewind(2, 3, "retry")])
    reader = Reader(log, Position(1, 9))
    log.adopt(Rewind(3, 1, "withdrawn"))
    assert drain(reader) == [Reset(3, 1, "retry"), Live(1)]


async def test_a_follower_waits_for_changes_until_the_end() -> None:
    log = TextLog()
    reader, seen = Reader(log), asyncio.Queue[object]()

    async def follow() -> None:
        while True:
            version = log.version
            for change in drain(reader):
                seen.put_nowait(change)
                if isinstance(change, Ended):
                    return
            await log.wait_change(version)

    following = asyncio.create_task(follow(), name="following")
    assert await in_time(seen.get()) == Live(0)
    log.append("一")
    assert await in_time(seen.get()) == Delta(0, 0, "一")
    log.confirm_end(end_of(log))
    assert isinstance(await in_time(seen.get()), Ended)
    await in_time(following)


async def test_cancelled_waiters_are_removed() -> None:
    log = TextLog()
    for _ in range(50):
        task = asyncio.create_task(log.wait_change(log.version))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    assert not log._watchers


def test_readers_do_not_see_an_attempt_before_it_is_committed() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")], passage_ends=[2])
    early = Reader(log)
    drain(early)
    log.rewind("retry")
    log.append("新的")
    late = Reader(log, Position(1, 3))
    assert drain(early) == drain(late) == []
    assert early.position == Position(1, 4)
    log.mark_committed(2)
    assert drain(early) == [Reset(2, 2, "retry"), Delta(2, 2, "新的")]
    assert drain(late) == [Reset(2, 2, "retry"), Delta(2, 2, "新的"), Live(4)]


def test_an_attempt_of_another_writer_replaces_an_uncommitted_one_with_the_same_number() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")], passage_ends=[3])
    reader = Reader(log)
    drain(reader)
    log.rewind("retry")
    log.append("旧的")
    log.adopt(Rewind(2, 2, "takeover"))
    assert (log.read(0), log.attempt, log.committed) == ("甲乙", 2, 2)
    assert list(log.rewinds) == [Rewind(1, 0, "takeover"), Rewind(2, 2, "takeover")]
    log.append("别人的")
    assert drain(reader) == [Reset(2, 2, "takeover"), Delta(2, 2, "别人的")]


def test_uncommitted_attempts_can_be_discarded() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")], passage_ends=[3])
    reader = Reader(log)
    drain(reader)
    log.rewind("retry")
    log.append("旧的")
    log.rewind("retry")
    log.discard_uncommitted()
    assert (log.read(0), log.attempt, log.rewinds) == ("甲乙丙", 1, (Rewind(1, 0, "takeover"),))
    log.append("丁戊")
    assert drain(reader) == [Delta(1, 4, "戊")]


def test_a_deletion_is_sent_even_while_an_attempt_is_uncommitted() -> None:
    log = TextLog(attempt=1, text="甲乙", rewinds=[Rewind(1, 0, "takeover")])
    reader = Reader(log)
    drain(reader)
    log.rewind("retry")
    end = End(Status.DELETED, "deleted", 0, None, Usage())
    log.confirm_end(end)
    assert drain(reader) == [Ended(Position(1, 2), end)]


class Viewing(RuleBasedStateMachine):
    """Viewers drop and resume at any moment while the text is written, rewound and taken over."""

    viewers = Bundle("viewers")

    def __init__(self) -> None:
        super().__init__()
        self.log = TextLog()
        self.folds: list[tuple[Fold, Reader | None]] = []
        self.written: dict[int, str] = {0: ""}  # the longest text of each attempt
        self.begin(0, "takeover")

    def begin(self, keep: int, reason: str) -> None:
        self.log.adopt(Rewind(self.log.committed + 1, keep, reason))
        self.note()

    def note(self) -> None:
        """Record the text, unless its attempt is uncommitted: another writer may be given that number."""
        if self.log.is_committed:
            self.written[self.log.attempt] = self.log.read(0)

    def is_open(self) -> bool:
        return self.log.outcome is None and self.log.ended is None

    @precondition(is_open)
    @rule(text=TEXT)
    def write(self, text: str) -> None:
        self.log.append(text)
        self.note()

    @precondition(is_open)
    @rule()
    def finish_passage(self) -> None:
        self.log.finish_passage()

    @precondition(is_open)
    @rule(reason=st.sampled_from(["retry", "withdrawn"]))
    def rewrite(self, reason: str) -> None:
        checkpoint = self.log.checkpoint
        self.log.rewind(reason)
        assert self.log.end == checkpoint

    @precondition(lambda self: not self.log.is_committed)
    @rule(all_at_once=st.booleans())
    def mark_committed(self, all_at_once: bool) -> None:
        for attempt in range(self.log.committed + 1, self.log.attempt + 1):
            if attempt == self.log.attempt:
                self.log.mark_committed(attempt)
                self.note()
            elif not all_at_once:
                keeps = [rewind.keep for rewind in self.log.rewinds if rewind.attempt == attempt]
                self.written[attempt] = self.log.read(0, keeps[0])
                self.log.mark_committed(attempt)
                return
            else:
                self.written[attempt] = ""

    @precondition(lambda self: not self.log.is_committed and self.is_open())
    @rule()
    def discard_uncommitted(self) -> None:
        """The writer failed: restore the longest text of the committed attempt, and continue after it."""
        self.log.discard_uncommitted()
        self.log.append(self.written[self.log.attempt][self.log.end :] + "续")
        self.note()

    @precondition(is_open)
    @rule(data=st.data())
    def take_over(self, data: st.DataObject) -> None:
        self.begin(data.draw(st.sampled_from([0, *self.log.passage_ends])), "takeover")

    @rule(target=viewers)
    def connect(self) -> int:
        self.folds.append((Fold(), Reader(self.log)))
        return len(self.folds) - 1

    @rule(viewer=viewers)
    def drop(self, viewer: int) -> None:
        self.folds[viewer] = (self.folds[viewer][0], None)

    @rule(viewer=viewers, loses_state=st.booleans())
    def resume(self, viewer: int, loses_state: bool) -> None:
        fold, _ = self.folds[viewer]
        if loses_state:  # a client that starts from scratch
            fold = Fold()
        self.folds[viewer] = (fold, Reader(self.log, fold.position))

    @rule(viewer=viewers, limit=st.integers(1, 5))
    def read(self, viewer: int, limit: int) -> None:
        fold, reader = self.folds[viewer]
        if reader is None:
            return
        for _ in range(limit):
            if (change := reader.take()) is None:
                break
            fold.apply(change)

    @precondition(is_open)
    @rule(status=st.sampled_from([Status.COMPLETED, Status.STOPPED]))
    def end(self, status: Status) -> None:
        self.log.mark_committed(self.log.attempt)
        self.note()
        self.log.close(Outcome(status))
        self.log.confirm_end(end_of(self.log, status))

    @invariant()
    def every_viewer_holds_a_prefix_of_what_its_attempt_wrote(self) -> None:
        for fold, _ in self.folds:
            if fold.position is not None:
                assert self.written[fold.position.attempt].startswith(fold.text)

    def teardown(self) -> None:
        if self.is_open():
            self.end(Status.COMPLETED)
        for fold, _ in self.folds:
            reader = Reader(self.log, fold.position)
            for change in drain(reader):
                fold.apply(change)
            assert fold.text == self.log.read(0)
            assert fold.ended is not None
            assert hashlib.sha256(fold.text.encode()).hexdigest() == fold.ended.end.sha256


TestViewing = Viewing.TestCase


@given(st.lists(TEXT, max_size=20), st.data())
def test_any_slice_equals_that_of_the_whole_text(pieces: list[str], data: st.DataObject) -> None:
    log = TextLog()
    for piece in pieces:
        log.append(piece)
    whole = "".join(pieces)
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(0, len(whole)))
    assert log.end == len(whole)
    assert log.read(start, stop) == whole[start:stop]

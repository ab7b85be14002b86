"""The log and its readers: whatever happens, a reader's text is a prefix of the log's, and at the end all of it."""

import asyncio
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from app.reader import Delta, Ended, Live, PreviewSaved, Reader, Reset, Saved, follow
from app.report import NOWHERE, End, Outcome, Position, Rewind, Status, Usage
from app.textlog import TextLog

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)


def drain(reader: Reader) -> list[object]:
    changes = []
    while (change := reader.take()) is not None:
        changes.append(change)
        assert len(changes) < 1000, "a reader that never rests"
    return changes


def end_of(log: TextLog, status: Status = Status.COMPLETED) -> End:
    return End(status, None, log.end, hashlib.sha256(log.read(0).encode()).hexdigest(), log.usage)


class Fold:
    """What a client holds: it applies deltas by their start and obeys resets."""

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
                assert keep <= len(self.text), "kept more than this viewer was sent"
                self.text = self.text[:keep]
                self.position = Position(attempt, keep)
            case Ended():
                self.ended = change


def test_a_reader_gets_the_text_then_live_then_what_comes() -> None:
    log = TextLog(attempt=1, text="命书", rewinds=[Rewind(1, 0, "takeover")])
    reader = Reader(log)
    assert drain(reader) == [Delta(1, 0, "命书"), Live(2)]
    log.append("𝒳")
    assert drain(reader) == [Delta(1, 2, "𝒳")]
    assert reader.position == Position(1, 3)


def test_a_reader_of_an_empty_log_is_live_at_once() -> None:
    assert drain(Reader(TextLog())) == [Live(0)]


def test_a_slow_reader_gets_longer_pieces_of_at_most_16_kib() -> None:
    log = TextLog(attempt=1, text="𝒳" * 10_000, rewinds=[Rewind(1, 0, "takeover")])
    deltas = [change for change in drain(Reader(log)) if isinstance(change, Delta)]
    assert [len(delta.text) for delta in deltas] == [4096, 4096, 1808]
    assert all(len(delta.text.encode()) <= 16 * 1024 for delta in deltas)


def test_saves_and_the_preview_are_told_as_they_happen_and_not_to_those_who_come_later() -> None:
    log = TextLog()
    reader = Reader(log)
    drain(reader)
    log.append("一二三")
    log.finish_passage(Usage(), ends_preview=True)
    log.mark_saved(3)
    log.mark_preview_saved()
    log.mark_saved(3, batch=True)
    assert drain(reader) == [Delta(0, 0, "一二三"), PreviewSaved(3), Saved(3)]
    assert drain(Reader(log)) == [Delta(0, 0, "一二三"), Live(3)]


def test_the_end_is_told_only_once_it_is_confirmed() -> None:
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


def test_an_attempt_must_follow_the_last() -> None:
    log = TextLog(attempt=3)
    with pytest.raises(ValueError, match="does not follow"):
        log.adopt(Rewind(3, 0, "takeover"))


@pytest.fixture
def rewound() -> TextLog:
    """Attempt 1 wrote six characters, 2 kept three, 3 kept four."""
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
def test_the_three_position_cases(rewound: TextLog, position: Position | None, reset: Reset | None) -> None:
    changes = drain(Reader(rewound, position))
    resets = [change for change in changes if isinstance(change, Reset)]
    assert resets == ([reset] if reset else [])
    start = reset.keep if reset else position.offset if position else 0
    text = "".join(change.text for change in changes if isinstance(change, Delta))
    assert text == "甲乙丙子春夏"[start:]
    assert changes[-1] == Live(6)


def test_a_reader_behind_what_is_kept_notices_a_new_attempt_only_by_its_ids() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")])
    reader = Reader(log, Position(1, 2))
    log.adopt(Rewind(2, 3, "retry"))
    assert drain(reader) == [Delta(2, 2, "丙"), Live(3)]


def test_a_reader_placed_by_a_reset_that_it_has_not_seen_gets_one_for_both() -> None:
    log = TextLog(attempt=2, text="甲乙丙", rewinds=[Rewind(1, 0, "takeover"), Rewind(2, 3, "retry")])
    reader = Reader(log, Position(1, 9))
    log.adopt(Rewind(3, 1, "withdrawn"))
    assert drain(reader) == [Reset(3, 1, "retry"), Live(1)]


async def test_following_waits_for_changes_and_ends_with_the_log() -> None:
    log = TextLog()
    seen: list[object] = []

    async def collect() -> None:
        async for change in follow(log):
            seen.append(change)

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(collect())
        await asyncio.sleep(0)
        log.append("一")
        await asyncio.sleep(0)
        log.confirm_end(end_of(log))
    assert seen[0] == Live(0)
    assert isinstance(seen[-1], Ended)


async def test_waiters_that_give_up_leave_nothing_behind() -> None:
    log = TextLog()
    for _ in range(50):
        task = asyncio.create_task(log.wait_change(log.version))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    assert log._waiters == []


def test_an_attempt_that_is_not_granted_is_shown_to_nobody() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")], passage_ends=[2])
    early = Reader(log)
    drain(early)
    log.rewind("retry")
    log.append("新的")
    late = Reader(log, Position(1, 3))
    assert drain(early) == drain(late) == []
    assert early.position == Position(1, 4)
    log.grant(2)
    assert drain(early) == [Reset(2, 2, "retry"), Delta(2, 2, "新的")]
    assert drain(late) == [Reset(2, 2, "retry"), Delta(2, 2, "新的"), Live(4)]


def test_a_number_that_was_granted_to_another_takes_the_place_of_ones_own() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")], passage_ends=[3])
    reader = Reader(log)
    drain(reader)
    log.rewind("retry")
    log.append("旧的")
    log.adopt(Rewind(2, 2, "takeover"))
    assert (log.read(0), log.attempt, log.granted) == ("甲乙", 2, 2)
    assert log.rewinds == [Rewind(1, 0, "takeover"), Rewind(2, 2, "takeover")]
    log.append("别人的")
    assert drain(reader) == [Reset(2, 2, "takeover"), Delta(2, 2, "别人的")]


def test_what_was_never_granted_can_be_given_up() -> None:
    log = TextLog(attempt=1, text="甲乙丙丁", rewinds=[Rewind(1, 0, "takeover")], passage_ends=[3])
    reader = Reader(log)
    drain(reader)
    log.rewind("retry")
    log.append("旧的")
    log.rewind("retry")
    log.forgo()
    assert (log.read(0), log.attempt, log.rewinds) == ("甲乙丙", 1, [Rewind(1, 0, "takeover")])
    log.append("丁戊")
    assert drain(reader) == [Delta(1, 4, "戊")]


def test_a_deletion_is_told_even_while_an_attempt_waits_to_be_granted() -> None:
    log = TextLog(attempt=1, text="甲乙", rewinds=[Rewind(1, 0, "takeover")])
    reader = Reader(log)
    drain(reader)
    log.rewind("retry")
    end = End(Status.DELETED, "deleted", 0, None, Usage())
    log.confirm_end(end)
    assert drain(reader) == [Ended(Position(1, 2), end)]


class Viewing(RuleBasedStateMachine):
    """Viewers that drop and resume at any moment, while the text is written, rewound and taken over."""

    viewers = Bundle("viewers")

    def __init__(self) -> None:
        super().__init__()
        self.log = TextLog()
        self.folds: list[tuple[Fold, Reader | None]] = []
        self.written: dict[int, str] = {0: ""}  # the most that each attempt has written
        self.begin(0, "takeover")

    def begin(self, keep: int, reason: str) -> None:
        self.log.adopt(Rewind(self.log.granted + 1, keep, reason))
        self.note()

    def note(self) -> None:
        """Nothing of an attempt that is not granted counts as written: another may be given its number."""
        if self.log.is_granted:
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
        self.log.finish_passage(Usage(1, 1))

    @precondition(is_open)
    @rule(reason=st.sampled_from(["retry", "withdrawn"]))
    def rewrite(self, reason: str) -> None:
        kept = self.log.kept
        self.log.rewind(reason)
        assert self.log.end == kept

    @precondition(lambda self: not self.log.is_granted)
    @rule(all_of_them=st.booleans())
    def grant(self, all_of_them: bool) -> None:
        for attempt in range(self.log.granted + 1, self.log.attempt + 1):
            if attempt == self.log.attempt:
                self.log.grant(attempt)
                self.note()
            elif not all_of_them:
                keeps = [rewind.keep for rewind in self.log.rewinds if rewind.attempt == attempt]
                self.written[attempt] = self.log.read(0, keeps[0])
                self.log.grant(attempt)
                return
            else:
                self.written[attempt] = ""

    @precondition(lambda self: not self.log.is_granted and self.is_open())
    @rule()
    def forgo(self) -> None:
        """As where the writer failed: the text goes on from what the granted attempt is known to have written."""
        self.log.forgo()
        self.log.append(self.written[self.log.attempt][self.log.end :] + "续")
        self.note()

    @precondition(is_open)
    @rule(data=st.data())
    def take_over(self, data: st.DataObject) -> None:
        self.begin(data.draw(st.sampled_from([0, *self.log.passage_ends])), "takeover")

    @rule(target=viewers)
    def come(self) -> int:
        self.folds.append((Fold(), Reader(self.log)))
        return len(self.folds) - 1

    @rule(viewer=viewers)
    def drop(self, viewer: int) -> None:
        self.folds[viewer] = (self.folds[viewer][0], None)

    @rule(viewer=viewers, lose=st.booleans())
    def resume(self, viewer: int, lose: bool) -> None:
        fold, _ = self.folds[viewer]
        if lose:  # a client that has forgotten everything
            fold = Fold()
        self.folds[viewer] = (fold, Reader(self.log, fold.position))

    @rule(viewer=viewers, most=st.integers(1, 5))
    def look(self, viewer: int, most: int) -> None:
        fold, reader = self.folds[viewer]
        if reader is None:
            return
        for _ in range(most):
            if (change := reader.take()) is None:
                break
            fold.apply(change)

    @precondition(is_open)
    @rule(status=st.sampled_from([Status.COMPLETED, Status.STOPPED]))
    def end(self, status: Status) -> None:
        self.log.grant(self.log.attempt)
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
def test_any_slice_reads_as_of_the_whole(pieces: list[str], data: st.DataObject) -> None:
    log = TextLog()
    for piece in pieces:
        log.append(piece)
    whole = "".join(pieces)
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(0, len(whole)))
    assert log.end == len(whole)
    assert log.read(start, stop) == whole[start:stop]

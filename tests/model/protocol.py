"""All possible moves of a state, and the invariants of all reachable states."""

from collections.abc import Iterator

from . import database
from .owners import NAMES, owner_moves
from .readers import reader_moves
from .rules import RIGHT, Rules
from .state import Bounds, Log, Process, Row, Run, State, Text

ALLOWED_TAKEOVERS = 2
"""Takeovers of expired leases; the third expired lease ends the report."""


def moves(state: State, rules: Rules, bounds: Bounds) -> Iterator[tuple[str, State]]:
    is_pruned = rules.fence and rules.expected_chars and rules.journal_is_fenced and rules.journal_expects_chars
    for name, after in _moves(state, rules, bounds):
        if after.late and is_pruned:
            # The answer is lost, so a save and a journal do the same.
            late = (late._replace(is_journal=False) for late in after.late if database.may_apply(after.row, late))
            after = after._replace(late=tuple(late))
        yield name, after


def _moves(state: State, rules: Rules, bounds: Bounds) -> Iterator[tuple[str, State]]:
    yield from _clock_and_owner(state, rules)
    yield from owner_moves(state, rules, bounds)
    yield from reader_moves(state, rules)


def _clock_and_owner(state: State, rules: Rules) -> Iterator[tuple[str, State]]:
    """Moves of the clock and of the report's owner."""
    row, budget = state.row, state.budget
    if row.status == "running" and not row.is_expired:
        yield from _expire(state)
    if budget.stops and not row.stop_requested and (stopped := database.request_stop(row)) is not None:
        yield "the owner requests a stop", state.spend("stops")._replace(row=stopped)
    if budget.resumes and (resumed := database.resume(row)) is not None:
        yield "the owner resumes", state.spend("resumes")._replace(row=resumed)
    if budget.questions and (asked := database.ask(row, rules)) is not None:
        yield "the owner asks a question", state.spend("questions")._replace(row=asked)


def _expire(state: State) -> Iterator[tuple[str, State]]:
    """Expire the lease, because its holder is gone, or has been frozen or cut off for too long."""
    expired = state._replace(row=state.row._replace(is_expired=True))
    for place, (run, _) in enumerate(state.processes):
        if run is not None and run.id == state.row.owner and not run.is_away:
            if state.budget.faults:
                away = expired.spend("faults").with_process(
                    place, state.processes[place]._replace(run=run._replace(is_away=True))
                )
                yield f"{NAMES[place]} is frozen or cut off, and its lease expires", away
            return
    yield "the lease expires", expired


def broken_by(before: State, after: State) -> str | None:
    """Return the invariant that this step breaks, or None."""
    if after.alarm:
        return after.alarm
    return None if after.row is before.row else _row(before.row, after.row) or _claim(before, after)


def broken_in(state: State) -> str | None:
    """Return the invariant that this state breaks, or None."""
    return _owners(state) or _names(state)


def _row(before: Row, row: Row) -> str | None:
    if before.is_ended and row not in (before, database.resume(before), database.ask(before, RIGHT)):
        return "an ended report has changed"
    if row.text[: len(before.whole)] != before.whole:
        return "a completed text has changed"
    if row.status == "completed" and len(row.ends) <= row.questions:
        return "a report is completed without an answer to a question"
    if row.attempt < before.attempt:
        return "the attempt has decreased"
    if row.chars != len(row.text):
        return "chars is not the length of the text"
    if not row.checkpoint <= row.kept <= row.chars:
        return "what is kept ends before the last passage or after the text"
    is_same_attempt = row.attempt == before.attempt and row.claims == before.claims
    if is_same_attempt and row.text[: before.chars] != before.text:
        return "saved text has changed within an attempt"
    if row.ends[: len(before.ends)] != before.ends:
        return "a saved passage has been undone"
    if row.takeovers > ALLOWED_TAKEOVERS:
        return "the report is taken over too often"
    return _text(row.text) or _added(before, row)


def _claim(before: State, after: State) -> str | None:
    """Check that a claim keeps all text that was saved, and all that viewers of a queued report hold.

    Only a passage that has to be written again is cut.
    """
    row, kept = before.row, after.row.text
    if after.row.claims == row.claims:
        return None
    if row.is_flawed:
        return None if kept == row.text[: row.checkpoint] else "a claim keeps a passage that has to be written again"
    if row.status == "running":
        return None if kept == row.text else "a takeover cuts saved text"
    shown = [row.text, *(viewer.text for viewer in before.viewers if viewer.attempt == row.attempt)]
    if any(kept[: len(text)] != text for text in shown):
        return "text shown before a hand-back is taken back"
    return None


def _added(before: Row, row: Row) -> str | None:
    if any(token.attempt > row.attempt for token in row.text):
        return "text of an uncommitted attempt is saved"
    added = row.text[len(before.text) :]
    # Text that a rewind keeps may be saved after it, but only by its own writer.
    if any(token.attempt < row.attempt and token.run != row.owner for token in added):
        return "text of an earlier attempt is saved after the next claim"
    return None


def _text(text: Text) -> str | None:
    writers: dict[int, int] = {}
    last = 0
    for place, token in enumerate(text):
        if token.offset != place:
            return "saved text has a gap or a repetition"
        if token.attempt < last:
            return "an older attempt's text follows a newer one's"
        if writers.setdefault(token.attempt, token.run) != token.run:
            return "one attempt has two writers"
        last = token.attempt
    return None


def _owners(state: State) -> str | None:
    """Check that at most one call is open, and none after the end. A frozen or cut-off owner is exempt."""
    calling = sorted(
        (run for run, log in state.processes if run and run.is_open and log and not log.outcome),
        key=lambda run: run.id,
    )
    if len(calling) == 2 and not calling[0].is_away:
        return "two calls to the model are open"
    if state.row.is_ended and any(not run.is_away for run in calling):
        return "a call to the model is open after the end"
    return None


def _names(state: State) -> str | None:
    """Check that `(attempt, offset)` names the same token in the row, in all logs and for all viewers."""
    held: dict[int, Text] = {state.row.attempt: state.row.text}
    texts = [(viewer.attempt, viewer.text) for viewer in state.viewers]
    texts += [(log.attempt, log.text) for _, log in state.processes if log and log.is_committed]
    for attempt, text in texts:
        known = held.setdefault(attempt, text)
        if known is text:
            continue
        shorter, longer = (known, text) if len(known) < len(text) else (text, known)
        if longer[: len(shorter)] != shorter:
            return "a position names different text for different holders"
        held[attempt] = longer
    for _, log in state.processes:
        if log and log.is_ended and log.committed == state.row.attempt and log.text != state.row.text:
            return "an ended log differs from the saved text"
    return None


def is_over(state: State) -> bool:
    """Return whether the report and all its streams have ended."""
    return state.row.is_ended and all(viewer.at is None for viewer in state.viewers)


def key(state: State) -> State:
    """Return one representative of all states that behave in the same way.

    They differ only in the names of processes or viewers, or in beliefs that no longer matter.
    """
    for place, (run, log) in enumerate(state.processes):
        if run and log and run.is_open and (run.stops or run.is_batch_due or run.passages or run.call):
            state = state.with_process(place, Process(_relevant(run, log, state), log))
    viewers = tuple(sorted(state.viewers, key=hash)) if len(state.viewers) > 1 else state.viewers
    first, second = state.processes
    if hash(first) <= hash(second):
        return state._replace(viewers=viewers) if viewers is not state.viewers else state
    crossed = tuple(viewer if viewer.at is None else viewer._replace(at=1 - viewer.at) for viewer in viewers)
    crossed = tuple(sorted(crossed, key=hash)) if len(crossed) > 1 else crossed
    return state._replace(processes=(second, first), viewers=crossed)


def _relevant(run: Run, log: Log, state: State) -> Run:
    """Clear the beliefs that have no effect from here on."""
    if log.outcome:
        run = run._replace(stops=False, is_batch_due=False, passages=0)
    if state.budget.faults or state.budget.flaws or log.is_flawed:
        return run
    # A batch without text, passage or flaw can no longer be late, and at once it does the same as a renewal.
    run = run._replace(is_batch_due=False)
    if run.call is None or state.budget.stops or state.row.stop_requested:
        return run
    statement = run.call.statement._replace(is_journal=False)
    return run._replace(call=run.call._replace(statement=statement))

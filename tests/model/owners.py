"""Moves of writing processes: `app/worker.py`, `app/run.py`, `app/generation.py`, `app/saver.py`.

Moves have no timing, so a frozen process is one that makes no moves for a while and then continues with stale
beliefs. Its lease may expire meanwhile: then it counts as away until the database answers it again. A statement is
applied and answered at once, unless it is slow; then sending, applying and abandoning it are separate moves.
"""

from collections.abc import Iterator
from typing import Literal

from . import database, logs
from .rules import Rules
from .state import ENDED, Answer, Bounds, Call, Log, Message, Process, Row, Run, State, Statement, Token

Moves = Iterator[tuple[str, State]]
NAMES = "AB"


def owner_moves(state: State, rules: Rules, bounds: Bounds) -> Moves:
    for place in (0, 1):
        yield from _worker(state, rules, place)
        run, log = state.processes[place]
        if run is None:
            continue
        if not run.is_open:
            for opened, then in _open(state, rules, place, run):
                yield f"{NAMES[place]} {opened}", then
            continue
        assert log is not None
        if not log.outcome:
            yield from _writer(state, rules, bounds, place, run, log)
        if run.call is not None:
            yield from _call(state, rules, bounds, place, run, run.call)
        else:
            yield from _saver(state, rules, bounds, place, run, log)
            yield from _renew(state, rules, bounds, place, run, log)
    yield from _late(state, rules)


def leave(state: State, place: int) -> State:
    """Drop the log of a process that neither writes nor shows the report."""
    run, log = state.processes[place]
    if run is None and log is not None and all(viewer.at != place for viewer in state.viewers):
        return state.with_process(place, Process())
    return state


def _worker(state: State, rules: Rules, place: int) -> Moves:
    """`Worker.run_once`, and the death of a process."""
    row, name = state.row, NAMES[place]
    run, log = state.processes[place]
    is_held = run is not None
    if (buried := database.bury(row, rules, is_held=is_held)) is not None:
        yield f"{name} buries", state._replace(row=buried)
    if (claimed := database.claim(row, rules, is_held=is_held)) is not None:
        # A run that lost the report without noticing is replaced by the new one.
        after = _abandon(state, run)._replace(row=claimed)
        new = Run(
            claimed.claims,
            claimed.attempt,
            claimed.kept,
            claimed.ends,
            stops=claimed.stop_requested,
            questions=claimed.questions,
        )
        after = after.with_process(place, Process(new, log))
        for opened, then in _open(after, rules, place, new):
            yield f"{name} claims attempt {claimed.attempt}, {opened}", then
        if state.budget.faults:
            slow = _with_run(after.spend("faults"), place, new._replace(is_away=True))
            yield f"{name} claims attempt {claimed.attempt}, and is slow to read it", slow
    if not state.budget.faults:
        return
    # The claimant does not matter, and the list of held reports that it sent may be outdated.
    if place == 0 and (claimed := database.claim(row, rules, is_held=False)) is not None:
        yield "a claim is applied, its answer lost", state.spend("faults")._replace(row=claimed)
    if run is not None or log is not None:
        yield f"{name} dies", _die(state, place, run)


def _die(state: State, place: int, run: Run | None) -> State:
    viewers = tuple(viewer._replace(at=None) if viewer.at == place else viewer for viewer in state.viewers)
    return _abandon(state.spend("faults"), run)._replace(viewers=viewers).with_process(place, Process())


def _abandon(state: State, run: Run | None) -> State:
    """Stop waiting for the pending statement, which may still arrive."""
    if run is None or run.call is None or run.call.stage != "sent":
        return state
    return state._replace(late=(*state.late, run.call.statement))


def _open(state: State, rules: Rules, place: int, run: Run) -> Moves:
    """`Live.write`, then `Saver.__init__`: cut the log to what the claim keeps."""
    row, log = state.row, state.processes[place].log
    if log is not None and log.is_ended:
        if any(viewer.at == place for viewer in state.viewers):
            return  # the model lets its viewers leave first; in the service they leave together with the old log
        log = None
    log = logs.adopt(log or Log(), (rewind for rewind in row.rewinds if rewind.attempt <= run.attempt))
    log = logs.catch_up(log, row) if len(log.text) != run.kept else log._replace(ends=run.ends)
    has_lost = log.attempt != run.attempt if rules.opens_what_it_claimed else log.is_ended
    if has_lost:
        yield "opens its log and sees that it lost", leave(state.with_process(place, Process(None, log)), place)
        return
    run = run._replace(is_open=True, attempt=log.attempt, kept=0, ends=(), saved=len(log.text), passages=len(log.ends))
    yield f"opens its log at attempt {log.attempt}", state.with_process(place, Process(run, log))


def _writer(state: State, rules: Rules, bounds: Bounds, place: int, run: Run, log: Log) -> Moves:
    """Text from the model, and every way in which it can end."""
    name, end = NAMES[place], len(log.text)

    def step(what: str, log: Log, state: State = state) -> tuple[str, State]:
        return f"{name} {what}", publish(state, bounds, place, run, log)

    if end < bounds.length + run.questions and not log.is_flawed:
        yield step(f"writes {log.attempt}.{end}", _write(log, run))
    if end > log.checkpoint:
        # A flawed passage is finished as it is if it cannot be written again.
        yield step("finishes a passage", log._replace(ends=(*log.ends, end), is_flawed=False))
        for what, back, after in _rewinds(state, rules, run, log):
            yield step(f"{what} as attempt {back.attempt}", back, after)
        if state.budget.flaws and not log.is_flawed:
            yield step("finds a flaw in the passage", log._replace(is_flawed=True), state.spend("flaws"))
    is_answered = len(log.ends) > run.questions or not rules.answers_every_question
    if end and end == log.checkpoint and is_answered:
        yield step("has written it all", _close(log, "completed", rules))
    if run.stops:
        yield step("stops", _close(log, "stopped", rules))
    if state.budget.handbacks:
        yield step("hands back", _close(log, "queued", rules), state.spend("handbacks"))


def _rewinds(state: State, rules: Rules, run: Run, log: Log) -> Iterator[tuple[str, Log, State]]:
    """`Draft`: drop the unfinished passage, or the part that the last call added."""
    if not (state.budget.rewinds or log.is_flawed):
        return
    spent = state if log.is_flawed else state.spend("rewinds")
    back = logs.rewind(log, "retry", log.checkpoint, is_committed=not rules.committed_only)
    yield "writes the passage again", _write(back, run), spent
    back = logs.rewind(log, "withdrawn", log.checkpoint, is_committed=not rules.committed_only)
    yield "withdraws the passage", _close(back, "incomplete" if back.text else "failed", rules), spent
    for keep in range(log.checkpoint + 1, len(log.text)):
        if log.text[keep].run == run.id and not log.is_flawed:
            back = logs.rewind(log, "retry", keep, is_committed=not rules.committed_only)
            yield f"takes back the text after {keep}", back, spent


def _write(log: Log, run: Run) -> Log:
    return log._replace(text=(*log.text, Token(run.id, log.attempt, len(log.text))))


def _close(log: Log, outcome: str, rules: Rules) -> Log:
    return log._replace(outcome=outcome, is_ended=not rules.status_with_text and outcome in ENDED)


def publish(state: State, bounds: Bounds, place: int, run: Run, log: Log) -> State:
    """Replace the writer's log, and publish its committed text to the other processes."""
    state = state.with_process(place, Process(run, log))
    if not bounds.has_relay or not log.is_committed:
        return state
    messages = (
        Message(log.attempt, start, log.text[start]) for start in range(min(run.saved, len(log.text)), len(log.text))
    )
    return state._replace(relay=state.relay.union(messages))


def _saver(state: State, rules: Rules, bounds: Bounds, place: int, run: Run, log: Log) -> Moves:
    """`Saver._step`: send the most urgent statement."""
    statement = _due(run, log, rules)
    if statement is not None:
        is_batch = statement.kind == "save" and not _is_preview_due(run, log)
        run = run._replace(is_settled=statement.kind == "save", is_batch_due=run.is_batch_due or is_batch)
        yield from _send(state, rules, bounds, place, run, statement)


def _send(state: State, rules: Rules, bounds: Bounds, place: int, run: Run, statement: Statement) -> Moves:
    if not rules.unknown_is_not_failure:
        statement = statement._replace(expected=state.row.chars)
    name = f"{NAMES[place]} sends {describe(statement)}"
    yield name, _at_once(state, rules, bounds, place, run, statement)
    if state.budget.faults:
        sent = run._replace(call=Call(statement, "sent"), is_away=True)
        yield f"{name}, which is slow", _with_run(state.spend("faults"), place, sent)


def _is_preview_due(run: Run, log: Log) -> bool:
    """Return whether the preview, which is the first passage, must be saved."""
    return bool(log.ends) and not run.passages


def _due(run: Run, log: Log, rules: Rules) -> Statement | None:
    if log.attempt != run.attempt:
        pending = tuple(rewind for rewind in log.rewinds if rewind.attempt > run.attempt)
        return Statement("rewind", run.id, run.attempt, run.saved, rewinds=pending)
    if log.outcome:
        is_early = log.outcome == "queued" and not rules.handback_saves
        return _piece("finish", run, log, run.saved if is_early else len(log.text), rules)._replace(status=log.outcome)
    if _is_preview_due(run, log):
        return _piece("save", run, log, max(log.ends[0], run.saved), rules)
    if len(log.text) > run.saved or len(log.ends) > run.passages or run.is_batch_due:
        return _piece("save", run, log, len(log.text), rules)
    return None


def _piece(kind: Literal["save", "finish"], run: Run, log: Log, end: int, rules: Rules) -> Statement:
    """`Saver._piece`."""
    return Statement(
        kind,
        run.id,
        run.attempt,
        run.saved,
        log.text[run.saved : end],
        kept=logs.kept_at(log, end) if rules.flawed_is_not_kept else end,
        ends=tuple(passage for passage in log.ends if passage <= end),
        is_flawed=log.is_flawed and end > log.checkpoint,
    )


def _at_once(state: State, rules: Rules, bounds: Bounds, place: int, run: Run, statement: Statement) -> State:
    """Apply a statement and deliver its answer before any other move."""
    state, call = _arrive(state, rules, statement)
    if call.stage == "refused":
        state, call = _send_fence(state, rules, call)
    return _take_answer(state, rules, bounds, place, run, call)


def _call(state: State, rules: Rules, bounds: Bounds, place: int, run: Run, call: Call) -> Moves:
    """The moves of a slow statement, to the database and back."""
    name, what = NAMES[place], call.statement.kind
    given_up = _with_run(state, place, run._replace(call=None))
    if call.stage == "sent":
        after, call = _arrive(state, rules, call.statement)
        yield f"{name}'s {what} arrives", _with_run(after, place, run._replace(call=call))
        yield f"{name} gives up its {what}", _abandon(given_up, run)
        return
    if call.stage == "refused":
        after, call = _send_fence(state, rules, call)
        yield f"{name}'s {what} changed nothing: FENCE is sent", _with_run(after, place, run._replace(call=call))
    else:
        yield f"{name} receives the answer to its {what}", _take_answer(state, rules, bounds, place, run, call)
    yield f"the answer to {name}'s {what} is lost", given_up


def _arrive(state: State, rules: Rules, statement: Statement) -> tuple[State, Call]:
    state, answer = _land(state, rules, statement)
    return state, Call(statement, "refused") if answer is None else Call(statement, "answered", answer)


def _send_fence(state: State, rules: Rules, call: Call) -> tuple[State, Call]:
    """Send FENCE, and check that the store's interpretation is correct."""
    answer = database.fence(state.row, call.statement, rules)
    is_own = state.row.status == "running" and state.row.owner == call.statement.run
    if answer.kind == "lost" and is_own:
        state = state._replace(alarm="a writer wrongly learns that it lost its own report")
    if answer.kind == "held" and not is_own:
        state = state._replace(alarm="a writer wrongly learns that it owns another's report")
    return state, call._replace(stage="answered", answer=answer)


def _land(state: State, rules: Rules, statement: Statement) -> tuple[State, Answer | None]:
    row = database.apply(state.row, statement, rules)
    if row is None:
        return state, None
    alarm = "" if statement.run == state.row.owner else "a write has been applied to another's attempt"
    return state._replace(row=row, alarm=state.alarm or alarm), database.applied(row, statement)


def _late(state: State, rules: Rules) -> Moves:
    for index, statement in enumerate(state.late):
        rest = state._replace(late=state.late[:index] + state.late[index + 1 :])
        yield f"{describe(statement)} of run {statement.run} arrives late", _land(rest, rules, statement)[0]


def _take_answer(state: State, rules: Rules, bounds: Bounds, place: int, run: Run, call: Call) -> State:
    """Update the saver with an answer."""
    log, statement, answer = state.processes[place].log, call.statement, call.answer
    assert log is not None
    assert answer is not None
    if answer.kind == "lost":
        return _end_run(state, rules, place, log)
    if answer.kind == "done":
        return _end_run(state, rules, place, log._replace(is_ended=statement.status in ENDED))
    # An answer from before the lease expired is outdated.
    is_away = run.is_away and (state.row.owner != run.id or state.row.is_expired)
    run = run._replace(call=None, is_settled=True, is_away=is_away, saved=answer.chars)
    if statement.kind == "rewind":
        run = run._replace(attempt=answer.attempt)
        if answer.attempt > log.committed:
            return publish(state, bounds, place, run, logs.mark_committed(log, answer.attempt))
    if statement.is_journal:
        run = run._replace(stops=run.stops or answer.stops)
    if statement.kind == "save" and answer.applied:
        run = run._replace(passages=max(run.passages, len(statement.ends)), is_batch_due=statement.is_journal)
    return _with_run(state, place, run)


def _renew(state: State, rules: Rules, bounds: Bounds, place: int, run: Run, log: Log) -> Moves:
    """JOURNAL if there is unsaved text, otherwise RENEW: `Saver.renew`.

    It takes turns with the saves, and is not sent while the result of a rewind or a finish is unknown.
    """
    if not run.is_settled:
        return
    has_unsaved = log.attempt == run.attempt and not log.outcome and len(log.text) > run.saved
    if has_unsaved and rules.renewal_saves:
        journal = _piece("save", run, log, len(log.text), rules)._replace(is_journal=True)
        yield from _send(state, rules, bounds, place, run, journal)
        return
    row: Row = state.row
    if not database.is_mine(row, run.attempt, rules):
        yield f"{NAMES[place]}'s lease is refused", _end_run(state, rules, place, log)
        return
    held = run._replace(is_away=False, stops=run.stops or row.stop_requested)
    if row.is_expired or held != run:
        alarm = "a renewed lease leaves text unsaved" if has_unsaved else ""
        if row.owner != run.id:
            alarm = "a lease of another process is renewed"
        renewed = state._replace(row=row._replace(is_expired=False), alarm=alarm)
        yield f"{NAMES[place]} renews its lease", _with_run(renewed, place, held)


def _end_run(state: State, rules: Rules, place: int, log: Log) -> State:
    """End the run. Its remaining viewers see what a mirror receives."""
    if rules.discards_uncommitted and not log.is_ended:
        log = logs.discard_uncommitted(log)
    return leave(state.with_process(place, Process(None, log)), place)


def _with_run(state: State, place: int, run: Run) -> State:
    return state.with_process(place, state.processes[place]._replace(run=run))


def describe(statement: Statement) -> str:
    end = statement.expected + len(statement.piece)
    what = {
        "save": f"{'journal' if statement.is_journal else 'save'} [{statement.expected}:{end}] keep {statement.kept}, "
        f"{len(statement.ends)} passages",
        "rewind": f"rewinds {', '.join(f'{r.attempt} keep {r.keep}' for r in statement.rewinds)}",
        "finish": f"finish {statement.status} [{statement.expected}:{end}]",
    }[statement.kind]
    return f"{what} at attempt {statement.attempt}"

"""Moves of viewers and mirrors: `app/reader.py`, `app/live.py`, `app/mirror.py` and the relay."""

from collections.abc import Iterator

from . import logs
from .owners import NAMES, leave
from .rules import Rules
from .state import Log, Message, State, Viewer

Moves = Iterator[tuple[str, State]]


def reader_moves(state: State, rules: Rules) -> Moves:
    for index, viewer in enumerate(state.viewers):
        for place in (0, 1):
            yield from _come(state, index, viewer, place)
        if viewer.at is not None:
            yield from _read(state, rules, index, viewer, viewer.at)
    for place in (0, 1):
        run, log = state.processes[place]
        if log is not None and not log.is_ended and (run is None or not run.is_open):
            yield from _mirror(state, rules, place, log)


def _come(state: State, index: int, viewer: Viewer, place: int) -> Moves:
    """A viewer connects, moves or reconnects with its position: `Live.view`, `Reader._resume`."""
    is_forced = viewer.at is None and viewer.attempt >= 0 and not viewer.has_end  # its process died
    if viewer.at == place or not (state.budget.moves or is_forced):
        return
    if viewer.has_end and state.row.is_ended:
        return  # 204
    log = state.processes[place].log
    if log is not None and log.is_ended and not state.row.is_ended:
        if any(other.at == place for other in state.viewers):
            return  # the model lets its viewers leave first; in the service they leave together with the old log
        log = None
    if log is None:
        log = logs.catch_up(Log(), state.row)
    placed = _place(viewer, log)
    if placed is None:
        return
    after = state if is_forced else state.spend("moves")
    after = after.with_process(place, state.processes[place]._replace(log=log))
    came = placed._replace(at=place, has_end=False)
    after = _check(after.with_viewer(index, came), came, log)
    if viewer.at is not None:
        after = leave(after, viewer.at)
    yield f"viewer {index} connects to {NAMES[place]} with {viewer.attempt}.{len(viewer.text)}", after


def _place(viewer: Viewer, log: Log) -> Viewer | None:
    """Place a viewer, and cut its text back to what is valid here.

    Returns None if the viewer must wait until the log's attempt is committed.
    """
    offset = len(viewer.text)
    if viewer.attempt < 0:
        return viewer._replace(attempt=log.committed)
    if viewer.attempt == log.committed and offset <= logs.shown_end(log):
        return viewer
    keep = logs.keep_since(log, viewer.attempt)
    if keep is not None and offset <= keep:
        return viewer
    if not log.is_committed:
        return None
    return viewer._replace(attempt=log.committed, text=viewer.text[: keep or 0])


def _read(state: State, rules: Rules, index: int, viewer: Viewer, place: int) -> Moves:
    """`Reader.take`: deliver the next change to this viewer."""
    log = state.processes[place].log
    assert log is not None
    name = f"viewer {index} at {NAMES[place]}"
    if not log.is_committed:
        return
    if viewer.attempt != log.attempt:
        keep = logs.keep_since(log, viewer.attempt) or 0
        if len(viewer.text) > keep and rules.reset:
            back = viewer._replace(attempt=log.attempt, text=viewer.text[:keep])
            yield f"{name} is reset to {log.attempt}.{keep}", _check(state.with_viewer(index, back), back, log)
            return
    offset = len(viewer.text)
    if offset < len(log.text):
        more = viewer._replace(attempt=log.attempt, text=(*viewer.text, log.text[offset]))
        yield f"{name} receives {log.attempt}.{offset}", _check(state.with_viewer(index, more), more, log)
    elif log.is_ended:
        ended = viewer._replace(at=None, attempt=log.attempt, has_end=True)
        after = leave(state.with_viewer(index, ended), place)
        yield f"{name} receives the end", _check_end(after, ended)


def _mirror(state: State, rules: Rules, place: int, log: Log) -> Moves:
    """Text from the database and from the relay."""
    name, processes = NAMES[place], state.processes
    caught_up = logs.catch_up(log, state.row)
    if caught_up != log:
        yield f"{name} reads the saved text", state.with_process(place, processes[place]._replace(log=caught_up))
    if processes[place].run is not None:
        return
    for message in state.relay:
        if _joins(message, log, rules):
            extended = log._replace(text=(*log.text, message.token))
            alarm = "text is appended to a closed log" if log.outcome else ""
            after = state.with_process(place, processes[place]._replace(log=extended))
            yield f"{name} receives {message.attempt}.{message.start}", after._replace(alarm=alarm)


def _joins(message: Message, log: Log, rules: Rules) -> bool:
    """Return whether a message is applied. A dropped message loses nothing, because saved text remains readable."""
    end = len(log.text)
    is_next = message.start == end or (message.start > end and not rules.gap_repaired)
    is_present = message.attempt == log.committed or (message.attempt < log.committed and not rules.older_dropped)
    return is_next and is_present


def _check(state: State, viewer: Viewer, log: Log) -> State:
    both = min(len(viewer.text), len(log.text))  # a mirror may have less text than a viewer that connects to it
    if log.is_committed and viewer.text[:both] != log.text[:both]:
        return state._replace(alarm="a viewer has text that is not in its log")
    return state


def _check_end(state: State, viewer: Viewer) -> State:
    row = state.row
    is_later = row.attempt > viewer.attempt  # it has been resumed since
    if not is_later and row.status == "running":
        return state._replace(alarm="the end is shown before it is saved")
    if not is_later and row.text != viewer.text:
        return state._replace(alarm="at the end a viewer's text differs from the saved text")
    return state

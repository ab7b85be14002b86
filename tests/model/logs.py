"""`TextLog` as pure functions: rewinding, committing, discarding, and catching up with the database."""

from collections.abc import Iterable

from app.report import Rewind

from .state import Log, Row


def shown_end(log: Log) -> int:
    """Return how far readers of the committed attempt may have read."""
    return len(log.text) if log.is_committed else log.shown_end


def kept_at(log: Log, end: int) -> int:
    """Return where the next attempt would continue if the text up to `end` were all that is saved."""
    return min(end, log.checkpoint) if log.is_flawed else end


def rewind(log: Log, reason: str, keep: int, *, is_committed: bool) -> Log:
    """Start the next attempt at `keep`. `is_committed` models a bug: readers see it before it is committed."""
    attempt = log.attempt + 1
    back = _go_back(log._replace(shown_end=shown_end(log)), Rewind(attempt, keep, reason))
    return back._replace(committed=attempt) if is_committed else back


def mark_committed(log: Log, attempt: int) -> Log:
    """Record that the database has this writer's attempts up to `attempt`."""
    keeps = [rewind.keep for rewind in log.rewinds if log.committed < rewind.attempt <= attempt]
    end = min([log.shown_end, *keeps]) if attempt < log.attempt else 0  # unused once everything is committed
    return log._replace(committed=attempt, shown_end=end)


def discard_uncommitted(log: Log) -> Log:
    """Discard the uncommitted attempts and their text. This reopens the log."""
    keep = min([len(log.text), *(rewind.keep for rewind in log.rewinds if rewind.attempt > log.committed)])
    return log._replace(
        attempt=log.committed,
        text=log.text[:keep],
        ends=_cut(log.ends, keep),
        rewinds=tuple(rewind for rewind in log.rewinds if rewind.attempt <= log.committed),
        shown_end=0,
        outcome="",
    )


def adopt(log: Log, rewinds: Iterable[Rewind]) -> Log:
    """Apply the rewinds that the log has not seen."""
    for rewind in rewinds:
        if rewind.attempt > log.committed:
            log = _go_back(discard_uncommitted(log), rewind)._replace(committed=rewind.attempt)
    return log


def catch_up(log: Log, row: Row) -> Log:
    """LOAD the text from the log's end onwards. Repeated if a rewind shortens the log."""
    while True:
        start = len(log.text)
        log = adopt(log, row.rewinds)
        if len(log.text) == start:
            break
    if len(row.text) > start and log.outcome:
        raise RuntimeError("the log is closed")  # as `TextLog.append` does
    text = log.text + row.text[start:]
    return log._replace(text=text, ends=row.ends, is_ended=row.is_ended)


def keep_since(log: Log, attempt: int) -> int | None:
    """Return how much text a reader of `attempt` may keep; None for the committed attempt and for unknown ones."""
    later = [rewind.keep for rewind in log.rewinds if attempt < rewind.attempt <= log.committed]
    if not 0 <= attempt < log.committed or len(later) != log.committed - attempt:
        return None
    return min(later)


def _go_back(log: Log, rewind: Rewind) -> Log:
    keep = min(rewind.keep, len(log.text))
    return log._replace(
        attempt=rewind.attempt,
        text=log.text[:keep],
        ends=_cut(log.ends, keep),
        is_flawed=False,
        rewinds=(*log.rewinds, rewind),
        outcome="",
    )


def _cut(ends: tuple[int, ...], keep: int) -> tuple[int, ...]:
    return tuple(end for end in ends if end <= keep)

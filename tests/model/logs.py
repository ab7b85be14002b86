"""`TextLog` as pure functions: going back, being granted, giving up, and catching up with what is saved."""

from collections.abc import Iterable

from app.report import Rewind

from .state import Log, Row


def shown_end(log: Log) -> int:
    """How far readers of the granted attempt may have come."""
    return len(log.text) if log.is_granted else log.shown_end


def rewind(log: Log, reason: str, *, is_granted: bool) -> Log:
    """What a writer does by itself. `is_granted`: its readers see it at once, as they must not."""
    attempt = log.attempt + 1
    back = _go_back(log._replace(shown_end=shown_end(log)), Rewind(attempt, log.kept, reason))
    return back._replace(granted=attempt) if is_granted else back


def grant(log: Log, attempt: int) -> Log:
    """The database knows this writer's attempts up to `attempt`."""
    kept = [rewind.keep for rewind in log.rewinds if log.granted < rewind.attempt <= attempt]
    end = min([log.shown_end, *kept]) if attempt < log.attempt else 0  # of no use once all is granted
    return log._replace(granted=attempt, shown_end=end)


def forgo(log: Log) -> Log:
    """Gives up the attempts that were not granted, with all that was written under them; it is open again."""
    keep = min([len(log.text), *(rewind.keep for rewind in log.rewinds if rewind.attempt > log.granted)])
    return log._replace(
        attempt=log.granted,
        text=log.text[:keep],
        kept=min(log.kept, keep),
        rewinds=tuple(rewind for rewind in log.rewinds if rewind.attempt <= log.granted),
        shown_end=0,
        outcome="",
    )


def adopt(log: Log, rewinds: Iterable[Rewind]) -> Log:
    """Takes over the attempts that the log has not seen, and what they kept."""
    for rewind in rewinds:
        if rewind.attempt > log.granted:
            log = _go_back(forgo(log), rewind)._replace(granted=rewind.attempt)
    return log


def catch_up(log: Log, row: Row) -> Log:
    """LOAD from the log's end on, taken into the log; again if the log went back meanwhile."""
    while True:
        start = len(log.text)
        log = adopt(log, row.rewinds)
        if len(log.text) == start:
            break
    if len(row.text) > start and log.outcome:
        raise RuntimeError("the log is closed")  # as `TextLog.append` does
    text = log.text + row.text[start:]
    return log._replace(text=text, kept=min(row.kept, len(text)), is_ended=row.is_ended)


def keep_since(log: Log, attempt: int) -> int | None:
    """What a reader of `attempt` may still hold; None if that is none of the log's, or is the granted one."""
    later = [rewind.keep for rewind in log.rewinds if attempt < rewind.attempt <= log.granted]
    if not 0 <= attempt < log.granted or len(later) != log.granted - attempt:
        return None
    return min(later)


def _go_back(log: Log, rewind: Rewind) -> Log:
    keep = min(rewind.keep, len(log.text))
    return log._replace(
        attempt=rewind.attempt,
        text=log.text[:keep],
        kept=min(log.kept, keep),
        rewinds=(*log.rewinds, rewind),
        outcome="",
    )

"""The statements of `app/db/statements.py` on the modelled row, and their interpretation by `app/db/store.py`.

Each function is one atomic statement, with the same conditions as the SQL.
"""

from app.report import Rewind

from .rules import MAX_EXPIRED_LEASES, Rules
from .state import ENDED, Answer, Row, Statement


def claim(row: Row, rules: Rules, *, is_held: bool) -> Row | None:
    """CLAIM. `is_held`: the process already writes this report."""
    is_due = row.status == "queued" or (
        row.status == "running"
        and row.is_expired
        and (row.deaths < MAX_EXPIRED_LEASES - 1 or not rules.expired_leases_count)
        and not is_held
    )
    if not is_due:
        return None
    is_takeover = row.status == "running"
    kept = row.kept if rules.claim_keeps_partial else row.checkpoint
    attempt = row.attempt + rules.attempt_rises
    return row._replace(
        status="running",
        attempt=attempt,
        chars=kept,
        kept=kept,
        text=row.text[:kept],
        deaths=row.deaths + (is_takeover and rules.expired_leases_count),
        rewinds=(*row.rewinds, Rewind(attempt, kept, "takeover")),
        is_expired=False,
        is_flawed=False,
        owner=row.claims + 1,
        claims=row.claims + 1,
        takeovers=row.takeovers + is_takeover,
    )


def bury(row: Row, rules: Rules, *, is_held: bool) -> Row | None:
    """BURY: end a report whose leases have expired too often."""
    is_due = row.status == "running" and row.is_expired and row.deaths >= MAX_EXPIRED_LEASES - 1 and not is_held
    if not is_due or not (rules.expired_leases_count and rules.buries):
        return None
    return row._replace(
        status="incomplete" if row.chars > 0 else "failed",
        attempt=row.attempt + 1,
        rewinds=(*row.rewinds, Rewind(row.attempt + 1, row.chars, "takeover")),
        is_expired=False,
        deaths=row.deaths + 1,
        stop_requested=False,
        owner=0,
    )


def request_stop(row: Row) -> Row | None:
    """REQUEST_STOP. A queued report stops at once, because it has no writer."""
    if row.status == "queued":
        return row._replace(status="stopped", stop_requested=False)
    return row._replace(stop_requested=True) if row.status == "running" else None


def resume(row: Row) -> Row | None:
    """RESUME."""
    if row.status not in ("incomplete", "stopped", "failed"):
        return None
    return row._replace(status="queued", stop_requested=False, deaths=0, takeovers=0)


def ask(row: Row, rules: Rules) -> Row | None:
    """ASK."""
    if row.status != "completed":
        return None
    kept = row.chars if rules.question_keeps_all else 0
    return row._replace(
        status="queued", kept=kept, questions=row.questions + 1, stop_requested=False, deaths=0, takeovers=0
    )


def is_mine(row: Row, attempt: int, rules: Rules) -> bool:
    """The condition of RENEW."""
    return row.status == "running" and (row.attempt == attempt or not rules.fence)


def apply(row: Row, statement: Statement, rules: Rules) -> Row | None:
    """SAVE, JOURNAL, REWIND or FINISH. Returns the new row, or None if the statement changes nothing."""
    is_fenced = rules.journal_is_fenced or not statement.is_journal
    expects_chars = rules.expected_chars and (rules.journal_expects_chars or not statement.is_journal)
    if row.status != "running" or (is_fenced and not is_mine(row, statement.attempt, rules)):
        return None  # _MINE
    if expects_chars and row.chars != statement.expected:
        return None  # _MINE
    if statement.kind == "rewind":
        keep = min(rewind.keep for rewind in statement.rewinds)
        chars = min(row.chars, keep)
        return row._replace(
            attempt=statement.rewinds[-1].attempt,
            chars=chars,
            kept=min(row.kept, keep),
            text=row.text[:chars],
            rewinds=row.rewinds + statement.rewinds,
            is_expired=False,
            is_flawed=False,
        )
    is_later = statement.piece or len(statement.ends) > len(row.ends) or statement.kept <= row.kept
    if rules.passages_never_fall and (len(statement.ends) < len(row.ends) or not is_later):
        return None  # _NEWER
    own = row._replace(
        chars=row.chars + len(statement.piece),
        kept=statement.kept,
        ends=statement.ends,
        text=row.text + statement.piece,
        is_expired=False,
        is_flawed=statement.is_flawed,
    )
    if statement.kind == "save":
        return own
    is_ended = statement.status in ENDED
    if statement.status == "completed":
        own = own._replace(whole=own.text)
    return own._replace(status=statement.status, stop_requested=own.stop_requested and not is_ended)


def may_apply(row: Row, late: Statement) -> bool:
    """Return whether a late statement may still be applied: attempts never decrease, nor does an attempt's text."""
    if row.status != "running" or late.attempt < row.attempt:
        return False
    return late.attempt > row.attempt or late.expected >= row.chars


def applied(row: Row, statement: Statement) -> Answer:
    """Return the answer of the applied statement that produced `row`."""
    if statement.kind == "finish":
        return Answer("done")
    return Answer("held", row.attempt, row.chars, stops=statement.is_journal and row.stop_requested)


def fence(row: Row, statement: Statement, rules: Rules) -> Answer:
    """FENCE, sent after a statement that changed nothing, and how the store interprets it."""
    lost = Answer("lost")
    stops = statement.is_journal and row.stop_requested
    unapplied = Answer("held", row.attempt, row.chars, applied=False, stops=stops)
    is_running = row.status == "running"
    if statement.kind == "rewind":
        return _rewound(row, statement, rules) if is_running else lost
    is_same = row.attempt == statement.attempt or not rules.fence
    if statement.kind == "finish" and is_same:
        has_landed = row.status == statement.status and row.chars == statement.expected + len(statement.piece)
        if has_landed:
            return Answer("done")
    return unapplied if is_running and is_same else lost


def _rewound(row: Row, statement: Statement, rules: Rules) -> Answer:
    """`Store.rewind`: determine how many of its rewinds an earlier statement had applied."""
    rewinds = statement.rewinds
    since = tuple(rewind for rewind in row.rewinds if rewind.attempt > statement.attempt)
    is_all = len(since) == len(rewinds)
    if not rules.whole_rewinds and row.attempt == rewinds[-1].attempt and row.rewinds[-1] == rewinds[-1]:
        return Answer("held", row.attempt, row.chars)
    if since != rewinds[: len(since)] or row.attempt != statement.attempt + len(since):
        return Answer("lost")
    if since and not is_all and not rules.part_of_rewinds:
        return Answer("lost")
    return Answer("held", row.attempt, row.chars, applied=is_all)

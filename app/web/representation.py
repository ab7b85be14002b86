"""Reports as response bodies: the database row, plus the newer text that this process's log may hold."""

import base64
import hashlib
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from starlette.responses import Response

from app.db.records import Report
from app.errors import InvalidCursor
from app.reading.findings import finding_text
from app.reading.request import MAX_FOLLOW_UPS, stored_chart_json
from app.report import message_of
from app.textlog import TextLog
from app.web.ai_label import AI_LABEL
from app.web.deps import State
from app.web.schemas import CheckOut, EndOut, LinksOut, QuestionOut, ReportOut, ReportSummary, UsageOut


def known_log(state: State, report: Report) -> TextLog | None:
    """The log of this process, if it is at least as new as the row. None for an ended report: its row is final."""
    log = state.live.log_of(report.id)
    if log is None or report.status.is_ended or not log.is_committed:
        return None
    if (log.attempt, log.end) < (report.attempt, report.chars):
        return None
    return log


def known_text(state: State, report: Report, saved: str) -> str:
    """The report's text so far: from the log if there is one, else the `saved` text."""
    log = known_log(state, report)
    return saved if log is None else log.read(0)


def as_report(state: State, report: Report, saved: str, *, only_preview: bool = False) -> ReportOut:
    text, log = known_text(state, report, saved), known_log(state, report)
    summary = as_summary(state, report)
    preview_end = log.preview_end if log is not None else report.preview_chars
    preview = text[:preview_end]
    end = None
    if report.status.is_ended:
        end = EndOut(status=report.status.value, code=report.code, message=message_of(report.code))
    return ReportOut(
        **summary.model_dump(),
        preview=preview,
        text=preview if only_preview else text,
        sha256=report.sha256,
        end=end,
        usage=UsageOut.model_validate(report.usage, from_attributes=True),
        checks=[
            CheckOut.model_validate({**asdict(finding), "message": finding_text(finding, report.language)})
            for finding in report.findings
        ],
        questions=questions_of(state, report),
        questions_left=max(0, MAX_FOLLOW_UPS - len(report.questions)),
        chart=stored_chart_json(report),
        ai_label=AI_LABEL[report.language],
    )


def questions_of(state: State, report: Report) -> list[QuestionOut]:
    """The further questions, each with the passage that answers it: these are the last ones, in the same order."""
    standing = sum(not asked.is_dropped for asked in report.questions)
    passage = len(state.headings_of(report)) - standing
    shown = []
    for asked in report.questions:
        passage += not asked.is_dropped
        shown.append(
            QuestionOut(
                question=asked.text,
                asked_at=asked.asked_at,
                passage=None if asked.is_dropped else passage,
                is_answered=not asked.is_dropped and len(report.passage_ends) >= passage,
            )
        )
    return shown


def as_summary(state: State, report: Report) -> ReportSummary:
    log = known_log(state, report)
    return ReportSummary(
        id=report.id,
        status=report.status.value,
        attempt=log.attempt if log is not None else report.attempt,
        chars=log.end if log is not None else report.chars,
        saved_chars=log.saved.end if log is not None else report.chars,
        title=report.title,
        language=report.language,
        model=report.model,
        created_at=report.created_at,
        updated_at=report.updated_at,
        ended_at=report.ended_at,
        links=LinksOut(
            self=f"/api/reports/{report.id}",
            stream=f"/api/reports/{report.id}/stream",
            page=f"/reports/{report.id}",
        ),
    )


def as_json(body: ReportOut | ReportSummary, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(
        body.model_dump_json(),
        status,
        media_type="application/json",
        headers={"Cache-Control": "private, no-cache", **(headers or {})},
    )


def etag_of(body: bytes) -> str:
    """The ETag of a response body."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether the client has this version already, by its `If-None-Match`."""
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return not known.isdisjoint({etag, "*"})


def write_cursor(created_at: datetime, report_id: UUID) -> str:
    """The cursor of the page that starts after this report."""
    return base64.urlsafe_b64encode(f"{created_at.isoformat()} {report_id}".encode()).decode()


def read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Creation time and id from a cursor that `write_cursor` made. Raises `InvalidCursor`."""
    if cursor is None:
        return None
    try:
        moment, report_id = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        given = datetime.fromisoformat(moment), UUID(report_id)
        given[0].astimezone(UTC)  # overflows near the smallest and largest datetime
        if given[0].tzinfo is not None and write_cursor(*given) == cursor:
            return given
    except (ValueError, OverflowError):
        pass
    raise InvalidCursor("the cursor was not issued by this service")

"""The routes of the contract: a handler is what the store and the logs say, and a response."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import JSONResponse, Response

from app.bazi.chart import compute_chart
from app.bazi.drawing import draw_chart
from app.bazi.passages import AI_LABEL
from app.bazi.places import find_places
from app.db.records import Report
from app.errors import InvalidCursor
from app.report import MESSAGES, ChartOptions, Position, Status
from app.textlog import TextLog
from app.web.deps import Owner, ReportId, ServiceState, State, Visitor, newcomer
from app.web.docs import BODY, CREATED, PICTURE, STREAMED, TEXT, UNCHANGED, accepted, problems
from app.web.edge import is_head
from app.web.schemas import (
    ChartIn,
    EndOut,
    LinksOut,
    PlaceOut,
    PlacesOut,
    ReportIn,
    ReportOut,
    ReportsOut,
    ReportSummary,
    UsageOut,
)
from app.web.stream import HEADERS, ReportStream, position_of

router = APIRouter(prefix="/api")

PAGE_SIZE = 20
IdempotencyKey = Annotated[
    str | None, Header(min_length=1, max_length=200, description="Same key, owner and body: the same report.")
]


@router.post("/reports", status_code=201, response_model=ReportOut, responses={**CREATED, **problems(*BODY, 409, 503)})
async def create_report(
    body: ReportIn, state: ServiceState, visitor: Visitor, idempotency_key: IdempotencyKey = None
) -> Response:
    """Creates a report and starts writing it in the background. The first one gives its owner a cookie."""
    report, is_new, owner = await _create(state, body, visitor, idempotency_key)
    text = None if is_new else await state.store.report_with_text(report.id, owner)
    shown = _show(state, report, "") if text is None else _show(state, *text)
    response = _json(shown, 201 if is_new else 200, {"Location": shown.links.self})
    if visitor is None:
        state.owners.give(response, owner)
    return response


@router.post("/reports/generate-stream", response_class=Response, responses={**STREAMED, **problems(*BODY, 409, 503)})
async def create_and_stream(
    body: ReportIn, state: ServiceState, visitor: Visitor, idempotency_key: IdempotencyKey = None
) -> Response:
    """Creates a report, and the response is its stream. Closing it does not stop the writing."""
    report, _, owner = await _create(state, body, visitor, idempotency_key)
    response = await _stream(state, report, None)
    if visitor is None:
        state.owners.give(response, owner)
    return response


@router.get("/reports", response_model=ReportsOut, responses=problems(503))
async def list_reports(
    state: ServiceState,
    visitor: Visitor,
    status: Annotated[Status | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> ReportsOut:
    """The owner's reports, newest first."""
    if visitor is None:
        return ReportsOut(reports=[], cursor=None)
    rows = await state.store.reports(visitor, status=status, before=_read_cursor(cursor), limit=PAGE_SIZE + 1)
    page = rows[:PAGE_SIZE]
    following = _cursor(page[-1].created_at, page[-1].id) if len(rows) > PAGE_SIZE else None
    return ReportsOut(reports=[_summary(state, row) for row in page], cursor=following)


@router.get("/reports/{report_id}", response_model=ReportOut, responses={304: UNCHANGED, **problems(404, 503)})
async def read_report(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    view: Annotated[str | None, Query(pattern="^(full|preview)$")] = None,
) -> Response:
    """The report with all the text this process knows; `view=preview` leaves out what is past the preview."""
    report, text = await state.store.report_with_text(report_id, owner)
    shown = _show(state, report, text, only_preview=view == "preview")
    response = _json(shown)
    etag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if known & {etag, "*"}:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


@router.get(
    "/reports/{report_id}/stream",
    response_class=Response,
    responses={**STREAMED, 204: {"description": "The position given is the end."}, **problems(404, 503)},
)
async def stream_report(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    last_event_id: Annotated[str | None, Header(description="`attempt.offset`; wins over `from`.")] = None,
    start: Annotated[str | None, Query(alias="from", description="`attempt.offset`")] = None,
) -> Response:
    """The stream, from the start or from a position. It never starts anything."""
    report = await state.store.report(report_id, owner)
    position = position_of(last_event_id, start)
    if report.status.is_ended and position == Position(report.attempt, report.chars):
        return Response(status_code=204, headers=HEADERS)
    if is_head(request.scope):
        return _unopened_stream(report)
    return await _stream(state, report, position)


@router.get("/reports/{report_id}/text", response_class=Response, responses={**TEXT, **problems(404, 503)})
async def download_text(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """The text alone as Markdown, the AI label first and last."""
    report, saved = await state.store.report_with_text(report_id, owner)
    text, _ = _known(state, report, saved)
    label = AI_LABEL[report.language]
    return Response(
        f"> {label}\n\n{text}\n\n> {label}\n",
        media_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="mingshu-{report.id}.md"',
            "Cache-Control": "private, no-cache",
        },
    )


@router.get("/reports/{report_id}/chart.svg", response_class=Response, responses={**PICTURE, **problems(404, 503)})
async def draw_report_chart(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """The report's chart as a picture."""
    report = await state.store.report(report_id, owner)
    headers = {
        "Cache-Control": "private, max-age=86400",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(draw_chart(report.chart), media_type="image/svg+xml", headers=headers)


@router.post(
    "/reports/{report_id}/stop",
    response_model=ReportSummary,
    responses={**accepted("It is being stopped."), **problems(403, 404, 503)},
)
async def stop_report(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Stops the writing; what came is kept. 202 while it stops, 200 once ended."""
    report = await state.store.request_stop(report_id, owner)
    state.worker.stop(report_id)
    return _json(_summary(state, report), 200 if report.status.is_ended else 202)


@router.post(
    "/reports/{report_id}/resume",
    response_model=ReportSummary,
    responses={**accepted("It is queued again."), **problems(403, 404, 409, 503)},
)
async def resume_report(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Goes on after what is kept. 202 when it is queued again, 200 if it is under way already."""
    report, is_queued = await state.store.resume(report_id, owner)
    state.worker.wake()
    return _json(_summary(state, report), 202 if is_queued else 200)


@router.delete("/reports/{report_id}", status_code=204, responses=problems(403, 404, 503))
async def delete_report(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Deletes the report everywhere and stops its writing."""
    await state.store.delete(report_id, owner)
    state.worker.drop(report_id)
    state.live.forget(report_id)
    return Response(status_code=204)


@router.post("/charts", response_model=None, responses=problems(*BODY))
async def make_chart(body: ChartIn) -> dict[str, Any]:
    """The chart alone: nothing is stored, no model is called."""
    options = ChartOptions(clock=body.options.clock, day_change=body.options.day_change)
    return compute_chart(body.birth.to_birth(), body.gender, body.place.to_place(), options)


@router.get("/places", response_model=PlacesOut)
async def search_places(q: Annotated[str, Query(max_length=60)]) -> PlacesOut:
    """The best ten places by Chinese name, pinyin or Latin name."""
    return PlacesOut(
        places=[
            PlaceOut(
                id=place.id, name=place.name, latin=place.latin, longitude=place.longitude, timezone=place.timezone
            )
            for place in find_places(q)
        ]
    )


async def _create(state: State, body: ReportIn, visitor: UUID | None, key: str | None) -> tuple[Report, bool, UUID]:
    request = body.to_request()
    chart = compute_chart(request.birth, request.gender, request.place, request.options)
    owner = visitor or newcomer()
    report, is_new = await state.store.create(owner, request, chart, idempotency_key=key)
    state.worker.wake()
    return report, is_new, owner


async def _stream(state: State, report: Report, position: Position | None) -> ReportStream:
    viewer = await state.live.view(report)
    return ReportStream(
        viewer,
        report,
        position,
        ai_label=AI_LABEL[report.language],
        keepalive_seconds=state.keepalive_seconds,
        timeout_seconds=state.viewer_timeout_seconds,
        patience_seconds=state.takeover_seconds,
        headers=_location(report),
    )


def _unopened_stream(report: Report) -> Response:
    """What a HEAD is told of a stream."""
    response = Response(media_type="text/event-stream", headers={**HEADERS, **_location(report)})
    del response.headers["content-length"]
    return response


def _location(report: Report) -> dict[str, str]:
    return {"Content-Location": f"/api/reports/{report.id}"}


def _known(state: State, report: Report, saved: str) -> tuple[str, TextLog | None]:
    """All the text this process knows: its log's, unless that is behind what is saved."""
    log = state.live.log_of(report.id)
    if log is None or (log.attempt, log.end) < (report.attempt, len(saved)):
        return saved, None
    return log.read(0), log


def _show(state: State, report: Report, saved: str, *, only_preview: bool = False) -> ReportOut:
    text, log = _known(state, report, saved)
    summary = _summary(state, report)
    preview_end = log.preview_end if log is not None else report.preview_chars
    preview = text[:preview_end]
    end = None
    if report.status.is_ended:
        message = MESSAGES.get(report.code, MESSAGES["internal"]) if report.code else None
        end = EndOut(status=report.status.value, code=report.code, message=message)
    return ReportOut(
        **summary.model_dump(),
        preview=preview,
        text=preview if only_preview else text,
        sha256=report.sha256,
        end=end,
        usage=UsageOut(prompt_tokens=report.usage.prompt_tokens, completion_tokens=report.usage.completion_tokens),
        chart=report.chart,
        ai_label=AI_LABEL[report.language],
    )


def _summary(state: State, report: Report) -> ReportSummary:
    log = state.live.log_of(report.id)
    if log is not None and (log.attempt, log.end) < (report.attempt, report.chars):
        log = None
    return ReportSummary(
        id=report.id,
        status=report.status.value,
        attempt=log.attempt if log else report.attempt,
        chars=log.end if log else report.chars,
        saved_chars=log.saved_end if log else report.chars,
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


def _json(body: ReportOut | ReportSummary, status: int = 200, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        body.model_dump(mode="json"), status, headers={"Cache-Control": "private, no-cache", **(headers or {})}
    )


def _cursor(created_at: datetime, report_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{created_at.isoformat()} {report_id}".encode()).decode()


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    try:
        moment, report_id = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        given = datetime.fromisoformat(moment), UUID(report_id)
        given[0].astimezone(UTC)  # some moments at either end of time are none in UTC
        if given[0].tzinfo is not None and _cursor(*given) == cursor:
            return given
    except (ValueError, OverflowError):
        pass
    raise InvalidCursor("the cursor is not one of ours")

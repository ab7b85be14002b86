"""The JSON API. Each handler calls the store or an action and builds the response."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from app.bazi import places as place_table
from app.bazi.casting import cast_chart
from app.bazi.drawing import draw_chart
from app.bazi.drawing.pen import Columns
from app.bazi.places import QUERY_CHARS, PlaceEntry, admin_of, labels
from app.db.records import Report
from app.reading.request import stored_chart
from app.report import Position, Status
from app.web import actions
from app.web.ai_label import AI_LABEL, aigc_header
from app.web.deps import Owner, ReportId, ServiceState, State, Visitor
from app.web.docs import BODY, CREATED, PICTURE, STREAMED, TEXT, UNCHANGED, accepted, problems
from app.web.edge import is_head
from app.web.export import content_disposition, text_file
from app.web.representation import (
    as_json,
    as_report,
    as_summary,
    etag_of,
    is_known,
    known_text,
    read_cursor,
    write_cursor,
)
from app.web.requests import ChartIn, ReportIn, TitleIn
from app.web.schemas import PlaceOut, PlacesOut, ReportOut, ReportsOut, ReportSummary, StatusOut
from app.web.search import SEARCH_CHARS, words_of_search
from app.web.stream import HEADERS, JsonEncoder, ReportStream, position_of

router = APIRouter(prefix="/api")

PAGE_SIZE = 20
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="Makes retries safe: the same owner, key and body return the same report.",
    ),
]


@router.post("/reports", status_code=201, response_model=ReportOut, responses={**CREATED, **problems(*BODY, 409, 503)})
async def create_report(
    body: ReportIn, state: ServiceState, visitor: Visitor, idempotency_key: IdempotencyKey = None
) -> Response:
    """Create a report and start writing it in the background. Sets a cookie that identifies a new owner."""
    report, is_new, owner = await actions.create_report(state, body.to_request(), visitor, idempotency_key)
    existing = None if is_new else await state.store.report_with_text(report.id, owner)
    shown = as_report(state, report, "") if existing is None else as_report(state, *existing)
    response = as_json(shown, 201 if is_new else 200, {"Location": shown.links.self, **_metadata(state, report)})
    if visitor is None:
        state.owners.set_cookie(response, owner)
    return response


@router.post("/reports/generate-stream", response_class=Response, responses={**STREAMED, **problems(*BODY, 409, 503)})
async def create_and_stream(
    body: ReportIn, state: ServiceState, visitor: Visitor, idempotency_key: IdempotencyKey = None
) -> Response:
    """Create a report and respond with its stream. Closing the stream does not stop the writing."""
    report, _, owner = await actions.create_report(state, body.to_request(), visitor, idempotency_key)
    response = await _stream(state, report, owner, None)
    if visitor is None:
        state.owners.set_cookie(response, owner)
    return response


@router.get("/reports", response_model=ReportsOut, responses=problems(503))
async def list_reports(
    state: ServiceState,
    visitor: Visitor,
    status: Annotated[StatusOut | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    q: Annotated[
        str,
        Query(
            max_length=SEARCH_CHARS,
            description="Words that title, name, place, birth or pillars contain, such as `小明`, `1990-05` or `丁丑`.",
        ),
    ] = "",
) -> ReportsOut:
    """List the owner's reports, newest first."""
    if visitor is None:
        return ReportsOut(reports=[], cursor=None)
    rows = await state.store.reports(
        visitor,
        status=None if status is None else Status(status),
        before=read_cursor(cursor),
        limit=PAGE_SIZE + 1,
        words=words_of_search(q),
    )
    page = rows[:PAGE_SIZE]
    following = write_cursor(page[-1].created_at, page[-1].id) if len(rows) > PAGE_SIZE else None
    return ReportsOut(reports=[as_summary(state, row) for row in page], cursor=following)


@router.get("/reports/{report_id}", response_model=ReportOut, responses={304: UNCHANGED, **problems(404, 503)})
async def read_report(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    view: Annotated[str | None, Query(pattern="^(full|preview)$")] = None,
) -> Response:
    """Read a report with its text so far. `view=preview` omits the text after the preview."""
    report, saved = await state.store.report_with_text(report_id, owner)
    shown = as_report(state, report, saved, only_preview=view == "preview")
    response = as_json(shown)
    etag = etag_of(bytes(response.body))
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", **_metadata(state, report)}
    if is_known(etag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


@router.get(
    "/reports/{report_id}/stream",
    response_class=Response,
    responses={
        **STREAMED,
        204: {"description": "The report has ended at this position; nothing follows."},
        **problems(404, 503),
    },
)
async def stream_report(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    last_event_id: Annotated[str | None, Header(description="Position as `attempt.offset`; overrides `from`.")] = None,
    start: Annotated[str | None, Query(alias="from", description="Position as `attempt.offset`.")] = None,
) -> Response:
    """Stream a report from the start or from a position. Reading never starts or stops the writing."""
    position = position_of(last_event_id, start)
    report = await state.live.report(report_id, owner, position)
    if report.status.is_ended and position == Position(report.attempt, report.chars):
        return Response(status_code=204, headers=HEADERS)
    if is_head(request.scope):
        return _stream_headers(state, report)
    return await _stream(state, report, owner, position)


@router.get("/reports/{report_id}/text", response_class=Response, responses={**TEXT, **problems(404, 503)})
async def download_text(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Download the text as Markdown, named after its title, or else the person.

    AIGC metadata comes first, as front matter; then a head with title, birth, pillars and question; then the text,
    with the AI label before and after.
    """
    report, saved = await state.store.report_with_text(report_id, owner)
    text = known_text(state, report, saved)
    return Response(
        text_file(report, text, state.ai_provider),
        media_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition(report),
            "Cache-Control": "private, no-cache",
            **_metadata(state, report),
        },
    )


@router.get("/reports/{report_id}/chart.svg", response_class=Response, responses={**PICTURE, **problems(404, 503)})
async def draw_report_chart(
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    columns: Annotated[
        Columns, Query(description="Direction from year to hour: `rtl` as in traditional print, or `ltr`.")
    ] = "rtl",
) -> Response:
    """Draw the report's chart as an SVG image."""
    report = await state.store.report(report_id, owner)
    headers = {
        "Cache-Control": "private, max-age=86400",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    chart = stored_chart(report)
    return Response(
        draw_chart(chart, actions.today(), report.language, columns), media_type="image/svg+xml", headers=headers
    )


@router.post(
    "/reports/{report_id}/stop",
    response_model=ReportSummary,
    responses={**accepted("The writer was asked to stop."), **problems(403, 404, 503)},
)
async def stop_report(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Stop the writing and keep the text so far. Returns 202 while the writer is stopping, 200 once it has ended."""
    report = await actions.stop_report(state, report_id, owner)
    return as_json(as_summary(state, report), 200 if report.status.is_ended else 202)


@router.post(
    "/reports/{report_id}/resume",
    response_model=ReportSummary,
    responses={**accepted("The report is queued again."), **problems(403, 404, 409, 503)},
)
async def resume_report(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Continue after the saved text. Returns 202 if the report is queued again, 200 if it is already in progress."""
    report, is_queued = await actions.resume_report(state, report_id, owner)
    return as_json(as_summary(state, report), 202 if is_queued else 200)


@router.patch("/reports/{report_id}", response_model=ReportSummary, responses=problems(*BODY, 404, 503))
async def rename_report(report_id: ReportId, body: TitleIn, state: ServiceState, owner: Owner) -> Response:
    """Set or remove the title of a report."""
    return as_json(as_summary(state, await state.store.rename(report_id, owner, body.title)))


@router.delete("/reports/{report_id}", status_code=204, responses=problems(403, 404, 503))
async def delete_report(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Delete the report permanently, and stop writing it."""
    await actions.delete_report(state, report_id, owner)
    return Response(status_code=204)


@router.post("/charts", response_model=None, responses=problems(*BODY))
async def make_chart(body: ChartIn) -> Response:
    """Compute a chart without a report: stores nothing and calls no model."""
    birth, place, options = body.birth.to_birth(), body.place.to_place(), body.options.to_options()
    chart = cast_chart(birth, body.gender, place, options, today=actions.today())
    return Response(msgspec.json.encode(chart), media_type="application/json")


@router.get("/places", response_model=PlacesOut)
async def search_places(q: Annotated[str, Query(max_length=QUERY_CHARS)]) -> PlacesOut:
    """Find up to ten places by Chinese name, pinyin, Latin name, "city, region" or address, best match first."""
    found = place_table.search_places(q)
    return PlacesOut(match=found.match, places=[_as_place(place) for place in found.places])


def _as_place(place: PlaceEntry) -> PlaceOut:
    return PlaceOut(
        id=place.id,
        name=place.name,
        latin=place.latin,
        region=place.region,
        longitude=place.longitude,
        timezone=place.timezone,
        other_timezone=place.other_timezone,
        label=labels("zh")[place.id],
        label_en=labels("en")[place.id],
        admin=admin_of(place, "zh"),
    )


async def _stream(state: State, report: Report, owner: UUID, position: Position | None) -> ReportStream:
    viewer = await state.live.view(report, owner)
    return ReportStream(
        viewer,
        report,
        position,
        encoder=JsonEncoder(AI_LABEL[report.language]),
        keepalive_seconds=state.keepalive_seconds,
        timeout_seconds=state.viewer_timeout_seconds,
        patience_seconds=state.takeover_seconds,
        headers=_report_headers(state, report),
    )


def _stream_headers(state: State, report: Report) -> Response:
    """Headers-only response for HEAD on a stream."""
    response = Response(media_type="text/event-stream", headers={**HEADERS, **_report_headers(state, report)})
    del response.headers["content-length"]
    return response


def _report_headers(state: State, report: Report) -> dict[str, str]:
    return {"Content-Location": f"/api/reports/{report.id}", **_metadata(state, report)}


def _metadata(state: State, report: Report) -> dict[str, str]:
    """The machine-readable label of generated content, as a header."""
    return {"AIGC": aigc_header(str(report.id), state.ai_provider)}

"""Routes of the reading's page, its stream and its buttons, and what all pages share.

Everything but the live updates works without JavaScript.
"""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Header, Request
from starlette.responses import RedirectResponse, Response

from app.db.records import Report
from app.errors import IllegalMove, InvalidInput
from app.reading.request import stored_chart, stored_request
from app.report import Position
from app.web import actions
from app.web.deps import Owner, ReportId, ServiceState, State
from app.web.edge import SHARED_PATH, is_head
from app.web.pages.blocks import Block, Blocks, render_in_slices
from app.web.pages.body import Body, body_of
from app.web.pages.fields import read_fields
from app.web.pages.follow_ups import Draft, follow_ups_of
from app.web.pages.reading_values import reading_values
from app.web.pages.sharing import sharing_values
from app.web.pages.static_files import CompressedFiles
from app.web.pages.stream import PageEncoder
from app.web.pages.templating import remember_language, show_page, switch_language, words_of
from app.web.pages.words import WORDS
from app.web.representation import as_summary, known_log
from app.web.stream import HEADERS, ReportStream, position_of

router = APIRouter(include_in_schema=False)


static = CompressedFiles(directory=Path(__file__).parent / "static")


@router.get("/reports/{report_id}")
async def reading(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    lang: str | None = None,
    columns: str | None = None,
) -> Response:
    """Show the reading with its text so far. `columns` is the direction of the chart's columns, `rtl` or `ltr`."""
    if lang in WORDS:
        return switch_language(request, lang)
    return await show_reading(request, state, report_id, owner, columns=columns)


async def show_reading(
    request: Request,
    state: State,
    report_id: UUID,
    owner: UUID,
    *,
    columns: str | None = None,
    draft: Draft | None = None,
    status: int = 200,
) -> Response:
    """Render the page of a reading. `draft` is a further question that has to be shown again."""
    report, body = await _report_with_body(state, report_id, owner)
    values = reading_values(
        state,
        report,
        as_summary(state, report),
        body,
        chart=stored_chart(report),
        name=stored_request(report).name,
        words=words_of(request),
        base=f"/reports/{report_id}",
        chart_svg=f"/api/reports/{report_id}/chart.svg",
        columns=columns,
        own_title=report.title,
    )
    values |= await sharing_values(state, report_id, owner)
    return show_page(request, "reading.html", status, **values, follow_ups=follow_ups_of(state, report, body, draft))


@router.get("/reports/{report_id}/stream")
async def page_stream(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    tails: str | None = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """Stream the report to its page as HTML blocks. Never starts or stops the writing.

    `tails` allows updates that carry only the changed end of a block. Scripts from before that feature do not send it.
    """
    position = position_of(last_event_id, request.query_params.get("from"))
    report = await state.live.report(report_id, owner, position)
    if report.status.is_ended and position == Position(report.attempt, report.chars):
        return Response(status_code=204, headers=HEADERS)
    if is_head(request.scope):
        return Response(media_type="text/event-stream", headers=HEADERS)
    viewer = await state.live.view(report, owner)
    return ReportStream(
        viewer,
        report,
        position,
        encoder=PageEncoder(viewer.log, words_of(request), position, sends_tails=tails is not None),
        keepalive_seconds=state.keepalive_seconds,
        timeout_seconds=state.viewer_timeout_seconds,
        patience_seconds=state.takeover_seconds,
    )


@router.get("/favicon.ico")
async def favicon() -> Response:
    """Serve the icon for responses that cannot link to one, such as JSON and SVG."""
    return RedirectResponse("/static/seal.svg", 308)


@router.post("/reports/{report_id}/stop")
async def stop(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Stop the writing and return to the page."""
    with suppress(IllegalMove):  # it ended, or another tab was faster; the page shows the current state
        await actions.stop_report(state, report_id, owner)
    return RedirectResponse(f"/reports/{report_id}", 303)


@router.post("/reports/{report_id}/resume")
async def resume(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Continue after the saved text and return to the page."""
    with suppress(IllegalMove):
        await actions.resume_report(state, report_id, owner)
    return RedirectResponse(f"/reports/{report_id}", 303)


@router.post("/reports/{report_id}/again")
async def again(request: Request, report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Write another report for the same birth, cast by the clock in the field `clock`, and redirect to its page."""
    clock = (await read_fields(request)).get("clock")
    if clock not in ("civil", "true_solar"):
        raise InvalidInput("clock", "must be civil or true_solar", "clock")
    report = await actions.cast_again(state, report_id, owner, cast(Literal["civil", "true_solar"], clock))
    return RedirectResponse(f"/reports/{report.id}", 303)


def show_error(request: Request, status: int) -> Response:
    """Render the error page for this status."""
    language = request.query_params.get("lang")
    is_shared = request.url.path.startswith(SHARED_PATH)
    missing = "share_missing" if is_shared else "missing"
    kind = missing if status == 404 else "trouble" if status >= 500 else "conflict" if status == 409 else "refused"
    if language not in WORDS:
        return show_page(request, "trouble.html", status, kind=kind)
    return remember_language(show_page(request, "trouble.html", status, language, kind=kind), language)


async def _report_with_body(state: State, report_id: UUID, owner: UUID) -> tuple[Report, Body]:
    """The report and its rendered text so far. Ended reports are rendered once and cached."""
    report = await state.store.report(report_id, owner)
    if report.status.is_ended and (body := state.bodies.find(report)) is not None:
        return report, body
    if (log := known_log(state, report)) is not None:
        blocks = await Blocks.of(log).read_in_slices()
        return report, await _unfinished_body(state, report, blocks, log.committed)
    report, saved = await state.store.report_with_text(report_id, owner)
    if report.status.is_ended:
        return report, await state.bodies.make(report, saved, state.headings_of(report))
    return report, await _unfinished_body(state, report, await render_in_slices(saved), report.attempt)


async def _unfinished_body(state: State, report: Report, blocks: list[Block], attempt: int) -> Body:
    return await body_of(blocks, state.headings_of(report), report.preview_chars, attempt)

"""The pages: the form with the owner's reports, and the reading. Complete without a script, but for what is live."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from fastapi import APIRouter, Header, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from app.bazi.casting import stored_chart, today_in_beijing
from app.bazi.label import AI_LABEL, AI_LABEL_AFTER
from app.bazi.passages import titles
from app.db.records import Report
from app.errors import IdempotencyConflict, IllegalMove, InvalidBirth
from app.relay import WAKE, Order
from app.report import Position, ReportRequest, Status
from app.web.asking import ask_for_report
from app.web.blocks import Blocks, render_in_slices
from app.web.body import Body, body_of
from app.web.deps import Owner, ReportId, ServiceState, State, Visitor, newcomer
from app.web.edge import is_head
from app.web.form import Form, label_of, read_form
from app.web.page import in_language, remember, show_page, words_of
from app.web.page_stream import PageTeller
from app.web.representation import as_summary, known_log, read_cursor, write_cursor
from app.web.stream import HEADERS, ReportStream, position_of
from app.web.words import WORDS
from app.web.words.warnings import warning_text

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 10


class _Static(StaticFiles):
    """Kept by browsers, and asked for again each time: modules import each other by names that do not change."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, no-cache"
        return response


static = _Static(directory=Path(__file__).parent / "static")


@router.get("/")
async def front_page(
    request: Request, state: ServiceState, visitor: Visitor, lang: str | None = None, before: str | None = None
) -> Response:
    """The form, and below it the owner's reports, newest first."""
    if lang in WORDS:
        return in_language(request, lang)
    response = await _front(request, state, visitor, Form({}), before=before)
    if visitor is None:  # before anything is asked, so that a first form that is sent twice is one owner's
        state.owners.give(response, newcomer())
    return response


@router.post("/")
async def ask(request: Request, state: ServiceState, visitor: Visitor) -> Response:
    """Begins a report and leads to its page; or the form again, with words beside what is wrong.

    With `lang` only the language is another, and what was typed stays; the reading's follows the page's.
    """
    fields = await _fields(request)
    language = fields.get("lang", "")
    if language in WORDS:
        form = Form({**fields, "language": language})
        read_form(form)  # for what it then knows: the place, and what was asked about
        form.errors.clear()
        return remember(await _front(request, state, visitor, form, language=language), language)
    form = Form(fields)
    asked = read_form(form)
    if asked is None:
        return await _front(request, state, visitor, form, status=422)
    try:
        report, owner = await _begin(state, asked, visitor, form.get("key")[:200] or None)
    except InvalidBirth as error:  # the form knows all of them; this is for one that it will not
        form.wrong("date", f"error_{error.reason}")
        return await _front(request, state, visitor, form, status=422)
    response = RedirectResponse(f"/reports/{report.id}", 303)
    if visitor is None:
        state.owners.give(response, owner)
    return response


@router.get("/reports/{report_id}")
async def reading(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    lang: str | None = None,
    columns: str | None = None,
) -> Response:
    """The reading, with all the text there is by now; the chart's columns as the chart itself may be asked for."""
    if lang in WORDS:
        return in_language(request, lang)
    report, body = await _report_with_body(state, report_id, owner)
    log = known_log(state, report)
    is_queued = report.status is Status.QUEUED
    words = words_of(request)
    summary = as_summary(state, report)
    response = show_page(
        request,
        "reading.html",
        report=report,
        summary=summary,
        chart=stored_chart(report.chart, report.request, report.created_at),
        name=report.request.name,
        body=body,
        outline=titles(report.language),
        address=str(request.url.replace(query="")),
        message=words.get(f"code_{report.code}", words["code_internal"]) if report.code else None,
        ai_label=AI_LABEL[report.language],
        ai_label_after=AI_LABEL_AFTER[report.language],
        warning_text=warning_text,
        columns=columns,
        is_ended=report.status.is_ended,
        is_whole=report.status is Status.COMPLETED,
        is_waiting=(log is not None and log.is_waiting) or (is_queued and state.live.is_paused),
    )
    return response


@router.get("/reports/{report_id}/stream")
async def page_stream(
    request: Request,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    tails: str | None = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """The page's own stream, in HTML blocks. It never starts anything.

    With `tails` it may send only the changed end of a block; scripts from before a deploy do not know of that.
    """
    report = await state.store.report(report_id, owner)
    position = position_of(last_event_id, request.query_params.get("from"))
    if report.status.is_ended and position == Position(report.attempt, report.chars):
        return Response(status_code=204, headers=HEADERS)
    if is_head(request.scope):
        return Response(media_type="text/event-stream", headers=HEADERS)
    viewer = await state.live.view(report)
    return ReportStream(
        viewer,
        report,
        position,
        teller=PageTeller(viewer.text, words_of(request), sends_tails=tails is not None),
        keepalive_seconds=state.keepalive_seconds,
        timeout_seconds=state.viewer_timeout_seconds,
        patience_seconds=state.takeover_seconds,
    )


@router.get("/favicon.ico")
async def favicon() -> Response:
    """For pages that name no icon of their own."""
    return RedirectResponse("/static/seal.svg", 308)


@router.post("/reports/{report_id}/stop")
async def stop(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Stops the writing, and leads back to the page."""
    with suppress(IllegalMove):  # it has ended, or another tab was first: its page says so
        await state.store.request_stop(report_id, owner)
        state.relay.order(Order("stop", report_id))
    return RedirectResponse(f"/reports/{report_id}", 303)


@router.post("/reports/{report_id}/resume")
async def resume(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Goes on after what is kept, and leads back to the page."""
    with suppress(IllegalMove):
        await state.store.resume(report_id, owner)
        state.relay.order(WAKE)
    return RedirectResponse(f"/reports/{report_id}", 303)


@router.post("/reports/{report_id}/delete")
async def delete(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Deletes the report everywhere, and leads to the front page."""
    await state.store.delete(report_id, owner)
    state.relay.order(Order("drop", report_id))
    state.relay.order(WAKE)
    return RedirectResponse("/", 303)


async def _begin(state: State, asked: ReportRequest, visitor: UUID | None, key: str | None) -> tuple[Report, UUID]:
    try:
        report, _, owner = await ask_for_report(state, asked, visitor, key)
    except IdempotencyConflict:  # a page that came back, with something changed in it: that is another question
        report, _, owner = await ask_for_report(state, asked, visitor, None)
    return report, owner


def show_error(request: Request, status: int) -> Response:
    """What went wrong, as a page."""
    language = request.query_params.get("lang")
    kind = "missing" if status == 404 else "trouble" if status >= 500 else "conflict" if status == 409 else "refused"
    if language not in WORDS:
        return show_page(request, "trouble.html", status, kind=kind)
    return remember(show_page(request, "trouble.html", status, language, kind=kind), language)


async def _front(
    request: Request,
    state: State,
    visitor: UUID | None,
    form: Form,
    *,
    status: int = 200,
    before: str | None = None,
    language: str | None = None,
) -> Response:
    rows: list[Report] = []
    if visitor is not None:
        cursor = read_cursor(before)
        rows = await state.store.reports(visitor, status=None, before=cursor, limit=PAGE_SIZE + 1)
    older = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return show_page(
        request,
        "ask.html",
        status,
        language,
        form=form,
        label_of=label_of,
        day_of=today_in_beijing,
        key=form.get("key") or uuid4().hex,
        reports=[(row, as_summary(state, row)) for row in rows[:PAGE_SIZE]],
        older=write_cursor(older.created_at, older.id) if older else None,
    )


async def _report_with_body(state: State, report_id: UUID, owner: UUID) -> tuple[Report, Body]:
    """The report and what its page shows by now. What has ended is rendered once."""
    report = await state.store.report(report_id, owner)
    if report.status.is_ended and (body := state.bodies.find(report)) is not None:
        return report, body
    report, saved = await state.store.report_with_text(report_id, owner)
    if report.status.is_ended:
        return report, await state.bodies.make(report, saved)
    return report, await _unfinished_body(state, report, saved)


async def _unfinished_body(state: State, report: Report, saved: str) -> Body:
    log = known_log(state, report)
    if log is None:
        blocks, attempt = await render_in_slices(saved), report.attempt
    else:
        blocks, attempt = await Blocks.of(log).read_in_slices(), log.granted
    return await body_of(blocks, titles(report.language), report.preview_chars, attempt)


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form; the last of a name counts."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, max_num_fields=60, keep_blank_values=True))
    except ValueError:  # more fields than any form of ours has
        return {}

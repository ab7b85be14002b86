"""Routes of the HTML pages. Everything but the live updates works without JavaScript."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

from fastapi import APIRouter, Header, Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from app.bazi.birth import InvalidBirth
from app.bazi.casting import today_in_beijing
from app.bazi.places import QUERY_CHARS
from app.db.records import Report
from app.errors import IdempotencyConflict, IllegalMove, InvalidInput
from app.reading.findings import finding_text
from app.reading.request import NAME_CHARS, PLACE_CHARS, QUESTION_CHARS, ReportRequest, stored_chart, stored_request
from app.report import Position, Status
from app.web import actions
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.deps import Owner, ReportId, ServiceState, State, Visitor, new_owner_id
from app.web.edge import is_head
from app.web.pages.birth_time import KINDS, double_hour_choices, part_choices
from app.web.pages.blocks import Block, Blocks, render_in_slices
from app.web.pages.body import Body, body_of
from app.web.pages.chart_view import chart_view
from app.web.pages.chart_words import notes_of, pillars_of, place_word, short_title
from app.web.pages.form import Form, label_of, read_form
from app.web.pages.stream import PageEncoder
from app.web.pages.templating import remember_language, show_page, switch_language, words_of
from app.web.pages.words import WORDS
from app.web.representation import as_summary, known_log, read_cursor, write_cursor
from app.web.stream import HEADERS, ReportStream, position_of

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 10


class _Static(StaticFiles):
    """Static files that browsers cache but revalidate every time, because module names carry no version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, no-cache"
        return response


static = _Static(directory=Path(__file__).parent / "static")


@router.get("/")
async def front_page(
    request: Request, state: ServiceState, visitor: Visitor, lang: str | None = None, before: str | None = None
) -> Response:
    """Show the form, and below it the owner's reports, newest first."""
    if lang in WORDS:
        return switch_language(request, lang)
    response = await _front(request, state, visitor, Form({}), before=before)
    if visitor is None:  # set the cookie before the first form is sent, so that sending it twice makes one report
        state.owners.set_cookie(response, new_owner_id())
    return response


@router.post("/")
async def ask(request: Request, state: ServiceState, visitor: Visitor) -> Response:
    """Create a report and redirect to its page, or show the form again with an error at each wrong field.

    With `lang`, only switch the language of the page and of the future report; all input is kept.
    """
    fields = await _fields(request)
    language = fields.get("lang", "")
    if language in WORDS:
        form = Form({**fields, "language": language})
        read_form(form)  # fills in the place and the questions that the form has to show again
        form.errors.clear()
        return remember_language(await _front(request, state, visitor, form, language=language), language)
    form = Form(fields)
    report_request = read_form(form)
    if report_request is None:
        return await _front(request, state, visitor, form, status=422)
    try:
        report, owner = await _create(state, report_request, visitor, form.get("key")[:200] or None)
    except InvalidBirth as error:  # `read_form` currently reports all of them; this covers any that it might miss
        form.add_error("date", f"error_{error.reason}")
        return await _front(request, state, visitor, form, status=422)
    response = RedirectResponse(f"/reports/{report.id}", 303)
    if visitor is None:
        state.owners.set_cookie(response, owner)
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
    """Show the reading with its text so far. `columns` is the direction of the chart's columns, `rtl` or `ltr`."""
    if lang in WORDS:
        return switch_language(request, lang)
    report, body = await _report_with_body(state, report_id, owner)
    log = known_log(state, report)
    is_queued = report.status is Status.QUEUED
    words = words_of(request)
    summary = as_summary(state, report)
    chart, asked = stored_chart(report), stored_request(report)
    response = show_page(
        request,
        "reading.html",
        report=report,
        summary=summary,
        chart=chart,
        plate=chart_view(chart, actions.today(), report.language, left_to_right=columns == "ltr"),
        name=asked.name,
        origin=place_word(asked.place, words),
        body=body,
        address=str(request.url.replace(query="")),
        message=words.get(f"code_{report.code}", words["code_internal"]) if report.code else None,
        ai_label=AI_LABEL[report.language],
        ai_label_after=AI_LABEL_AFTER[report.language],
        pillars_of=pillars_of,
        notes_of=notes_of,
        finding_text=finding_text,
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
    clock = (await _fields(request)).get("clock")
    if clock not in ("civil", "true_solar"):
        raise InvalidInput("clock", "must be civil or true_solar", "clock")
    report = await actions.cast_again(state, report_id, owner, cast(Literal["civil", "true_solar"], clock))
    return RedirectResponse(f"/reports/{report.id}", 303)


@router.post("/reports/{report_id}/delete")
async def delete(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Delete the report and return to the front page."""
    await actions.delete_report(state, report_id, owner)
    return RedirectResponse("/", 303)


async def _create(state: State, request: ReportRequest, visitor: UUID | None, key: str | None) -> tuple[Report, UUID]:
    try:
        report, _, owner = await actions.create_report(state, request, visitor, key)
    except IdempotencyConflict:  # the user went back, changed something and sent the form again: a new report
        report, _, owner = await actions.create_report(state, request, visitor, None)
    return report, owner


def show_error(request: Request, status: int) -> Response:
    """Render the error page for this status."""
    language = request.query_params.get("lang")
    kind = "missing" if status == 404 else "trouble" if status >= 500 else "conflict" if status == 409 else "refused"
    if language not in WORDS:
        return show_page(request, "trouble.html", status, kind=kind)
    return remember_language(show_page(request, "trouble.html", status, language, kind=kind), language)


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
        time_kinds=KINDS,
        double_hour_choices=double_hour_choices,
        part_choices=part_choices,
        short_title=short_title,
        stored_chart=stored_chart,
        stored_request=stored_request,
        day_of=today_in_beijing,
        name_chars=NAME_CHARS,
        place_chars=PLACE_CHARS,
        query_chars=QUERY_CHARS,
        question_chars=QUESTION_CHARS,
        key=form.get("key") or uuid4().hex,
        reports=[(row, as_summary(state, row)) for row in rows[:PAGE_SIZE]],
        older=write_cursor(older.created_at, older.id) if older else None,
    )


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


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a posted form. If a name is repeated, its last value counts."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, max_num_fields=60, keep_blank_values=True))
    except ValueError:  # more fields than our form has
        return {}

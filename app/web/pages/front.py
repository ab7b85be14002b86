"""Routes of the front page: the form, and below it the newest readings."""

from typing import Any, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.bazi.birth import InvalidBirth
from app.bazi.places import QUERY_CHARS
from app.db.records import Report
from app.errors import IdempotencyConflict, NotFound
from app.reading.request import NAME_CHARS, PLACE_CHARS, QUESTION_CHARS, ReportRequest, stored_request
from app.web import actions
from app.web.deps import ServiceState, State, Visitor, new_owner_id
from app.web.pages.birth_time import KINDS, double_hour_choices, part_choices
from app.web.pages.fields import read_fields
from app.web.pages.form import Form, label_of, read_form
from app.web.pages.library import entry_of
from app.web.pages.one_off import OneOffPage
from app.web.pages.prefill import Keep, form_from
from app.web.pages.templating import remember_language, show_page, switch_language, words_of
from app.web.pages.words import WORDS

router = APIRouter(include_in_schema=False)

NEWEST = 3
"""How many reports the front page lists."""
Notice = Literal["birth", "all", "cookies"]
"""What the form says above its first field: what was filled in, or that the browser refuses cookies."""


@router.get("/")
async def front_page(
    request: Request, state: ServiceState, visitor: Visitor, lang: str | None = None, keep: str = "birth"
) -> Response:
    """Show the form. With `from`, it is filled in from that report; `keep=all` also keeps the question."""
    if lang in WORDS:
        return switch_language(request, lang)
    kept: Keep | None = None
    form = Form({})
    if (source := request.query_params.get("from")) is not None:
        kept = "all" if keep == "all" else "birth"
        asked = await _request_of(state, source, visitor)
        form = form_from(asked, kept, is_english=words_of(request)["lang"] == "en")
    response = await _front(request, state, visitor, form, notice=kept)
    if visitor is None:  # set the cookie before the first form is sent, so that sending it twice makes one report
        state.owners.set_cookie(response, new_owner_id())
    return response


@router.post("/")
async def ask(request: Request, state: ServiceState, visitor: Visitor) -> Response:
    """Create a report and redirect to its page, or show the form again with an error at each wrong field.

    With `lang`, only switch the language of the page and of the future report; all input is kept.
    """
    fields = await read_fields(request)
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
        if visitor is None and form.get("key"):
            return await _without_cookies(request, state, form, report_request)
        report, owner = await _create(state, report_request, visitor, form.get("key")[:200] or None)
    except InvalidBirth as error:  # `read_form` currently reports all of them; this covers any that it might miss
        form.add_error("date", f"error_{error.reason}")
        return await _front(request, state, visitor, form, status=422)
    response = RedirectResponse(f"/reports/{report.id}", 303)
    if visitor is None:
        state.owners.set_cookie(response, owner)
    return response


async def _without_cookies(request: Request, state: State, form: Form, report_request: ReportRequest) -> Response:
    """Explain what is lost without cookies; if the user insists, write the report into this one response.

    The form came from our page, which set a cookie, and it has a key, which only our page gives it.
    """
    if form.get("anyway"):
        report, _, owner = await actions.create_report(state, report_request, None, None)
        return await OneOffPage.open(state, report, owner, words_of(request))
    response = await _front(request, state, None, form, notice="cookies", status=422)
    state.owners.set_cookie(response, new_owner_id())  # for a browser that accepts cookies from now on
    return response


async def _request_of(state: State, report_id: str, visitor: UUID | None) -> ReportRequest:
    try:
        if visitor is not None:
            return stored_request(await state.store.report(UUID(report_id), visitor))
    except ValueError:
        pass
    raise NotFound("no such report")


async def _create(state: State, request: ReportRequest, visitor: UUID | None, key: str | None) -> tuple[Report, UUID]:
    try:
        report, _, owner = await actions.create_report(state, request, visitor, key)
    except IdempotencyConflict:  # the user went back, changed something and sent the form again: a new report
        report, _, owner = await actions.create_report(state, request, visitor, None)
    return report, owner


async def _front(
    request: Request,
    state: State,
    visitor: UUID | None,
    form: Form,
    *,
    status: int = 200,
    notice: Notice | None = None,
    language: str | None = None,
) -> Response:
    words = WORDS[language] if language else words_of(request)
    rows: list[Report] = []
    if visitor is not None:
        rows = await state.store.reports(visitor, status=None, before=None, limit=NEWEST + 1)
    values: dict[str, Any] = {
        "form": form,
        "notice": notice,
        "key": form.get("key") or uuid4().hex,
        "entries": [entry_of(state, row, words) for row in rows[:NEWEST]],
        "has_more": len(rows) > NEWEST,
        "label_of": label_of,
        "time_kinds": KINDS,
        "double_hour_choices": double_hour_choices,
        "part_choices": part_choices,
        "name_chars": NAME_CHARS,
        "place_chars": PLACE_CHARS,
        "query_chars": QUERY_CHARS,
        "question_chars": QUESTION_CHARS,
    }
    return show_page(request, "ask.html", status, language, **values)

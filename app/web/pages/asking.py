"""Routes with which the page of a reading asks further questions, and gives one up."""

from contextlib import suppress

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.errors import IdempotencyConflict, IllegalMove, NotFound, TooManyQuestions
from app.web import actions
from app.web.deps import Owner, ReportId, ServiceState
from app.web.pages.fields import read_fields
from app.web.pages.follow_ups import Draft
from app.web.pages.routes import show_reading
from app.web.requests import QuestionIn, has_visible_text

router = APIRouter(include_in_schema=False)

_ERRORS = {IllegalMove: "conflict", TooManyQuestions: "limit", IdempotencyConflict: "conflict"}
_STATUSES = {"empty": 422, "invalid": 422, "conflict": 409, "limit": 429}


@router.post("/reports/{report_id}/questions")
async def ask_question(request: Request, report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Ask a further question and return to the page, or show the page with the input and what is wrong with it."""
    fields = await read_fields(request)
    # Browsers send CRLF for a line break, which the form counts as one character.
    text = fields.get("question", "").replace("\r\n", "\n")
    key = fields.get("key", "")[:200]
    try:
        question = QuestionIn(question=text).question
        await actions.ask_question(state, report_id, owner, question, key or None)
    except ValidationError:
        error = "invalid" if has_visible_text(text) else "empty"
    except (IllegalMove, TooManyQuestions, IdempotencyConflict) as refusal:
        error = _ERRORS[type(refusal)]
    else:
        return RedirectResponse(f"/reports/{report_id}", 303)
    draft = Draft(text, key, f"follow_up_error_{error}")
    return await show_reading(request, state, report_id, owner, draft=draft, status=_STATUSES[error])


@router.post("/reports/{report_id}/questions/{number}/drop")
async def drop_question(report_id: ReportId, number: str, state: ServiceState, owner: Owner) -> Response:
    """Give up a question that could not be answered, and return to the page."""
    if not (number.isascii() and number.isdecimal() and len(number) < 3):
        raise NotFound("no such report")
    with suppress(IllegalMove):  # its answer has begun meanwhile; the page shows the current state
        await actions.drop_question(state, report_id, owner, int(number))
    return RedirectResponse(f"/reports/{report_id}", 303)

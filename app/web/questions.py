"""Further questions about a completed report: the routes of the JSON API."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.web import actions
from app.web.api import IdempotencyKey
from app.web.deps import Owner, ReportId, ServiceState
from app.web.docs import BODY, problems
from app.web.representation import as_json, as_summary
from app.web.requests import QuestionIn
from app.web.schemas import ReportSummary

router = APIRouter(prefix="/api/reports/{report_id}/questions")


@router.post(
    "",
    status_code=201,
    response_model=ReportSummary,
    responses={
        200: {"model": ReportSummary, "description": "This key has asked this question before."},
        **problems(*BODY, 403, 404, 409, 429, 503),
    },
)
async def ask_question(
    body: QuestionIn,
    report_id: ReportId,
    state: ServiceState,
    owner: Owner,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask about a completed report. The answer is appended as one more passage; the text before it does not change.

    409 while the report is being written, 429 once five questions have been asked.
    """
    report, is_new = await actions.ask_question(state, report_id, owner, body.question, idempotency_key)
    return as_json(as_summary(state, report), 201 if is_new else 200)


@router.delete("/{number}", response_model=ReportSummary, responses=problems(403, 404, 409, 503))
async def drop_question(
    report_id: ReportId,
    number: Annotated[int, Path(ge=1, le=99, description="Number of the question, from 1.")],
    state: ServiceState,
    owner: Owner,
) -> Response:
    """Give up the last question, if the report ended before its answer began. The report is completed as before."""
    return as_json(as_summary(state, await actions.drop_question(state, report_id, owner, number)))

"""The owner's actions on reports, shared by the API and the pages. Each one notifies the processes it concerns."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID

from app.bazi.birth import InvalidBirth
from app.bazi.casting import cast_chart, today_in_beijing
from app.bazi.moment import moment_of_birth
from app.db.records import Report
from app.errors import IllegalMove
from app.reading.request import MAX_FOLLOW_UPS, OUTLINE, ReportRequest, stored_request
from app.relay import WAKE, Command
from app.web.deps import State, new_owner_id


async def create_report(
    state: State, request: ReportRequest, visitor: UUID | None, key: str | None
) -> tuple[Report, bool, UUID]:
    """Cast the chart and queue the report. `key` is the Idempotency-Key.

    Returns the report, whether it is new, and its owner's id, which is new if `visitor` is None. Raises
    `InvalidBirth`, `IdempotencyConflict` if the key belongs to a different request, and `Overloaded`.
    """
    with state.creation.admitted():
        return await _create_report(state, request, visitor, key)


async def _create_report(
    state: State, request: ReportRequest, visitor: UUID | None, key: str | None
) -> tuple[Report, bool, UUID]:
    moment = moment_of_birth(request.birth, request.place)
    if moment.instant > datetime.now(UTC) + timedelta(days=1):
        raise InvalidBirth("birth.date", "The date of birth is in the future.", "future")
    chart = cast_chart(request.birth, request.gender, request.place, request.options, today=today())
    owner = visitor or new_owner_id()
    if visitor is None:
        state.access.welcome(owner)
    request = replace(request, outline=OUTLINE)
    report, is_new = await state.store.create(owner, request, chart, idempotency_key=key)
    state.relay.send_command(WAKE)
    return report, is_new, owner


async def cast_again(state: State, report_id: UUID, owner: UUID, clock: Literal["civil", "true_solar"]) -> Report:
    """Create a report from the same request, cast by `clock`. Repeated calls return the same report.

    Returns the report itself if it was cast by that clock. Raises `NotFound`, and what `create_report` raises.
    """
    report = await state.store.report(report_id, owner)
    request = stored_request(report)
    if request.options.clock == clock:
        return report
    request = replace(request, options=replace(request.options, clock=clock))
    again, _, _ = await create_report(state, request, owner, f"again:{report_id}:{clock}")
    return again


async def stop_report(state: State, report_id: UUID, owner: UUID) -> Report:
    """Ask the writer to stop; a queued report stops at once. Raises `NotFound`."""
    report = await state.store.request_stop(report_id, owner)
    state.relay.send_command(Command("stop", report_id))
    return report


async def resume_report(state: State, report_id: UUID, owner: UUID) -> tuple[Report, bool]:
    """Queue the report again. Also returns whether this call queued it: False if it is queued or running already.

    Raises `NotFound` and `IllegalMove`.
    """
    resumed = await state.store.resume(report_id, owner)
    state.relay.send_command(WAKE)
    return resumed


async def ask_question(
    state: State, report_id: UUID, owner: UUID, question: str, key: str | None
) -> tuple[Report, bool]:
    """Queue a completed report for the answer to a further question. `key` is the Idempotency-Key.

    Also returns whether this call asked it: False if the key has asked it before. Raises `NotFound`,
    `IdempotencyConflict`, `IllegalMove` and `TooManyQuestions`.
    """
    asked = await state.store.ask(report_id, owner, question, most=MAX_FOLLOW_UPS, idempotency_key=key)
    state.relay.send_command(WAKE)
    return asked


async def drop_question(state: State, report_id: UUID, owner: UUID, number: int) -> Report:
    """Give up the last question, counted from 1, of a report that ended before its answer began.

    Raises `NotFound`, and `IllegalMove` for any other question.
    """
    report = await state.store.report(report_id, owner)
    if number != len(report.questions):
        raise IllegalMove("only the last question can be given up, and only before its answer has begun")
    return await state.store.drop_question(report_id, owner, answered=len(state.headings_of(report)) - 1)


async def delete_report(state: State, report_id: UUID, owner: UUID) -> None:
    """Delete the report everywhere and stop its writing. Raises `NotFound`."""
    await state.store.delete(report_id, owner)
    state.relay.send_command(Command("drop", report_id))
    state.relay.send_command(WAKE)  # the owner's next report may start


def today() -> date:
    """Today's date in Beijing, where most readers live."""
    return today_in_beijing(datetime.now(UTC))

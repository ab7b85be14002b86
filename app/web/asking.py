"""Asking for a report: the chart is cast, the row is made, and whoever is free begins to write."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.bazi.casting import cast_chart, today_in_beijing
from app.bazi.chart import as_json
from app.bazi.moment import moment_of_birth
from app.db.records import Report
from app.errors import InvalidBirth
from app.relay import WAKE
from app.report import ReportRequest
from app.web.deps import State, newcomer


async def ask_for_report(
    state: State, request: ReportRequest, visitor: UUID | None, key: str | None
) -> tuple[Report, bool, UUID]:
    """The report, whether it is new, and its owner, who may be new as well. Raises InvalidBirth."""
    moment = moment_of_birth(request.birth, request.place)
    if moment.instant > datetime.now(UTC) + timedelta(days=1):
        raise InvalidBirth("birth.date", "There is no report for a birth that is to come.", "future")
    chart = cast_chart(request.birth, request.gender, request.place, request.options, today=today())
    owner = visitor or newcomer()
    report, is_new = await state.store.create(owner, request, as_json(chart), idempotency_key=key)
    state.relay.order(WAKE)
    return report, is_new, owner


def today() -> date:
    """By the calendar of those who read."""
    return today_in_beijing(datetime.now(UTC))

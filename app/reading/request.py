"""The request for a report, and how request and chart are read back from the database row."""

from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart, today_in_beijing
from app.bazi.chart import Chart, as_json, from_json
from app.db.records import Report

NAME_CHARS = 40
"""Maximum length of the reader's name, in the API, the form and the prompt."""
PLACE_CHARS = 60
"""Maximum length of the name of a place, in the API, the form and the prompt."""
QUESTION_CHARS = 500
"""Maximum length of the reader's question, in the API, the form and the prompt."""
FOLLOW_UP_CHARS = 300
"""Maximum length of a further question about a finished report, in the API, the form and the prompt."""
MAX_FOLLOW_UPS = 5
"""How many further questions may be asked about a report."""
OUTLINE = 2
"""The version of the outline that new reports get; see `app.reading.wording.Edition`."""
WRITABLE_OUTLINE = 3
"""What this code can write, as its claims say: reports of both versions, and answers to further questions (3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """Everything a person enters for a report. Personal data: never log it."""

    birth: Birth
    gender: Literal["female", "male"]
    place: Place
    name: str | None = None
    question: str | None = None
    language: Literal["zh", "en"] = "zh"
    options: ChartOptions = field(default_factory=ChartOptions)
    outline: int = field(default=1, compare=False)
    """Version of the outline; rows from before there were versions have the first. Not part of what the person
    entered, so a request that is sent again after an update equals the stored one."""


def stored_request(report: Report) -> ReportRequest:
    """Return the request of a report. Fields that its row lacks, because they are newer, get their defaults."""
    return msgspec.json.decode(report.request_json, type=ReportRequest)


def stored_chart(report: Report) -> Chart:
    """Return the chart of a report. A chart stored by an older version, without newer fields, is cast again."""
    try:
        return from_json(report.chart_json)
    except ValueError:
        return _cast_again(report)


def stored_chart_json(report: Report) -> Any:
    """Return `stored_chart` as plain JSON values."""
    try:
        from_json(report.chart_json)
    except ValueError:
        return as_json(_cast_again(report))
    return msgspec.json.decode(report.chart_json)


def _cast_again(report: Report) -> Chart:
    request, today = stored_request(report), today_in_beijing(report.created_at)
    return cast_chart(request.birth, request.gender, request.place, request.options, today=today)

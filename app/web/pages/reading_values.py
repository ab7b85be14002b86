"""What the template of a reading needs, for the owner's page and for shared ones."""

from collections.abc import Mapping
from typing import Any, Protocol

from fastapi import Request

from app.bazi.chart import Chart
from app.bazi.drawing import chart_height
from app.bazi.drawing.pen import Columns
from app.db.records import Report
from app.reading.findings import finding_text
from app.reading.request import ReportRequest
from app.report import Status
from app.web import actions
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.deps import State
from app.web.pages.body import Body
from app.web.pages.chart_words import notes_of, pillars_of, place_word
from app.web.representation import known_log


class Summary(Protocol):
    """How far a report is, as its reader may know it."""

    @property
    def status(self) -> str: ...
    @property
    def chars(self) -> int: ...
    @property
    def saved_chars(self) -> int: ...


def reading_values(
    request: Request,
    state: State,
    report: Report,
    summary: Summary,
    body: Body,
    *,
    chart: Chart,
    asked: ReportRequest,
    words: Mapping[str, str],
    base: str,
    chart_svg: str,
    columns: str | None,
    with_person: bool = True,
) -> dict[str, Any]:
    """The values for `reading.html`. `base` is the path of the page, `chart_svg` that of the chart as a picture."""
    log = known_log(state, report)
    direction: Columns = "ltr" if columns == "ltr" else "rtl"
    return {
        "report": report,
        "summary": summary,
        "chart": chart,
        "chart_svg": chart_svg,
        "chart_height": chart_height(chart, actions.today(), report.language, columns=direction),
        "stream": f"{base}/stream?tails",
        "name": asked.name,
        "origin": place_word(asked.place, words) if with_person else "",
        "with_person": with_person,
        "body": body,
        "address": str(request.url.replace(query="")),
        "message": words.get(f"code_{report.code}", words["code_internal"]) if report.code else None,
        "ai_label": AI_LABEL[report.language],
        "ai_label_after": AI_LABEL_AFTER[report.language],
        "pillars_of": pillars_of,
        "notes_of": notes_of,
        "finding_text": finding_text,
        "columns": columns,
        "is_ended": report.status.is_ended,
        "is_whole": report.status is Status.COMPLETED,
        "is_waiting": (log is not None and log.is_waiting) or (report.status is Status.QUEUED and state.live.is_paused),
    }

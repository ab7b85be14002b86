"""What the template of a reading needs, for the owner's page and for shared ones."""

from collections.abc import Mapping
from typing import Any, Protocol

from app.bazi.chart import Chart
from app.db.records import Report
from app.reading.findings import finding_text
from app.report import Status
from app.web import actions
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.deps import State
from app.web.pages.body import Body
from app.web.pages.chart_view import chart_view
from app.web.pages.chart_words import notes_of, pillars_of
from app.web.pages.head import asked_of
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
    state: State,
    report: Report,
    summary: Summary,
    body: Body,
    *,
    chart: Chart,
    name: str | None,
    words: Mapping[str, str],
    base: str,
    chart_svg: str,
    columns: str | None,
    with_person: bool = True,
    own_title: str | None = None,
) -> dict[str, Any]:
    """The values for `reading.html`. `base` is the path of the page, `chart_svg` that of the chart as a picture.

    Without `with_person`, they say nothing of whom the reading is about. `own_title` is what the owner calls it.
    """
    log = known_log(state, report)
    return {
        "report": report,
        "summary": summary,
        "chart": chart,
        "chart_svg": chart_svg,
        "plate": chart_view(
            chart, actions.today(), report.language, left_to_right=columns == "ltr", with_person=with_person
        ),
        "stream": f"{base}/stream?tails",
        "name": name,
        "own_title": own_title,
        "asked": asked_of(report, chart, body.headings, words) if with_person else None,
        "with_person": with_person,
        "body": body,
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

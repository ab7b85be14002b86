"""The page "My readings": all reports of an owner, with search, titles and deletion. It works without JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.bazi.casting import today_in_beijing
from app.bazi.chart import Chart
from app.bazi.places import name_in
from app.db.records import Report
from app.reading.request import stored_chart, stored_request
from app.web import actions
from app.web.deps import Owner, ReportId, ServiceState, State, Visitor
from app.web.pages.chart_words import short_title
from app.web.pages.fields import read_fields
from app.web.pages.templating import show_page, switch_language, words_of
from app.web.pages.words import WORDS
from app.web.representation import as_summary, read_cursor, write_cursor
from app.web.requests import TITLE_CHARS, clean_title
from app.web.schemas import ReportSummary
from app.web.search import SEARCH_CHARS, words_of_search

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One report in a list, in the words of the page."""

    summary: ReportSummary
    name: str
    """The title, else the name, else what tells the birth from others."""
    person: tuple[str, ...]
    """Whose report it is: the name if there is a title, the gender, the day of birth, and the place."""
    question: str | None
    day: str
    """When it was created, by the calendar in Beijing."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A title that cannot be used, to be shown again."""

    report_id: UUID
    typed: str


@router.get("/reports")
async def library(
    request: Request,
    state: ServiceState,
    visitor: Visitor,
    lang: str | None = None,
    q: Annotated[str, Query(max_length=SEARCH_CHARS)] = "",
    before: str | None = None,
) -> Response:
    """List the owner's reports, newest first; those that match `q`, if it is given."""
    if lang in WORDS:
        return switch_language(request, lang)
    return await _show(request, state, visitor, q.strip(), before or None)


@router.post("/reports/{report_id}/rename")
async def rename(request: Request, report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Set the title of a report and return to the list. An empty title removes it."""
    fields = await read_fields(request)
    typed = fields.get("title", "")
    try:
        title = clean_title(typed) if typed.strip() else None
    except ValueError:
        await state.store.report(report_id, owner)  # another owner's report is not found, whatever the title
        query, before = fields.get("q", "")[:SEARCH_CHARS], fields.get("before") or None
        return await _show(request, state, owner, query, before, Rejected(report_id, typed))
    await state.store.rename(report_id, owner, title)
    return RedirectResponse(f"{_list_path(fields)}#r-{report_id}", 303)


@router.post("/reports/{report_id}/delete")
async def delete(request: Request, report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Delete the report and return to the list, which confirms it: the fragment shows the message."""
    fields = await read_fields(request)
    await actions.delete_report(state, report_id, owner)
    return RedirectResponse(f"{_list_path(fields)}#deleted", 303)


def entry_of(state: State, report: Report, words: Mapping[str, str]) -> Entry:
    """The report as the lists show it."""
    chart, asked = stored_chart(report), stored_request(report)
    person = (
        asked.name if report.title else None,
        words[asked.gender],
        _day_of_birth(chart, words),
        name_in(words["lang"], asked.place),
    )
    return Entry(
        summary=as_summary(state, report),
        name=report.title or asked.name or short_title(chart, words),
        person=tuple(filter(None, person)),
        question=asked.question,
        day=str(today_in_beijing(report.created_at)),
    )


def _day_of_birth(chart: Chart, words: Mapping[str, str]) -> str:
    year, month, day = (int(part) for part in chart.civil_time[:10].split("-"))
    return words["day_of_birth"].format(year=year, month=month, day=day)


async def _show(
    request: Request,
    state: State,
    visitor: UUID | None,
    query: str,
    before: str | None,
    rejected: Rejected | None = None,
) -> Response:
    cursor, rows = read_cursor(before), list[Report]()
    if visitor is not None:
        rows = await state.store.reports(
            visitor, status=None, before=cursor, limit=PAGE_SIZE + 1, words=words_of_search(query)
        )
    older = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    words = words_of(request)
    return show_page(
        request,
        "mine.html",
        422 if rejected else 200,
        entries=[entry_of(state, row, words) for row in rows[:PAGE_SIZE]],
        query=query,
        before=before or "",
        older=_list_path({"q": query, "before": write_cursor(older.created_at, older.id)}) if older else None,
        newest=_list_path({"q": query}) if before else None,
        rejected=rejected,
        title_chars=TITLE_CHARS,
        search_chars=SEARCH_CHARS,
    )


def _list_path(fields: Mapping[str, str]) -> str:
    """The path of the list as it was shown."""
    query = urlencode({name: fields[name] for name in ("q", "before") if fields.get(name)})
    return f"/reports?{query}" if query else "/reports"

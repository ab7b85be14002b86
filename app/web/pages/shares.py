"""The pages that a share's link leads to: the reading as its owner decided to show it, live while it is written.

Everything below `/s/{token}` needs the token alone, never a cookie. `app.web.edge` adds the headers that keep it away
from search engines, other sites and caches.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from starlette.responses import Response
from starlette.types import Receive, Send

from app.bazi.anonymous import without_birth
from app.bazi.chart import Chart
from app.bazi.drawing import draw_chart
from app.bazi.drawing.pen import Columns
from app.db.records import Report
from app.db.shares import Scope, Share, SharedReport
from app.errors import NotFound
from app.reading.request import stored_chart, stored_request
from app.report import Position, Status
from app.viewer import Viewer
from app.web import actions
from app.web.deps import ServiceState, State
from app.web.edge import SHARED_PATH, is_head
from app.web.open_shares import OpenShares
from app.web.pages.blocks import render_in_slices
from app.web.pages.body import Body, body_of
from app.web.pages.card import draw_card
from app.web.pages.chart_words import pillars_of
from app.web.pages.reading_values import reading_values
from app.web.pages.stream import PageEncoder
from app.web.pages.templating import show_page, switch_language, words_of
from app.web.pages.words import WORDS
from app.web.redaction import Redaction
from app.web.representation import known_log
from app.web.stream import HEADERS, ReportStream, position_of

router = APIRouter(include_in_schema=False)

_NO_STORE = {"Cache-Control": "private, no-store"}


async def _shared(token: str, state: ServiceState) -> SharedReport:
    return await state.shares.find(token)


Shared = Annotated[SharedReport, Depends(_shared)]


@dataclass(frozen=True, slots=True)
class _Summary:
    """How far the shared text is. What follows a shared preview does not count."""

    status: str
    chars: int

    @property
    def saved_chars(self) -> int:
        return self.chars


@router.get("/s/{token}")
async def shared_page(
    request: Request,
    token: str,
    state: ServiceState,
    shared: Shared,
    lang: str | None = None,
    columns: str | None = None,
) -> Response:
    """Show a shared reading with its text so far."""
    if lang in WORDS:
        return switch_language(request, lang)
    share = shared.share
    seen = _as_seen(shared)
    redaction = Redaction.of(share, shared.report)
    body, chars = await _body(state, shared, seen, redaction)
    words = _words(request, share)
    chart = _chart(shared)
    base = f"{SHARED_PATH}{token}"
    values = reading_values(
        state,
        seen,
        _Summary(seen.status.value, chars),
        body,
        chart=chart,
        name=stored_request(seen).name if share.with_person else None,
        words=words,
        base=base,
        chart_svg=f"{base}/chart.svg",
        columns=columns,
        with_person=share.with_person,
    )
    values |= _card_values(request, base, shared, chart)
    return show_page(request, "shared.html", words=words, scope=share.scope.value, is_shared=True, **values)


@router.get("/s/{token}/stream")
async def shared_stream(
    request: Request,
    state: ServiceState,
    shared: Shared,
    tails: str | None = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """Stream a shared reading to its page, until it ends or the link becomes invalid. Starts nothing."""
    position = position_of(last_event_id, request.query_params.get("from"))
    seen = _as_seen(shared)
    if seen.status.is_ended and position == Position(seen.attempt, seen.chars):
        return Response(status_code=204, headers=HEADERS)
    if is_head(request.scope):
        return Response(media_type="text/event-stream", headers=HEADERS)
    source = await state.live.view(shared.report)
    viewer = state.redacted_logs.view(source, Redaction.of(shared.share, shared.report))
    words = _words(request, shared.share)
    return _SharedStream(
        viewer,
        seen,
        position,
        encoder=PageEncoder(viewer.log, words, position, sends_tails=tails is not None),
        keepalive_seconds=state.keepalive_seconds,
        timeout_seconds=state.viewer_timeout_seconds,
        patience_seconds=state.takeover_seconds,
        share=shared.share,
        open_shares=state.open_shares,
    )


@router.get("/s/{token}/chart.svg")
async def shared_chart(shared: Shared, columns: Columns = "rtl") -> Response:
    """Draw the chart of a shared reading, with the birth only if the link shows it."""
    picture = draw_chart(_chart(shared), actions.today(), shared.report.language, columns)
    headers = {**_NO_STORE, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return Response(picture, media_type="image/svg+xml", headers=headers)


@router.get("/s/{token}/card.png")
async def shared_card(shared: Shared) -> Response:
    """The picture in the preview of a link: the pillars, and nothing that names a person."""
    picture = await asyncio.to_thread(draw_card, stored_chart(shared.report).pillars, shared.report.language)
    return Response(picture, media_type="image/png", headers=_NO_STORE)


class _SharedStream(ReportStream):
    """A stream that also ends when its link does."""

    def __init__(
        self,
        viewer: Viewer,
        report: Report,
        position: Position | None,
        *,
        encoder: PageEncoder,
        keepalive_seconds: float,
        timeout_seconds: float,
        patience_seconds: float,
        share: Share,
        open_shares: OpenShares,
    ) -> None:
        super().__init__(
            viewer,
            report,
            position,
            encoder=encoder,
            keepalive_seconds=keepalive_seconds,
            timeout_seconds=timeout_seconds,
            patience_seconds=patience_seconds,
        )
        self._share = share.id
        self._open_shares = open_shares

    async def send(self, receive: Receive, send: Send) -> None:
        with self._open_shares.streaming(self._share, self._viewer):
            await super().send(receive, send)


def _as_seen(shared: SharedReport) -> Report:
    """The report as the link's reader may see it: a preview is complete once it is saved, whatever follows."""
    report = replace(shared.report, findings=(), preview_chars=None)
    end = shared.report.preview_chars
    if shared.share.scope is Scope.ALL or end is None:
        return report
    return replace(report, status=Status.COMPLETED, code=None, chars=end)


def _chart(shared: SharedReport) -> Chart:
    chart = stored_chart(shared.report)
    return chart if shared.share.with_person else without_birth(chart)


async def _body(state: State, shared: SharedReport, seen: Report, redaction: Redaction) -> tuple[Body, int]:
    """The text as HTML, and its length. That of an ended report is rendered once for all its readers."""
    headings = _headings(state, shared, redaction)
    variant = f"{shared.share.scope} {shared.share.with_person}"
    if seen.status.is_ended and (body := state.bodies.find(seen, variant)) is not None:
        return body, seen.chars
    text, attempt = await _text(state, shared, seen, redaction)
    if seen.status.is_ended:
        return await state.bodies.make(seen, text, headings, variant), seen.chars
    return await body_of(await render_in_slices(text), headings, None, attempt), len(text)


def _headings(state: State, shared: SharedReport, redaction: Redaction) -> list[str]:
    """The headings of all passages. Those that quote further questions are text that follows a preview."""
    report = shared.report
    if shared.share.scope is Scope.PREVIEW:
        report = replace(report, questions=())
    return [redaction.heading(heading) for heading in state.headings_of(report)]


async def _text(state: State, shared: SharedReport, seen: Report, redaction: Redaction) -> tuple[str, int]:
    """The redacted text so far, and its attempt."""
    is_over = seen.status.is_ended
    if (log := known_log(state, shared.report)) is not None:
        # Before this process knows where the preview ends, only saved text certainly belongs to it.
        text = log.read(0, log.saved.end if redaction.only_preview and log.preview_end is None else None)
        return redaction.text(text, log.preview_end, is_over=is_over), log.committed
    loaded = await state.store.load(shared.report.id)
    if loaded is None:
        raise NotFound("no such link")
    report, text = loaded
    redaction = Redaction.of(shared.share, report)  # a question may have been asked since the page was requested
    return redaction.text(text, report.preview_chars, is_over=is_over), report.attempt


def _words(request: Request, share: Share) -> Mapping[str, str]:
    """The page's strings. A complete preview calls itself a preview, and what is gone is the link."""
    words = words_of(request)
    changed = {"conn_gone": words["share_gone"]}
    if share.scope is Scope.PREVIEW:
        changed |= {"status_completed": words["shared_preview_status"], "total": words["shared_preview_total"]}
    return {**words, **changed}


def _card_values(request: Request, base: str, shared: SharedReport, chart: Chart) -> dict[str, str]:
    """What other sites show of the link, in the language of the report, without a name."""
    words = WORDS[shared.report.language]
    pillars = (" · " if shared.report.language == "en" else " ").join(pillars_of(chart, words))
    is_preview = shared.share.scope is Scope.PREVIEW
    return {
        "card_title": words["card_title"],
        "card_text": words["card_text_preview" if is_preview else "card_text"],
        "card_alt": words["card_alt"].format(pillars=pillars),
        "card_image": f"{request.base_url}{base.removeprefix('/')}/card.png",
    }

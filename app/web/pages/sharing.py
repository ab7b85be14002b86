"""The owner's forms for shares. They work without a script; with one, the page uses the JSON API instead."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.bazi.casting import today_in_beijing
from app.db.shares import MOST_SHARES, Scope, Share
from app.web.deps import Owner, ReportId, ServiceState, State
from app.web.pages.templating import show_page
from app.web.shares import ShareId, link_of, revoke_share

router = APIRouter(include_in_schema=False)

SHARE_DAYS = (None, 1, 7, 30)
"""How long a link may be valid, in days, as the form offers it; None for no end."""


async def sharing_values(state: State, report_id: UUID, owner: UUID) -> dict[str, Any]:
    """The values for `_sharing.html`. Raises `NotFound`."""
    return {
        "shares": await state.shares.list(report_id, owner),
        "share_days": SHARE_DAYS,
        "most_shares": MOST_SHARES,
        "is_expired": _is_expired,
        "day_of": today_in_beijing,
    }


@router.post("/reports/{report_id}/shares")
async def make_share(request: Request, report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Make a link and show it, the only time that it can be shown: no address leads to this page again."""
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
    days = fields.get("days", [""])[-1]
    known = {str(choice): choice for choice in SHARE_DAYS if choice is not None}
    _, token = await state.shares.create(
        report_id,
        owner,
        scope=Scope.PREVIEW if fields.get("scope") == ["preview"] else Scope.ALL,
        with_person=fields.get("with_person") == ["1"],
        expires_at=datetime.now(UTC) + timedelta(days=known[days]) if days in known else None,
    )
    return show_page(request, "share_made.html", report_id=report_id, link=link_of(request, token))


@router.get("/reports/{report_id}/shares")
async def after_making(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """Lead back to the reading from the address of `make_share`, which only answers a form."""
    await state.store.report(report_id, owner)
    return RedirectResponse(f"/reports/{report_id}#share-form", 303)


@router.post("/reports/{report_id}/shares/{share_id}/revoke")
async def revoke(report_id: ReportId, share_id: ShareId, state: ServiceState, owner: Owner) -> Response:
    """Revoke a link and return to the list."""
    await revoke_share(state, share_id, report_id, owner)
    return RedirectResponse(f"/reports/{report_id}#share-form", 303)


def _is_expired(share: Share) -> bool:
    return share.expires_at is not None and share.expires_at <= datetime.now(UTC)

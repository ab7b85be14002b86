"""The JSON API of shares: read-only links to a report, which its owner makes, lists and revokes."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from app.db.shares import MOST_SHARES, Scope, Share
from app.errors import NotFound
from app.relay import Command
from app.web.deps import Owner, ReportId, ServiceState, State
from app.web.docs import BODY, problems

router = APIRouter(prefix="/api")

_NO_STORE = {"Cache-Control": "private, no-store"}


def _in_the_future(moment: datetime) -> datetime:
    if moment <= datetime.now(UTC):
        raise ValueError("must be in the future")
    return moment.astimezone(UTC)


class ShareIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"scope": "preview"}]})

    scope: Literal["all", "preview"] = Field(default="all", description="The whole text, or only its preview.")
    with_person: bool = Field(default=False, description="Whether to show name, birth, place and question.")
    expires_at: Annotated[AwareDatetime, AfterValidator(_in_the_future)] | None = Field(
        default=None, description="When the link ends, with its UTC offset; null for never."
    )


class ShareOut(BaseModel):
    """A link without its token."""

    id: UUID
    scope: Literal["all", "preview"]
    with_person: bool
    expires_at: datetime | None
    created_at: datetime


class NewShareOut(ShareOut):
    link: str = Field(description="The link. This response alone contains it.", examples=["https://…/s/6vK…"])


class SharesOut(BaseModel):
    shares: list[ShareOut]


async def _share_id(share_id: str) -> UUID:
    try:
        return UUID(share_id)
    except ValueError:
        raise NotFound("no such report") from None


ShareId = Annotated[UUID, Depends(_share_id)]


@router.post(
    "/reports/{report_id}/shares",
    status_code=201,
    response_model=NewShareOut,
    responses=problems(*BODY, 404, 429, 503),
    description=f"Make a read-only link to a report, at most {MOST_SHARES} of them. Only this response shows it.",
)
async def create_share(
    request: Request, report_id: ReportId, state: ServiceState, owner: Owner, body: ShareIn | None = None
) -> Response:
    """Make a read-only link to a report."""
    body = body or ShareIn()
    share, token = await state.shares.create(
        report_id, owner, scope=Scope(body.scope), with_person=body.with_person, expires_at=body.expires_at
    )
    shown = NewShareOut(**_as_share(share).model_dump(), link=link_of(request, token))
    return Response(shown.model_dump_json(), 201, media_type="application/json", headers=_NO_STORE)


@router.get("/reports/{report_id}/shares", response_model=SharesOut, responses=problems(404, 503))
async def list_shares(report_id: ReportId, state: ServiceState, owner: Owner) -> Response:
    """List the links to a report, newest first, without their tokens. Includes expired ones."""
    shares = await state.shares.list(report_id, owner)
    shown = SharesOut(shares=[_as_share(share) for share in shares])
    return Response(shown.model_dump_json(), media_type="application/json", headers=_NO_STORE)


@router.delete("/reports/{report_id}/shares/{share_id}", status_code=204, responses=problems(403, 404, 503))
async def delete_share(report_id: ReportId, share_id: ShareId, state: ServiceState, owner: Owner) -> Response:
    """Revoke a link. Its open streams end within a few seconds, on every process."""
    await revoke_share(state, share_id, report_id, owner)
    return Response(status_code=204)


async def revoke_share(state: State, share_id: UUID, report_id: UUID, owner: UUID) -> None:
    """Revoke a link and end its streams. Raises `NotFound`."""
    await state.shares.revoke(share_id, report_id, owner)
    state.relay.send_command(Command("unshare", report_id))


def link_of(request: Request, token: str) -> str:
    """The address of a share, under the host that the request names."""
    return f"{request.base_url}s/{token}"


def _as_share(share: Share) -> ShareOut:
    return ShareOut.model_validate(share, from_attributes=True)

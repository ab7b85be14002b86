"""The JSON API of owners: devices, links to another device, and the recovery code."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import Response

from app.errors import NotFound
from app.web import owner_actions as actions
from app.web.deps import CookieBrowser, ServiceState
from app.web.docs import BODY, problems
from app.web.qr import qr_svg
from app.web.schemas import DeviceOut, DevicesOut, JoinedOut, OwnerLinkOut, RecoveryCodeOut

router = APIRouter(prefix="/api/owner")

CODE_CHARS = 400
"""Longer than any link of this service."""


class RecoverIn(BaseModel):
    """A link or a code: exactly one of them."""

    model_config = ConfigDict(extra="forbid")

    code: str | None = Field(
        default=None,
        max_length=CODE_CHARS,
        description="A recovery code, or the code that stands beside a link. Hyphens and case do not matter.",
        examples=["7QZK-2M4D-9XHT-0VPB-R8CJ-5WNE"],
    )
    link: str | None = Field(default=None, max_length=CODE_CHARS, description="A link, or the token after its `#`.")

    @model_validator(mode="after")
    def _has_one(self) -> "RecoverIn":
        if (self.code is None) == (self.link is None):
            raise ValueError("give either code or link")
        return self

    @property
    def token(self) -> str:
        return self.code if self.code is not None else self.link or ""


async def _device_id(device: str) -> UUID:
    try:
        return UUID(device)
    except ValueError:
        raise NotFound("no such report") from None


DeviceId = Annotated[UUID, Depends(_device_id)]


@router.post("/links", status_code=201, response_model=OwnerLinkOut, responses=problems(403, 404, 429, 503))
async def create_link(request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """Make a link that makes another browser the same owner: once, within ten minutes. Opening it is no use of it."""
    signed_in = await actions.sign_in(state, request, browser)
    link = await actions.make_link(state, request, signed_in)
    out = OwnerLinkOut(link=link.url, code=link.code, expires_at=link.expires_at, qr=qr_svg(link.url))
    return _remembering(state, signed_in, _json(out, 201))


@router.post("/recovery-code", status_code=201, response_model=RecoveryCodeOut, responses=problems(403, 404, 429, 503))
async def create_recovery_code(request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """Make a recovery code, which makes any browser this owner. It is shown only here, and ends the one before."""
    signed_in = await actions.sign_in(state, request, browser)
    code = await actions.make_recovery_code(state, request, signed_in)
    return _remembering(state, signed_in, _json(RecoveryCodeOut(code=code.code, created_at=code.created_at), 201))


@router.post("/recover", response_model=JoinedOut, responses=problems(*BODY, 404, 429, 503))
async def recover(body: RecoverIn, request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """Make this browser the owner of a link or code. Reports that it has already are moved to that owner.

    A link or code that is wrong, used, expired or replaced is `not_found`; which of these is not said.
    """
    joined = await actions.join(state, request, browser, body.token)
    response = _json(JoinedOut(device=joined.device, moved_reports=joined.moved_reports))
    state.owners.set_device(response, joined.owner, joined.device)
    return response


@router.get("/devices", response_model=DevicesOut, responses=problems(404, 429, 503))
async def list_devices(request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """List the browsers that are signed in, this one first."""
    signed_in = await actions.look_in(state, request, browser)
    if signed_in is None:
        return _json(DevicesOut(devices=[], recovery_code_created_at=None))
    devices = [
        DeviceOut(
            id=device.id,
            label=device.label,
            created_at=device.created_at,
            seen_at=device.seen_at,
            is_current=device.id == signed_in.device,
        )
        for device in await actions.devices_of(state, signed_in)
    ]
    made_at = await state.owner_store.code_created_at(signed_in.owner)
    return _remembering(state, signed_in, _json(DevicesOut(devices=devices, recovery_code_created_at=made_at)))


@router.delete("/devices/{device}", status_code=204, responses=problems(403, 404, 503))
async def sign_out_device(device: DeviceId, state: ServiceState, browser: CookieBrowser) -> Response:
    """Sign out a browser. It loses access on every process, and unused links end. Its reports stay."""
    await actions.sign_out(state, browser, device)
    response = Response(status_code=204)
    if device == browser.device:
        state.owners.forget(response)
    return response


def _json(body: BaseModel, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(body.model_dump_json(), status, media_type="application/json", headers=headers)


def _remembering(state: ServiceState, signed_in: actions.SignedIn, response: Response) -> Response:
    signed_in.remember(state, response)
    return response

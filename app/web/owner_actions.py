"""What owners do with their devices, links and recovery codes, once for the API and the pages.

All of it is checked against the database at that moment, never against an earlier answer of `Access`: a device that was
just signed out must not make a link, or take the reports along to another owner.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from app.db.owners import Admitted, Device, Joined
from app.errors import NotFound
from app.relay import Command
from app.web import codes
from app.web.access import Browser
from app.web.deps import State
from app.web.throttle import DEVICE, ISSUE, RECOVER
from app.web.user_agent import label_of

LINK_SECONDS = 600


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The owner and the device behind a request. `is_new` if this request added the device: it needs its cookie."""

    owner: UUID
    device: UUID
    is_new: bool

    def remember(self, state: State, response: Response) -> None:
        """Set the cookies of a device that was added."""
        if self.is_new:
            state.owners.set_device(response, self.owner, self.device)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was just made. Its token and code are known only here."""

    url: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A recovery code that was just made. It is known only here."""

    code: str
    created_at: datetime


async def sign_in(state: State, request: Request, browser: Browser) -> SignedIn:
    """Return the owner and device of the request, and add the device if it has no row.

    Raises `NotFound`, and `TooManyAttempts` if too many devices were added.
    """
    admitted = await state.access.check(browser)
    if admitted is None:
        raise NotFound("no such report")
    if admitted.is_device and browser.device is not None:
        return SignedIn(admitted.owner, browser.device, is_new=False)
    await state.throttle.count(DEVICE, request)
    device = await state.owner_store.add_device(admitted.owner, _label(request))
    return SignedIn(admitted.owner, device, is_new=True)


async def look_in(state: State, request: Request, browser: Browser) -> SignedIn | None:
    """Like `sign_in`, but without a row for a visitor who has nothing yet: returns None."""
    admitted = await state.access.check(browser)
    if admitted is not None and not admitted.is_device and await state.owner_store.count_reports(admitted.owner) == 0:
        return None
    return await sign_in(state, request, browser)


async def make_link(state: State, request: Request, signed_in: SignedIn) -> Link:
    """Make a link that makes another browser the same owner. Raises `TooManyAttempts`."""
    await state.throttle.count(ISSUE, request)
    token, code = codes.TOKEN.new(), codes.TYPED.new()
    expires_at = await state.owner_store.add_link(
        signed_in.owner, codes.digest(token), codes.digest(code), seconds=LINK_SECONDS
    )
    # Browsers do not send the fragment: the token is in no log and no referrer, and opening the link does not use it.
    base = request.base_url.replace(scheme="https") if state.owners.is_secure else request.base_url
    return Link(f"{base}join#{token}", codes.grouped(code), expires_at)


async def make_recovery_code(state: State, request: Request, signed_in: SignedIn) -> RecoveryCode:
    """Make a recovery code, which ends the one before. Raises `TooManyAttempts`."""
    await state.throttle.count(ISSUE, request)
    code = codes.RECOVERY.new()
    created_at = await state.owner_store.replace_code(signed_in.owner, codes.digest(code))
    return RecoveryCode(codes.grouped(code), created_at)


async def join(state: State, request: Request, browser: Browser, typed: str) -> Joined:
    """Make this browser the owner that a link or code stands for. Its own reports are moved to that owner.

    Raises `TooManyAttempts`, and `NotFound` for a link or code that is wrong, used, expired or replaced.
    """
    await state.throttle.count(RECOVER, request)
    admitted = await state.access.check(browser)
    visitor, device = (None, None) if admitted is None else (admitted.owner, browser.device)
    joined = await state.owner_store.join(codes.digest(codes.normalised(typed)), visitor, device, _label(request))
    if joined is None:
        raise NotFound("no such link or code")
    await state.throttle.forgive(RECOVER, request)
    for owner in {joined.owner, joined.former} - {None}:
        state.relay.send_command(Command("access", owner))
    return joined


async def devices_of(state: State, signed_in: SignedIn) -> list[Device]:
    """List the owner's devices, this one first."""
    devices = await state.owner_store.devices(signed_in.owner)
    return sorted(devices, key=lambda device: device.id != signed_in.device)


async def sign_out(state: State, browser: Browser, device: UUID) -> Admitted:
    """Sign out a device of the browser's owner on every process. Raises `NotFound`."""
    admitted = await state.access.check(browser)
    if admitted is None:
        raise NotFound("no such report")
    await state.owner_store.sign_out(admitted.owner, device)
    state.relay.send_command(Command("access", admitted.owner))
    return admitted


async def is_signed_out(state: State, browser: Browser, device: UUID) -> bool:
    """Return whether this is a device of the browser's owner that was signed out before."""
    admitted = await state.access.check(browser)
    return admitted is not None and await state.owner_store.is_signed_out(admitted.owner, device)


def _label(request: Request) -> str:
    return label_of(request.headers.get("user-agent", ""))

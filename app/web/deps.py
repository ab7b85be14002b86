"""Dependencies of the handlers: the running service, the visitor, and the report id.

All of them are `async` although none waits: FastAPI runs plain functions in a thread pool.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Cookie, Depends, Request
from itsdangerous import BadSignature, Signer
from starlette.responses import Response

from app.db.owners import OwnerStore
from app.db.records import Report
from app.db.shares import ShareStore
from app.db.store import Store
from app.errors import NotFound
from app.live import Live
from app.outline import Outline
from app.relay import Relay
from app.web.access import Access, Browser
from app.web.admission import Admission
from app.web.open_shares import OpenShares
from app.web.pages.body import Bodies
from app.web.redacted_log import RedactedLogs
from app.web.throttle import Throttle

OWNER_COOKIE = "mingshu_owner"
DEVICE_COOKIE = "mingshu_device"
_YEAR = 365 * 24 * 3600


class Owners:
    """Reads and writes the cookies of owners and devices: random ids, signed. They are the only credential.

    The device has a cookie of its own, because processes of the previous version accept an owner's cookie only in its
    old form, and cookies in that form must stay valid. The device's row says whose it is, and whether it was signed
    out; see `app.web.access`.
    """

    def __init__(self, key: bytes, *, is_secure: bool) -> None:
        self._owner_signer = Signer(key, salt="mingshu.owner", digest_method=hashlib.sha256)
        self._device_signer = Signer(key, salt="mingshu.device", digest_method=hashlib.sha256)
        self.is_secure = is_secure
        """Whether the service is reached by HTTPS only."""

    def read(self, cookie: str | None) -> UUID | None:
        """The owner's id, or None if the cookie is missing or its signature is invalid."""
        return _read(self._owner_signer, cookie)

    def read_device(self, cookie: str | None) -> UUID | None:
        """The device's id, or None if the cookie is missing or its signature is invalid."""
        return _read(self._device_signer, cookie)

    def set_cookie(self, response: Response, owner: UUID) -> None:
        """Identify the client that receives this response as `owner` from now on."""
        self._set(response, OWNER_COOKIE, self._owner_signer, owner)

    def set_device(self, response: Response, owner: UUID, device: UUID) -> None:
        """Identify the client that receives this response as a device of `owner` from now on."""
        self.set_cookie(response, owner)
        self._set(response, DEVICE_COOKIE, self._device_signer, device)

    def forget(self, response: Response) -> None:
        """Delete the cookies of the client that receives this response."""
        for name in (OWNER_COOKIE, DEVICE_COOKIE):
            response.delete_cookie(name, httponly=True, samesite="lax", secure=self.is_secure)

    def _set(self, response: Response, name: str, signer: Signer, id: UUID) -> None:
        response.set_cookie(
            name,
            signer.sign(str(id)).decode(),
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            secure=self.is_secure,
        )


def _read(signer: Signer, cookie: str | None) -> UUID | None:
    try:
        return UUID(signer.unsign(cookie or "").decode())
    except (BadSignature, ValueError):
        return None


@dataclass(slots=True, kw_only=True)
class State:
    """The handlers' view of the running service. The lifespan yields it."""

    store: Store
    live: Live
    relay: Relay
    owners: Owners
    owner_store: OwnerStore
    access: Access
    throttle: Throttle
    bodies: Bodies
    shares: ShareStore
    open_shares: OpenShares
    redacted_logs: RedactedLogs
    creation: Admission
    outline_of: Callable[[Report], Outline]
    """Returns the outline of a report: its passages and their prompts."""
    ai_provider: str
    """The producer named in the AIGC metadata."""
    check_database: Callable[[], Awaitable[None]]
    """Raises `StorageError` unless the database responds and has the schema that this code needs."""
    keepalive_seconds: float
    viewer_timeout_seconds: float
    takeover_seconds: float
    """Time within which another worker takes over a report whose writer died."""
    paused_code: Callable[[], str | None]
    """The code with which the provider refuses this process's account; None while this process claims reports."""
    is_draining: bool = False

    def headings_of(self, report: Report) -> list[str]:
        """The headings of all passages of a report, including those not yet written."""
        return [passage.heading for passage in self.outline_of(report).passages]


async def _state(request: Request) -> State:
    state: State = request.state.service
    return state


ServiceState = Annotated[State, Depends(_state)]


async def _browser(
    state: ServiceState,
    mingshu_owner: Annotated[str | None, Cookie()] = None,
    mingshu_device: Annotated[str | None, Cookie()] = None,
) -> Browser:
    return Browser(state.owners.read(mingshu_owner), state.owners.read_device(mingshu_device))


CookieBrowser = Annotated[Browser, Depends(_browser)]
"""What the request's cookies say. Only `state.access` knows whether it still holds."""


async def _visitor(state: ServiceState, browser: CookieBrowser) -> UUID | None:
    return await state.access.owner_of(browser)


Visitor = Annotated[UUID | None, Depends(_visitor)]
"""The owner that the request's browser is signed in as, or None."""


async def _owner(visitor: Visitor) -> UUID:
    if visitor is None:
        raise NotFound("no such report")  # indistinguishable from another owner's report
    return visitor


Owner = Annotated[UUID, Depends(_owner)]


async def _report_id(report_id: str) -> UUID:
    try:
        return UUID(report_id)
    except ValueError:
        raise NotFound("no such report") from None


ReportId = Annotated[UUID, Depends(_report_id)]


def new_owner_id() -> UUID:
    """A random id for an owner without a cookie."""
    return uuid4()

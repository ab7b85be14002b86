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

from app.db.records import Report
from app.db.shares import ShareStore
from app.db.store import Store
from app.errors import NotFound
from app.live import Live
from app.outline import Outline
from app.relay import Relay
from app.web.admission import Admission
from app.web.open_shares import OpenShares
from app.web.pages.body import Bodies
from app.web.redacted_log import RedactedLogs

OWNER_COOKIE = "mingshu_owner"
_YEAR = 365 * 24 * 3600


class Owners:
    """Reads and writes owner cookies. An owner is a random id in a signed cookie; the cookie is the only credential."""

    def __init__(self, key: bytes, *, is_secure: bool) -> None:
        self._signer = Signer(key, salt="mingshu.owner", digest_method=hashlib.sha256)
        self._is_secure = is_secure

    def read(self, cookie: str | None) -> UUID | None:
        """The owner's id, or None if the cookie is missing or its signature is invalid."""
        try:
            return UUID(self._signer.unsign(cookie or "").decode())
        except (BadSignature, ValueError):
            return None

    def set_cookie(self, response: Response, owner: UUID) -> None:
        """Identify the client that receives this response as `owner` from now on."""
        response.set_cookie(
            OWNER_COOKIE,
            self._signer.sign(str(owner)).decode(),
            max_age=_YEAR,
            httponly=True,
            samesite="lax",
            secure=self._is_secure,
        )


@dataclass(slots=True, kw_only=True)
class State:
    """The handlers' view of the running service. The lifespan yields it."""

    store: Store
    live: Live
    relay: Relay
    owners: Owners
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


async def _visitor(state: ServiceState, mingshu_owner: Annotated[str | None, Cookie()] = None) -> UUID | None:
    return state.owners.read(mingshu_owner)


Visitor = Annotated[UUID | None, Depends(_visitor)]
"""The owner id of the request, or None without a valid cookie."""


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

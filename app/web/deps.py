"""What handlers are given: the parts of the service, and who is asking.

All of it is `async`, although nothing waits: FastAPI would run a plain function in a thread of its own.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Cookie, Depends, Request
from itsdangerous import BadSignature, Signer
from starlette.responses import Response

from app.db.store import Store
from app.errors import NotFound
from app.live import Live
from app.relay import Relay
from app.web.body import Bodies

OWNER_COOKIE = "mingshu_owner"
_YEAR = 365 * 24 * 3600


class Owners:
    """Gives each newcomer a random id in a signed cookie; whoever holds the cookie is that owner."""

    def __init__(self, key: bytes, *, is_secure: bool) -> None:
        self._signer = Signer(key, salt="mingshu.owner", digest_method=hashlib.sha256)
        self._is_secure = is_secure

    def read(self, cookie: str | None) -> UUID | None:
        """The owner, or None if there is no cookie or it was not signed here."""
        try:
            return UUID(self._signer.unsign(cookie or "").decode())
        except (BadSignature, ValueError):
            return None

    def give(self, response: Response, owner: UUID) -> None:
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
    """The parts of the running service, yielded by the lifespan."""

    store: Store
    live: Live
    relay: Relay
    owners: Owners
    bodies: Bodies
    ai_provider: str
    """Who is named in the metadata of what is generated."""
    check_database: Callable[[], Awaitable[None]]
    """Raises `StorageError` unless the database answers and has this code's schema."""
    keepalive_seconds: float
    viewer_timeout_seconds: float
    takeover_seconds: float
    """By then a report whose writer died is being written again."""
    is_draining: bool = False
    paused_code: Callable[[], str | None] = lambda: None
    """The code with which the provider refuses this process's account; None while it claims reports."""


async def _state(request: Request) -> State:
    state: State = request.state.service
    return state


ServiceState = Annotated[State, Depends(_state)]


async def _visitor(state: ServiceState, mingshu_owner: Annotated[str | None, Cookie()] = None) -> UUID | None:
    return state.owners.read(mingshu_owner)


Visitor = Annotated[UUID | None, Depends(_visitor)]
"""Who is asking, or None for someone without a cookie."""


async def _owner(visitor: Visitor) -> UUID:
    if visitor is None:
        raise NotFound("no such report")  # the same as a report that is another's
    return visitor


Owner = Annotated[UUID, Depends(_owner)]


async def _report_id(report_id: str) -> UUID:
    try:
        return UUID(report_id)
    except ValueError:
        raise NotFound("no such report") from None


ReportId = Annotated[UUID, Depends(_report_id)]


def newcomer() -> UUID:
    """An id for an owner who has none yet."""
    return uuid4()

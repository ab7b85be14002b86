"""The middleware around every request: HEAD, cross-site requests, the body size limit, default headers.

Pure ASGI: it neither buffers nor starts tasks, so that responses stream through and disconnects reach the application.
"""

from dataclasses import dataclass
from typing import Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import Problem

MAX_BODY_BYTES = 16 * 1024
"""A valid request takes at most about 9 KiB, with every character escaped."""
BODY_TOO_LARGE = f"The body must be at most {MAX_BODY_BYTES // 1024} KiB."

SHARED_PATH = "/s/"
"""Begins the path of everything that a share shows. Its tokens must not reach search engines, other sites or caches."""
_SHARED_HEADERS = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
_OWN = frozenset({"same-origin", "none"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class Handover:
    """Where a response leaves its stream, to be sent once all inner layers have returned.

    A stream stays open for minutes or hours. Sent from inside, it would keep all layers of the framework in memory
    until then, for every viewer, and pass through all of them with every event.
    """

    stream: "Stream | None" = None


class Stream(Protocol):
    """A response that `Edge` sends."""

    async def send(self, receive: Receive, send: Send) -> None:
        """Send the whole response."""
        ...

    def close(self) -> None:
        """Release the stream without sending it."""
        ...


HANDOVER = "mingshu.handover"
"""Key in the ASGI scope."""


class Edge:
    """Answers HEAD like GET without the body, and refuses state-changing requests from other sites' pages.

    Rejects bodies above `MAX_BODY_BYTES`, by their Content-Length where there is one. Responses are `no-store` unless
    they set Cache-Control.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_through(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Cache-Control", "no-store")
                if scope["path"].startswith(SHARED_PATH):
                    headers.update(_SHARED_HEADERS)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        size = 0
        length = Headers(scope=scope).get("content-length", "")

        async def receive_limited() -> Message:
            nonlocal size
            if length.isdecimal() and int(length[:20]) > MAX_BODY_BYTES:
                raise HTTPException(413, BODY_TOO_LARGE)
            message = await receive()
            size += len(message.get("body", b""))
            if size > MAX_BODY_BYTES:
                raise HTTPException(413, BODY_TOO_LARGE)
            return message

        answer = self._refusal(scope) or self._app
        handover = Handover()
        inner = {**scope, HANDOVER: handover}
        if is_head:
            inner |= {"method": "GET", "mingshu.is_head": True}
        try:
            await answer(inner, receive_limited, send_through)
        except BaseException:
            if handover.stream is not None:
                handover.stream.close()
            raise
        if handover.stream is not None:
            del inner  # with everything that the inner layers have put into it
            await handover.stream.send(receive_limited, send_through)

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE and headers.get("sec-fetch-site", "none") not in _OWN:
            return Problem(403, "cross_site", "Requests from other sites are not accepted.")
        return None


def is_head(scope: Scope) -> bool:
    """Whether the client sent HEAD, which `Edge` passes on as GET."""
    return bool(scope.get("mingshu.is_head"))

"""What every request and response passes, as pure ASGI: HEAD, requests from other sites, headers.

Nothing here buffers, and nothing starts tasks: responses stream through, disconnects too.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import Problem

_OWN = frozenset({"same-origin", "none"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Edge:
    """HEAD is answered as GET would be, without a body. Another site's page cannot act in an owner's name.

    A body that says it is too large is not read. Nothing is cached that does not say it may be.
    """

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Cache-Control", "no-store")
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        size = 0
        length = Headers(scope=scope).get("content-length", "")

        async def receive_on() -> Message:
            nonlocal size
            if length.isdecimal() and int(length[:20]) > self._max_body_bytes:
                raise HTTPException(413)
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._max_body_bytes:
                raise HTTPException(413)
            return message

        answer = self._refusal(scope) or self._app
        if is_head:
            scope = {**scope, "method": "GET", "mingshu.is_head": True}
        await answer(scope, receive_on, send_on)

    def _refusal(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE and headers.get("sec-fetch-site", "none") not in _OWN:
            return Problem(403, "cross_site", "Requests from other sites are not accepted.")
        return None


def is_head(scope: Scope) -> bool:
    """Whether the request was a HEAD before this edge made a GET of it."""
    return bool(scope.get("mingshu.is_head"))

"""What every request and response passes, as pure ASGI: HEAD, requests from other sites, headers.

Nothing here buffers, and nothing starts tasks: responses stream through, disconnects too.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.errors import Problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Edge:
    """HEAD is answered as GET would be, without a body. Another site's page cannot act in an owner's name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] not in _SAFE and Headers(scope=scope).get("sec-fetch-site") == "cross-site":
            await Problem(403, "cross_site", "Requests from other sites are not accepted.")(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        if is_head:
            scope = {**scope, "method": "GET", "mingshu.is_head": True}

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("X-Content-Type-Options", "nosniff")
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, send_on)


def is_head(scope: Scope) -> bool:
    """Whether the request was a HEAD before this edge made a GET of it."""
    return bool(scope.get("mingshu.is_head"))

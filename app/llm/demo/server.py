"""An ASGI app that imitates GLM: the same path, format and pace, with text composed from the chart in the prompt.

It serves the demonstration mode, which has neither a key nor a model, and the tests, for which it misbehaves on demand
and records every call.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec

from app.llm.demo.calls import Call, CallLedger
from app.llm.demo.continuation import ContinuationStyle, Continues, checked, continuation
from app.llm.demo.faults import DROPS, Fault, is_one_byte, refusal, take
from app.llm.demo.http import (
    Receive,
    Scope,
    Send,
    error_object,
    read_body,
    reply,
    send_all,
    send_piece,
    serve_lifespan,
    start,
)
from app.llm.demo.pace import Pace
from app.llm.demo.script import script
from app.llm.demo.text import Order, compose, read_order

PATH = "/api/paas/v4/chat/completions"

Compose = Callable[[Order, str], str]
"""Returns the whole text of a passage, given the task and the call's request id."""
Misbehave = Callable[[Order, str], Fault | None]
"""Returns the fault of a call that none of `Demo.faults` matches, given the task and the request id."""


class _Request(msgspec.Struct):
    model: str
    messages: list[dict[str, Any]]
    stream: bool = False
    request_id: str = ""
    thinking: dict[str, Any] | None = None


def create_demo(
    *,
    chars_per_second: float = 60,
    deltas_per_second: float | None = None,
    controls: bool = False,
    compose: Compose | None = None,
    misbehave: Misbehave | None = None,
    allowed_calls: int | None = None,
    continues: Continues = "asked",
) -> "Demo":
    """Create the app. `deltas_per_second` replaces `chars_per_second`; `controls` enables `/_demo`.

    `compose` replaces the demonstration text, and `misbehave` chooses a fault for each call. While `allowed_calls` are
    in flight, further calls are refused. `continues` is how calls continue a passage that broke off.
    """
    demo = Demo(chars_per_second, deltas_per_second, controls, compose or _demonstration)
    demo.misbehave = misbehave or _behave
    demo.allowed_calls = allowed_calls
    demo.continues = continues if callable(continues) else checked(continues)
    return demo


def _demonstration(order: Order, _request_id: str) -> str:
    return compose(order)


def _behave(_order: Order, _request_id: str) -> None:
    return None


class Demo(CallLedger):
    """The ASGI app.

    `faults`, `allowed_calls`, `misbehave` and `continues` can be changed at any time; the rest is read-only.
    """

    def __init__(
        self, chars_per_second: float, deltas_per_second: float | None, controls: bool, compose: Compose
    ) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.allowed_calls: int | None = None
        """Maximum number of open calls; the app refuses further calls with 429 and code 1302. None: no limit."""
        self.refused_calls = 0
        """Number of calls refused because of `allowed_calls`; they are not in `calls`."""
        self.misbehave: Misbehave = _behave
        self.continues: Continues = "asked"
        self._chars_per_second = chars_per_second
        self._deltas_per_second = deltas_per_second
        self._has_controls = controls
        self._compose = compose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await serve_lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        method, path = scope["method"], scope["path"]
        if (method, path) == ("POST", PATH):
            await self._complete(dict(scope["headers"]), receive, send)
        elif method in ("GET", "HEAD") and path == "/healthz":
            await reply(send, 200, {"status": "ok"})
        elif self._has_controls and path.startswith("/_demo/"):
            await self._control(method, path, receive, send)
        else:
            await reply(send, 404, error_object("404", "no such path"))

    async def _complete(self, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """Answer a chat completion, or send the error that GLM would send."""
        if not headers.get(b"authorization", b"").startswith(b"Bearer "):
            return await reply(send, 401, error_object("1000", "身份验证失败"))
        try:
            request = msgspec.json.decode(await read_body(receive), type=_Request)
            order = read_order(request.messages)
        except (ValueError, msgspec.MsgspecError):
            return await reply(send, 400, error_object("1214", "参数非法"))
        if not request.stream:
            return await reply(send, 400, error_object("1214", "stream 参数非法"))
        if self.allowed_calls is not None and self.open_calls >= self.allowed_calls:
            self.refused_calls += 1
            self._notify()
            return await reply(send, 429, error_object("1302", "您的账户已达到速率限制，请您控制请求频率"))
        fault = take(self.faults, request.request_id, order.heading, is_continuation=order.written is not None)
        fault = fault or self.misbehave(order, request.request_id)
        return await self._stream(request, order, fault, receive, send)

    async def _stream(self, request: _Request, order: Order, fault: Fault | None, receive: Receive, send: Send) -> None:
        """Send the answer until it ends or the client disconnects."""
        style = self._style(order, request.request_id, fault)
        call = self._open(request.request_id, order, fault)
        call.continues = style
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._answer(call, request, order, fault, send), name="demo answer")
                watcher = group.create_task(self._watch(call, receive), name="demo watcher")
                writer.add_done_callback(lambda _: watcher.cancel())
                watcher.add_done_callback(lambda _: writer.cancel())
        finally:
            self._close(call, "client")

    def _style(self, order: Order, request_id: str, fault: Fault | None) -> ContinuationStyle | None:
        if order.written is None or (fault is not None and fault.kind == "overlap"):
            return None
        return checked(self.continues(order, request_id) if callable(self.continues) else self.continues)

    async def _watch(self, call: Call, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._close(call, "client")

    async def _answer(self, call: Call, request: _Request, order: Order, fault: Fault | None, send: Send) -> None:
        refused = refusal(fault) if fault else None
        if refused is not None:
            self._close(call, "fault")
            await send_all(send, refused.status, refused.media_type, refused.body, refused.headers)
            return
        if fault is not None and fault.kind == "stall_before_headers":
            await asyncio.sleep(3600 if fault.seconds is None else fault.seconds)
        is_encoded = fault is not None and fault.kind == "content_encoding"
        encoding = ((b"content-encoding", fault.text.encode()),) if fault is not None and is_encoded else ()
        await send(start(200, "text/event-stream;charset=UTF-8", encoding))
        overlap = fault.overlap if fault is not None and fault.kind == "overlap" else None
        call.repeats = min(overlap or 0, len(order.written or ""))
        steps = script(
            continuation(self._compose(order, request.request_id), order, call.continues or "nothing", overlap),
            fault,
            model=request.model,
            thinks=(request.thinking or {}).get("type") == "enabled",
            prompt_chars=order.chars,
            seed=order.seed,
        )
        pace = Pace(self._chars_per_second, self._deltas_per_second)
        for number, step in enumerate(steps):
            await pace.wait(step)
            self._note(call, step)
            await send_piece(send, step.data, is_one_byte(fault, number))
        self._close(call, "fault")
        if call.fault not in DROPS:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _control(self, method: str, path: str, receive: Receive, send: Send) -> None:
        """Serve the remote control for tests in other processes."""
        try:
            match method, path:
                case "POST", "/_demo/faults":
                    self.faults += msgspec.json.decode(await read_body(receive), type=list[Fault])
                case "DELETE", "/_demo/faults":
                    self.faults.clear()
                case "PUT", "/_demo/allowed_calls":
                    self.allowed_calls = msgspec.json.decode(await read_body(receive), type=int | None)
                case "PUT", "/_demo/continues":
                    self.continues = msgspec.json.decode(await read_body(receive), type=ContinuationStyle)
                case "GET", "/_demo/allowed_calls" | "/_demo/continues" | "/_demo/calls":
                    pass
                case _, "/_demo/faults" | "/_demo/allowed_calls" | "/_demo/continues" | "/_demo/calls":
                    return await reply(send, 405, error_object("405", "no such method"))
                case _:
                    return await reply(send, 404, error_object("404", "no such path"))
        except (ValueError, msgspec.MsgspecError) as error:
            return await reply(send, 400, error_object("1214", str(error)))
        return await reply(send, 200, self._state(path))

    def _state(self, path: str) -> object:
        if path == "/_demo/faults":
            return self.faults
        if path == "/_demo/allowed_calls":
            return self.allowed_calls
        if path == "/_demo/continues":
            return None if callable(self.continues) else self.continues
        calls = [call.as_json() for call in self.calls]
        return {"calls": calls, "open_calls": self.open_calls, "most_open_by_report": self.most_open_by_report}

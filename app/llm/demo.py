"""A GLM look-alike as an ASGI app: the same path, format and pace, text made from the chart it is sent.

It needs no key worth the name and no model, so it writes the demonstration; and it misbehaves on demand
and remembers every call, so it is the other side of every test. What it remembers is its own view: tests
judge from it how many calls there were and how each ended.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import msgspec

from app.llm.demo_answer import Step
from app.llm.demo_faults import DROPS, Fault, refusal, take
from app.llm.demo_script import script
from app.llm.demo_text import Order, compose, read_order, remainder

PATH = "/api/paas/v4/chat/completions"
MAX_CALLS = 10_000
"""Remembered; older ones are forgotten."""
MAX_BODY_BYTES = 8 << 20
UNPACED = 100_000
"""So many characters a second or more means: as fast as possible."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_T = TypeVar("_T")

Compose = Callable[[Order, str], str]
"""The whole text of a passage, from what is asked for and the call's request id."""
Misbehave = Callable[[Order, str], Fault | None]
"""The fault of a call that none of `Demo.faults` matches, from the same."""


@dataclass(slots=True, eq=False)
class Call:
    """One call as the provider saw it. Times are `time.monotonic()`."""

    request_id: str
    report: str
    """The request id up to its first hyphen."""
    heading: str
    goes_on: bool
    """Asked to continue a text that broke off."""
    fault: str | None
    opened_at: float
    closed_at: float | None = None
    closed_by: Literal["finish", "client", "fault"] | None = None
    finish_reason: str | None = None
    _pieces: list[str] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        """What was sent so far, as a sound client reads it."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""


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
) -> "Demo":
    """The app. With `deltas_per_second` the pace is counted in deltas instead; `controls` opens `/_demo`.

    `compose` writes other text than the demonstration's; `misbehave` chooses faults call by call. Calls beyond
    `allowed_calls` in flight are refused.
    """
    demo = Demo(chars_per_second, deltas_per_second, controls, compose or _demonstration)
    demo.misbehave = misbehave or _behaved
    demo.allowed_calls = allowed_calls
    return demo


def _demonstration(order: Order, _request_id: str) -> str:
    return compose(order)


def _behaved(_order: Order, _request_id: str) -> None:
    return None


class Demo:
    """An ASGI app. `faults` and `allowed_calls` may be changed at any time; the rest is to be read."""

    def __init__(
        self, chars_per_second: float, deltas_per_second: float | None, controls: bool, compose: Compose
    ) -> None:
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.allowed_calls: int | None = None
        """Further calls are refused with 429 and code 1302. None: no limit."""
        self.open_calls = self.most_open_calls = 0
        self.refused_calls = 0
        """Refused because of `allowed_calls`; not among `calls`."""
        self.most_open_by_report: dict[str, int] = {}
        self._open_by_report: dict[str, int] = {}
        self._chars_per_second = chars_per_second
        self._deltas_per_second = deltas_per_second
        self._has_controls = controls
        self._compose = compose
        self.misbehave: Misbehave = _behaved
        self._changed = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], _T]) -> _T:
        """The first true answer of `predicate`, asked again after every change to a call."""
        while not (answer := predicate()):
            await self._changed.wait()
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        method, path = scope["method"], scope["path"]
        if (method, path) == ("POST", PATH):
            await self._complete(dict(scope["headers"]), receive, send)
        elif method in ("GET", "HEAD") and path == "/healthz":
            await _reply(send, 200, {"status": "ok"})
        elif self._has_controls and path in ("/_demo/faults", "/_demo/calls", "/_demo/allowed_calls"):
            await self._control(method, path, receive, send)
        else:
            await _reply(send, 404, _error("404", "no such path"))

    async def _complete(self, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        if not headers.get(b"authorization", b"").startswith(b"Bearer "):
            await _reply(send, 401, _error("1000", "身份验证失败"))
            return
        try:
            request = msgspec.json.decode(await _body(receive), type=_Request)
            order = read_order(request.messages)
        except (ValueError, msgspec.MsgspecError):
            await _reply(send, 400, _error("1214", "参数非法"))
            return
        if not request.stream:
            await _reply(send, 400, _error("1214", "stream 参数非法"))
            return
        if self.allowed_calls is not None and self.open_calls >= self.allowed_calls:
            self.refused_calls += 1
            self._notify()
            await _reply(send, 429, _error("1302", "您的账户已达到速率限制，请您控制请求频率"))
            return
        goes_on = order.written is not None
        fault = take(self.faults, request.request_id, order.heading, goes_on=goes_on)
        fault = fault or self.misbehave(order, request.request_id)
        call = self._open(request.request_id, order, fault)
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._answer(call, request, order, fault, send), name="demo answer")
                watcher = group.create_task(self._watch(call, receive), name="demo watcher")
                writer.add_done_callback(lambda _: watcher.cancel())
                watcher.add_done_callback(lambda _: writer.cancel())
        finally:
            self._close(call, "client")

    async def _watch(self, call: Call, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._close(call, "client")

    async def _answer(self, call: Call, request: _Request, order: Order, fault: Fault | None, send: Send) -> None:
        refused = refusal(fault) if fault else None
        if refused is not None:
            self._close(call, "fault")
            await _send(send, refused.status, refused.media_type, refused.body, refused.headers)
            return
        if fault is not None and fault.kind == "stall_before_headers":
            await asyncio.sleep(3600 if fault.seconds is None else fault.seconds)
        is_encoded = fault is not None and fault.kind == "content_encoding"
        encoding = ((b"content-encoding", fault.text.encode()),) if fault is not None and is_encoded else ()
        await send(_start(200, "text/event-stream;charset=UTF-8", encoding))
        overlap = fault.overlap if fault is not None and fault.kind == "overlap" else 0
        steps = script(
            remainder(self._compose(order, request.request_id), order.written, overlap),
            fault,
            model=request.model,
            thinks=(request.thinking or {}).get("type") == "enabled",
            prompt_chars=order.chars,
            seed=order.seed,
        )
        pace = _Pace(self._chars_per_second, self._deltas_per_second)
        is_one_byte = fault is not None and fault.kind == "one_byte"
        for step in steps:
            await pace.wait(step)
            self._note(call, step)
            await _send_piece(send, step.data, is_one_byte)
        self._close(call, "fault")
        if call.fault not in DROPS:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _note(self, call: Call, step: Step) -> None:
        """Before the bytes are sent: who reads them finds the call as they leave it."""
        if step.text:
            call._pieces.append(step.text)
        if step.finish_reason is not None:
            call.finish_reason = step.finish_reason
            self._close(call, "finish")
        self._notify()

    def _open(self, request_id: str, order: Order, fault: Fault | None) -> Call:
        report = request_id.partition("-")[0]
        kind = fault.kind if fault else None
        call = Call(request_id, report, order.heading, order.written is not None, kind, time.monotonic())
        self.calls.append(call)
        if len(self.calls) > MAX_CALLS * 1.1:
            del self.calls[:-MAX_CALLS]
            remembered = {call.report for call in self.calls}
            self.most_open_by_report = {key: n for key, n in self.most_open_by_report.items() if key in remembered}
        self.open_calls += 1
        self.most_open_calls = max(self.most_open_calls, self.open_calls)
        is_open = self._open_by_report[report] = self._open_by_report.get(report, 0) + 1
        self.most_open_by_report[report] = max(is_open, self.most_open_by_report.get(report, 0))
        self._notify()
        return call

    def _close(self, call: Call, by: Literal["finish", "client", "fault"]) -> None:
        """The first to close a call says who did."""
        if call.closed_at is not None:
            return
        call.closed_at, call.closed_by = time.monotonic(), by
        call.text  # noqa: B018 - joins the pieces, which take twenty times the room
        self.open_calls -= 1
        self._open_by_report[call.report] -= 1
        if not self._open_by_report[call.report]:
            del self._open_by_report[call.report]
        self._notify()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _control(self, method: str, path: str, receive: Receive, send: Send) -> None:
        if (method, path) == ("POST", "/_demo/faults"):
            try:
                self.faults += msgspec.json.decode(await _body(receive), type=list[Fault])
            except (ValueError, msgspec.MsgspecError) as error:
                await _reply(send, 400, _error("1214", str(error)))
                return
            await _reply(send, 200, self.faults)
        elif (method, path) == ("DELETE", "/_demo/faults"):
            self.faults.clear()
            await _reply(send, 200, self.faults)
        elif path == "/_demo/allowed_calls" and method in ("GET", "PUT"):
            if method == "PUT":
                try:
                    self.allowed_calls = msgspec.json.decode(await _body(receive), type=int | None)
                except (ValueError, msgspec.MsgspecError) as error:
                    await _reply(send, 400, _error("1214", str(error)))
                    return
            await _reply(send, 200, self.allowed_calls)
        elif (method, path) == ("GET", "/_demo/calls"):
            calls = [_shown(call) for call in self.calls]
            most = self.most_open_by_report
            await _reply(send, 200, {"calls": calls, "open_calls": self.open_calls, "most_open_by_report": most})
        else:
            await _reply(send, 405, _error("405", "no such method"))


class _Pace:
    """Keeps the average: what is late is sent at once."""

    def __init__(self, chars_per_second: float, deltas_per_second: float | None) -> None:
        self._chars_per_second = chars_per_second
        self._deltas_per_second = deltas_per_second
        self._clock = asyncio.get_running_loop().time
        self._start = self._clock()
        self._chars = self._deltas = 0

    async def wait(self, step: Step) -> None:
        if step.pause_seconds:
            await asyncio.sleep(step.pause_seconds)
            self._start += step.pause_seconds
        self._chars += len(step.text)
        self._deltas += 1
        if self._deltas_per_second is not None:
            due = self._deltas / self._deltas_per_second
        elif self._chars_per_second < UNPACED:
            due = self._chars / self._chars_per_second
        else:
            due = 0
        delay = self._start + due - self._clock()
        if delay > 0:
            await asyncio.sleep(delay)
        elif self._deltas % 16 == 0:
            await asyncio.sleep(0)


def _shown(call: Call) -> dict[str, Any]:
    shown = {name: getattr(call, name) for name in call.__slots__ if not name.startswith("_")}
    return {**shown, "text": call.text}


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise ValueError("the body is too large")
        if not message.get("more_body"):
            return bytes(body)


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def _start(status: int, media_type: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> dict[str, Any]:
    typed = ((b"content-type", media_type.encode()), *headers)
    return {"type": "http.response.start", "status": status, "headers": typed}


async def _reply(send: Send, status: int, tree: object) -> None:
    await _send(send, status, "application/json", msgspec.json.encode(tree))


async def _send(
    send: Send, status: int, media_type: str, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    await send(_start(status, media_type, (*headers, (b"content-length", b"%d" % len(body)))))
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def _send_piece(send: Send, data: bytes, is_one_byte: bool) -> None:
    if not is_one_byte:
        if data:
            await send({"type": "http.response.body", "body": data, "more_body": True})
        return
    for index in range(len(data)):
        await send({"type": "http.response.body", "body": data[index : index + 1], "more_body": True})
        await asyncio.sleep(0)

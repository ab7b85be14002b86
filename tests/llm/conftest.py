"""Real HTTP on loopback: one server per module, a new demo model for every test, and the real client."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import pytest_asyncio
import respx
import uvicorn
from pydantic import SecretStr

from app.errors import ModelError
from app.llm import Discard, Finish, Message, Prompt, Waiting
from app.llm.demo.server import Demo, create_demo
from app.llm.zhipu import Zhipu
from tests.waiting import DEADLINE

KEY = "canary-id.canary-secret"
ASK = """命盘如下。

```json
{"pillars": {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": "丁未"}}
```

现在写这一节：

## 事业与学业

本节篇幅 150-250 字。"""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@dataclass
class Switch:
    """An ASGI app that forwards to `app`, which can be replaced."""

    url: str = ""
    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def serve(app: Any) -> AsyncIterator[str]:
    """Serve the app on a free loopback port."""
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = _Server(config)
    with socket.create_server(("127.0.0.1", 0)) as sock:
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve(sockets=[sock]))
            async with asyncio.timeout(DEADLINE):
                await server.is_up.wait()
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
            server.should_exit = True


@dataclass
class Routed(httpx.AsyncBaseTransport):
    """A transport that answers with the routes of `router`."""

    router: respx.MockRouter = field(default_factory=respx.MockRouter)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.router.async_handler(request)
        # A response that was created from bytes counts as read; this one can be streamed.
        return httpx.Response(response.status_code, headers=response.headers, stream=_Bytes(response.content))


@dataclass
class _Bytes(httpx.AsyncByteStream):
    content: bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Switch]:
    switch = Switch()
    async with serve(switch) as switch.url:
        yield switch


@pytest_asyncio.fixture(loop_scope="module")
async def demo(server: Switch) -> AsyncIterator[Demo]:
    """An unpaced demo model. Waits at the end until no call is open."""
    server.app = demo = create_demo(chars_per_second=1e9, controls=True)
    yield demo
    async with asyncio.timeout(DEADLINE):
        await demo.wait_for(lambda: not demo.open_calls)


MakeZhipu = Callable[..., Zhipu]


@pytest.fixture
def make_zhipu(server: Switch) -> MakeZhipu:
    def make(**changes: Any) -> Zhipu:
        settings: dict[str, Any] = {
            "api_key": SecretStr(KEY),
            "base_url": f"{server.url}/api/paas/v4",
            "model": "glm-4.6",
            "thinking": "disabled",
            "max_tokens": 8192,
            "connect_seconds": 5,
            "first_text_seconds": 20,
            "idle_seconds": 20,
            "call_seconds": 60,
        }
        return Zhipu(**{**settings, **changes})

    return make


def prompt(*more: Message, ask: str = ASK, request_id: str = "0123456789abcdef-1-1") -> Prompt:
    return Prompt(system="写一份报告。", messages=(Message("user", ask), *more), request_id=request_id)


@dataclass
class CallResult:
    """Everything that one call yielded, and the error that ended it."""

    deltas: list[str] = field(default_factory=list)
    finish: Finish | None = None
    error: ModelError | None = None
    waits: int = 0

    @property
    def text(self) -> str:
        return "".join(self.deltas)


async def run_call(zhipu: Zhipu, call_prompt: Prompt | None = None) -> CallResult:
    """Run one call to its end. `Finish` must be the last event, and no delta may be empty."""
    result = CallResult()
    async with (
        asyncio.timeout(DEADLINE),
        zhipu.connect() as session,
        aclosing(session.stream(call_prompt or prompt())) as events,
    ):
        try:
            async for event in events:
                assert result.finish is None
                if isinstance(event, Waiting):
                    assert not result.deltas
                    result.waits += 1
                elif isinstance(event, Finish):
                    result.finish = event
                elif isinstance(event, Discard):
                    assert result.deltas, "a discard needs text to drop"
                    result.deltas.clear()
                else:
                    assert event
                    result.deltas.append(event)
        except ModelError as error:
            result.error = error
    assert (result.finish is None) == (result.error is not None)
    return result

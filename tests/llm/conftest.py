"""Real HTTP on loopback: one server a module, a fresh demo model for every test, the real client before it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from pydantic import SecretStr

from app.errors import ModelError
from app.llm import Discard, Finish, Message, Prompt, Waiting
from app.llm.demo import Demo, create_demo
from app.llm.zhipu import Zhipu

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
    """An ASGI app that passes on to another, which can be exchanged."""

    url: str = ""
    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def serve(app: Any) -> AsyncIterator[str]:
    """The app on a free port of loopback."""
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = _Server(config)
    with socket.create_server(("127.0.0.1", 0)) as sock:
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve(sockets=[sock]))
            async with asyncio.timeout(10):
                await server.is_up.wait()
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
            server.should_exit = True


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[Switch]:
    switch = Switch()
    async with serve(switch) as switch.url:
        yield switch


@pytest_asyncio.fixture(loop_scope="module")
async def demo(server: Switch) -> AsyncIterator[Demo]:
    """As fast as it can; at the end no call may be open."""
    server.app = demo = create_demo(chars_per_second=1e9, controls=True)
    yield demo
    async with asyncio.timeout(10):
        await demo.wait_for(lambda: not demo.open_calls)


MakeZhipu = Callable[..., Zhipu]


@pytest.fixture
def make_zhipu(server: Switch) -> MakeZhipu:
    def make(**changes: Any) -> Zhipu:
        knobs: dict[str, Any] = {
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
        return Zhipu(**{**knobs, **changes})

    return make


def prompt(*more: Message, ask: str = ASK, request_id: str = "0123456789abcdef-1-1") -> Prompt:
    return Prompt(system="写一份报告。", messages=(Message("user", ask), *more), request_id=request_id)


@dataclass
class Heard:
    """All that one call said, and the error it ended with."""

    deltas: list[str] = field(default_factory=list)
    finish: Finish | None = None
    error: ModelError | None = None
    waits: int = 0

    @property
    def text(self) -> str:
        return "".join(self.deltas)


async def listen(zhipu: Zhipu, asked: Prompt | None = None) -> Heard:
    """One call from its start to its end; a `Finish` must come last, no delta may be empty."""
    heard = Heard()
    async with asyncio.timeout(30), zhipu.connect() as line, aclosing(line.stream(asked or prompt())) as events:
        try:
            async for event in events:
                assert heard.finish is None
                if isinstance(event, Waiting):
                    assert not heard.deltas
                    heard.waits += 1
                elif isinstance(event, Finish):
                    heard.finish = event
                elif isinstance(event, Discard):
                    assert heard.deltas, "there is something to drop"
                    heard.deltas.clear()
                else:
                    assert event
                    heard.deltas.append(event)
        except ModelError as error:
            heard.error = error
    assert (heard.finish is None) == (heard.error is not None)
    return heard

"""Where it is put together: the only module that knows all the others. Nothing exists before `create_app`."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import TypedDict

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine
from sse_starlette.sse import AppStatus
from starlette.types import ASGIApp

from app.bazi.passages import Outline, outline
from app.db.engine import create_engine, parse_url
from app.db.records import Report
from app.db.schema import check_schema
from app.db.store import Store
from app.generation import Limits
from app.live import Live
from app.llm.demo import create_demo
from app.llm.zhipu import Zhipu
from app.settings import Settings
from app.web import api, errors, health
from app.web.deps import Owners, State
from app.web.docs import describe, problems
from app.web.edge import Edge
from app.worker import Pace, Worker

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 16 * 1024
DRAIN_SECONDS = 7.0
"""For handing reports back; with hanging up and closing it stays under the 12 seconds a deploy waits."""


class LifespanState(TypedDict):
    service: State


def create_app(settings: Settings) -> FastAPI:
    """The service. `settings.database_url` must be set, and its schema migrated."""
    # sse-starlette would end streams by itself, without a word to the viewers.
    AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[LifespanState]:
        async with open_service(settings) as state:
            app.state.service = state
            yield {"service": state}

    app = FastAPI(
        title="Mingshu 命书",
        version="0.1.0",
        summary="BaZi readings, written by a model, streamed, and never lost.",
        lifespan=lifespan,
        responses=problems(413, 422),
    )
    errors.install(app)
    app.include_router(api.router)
    app.include_router(health.router)
    app.add_middleware(Edge, max_body_bytes=MAX_BODY_BYTES)
    describe(app)
    return app


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[State]:
    """Opens everything in order and closes it in reverse; drains before it closes."""
    async with contextlib.AsyncExitStack() as stack:
        engine = open_engine(settings)
        stack.push_async_callback(engine.dispose)
        await check_schema(engine)
        store = Store(engine, lease_seconds=settings.lease_seconds)
        key = settings.secret_key.get_secret_value().encode() if settings.secret_key else await store.signing_key()
        llm = await stack.enter_async_context(open_llm(settings))
        live = await stack.enter_async_context(Live(store, poll_seconds=settings.scan_seconds))
        worker = _make_worker(settings, store, live, llm)
        group = await stack.enter_async_context(asyncio.TaskGroup())
        working = group.create_task(worker.run(), name="worker")
        state = State(
            store=store,
            live=live,
            worker=worker,
            owners=Owners(key, is_secure=settings.cookie_secure),
            check_database=lambda: check_schema(engine),
            keepalive_seconds=settings.keepalive_seconds,
            viewer_timeout_seconds=settings.viewer_timeout_seconds,
            takeover_seconds=settings.lease_seconds + 2 * settings.scan_seconds,
        )
        try:
            yield state
        finally:
            await drain(state)
            working.cancel()  # what could not be handed back in time is claimed when its lease runs out


async def drain(state: State) -> None:
    """Not ready, no new claims, `reconnect` to viewers, text saved, leases given back. Idempotent."""
    if state.is_draining:
        return
    state.is_draining = True
    log.info("Draining: %d viewers, %d reports being written", state.live.viewer_count, state.worker.run_count)
    state.live.hang_up()
    await state.worker.drain(DRAIN_SECONDS)


def open_engine(settings: Settings) -> AsyncEngine:
    """The pool to the database that the settings name. ValueError if they name none."""
    if settings.database_url is None:
        raise ValueError("DATABASE_URL is not set")
    return create_engine(
        parse_url(settings.database_url.get_secret_value()),
        pool_size=settings.database_pool_size,
        timeout_seconds=settings.database_timeout_seconds,
    )


@asynccontextmanager
async def open_llm(settings: Settings) -> AsyncIterator[Zhipu]:
    """GLM; or, without a key, the demo model behind the very same client, over real HTTP."""
    if (zhipu := open_zhipu(settings)) is not None:
        yield zhipu
        return
    demo = create_demo(chars_per_second=settings.demo_chars_per_second)
    async with serve_on_loopback(demo) as url:
        log.warning("ZHIPU_API_KEY is not set: the built-in DEMO MODEL writes the reports, at %s", url)
        yield _zhipu(settings, SecretStr("demo"), f"{url}/api/paas/v4", "demo")


def open_zhipu(settings: Settings) -> Zhipu | None:
    """GLM as the settings have it, None without a key. ValueError if key or URL cannot be used."""
    if settings.zhipu_api_key is None:
        return None
    return _zhipu(settings, settings.zhipu_api_key, settings.zhipu_base_url, settings.zhipu_model)


def _zhipu(settings: Settings, key: SecretStr, base_url: str, model: str) -> Zhipu:
    return Zhipu(
        api_key=key,
        base_url=base_url,
        model=model,
        thinking=settings.zhipu_thinking,
        max_tokens=settings.zhipu_max_tokens,
        connect_seconds=settings.zhipu_connect_seconds,
        first_text_seconds=settings.zhipu_first_text_seconds,
        idle_seconds=settings.zhipu_idle_seconds,
        call_seconds=settings.zhipu_call_seconds,
    )


def _make_worker(settings: Settings, store: Store, live: Live, llm: Zhipu) -> Worker:
    def outline_of(report: Report) -> Outline:
        # The day it was asked for, so that all calls of a report begin alike, also after midnight.
        today = report.created_at.date()
        return outline(report.request, report.chart, today=today, preview_chars=settings.preview_chars)

    return Worker(
        store=store,
        live=live,
        llm=llm,
        outline_of=outline_of,
        slots=settings.report_slots,
        pace=Pace(
            batch_chars=settings.batch_chars,
            batch_seconds=settings.batch_seconds,
            lease_seconds=settings.lease_seconds,
            scan_seconds=settings.scan_seconds,
        ),
        limits=Limits(max_chars=settings.report_max_chars),
    )


class Server(uvicorn.Server):
    """Drains before it waits for open connections; uvicorn alone would wait for its viewers first."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await drain(self._app.state.service)
        await super().shutdown(sockets)


class LoopbackServer(uvicorn.Server):
    """A server inside a process that has its own: it leaves the signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(app: FastAPI) -> Server:
    """The server for `app`; give its `run` or `serve` a listening socket."""
    return Server(
        uvicorn.Config(
            app,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        ),
        app,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket whose connections cannot be held for ever by a peer that is gone or never reads.

    Accepted sockets inherit the options. OSError if the address is taken or is none.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.create_server((host, port), family=family, backlog=2048)
    # Small enough that a viewer who never reads holds little, large enough for a 16 KiB event at once.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 96 * 1024)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # asyncio does this only for sockets that name their protocol; without it every answer waits 40 ms.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: sent but not acknowledged for so long ends it
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 20_000)
    sock.setblocking(False)
    return sock


@asynccontextmanager
async def serve_on_loopback(app: ASGIApp) -> AsyncIterator[str]:
    """Serves an ASGI app on a free loopback port, in this loop; yields its URL."""
    sock = listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    config = uvicorn.Config(
        app, http="httptools", lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = LoopbackServer(config)
    with contextlib.closing(sock):
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve(sockets=[sock]), name="loopback-server")
            try:
                # The socket listens already: who connects early waits in its backlog.
                yield f"http://127.0.0.1:{port}"
            finally:
                server.should_exit = True

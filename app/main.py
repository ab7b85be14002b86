"""Where it is put together: the only module that knows all the others. Nothing exists before `create_app`."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from sse_starlette.sse import AppStatus

from app.bazi.casting import stored_chart
from app.bazi.passages import Outline, outline
from app.bazi.places import all_places
from app.db.engine import create_engine, parse_url
from app.db.notifier import Notifier
from app.db.records import Report
from app.db.schema import check_schema
from app.db.store import Store
from app.errors import StorageUnavailable
from app.generation import Limits
from app.live import Live
from app.llm.account import Account
from app.llm.demo import create_demo
from app.llm.zhipu import Zhipu
from app.process import Service
from app.relay import Relay
from app.relay.memory import MemoryRelay
from app.relay.postgres import PostgresRelay
from app.run import Pace, Parts
from app.server import serve_on_loopback
from app.settings import Settings
from app.web import api, errors, health, pages
from app.web.body import Bodies
from app.web.deps import Owners, State
from app.web.docs import describe, problems
from app.web.edge import Edge
from app.worker import Worker

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 16 * 1024


class LifespanState(TypedDict):
    service: State


def create_app(settings: Settings, *, writes: bool = True, account: Account | None = None) -> FastAPI:
    """The service. `settings.database_url` must be set, and its schema migrated. It `writes`, or shows only.

    `account` is the model provider's; without one it has the usual waiting times.
    """
    # sse-starlette would end streams by itself, without a word to the viewers.
    AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[LifespanState]:
        all_places()  # read now, so that nobody who asks has to wait for it
        async with open_service(settings, writes=writes, account=account) as service:
            app.state.service = service
            yield {"service": service.state}

    app = FastAPI(
        title="Mingshu 命书",
        version="0.1.0",
        summary="BaZi readings, written by a model, streamed, and never lost.",
        lifespan=lifespan,
        responses=problems(413, 422),
    )
    errors.install(app, pages.show_error)
    app.include_router(api.router)
    app.include_router(health.router)
    app.include_router(pages.router)
    app.mount("/static", pages.static)
    app.add_middleware(Edge, max_body_bytes=MAX_BODY_BYTES)
    describe(app)
    return app


@asynccontextmanager
async def open_service(settings: Settings, *, writes: bool, account: Account | None = None) -> AsyncIterator[Service]:
    """Opens everything in order and closes it in reverse; drains before it closes."""
    account = account or Account()
    async with contextlib.AsyncExitStack() as stack:
        engine = open_engine(settings)
        stack.push_async_callback(engine.dispose)
        await _patiently(lambda: check_schema(engine))
        store = Store(engine, lease_seconds=settings.lease_seconds)
        key = settings.secret_key.get_secret_value().encode() if settings.secret_key else await store.signing_key()
        relay = await stack.enter_async_context(open_relay(settings))
        live = await stack.enter_async_context(
            Live(store, relay, poll_seconds=settings.scan_seconds, pause_seconds=2 * account.probe_seconds)
        )
        worker = None
        if writes:
            llm = await stack.enter_async_context(open_llm(settings, account))
            parts = _parts(settings, store, relay, llm)
            worker = Worker(live=live, slots=settings.report_slots, owner_slots=settings.owner_slots, parts=parts)
            stack.enter_context(relay.obey(worker.obey))
        stack.enter_context(relay.obey(live.obey))
        bodies = Bodies()
        stack.enter_context(relay.obey(bodies.obey))
        state = State(
            store=store,
            live=live,
            relay=relay,
            bodies=bodies,
            owners=Owners(key, is_secure=settings.cookie_secure),
            ai_provider=settings.ai_provider,
            check_database=lambda: check_schema(engine),
            keepalive_seconds=settings.keepalive_seconds,
            viewer_timeout_seconds=settings.viewer_timeout_seconds,
            takeover_seconds=settings.lease_seconds + 2 * settings.scan_seconds,
            paused_code=lambda: account.paused_code,
        )
        service = Service(state=state, worker=worker, drain_seconds=settings.drain_seconds)
        async with asyncio.TaskGroup() as group:
            background = [group.create_task(_keep_running(relay.run), name="relay")]
            if worker is not None:
                background.append(group.create_task(_keep_running(worker.run), name="worker"))
            try:
                yield service
            finally:
                await service.drain()
                for task in background:  # what could not be handed back in time is claimed when its lease runs out
                    task.cancel()


async def _patiently(ask: Callable[[], Awaitable[None]]) -> None:
    """Asks the database until it answers, for a few seconds: it was there a moment ago, before the server started."""
    for pause in (0.2, 0.5, 1.0, 2.0):
        try:
            return await ask()
        except StorageUnavailable as error:
            log.warning("The database does not answer, trying again: %s", error)
            await asyncio.sleep(pause)
    await ask()


async def _keep_running(run: Callable[[], Awaitable[None]]) -> None:
    """Runs it until it is done or cancelled. A fault in it must not take down what is being written and shown."""
    while True:
        try:
            return await run()
        except Exception:
            log.exception("Something in the background failed, and is started again")
            await asyncio.sleep(1)


def open_engine(settings: Settings) -> AsyncEngine:
    """The pool to the database that the settings name. ValueError if they name none."""
    return create_engine(
        _database_url(settings),
        pool_size=settings.database_pool_size,
        timeout_seconds=settings.database_timeout_seconds,
    )


def _database_url(settings: Settings) -> URL:
    if settings.database_url is None:
        raise ValueError("DATABASE_URL is not set")
    return parse_url(settings.database_url.get_secret_value())


@asynccontextmanager
async def open_relay(settings: Settings) -> AsyncIterator[Relay]:
    """The way to the other processes on the same database; run it."""
    if settings.relay == "memory":
        yield MemoryRelay()
        return

    def alone(name: str) -> AsyncEngine:
        url, timeout = _database_url(settings), settings.database_timeout_seconds
        return create_engine(url, pool_size=1, timeout_seconds=timeout, name=f"mingshu {name}", pre_ping=False)

    listening, notifying = alone("listen"), alone("publish")
    try:
        yield PostgresRelay(Notifier(listening=listening, notifying=notifying))
    finally:
        await listening.dispose()
        await notifying.dispose()


@asynccontextmanager
async def open_llm(settings: Settings, account: Account | None = None) -> AsyncIterator[Zhipu]:
    """GLM; or, without a key, the demo model behind the very same client, over real HTTP."""
    account = account or Account()
    if (zhipu := open_zhipu(settings, account)) is not None:
        yield zhipu
        return
    demo = create_demo(chars_per_second=settings.demo_chars_per_second)
    async with serve_on_loopback(demo) as url:
        log.warning("ZHIPU_API_KEY is not set: the built-in DEMO MODEL writes the reports, at %s", url)
        yield _zhipu(settings, SecretStr("demo"), f"{url}/api/paas/v4", "demo", account)


def open_zhipu(settings: Settings, account: Account | None = None) -> Zhipu | None:
    """GLM as the settings have it, None without a key. ValueError if key or URL cannot be used."""
    if settings.zhipu_api_key is None:
        return None
    return _zhipu(settings, settings.zhipu_api_key, settings.zhipu_base_url, settings.zhipu_model, account or Account())


def _zhipu(settings: Settings, key: SecretStr, base_url: str, model: str, account: Account) -> Zhipu:
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
        account=account,
    )


def _parts(settings: Settings, store: Store, relay: Relay, llm: Zhipu) -> Parts:
    def outline_of(report: Report) -> Outline:
        return outline(
            report.request,
            stored_chart(report.chart, report.request, report.created_at),
            preview_chars=settings.preview_chars,
            is_checked=settings.check_passages,
        )

    return Parts(
        store=store,
        relay=relay,
        llm=llm,
        outline_of=outline_of,
        pace=Pace(
            batch_chars=settings.batch_chars,
            batch_seconds=settings.batch_seconds,
            lease_seconds=settings.lease_seconds,
            scan_seconds=settings.scan_seconds,
        ),
        limits=Limits(max_chars=settings.report_max_chars),
        account=llm.account,
    )


async def work(settings: Settings) -> None:
    """A process that writes reports and shows none, until SIGTERM or SIGINT."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    async with open_service(settings, writes=True) as service:

        def stop() -> None:
            if told.is_set():
                service.hurried.set()
            told.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        log.info("Mingshu writes reports, %d at once, and serves no pages", settings.report_slots)
        await told.wait()

"""Composition root: the only module that imports all others. Nothing is constructed at import time."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypedDict, TypeVar

from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from sse_starlette.sse import AppStatus

from app import __version__
from app.bazi.places import load_places
from app.db.engine import create_engine, parse_url
from app.db.notifier import Notifier
from app.db.owners import OwnerStore
from app.db.records import Report
from app.db.schema import check_schema
from app.db.shares import ShareStore
from app.db.store import Store
from app.errors import StorageUnavailable
from app.generation import Limits
from app.lag import LoopLag
from app.lifecycle import Service
from app.live import open_live
from app.llm.account import Account
from app.llm.demo.server import create_demo
from app.llm.zhipu import Zhipu
from app.outline import Outline
from app.pulse import Pulse
from app.reading import outline as reading
from app.reading.request import WRITABLE_OUTLINE, stored_chart, stored_request
from app.relay import Relay
from app.relay.memory import MemoryRelay
from app.relay.postgres import PostgresRelay
from app.run import RunDependencies, Timings
from app.settings import Settings
from app.sockets import serve_on_loopback
from app.web import api, errors, glossary, health, questions, shares
from app.web import owner as owner_api
from app.web.access import Access
from app.web.admission import Admission
from app.web.deps import Owners, State
from app.web.docs import describe, problems
from app.web.edge import Edge
from app.web.open_shares import OpenShares
from app.web.pages import asking, front, library, sharing
from app.web.pages import glossary as glossary_page
from app.web.pages import owner as owner_pages
from app.web.pages import routes as pages
from app.web.pages import shares as share_pages
from app.web.pages.body import Bodies
from app.web.redacted_log import RedactedLogs
from app.web.throttle import Throttle
from app.worker import Worker

logger = logging.getLogger(__name__)

MAX_CREATIONS = 250
"""How many reports may be in creation at once. More would wait longer for the database than it may take to answer."""

OutlineOf = Callable[[Report], Outline]
_T = TypeVar("_T")


class LifespanState(TypedDict):
    service: State


def create_app(service: Service) -> FastAPI:
    """Create the web app for a service that `open_service` has opened."""
    # sse-starlette would end streams without an event; `Service.drain` sends viewers `reconnect` first.
    AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call]

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[LifespanState]:
        yield {"service": service.state}

    app = FastAPI(
        title="Mingshu 命书",
        version=__version__,
        summary="BaZi readings written by an AI model, streamed live and saved without loss.",
        lifespan=lifespan,
        responses=problems(413, 422),
    )
    errors.install(app, pages.show_error)
    app.include_router(api.router)
    app.include_router(questions.router)
    app.include_router(owner_api.router)
    app.include_router(shares.router)
    app.include_router(glossary.router)
    app.include_router(health.router)
    app.include_router(front.router)
    app.include_router(library.router)
    app.include_router(pages.router)
    app.include_router(asking.router)
    app.include_router(owner_pages.router)
    app.include_router(sharing.router)
    app.include_router(share_pages.router)
    app.include_router(glossary_page.router)
    app.mount("/static", pages.static)
    app.add_middleware(Edge)
    describe(app)
    return app


@asynccontextmanager
async def open_service(
    settings: Settings, *, writes: bool, account: Account | None = None, outline_of: OutlineOf | None = None
) -> AsyncIterator[Service]:
    """Run the service until the end of the block, then drain it.

    With `writes`, it writes reports; otherwise it only shows them. `account` defaults to one with the standard waiting
    times, and `outline_of` to BaZi readings. Waits for the database for up to
    `settings.database_wait_seconds`. Raises `StorageError` if the database stays unavailable or its schema does not
    fit, and `ValueError` if DATABASE_URL is not set.
    """
    account = account or Account()
    outline_of = outline_of or bazi_outline(settings)
    async with contextlib.AsyncExitStack() as stack:
        engine = open_engine(settings)
        stack.push_async_callback(engine.dispose)
        store = Store(engine, lease_seconds=settings.lease_seconds, outline=WRITABLE_OUTLINE)
        key = await _signing_key(settings, engine, store)
        load_places()
        relay = await stack.enter_async_context(open_relay(settings))
        live = await stack.enter_async_context(
            open_live(store, relay, poll_seconds=settings.scan_seconds, pause_seconds=2 * account.probe_seconds)
        )
        worker = None
        if writes:
            llm = await stack.enter_async_context(open_llm(settings, account))
            # Connections of their own: a rush of requests must not delay the saves and the leases.
            writing = open_engine(settings)
            stack.push_async_callback(writing.dispose)
            writing_store = Store(writing, lease_seconds=settings.lease_seconds, outline=WRITABLE_OUTLINE)
            dependencies = _run_dependencies(settings, writing_store, relay, llm, outline_of)
            worker = Worker(
                live=live, slots=settings.report_slots, owner_slots=settings.owner_slots, dependencies=dependencies
            )
            stack.enter_context(relay.on_command(worker.handle))
        owner_store = OwnerStore(engine)
        access = Access(owner_store)
        stack.enter_context(relay.on_command(access.handle))  # before `live`, whose viewers reconnect at once
        bodies = Bodies()
        share_store = ShareStore(engine)
        open_shares = OpenShares(share_store)
        stack.enter_context(relay.on_command(live.handle))
        stack.enter_context(relay.on_command(bodies.handle))
        stack.enter_context(relay.on_command(open_shares.handle))
        state = State(
            store=store,
            live=live,
            relay=relay,
            bodies=bodies,
            shares=share_store,
            open_shares=open_shares,
            redacted_logs=RedactedLogs(),
            creation=Admission(MAX_CREATIONS),
            owners=Owners(key, is_secure=settings.cookie_secure),
            owner_store=owner_store,
            access=access,
            throttle=Throttle(owner_store, key),
            outline_of=outline_of,
            ai_provider=settings.ai_provider,
            check_database=lambda: check_schema(engine),
            keepalive_seconds=settings.keepalive_seconds,
            viewer_timeout_seconds=settings.viewer_timeout_seconds,
            takeover_seconds=settings.lease_seconds + 2 * settings.scan_seconds,
            paused_code=lambda: account.paused_code,
        )
        service = Service(state=state, worker=worker, drain_seconds=settings.drain_seconds)
        async with _running(relay, service):
            yield service


@asynccontextmanager
async def _running(relay: Relay, service: Service) -> AsyncIterator[None]:
    """Run the background tasks until the end of the block, then drain the service."""
    async with asyncio.TaskGroup() as group:
        background = [
            group.create_task(_keep_running(relay.run), name="relay"),
            group.create_task(_keep_running(service.state.open_shares.run), name="shares"),
        ]
        if service.worker is not None:
            background.append(group.create_task(_keep_running(service.worker.run), name="worker"))
        try:
            yield
        finally:
            await service.drain()
            for task in background:  # reports not handed back in time are claimed once their leases expire
                task.cancel()


async def wait_for_database(settings: Settings) -> None:
    """Wait until the database answers, for up to `settings.database_wait_seconds`, and check its schema.

    Raises `StorageUnavailable` if it stays unavailable, `SchemaMismatch` if its schema does not fit, and `ValueError`
    if DATABASE_URL is not set.
    """
    engine = open_engine(settings)
    try:
        await retry_while_unavailable(lambda: check_schema(engine), seconds=settings.database_wait_seconds)
    finally:
        await engine.dispose()


async def _signing_key(settings: Settings, engine: AsyncEngine, store: Store) -> bytes:
    """Check the schema once more, and return the key that signs the owners' cookies."""

    async def read_key() -> bytes:
        await check_schema(engine)
        configured = settings.secret_key
        return configured.get_secret_value().encode() if configured else await store.signing_key()

    return await retry_while_unavailable(read_key, seconds=settings.database_wait_seconds)


async def retry_while_unavailable(call: Callable[[], Awaitable[_T]], *, seconds: float) -> _T:
    """Retry `call` until the database answers, for up to `seconds`. After that, raises `StorageUnavailable`.

    A wrong password, user or database name is not retried.
    """
    deadline, pause = time.monotonic() + seconds, 0.2
    while True:
        try:
            return await call()
        except StorageUnavailable as error:
            left = deadline - time.monotonic()
            if left <= 0 or error.is_permanent:
                raise
            logger.warning("The database does not answer; retrying for up to %.0f s: %s", left, error)
        await asyncio.sleep(min(pause, left))
        pause = min(2 * pause, 5.0)


async def _keep_running(run: Callable[[], Awaitable[None]]) -> None:
    """Run a background task until it returns, and restart it if it fails: other work must not be affected."""
    while True:
        try:
            return await run()
        except Exception:
            logger.exception("A background task failed; restarting it")
            await asyncio.sleep(1)


def open_engine(settings: Settings) -> AsyncEngine:
    """Create the connection pool for DATABASE_URL. Raises `ValueError` if it is not set."""
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
    """Open the relay to the other processes on the same database. The caller runs it."""
    if settings.relay == "memory":
        yield MemoryRelay()
        return

    def dedicated_engine(name: str) -> AsyncEngine:
        url, timeout = _database_url(settings), settings.database_timeout_seconds
        return create_engine(url, pool_size=1, timeout_seconds=timeout, name=f"mingshu {name}", replaces_dead=False)

    listening, notifying = dedicated_engine("listen"), dedicated_engine("publish")
    try:
        yield PostgresRelay(Notifier(listening=listening, notifying=notifying))
    finally:
        await listening.dispose()
        await notifying.dispose()


@asynccontextmanager
async def open_llm(settings: Settings, account: Account) -> AsyncIterator[Zhipu]:
    """Open the GLM client. Without an API key, it talks to the demo model, over real HTTP."""
    if (zhipu := open_zhipu(settings, account)) is not None:
        yield zhipu
        return
    demo = create_demo(chars_per_second=settings.demo_chars_per_second)
    async with serve_on_loopback(demo) as url:
        logger.warning("ZHIPU_API_KEY is not set: the built-in DEMO MODEL at %s writes the reports", url)
        yield _zhipu(settings, SecretStr("demo"), f"{url}/api/paas/v4", "demo", account)


def open_zhipu(settings: Settings, account: Account) -> Zhipu | None:
    """Create the GLM client from the settings, or return None without an API key.

    Raises `ValueError` if the key or the URL is invalid.
    """
    if settings.zhipu_api_key is None:
        return None
    return _zhipu(settings, settings.zhipu_api_key, settings.zhipu_base_url, settings.zhipu_model, account)


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


def _run_dependencies(
    settings: Settings, store: Store, relay: Relay, llm: Zhipu, outline_of: OutlineOf
) -> RunDependencies:
    timings = Timings(
        batch_chars=settings.batch_chars,
        batch_seconds=settings.batch_seconds,
        lease_seconds=settings.lease_seconds,
        scan_seconds=settings.scan_seconds,
    )
    return RunDependencies(
        store=store,
        relay=relay,
        llm=llm,
        outline_of=outline_of,
        timings=timings,
        limits=Limits(max_chars=settings.report_max_chars),
        account=llm.account,
        pulse=Pulse(timings.renew_seconds),
        lag=LoopLag(),
    )


def bazi_outline(settings: Settings) -> OutlineOf:
    """Return the outline factory for BaZi readings, the content of this service."""

    def outline_of(report: Report) -> Outline:
        return reading.outline_of(
            stored_request(report),
            stored_chart(report),
            questions=[question.text for question in report.questions if not question.is_dropped],
            preview_chars=settings.preview_chars,
            is_checked=settings.check_passages,
        )

    return outline_of

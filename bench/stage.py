"""Environment of a benchmark: PostgreSQL, the look-alike and the service as separate processes.

The service's processes share the first core, and everything else runs on the remaining cores. With `is_spread`, the
service may use all cores. All processes are ended by pid at the end of the block.
"""

import argparse
import asyncio
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import uvloop

from app.db.bundled import bundled_postgres
from app.db.engine import create_engine, parse_url
from app.db.schema import migrate
from bench.database import Database
from bench.look_alike import Call, Stats
from bench.service import Role, Service
from bench.upstream import LookAlike, look_alike

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The running processes."""

    services: tuple[Service, ...]
    look_alike: LookAlike
    database: Database
    cores: tuple[int, tuple[int, ...]]
    """The core of the services, and the cores of everything else."""
    is_spread: bool
    """Whether the services may use all cores."""

    @property
    def service_url(self) -> str:
        return self.services[0].url

    @property
    def service_pid(self) -> int:
        return self.services[0].pid

    @property
    def places(self) -> str:
        """Description of the core assignment, for the head of a table."""
        first, others = self.cores
        ours = f"on any core of {(first, *others)}" if self.is_spread else f"together on core {first}"
        return f"the processes of the service {ours}, everything else on {others}"

    def look_alike_stats(self) -> Stats:
        return self.look_alike.stats()

    def calls(self) -> list[Call]:
        return self.look_alike.calls()

    def set_pace(self, deltas_per_second: float, deltas_per_passage: int) -> None:
        self.look_alike.set_pace(deltas_per_second, deltas_per_passage)

    def warnings(self) -> list[str]:
        """Return the warnings and errors in the services' logs."""
        return [line for service in self.services for line in service.warnings()]


@contextmanager
def staged(
    *,
    slots: int,
    deltas_per_second: float,
    deltas_per_passage: int,
    roles: Sequence[Role] = (Role("service"),),
    is_spread: bool = False,
    records_calls: bool = False,
    first_seconds: float = 0.0,
) -> Iterator[Stage]:
    """Run everything until the end of the block. Raises `RuntimeError` if something does not start."""
    raise_fd_limit()
    first, others = split_cores()
    os.sched_setaffinity(0, others)  # PostgreSQL and the look-alike inherit it
    with ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, (first, *others))
        # Under /tmp, which any user can reach: as root, the server runs as a separate user.
        folder = Path(tempfile.mkdtemp(prefix="mingshu-bench-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database = Database(stack.enter_context(bundled_postgres(folder)), folder / "postgres")
        asyncio.run(_prepare(database, [role.name for role in roles]))
        model = stack.enter_context(
            look_alike(deltas_per_second, deltas_per_passage, first_seconds=first_seconds, records_calls=records_calls)
        )
        settings = {
            "HOST": "127.0.0.1",
            "PORT": "0",
            "REPORT_SLOTS": str(slots),
            "OWNER_SLOTS": "100000",
            "CHECK_PASSAGES": "false",  # timestamps would fail every check
            "ZHIPU_BASE_URL": f"{model.url}/api/paas/v4",
            "ZHIPU_MODEL": "bench",
        }
        cores = frozenset({first, *others} if is_spread else {first})
        services = tuple(_service(role, settings, database, folder, cores) for role in roles)
        for service in services:
            stack.callback(service.end)
            service.start()
        yield Stage(
            services=services,
            look_alike=model,
            database=database,
            cores=(first, others),
            is_spread=is_spread,
        )


def end_on_sigterm() -> None:
    """Raise on SIGTERM, so that `timeout` ends a benchmark with all of its clean-up."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def place_options(parser: argparse.ArgumentParser, *, timeout: float) -> None:
    """Add the options that all benchmarks of several processes share."""
    parser.add_argument("--spread", action="store_true", help="let the service use all cores instead of the first only")
    parser.add_argument("--timeout", type=float, default=timeout, help="total time limit in seconds")


def bounded(measuring: Coroutine[None, None, T], seconds: float) -> T:
    """Run a coroutine on uvloop. Raises `TimeoutError` after `seconds`."""

    async def run() -> T:
        async with asyncio.timeout(seconds):
            return await measuring

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())


def split_cores() -> tuple[int, tuple[int, ...]]:
    """Return the core of the service, and those of everything else."""
    first, *others = sorted(os.sched_getaffinity(0))
    if not others:
        print(
            "Only one core is available: the service shares it with everything else, so the figures are unreliable.",
            file=sys.stderr,
        )
    return first, tuple(others) or (first,)


def raise_fd_limit() -> None:
    """Raise the limit of open files as far as possible, for this process and those it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _prepare(database: Database, users: Sequence[str]) -> None:
    engine = create_engine(parse_url(database.url), pool_size=3, timeout_seconds=30)
    try:
        await migrate(engine)
    finally:
        await engine.dispose()
    await database.add_users(users)


def _service(
    role: Role, settings: Mapping[str, str], database: Database, folder: Path, cores: frozenset[int]
) -> Service:
    """Create a service with its own database user and model key, which identify its sessions and calls."""
    own = {"DATABASE_URL": database.url_of(role.name), "ZHIPU_API_KEY": f"bench-{role.name}"}
    return Service(role, {**settings, **own}, folder, cores)

"""One server under test with everything it needs: the look-alike, the load client, and PostgreSQL or Redis."""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.client import Client, load_client
from bench.database import Database
from bench.load_commands import NUMBER
from bench.rivals.servers import RIVALS, Place
from bench.service import ROOT, Role
from bench.stage import raise_fd_limit, split_cores, staged
from bench.upstream import LookAlike, look_alike
from bench.viewer import Asked, ask

SERVICE = "service"
SERVERS = (SERVICE, *RIVALS)
PASSAGES = 11
"""Calls for each report of the service. A stream of another server is one call of the same length in total."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The load that a scenario puts on a server."""

    slots: int
    """How many reports the service may write at once."""
    tokens_per_second: float = 50.0
    tokens_per_passage: int = 300
    first_seconds: float = 0.0
    """Pause of the look-alike before the first token of each call."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """More settings of the service."""


def call_tokens(server: str, conditions: Conditions) -> int:
    """Return the length of one call to the look-alike."""
    return conditions.tokens_per_passage * (1 if server == SERVICE else PASSAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """The running processes."""

    server: str
    port: int
    pids: Callable[[], list[int]]
    """Returns the processes of the server. Raises `RuntimeError` if it has ended."""
    helper_cpu_seconds: Callable[[], float]
    """CPU time of PostgreSQL or Redis so far."""
    warnings: Callable[[], list[str]]
    model: LookAlike
    client: Client
    database: Database | None = None
    """Only for the service."""

    @property
    def creation(self) -> bytes:
        """Request that creates a stream and reads it."""
        if self.server == SERVICE:
            return _post("/api/reports/generate-stream", _birth())
        return _post(f"/streams/{NUMBER.decode()}", b"{}")

    @property
    def queueing(self) -> bytes:
        """Request that creates a report of the service without reading it."""
        return _post("/api/reports", _birth())

    def create(self) -> bytes:
        """Start a stream, and return a request that reads it from the start."""
        if self.server == SERVICE:
            return self.ask().request()
        number = self.client.counters().requested
        self.client.open("creator", self.port, self.creation, 1)
        return f"GET /streams/{number} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode()

    def set_pace(self, conditions: Conditions) -> None:
        """Change the pace of the look-alike."""
        tokens = call_tokens(self.server, conditions)
        self.model.set_pace(conditions.tokens_per_second, tokens, conditions.first_seconds)

    @contextmanager
    def logged_statements(self, parameter_bytes: int) -> Iterator[None]:
        """Let PostgreSQL log all statements inside the block."""
        assert self.database is not None
        try:
            asyncio.run(self.database.start_logging(parameter_bytes))
            yield
        finally:
            asyncio.run(self.database.stop_logging())

    def ask(self) -> Asked:
        """Create a report of the service."""

        async def run() -> Asked:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=30, trust_env=False) as own:
                return await ask(own, json.loads(_birth()))

        return asyncio.run(run())


@contextmanager
def arena(server: str, conditions: Conditions) -> Iterator[Arena]:
    """Run a server until the end of the block. Raises `UnavailableError` if it cannot run on this machine."""
    with _service(conditions) if server == SERVICE else _rival(server, conditions) as running:
        yield running


@contextmanager
def _service(conditions: Conditions) -> Iterator[Arena]:
    with ExitStack() as stack:
        stage = stack.enter_context(
            staged(
                slots=conditions.slots,
                deltas_per_second=conditions.tokens_per_second,
                deltas_per_passage=conditions.tokens_per_passage,
                first_seconds=conditions.first_seconds,
                roles=(Role(SERVICE, settings=conditions.settings),),
            )
        )
        service = stage.services[0]

        def pids() -> list[int]:
            if not service.is_running:
                raise RuntimeError("the service has ended")
            return [service.pid]

        folder = stack.enter_context(_folder())
        yield Arena(
            server=SERVICE,
            port=httpx.URL(service.url).port or 80,
            pids=pids,
            helper_cpu_seconds=stage.database.cpu_seconds,
            # A viewer that disconnects is the benchmark's doing.
            warnings=lambda: [line for line in service.warnings() if "Client disconnected" not in line],
            model=stage.look_alike,
            client=stack.enter_context(load_client(folder)),
            database=stage.database,
        )


@contextmanager
def _rival(server: str, conditions: Conditions) -> Iterator[Arena]:
    raise_fd_limit()
    first, others = split_cores()
    os.sched_setaffinity(0, others)
    with ExitStack() as stack:
        stack.callback(os.sched_setaffinity, 0, (first, *others))
        folder = stack.enter_context(_folder())
        pace = conditions.tokens_per_second, call_tokens(server, conditions)
        model = stack.enter_context(look_alike(*pace, first_seconds=conditions.first_seconds))
        rival = stack.enter_context(RIVALS[server](Place(model.url, folder, first, others)))
        yield Arena(
            server=server,
            port=rival.port,
            pids=rival.pids,
            helper_cpu_seconds=rival.redis_cpu_seconds,
            warnings=rival.warnings,
            model=model,
            client=stack.enter_context(load_client(folder)),
        )


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mingshu-bench-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _birth() -> bytes:
    return (ROOT / "examples" / "birth.json").read_bytes()


def _post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)

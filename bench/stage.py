"""All that a benchmark needs around it: PostgreSQL, the look-alike and the service, each a process of its own.

The service has the first core to itself, the others share the rest. Everything is ended with the block, by pid.
"""

import asyncio
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.db.embedded import embedded_postgres
from app.db.engine import create_engine, parse_url
from app.db.schema import migrate
from bench.look_alike import Stats

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 20.0
_LISTENS = re.compile(rb"listens on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is running."""

    service_url: str
    service_pid: int
    look_alike_url: str
    log: Path
    """What the service says."""
    cores: tuple[int, tuple[int, ...]]
    """The service's, and everybody else's."""

    def look_alike_stats(self) -> Stats:
        """Blocks for a millisecond."""
        with urllib.request.urlopen(f"{self.look_alike_url}/stats", timeout=10) as answer:
            return msgspec.json.decode(answer.read(), type=Stats)

    def troubles(self) -> list[str]:
        """The warnings and errors in the service's log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if " WARNING " in line or " ERROR " in line]


@contextmanager
def staged(*, slots: int, deltas_per_second: float, deltas_per_passage: int) -> Iterator[Stage]:
    """Everything up and healthy, until the end of the block. `RuntimeError` if something does not start."""
    _raise_fd_limit()
    cores = _split_cores()
    os.sched_setaffinity(0, cores[1])  # PostgreSQL and the look-alike inherit it
    with ExitStack() as stack:
        # Under /tmp, whose parents are open: as root the server runs as a user of its own.
        folder = Path(tempfile.mkdtemp(prefix="mingshu-bench-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database_url = stack.enter_context(embedded_postgres(folder))
        asyncio.run(_migrate(database_url))
        look_alike_url = stack.enter_context(_look_alike(deltas_per_second, deltas_per_passage))
        log = folder / "service.log"
        settings = {
            "DATABASE_URL": database_url,
            "HOST": "127.0.0.1",
            "PORT": "0",
            "REPORT_SLOTS": str(slots),
            "ZHIPU_API_KEY": "bench",
            "ZHIPU_BASE_URL": f"{look_alike_url}/api/paas/v4",
            "ZHIPU_MODEL": "bench",
        }
        service, url = stack.enter_context(_service(settings, folder, log, cores[0]))
        yield Stage(service_url=url, service_pid=service.pid, look_alike_url=look_alike_url, log=log, cores=cores)


def end_on_sigterm() -> None:
    """Lets `timeout` end a benchmark with every `finally` on the way."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def _split_cores() -> tuple[int, tuple[int, ...]]:
    first, *others = sorted(os.sched_getaffinity(0))
    if not others:
        print("Only one core: the service shares it with all the others, and the figures say little.", file=sys.stderr)
    return first, tuple(others) or (first,)


def _raise_fd_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _migrate(url: str) -> None:
    engine = create_engine(parse_url(url), pool_size=3, timeout_seconds=30)
    try:
        await migrate(engine)
    finally:
        await engine.dispose()


@contextmanager
def _look_alike(deltas_per_second: float, deltas_per_passage: int) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.look_alike"]
    command += [f"--deltas-per-second={deltas_per_second}", f"--deltas-per-passage={deltas_per_passage}"]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment({}), stdout=subprocess.PIPE, text=True)
    with _ending(process):
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        if not port:
            raise RuntimeError("the look-alike did not start")
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _service(
    settings: Mapping[str, str], folder: Path, log: Path, core: int
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    pin: Callable[[], None] = lambda: os.sched_setaffinity(0, {core})  # noqa: E731
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            cwd=folder,  # where there is no .env
            env=_environment(settings),
            stdout=output,
            stderr=output,
            preexec_fn=pin,
        )
    with _ending(process):
        url = _wait_url(process, log)
        _wait_healthy(url)
        yield process, url


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Nothing of ours gets in by chance."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **settings}


def _wait_url(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if found := _LISTENS.search(log.read_bytes()):
            return found[1].decode()
        time.sleep(0.05)
    raise RuntimeError(f"the service did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _wait_healthy(url: str) -> None:
    """It listens already: this waits in its backlog."""
    with urllib.request.urlopen(f"{url}/readyz", timeout=START_SECONDS):
        pass


@contextmanager
def _ending(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

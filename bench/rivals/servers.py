"""Starts one of the other servers on the first core, and Redis on the others."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.figures import cpu_seconds
from bench.rivals.install import UnavailableError, program, resumable_python, vercel_folder
from bench.service import ROOT, START_SECONDS, environment
from bench.upstream import ending

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rival:
    """A running server."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path
    redis_pid: int | None = None

    def pids(self) -> list[int]:
        """Return the server's processes, including nginx's worker. Raises `RuntimeError` if the server has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the server has ended with {self.process.returncode}: {' '.join(self.warnings()[-3:])}")
        children = psutil.Process(self.process.pid).children(recursive=True)  # type: ignore[no-untyped-call]
        return [self.process.pid, *(child.pid for child in children)]

    def redis_cpu_seconds(self) -> float:
        """Return the CPU time of Redis so far; 0 without Redis."""
        return 0.0 if self.redis_pid is None else cpu_seconds(self.redis_pid)

    def warnings(self) -> list[str]:
        """Return everything the server has logged, because it only logs problems."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server runs."""

    upstream_url: str
    folder: Path
    core: int
    other_cores: tuple[int, ...]


@contextmanager
def pass_through(place: Place) -> Iterator[Rival]:
    command = [sys.executable, "-m", "bench.rivals.pass_through"]
    with _running(place, command, {}) as rival:
        yield rival


@contextmanager
def fastapi_resumable(place: Place) -> Iterator[Rival]:
    command = [str(resumable_python()), str(_HERE / "fastapi_resumable.py")]
    with _redis(place) as (url, pid), _running(place, command, {"REDIS_URL": url}, redis_pid=pid) as rival:
        yield rival


@contextmanager
def vercel(place: Place) -> Iterator[Rival]:
    command = [program("node", "nodejs"), str(vercel_folder() / "server.mjs")]
    with _redis(place) as (url, pid), _running(place, command, {"REDIS_URL": url}, redis_pid=pid) as rival:
        yield rival


@contextmanager
def nginx(place: Place) -> Iterator[Rival]:
    port = _free_port()
    values = {
        "user": "user root;" if os.geteuid() == 0 else "",  # otherwise the worker could not enter the folder
        "folder": str(place.folder),
        "port": str(port),
        "upstream": place.upstream_url,
    }
    text = (_HERE / "nginx.conf").read_text()
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    config = place.folder / "nginx.conf"
    config.write_text(text)
    command = [program("nginx", "nginx-light"), "-p", str(place.folder), "-c", str(config)]
    command += ["-e", str(place.folder / "nginx.log")]
    with _running(place, command, {}, port=port) as rival:
        yield rival


@contextmanager
def _running(
    place: Place, command: list[str], settings: Mapping[str, str], *, port: int = 0, redis_pid: int | None = None
) -> Iterator[Rival]:
    """Run a server until the end of the block."""
    port = port or _free_port()
    log = place.folder / "rival.log"
    variables = {"PORT": str(port), "UPSTREAM": place.upstream_url, **settings}
    with log.open("wb") as output, ExitStack() as stack:
        process = _start(command, environment(variables), output.fileno(), {place.core})
        stack.enter_context(ending(process))
        _wait_listening(process, port, log)
        yield Rival(port, process, log, redis_pid)


@contextmanager
def _redis(place: Place) -> Iterator[tuple[str, int]]:
    """Run Redis, which keeps everything in memory only, and yield its URL and pid."""
    port = _free_port()
    command = [program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--appendonly", "no", "--maxclients", "15000", "--dir", str(place.folder)]
    log = place.folder / "redis.log"
    with log.open("wb") as output, ExitStack() as stack:
        process = _start(command, environment({}), output.fileno(), set(place.other_cores))
        stack.enter_context(ending(process))
        _wait_listening(process, port, log)
        yield f"redis://127.0.0.1:{port}", process.pid


def _start(command: list[str], variables: dict[str, str], output: int, cores: set[int]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=variables,
        stdout=output,
        stderr=output,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),  # before it starts processes of its own
    )


def _wait_listening(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise UnavailableError(f"it did not start: {log.read_text(errors='replace').strip()[-500:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


RIVALS: Mapping[str, Callable[[Place], AbstractContextManager[Rival]]] = {
    "pass-through": pass_through,
    "vercel": vercel,
    "fastapi-resumable": fastapi_resumable,
    "nginx": nginx,
}
"""Every other server, by the name that the tables use."""

"""One process of the service, started as users start it and pinned to its cores."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 20.0
_LISTENS = re.compile(rb"is listening on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True, slots=True)
class Role:
    """How to start one process of the service. Its name is also its database user and part of its model key."""

    name: str
    arguments: tuple[str, ...] = ("serve",)
    settings: Mapping[str, str] = field(default_factory=dict)


def web_only(name: str) -> Role:
    """Return a role that writes no reports. A version without `--no-worker` gets one slot instead."""
    if supports_no_worker():
        return Role(name, ("serve", "--no-worker"))
    return Role(name, settings={"REPORT_SLOTS": "1"})


@cache
def supports_no_worker() -> bool:
    """Return whether this version of the service supports `--no-worker`."""
    command = [sys.executable, "-m", "app", "serve", "--help"]
    done = subprocess.run(command, cwd=ROOT, env=environment({}), capture_output=True, timeout=START_SECONDS)
    return b"--no-worker" in done.stdout


class Service:
    """A role and its current process. The address and the pid change with every start."""

    def __init__(self, role: Role, settings: Mapping[str, str], folder: Path, cores: frozenset[int]) -> None:
        self.name = role.name
        self._arguments = role.arguments
        self._settings = {**settings, **role.settings}
        self._folder = folder
        self._cores = cores
        self._logs: list[Path] = []
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process and block until it is ready. Raises `RuntimeError` if it does not start."""
        log = self._folder / f"service-{self.name}-{len(self._logs)}.log"
        self._logs.append(log)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", *self._arguments],
                cwd=self._folder,  # which contains no .env
                env=environment(self._settings),
                stdout=output,
                stderr=output,
            )
        os.sched_setaffinity(self.pid, self._cores)  # before it has a second thread
        self.url = self._wait_url(log)
        with urllib.request.urlopen(f"{self.url}/readyz", timeout=START_SECONDS):
            pass  # it is listening, so this request waits in its backlog

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait_exit(self) -> float:
        """Block until the process exits, and return the `time.monotonic()` of its exit. Raises `TimeoutExpired`
        otherwise."""
        assert self._process is not None
        self._process.wait(STOP_SECONDS)
        return time.monotonic()

    def end(self) -> None:
        """End the process if it is running. Idempotent."""
        if self._process is None or not self.is_running:
            return
        self._process.terminate()
        self._process.send_signal(signal.SIGCONT)  # it may be frozen
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def warnings(self) -> list[str]:
        """Return the warnings and errors in all its logs."""
        lines = [line for log in self._logs for line in log.read_text(errors="replace").splitlines()]
        return [line for line in lines if " WARNING " in line or " ERROR " in line]

    def _wait_url(self, log: Path) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.is_running:
            if found := _LISTENS.search(log.read_bytes()):
                return found[1].decode()
            time.sleep(0.05)
        raise RuntimeError(f"the service did not start:\n{log.read_text(errors='replace')[-2000:]}")


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return a minimal environment, so that the caller's settings do not leak in."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**inherited, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **settings}

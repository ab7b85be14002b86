"""One process of the service: started as users start it, on its cores, and whatever may befall it after that."""

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
_LISTENS = re.compile(rb"listens on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True, slots=True)
class Role:
    """What one process of the service is started as. Its name is its database user too, and in its model key."""

    name: str
    arguments: tuple[str, ...] = ("serve",)
    settings: Mapping[str, str] = field(default_factory=dict)


def web_only(name: str) -> Role:
    """A process that writes no report; where it cannot be told so, one that has room for one, and is asked for none."""
    if takes_no_worker():
        return Role(name, ("serve", "--no-worker"))
    return Role(name, settings={"REPORT_SLOTS": "1"})


@cache
def takes_no_worker() -> bool:
    """Whether this version of the service can be started without a worker."""
    command = [sys.executable, "-m", "app", "serve", "--help"]
    done = subprocess.run(command, cwd=ROOT, env=environment({}), capture_output=True, timeout=START_SECONDS)
    return b"--no-worker" in done.stdout


class Service:
    """A role, and the process that has it now. The address and the pid are new after every start."""

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
        """Blocks until it is healthy. `RuntimeError` if it does not start."""
        log = self._folder / f"service-{self.name}-{len(self._logs)}.log"
        self._logs.append(log)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", *self._arguments],
                cwd=self._folder,  # where there is no .env
                env=environment(self._settings),
                stdout=output,
                stderr=output,
            )
        os.sched_setaffinity(self.pid, self._cores)  # long before it has a second thread
        self.url = self._wait_url(log)
        with urllib.request.urlopen(f"{self.url}/readyz", timeout=START_SECONDS):
            pass  # it listens already: this waits in its backlog

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait_exit(self) -> float:
        """Blocks until it is gone: the `time.monotonic()` at which it was. `TimeoutExpired` if it will not go."""
        assert self._process is not None
        self._process.wait(STOP_SECONDS)
        return time.monotonic()

    def end(self) -> None:
        """However it stands with it. Idempotent."""
        if self._process is None or not self.is_running:
            return
        self._process.terminate()
        self._process.send_signal(signal.SIGCONT)  # it may be frozen
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def troubles(self) -> list[str]:
        """The warnings and errors in all its logs."""
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
    """Nothing of ours gets in by chance."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **settings}

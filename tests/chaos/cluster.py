"""The processes of the service. Each is restarted whenever it exits, as an orchestrator does."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from .database import free_port
from .proxy import Proxy

ROOT = Path(__file__).parents[2]
_BACK_OFF_SECONDS = 0.3
_EXIT_SECONDS = 20.0
_YOUNG_SECONDS = 5.0
"""A process younger than this may not have installed its handler yet, and then SIGTERM kills it. The same holds for a
second SIGTERM while the interpreter exits."""


class Place:
    """A slot for one process at a time, on a fixed port: `p1.1`, then `p1.2`, and so on."""

    def __init__(self, name: str, role: str, folder: Path, environment: Mapping[str, str], proxy: Proxy) -> None:
        self.name = name
        self.role = role
        self.port = free_port()
        self.proxy = proxy
        self.away_seconds = _BACK_OFF_SECONDS
        """Pause before the next restart."""
        self.bad_exits: list[str] = []
        self._folder = folder
        self._environment = environment
        self._starts = 0
        self._terminations = 0
        self._process: asyncio.subprocess.Process | None = None
        self._ending = asyncio.Event()
        self._log: IO[bytes] = (folder / f"{name}.log").open("ab")

    @property
    def serves(self) -> bool:
        return self.role.startswith("serve")

    @property
    def who(self) -> str:
        """Name of the current or last process."""
        return f"{self.name}.{self._starts}"

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._terminations += number is signal.SIGTERM
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def run(self) -> None:
        """Keep a process running until `end`."""
        while not self._ending.is_set():
            self._starts += 1
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.chaos.launch",
                *self.role.split(),
                cwd=self._folder,  # which contains no .env
                env={
                    **self._environment,
                    "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{self.proxy.port}/postgres",
                    "PORT": str(self.port),
                    "CHAOS_NAME": self.who,
                    "ZHIPU_API_KEY": self.who,
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
            )
            if self._ending.is_set():  # `end` or `kill` was called during the start
                self.send(signal.SIGKILL)
            began, self._terminations = time.monotonic(), 0
            code = await self._process.wait()
            may_die_of_sigterm = self._terminations > 1 or time.monotonic() - began < _YOUNG_SECONDS
            if code not in (0, 1, -signal.SIGKILL) and not (may_die_of_sigterm and code == -signal.SIGTERM):
                self.bad_exits.append(f"{self.who}: {code}")
            if not self._ending.is_set():
                await asyncio.sleep(self.away_seconds)
                self.away_seconds = _BACK_OFF_SECONDS

    async def end(self) -> None:
        """End the process: SIGTERM first, SIGKILL after `_EXIT_SECONDS`."""
        self._ending.set()
        process = self._process
        if process is None:
            return
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(_EXIT_SECONDS):
                await process.wait()
        except TimeoutError:
            self.bad_exits.append(f"{self.who}: did not end in {_EXIT_SECONDS:.0f} s")
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            await process.wait()
            self._log.close()

    def kill(self) -> None:
        """Kill the process at once, for a run that is aborted."""
        self._ending.set()
        self.send(signal.SIGKILL)


class Cluster:
    """All places, each with its own proxy to the database. No process remains at the end of the block."""

    def __init__(
        self, roles: Sequence[str], folder: Path, database: tuple[str, int], environment: Mapping[str, str]
    ) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOST": "127.0.0.1",
            "CHAOS_HISTORY": str(folder),
            **environment,
        }
        self.places = [
            Place(f"p{number}", role, folder, environment, Proxy(*database)) for number, role in enumerate(roles, 1)
        ]
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def serving(self) -> list[Place]:
        return [place for place in self.places if place.serves]

    async def __aenter__(self) -> Self:
        for place in self.places:
            await place.proxy.start()
        self._tasks = [asyncio.create_task(place.run(), name=place.name) for place in self.places]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for place in self.places:
                place.proxy.heal(late=False)
            if kind is None:
                await asyncio.gather(*(place.end() for place in self.places))
        finally:
            for place in self.places:
                place.kill()
                await place.proxy.stop()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def wait_listening(self, seconds: float) -> None:
        """Wait until every serving place accepts connections."""
        deadline = time.monotonic() + seconds
        for place in self.serving:
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", place.port)
                except OSError:
                    if time.monotonic() > deadline:
                        raise TimeoutError(f"{place.who} does not listen") from None
                    await asyncio.sleep(0.1)
                else:
                    writer.close()
                    break

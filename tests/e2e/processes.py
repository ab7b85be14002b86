"""Real processes of the service, which tests start, kill and freeze. All of them are ended by pid."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from app.llm.demo.server import Demo
from app.sockets import serve_on_loopback
from tests.service import BIRTH
from tests.viewer import Event, Viewer
from tests.waiting import DEADLINE

ROOT = Path(__file__).parents[2]
_LISTENS = r"Mingshu is listening on http://127\.0\.0\.1:(\d+)"
_WRITES = "Mingshu worker started"


class Process:
    """One `python -m app`, its lines on standard error, and the signals a test can send it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._read = asyncio.create_task(self._read_lines())
        self._changed = asyncio.Condition()
        self.lines: list[str] = []
        self.port = 0

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def wait_line(self, pattern: str, times: int = 1) -> re.Match[str]:
        """Wait for the `times`-th line that matches. Fails if the process ends without it."""
        async with asyncio.timeout(DEADLINE), self._changed:
            while True:
                found = [match for line in self.lines if (match := re.search(pattern, line))]
                if len(found) >= times:
                    return found[times - 1]
                assert not self._read.done(), f"no line {pattern!r} in:\n" + "\n".join(self.lines)
                await self._changed.wait()

    def kill(self) -> None:
        """Send SIGKILL, like the OOM killer."""
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    async def wait_exit(self, within: float = DEADLINE) -> int:
        """Wait for the exit, read all remaining lines, and return the exit code."""
        async with asyncio.timeout(within):
            code = await self._process.wait()
            await self._read
        return code

    async def end(self) -> None:
        """Kill the process if it is still running. Idempotent."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
        await self._read

    async def _read_lines(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            async with self._changed:
                self.lines.append(line.decode().rstrip("\n"))
                self._changed.notify_all()
        async with self._changed:
            self._changed.notify_all()


class Processes:
    """Starts processes of one service on one database, and kills those that remain at the end of the block."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = environment
        self._started: list[Process] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._started:
            await process.end()

    async def start(self, *role: str, port: int = 0, **changes: str) -> Process:
        """Start a process as `serve`, or as `role`, and wait until it is up. It inherits only PATH."""
        environment: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "LEASE_SECONDS": "2",
            "SCAN_SECONDS": "0.2",
            "OWNER_SLOTS": "1000",
            **self._environment,
            **changes,
        }
        process = Process(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "app",
                *(role or ("serve",)),
                cwd=self._folder,  # which contains no .env
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
        )
        self._started.append(process)
        if role[:1] == ("worker",):
            await process.wait_line(_WRITES)
        else:
            process.port = int((await process.wait_line(_LISTENS))[1])
        return process

    async def start_many(self, count: int, **changes: str) -> list[Process]:
        return list(await asyncio.gather(*(self.start(port=0, **changes) for _ in range(count))))


async def wait_writer(among: Sequence[Process], report_id: str) -> Process:
    """Return the first process that logs that it writes the report."""
    waiting = [asyncio.create_task(process.wait_line(f"🚀 .*{report_id}")) for process in among]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return next(process for process, task in zip(among, waiting, strict=True) if task.done() and task.result())
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@asynccontextmanager
async def processes(folder: Path, database_url: str, demo: Demo, **environment: str) -> AsyncIterator[Processes]:
    """Open a `Processes` whose model is `demo`, served from the test process, so that it sees every call."""
    async with serve_on_loopback(demo) as url:
        environment = {
            "DATABASE_URL": database_url,
            "ZHIPU_API_KEY": "x",
            "ZHIPU_BASE_URL": f"{url}/api/paas/v4",
            **environment,
        }
        async with Processes(folder, **environment) as started:
            yield started


class Owner:
    """One owner. Every process accepts the cookie."""

    def __init__(self) -> None:
        self.cookies = httpx.Cookies()

    def at(self, process: Process) -> httpx.AsyncClient:
        limits = httpx.Limits(keepalive_expiry=2)  # less than the service's 5 s, or a request may be lost
        client = httpx.AsyncClient(base_url=process.url, timeout=DEADLINE, limits=limits, trust_env=False, verify=False)
        client.cookies = self.cookies  # cookies are not bound to a port
        return client

    async def create(self, process: Process) -> str:
        async with self.at(process) as client:
            response = await client.post("/api/reports", json=BIRTH)
            assert response.status_code == 201, response.text
            self.cookies.update(response.cookies)
            return str(response.json()["id"])

    async def post(self, process: Process, path: str) -> httpx.Response:
        async with self.at(process) as client:
            return await client.post(path)

    async def report(self, process: Process, report_id: str) -> dict[str, object]:
        async with self.at(process) as client:
            response = await client.get(f"/api/reports/{report_id}")
            assert response.status_code == 200, response.text
            body: dict[str, object] = response.json()
            return body


class Watching:
    """A background viewer on one connection. A test can wait for what it receives."""

    def __init__(
        self,
        owner: Owner,
        process: Process,
        report_id: str,
        viewer: Viewer | None = None,
        *,
        deadline: float = DEADLINE,
    ) -> None:
        self._deadline = deadline
        self._client = owner.at(process)
        self.viewer = viewer or Viewer(self._client, report_id)
        self.viewer.client = self._client
        self._changed = asyncio.Condition()
        self._task = asyncio.create_task(self._watch())
        self.status: int | None = None
        """HTTP status of the response; None if the connection broke."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._client.aclose()

    async def _watch(self) -> None:
        try:
            self.status = await self.viewer.watch(until=self._note, deadline=self._deadline)
        except httpx.TransportError:
            self.status = None
        finally:
            async with self._changed:
                self._changed.notify_all()

    def _note(self, _event: Event) -> bool:
        asyncio.get_running_loop().create_task(self._notify())
        return False

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def wait_text(self, chars: int) -> None:
        """Wait until the viewer has at least `chars` characters."""
        await self._wait(lambda: len(self.viewer.text) >= chars)

    async def wait_event(self, name: str) -> Event:
        await self._wait(lambda: bool(self.viewer.named(name)))
        return self.viewer.named(name)[0]

    async def over(self) -> Viewer:
        """Wait until the response has ended in any way, and return the viewer."""
        async with asyncio.timeout(self._deadline):
            await self._task
        return self.viewer

    async def _wait(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE), self._changed:
            while not condition():
                assert not self._task.done(), f"the stream ended; {self.viewer.events[-3:]}"
                await self._changed.wait()


async def watch_to_end(owner: Owner, process: Process, viewer: Viewer) -> Viewer:
    """Reconnect at `process` until the report ends, and check the text."""
    async with owner.at(process) as client:
        viewer.client = client
        await viewer.watch_to_end()
    return viewer

"""The running process and its shutdown: drain first, then close the connections."""

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
import uvloop
from starlette.types import ASGIApp

from app.web.deps import State
from app.worker import Worker

logger = logging.getLogger(__name__)

HAND_BACK_SECONDS = 7.0
"""Time limit for handing reports back. With it, a shutdown takes at most 12 s beyond `drain_seconds`: the README asks
deployments to allow for that."""


@dataclass(slots=True, kw_only=True)
class Service:
    """A running process: the state for its routes, its worker if it has one, and its shutdown."""

    state: State
    worker: Worker | None
    drain_seconds: float
    """How long running reports may take to finish before they are handed back."""
    stop_requested: asyncio.Event = field(default_factory=asyncio.Event)
    force_exit: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by a second stop signal: do not wait for running reports."""

    def stop(self) -> None:
        """Handle a stop signal: the first one stops the process, the second one ends the wait for running reports."""
        if self.stop_requested.is_set():
            self.force_exit.set()
        self.stop_requested.set()

    async def drain(self) -> None:
        """Become unready, stop claiming, send viewers `reconnect`, save all text and release all leases. Idempotent."""
        if self.state.is_draining:
            return
        self.state.is_draining = True
        runs = self.worker.run_count if self.worker is not None else 0
        logger.info("Draining: %d viewers, %d running reports", self.state.live.viewer_count, runs)
        if self.worker is not None:
            self.worker.close()
            if self.drain_seconds and runs:
                await self._wait_for_runs(self.worker)
        self.state.live.hang_up()
        if self.worker is not None:
            await self.worker.drain(HAND_BACK_SECONDS)

    async def _wait_for_runs(self, worker: Worker) -> None:
        """Wait for running reports, for `drain_seconds` at most."""
        finished = asyncio.create_task(worker.wait_idle(), name="wait-idle")
        forced = asyncio.create_task(self.force_exit.wait(), name="wait-force-exit")
        await asyncio.wait({finished, forced}, timeout=self.drain_seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in (finished, forced):
            task.cancel()


class StopSignals:
    """Receives SIGTERM and SIGINT. Until a handler is set, the first signal cancels what is running."""

    def __init__(self, cancel: Callable[[], object]) -> None:
        self._cancel: Callable[[], object] | None = cancel
        self._handle: Callable[[], object] | None = None
        self.was_cancelled = False

    def receive(self) -> None:
        if self._handle is not None:
            self._handle()
        elif self._cancel is not None:
            self._cancel()
            self._cancel, self.was_cancelled = None, True  # a second signal must not interrupt the clean-up

    @contextmanager
    def handled_by(self, handle: Callable[[], object]) -> Iterator[None]:
        """Pass each signal to `handle` until the end of the block. Ignore them after that: the process is closing."""
        self._handle, self._cancel = handle, None
        try:
            yield
        finally:
            self._handle = None


def run_until_stopped(serve: Callable[[StopSignals], Awaitable[object]]) -> None:
    """Run `serve` in a new event loop. Raises `SystemExit(0)` if a signal stopped it before it set a handler."""

    async def main() -> bool:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker
        stops, loop = StopSignals(task.cancel), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stops.receive)
        try:
            await serve(stops)
        except asyncio.CancelledError:
            if not stops.was_cancelled:
                raise
        return stops.was_cancelled

    on_sigterm = signal.getsignal(signal.SIGTERM)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            was_cancelled = runner.run(main())
    finally:
        # The loop has reset the handler, but the bundled database must still be stopped.
        signal.signal(signal.SIGTERM, on_sigterm)
    if was_cancelled:
        sys.exit(0)


class Server(uvicorn.Server):
    """Drains before waiting for open connections. Plain uvicorn would wait for the viewers first."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def stop(self) -> None:
        """Handle a stop signal; see `Service.stop`."""
        self._service.stop()
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install no signal handlers, because `StopSignals` handles the signals from start-up on."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._service.drain()
        await super().shutdown(sockets)


def make_server(app: ASGIApp, service: Service) -> Server:
    """Create the server for `app`. Pass a listening socket to its `serve`."""
    return Server(
        uvicorn.Config(
            app,
            http="httptools",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        ),
        service,
    )

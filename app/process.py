"""A running process, and how it goes away: not ready, no new claims, viewers sent on, text saved, leases given back."""

import asyncio
import logging
import socket
from dataclasses import dataclass, field
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.web.deps import State
from app.worker import Worker

log = logging.getLogger(__name__)

HAND_BACK_SECONDS = 7.0
"""For handing reports back; with hanging up and closing it stays under the 12 seconds a deploy waits."""


@dataclass(slots=True, kw_only=True)
class Service:
    """A running process: what its routes are given, who writes here, if anyone, and how it goes away."""

    state: State
    worker: Worker | None
    drain_seconds: float
    hurried: asyncio.Event = field(default_factory=asyncio.Event)
    """Told to stop once more: nothing is waited for."""

    async def drain(self) -> None:
        """Not ready, no new claims, `reconnect` to viewers, text saved, leases given back. Idempotent."""
        if self.state.is_draining:
            return
        self.state.is_draining = True
        runs = self.worker.run_count if self.worker is not None else 0
        log.info("Draining: %d viewers, %d reports being written", self.state.live.viewer_count, runs)
        if self.worker is not None:
            self.worker.close()
            if self.drain_seconds and runs:
                await self._wait_for_runs(self.worker)
        self.state.live.hang_up()
        if self.worker is not None:
            await self.worker.drain(HAND_BACK_SECONDS)

    async def _wait_for_runs(self, worker: Worker) -> None:
        """Lets what is being written here finish, for a bounded time."""
        finished = asyncio.create_task(worker.wait_idle(), name="wait-idle")
        hurried = asyncio.create_task(self.hurried.wait(), name="wait-hurried")
        await asyncio.wait({finished, hurried}, timeout=self.drain_seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in (finished, hurried):
            task.cancel()


class Server(uvicorn.Server):
    """Drains before it waits for open connections; uvicorn alone would wait for its viewers first."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        service: Service | None = getattr(self._app.state, "service", None)
        if self.should_exit and service is not None:
            service.hurried.set()  # and no more: uvicorn would leave without closing
        else:
            super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._app.state.service.drain()
        await super().shutdown(sockets)


def make_server(app: FastAPI) -> Server:
    """The server for `app`; give its `run` or `serve` a listening socket."""
    return Server(
        uvicorn.Config(
            app,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        ),
        app,
    )

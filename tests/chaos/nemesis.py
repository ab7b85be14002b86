"""Injects the scheduled faults, records when each began and ended, and repairs everything at the end."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from asyncpg.exceptions import InterfaceError, PostgresError

from app.llm.demo.faults import Fault as Misbehaviour

from .cluster import Cluster, Place
from .database import Database
from .history import Fault, Journal
from .model import Model
from .proxy import TRAPPED_SECONDS, Proxy, Trap
from .schedule import Stroke
from .text import TEXT_MARK

_SLOW_SECONDS = 0.15
_TWICE_SECONDS = 0.3
_TRAP_SECONDS = 3.0
_PUBLISHER = b"mingshu publish"
"""Application name of the sessions that NOTIFY. They send text before it is saved."""
_GRACE_SECONDS = 5.0
"""How long a fault may last beyond its plan; a database takes a while to start."""

_UPSTREAM: dict[str, dict[str, Any]] = {
    "network_error": {"kind": "finish", "reason": "network_error"},
    "length": {"kind": "finish", "reason": "length", "overlap": 12},
    "sensitive": {"kind": "finish", "reason": "sensitive"},
    "http_503": {"kind": "http_error", "status": 503},
    "http_429": {"kind": "http_error", "status": 429, "code": "1302"},
    "stall_before_headers": {"kind": "stall_before_headers", "seconds": 60},
    "stall": {"kind": "stall", "seconds": 60},
    "later_stop": {"kind": "later_stop", "reason": "network_error"},
    "noise": {"kind": "noise", "text": "<think>not a word of this</think>", "tail": "<|user|>", "size": 5},
    "stop_everywhere": {"kind": "stop_everywhere", "seconds": 1},
}
"""Faults whose names differ from the demo model's."""


class Nemesis:
    """Injects faults and repairs them: `run` returns only when every fault is over."""

    def __init__(
        self,
        strokes: Sequence[Stroke],
        cluster: Cluster,
        database: Database,
        model: Model,
        line: Proxy,
        journal: Journal,
    ) -> None:
        self._strokes = strokes
        self._cluster = cluster
        self._database = database
        self._model = model
        self._line = line
        """Proxy between all processes and the model."""
        self._journal = journal
        self.counts: Counter[str] = Counter()

    async def run(self) -> None:
        begin = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for stroke in self._strokes:
                await asyncio.sleep(max(0.0, begin + stroke.at - time.monotonic()))
                group.create_task(self._strike(stroke), name=f"stroke-{stroke.kind}")
        await self.repair()

    async def repair(self) -> None:
        """Resume all processes, heal all proxies, start the database and clear the model's faults."""
        self._model.demo.faults.clear()
        for place in self._cluster.places:
            place.send(signal.SIGCONT)
            place.proxy.heal(late=True)
        await self._line.start()
        if not self._database.is_up:
            await self._database.start()

    async def _strike(self, stroke: Stroke) -> None:
        place = None if stroke.place is None else self._cluster.places[stroke.place]
        if stroke.kind == "upstream":
            self._model.strike(misbehaviour(stroke))
            return  # counted when it reaches a call
        began, target = time.time(), "all" if place is None else place.who
        if (
            place is not None
            and stroke.kind not in ("hole", "deaf", "slow", "cut", "lost_answer")
            and not place.is_alive
        ):
            return
        self.counts[stroke.kind] += 1
        known = {"t": began, "kind": stroke.kind, "target": target}
        self._journal.write(Fault, **known, until=began + stroke.seconds + _GRACE_SECONDS, is_over=False)
        if place is not None:
            await self._strike_place(stroke, place)
        else:
            await self._strike_all(stroke)
        self._journal.write(Fault, **known, until=time.time())

    async def _strike_place(self, stroke: Stroke, place: Place) -> None:
        match stroke.kind:
            case "kill":
                place.away_seconds = stroke.seconds
                place.send(signal.SIGKILL)
            case "terminate":
                place.away_seconds = stroke.seconds
                place.send(signal.SIGTERM)
            case "terminate_twice":
                place.away_seconds = stroke.seconds
                place.send(signal.SIGTERM)
                await asyncio.sleep(_TWICE_SECONDS)
                place.send(signal.SIGTERM)
            case "freeze_short" | "freeze_long":
                place.send(signal.SIGSTOP)
                await asyncio.sleep(stroke.seconds)
                place.send(signal.SIGCONT)
            case "cut":
                place.proxy.cut()
            case "lost_answer":
                await self._trap(place)
            case "hole":
                place.proxy.is_hole = True
                await asyncio.sleep(stroke.seconds)
                place.proxy.heal(late=stroke.chance < 0.5)
            case "deaf":
                place.proxy.is_deaf = True
                await asyncio.sleep(stroke.seconds)
                place.proxy.heal(late=stroke.chance < 0.3)
            case "slow":
                place.proxy.delay_seconds = _SLOW_SECONDS
                await asyncio.sleep(stroke.seconds)
                place.proxy.heal(late=True)

    async def _trap(self, place: Place) -> None:
        """Let the next save commit, but drop its answer."""
        place.proxy.trap = Trap(TEXT_MARK, spared=_PUBLISHER)
        place.proxy.sprung.clear()
        try:
            async with asyncio.timeout(_TRAP_SECONDS):
                await place.proxy.sprung.wait()
        except TimeoutError:
            place.proxy.trap = None
            self.counts["lost_answer"] -= 1  # the process saved nothing
        else:
            await asyncio.sleep(TRAPPED_SECONDS)

    async def _strike_all(self, stroke: Stroke) -> None:
        match stroke.kind:
            case "sessions":
                await self._terminate(f"random() < {0.1 + stroke.chance * 0.4}")
            case "all_sessions":
                await self._terminate("true")
            case "listeners":
                await self._terminate("application_name IN ('mingshu listen', 'mingshu publish')")
            case "database":
                await self._database.stop()
                await asyncio.sleep(stroke.seconds)
                await self._database.start()
            case "refuse":
                await self._line.refuse()
                await asyncio.sleep(stroke.seconds)
                await self._line.start()

    async def _terminate(self, which: str) -> None:
        """Terminate the service's sessions that match, if the database is up."""
        with suppress(OSError, TimeoutError, PostgresError, InterfaceError):
            await self._database.execute(
                f"""SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE application_name LIKE 'mingshu%' AND pid <> pg_backend_pid() AND ({which})"""
            )


def misbehaviour(stroke: Stroke) -> Misbehaviour:
    """Convert an upstream stroke to a fault of the demo model."""
    assert stroke.upstream is not None
    fields: dict[str, Any] = {"kind": stroke.upstream, "after": stroke.after, **_UPSTREAM.get(stroke.upstream, {})}
    return Misbehaviour(**fields)

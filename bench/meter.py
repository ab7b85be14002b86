"""Measures a server from outside for a while: CPU, memory, database, and how precise the harness was."""

import asyncio
import time
from dataclasses import dataclass

from bench.arena import Arena
from bench.database import Totals
from bench.figures import Spread, cpu_seconds, rss_kib, spread, waited_seconds
from bench.look_alike import lag_p99_ms
from bench.recording import Window

SAMPLE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Raw counts of one window. CPU is in seconds, of user and system."""

    window: Window
    tokens: int
    """Tokens that the look-alike sent."""
    cpu: float
    helper_cpu: float
    waited: float
    """How long the server waited for its core."""
    peak_kib: int
    database: Totals | None
    """What the database did in the window."""
    model_lag_ms: float
    """99th percentile."""
    model_cpu: float
    most_calls: int
    """Largest number of calls that were open at once since the start."""
    client_lag_ms: Spread
    client_cpu: float

    @property
    def seconds(self) -> float:
        return self.window.stop - self.window.start


class Meter:
    """Measures from its creation until `stop`."""

    def __init__(self, arena: Arena) -> None:
        self._arena = arena
        self._model = arena.model.stats()
        self._client = arena.client.counters()
        self._database = database_totals(arena)
        self._cpu, self._waited = _cpu(arena), _waited(arena)
        self._helper_cpu = arena.helper_cpu_seconds()
        self._peak_kib = memory_kib(arena)
        self._start = time.monotonic()

    def watch(self, seconds: float) -> None:
        """Wait, and sample the memory meanwhile."""
        stop = time.monotonic() + seconds
        while (left := stop - time.monotonic()) > 0:
            time.sleep(min(left, SAMPLE_SECONDS))
            self._peak_kib = max(self._peak_kib, memory_kib(self._arena))

    def stop(self) -> Measurement:
        stop = time.monotonic()
        arena = self._arena
        cpu, waited, helper_cpu = _cpu(arena), _waited(arena), arena.helper_cpu_seconds()
        model, client = arena.model.stats(), arena.client.counters()
        database, before = database_totals(arena), self._database
        return Measurement(
            window=Window(self._start, stop),
            tokens=model.deltas - self._model.deltas,
            cpu=cpu - self._cpu,
            helper_cpu=helper_cpu - self._helper_cpu,
            waited=waited - self._waited,
            peak_kib=max(self._peak_kib, memory_kib(arena)),
            database=database and before and _difference(database, before),
            model_lag_ms=lag_p99_ms(model.lags),
            model_cpu=model.cpu_seconds - self._model.cpu_seconds,
            most_calls=model.most_open_calls,
            client_lag_ms=spread(client.lags_ms),
            client_cpu=client.cpu_seconds - self._client.cpu_seconds,
        )


def memory_kib(arena: Arena) -> int:
    """Return the resident memory of the server's processes."""
    return sum(rss_kib(pid) for pid in arena.pids())


def database_totals(arena: Arena) -> Totals | None:
    return None if arena.database is None else asyncio.run(arena.database.totals())


def _cpu(arena: Arena) -> float:
    return sum(cpu_seconds(pid) for pid in arena.pids())


def _waited(arena: Arena) -> float:
    return sum(waited_seconds(pid) for pid in arena.pids())


def _difference(after: Totals, before: Totals) -> Totals:
    return Totals(
        statements=after.statements - before.statements,
        wal_bytes=after.wal_bytes - before.wal_bytes,
        page_images=after.page_images - before.page_images,
        size_bytes=after.size_bytes - before.size_bytes,
    )

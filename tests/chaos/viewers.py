"""Viewers that connect to random processes, leave with FIN or RST, and reconnect with their position."""

import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import structs

from .cluster import Place
from .connection import Connection, connect
from .history import Got, GotEnd, GotReset, Journal, Left, Opened

_ANSWER_SECONDS = 8.0
_MERGE_SECONDS = 0.25
"""Consecutive deltas within this time are merged into one record."""


class Viewer:
    """Follows one report over any number of connections, and records what each of them delivers.

    It checks nothing itself and remembers only its position, which it needs to reconnect.
    """

    def __init__(
        self,
        name: str,
        journal: Journal,
        rng: random.Random,
        report: str,
        cookie: str,
        serving: Callable[[], Sequence[Place]],
    ) -> None:
        self.name = name
        self._journal = journal
        self._rng = rng
        self._report = report
        self._cookie = cookie
        self._serving = serving
        self._rest = b""
        self._run: Got | None = None
        self._is_reconnecting = False
        self.position: str | None = None
        self.connections = 0
        self.ended: str | None = None
        """Status in the `end` event of the current connection."""

    async def watch(self, *, is_restless: bool) -> str:
        """Watch over one connection, until it ends or this viewer leaves. Returns why it ended."""
        place = self._rng.choice(self._serving())
        stay = self._rng.expovariate(1 / 4.0) if is_restless else None
        position, headers, began = self.position, {"Cookie": self._cookie}, time.time()
        path = f"/api/reports/{self._report}/stream"
        if position is not None and self._rng.random() < 0.5:
            path += f"?from={position}"
        elif position is not None:
            headers["Last-Event-ID"] = position
        self._rest, self.ended, self._is_reconnecting, process = b"", None, False, place.who
        status = 0
        try:
            made = await connect(place.port, "GET", path, headers=headers, on_body=self._take, seconds=_ANSWER_SECONDS)
        except (OSError, TimeoutError):
            why = "refused"
        else:
            status = made.answered.result()
            self._journal.write(
                Opened, t=began, who=self.name, report=self._report, process=process, position=position, status=status
            )
            try:
                why = await self._stay(made, status, stay)
            finally:
                made.leave(politely=True)
                self._flush()
        self._journal.write(Left, who=self.name, report=self._report, why=why)
        return why

    async def _stay(self, made: Connection, status: int, stay: float | None) -> str:
        if status != 200:
            return "204" if status == 204 else "refused"
        self.connections += 1
        try:
            async with asyncio.timeout(stay):
                await made.closed
        except TimeoutError:
            politely = self._rng.random() < 0.5
            made.leave(politely=politely)
            return "fin" if politely else "rst"
        if self.ended is not None:
            return "end"
        return "reconnect" if self._is_reconnecting else "lost"

    def _take(self, body: bytes) -> None:
        *blocks, self._rest = (self._rest + body).split(b"\n\n")
        for block in blocks:
            self._event(block)

    def _event(self, block: bytes) -> None:
        fields = dict(line.partition(b": ")[::2] for line in block.split(b"\n"))
        name, data = fields.get(b"event", b""), fields.get(b"data")
        if data is None:
            return
        place = fields.get(b"id", b"").decode()
        tree = json.loads(data)
        match name:
            case b"report":
                self._is_reconnecting = False
            case b"reconnect":
                self._is_reconnecting = True
            case b"delta":
                self._delta(place, tree)
            case b"reset":
                self._flush()
                attempt = int(place.partition(".")[0])
                self._journal.write(
                    GotReset,
                    who=self.name,
                    report=self._report,
                    attempt=attempt,
                    keep=tree["keep"],
                    reason=tree["reason"],
                )
            case b"end":
                self._end(place, tree)
        if place:
            self.position = place

    def _delta(self, place: str, tree: dict[str, Any]) -> None:
        attempt, offset = (int(part) for part in place.split("."))
        now, text, start = time.time(), tree["text"], tree["from"]
        run = self._run
        if run is not None and self._follows(run, attempt, start, now):
            self._run = structs.replace(run, text=run.text + text, until=now, offset=offset)
            return
        self._flush()
        self._run = Got(
            t=now,
            who=self.name,
            report=self._report,
            attempt=attempt,
            start=start,
            text=text,
            until=now,
            offset=offset,
        )

    @staticmethod
    def _follows(run: Got, attempt: int, start: int, now: float) -> bool:
        return (run.attempt, run.end, run.offset) == (attempt, start, start) and now - run.t < _MERGE_SECONDS

    def _end(self, place: str, tree: dict[str, Any]) -> None:
        self._flush()
        attempt, offset = (int(part) for part in place.split("."))
        self.ended = tree["status"]
        self._journal.write(
            GotEnd,
            who=self.name,
            report=self._report,
            attempt=attempt,
            offset=offset,
            **{name: tree[name] for name in ("status", "code", "chars", "sha256")},
        )

    def _flush(self) -> None:
        if self._run is not None:
            run, self._run = self._run, None
            self._journal.add(run)

"""A reference client of the stream. It assembles the text and asserts every guarantee of the protocol."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.waiting import DEADLINE as DEADLINE


@dataclass
class Event:
    name: str
    id: str | None
    data: Any


async def read_events(response: httpx.Response) -> AsyncGenerator[Event, None]:
    """Parse the events of a stream. Comments are returned as events named `:`."""
    buffer = b""
    chunks = response.aiter_raw()
    assert isinstance(chunks, AsyncGenerator)  # httpx annotates it as an iterator, which could not be closed
    async with aclosing(chunks):
        async for chunk in chunks:
            buffer += chunk
            while b"\n\n" in buffer:
                block, buffer = buffer.split(b"\n\n", 1)
                yield _event(block.decode())
    assert buffer == b"", f"the stream ended inside an event: {buffer!r}"


def _event(block: str) -> Event:
    fields: dict[str, str] = {}
    for line in block.split("\n"):
        if line.startswith(":"):
            return Event(":", None, line)
        name, _, value = line.partition(": ")
        fields[name] = value
    return Event(fields.get("event", "message"), fields.get("id"), json.loads(fields["data"]))


@dataclass
class Viewer:
    """Assembles the text over any number of connections. `text` is what a page shows at that moment."""

    client: httpx.AsyncClient
    report_id: str
    text: str = ""
    position: str | None = None
    attempt: int = 0
    events: list[Event] = field(default_factory=list)
    end: dict[str, Any] | None = None
    connections: int = 0
    taken_back: int = 0
    """Number of characters dropped by resets."""

    async def watch(
        self,
        *,
        until: Callable[[Event], bool] | None = None,
        position: str | None = None,
        header: bool = True,
        deadline: float = DEADLINE,
    ) -> int:
        """Open one connection and read until the stream ends or `until` is true. Returns the HTTP status."""
        position = position if position is not None else self.position
        headers = {"Last-Event-ID": position} if position is not None and header else {}
        params = {"from": position} if position is not None and not header else {}
        url = f"/api/reports/{self.report_id}/stream"
        async with (
            asyncio.timeout(deadline),
            self.client.stream("GET", url, headers=headers, params=params) as response,
        ):
            self.connections += 1
            if response.status_code == 200:
                await self.read(response, until)
            return response.status_code

    async def read(self, response: httpx.Response, until: Callable[[Event], bool] | None = None) -> None:
        """Apply the events of one response."""
        is_first = True
        async with aclosing(read_events(response)) as events:
            async for event in events:
                assert self.end is None, "an event after `end`"
                assert is_first == (event.name == "report"), "`report` must come first and only once"
                is_first = False
                self.apply(event)
                if until is not None and until(event):
                    return

    async def watch_to_end(self) -> dict[str, Any]:
        """Reconnect until the report has ended, as a page does."""
        async with asyncio.timeout(DEADLINE):
            while self.end is None:
                status = await self.watch()
                assert status == 200
        self.check_end()
        return self.end

    def apply(self, event: Event) -> None:
        self.events.append(event)
        data = event.data
        match event.name:
            case "report":
                self.report_id = data["id"]
                self.attempt = data["attempt"]
            case "delta":
                assert data["from"] == len(self.text), "a gap or a repetition"
                assert data["text"], "an empty delta"
                assert len(data["text"].encode()) <= 16 * 1024
                self.text += data["text"]
                self._move(event)
            case "reset":
                assert data["keep"] <= len(self.text), "the reset keeps more than this viewer received"
                assert data["reason"] in ("takeover", "retry", "withdrawn", "unknown_position")
                self.taken_back += len(self.text) - data["keep"]
                self.text = self.text[: data["keep"]]
                self._move(event)
            case "end":
                self.end = data
                self._move(event)
            case _:
                assert event.id is None, "only events with a position have an id"

    def _move(self, event: Event) -> None:
        assert event.id is not None
        attempt, offset = (int(part) for part in event.id.split("."))
        assert attempt >= self.attempt, "the attempt must not decrease"
        assert offset == len(self.text), "the id must be the length of the text"
        self.attempt = attempt
        self.position = event.id

    def check_end(self) -> None:
        """Check against `end` that this viewer has the whole text."""
        assert self.end is not None
        assert self.end["chars"] == len(self.text)
        assert self.end["sha256"] == hashlib.sha256(self.text.encode()).hexdigest()

    def named(self, name: str) -> list[Event]:
        return [event for event in self.events if event.name == name]

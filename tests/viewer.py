"""A reference viewer: what any client has to do to hold the exact text, with every promise asserted on the way."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import httpx

DEADLINE = 30.0


@dataclass
class Event:
    name: str
    id: str | None
    data: Any


async def read_events(response: httpx.Response) -> AsyncIterator[Event]:
    """The events of a stream, split by byte as the standard has it; comments come as events named `:`."""
    buffer = b""
    async with aclosing(response.aiter_raw()) as chunks:
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
    """Holds what it was sent, over as many connections as it takes. `text` is always what a page would show."""

    client: httpx.AsyncClient
    report_id: str
    text: str = ""
    position: str | None = None
    attempt: int = 0
    events: list[Event] = field(default_factory=list)
    end: dict[str, Any] | None = None
    connections: int = 0

    async def watch(
        self, *, until: Callable[[Event], bool] | None = None, position: str | None = None, header: bool = True
    ) -> int:
        """One connection: until the stream ends, or `until` says so. Returns the status."""
        position = position if position is not None else self.position
        headers = {"Last-Event-ID": position} if position is not None and header else {}
        params = {"from": position} if position is not None and not header else {}
        url = f"/api/reports/{self.report_id}/stream"
        async with (
            asyncio.timeout(DEADLINE),
            self.client.stream("GET", url, headers=headers, params=params) as response,
        ):
            self.connections += 1
            if response.status_code == 200:
                await self.read(response, until)
            return response.status_code

    async def read(self, response: httpx.Response, until: Callable[[Event], bool] | None = None) -> None:
        """Applies one response's events."""
        is_first = True
        async with aclosing(read_events(response)) as events:
            async for event in events:
                assert self.end is None, "nothing follows the end"
                assert is_first == (event.name == "report"), "`report` comes first, and once"
                is_first = False
                self.apply(event)
                if until is not None and until(event):
                    return

    async def watch_to_end(self) -> dict[str, Any]:
        """Comes back until the report has ended, as a page does."""
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
                self._stand(event)
            case "reset":
                assert data["keep"] <= len(self.text), "kept more than this viewer was sent"
                assert data["reason"] in ("takeover", "retry", "withdrawn", "unknown_position")
                self.text = self.text[: data["keep"]]
                self._stand(event)
            case "end":
                self.end = data
                self._stand(event)
            case _:
                assert event.id is None, "only a position has an id"

    def _stand(self, event: Event) -> None:
        assert event.id is not None
        attempt, offset = (int(part) for part in event.id.split("."))
        assert attempt >= self.attempt, "attempts only grow"
        assert offset == len(self.text), "the id is the length of the text"
        self.attempt = attempt
        self.position = event.id

    def check_end(self) -> None:
        """The end proves that this viewer has it all."""
        assert self.end is not None
        assert self.end["chars"] == len(self.text)
        assert self.end["sha256"] == hashlib.sha256(self.text.encode()).hexdigest()

    def named(self, name: str) -> list[Event]:
        return [event for event in self.events if event.name == name]

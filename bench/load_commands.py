"""Commands for the load client, and its answers."""

from typing import TypeAlias

import msgspec

PROBE_SECONDS = 0.005
"""How often the load client measures its own lag."""
NUMBER = b"{number}"
"""Replaced in a request by the number of the connection."""


class Open(msgspec.Struct, tag="open"):
    """Open `count` connections, evenly distributed over `seconds`."""

    group: str
    port: int
    request: bytes
    count: int
    seconds: float = 0.0
    replaces: bool = False
    """Whether a connection that ends is replaced with a new one."""
    start: int = 0
    """Where the request resumes the text, in characters."""


class Drop(msgspec.Struct, tag="drop"):
    """Reset all connections of a group, and replace none of them."""

    group: str


class Resume(msgspec.Struct, tag="resume"):
    """Reopen all dropped connections of a group, each with the last position it received, as a new group."""

    group: str
    new_group: str


class Read(msgspec.Struct, tag="read"):
    """Return the counters, and reset the lags."""


class Save(msgspec.Struct, tag="save"):
    """Write the recording into a folder."""

    folder: str


Command: TypeAlias = Open | Drop | Resume | Read | Save


class Counters(msgspec.Struct):
    """State of the load client. CPU is in seconds since its start."""

    open: int
    opened: int
    requested: int
    """Connections opened or still to be opened."""
    answered: int
    """Connections on which anything arrived."""
    reads: int
    recorded_bytes: int
    unrecorded_reads: int
    """Reads after the buffer was full."""
    lags_ms: list[float]
    """How late the event loop was, sampled every `PROBE_SECONDS`, to within about a millisecond."""
    cpu_seconds: float


class Entry(msgspec.Struct):
    """One connection. Times are `time.monotonic()`; `closed` is 0 while it is open."""

    group: str
    opened: float
    start: int = 0
    closed: float = 0.0
    how: str = ""
    """How it ended: `eof`, `dropped`, or the name of an error."""

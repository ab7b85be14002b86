"""The load client as a process, as the driver uses it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bench.load_commands import Command, Counters, Drop, Open, Read, Resume, Save
from bench.recording import Recording, Window, load
from bench.service import ROOT, environment
from bench.upstream import ending


class Client:
    """A running load client. Every command blocks until it has been accepted."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self._process = process
        self._folder = folder

    @property
    def pid(self) -> int:
        return self._process.pid

    def open(
        self, group: str, port: int, request: bytes, count: int, *, seconds: float = 0.0, replaces: bool = False
    ) -> None:
        """Open connections, evenly distributed over `seconds`, and replace those that end if `replaces`."""
        self._send(Open(group, port, request, count, seconds, replaces))

    def drop(self, group: str) -> None:
        """Reset all connections of a group."""
        self._send(Drop(group))

    def resume(self, group: str, new_group: str) -> None:
        """Reopen the dropped connections of a group at the positions where they were."""
        self._send(Resume(group, new_group))

    def counters(self) -> Counters:
        return msgspec.json.decode(self._send(Read()), type=Counters)

    def recording(self, window: Window) -> Recording:
        """Return everything recorded so far; ages and bytes only from the window."""
        self._send(Save(str(self._folder)))
        return load(self._folder, window)

    def _send(self, command: Command) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(command) + b"\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the load client has ended")
        return answer


@contextmanager
def load_client(folder: Path) -> Iterator[Client]:
    """Run a load client until the end of the block."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "bench.load"]
    with (
        subprocess.Popen(command, cwd=ROOT, env=environment({}), stdin=pipe, stdout=pipe) as process,
        ending(process),
    ):
        yield Client(process, folder)

"""The load client: opens connections and records what arrives on them and when, without parsing any of it.

One process with non-blocking sockets and epoll. Each readiness costs one `recv_into` a preallocated buffer and three
array entries. `bench.recording` interprets the bytes after the run. Commands arrive as lines of JSON on standard input;
each is answered with one line on standard output.
"""

import errno
import gc
import heapq
import mmap
import os
import re
import resource
import select
import socket
import struct
import sys
import time
from array import array
from pathlib import Path

import msgspec

from bench.load_commands import NUMBER, PROBE_SECONDS, Command, Counters, Drop, Entry, Open, Read, Resume, Save

CAPACITY = 1 << 30
"""Bytes that are recorded. The pages are only allocated when they are used."""
READ_BYTES = 1 << 16
RETRY_SECONDS = 0.5
"""Pause before a connection is replaced that failed or was refused."""
_ACCEPTED = b"HTTP/1.1 2"
_RST = struct.pack("ii", 1, 0)
_POSITION = re.compile(rb"id: (\d+\.\d+)\n")


class _Connection:
    """One socket, and what is needed to replace it."""

    __slots__ = ("command", "is_accepted", "is_answered", "number", "sock")

    def __init__(self, number: int, command: Open, sock: socket.socket) -> None:
        self.number = number
        self.command = command
        self.sock = sock
        self.is_answered = False
        self.is_accepted = False


class LoadClient:
    """The event loop and the recording."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._epoll.register(0, select.EPOLLIN)
        self._buffer = memoryview(mmap.mmap(-1, CAPACITY))
        self._scratch = memoryview(bytearray(READ_BYTES))
        self._end = 0
        self._times, self._numbers, self._sizes = array("d"), array("I"), array("I")
        self._entries: list[Entry] = []
        self._open: dict[int, _Connection] = {}
        self._dropped: dict[str, list[_Connection]] = {}
        self._due: list[tuple[float, int, Open]] = []
        self._scheduled = 0
        self._answered = self._unrecorded = 0
        self._lags = array("d")
        self._input = b""
        self._is_over = False

    def run(self) -> None:
        """Run until standard input is closed."""
        probe_at = time.monotonic() + PROBE_SECONDS
        while not self._is_over:
            wake_at = min(probe_at, self._due[0][0]) if self._due else probe_at
            for fd, mask in self._epoll.poll(max(0.0, wake_at - time.monotonic()), 4096):
                if (connection := self._open.get(fd)) is None:
                    if fd == 0:
                        self._read_commands()
                elif mask & select.EPOLLOUT:
                    self._begin(connection)
                else:
                    self._receive(connection)
            now = time.monotonic()
            if now >= probe_at:
                self._lags.append((now - probe_at) * 1000)
                probe_at = now + PROBE_SECONDS
            while self._due and self._due[0][0] <= now:
                self._connect(heapq.heappop(self._due)[2])

    def _receive(self, connection: _Connection) -> None:
        end = self._end
        is_full = end + READ_BYTES > CAPACITY
        try:
            size = connection.sock.recv_into(self._scratch if is_full else self._buffer[end : end + READ_BYTES])
        except BlockingIOError:
            return
        except OSError as error:
            self._close(connection, errno.errorcode.get(error.errno or 0, "error"))
            return
        if not size:
            self._close(connection, "eof")
            return
        if is_full:
            self._unrecorded += 1
            return
        self._times.append(time.monotonic())
        self._numbers.append(connection.number)
        self._sizes.append(size)
        self._end = end + size
        if not connection.is_answered:
            connection.is_answered = True
            connection.is_accepted = self._buffer[end : end + len(_ACCEPTED)] == _ACCEPTED
            self._answered += 1

    def _schedule(self, at: float, command: Open) -> None:
        self._scheduled += 1
        heapq.heappush(self._due, (at, self._scheduled, command))

    def _connect(self, command: Open) -> None:
        sock = socket.socket()
        sock.setblocking(False)
        connection = _Connection(len(self._entries), command, sock)
        self._entries.append(Entry(command.group, time.monotonic(), command.start))
        self._open[sock.fileno()] = connection
        self._epoll.register(sock.fileno(), select.EPOLLOUT)
        sock.connect_ex(("127.0.0.1", command.port))

    def _begin(self, connection: _Connection) -> None:
        """Send the request once the connection is established."""
        if number := connection.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._close(connection, errno.errorcode.get(number, "error"))
            return
        connection.sock.send(connection.command.request.replace(NUMBER, b"%d" % connection.number))
        self._epoll.modify(connection.sock.fileno(), select.EPOLLIN)

    def _close(self, connection: _Connection, how: str) -> None:
        entry = self._entries[connection.number]
        entry.closed, entry.how = time.monotonic(), how
        del self._open[connection.sock.fileno()]
        connection.sock.close()  # which removes it from the epoll set
        if connection.command.replaces and how != "dropped":
            pause = 0.0 if connection.is_accepted else RETRY_SECONDS
            self._schedule(entry.closed + pause, connection.command)

    def _read_commands(self) -> None:
        data = os.read(0, READ_BYTES)
        self._is_over = not data
        *lines, self._input = (self._input + data).split(b"\n")
        for line in lines:
            answer = self._handle(msgspec.json.decode(line, type=Command))
            sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
            sys.stdout.buffer.flush()

    def _handle(self, command: Command) -> Counters | None:
        match command:
            case Open():
                now = time.monotonic()
                for number in range(command.count):
                    self._schedule(now + command.seconds * number / command.count, command)
            case Drop():
                self._drop(command.group)
            case Resume():
                self._resume(command)
            case Read():
                return self._counters()
            case Save():
                self._save(Path(command.folder))
        return None

    def _drop(self, group: str) -> None:
        self._due = [due for due in self._due if due[2].group != group]
        heapq.heapify(self._due)
        dropped = [connection for connection in self._open.values() if connection.command.group == group]
        for connection in dropped:
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
            self._close(connection, "dropped")
        self._dropped[group] = dropped

    def _resume(self, command: Resume) -> None:
        dropped = self._dropped.pop(command.group)
        positions = self._last_positions({connection.number for connection in dropped})
        now = time.monotonic()
        for connection in dropped:
            opening = connection.command
            position = positions.get(connection.number)
            line = b"Last-Event-ID: %s\r\n\r\n" % position if position else b"\r\n"
            request = opening.request.removesuffix(b"\r\n") + line
            start = int(position.partition(b".")[2]) if position else 0
            self._schedule(now, Open(command.new_group, opening.port, request, 1, start=start))

    def _last_positions(self, numbers: set[int]) -> dict[int, bytes]:
        """Return the last event id that each connection received."""
        found: dict[int, bytes] = {}
        end = self._end
        for number, size in zip(reversed(self._numbers), reversed(self._sizes), strict=True):
            end -= size
            ids = _POSITION.findall(self._buffer[end : end + size]) if number in numbers - found.keys() else ()
            if ids:
                found[number] = ids[-1]
                if len(found) == len(numbers):
                    break
        return found

    def _counters(self) -> Counters:
        lags, self._lags = self._lags, array("d")
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return Counters(
            open=len(self._open),
            opened=len(self._entries),
            requested=len(self._entries) + len(self._due),
            answered=self._answered,
            reads=len(self._times),
            recorded_bytes=self._end,
            unrecorded_reads=self._unrecorded,
            lags_ms=list(lags),
            cpu_seconds=usage.ru_utime + usage.ru_stime,
        )

    def _save(self, folder: Path) -> None:
        for name, items in (("times", self._times), ("numbers", self._numbers), ("sizes", self._sizes)):
            (folder / name).write_bytes(items.tobytes())
        (folder / "bytes").write_bytes(self._buffer[: self._end])
        (folder / "entries").write_bytes(msgspec.json.encode(self._entries))


if __name__ == "__main__":
    gc.disable()  # a collection would look like a late token
    LoadClient().run()

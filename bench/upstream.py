"""The look-alike as a process, and its control requests."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from bench.look_alike import Call, First, Stats
from bench.service import ROOT, STOP_SECONDS, environment


class LookAlike:
    """A running look-alike. Every request blocks for about a millisecond."""

    def __init__(self, url: str) -> None:
        self.url = url

    def stats(self) -> Stats:
        return msgspec.json.decode(self._ask("stats"), type=Stats)

    def calls(self) -> list[Call]:
        """Return every call to the model so far with its text, if the look-alike records calls."""
        return msgspec.json.decode(self._ask("calls"), type=list[Call])

    def firsts(self) -> list[First]:
        """Return the calls that have sent their first delta since this was last asked."""
        return msgspec.json.decode(self._ask("firsts"), type=list[First])

    def set_pace(self, deltas_per_second: float, deltas_per_passage: int, first_seconds: float = 0.0) -> None:
        """Change the pace of all calls. Running calls send at most one more passage."""
        self._ask(f"pace/{deltas_per_second}/{deltas_per_passage}/{first_seconds}")

    def _ask(self, what: str) -> bytes:
        with urllib.request.urlopen(f"{self.url}/{what}", timeout=10) as answer:
            return bytes(answer.read())


@contextmanager
def look_alike(
    deltas_per_second: float, deltas_per_passage: int, *, first_seconds: float = 0.0, records_calls: bool = False
) -> Iterator[LookAlike]:
    """Run a look-alike until the end of the block."""
    command = [sys.executable, "-m", "bench.look_alike"]
    command += [f"--deltas-per-second={deltas_per_second}", f"--deltas-per-passage={deltas_per_passage}"]
    command += [f"--first-seconds={first_seconds}", *(["--keep-calls"] if records_calls else [])]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment({}), stdout=pipe) as process, ending(process):
        assert process.stdout is not None
        port = process.stdout.readline().decode().strip()
        if not port:
            raise RuntimeError("the look-alike did not start")
        yield LookAlike(f"http://127.0.0.1:{port}")


@contextmanager
def ending(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """End the process at the end of the block, if necessary with SIGKILL."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

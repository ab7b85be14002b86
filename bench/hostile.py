"""Measure how texts that are expensive to render affect other requests: event-loop stalls, bytes sent to viewers.

A separate process requests `/healthz` 20 times a second on one connection. Each text is the first passage of a report.
*finished*: once it is written, its page is requested three times and its page stream is read from the start. *live*:
the stream is read while the text is written. It sets no limits.
"""

import argparse
import asyncio
import http.client
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.db.bundled import bundled_postgres
from app.db.engine import create_engine, parse_url
from app.db.schema import migrate
from app.llm.demo.server import Demo, create_demo
from app.llm.demo.text import Order, compose
from app.sockets import serve_on_loopback
from bench.figures import Spread, spread, waited_seconds
from bench.service import ROOT, Role, Service
from bench.stage import end_on_sigterm

PROBE_SECONDS = 0.05
TEXT_CHARS = 187_097
"""Space that REPORT_MAX_CHARS leaves for one passage."""
FAST = 1_000_000.0
QUIET_SECONDS = 1.0
"""Idle time before and after a text, so that no stall is missed."""

FINISHED = {
    "[": "[",
    "* 字 (lines)": "* 字\n",
    "字 (one line)": "字",
    "[[a](": "[[a](",
    "![": "![",
    "**字": "**字",
    "*_a": "*_a",
    "` ": "` ",
    "> (lines)": "> a\n",
    "- - - (lines)": "- - - a\n",
    "| (lines)": "|a|b|\n",
    "<br>": "<br>",
    "~~a": "~~a",
    "&amp;<": "&amp;<",
    "paragraphs": "字\n\n",
    "headings": "## 字\n",
    "fences": "```\n字\n```\n",
    "table, wide": "|a" * 200 + "\n" + "|-" * 200 + "\n" + "x\n" * 300 + "\n",
}
LIVE = {
    "[ (100,000)": ("[" * 100_000, 20_000.0),
    "list (26,000)": ("- 其一，日主丁火。\n" * 2600, 1000.0),
    "line (25,760)": ("日主丁火，生于巳月，得令。" * 1982, 1000.0),
    "line of [ (25,760)": ("[" * 25_760, 1000.0),
    "line of **字 (25,760)": ("**字" * 8587, 1000.0),
    "lines 字 (26,000)": ("字\n" * 13_000, 1000.0),
}
SLOW_LINE = {"line (25,760), 60/s": ("日主丁火，生于巳月，得令。" * 1982, 60.0)}


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one text. Times are in milliseconds."""

    text: str
    way: str
    healthz: Spread
    waited: float
    """Share of the time that the service waited for its core."""
    page_ms: tuple[float, ...] = ()
    """Response times of three requests for the finished page."""
    stream_ms: float = 0.0
    """Time to stream the whole finished text to a viewer."""
    sent_ratio: float = 0.0
    """Bytes sent to the viewer per byte of the UTF-8 text."""


class Model:
    """A model whose first passage is the current text. All other passages are short."""

    def __init__(self) -> None:
        self.text: str | None = ""
        self._demos = dict[float, Demo]()
        self.pace = FAST

    def _write(self, order: Order, _request_id: str) -> str:
        if self.text is None:
            return compose(order)
        # A passage of Markdown marks alone would be rewritten.
        return f"## {order.heading}\n\n" + (f"{self.text}字" if order.heading == "命盘速览" else "如上。")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        demo = self._demos.setdefault(self.pace, create_demo(chars_per_second=self.pace, compose=self._write))
        await demo(scope, receive, send)


class Prober:
    """The process that requests `/healthz` and records the time and duration of each request."""

    def __init__(self, url: str, path: Path) -> None:
        self._url = url
        self._path = path

    @asynccontextmanager
    async def probing(self) -> AsyncIterator["Prober"]:
        command = [sys.executable, "-m", "bench.hostile", "--probe", self._url, "--to", str(self._path)]
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        try:
            yield self
        finally:
            process.terminate()
            await process.wait()

    def since(self, start: float) -> Spread:
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        probes = [tuple(map(float, line.split())) for line in lines]
        return spread([taken for at, taken in probes if at + taken / 1000 >= start])


def probe_forever(url: str, path: Path) -> None:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    with path.open("w", buffering=1) as output:
        while True:
            start = time.monotonic()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            taken = time.monotonic() - start
            output.write(f"{start} {taken * 1000:.2f}\n")
            time.sleep(max(0.0, PROBE_SECONDS - taken))


class Bench:
    """One service and the requests to measure."""

    def __init__(self, pid: int, client: httpx.AsyncClient, model: Model, prober: Prober) -> None:
        self._pid = pid
        self._client = client
        self._model = model
        self._prober = prober
        self._birth = json.loads((ROOT / "examples" / "birth.json").read_text())

    async def finished(self, name: str, text: str) -> Row:
        report_id = await self._write(text, FAST)
        await self._wait_end(report_id)
        await asyncio.sleep(QUIET_SECONDS)
        start, waited = time.monotonic(), waited_seconds(self._pid)
        pages = [await self._page(report_id) for _ in range(3)]
        began = time.monotonic()
        sent = await self._read_stream(report_id)
        stream_ms = (time.monotonic() - began) * 1000
        await asyncio.sleep(QUIET_SECONDS)
        size = len(text.encode())
        part = self._waited(start, waited)
        times = self._prober.since(start)
        return Row(name, "finished", times, part, tuple(pages), round(stream_ms), round(sent / size, 2))

    async def live(self, name: str, text: str, pace: float) -> Row:
        start, waited = time.monotonic(), waited_seconds(self._pid)
        report_id = await self._write(text, pace)
        sent = await self._read_stream(report_id)
        await asyncio.sleep(QUIET_SECONDS)
        part = self._waited(start, waited)
        return Row(name, "live", self._prober.since(start), part, sent_ratio=round(sent / len(text.encode()), 2))

    async def requests(self, seconds: float, at_once: int) -> tuple[Row, float]:
        """Request the page of an ordinary finished report as often as the service can answer."""
        report_id = await self._write(None, FAST)
        await self._wait_end(report_id)
        start, waited, count = time.monotonic(), waited_seconds(self._pid), 0

        async def request() -> None:
            nonlocal count
            while time.monotonic() < start + seconds:
                await self._page(report_id)
                count += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(request())
        per_second = count / (time.monotonic() - start)
        return Row(
            f"its page, {at_once} at once", "ordinary", self._prober.since(start), self._waited(start, waited)
        ), per_second

    def _waited(self, start: float, before: float) -> float:
        return round((waited_seconds(self._pid) - before) / (time.monotonic() - start), 3)

    async def _write(self, text: str | None, pace: float) -> str:
        self._model.text, self._model.pace = text, pace
        response = await self._client.post("/api/reports", json=self._birth)
        response.raise_for_status()
        return str(response.json()["id"])

    async def _wait_end(self, report_id: str) -> None:
        path = f"/api/reports/{report_id}?view=preview"
        while (await self._client.get(path)).json()["status"] in ("queued", "running"):  # noqa: ASYNC110 - polled, because a viewer would cause the text to be rendered
            await asyncio.sleep(0.2)

    async def _page(self, report_id: str) -> float:
        start = time.monotonic()
        response = await self._client.get(f"/reports/{report_id}", headers={"Accept": "text/html"})
        response.raise_for_status()
        return round((time.monotonic() - start) * 1000)

    async def _read_stream(self, report_id: str) -> int:
        """Read the stream to its end, and return the number of bytes."""
        path, sent = f"/reports/{report_id}/stream?tails", 0
        async with self._client.stream("GET", path) as response:
            async for chunk in response.aiter_raw():
                sent += len(chunk)
        return sent


HEAD = f"{'text':24}{'way':10}{'/healthz ms, p50':>17}{'p99':>8}{'worst':>8}{'waited':>8}"
HEAD += f"{'page ms':>18}{'stream ms':>11}{'sent':>7}"


def line(row: Row) -> str:
    times = row.healthz
    pages = "/".join(f"{page:.0f}" for page in row.page_ms)
    figures = f"{times.p50:17.1f}{times.p99:8.1f}{times.worst:8.1f}{row.waited:8.3f}{pages:>18}"
    return f"{row.text:24}{row.way:10}{figures}{row.stream_ms:11.0f}{row.sent_ratio:6.2f}x"


async def measure(bench: Bench, options: argparse.Namespace) -> dict[str, Any]:
    print(HEAD, flush=True)
    rows: list[Row] = []

    def note(row: Row) -> None:
        rows.append(row)
        print(line(row), flush=True)

    for name, piece in FINISHED.items():
        if options.only in name:
            note(await bench.finished(name, (piece * (TEXT_CHARS // len(piece) + 1))[:TEXT_CHARS]))
    for name, (text, pace) in {**LIVE, **(SLOW_LINE if options.slow else {})}.items():
        if options.only in name:
            note(await bench.live(name, text, pace))
    row, per_second = await bench.requests(options.seconds, options.at_once)
    note(row)
    print(f"\na finished page: {per_second:.0f} requests a second")
    return {"bench": "hostile", "pages_per_second": round(per_second, 1), "rows": [asdict(row) for row in rows]}


async def run(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    with bundled_postgres(folder) as database_url:
        engine = create_engine(parse_url(database_url), pool_size=2, timeout_seconds=30)
        await migrate(engine)
        await engine.dispose()
        model = Model()
        async with serve_on_loopback(model) as model_url:
            settings = {
                "HOST": "127.0.0.1",
                "PORT": "0",
                "OWNER_SLOTS": "100",
                "CHECK_PASSAGES": "false",
                "DATABASE_URL": database_url,
                "ZHIPU_BASE_URL": f"{model_url}/api/paas/v4",
                "ZHIPU_API_KEY": "bench",
            }
            service = Service(Role("service"), settings, folder, frozenset({min(os.sched_getaffinity(0))}))
            try:
                service.start()
                limits = httpx.Limits(max_connections=100)
                async with (
                    asyncio.timeout(options.timeout),
                    httpx.AsyncClient(base_url=service.url, timeout=600, trust_env=False, limits=limits) as client,
                    Prober(service.url, folder / "probes").probing() as prober,
                ):
                    return await measure(Bench(service.pid, client, model, prober), options)
            finally:
                service.end()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only texts whose names contain this")
    parser.add_argument("--slow", action="store_true", help="also one line at 60 characters a second (7 more minutes)")
    parser.add_argument(
        "--seconds", type=float, default=8, help="duration of the requests for a finished page (default: %(default)s)"
    )
    parser.add_argument(
        "--at-once", type=int, default=8, help="concurrent requests for that page (default: %(default)s)"
    )
    parser.add_argument("--timeout", type=float, default=1800, help="total time limit in seconds")
    parser.add_argument("--probe", help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    end_on_sigterm()
    if options.probe:
        probe_forever(options.probe, options.to)
    # Under /tmp, which any user can reach: as root, the server runs as a separate user.
    folder = Path(tempfile.mkdtemp(prefix="mingshu-bench-", dir="/tmp"))
    try:
        print(json.dumps(asyncio.run(run(folder, options)), ensure_ascii=False))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

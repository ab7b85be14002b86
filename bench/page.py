"""Main-thread blocking and memory of a page that shows a report being written.

The report has 12,000 characters in about 120 blocks, is written at GLM's pace and shown in a real browser. Heap
snapshots measure the script objects, and the total including the browser's nodes, styles and lines. The total is
compared with a page that received the same blocks at once. It sets no limits.
"""

import argparse
import asyncio
import json
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from app.db.bundled import bundled_postgres
from app.db.engine import create_engine, parse_url
from app.db.schema import migrate
from app.llm.demo.server import create_demo
from app.llm.demo.text import Order, compose
from app.web.deps import OWNER_COOKIE
from tests.browser.chromium import launch
from tests.service import Service, serving

PASSAGES, PARAGRAPHS, PASSAGE_CHARS = 11, 10, 1089
"""With the blank lines between passages, 12,000 characters."""
CHARS_PER_SECOND = 60
MARKS = (10, 40, 70, 100)
"""Block counts at which memory is measured. The first and the last are compared."""
COMPILED = {"code", "hidden"}
"""Node types of V8's compiled code and caches, which grow once, independently of the content."""
WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) longTasks.push([Math.round(startTime), duration]);
}).observe({ type: "longtask", buffered: true });
"""
BLOCKS = "document.querySelectorAll('#text > .block').length"
TAKE = """count => {
  const taken = [...document.querySelectorAll('#text > .block')].slice(count);
  for (const block of taken) block.remove();
  return taken.map((block) => block.outerHTML);
}"""
GIVE = "html => document.getElementById('text').insertAdjacentHTML('beforeend', html)"
SHOWN = "[...document.querySelectorAll('#text > .block')].reduce((sum, block) => sum + block.textContent.length, 0)"


def passage(order: Order, _request_id: str) -> str:
    """Compose a passage of demonstration sentences in paragraphs of equal length."""
    heading, _, rest = compose(order).partition("\n\n")
    sentences = cycle(re.findall(r"[^。\n]+。", rest.replace("- ", "")))
    blocks = [heading]
    left = PASSAGE_CHARS - len(heading)
    for number in range(PARAGRAPHS):
        size = left // (PARAGRAPHS - number) - 2
        text = ""
        while len(text) < size:
            text += next(sentences)
        blocks.append(text[: size - 1].replace("**", "").ljust(size - 1, "。") + "。")
        left -= size + 2
    return "\n\n".join(blocks)


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a page in bytes, after a garbage collection."""

    chars: int
    heap: int
    """V8's own count: scripts, compiled code, and overhead."""
    scripts: int
    compiled: int
    browser: int

    @property
    def total(self) -> int:
        return self.scripts + self.compiled + self.browser


async def measure_memory(page: Page, devtools: CDPSession) -> Memory:
    chunks: list[str] = []

    def collect(chunk: dict[str, str]) -> None:
        chunks.append(chunk["chunk"])

    chars = await page.evaluate(SHOWN)
    devtools.on("HeapProfiler.addHeapSnapshotChunk", collect)
    await devtools.send("HeapProfiler.collectGarbage")
    heap = (await devtools.send("Runtime.getHeapUsage"))["usedSize"]
    await devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.remove_listener("HeapProfiler.addHeapSnapshotChunk", collect)
    snapshot = await asyncio.to_thread(json.loads, "".join(chunks))
    meta, nodes = snapshot["snapshot"]["meta"], snapshot["nodes"]
    width = len(meta["node_fields"])
    kinds = nodes[meta["node_fields"].index("type") :: width]
    sizes: dict[str, int] = defaultdict(int)
    for kind, size in zip(kinds, nodes[meta["node_fields"].index("self_size") :: width], strict=True):
        sizes[meta["node_types"][0][kind]] += size
    browser, compiled = sizes.pop("native"), sum(sizes.pop(kind, 0) for kind in COMPILED)
    return Memory(chars, heap, sum(sizes.values()), compiled, browser)


async def watch(page: Page, devtools: CDPSession, seconds: float) -> tuple[list[Memory], dict[str, Any]]:
    """Watch a loaded page until the report ends, and return the figures."""
    opened_at = await page.evaluate("performance.now()")
    memory, intervals = [], []
    for count in MARKS:
        async with asyncio.timeout(seconds):
            while await page.evaluate(BLOCKS) < count:  # noqa: ASYNC110 - polled from outside, so that nothing extra runs in the page
                await asyncio.sleep(0.2)
        began = await page.evaluate("performance.now()")
        memory.append(await measure_memory(page, devtools))
        intervals.append((began, await page.evaluate("performance.now()")))
    await page.wait_for_selector("#reading[data-status=completed]", timeout=seconds * 1000)
    tasks = [
        (start, duration)
        for start, duration in await page.evaluate("longTasks")
        if not any(began <= start <= ended for began, ended in intervals)
    ]
    return memory, {
        "blocks": await page.evaluate(BLOCKS),
        "shown_chars": await page.evaluate(SHOWN),
        "long_tasks": tasks,  # start and duration of each task of at least 50 ms
        "longest_ms": max((duration for start, duration in tasks if start > opened_at), default=0),
        "opening_ms": max((duration for start, duration in tasks if start <= opened_at), default=0),
    }


async def plain(page: Page, devtools: CDPSession) -> list[Memory]:
    """Measure an otherwise idle page of the finished report, to which the same blocks are added at once."""
    taken = await page.evaluate(TAKE, MARKS[0])
    memory = [await measure_memory(page, devtools)]
    await page.evaluate(GIVE, "".join(taken[: MARKS[-1] - MARKS[0]]))
    memory.append(await measure_memory(page, devtools))
    return memory


def growth(memory: list[Memory]) -> dict[str, float]:
    """Return the growth in KiB from the first measurement to the last."""
    then, now = memory[0], memory[-1]
    names = ("heap", "scripts", "compiled", "browser", "total")
    return {name: round((getattr(now, name) - getattr(then, name)) / 1024, 1) for name in names}


async def measure(service: Service, seconds: float) -> dict[str, Any]:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        try:
            url = f"http://127.0.0.1:{service.port}"
            context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
            await context.add_init_script(WATCH)
            report_id = await service.create()
            await context.add_cookies(
                [{"name": OWNER_COOKIE, "value": service.client.cookies[OWNER_COOKIE], "url": url}]
            )
            page = await context.new_page()
            await page.goto(f"{url}/reports/{report_id}")
            memory, figures = await watch(page, await context.new_cdp_session(page), seconds)
            await page.close()
            page = await context.new_page()
            await page.goto(f"{url}/reports/{report_id}")
            given = await plain(page, await context.new_cdp_session(page))
            lived, at_once = growth(memory), growth(given)
            return {
                "browser": browser.version,
                "chars": (await service.report(report_id))["chars"],
                **figures,
                "text_kib": round(2 * (memory[-1].chars - memory[0].chars) / 1024, 1),
                "growth_kib": lived,
                "growth_plain_kib": at_once,
                "growth_ratio": round(lived["total"] / at_once["total"], 3),
                "heap_kib": [round(look.heap / 1024) for look in memory],
            }
        finally:
            await browser.close()


async def run(database_url: str, speed: float) -> dict[str, Any]:
    engine = create_engine(parse_url(database_url), pool_size=2, timeout_seconds=30)
    await migrate(engine)
    await engine.dispose()
    pace = CHARS_PER_SECOND * speed
    seconds = 2 * PASSAGES * PASSAGE_CHARS / pace + 30
    demo = create_demo(chars_per_second=pace, compose=passage)
    async with serving(database_url, demo=demo, check_passages=False) as service:
        return await measure(service, seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", type=float, default=1.0, help="multiple of GLM's pace of 60 characters a second")
    chosen = parser.parse_args()
    # Under /tmp, which any user can reach: as root, the server runs as a separate user.
    folder = Path(tempfile.mkdtemp(prefix="mingshu-bench-", dir="/tmp"))
    try:
        with bundled_postgres(folder) as url:
            print(json.dumps(asyncio.run(run(url, chosen.speed)), ensure_ascii=False))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

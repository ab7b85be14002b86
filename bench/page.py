"""What a page costs that shows a report being written: its longest block of the main thread, and its memory.

One report of 12,000 characters in some 120 blocks, at the pace of GLM, in a real browser. What the page holds is taken
from heap snapshots: the objects of scripts, against the characters shown; and all of it, with the browser's nodes,
styles and lines, against a page that had the same blocks given to it at once. Measures, and does not judge.
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

from app.db.embedded import embedded_postgres
from app.db.engine import create_engine, parse_url
from app.db.schema import migrate
from app.llm.demo import create_demo
from app.llm.demo_text import Order, compose
from app.web.deps import OWNER_COOKIE
from tests.browser.chromium import launch
from tests.service import Service, serving

PASSAGES, PARAGRAPHS, PASSAGE_CHARS = 11, 10, 1089
"""With the blank lines between passages, 12,000 characters."""
CHARS_PER_SECOND = 60
MARKS = (10, 40, 70, 100)
"""Blocks at which memory is looked at; the first and the last are compared."""
COMPILED = {"code", "hidden"}
"""What V8 makes of scripts as they run, and its caches: they fill once, whatever is shown."""
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
    """The demonstration's sentences, in paragraphs as long as each other."""
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
class Held:
    """What a page holds, in bytes, after what is garbage has gone."""

    chars: int
    heap: int
    """As V8 counts it: scripts, compiled, and what holds them."""
    scripts: int
    compiled: int
    browser: int

    @property
    def total(self) -> int:
        return self.scripts + self.compiled + self.browser


async def held(page: Page, devtools: CDPSession) -> Held:
    chunks: list[str] = []

    def keep(chunk: dict[str, str]) -> None:
        chunks.append(chunk["chunk"])

    chars = await page.evaluate(SHOWN)
    devtools.on("HeapProfiler.addHeapSnapshotChunk", keep)
    await devtools.send("HeapProfiler.collectGarbage")
    heap = (await devtools.send("Runtime.getHeapUsage"))["usedSize"]
    await devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.remove_listener("HeapProfiler.addHeapSnapshotChunk", keep)
    snapshot = await asyncio.to_thread(json.loads, "".join(chunks))
    meta, nodes = snapshot["snapshot"]["meta"], snapshot["nodes"]
    width = len(meta["node_fields"])
    kinds = nodes[meta["node_fields"].index("type") :: width]
    sizes: dict[str, int] = defaultdict(int)
    for kind, size in zip(kinds, nodes[meta["node_fields"].index("self_size") :: width], strict=True):
        sizes[meta["node_types"][0][kind]] += size
    browser, compiled = sizes.pop("native"), sum(sizes.pop(kind, 0) for kind in COMPILED)
    return Held(chars, heap, sum(sizes.values()), compiled, browser)


async def watch(page: Page, devtools: CDPSession, seconds: float) -> tuple[list[Held], dict[str, Any]]:
    """The figures, once the report has been written. The page has been loaded."""
    opened_at = await page.evaluate("performance.now()")
    looks, looked = [], []
    for count in MARKS:
        async with asyncio.timeout(seconds):
            while await page.evaluate(BLOCKS) < count:  # noqa: ASYNC110 - from outside: nothing is left to run in the page
                await asyncio.sleep(0.2)
        began = await page.evaluate("performance.now()")
        looks.append(await held(page, devtools))
        looked.append((began, await page.evaluate("performance.now()")))
    await page.wait_for_selector("#reading[data-status=completed]", timeout=seconds * 1000)
    tasks = [
        (start, duration)
        for start, duration in await page.evaluate("longTasks")
        if not any(began <= start <= ended for began, ended in looked)
    ]
    return looks, {
        "blocks": await page.evaluate(BLOCKS),
        "shown_chars": await page.evaluate(SHOWN),
        "long_tasks": tasks,  # of 50 ms and more: when, and how long
        "longest_ms": max((duration for start, duration in tasks if start > opened_at), default=0),
        "opening_ms": max((duration for start, duration in tasks if start <= opened_at), default=0),
    }


async def plain(page: Page, devtools: CDPSession) -> list[Held]:
    """The same blocks, given at once to a page that runs nothing. It shows the finished report."""
    taken = await page.evaluate(TAKE, MARKS[0])
    looks = [await held(page, devtools)]
    await page.evaluate(GIVE, "".join(taken[: MARKS[-1] - MARKS[0]]))
    looks.append(await held(page, devtools))
    return looks


def growth(looks: list[Held]) -> dict[str, float]:
    """In KiB, from the first look to the last."""
    then, now = looks[0], looks[-1]
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
            looks, figures = await watch(page, await context.new_cdp_session(page), seconds)
            await page.close()
            page = await context.new_page()
            await page.goto(f"{url}/reports/{report_id}")
            given = await plain(page, await context.new_cdp_session(page))
            lived, at_once = growth(looks), growth(given)
            return {
                "browser": browser.version,
                "chars": (await service.report(report_id))["chars"],
                **figures,
                "text_kib": round(2 * (looks[-1].chars - looks[0].chars) / 1024, 1),
                "growth_kib": lived,
                "growth_plain_kib": at_once,
                "growth_ratio": round(lived["total"] / at_once["total"], 3),
                "heap_kib": [round(look.heap / 1024) for look in looks],
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
    parser.add_argument("--speed", type=float, default=1.0, help="times GLM's pace of 60 characters a second")
    chosen = parser.parse_args()
    # Under /tmp, whose parents are open: as root the server runs as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="mingshu-bench-", dir="/tmp"))
    try:
        with embedded_postgres(folder) as url:
            print(json.dumps(asyncio.run(run(url, chosen.speed)), ensure_ascii=False))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

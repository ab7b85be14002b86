"""What a page costs that shows a report being written: its longest block of the main thread, and its memory.

One report of 12,000 characters in some 120 blocks, at the pace of GLM, in a real browser. Measures, and does not judge.
"""

import argparse
import asyncio
import json
import re
import shutil
import sys
import tempfile
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
WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) longTasks.push([Math.round(startTime), duration]);
}).observe({ type: "longtask", buffered: true });
"""
BLOCKS = "document.querySelectorAll('#text > .block').length"
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


async def heap(devtools: CDPSession) -> dict[str, float]:
    """After what is garbage has gone."""
    await devtools.send("HeapProfiler.collectGarbage")
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


async def watch(page: Page, devtools: CDPSession, seconds: float) -> dict[str, Any]:
    """The figures, once the report has been written. The page has been loaded."""
    opened_at = await page.evaluate("performance.now()")
    await devtools.send("Performance.enable")
    await devtools.send("HeapProfiler.enable")
    timeout = seconds * 1000
    held = []
    for count in MARKS:
        await page.wait_for_function(f"() => {BLOCKS} >= {count}", timeout=timeout, polling=500)
        held.append((await page.evaluate(SHOWN), await heap(devtools)))
    await page.wait_for_selector("#reading[data-status=completed]", timeout=timeout)
    tasks = await page.evaluate("longTasks")
    (chars_then, then), (chars_now, now) = held[0], held[-1]
    return {
        "blocks": await page.evaluate(BLOCKS),
        "shown_chars": await page.evaluate(SHOWN),
        "long_tasks": tasks,  # of 50 ms and more: when, and how long
        "longest_ms": max((duration for start, duration in tasks if start > opened_at), default=0),
        "opening_ms": max((duration for start, duration in tasks if start <= opened_at), default=0),
        "script_seconds": round(now["ScriptDuration"] - then["ScriptDuration"], 3),
        "layout_seconds": round(now["LayoutDuration"] - then["LayoutDuration"], 3),
        "heap_kib": [round(metrics["JSHeapUsedSize"] / 1024) for _, metrics in held],
        "heap_growth_kib": round((now["JSHeapUsedSize"] - then["JSHeapUsedSize"]) / 1024, 1),
        "text_growth_kib": round(2 * (chars_now - chars_then) / 1024, 1),
        "nodes": [int(metrics["Nodes"]) for _, metrics in held],
    }


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
            figures = await watch(page, await context.new_cdp_session(page), seconds)
            return {"browser": browser.version, "chars": (await service.report(report_id))["chars"], **figures}
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

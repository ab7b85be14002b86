"""The service is killed while a page is open, and comes back at the same address: the page goes on."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from app.web.deps import OWNER_COOKIE
from tests.e2e.processes import Owner, processes

from .held_model import MIDDLE, SLACK, HeldModel, told_apart
from .person import GONE_NETWORK, visiting
from .reading import check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_killed_and_started_again(chromium: Browser, database_url: str, tmp_path: Path) -> None:
    """What was shown and not saved is taken back: the page is told how much to keep."""
    demo, owner = HeldModel(MIDDLE, writes=told_apart), Owner()
    # Nothing but the preview is saved on the way.
    environment = {"BATCH_CHARS": "100000", "BATCH_SECONDS": "60", "CHECK_PASSAGES": "false"}
    async with processes(tmp_path, database_url, demo, **environment) as started:
        process = await started.start()
        async with visiting(chromium, process.url) as person:
            person.expects(GONE_NETWORK)
            report_id = await owner.create(process)
            await person.context.add_cookies(
                [{"name": OWNER_COOKIE, "value": owner.cookies[OWNER_COOKIE], "url": process.url}]
            )
            reading = await person.read(report_id)
            await reading.wait_connection("live")
            await reading.wait_chars(MIDDLE - SLACK)
            shown = await reading.blocks()
            process.kill()
            await reading.wait_connection("reconnecting")
            await process.wait_exit()
            before = await reading.blocks()  # nothing more can come to it now
            assert before[: len(shown) - 1] == shown[:-1]
            await reading.mark_blocks()
            demo.go_on()
            await started.start(port=process.port)
            report = await check_exact(person, reading)
            assert report["attempt"] == 2
            assert "第1次重写。" in report["text"]
            kept = await reading.marked_blocks()
            assert 3 < len(kept) < len(before), "the preview had been saved, and what came after it had not"
            assert kept == before[: len(kept)]
            assert await reading.page.locator("#text").get_by_text("第1次重写。").count() > 0


async def test_a_script_of_others_holds_the_text_over_a_restart(
    chromium: Browser, database_url: str, tmp_path: Path
) -> None:
    """Told to stop, as in a deploy, and started again: report-stream.js alone, against the JSON stream."""
    demo, owner = HeldModel(MIDDLE, writes=told_apart), Owner()
    async with processes(tmp_path, database_url, demo, CHECK_PASSAGES="false") as started:
        process = await started.start()
        async with visiting(chromium, process.url) as person:
            person.expects(GONE_NETWORK)
            report_id = await owner.create(process)
            await person.context.add_cookies(
                [{"name": OWNER_COOKIE, "value": owner.cookies[OWNER_COOKIE], "url": process.url}]
            )
            person.expects("favicon.ico")
            page = await person.tab("/healthz")
            await page.evaluate(
                """async (url) => {
                  const { ReportStream } = await import(`${location.origin}/static/report-stream.js`);
                  window.stream = new ReportStream(url);
                  stream.open();
                }""",
                f"/api/reports/{report_id}/stream",
            )
            await page.wait_for_function("(chars) => stream.text.length >= chars", arg=MIDDLE - SLACK)
            process.terminate()
            await process.wait_exit()
            demo.go_on()
            await started.start(port=process.port)
            await page.wait_for_function("stream.state === 'over'")
            report = await person.report(report_id)
            assert report["status"] == "completed"
            assert await page.evaluate("stream.text") == report["text"]
            assert report["attempt"] == 2

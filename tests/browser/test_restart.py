"""The service restarts at the same address while a page is open, and the page continues."""

from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser

from app.web.deps import OWNER_COOKIE
from app.web.pages.words import WORDS
from tests.databases import open_engine
from tests.db.rows import expire
from tests.e2e.processes import Owner, Process, processes
from tests.held_model import MIDDLE, SLACK, HeldModel, numbered_by_rewrite
from tests.waiting import eventually

from .person import GONE_NETWORK, visiting
from .reading import check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("is_saved", [True, False])
async def test_a_page_continues_after_the_service_was_killed_and_restarted(
    chromium: Browser, database_url: str, tmp_path: Path, is_saved: bool
) -> None:
    """Text that was shown but not saved is withdrawn: the server says how much to keep."""
    demo, owner = HeldModel(MIDDLE, writes=numbered_by_rewrite), Owner()
    # Only the preview is saved before the end, and what a renewal of the lease saves.
    environment = {"BATCH_CHARS": "100000", "BATCH_SECONDS": "60", "CHECK_PASSAGES": "false"}
    if not is_saved:
        environment["LEASE_SECONDS"] = "600"
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
            await process.wait_line("Preview saved")  # viewers see text before it is saved
            if is_saved:
                await until_saved(owner, process, report_id)
            shown = await reading.blocks()
            process.kill()
            await reading.wait_connection("reconnecting")
            await process.wait_exit()
            before = await reading.blocks()  # the process is dead, so this cannot change
            assert before[: len(shown) - 1] == shown[:-1]
            await reading.mark_blocks()
            await reading.record_notes()
            demo.resume()
            if not is_saved:
                async with open_engine(database_url) as engine:
                    await expire(engine, UUID(report_id))
            await started.start(port=process.port)
            await reading.look_at()  # retry now; the next retry may be half a minute away
            report = await check_exact(person, reading)
            assert report["attempt"] == 2
            assert "第1次重写。" in report["text"]
            kept = await reading.marked_blocks()
            if is_saved:
                after = await reading.blocks()
                assert after[: len(before) - 1] == before[:-1], "text that was read has changed"
                assert after[len(before) - 1].startswith(before[-1])
                assert await reading.notes() == []
            else:
                assert 3 < len(kept) < len(before), "only the preview had been saved"
                assert kept == before[: len(kept)]
                assert await reading.notes() == [WORDS["zh"]["rewriting"]]
            assert await reading.page.locator("#text").get_by_text("第1次重写。").count() > 0


async def until_saved(owner: Owner, process: Process, report_id: str) -> None:
    """Wait until all text is saved. The model is held, so no more arrives."""

    async def is_all_saved() -> bool:
        report = await owner.report(process, report_id)
        return report["saved_chars"] == report["chars"]

    await eventually(is_all_saved)


async def test_report_stream_continues_across_a_restart(chromium: Browser, database_url: str, tmp_path: Path) -> None:
    """A graceful stop as in a deploy, then a restart; report-stream.js follows the JSON stream."""
    demo, owner = HeldModel(MIDDLE, writes=numbered_by_rewrite), Owner()
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
            demo.resume()
            await started.start(port=process.port)
            await page.evaluate("stream.wake()")
            await page.wait_for_function("stream.state === 'over'")
            report = await person.report(report_id)
            assert report["status"] == "completed"
            assert await page.evaluate("stream.text") == report["text"]
            assert report["attempt"] == 2

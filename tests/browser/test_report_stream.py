"""report-stream.js on a bare page, against the JSON stream."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page

from app.errors import StorageUnavailable
from app.llm.demo.faults import Fault
from app.llm.demo.text import Order, compose
from tests.held_model import MIDDLE, SLACK, HeldModel
from tests.service import serving

from .person import Person, url_of, visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

TILES = "🀄🀅𠮷"
"""Each is one character for the server and two UTF-16 units in JavaScript."""


def with_tiles(order: Order, _before: int) -> str:
    return compose(order).replace("。", f"。{TILES}")


async def listen(person: Person, report_id: str) -> Page:
    """A bare page with a stream of the report in `window.stream`, and a record of its events in `window.seen`."""
    page = await person.tab("/static/report-stream.js")
    await page.evaluate(
        """async (url) => {
          const { ReportStream } = await import(`${location.origin}/static/report-stream.js`);
          window.stream = new ReportStream(url);
          window.seen = { states: [], names: [], prefixes: [] };
          stream.addEventListener("connection", ({ detail }) => seen.states.push(detail.state));
          for (const name of ["report", "live", "preview", "saved", "reset", "end"]) {
            stream.addEventListener(name, () => seen.names.push(name));
          }
          stream.addEventListener("text", () => seen.prefixes.push(stream.text));
          stream.open();
        }""",
        f"/api/reports/{report_id}/stream",
    )
    return page


async def check_over(person: Person, page: Page, report_id: str) -> dict[str, Any]:
    """Check that the stream ends with the saved text, and that its text was always a prefix of that."""
    await page.wait_for_function("stream.state === 'over'")
    report = await person.report(report_id)
    assert report["status"] == "completed"
    assert await page.evaluate("stream.text") == report["text"]
    prefixes = await page.evaluate("seen.prefixes")
    assert all(report["text"].startswith(prefix) for prefix in prefixes)
    assert (await page.evaluate("seen.names"))[-1] == "end"
    return report


async def test_report_stream_ends_with_the_saved_text(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(MIDDLE, writes=with_tiles)
    async with (
        serving(database_url, demo=demo, check_passages=False) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        report_id = await service.create()
        await person.be(service.client)
        page = await listen(person, report_id)
        await page.wait_for_function("(chars) => [...stream.text].length >= chars", arg=MIDDLE - SLACK)
        demo.resume()
        report = await check_over(person, page, report_id)
        assert report["text"].count(TILES) > 50
        assert await page.evaluate("seen.states") == ["connecting", "live", "over"]


async def test_report_stream_reconnects_after_a_503(
    chromium: Browser, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service disconnects its viewers and then answers 503 for a while; a bare EventSource would give up."""
    demo = HeldModel(MIDDLE, writes=with_tiles)
    async with (
        serving(database_url, demo=demo, check_passages=False) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        person.expects("503")
        report_id = await service.create()
        await person.be(service.client)
        page = await listen(person, report_id)
        await page.wait_for_function("(chars) => [...stream.text].length >= chars", arg=MIDDLE - SLACK)
        live = service.state.live
        report, refused = live.report, 0

        async def refuse(*args: Any) -> Any:
            nonlocal refused
            refused += 1
            if refused > 3:
                return await report(*args)
            raise StorageUnavailable("away")

        monkeypatch.setattr(live, "report", refuse)
        service.state.live.hang_up()
        await page.wait_for_function("seen.states.includes('reconnecting')")
        service.state.live.is_hung_up = False
        await page.wait_for_function("stream.state === 'live'")
        assert refused > 3
        demo.resume()
        await check_over(person, page, report_id)


async def test_report_stream_resumes_from_existing_text_and_learns_of_a_missed_end(
    chromium: Browser, database_url: str
) -> None:
    """From the middle, and from the very end, where the server answers 204."""
    demo = HeldModel(writes=with_tiles)
    async with (
        serving(database_url, demo=demo, check_passages=False) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        report = await service.finished(await service.create())
        await person.be(service.client)
        page = await person.tab("/static/report-stream.js")
        for chars in (100, report["chars"]):
            outcome = await page.evaluate(
                """async ([url, text, position]) => {
                  const { ReportStream } = await import(`${location.origin}/static/report-stream.js`);
                  const stream = new ReportStream(url, { position });
                  stream.text = text;
                  const resets = [];
                  stream.addEventListener("reset", ({ detail }) => resets.push(detail.keep));
                  const over = new Promise((resolve) => stream.addEventListener("end", resolve));
                  stream.open();
                  return [(await over).detail.status, stream.text, stream.state, resets];
                }""",
                [f"/api/reports/{report['id']}/stream", report["text"][:chars], f"{report['attempt']}.{chars}"],
            )
            assert outcome == ["completed", report["text"], "over", []]


async def test_report_stream_dispatches_end_for_a_report_that_ended_without_text(
    chromium: Browser, database_url: str
) -> None:
    demo = HeldModel()
    demo.faults.append(Fault("http_error", status=401, code="1002"))
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        report = await service.finished(await service.create())
        assert (report["status"], report["chars"]) == ("failed", 0)
        await person.be(service.client)
        page = await person.tab("/static/report-stream.js")
        status = await page.evaluate(
            """async ([url, position]) => {
              const { ReportStream } = await import(`${location.origin}/static/report-stream.js`);
              const stream = new ReportStream(url, { position });
              const over = new Promise((resolve) => stream.addEventListener("end", resolve));
              stream.open();
              return (await over).detail.status;
            }""",
            [f"/api/reports/{report['id']}/stream", f"{report['attempt']}.0"],
        )
        assert status == "failed"


async def test_report_stream_of_a_missing_report_is_gone(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        person.expects("404")
        page = await listen(person, "00000000-0000-4000-8000-000000000000")
        await page.wait_for_function("stream.state === 'gone'")
        assert await page.evaluate("stream.text") == ""
        assert (await page.evaluate("seen.states"))[-1] == "gone"

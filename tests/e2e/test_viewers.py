"""Viewers that leave, vanish, stall, send invalid positions or arrive in crowds: all see the same text."""

import asyncio
import json
import logging
import random
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from app.llm.demo.faults import Fault
from tests.e2e.sockets import Onlooker, RawViewer, lines, resets, settled, watching
from tests.headings import PASSAGES
from tests.held_model import HeldModel
from tests.service import BIRTH, Service, serving
from tests.viewer import Viewer
from tests.waiting import eventually

GONE = "⚠️ [Stream API] Client disconnected, continuing background task..."
UNSEEN = "📡 [Stream API] Client disconnected, skipping enqueue for chunk at "
DROPPED = "🐢 [Stream API] A viewer stopped reading and was disconnected; it can reconnect"

GARBAGE = [
    "",
    "abc",
    "1",
    "1.",
    ".1",
    "-1.2",
    "+1.2",
    "1.-2",
    "1_0.2",
    "1.0x2",
    "1e3.4",
    "1 . 2",
    "1.2.3",
    "\uff11.\uff12",
    "\u0661.\u0662",
    "9" * 5000,
    f"1.{'9' * 5000}",
    "1234567.1",
    "1.1234567890",
    "NaN.0",
    "null",
]


async def finished_whole(service: Service, report_id: str) -> dict[str, Any]:
    """Check that the report was written as if it had no viewers, and return it."""
    report = await service.finished(report_id)
    assert report["status"] == "completed"
    assert report["text"] == service.written(report_id)
    assert len(service.calls(report_id)) == PASSAGES
    assert service.demo.most_open_by_report[UUID(report_id).hex] == 1
    return report


async def another_report_is_written(service: Service) -> None:
    """Write a new report to its end. A call that an earlier request had started would have been recorded by then."""
    assert (await service.finished(await service.create()))["status"] == "completed"


@pytest.mark.parametrize("how", ["leave", "reset"])
async def test_a_viewer_that_leaves_mid_report_releases_only_its_own_resources(
    database_url: str, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    caplog.set_level(logging.INFO)
    demo = HeldModel(1000)
    async with serving(database_url, demo=demo) as service:
        report_id = await service.create()
        viewers = [await RawViewer.open(service, report_id) for _ in range(3)]
        for viewer in viewers:
            await viewer.read_until(b"event: delta")
        assert service.state.live.viewer_count == 3
        for viewer in viewers:
            getattr(viewer, how)()
        await eventually(lambda: service.state.live.viewer_count == 0)
        assert service.worker.run_count == 1
        demo.resume()
        await service.demo.wait_for(lambda: len(service.calls(report_id)) == PASSAGES)
        await finished_whole(service, report_id)
        assert len(lines(caplog, GONE)) == 3
        assert len(lines(caplog, UNSEEN)) == 1


async def test_viewers_that_never_read_are_dropped_and_delay_nobody(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The text exceeds a megabyte, so that no buffer holds all of it."""
    caplog.set_level(logging.INFO)
    changes: dict[str, Any] = {
        "viewer_timeout_seconds": 2,
        "report_max_chars": 1_000_000,
        "batch_chars": 50_000,
        "check_passages": False,
    }
    demo: HeldModel = HeldModel(lambda: len(demo.calls) > 1)
    async with serving(database_url, demo=demo, **changes) as service:
        # The second one only after the first is saved: more than 1 MiB of unsaved text would end the report.
        service.demo.faults += [Fault("big_delta", after=20, size=600_000, heading=name) for name in (None, "行动建议")]
        report_id = await service.create()
        silent = [await RawViewer.open(service, report_id) for _ in range(2)]
        await demo.wait_held()
        await eventually(lambda: saved_end(service, report_id) > 150_000)
        demo.resume()
        report = await finished_whole(service, report_id)
        assert len(report["text"].encode()) > 1_200_000
        await eventually(lambda: service.state.live.viewer_count == 0)
        assert len(lines(caplog, DROPPED)) == 2
        assert lines(caplog, GONE) == []
        for viewer in silent:
            viewer.reset()


def saved_end(service: Service, report_id: str) -> int:
    """Return the length of the saved text of a report that this process writes."""
    log = service.state.live.log_of(UUID(report_id))
    return 0 if log is None else log.saved.end


async def test_a_silent_viewer_with_a_small_backlog_is_released_at_the_end(service: Service) -> None:
    report_id = await service.create()
    silent = await RawViewer.open(service, report_id)
    await eventually(lambda: service.state.live.viewer_count == 1)
    await finished_whole(service, report_id)
    await eventually(lambda: service.state.live.viewer_count == 0 and service.worker.run_count == 0)
    assert service.state.live._entries == {}
    await silent.read_until(b"event: end")
    silent.leave()


async def test_viewers_that_leave_at_once_are_logged_once_and_the_report_is_written(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with serving(database_url, chars_per_second=20_000) as service:
        report_id = await service.create()
        for _ in range(5):
            viewer = await RawViewer.open(service, report_id)
            await viewer.read_until(b"event: report")
            viewer.reset()
            await eventually(lambda: service.state.live.viewer_count == 0)
        await eventually(lambda: lines(caplog, "✅"))
        report = await finished_whole(service, report_id)
        assert len(lines(caplog, UNSEEN)) == 1
        assert lines(caplog, "🚀") == [f"🚀 [Stream API] Starting streaming generation for report: {report_id}"]
        assert len(lines(caplog, "📝 [Stream API] Preview saved at ")) == 1
        assert lines(caplog, "✅") == [f"✅ [Stream API] Final save complete, total length: {report['chars']}"]


async def from_the_start(service: Service) -> tuple[Onlooker, asyncio.Task[dict[str, Any]]]:
    """Start watching a new report whose model is held before its first text."""
    viewer = Onlooker(service.client, await service.create())
    seeing = watching(viewer)
    await viewer.wait_for(lambda: viewer.named("live"))
    return viewer, seeing


async def first_events(viewer: Viewer, **how: Any) -> int:
    return await viewer.watch(until=lambda event: event.name == "live", **how)


async def test_an_invalid_position_restarts_the_text_with_a_reset(service: Service) -> None:
    report_id = await service.create()
    report = await service.finished(report_id)
    for garbage in GARBAGE:
        header = garbage.encode()
        for given in ({"headers": {b"Last-Event-ID": header}}, {"params": {"from": garbage}}):
            viewer = service.viewer(report_id)
            url = f"/api/reports/{report_id}/stream"
            async with service.client.stream("GET", url, **given) as response:
                assert response.status_code == 200, garbage
                await viewer.read(response, until=lambda event: event.name == "delta")
            assert resets(viewer) == [("unknown_position", 0)], garbage
            assert viewer.text
            assert report["text"].startswith(viewer.text)


async def test_a_report_that_has_ended_is_read_from_any_position(service: Service) -> None:
    report_id = await service.create()
    report = await service.finished(report_id)
    whole, chars = report["text"], report["chars"]
    for header in (True, False):
        for offset in (0, 1, 100, chars // 2, chars - 1):
            viewer = service.viewer(report_id)
            viewer.text = whole[:offset]
            await viewer.watch(position=f"1.{offset}", header=header)
            assert (resets(viewer), viewer.text) == ([], whole)
            viewer.check_end()
        for position in (f"1.{chars + 1}", "2.0", f"7.{chars}", "999999.999999999"):
            viewer = service.viewer(report_id)
            await viewer.watch(position=position, header=header)
            assert (resets(viewer), viewer.text) == ([("unknown_position", 0)], whole)
            viewer.check_end()
        viewer = service.viewer(report_id)
        assert await viewer.watch(position=f"1.{chars}", header=header) == 204
        viewer = service.viewer(report_id)
        await viewer.watch(position=f"0.{0}", header=header)  # no text was dropped before the first attempt
        assert (resets(viewer), viewer.text) == ([], whole)
    await another_report_is_written(service)
    assert len(service.calls(report_id)) == PASSAGES


async def test_the_header_wins_over_the_query(service: Service) -> None:
    report_id = await service.create()
    report = await service.finished(report_id)
    url, end = f"/api/reports/{report_id}/stream", f"1.{report['chars']}"
    viewer = service.viewer(report_id)
    viewer.text = report["text"][:700]
    headers = {"Last-Event-ID": "1.700"}
    async with service.client.stream("GET", url, headers=headers, params={"from": end}) as response:
        assert response.status_code == 200
        await viewer.read(response)
    assert (resets(viewer), viewer.text) == ([], report["text"])
    response = await service.client.get(url, headers={"Last-Event-ID": end}, params={"from": "1.0"})
    assert (response.status_code, response.content) == (204, b"")


async def test_a_position_of_an_older_attempt_is_valid_up_to_the_text_kept_since(database_url: str) -> None:
    """All cases of a position, on a report whose third and fifth passages were rewritten."""
    demo = HeldModel(0)
    demo.continues = "over"
    demo.faults += [Fault("cut", after=100, heading=heading) for heading in ("命盘与日主", "旺衰与喜用")]
    async with serving(database_url, demo=demo) as service:
        early, seeing = await from_the_start(service)
        demo.resume()
        await seeing
        await check_old_positions(service, early)


async def check_old_positions(service: Service, early: Viewer) -> None:
    report = await settled(service, early)
    whole, attempt = report["text"], report["attempt"]
    (_, low), (_, high) = resets(early)
    assert (attempt, 0 < low < high) == (3, True)
    cases = [
        (3, high + 50, []),
        (2, low, []),
        (2, high, []),
        (1, low, []),
        (0, 0, []),
        (2, high + 1, [("retry", high)]),
        (1, low + 1, [("retry", low)]),
        (1, high + 1, [("retry", low)]),
        (0, 1, [("takeover", 0)]),
        (4, 0, [("unknown_position", 0)]),
    ]
    for old, offset, expected in cases:
        viewer = service.viewer(report["id"])
        known = expected[0][1] if expected else offset
        viewer.text = whole[:known] + "?" * (offset - known)
        await viewer.watch(position=f"{old}.{offset}")
        assert (resets(viewer), viewer.text) == (expected, whole), (old, offset)
        assert viewer.attempt == 3
        viewer.check_end()


async def test_a_position_beyond_the_written_text_is_reset_at_once(database_url: str) -> None:
    async with serving(database_url) as service:
        service.demo.faults.append(Fault("stall", after=50))
        report_id = await service.create()
        first = service.viewer(report_id)
        await first.watch(until=lambda event: len(first.text) >= 50)
        viewer = service.viewer(report_id)
        await first_events(viewer, position="1.51")
        assert (resets(viewer), viewer.text) == ([("unknown_position", 0)], first.text)


async def test_thirty_viewers_that_come_and_go_at_random_see_the_same_text(database_url: str) -> None:
    async with serving(database_url, chars_per_second=5000) as service:
        report_id = await service.create()
        viewers = [service.viewer(report_id) for _ in range(30)]
        async with asyncio.TaskGroup() as group:
            for seed, viewer in enumerate(viewers):
                group.create_task(come_and_go(viewer, random.Random(seed)))
        text = (await finished_whole(service, report_id))["text"]
        assert {viewer.text for viewer in viewers} == {text}
        assert [viewer for viewer in viewers if resets(viewer)] == []
        assert sum(viewer.connections for viewer in viewers) > 60
        await eventually(lambda: service.state.live.viewer_count == 0)


async def come_and_go(viewer: Viewer, rng: random.Random) -> None:
    """Disconnect after a few events and reconnect, mostly with the current position, sometimes from the start."""
    status = 200
    while viewer.end is None and status == 200:  # 204: it left with the whole text, just before `end`
        left = rng.randint(1, 8)

        def is_enough(_event: object) -> bool:
            nonlocal left
            left -= 1
            return left <= 0

        if rng.random() < 0.1:
            viewer.text, viewer.position = "", None
        status = await viewer.watch(until=is_enough, header=rng.random() < 0.5)


async def test_a_viewer_can_connect_before_during_and_after_writing(database_url: str) -> None:
    demo = HeldModel(1000)
    async with serving(database_url, demo=demo, report_slots=1) as service:
        service.demo.faults.append(Fault("stall_before_headers"))
        blocking = await service.create()
        await service.demo.wait_for(lambda: service.demo.open_calls)
        report_id = await service.create()

        early = Onlooker(service.client, report_id)
        seeing = watching(early)
        await early.wait_for(lambda: early.named("live"))
        opening = early.named("report")[0].data
        assert (opening["status"], opening["attempt"], opening["chars"], opening["saved_chars"]) == ("queued", 0, 0, 0)
        assert opening["preview_chars"] is None
        assert early.named("live")[0].data == {"chars": 0}
        assert service.calls(report_id) == []

        await service.client.delete(f"/api/reports/{blocking}")
        await early.wait_for_more(500)
        during = Onlooker(service.client, report_id)
        seeing_too = watching(during)
        await during.wait_for(lambda: during.named("live"))
        demo.resume()
        await seeing_too
        opening = during.named("report")[0].data
        assert (opening["status"], opening["attempt"]) == ("running", 1)
        assert during.named("live")[0].data["chars"] >= opening["chars"] >= 500

        await seeing
        after = service.viewer(report_id)
        await after.watch_to_end()
        opening = after.named("report")[0].data
        assert (opening["status"], opening["chars"], opening["saved_chars"]) == ("completed", *[len(after.text)] * 2)
        assert after.named("preview") + after.named("saved") == []
        for viewer in (early, during, after):
            assert (viewer.connections, resets(viewer), len(viewer.named("live"))) == (1, [], 1)
            await settled(service, viewer)
        await finished_whole(service, report_id)
        assert len(service.calls(blocking)) == 1


async def test_the_stream_has_the_documented_headers_and_events(service: Service) -> None:
    report_id = await service.create()
    async with service.client.stream("GET", f"/api/reports/{report_id}/stream") as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store, no-transform"
        assert response.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in response.headers
        blocks = [block async for block in raw_blocks(response)]
    assert blocks[0].startswith("retry: 2000\nevent: report\ndata: {")
    opening = json.loads(blocks[0].split("data: ")[1])
    assert set(opening) == {"id", "status", "attempt", "chars", "saved_chars", "preview_chars", "ai_label"}
    assert (opening["id"], bool(opening["ai_label"])) == (report_id, True)
    names = [block.partition("event: ")[2].partition("\n")[0] for block in blocks]
    assert (names.count("report"), names.count("live"), names.count("end"), names[-1]) == (1, 1, 1, "end")
    assert set(names) <= {"report", "delta", "live", "preview", "saved", "end"}
    for block in blocks:
        assert [line for line in block.split("\n") if line.startswith("data: ")] == [block.split("\n")[-1]]
    end = json.loads(blocks[-1].split("data: ")[1])
    assert set(end) == {"status", "code", "message", "chars", "sha256", "usage"}
    assert (end["status"], end["code"], end["message"]) == ("completed", None, None)
    report = await finished_whole(service, report_id)
    assert end["usage"] == report["usage"]


async def raw_blocks(response: Any) -> Any:
    buffer = ""
    async for text in response.aiter_text():
        *whole, buffer = (buffer + text).split("\n\n")
        for block in whole:
            yield block
    assert buffer == ""


async def test_comments_keep_an_idle_connection_open(database_url: str) -> None:
    async with serving(database_url, keepalive_seconds=0.05) as service:
        service.demo.faults.append(Fault("stall", after=40))
        report_id = await service.create()
        viewer = service.viewer(report_id)
        await viewer.watch(
            until=lambda _: len(viewer.text) == 40 and [event.name for event in viewer.events[-3:]] == [":"] * 3
        )
        assert {event.data for event in viewer.named(":")} == {": keep-alive"}
        assert len(viewer.named("live")) == 1


async def test_the_viewer_of_a_queued_report_receives_keepalives(database_url: str) -> None:
    # The mirror reads the row ten times per keepalive interval; these reads must not count as stream activity.
    async with serving(database_url, report_slots=1, scan_seconds=0.05, keepalive_seconds=0.5) as service:
        service.demo.faults.append(Fault("stall", after=40))
        blocking = service.viewer(await service.create())
        await blocking.watch(until=lambda event: event.name == "delta")
        waiting = service.viewer(await service.create())
        await waiting.watch(until=lambda _: len(waiting.named(":")) == 2)
        assert waiting.text == ""
        assert (await service.report(waiting.report_id))["status"] == "queued"


async def test_the_preview_and_the_batches_are_announced_as_they_are_saved(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    demo = HeldModel(0)
    # The lease is renewed three times a second, so that the journal is often ahead of the last batch.
    async with serving(database_url, demo=demo, batch_chars=1000, lease_seconds=1) as service:
        viewer, seeing = await from_the_start(service)
        await go_on_after_each_batch(demo, viewer, 1050)
        await seeing
        report = await settled(service, viewer)
        assert report["text"] == service.written(viewer.report_id)
        preview_end = len("\n\n".join(call.text for call in service.calls(viewer.report_id)[:4]))
        assert [event.data for event in viewer.named("preview")] == [{"chars": preview_end}]
        assert 1400 < preview_end < 2200
        assert report["preview"] == viewer.text[:preview_end]
        batches = [event.data["chars"] for event in viewer.named("saved")]
        logged = [int(line.split()[-2]) for line in lines(caplog, "💾 [Stream API] Batch saved at ")]
        assert len(logged) >= 6
        steps = [end - start for start, end in zip([0, *logged], logged, strict=False)]
        # Text that arrives during a save counts towards the next batch.
        assert all(step >= 1000 for step in steps), steps
        # Each event announces a batch, and all that is saved by then: the journal may be ahead of the batch.
        announced = [max((end for end in logged if end <= batch), default=0) for batch in batches]
        assert announced[0] > 0
        assert announced == sorted(set(announced))
        assert batches == sorted(batches)
        assert batches[-1] <= report["chars"]
        assert len(batches) >= 4
        assert lines(caplog, "📝") == [f"📝 [Stream API] Preview saved at {preview_end} characters"]


async def go_on_after_each_batch(demo: HeldModel, viewer: Onlooker, chars: int) -> None:
    """Let the model send at most `chars` beyond the last announced batch until the next one is announced."""
    while viewer.end is None:
        saved = viewer.named("saved")
        demo.resume(chars + (saved[-1].data["chars"] if saved else 0))
        await viewer.wait_for(partial(has_more, viewer, len(saved)))


def has_more(viewer: Viewer, batches: int) -> bool:
    return viewer.end is not None or len(viewer.named("saved")) > batches


async def test_batches_are_saved_by_time_when_the_model_is_slow(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with serving(database_url, batch_seconds=0.2) as service:
        # The text keeps growing, because a save that another process requests is not a batch.
        service.demo.faults.append(Fault("trickle", after=60, seconds=0.05))
        viewer = service.viewer(await service.create())
        await viewer.watch(until=lambda event: event.name == "saved")
        chars = viewer.named("saved")[0].data["chars"]
        assert 0 < chars < 3000
        assert (await service.report(viewer.report_id))["saved_chars"] >= chars
        assert f"💾 [Stream API] Batch saved at {chars} characters" in lines(caplog, "💾")


async def test_head_opens_no_viewer(service: Service) -> None:
    service.demo.faults.append(Fault("stall", after=50))
    report_id = await service.create()
    first = service.viewer(report_id)
    await first.watch(until=lambda event: len(first.text) >= 50)
    await eventually(lambda: service.state.live.viewer_count == 0)
    response = await service.client.head(f"/api/reports/{report_id}/stream")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-store, no-transform"
    assert service.state.live.viewer_count == 0
    raw = await RawViewer.open(service, report_id, method="HEAD")
    await raw.read_until(b"\r\n\r\n")
    assert raw.received.endswith(b"\r\n\r\n")
    assert service.state.live.viewer_count == 0
    raw.leave()
    await another_report_is_written(service)
    assert service.state.live.viewer_count == 0
    assert len(service.calls(report_id)) == 1


async def test_reading_never_starts_anything(service: Service) -> None:
    report_id = await service.create()
    await finished_whole(service, report_id)
    calls = len(service.demo.calls)
    for path in ("", "/stream", "/text", "/chart.svg"):
        for method in ("GET", "HEAD"):
            response = await service.client.request(method, f"/api/reports/{report_id}{path}")
            assert response.status_code == 200
    await another_report_is_written(service)
    assert len(service.demo.calls) == calls + PASSAGES


async def test_another_owners_report_looks_like_a_missing_one(service: Service) -> None:
    report_id = await service.create()
    report = await finished_whole(service, report_id)
    service.client.cookies.clear()
    stranger = await service.create()
    theirs = f"/api/reports/{report_id}"
    missing = await service.client.get(f"/api/reports/{UUID(int=1)}/stream")
    for path in (theirs, f"{theirs}/stream", f"{theirs}/text"):
        for headers in ({}, {"Last-Event-ID": f"1.{report['chars']}"}):
            response = await service.client.get(path, headers=headers)
            assert (response.status_code, response.json()) == (404, missing.json())
    await service.finished(stranger)


async def test_fifty_ended_reports_leave_no_memory_and_no_tasks(service: Service) -> None:
    """Each report has one viewer that stays and one that leaves early. Most reports fail at once."""
    await seen_by_two(service)
    before = len(asyncio.all_tasks())
    await asyncio.gather(*(seen_by_two(service) for _ in range(10)))
    service.demo.faults.append(Fault("http_error", status=400, code="1210", times=-1))
    await asyncio.gather(*(seen_by_two(service) for _ in range(40)))
    await eventually(lambda: service.worker.run_count == 0)
    await eventually(lambda: service.state.live.viewer_count == 0)
    assert service.state.live._entries == {}
    await eventually(lambda: len(asyncio.all_tasks()) <= before)
    service.demo.faults.clear()
    await another_report_is_written(service)
    assert len(service.demo.calls) == 12 * PASSAGES + 40
    assert service.demo.open_calls == 0


async def seen_by_two(service: Service) -> None:
    report_id = await service.create()
    leaver = await RawViewer.open(service, report_id)
    await leaver.read_until(b"event: report")
    leaver.reset()
    await service.finished(report_id)


async def test_the_stream_of_a_create_names_its_report(service: Service) -> None:
    async with service.client.stream("POST", "/api/reports/generate-stream", json=BIRTH) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        viewer = service.viewer("")
        await viewer.read(response)
    assert response.headers["content-location"] == f"/api/reports/{viewer.report_id}"
    viewer.check_end()
    assert (await finished_whole(service, viewer.report_id))["text"] == viewer.text

"""Viewers come, go, vanish, lie about where they are and crowd in; the text is the same for all, and nobody's harm."""

import asyncio
import json
import logging
import random
from typing import Any
from uuid import UUID

import pytest

from app.llm.demo_faults import Fault
from tests.e2e.sockets import Onlooker, RawViewer, eventually, lines, resets, settled, watching
from tests.service import BIRTH, Service, serving
from tests.viewer import Viewer

PASSAGES = 11
GONE = "⚠️ [Stream API] Client disconnected, continuing background task..."
UNSEEN = "📡 [Stream API] Client disconnected, skipping enqueue for chunk at "
LET_GO = "🐢 [Stream API] A viewer took nothing for too long and was let go"

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
    """The report, written as if nobody had ever looked."""
    report = await service.finished(report_id)
    assert report["status"] == "completed"
    assert report["text"] == service.written(report_id)
    assert len(service.calls(report_id)) == PASSAGES
    assert service.demo.most_open_by_report[UUID(report_id).hex] == 1
    return report


@pytest.mark.parametrize("how", ["leave", "reset"])
async def test_a_viewer_that_leaves_in_mid_report_only_frees_itself(
    database_url: str, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    caplog.set_level(logging.INFO)
    async with serving(database_url, chars_per_second=6000) as service:
        report_id = await service.create()
        viewers = [await RawViewer.open(service, report_id) for _ in range(3)]
        for viewer in viewers:
            await viewer.read_until(b"event: delta")
        assert service.state.live.viewer_count == 3
        for viewer in viewers:
            getattr(viewer, how)()
        await eventually(lambda: service.state.live.viewer_count == 0)
        assert service.worker.run_count == 1
        await service.demo.wait_for(lambda: len(service.calls(report_id)) == PASSAGES)
        await finished_whole(service, report_id)
        assert len(lines(caplog, GONE)) == 3
        assert len(lines(caplog, UNSEEN)) == 1


async def test_viewers_that_never_read_are_let_go_and_hold_up_nobody(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """More than a megabyte, so that no buffer swallows it."""
    caplog.set_level(logging.INFO)
    changes: dict[str, Any] = {
        "viewer_timeout_seconds": 0.4,
        "report_max_chars": 1_000_000,
        "batch_chars": 50_000,
        "check_passages": False,
    }
    async with serving(database_url, **changes) as service:
        # The second one late, when the first is saved: more than 1 MiB unsaved would end the report.
        service.demo.faults += [Fault("big_delta", after=20, size=600_000, heading=name) for name in (None, "行动建议")]
        report_id = await service.create()
        silent = [await RawViewer.open(service, report_id) for _ in range(2)]
        report = await finished_whole(service, report_id)
        assert len(report["text"].encode()) > 1_200_000
        await eventually(lambda: service.state.live.viewer_count == 0)
        assert len(lines(caplog, LET_GO)) == 2
        assert lines(caplog, GONE) == []
        for viewer in silent:
            viewer.reset()


async def test_a_viewer_that_is_silent_but_holds_little_is_gone_with_the_end(service: Service) -> None:
    report_id = await service.create()
    silent = await RawViewer.open(service, report_id)
    await eventually(lambda: service.state.live.viewer_count == 1)
    await finished_whole(service, report_id)
    await eventually(lambda: service.state.live.viewer_count == 0 and service.worker.run_count == 0)
    assert service.state.live._entries == {}
    await silent.read_until(b"event: end")
    silent.leave()


async def test_a_first_viewer_that_leaves_at_once_is_noted_once_and_the_report_is_written(
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


async def first_events(viewer: Viewer, **how: Any) -> int:
    return await viewer.watch(until=lambda event: event.name == "live", **how)


async def test_garbage_for_a_position_means_from_the_start_with_a_reset(service: Service) -> None:
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
        await viewer.watch(position=f"0.{0}", header=header)  # before the first attempt nothing was dropped
        assert (resets(viewer), viewer.text) == ([], whole)
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


async def test_an_older_attempt_s_position_is_good_up_to_what_was_kept_since(service: Service) -> None:
    """The three cases of a position, on a report of which the second and the fourth passage were written again."""
    service.demo.faults += [
        Fault("cut", after=100, heading="日主与五行"),
        Fault("cut", after=100, heading="旺衰与格局"),
    ]
    early = service.viewer(await service.create())
    await early.watch_to_end()
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


async def test_a_viewer_beyond_what_is_written_does_not_wait_for_the_text_to_get_there(database_url: str) -> None:
    async with serving(database_url) as service:
        service.demo.faults.append(Fault("stall", after=50))
        report_id = await service.create()
        first = service.viewer(report_id)
        await first.watch(until=lambda event: len(first.text) >= 50)
        viewer = service.viewer(report_id)
        await first_events(viewer, position="1.51")
        assert (resets(viewer), viewer.text) == ([("unknown_position", 0)], first.text)


async def test_thirty_viewers_that_come_and_go_at_random_see_the_same(database_url: str) -> None:
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
    """Drops the line after some events, and comes back with what it holds, or from the start."""
    status = 200
    while viewer.end is None and status == 200:  # 204: it has all, and left just before the end was said
        left = rng.randint(1, 25)

        def is_enough(_event: object) -> bool:
            nonlocal left
            left -= 1
            return left <= 0

        if rng.random() < 0.1:
            viewer.text, viewer.position = "", None
        status = await viewer.watch(until=is_enough, header=rng.random() < 0.5)


async def test_a_viewer_may_come_before_during_and_after_the_writing(database_url: str) -> None:
    async with serving(database_url, report_slots=1, chars_per_second=20_000) as service:
        service.demo.faults.append(Fault("stall_before_headers"))
        blocking = await service.create()
        await service.demo.wait_for(lambda: service.demo.open_calls)
        report_id = await service.create()

        early = Onlooker(service.client, report_id)
        seeing = watching(early)
        await early.wait_for(lambda: early.named("live"))
        hello = early.named("report")[0].data
        assert (hello["status"], hello["attempt"], hello["chars"], hello["saved_chars"]) == ("queued", 0, 0, 0)
        assert hello["preview_chars"] is None
        assert early.named("live")[0].data == {"chars": 0}
        assert service.calls(report_id) == []

        await service.client.delete(f"/api/reports/{blocking}")
        await early.wait_for_more(500)
        during = service.viewer(report_id)
        await during.watch_to_end()
        hello = during.named("report")[0].data
        assert (hello["status"], hello["attempt"]) == ("running", 1)
        assert during.named("live")[0].data["chars"] >= hello["chars"] >= 500

        await seeing
        after = service.viewer(report_id)
        await after.watch_to_end()
        hello = after.named("report")[0].data
        assert (hello["status"], hello["chars"], hello["saved_chars"]) == ("completed", *[len(after.text)] * 2)
        assert after.named("preview") + after.named("saved") == []
        for viewer in (early, during, after):
            assert (viewer.connections, resets(viewer), len(viewer.named("live"))) == (1, [], 1)
            await settled(service, viewer)
        await finished_whole(service, report_id)
        assert len(service.calls(blocking)) == 1


async def test_what_the_stream_promises_about_itself(service: Service) -> None:
    report_id = await service.create()
    async with service.client.stream("GET", f"/api/reports/{report_id}/stream") as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store, no-transform"
        assert response.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in response.headers
        blocks = [block async for block in raw_blocks(response)]
    assert blocks[0].startswith("retry: 2000\nevent: report\ndata: {")
    hello = json.loads(blocks[0].split("data: ")[1])
    assert set(hello) == {"id", "status", "attempt", "chars", "saved_chars", "preview_chars", "ai_label"}
    assert (hello["id"], bool(hello["ai_label"])) == (report_id, True)
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


async def test_in_silence_a_comment_keeps_the_line_open(database_url: str) -> None:
    async with serving(database_url, keepalive_seconds=0.05) as service:
        service.demo.faults.append(Fault("stall", after=40))
        report_id = await service.create()
        viewer = service.viewer(report_id)
        await viewer.watch(until=lambda _: len(viewer.named(":")) == 3)
        assert {event.data for event in viewer.named(":")} == {": keep-alive"}
        assert len(viewer.text) == 40
        assert len(viewer.named("live")) == 1


async def test_a_viewer_of_a_report_that_waits_its_turn_hears_something_too(database_url: str) -> None:
    # The mirror looks at the row ten times while the line is silent; looking is no sign of life for the viewer.
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
    async with serving(database_url, chars_per_second=6000, batch_chars=1000) as service:
        viewer = service.viewer(await service.create())
        await viewer.watch_to_end()
        report = await settled(service, viewer)
        assert report["text"] == service.written(viewer.report_id)
        preview_end = len("\n\n".join(call.text for call in service.calls(viewer.report_id)[:3]))
        assert [event.data for event in viewer.named("preview")] == [{"chars": preview_end}]
        assert 1400 < preview_end < 2200
        assert report["preview"] == viewer.text[:preview_end]
        batches = [event.data["chars"] for event in viewer.named("saved")]
        logged = [int(line.split()[-2]) for line in lines(caplog, "💾 [Stream API] Batch saved at ")]
        assert len(logged) >= 7
        steps = [end - start for start, end in zip([0, *logged], logged, strict=False)]
        # At the first chunk past each thousand; what comes while a batch is saved counts for the next.
        assert all(1000 <= step < 1400 for step in steps), steps
        assert set(batches) <= {*logged, report["chars"]}
        assert batches == sorted(batches)
        assert len(batches) >= 5
        assert lines(caplog, "📝") == [f"📝 [Stream API] Preview saved at {preview_end} characters"]


async def test_batches_are_saved_by_time_where_the_model_is_slow(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with serving(database_url, batch_seconds=0.2) as service:
        # It goes on: what there is at some moment may be saved because another process asked, which is no batch.
        service.demo.faults.append(Fault("trickle", after=60, seconds=0.02))
        viewer = service.viewer(await service.create())
        await viewer.watch(until=lambda event: event.name == "saved")
        chars = viewer.named("saved")[0].data["chars"]
        assert 60 <= chars < 3000
        assert (await service.report(viewer.report_id))["saved_chars"] >= chars
        assert lines(caplog, "💾")[0] == f"💾 [Stream API] Batch saved at {chars} characters"


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
    assert len(service.calls(report_id)) == 1


async def test_reading_never_starts_anything(service: Service) -> None:
    report_id = await service.create()
    await finished_whole(service, report_id)
    calls = len(service.demo.calls)
    for path in ("", "/stream", "/text", "/chart.svg"):
        for method in ("GET", "HEAD"):
            response = await service.client.request(method, f"/api/reports/{report_id}{path}")
            assert response.status_code == 200
    assert len(service.demo.calls) == calls


async def test_another_owner_s_report_is_one_that_does_not_exist(service: Service) -> None:
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


async def test_fifty_ended_reports_cost_no_memory_and_no_tasks(service: Service) -> None:
    """Each is watched by one who stays and one who leaves early; most fail at once, the others are written."""
    await seen_by_two(service)
    before = len(asyncio.all_tasks())
    await asyncio.gather(*(seen_by_two(service) for _ in range(10)))
    service.demo.faults.append(Fault("http_error", status=400, code="1210", times=-1))
    await asyncio.gather(*(seen_by_two(service) for _ in range(40)))
    assert len(service.demo.calls) == 11 * PASSAGES + 40
    assert service.demo.open_calls == 0
    await eventually(lambda: service.worker.run_count == 0)
    await eventually(lambda: service.state.live.viewer_count == 0)
    assert service.state.live._entries == {}
    await eventually(lambda: len(asyncio.all_tasks()) <= before)


async def seen_by_two(service: Service) -> None:
    report_id = await service.create()
    leaver = await RawViewer.open(service, report_id)
    await leaver.read_until(b"event: report")
    leaver.reset()
    await service.finished(report_id)


async def test_the_stream_of_a_create_tells_which_report_it_is(service: Service) -> None:
    async with service.client.stream("POST", "/api/reports/generate-stream", json=BIRTH) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        viewer = service.viewer("")
        await viewer.read(response)
    assert response.headers["content-location"] == f"/api/reports/{viewer.report_id}"
    viewer.check_end()
    assert (await finished_whole(service, viewer.report_id))["text"] == viewer.text

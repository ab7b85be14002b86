"""Every fault of the demo model: each report ends with its whole text or with an accurate error.

Most faults cause a back-off. So that the faults can run in parallel, each has its own report in one service, and is
bound to it while the report waits in the queue.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from app.llm.demo.faults import Fault, Kind
from tests.databases import execute, with_database
from tests.e2e.sockets import Onlooker, resets, settled, watching
from tests.headings import PASSAGES
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.viewer import Viewer
from tests.waiting import DEADLINE

FIRST = "总评"
SECOND = "所问之事"
REFUSED = "http://127.0.0.1:1/api/paas/v4"

ONCE: dict[str, Fault] = {
    "cut": Fault("cut", after=100),
    "cut_utf8": Fault("cut_utf8", after=100),
    "no_finish": Fault("no_finish", after=100),
    "network_error": Fault("finish", after=100, reason="network_error"),
    "unknown_reason": Fault("finish", after=100, reason="tool_calls"),
    "error_object": Fault("error_object", after=100),
    "int_code": Fault("int_code", after=100),
    "error_event": Fault("error_event", after=100),
    "error_line": Fault("error_line", after=100),
    "huge_line": Fault("huge_line", after=100),
    "twice": Fault("cut", after=100, times=2),
}
"""The second passage breaks off after a hundred characters of each of its first `times` calls."""

SHORT: dict[str, Fault] = {"short": Fault("cut", after=39), "short_thrice": Fault("cut", after=20, times=3)}
"""The second passage breaks off too soon to be continued."""

EMPTY: dict[str, Fault] = {"empty": Fault("empty"), "thinking_only": Fault("thinking_only")}
"""The second passage has no text, and the model reports `stop`."""

TRANSIENT: dict[str, Fault] = {
    "rate_limit": Fault("http_error", status=429, code="1302", times=2),
    "server_error": Fault("http_error", status=500, retry_after=0.01),
    "cut_at_once": Fault("cut"),
    "busy_in_stream": Fault("error_object", code="1305"),
    "page": Fault("http_error", status=503, code=None),
}
"""The first passage fails before its first text, and a retry succeeds."""

PERMANENT: dict[str, Fault] = {
    "dead": Fault("cut", times=-1, heading=FIRST),
    "dead_in_the_middle": Fault("cut", times=-1, heading=SECOND),
    "always": Fault("cut", after=50, times=5, heading=SECOND),
    "always_no_finish": Fault("no_finish", after=50, times=5, heading=SECOND),
    "always_empty": Fault("empty", times=4, heading=SECOND),
}

SCENES = {
    **{name: msgspec.structs.replace(fault, heading=SECOND) for name, fault in (ONCE | SHORT | EMPTY).items()},
    **{name: msgspec.structs.replace(fault, heading=FIRST) for name, fault in TRANSIENT.items()},
    **PERMANENT,
}

SILENCES: dict[str, Fault] = {
    "stall_before_headers": Fault("stall_before_headers", heading=FIRST),
    "stall_before_text": Fault("stall", heading=FIRST),
    "stall": Fault("stall", after=100, heading=SECOND),
    "comments_only": Fault("comments_only", after=100, seconds=0.05, heading=SECOND),
    "byte_trickle": Fault("byte_trickle", after=100, seconds=0.05, heading=SECOND),
    "trickle": Fault("trickle", after=100, seconds=0.05, heading=SECOND),
}


@dataclass
class Scene:
    """One report with its fault, and a viewer that watched all of it."""

    service: Service
    viewer: Viewer
    seeing: asyncio.Task[dict[str, Any]]

    @property
    def id(self) -> str:
        return self.viewer.report_id

    async def ended(self) -> dict[str, Any]:
        await self.seeing
        return await settled(self.service, self.viewer)


@asynccontextmanager
async def staged(database_url: str, faults: dict[str, Fault], **changes: Any) -> AsyncIterator[dict[str, Scene]]:
    """Write a report for each fault, and `plain` without one, all at the same time."""
    demo = HeldModel()
    demo.faults.append(Fault("stall_before_headers"))
    async with serving(database_url, demo=demo, report_slots=1) as service:
        ids = {"plain": await service.create()}
        await demo.wait_for(lambda: demo.open_calls)
        ids |= {name: await service.create() for name in faults}
        cookies = service.client.cookies
    for name, fault in faults.items():
        demo.faults.append(msgspec.structs.replace(fault, report=ids[name].replace("-", "")))
    demo.calls.clear()
    demo.resume(0)
    async with serving(database_url, demo=demo, report_slots=len(ids), **changes) as service:
        service.client.cookies = cookies
        viewers = {name: Onlooker(service.client, id) for name, id in ids.items()}
        scenes = {name: Scene(service, viewer, watching(viewer)) for name, viewer in viewers.items()}
        for viewer in viewers.values():
            await viewer.wait_for(partial(viewer.named, "live"))
        demo.resume()
        yield scenes
        for scene in scenes.values():  # scenes whose tests did not run
            scene.seeing.cancel()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def databases(postgres_url: str) -> AsyncIterator[Iterator[str]]:
    """Databases that exist until the tests of this file have ended."""
    names = [f"upstream_{number}" for number in range(3)]
    await execute(postgres_url, *(f"CREATE DATABASE {name} TEMPLATE template" for name in names))
    yield (with_database(postgres_url, name) for name in names)
    await execute(postgres_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in names))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scenes(databases: Iterator[str]) -> AsyncIterator[dict[str, Scene]]:
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        alone = await enter(serving(next(databases), zhipu_base_url=REFUSED))
        viewer = alone.viewer(await alone.create())
        unreachable = Scene(alone, viewer, watching(viewer))
        yield {"unreachable": unreachable, **await enter(staged(next(databases), SCENES))}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def silences(databases: Iterator[str]) -> AsyncIterator[dict[str, Scene]]:
    # Short for a test, but longer than the pauses of a model that is not silent.
    timeouts = {"zhipu_first_text_seconds": 6, "zhipu_idle_seconds": 3, "zhipu_call_seconds": 10}
    async with staged(next(databases), SILENCES, **timeouts) as scenes:
        yield scenes


in_one_loop = pytest.mark.asyncio(loop_scope="module")


def first_passage(service: Service, report_id: str) -> str:
    calls = service.calls(report_id)
    return next(str(call.text) for call in calls if call.heading == FIRST and call.finish_reason)


def check_whole(scene: Scene, report: dict[str, Any], plain: str) -> None:
    """Check that the report is complete and the fault left no trace: each passage is whole and appears once."""
    assert (report["status"], report["end"]["code"]) == ("completed", None)
    whole = [call for call in scene.service.calls(scene.id) if call.finish_reason == "stop" and call.text]
    assert report["text"] == "\n\n".join(call.whole for call in whole)
    assert report["text"] == plain
    assert "\ufffd" not in report["text"]
    assert len(whole) == PASSAGES
    for call in whole:
        assert report["text"].count(f"## {call.heading}\n") == 1


@in_one_loop
@pytest.mark.parametrize("name", ONCE)
async def test_a_passage_that_breaks_off_is_continued(scenes: dict[str, Scene], name: str) -> None:
    scene, breaks = scenes[name], ONCE[name].times
    report = await scene.ended()
    check_whole(scene, report, (await scenes["plain"].ended())["text"])
    assert resets(scene.viewer) == []
    assert report["attempt"] == scene.viewer.attempt == scenes["plain"].viewer.attempt - 1
    calls = scene.service.calls(scene.id)
    assert len(calls) == PASSAGES + breaks
    assert [call.heading for call in calls if call.is_continuation] == [SECOND] * breaks
    usage = report["usage"]
    assert (usage["calls"], usage["wasted_calls"], usage["wasted_tokens"]) == (len(calls), 0, 0)


@in_one_loop
@pytest.mark.parametrize("name", SHORT)
async def test_a_passage_that_breaks_off_at_once_is_written_again_from_its_start(
    scenes: dict[str, Scene], name: str
) -> None:
    scene, breaks = scenes[name], SHORT[name].times
    report = await scene.ended()
    check_whole(scene, report, (await scenes["plain"].ended())["text"])
    checkpoint = len(first_passage(scene.service, scene.id))
    assert resets(scene.viewer) == [("retry", checkpoint)] * breaks
    assert report["attempt"] == scenes["plain"].viewer.attempt - 1 + breaks
    assert len(scene.service.calls(scene.id)) == PASSAGES + breaks
    assert report["usage"]["wasted_calls"] == breaks
    assert 10 < report["usage"]["wasted_tokens"] < 60


@in_one_loop
@pytest.mark.parametrize("name", EMPTY)
async def test_an_empty_passage_is_requested_again(scenes: dict[str, Scene], name: str) -> None:
    scene = scenes[name]
    report = await scene.ended()
    check_whole(scene, report, (await scenes["plain"].ended())["text"])
    assert resets(scene.viewer) == []  # no text had arrived
    assert len(scene.service.calls(scene.id)) == PASSAGES + 1


@in_one_loop
@pytest.mark.parametrize("name", TRANSIENT)
async def test_a_model_that_fails_before_its_first_text_is_called_again(scenes: dict[str, Scene], name: str) -> None:
    scene = scenes[name]
    report = await scene.ended()
    check_whole(scene, report, (await scenes["plain"].ended())["text"])
    assert resets(scene.viewer) == []
    assert len(scene.service.calls(scene.id)) == PASSAGES + TRANSIENT[name].times


@in_one_loop
async def test_a_model_that_always_fails_is_called_four_times(scenes: dict[str, Scene]) -> None:
    scene = scenes["dead"]
    report = await scene.ended()
    assert (report["status"], report["end"]["code"], report["text"]) == ("failed", "upstream_cut", "")
    assert len(scene.service.calls(scene.id)) == 4


@in_one_loop
async def test_a_model_that_fails_mid_report_is_called_four_times_and_the_text_is_kept(
    scenes: dict[str, Scene],
) -> None:
    scene = scenes["dead_in_the_middle"]
    report = await scene.ended()
    assert (report["status"], report["end"]["code"]) == ("incomplete", "upstream_cut")
    assert report["text"] == first_passage(scene.service, scene.id)
    assert len(scene.service.calls(scene.id)) == 1 + 4


@in_one_loop
async def test_an_unreachable_model_fails_the_report(scenes: dict[str, Scene]) -> None:
    scene = scenes["unreachable"]
    report = await scene.ended()
    assert (report["status"], report["end"]["code"], report["text"]) == ("failed", "upstream_unavailable", "")
    assert scene.service.demo.calls == []


@in_one_loop
@pytest.mark.parametrize("name", ["always", "always_no_finish"])
async def test_a_passage_that_keeps_breaking_off_stays_in_the_text_and_resume_completes_it(
    scenes: dict[str, Scene], name: str
) -> None:
    scene, plain = scenes[name], (await scenes["plain"].ended())["text"]
    report = await scene.ended()
    assert (report["status"], report["end"]["code"]) == ("incomplete", "upstream_cut")
    whole, *partial = scene.service.calls(scene.id)
    # Three continuations, and then the passage from its start.
    assert [call.is_continuation for call in partial] == [False, True, True, True, False]
    # The rewrite is shorter than what it replaced, which is put back.
    assert report["text"] == f"{whole.text}\n\n{''.join(call.text for call in partial[:4])}"
    before = resets(scene.viewer)
    assert set(before) == {("retry", len(whole.text))}
    assert report["usage"]["wasted_calls"] == 1
    assert await scene.viewer.watch() == 204

    response = await scene.service.client.post(f"/api/reports/{scene.id}/resume")
    assert response.status_code == 202
    scene.viewer.end = None
    await scene.viewer.watch_to_end()
    check_whole(scene, await settled(scene.service, scene.viewer), plain)
    assert resets(scene.viewer) == before, "resuming took text back"
    assert len(scene.service.calls(scene.id)) == PASSAGES + 5


@in_one_loop
async def test_a_passage_that_stays_empty_ends_the_report(scenes: dict[str, Scene]) -> None:
    scene = scenes["always_empty"]
    report = await scene.ended()
    assert (report["status"], report["end"]["code"]) == ("incomplete", "empty")
    assert report["text"] == first_passage(scene.service, scene.id)
    assert len(scene.service.calls(scene.id)) == 1 + 4


@in_one_loop
@pytest.mark.parametrize("name", SILENCES)
async def test_a_call_that_falls_silent_is_closed_and_its_passage_continued(
    silences: dict[str, Scene], name: str
) -> None:
    scene, fault = silences[name], SILENCES[name]
    report = await scene.ended()
    check_whole(scene, report, (await silences["plain"].ended())["text"])
    struck = [call for call in scene.service.calls(scene.id) if call.fault]
    assert [(call.fault, call.closed_by) for call in struck] == [(fault.kind, "client")]
    assert len(scene.service.calls(scene.id)) == PASSAGES + 1
    assert resets(scene.viewer) == []


@pytest.mark.parametrize(
    ("status", "upstream_code", "code"),
    [(429, "1113", "upstream_quota"), (401, "1000", "upstream_auth"), (400, "1210", "upstream_rejected")],
)
async def test_a_permanent_error_is_not_retried(service: Service, status: int, upstream_code: str, code: str) -> None:
    service.demo.faults.append(Fault("http_error", status=status, code=upstream_code, times=-1))
    viewer = service.viewer(await service.create())
    end = await viewer.watch_to_end()
    report = await settled(service, viewer)
    assert (report["status"], report["end"]["code"], report["text"]) == ("failed", code, "")
    assert report["end"]["message"] == end["message"]
    assert len(service.calls(viewer.report_id)) == 1


async def test_a_refusal_inside_a_passage_ends_the_report_with_the_text_so_far(service: Service) -> None:
    service.demo.faults.append(Fault("error_object", after=100, code="1113", heading=SECOND))
    viewer = service.viewer(await service.create())
    await viewer.watch_to_end()
    report = await settled(service, viewer)
    whole, partial = service.calls(viewer.report_id)
    assert (report["status"], report["end"]["code"]) == ("incomplete", "upstream_quota")
    assert report["text"] == f"{whole.text}\n\n{partial.text}"


async def test_a_passage_cut_by_length_continues_without_a_seam(service: Service) -> None:
    """The demo writes the same text for the same chart, so an undisturbed report is the reference."""
    plain = service.viewer(await service.create())
    await plain.watch_to_end()
    overlaps = {SECOND: 0, "性情": 4, "事业": 30, "起居": 150}
    for heading, overlap in overlaps.items():
        service.demo.faults.append(Fault("finish", after=200, reason="length", overlap=overlap, heading=heading))
    viewer = service.viewer(await service.create())
    await viewer.watch_to_end()
    report = await settled(service, viewer)
    assert report["status"] == "completed"
    assert report["text"] == plain.text
    assert resets(viewer) == []
    calls = service.calls(viewer.report_id)
    assert len(calls) == PASSAGES + len(overlaps)
    assert [call.finish_reason for call in calls].count("length") == len(overlaps)
    seams = [(cut.text, more.text) for cut, more in itertools.pairwise(calls) if more.is_continuation]
    for overlap, (cut, more) in zip(overlaps.values(), seams, strict=True):
        assert more.startswith(cut[len(cut) - overlap :])


async def test_a_one_character_overlap_at_a_seam_is_not_dropped(service: Service) -> None:
    service.demo.faults.append(Fault("finish", after=100, reason="length", overlap=1, heading=SECOND))
    viewer = service.viewer(await service.create())
    await viewer.watch_to_end()
    assert (await settled(service, viewer))["status"] == "completed"
    _, cut, more, *_ = service.calls(viewer.report_id)
    assert (cut.text[-1], len(cut.text)) == (more.text[0], 100)
    assert f"\n\n{cut.text}{more.text}\n\n" in viewer.text


async def test_a_passage_that_is_cut_by_length_again_and_again_is_incomplete_and_can_be_resumed(
    service: Service,
) -> None:
    service.demo.faults.append(Fault("finish", after=100, reason="length", times=4, heading=SECOND))
    viewer = service.viewer(await service.create())
    await viewer.watch_to_end()
    report = await settled(service, viewer)
    assert (report["status"], report["end"]["code"]) == ("incomplete", "length")
    whole, *parts = service.calls(viewer.report_id)
    assert [part.is_continuation for part in parts] == [False, True, True, True]
    assert report["text"] == f"{whole.text}\n\n{''.join(part.text for part in parts)}"

    await service.client.post(f"/api/reports/{viewer.report_id}/resume")
    viewer.end = None
    await viewer.watch_to_end()
    assert (await settled(service, viewer))["status"] == "completed"
    assert viewer.text == service.written(viewer.report_id)
    assert resets(viewer) == []


BLOCKED = {
    "finish": Fault("finish", after=300, reason="sensitive"),
    "error_object": Fault("error_object", after=300, code="1301"),
    "http_error": Fault("http_error", status=400, code="1301"),
}


@pytest.mark.parametrize("heading", [FIRST, SECOND])
@pytest.mark.parametrize("name", BLOCKED)
async def test_a_passage_that_the_safety_filter_cuts_is_withdrawn_and_never_requested_again(
    database_url: str, name: str, heading: str
) -> None:
    demo: HeldModel = HeldModel(lambda: any(len(text) >= 250 for text in demo.texts(heading)))
    async with serving(database_url, demo=demo) as service:
        service.demo.faults.append(msgspec.structs.replace(BLOCKED[name], heading=heading))
        viewer = Onlooker(service.client, await service.create())
        seeing = watching(viewer)
        if BLOCKED[name].after:  # the viewer has part of the passage before it is withdrawn
            await viewer.wait_for(lambda: len(viewer.text.partition(heading)[2]) > 200)
        demo.resume()
        await seeing
        report = await settled(service, viewer)
        *whole, blocked = service.calls(viewer.report_id)
        kept = "".join(call.text for call in whole)
        assert len(whole) == (heading == SECOND)
        assert report["text"] == kept
        assert (report["status"], report["end"]["code"]) == ("incomplete" if kept else "failed", "content_blocked")
        assert resets(viewer) == ([("withdrawn", len(kept))] if blocked.text else [])


async def test_after_a_withdrawal_no_viewer_is_shown_the_withdrawn_text(service: Service) -> None:
    service.demo.faults.append(Fault("finish", after=300, reason="sensitive", heading=SECOND))
    early = service.viewer(await service.create())
    await early.watch_to_end()
    blocked = service.calls(early.report_id)[-1].text
    late = service.viewer(early.report_id)
    late.text = f"{early.text}\n\n{blocked}"[: len(early.text) + 100]
    await late.watch(position=f"1.{len(late.text)}")
    assert resets(late) == [("withdrawn", len(early.text))]
    assert (await settled(service, late))["text"] == early.text
    assert blocked[:50] not in (await service.client.get(f"/api/reports/{early.report_id}")).text


ODDITIES: tuple[tuple[Kind, ...], ...] = (
    ("one_byte", "glued", "crlf", "no_space", "line_separators", "nul", "surrogates", "big_delta"),
    ("reasoning", "list_content", "null_delta", "usage_chunk", "comments", "no_done", "stall_before_headers"),
)


@pytest.mark.parametrize("kinds", ODDITIES, ids=lambda kinds: "-".join(kinds))
async def test_odd_but_valid_responses_arrive_exactly(database_url: str, kinds: tuple[Kind, ...]) -> None:
    """Each passage has one oddity."""
    async with serving(database_url, preview_chars=300, check_passages=False) as service:
        service.demo.faults += [Fault(kind, after=20, size=300_000, seconds=0.01) for kind in kinds]
        viewer = service.viewer(await service.create())
        await viewer.watch_to_end()
        report = await settled(service, viewer)
        calls = service.calls(viewer.report_id)
        assert report["status"] == "completed"
        assert [call.fault for call in calls] == [*kinds, *[None] * (PASSAGES - len(kinds))]
        assert {(call.finish_reason, call.closed_by) for call in calls} == {("stop", "finish")}
        assert report["text"] == "\n\n".join(call.text for call in calls)
        assert resets(viewer) == []
        is_odd = "nul" in kinds
        odd = ("\u2028\u2029\x85", "😀\ufffd\ufffd", "\0", "\ufffd")
        assert [part in report["text"] for part in odd] == [is_odd, is_odd, False, is_odd]
        assert report["usage"]["completion_tokens"] > 1000


async def test_an_endless_text_ends_at_the_limit(database_url: str) -> None:
    async with serving(database_url, chars_per_second=2000, report_max_chars=3000, check_passages=False) as service:
        service.demo.faults.append(Fault("endless", after=100, heading=SECOND))
        viewer = service.viewer(await service.create())
        await viewer.watch_to_end()
        report = await settled(service, viewer)
        whole, endless = service.calls(viewer.report_id)
        assert (report["status"], report["end"]["code"]) == ("incomplete", "too_long")
        assert 3000 < report["chars"] < 6000  # what one read brings after the limit is kept
        assert f"{whole.text}\n\n{endless.text}".startswith(report["text"])
        async with asyncio.timeout(DEADLINE):
            assert await service.demo.wait_for(lambda: endless.closed_by) == "client"

"""Further questions about a completed report: the answer is appended, live, across processes, stops and failures."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.llm.demo.faults import Fault
from tests.e2e.sockets import Onlooker, resets, settled, watching
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.viewer import Viewer

from .processes import Owner, processes, watch_to_end
from .test_processes import check_completed, most_open, row

QUESTION = "明年适合换城市吗？"
HEADING = f"## 追问：{QUESTION}"


async def ask(service: Service, report_id: str, question: str = QUESTION, key: str | None = None) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    path = f"/api/reports/{report_id}/questions"
    return await service.client.post(path, json={"question": question}, headers=headers)


async def finished(service: Service) -> tuple[Onlooker, str]:
    """Write a report. Return a viewer that holds all of it, and its text."""
    viewer = Onlooker(service.client, await service.create())
    await viewer.watch_to_end()
    return viewer, viewer.text


def following(viewer: Viewer) -> asyncio.Task[dict[str, Any]]:
    """Follow the answer, in a task, with a viewer that holds the text before it."""
    viewer.end = None
    return watching(viewer)


async def answered(service: Service, viewer: Viewer) -> dict[str, Any]:
    """Follow the answer to its end, and return the report."""
    await following(viewer)
    return await settled(service, viewer)


async def test_an_answer_is_appended_and_nothing_before_it_changes(service: Service) -> None:
    viewer, text = await finished(service)
    before = await service.report(viewer.report_id)
    assert (before["questions"], before["questions_left"]) == ([], 5)
    stream = f"/api/reports/{viewer.report_id}/stream"
    at_end = {"Last-Event-ID": str(viewer.position)}
    assert (await service.client.get(stream, headers=at_end)).status_code == 204
    calls = len(service.calls(viewer.report_id))

    response = await ask(service, viewer.report_id)
    assert (response.status_code, response.json()["status"]) == (201, "queued")
    report = await answered(service, viewer)
    assert report["status"] == "completed"
    assert report["text"].startswith(f"{text}\n\n{HEADING}\n")
    assert report["text"] == service.written(viewer.report_id)
    assert (report["sha256"], report["chars"]) != (before["sha256"], before["chars"])
    assert (report["preview"], report["checks"]) == (before["preview"], before["checks"])
    assert resets(viewer) == []
    assert len(service.calls(viewer.report_id)) == calls + 1
    passages = before["text"].count("\n## ") + 1
    assert [{**each, "asked_at": None} for each in report["questions"]] == [
        {"question": QUESTION, "asked_at": None, "passage": passages + 1, "is_answered": True}
    ]
    assert report["questions_left"] == 4
    assert (await service.client.get(stream, headers={"Last-Event-ID": str(viewer.position)})).status_code == 204
    late = service.viewer(viewer.report_id)
    await late.watch_to_end()
    assert late.text == report["text"]


async def test_an_answer_is_streamed_to_the_api_and_to_the_page(database_url: str) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo) as service:
        viewer, text = await finished(service)
        position = str(viewer.position)
        demo.resume(demo.said + 60)
        await ask(service, viewer.report_id)
        seeing = following(viewer)
        await viewer.wait_for(lambda: len(viewer.text) > len(text))
        assert (await service.report(viewer.report_id))["status"] == "running"
        assert (await ask(service, viewer.report_id, "后年呢？")).status_code == 409
        page = (await service.client.get(f"/reports/{viewer.report_id}")).text
        assert f"追问：{QUESTION}" in page
        assert 'data-status="running"' in page
        demo.resume()
        await seeing
        headers = {"Last-Event-ID": position}
        events = (await service.client.get(f"/reports/{viewer.report_id}/stream?tails", headers=headers)).text
        assert "追问" in events
        assert "event: end" in events
        assert (await settled(service, viewer))["text"] == viewer.text


async def test_five_questions_can_be_asked_and_each_is_asked_once(service: Service) -> None:
    viewer, text = await finished(service)
    for number in range(1, 6):
        question = f"第{number}个问题，明年事业如何？"
        first = await ask(service, viewer.report_id, question, str(number))
        again = await ask(service, viewer.report_id, question, str(number))
        assert (first.status_code, again.status_code) == (201, 200)
        other = await ask(service, viewer.report_id, "另一个问题？", str(number))
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
        report = await answered(service, viewer)
        assert report["text"].startswith(text)
        text = report["text"]
    assert [each["is_answered"] for each in report["questions"]] == [True] * 5
    assert report["questions_left"] == 0
    refused = await ask(service, viewer.report_id, "第六个？", "6")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_questions")
    assert (await ask(service, viewer.report_id, "第5个问题，明年事业如何？", "5")).status_code == 200
    assert (await service.report(viewer.report_id))["text"] == text


@pytest.mark.parametrize("question", ["", "   ", "\n", "\u200b", "x" * 301, "a\u202eb", None, 7])
async def test_an_invalid_question_is_refused_and_changes_nothing(service: Service, question: object) -> None:
    viewer, text = await finished(service)
    path = f"/api/reports/{viewer.report_id}/questions"
    response = await service.client.post(path, json={"question": question})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["question"]
    report = await service.report(viewer.report_id)
    assert (report["status"], report["text"]) == ("completed", text)


async def test_a_stranger_cannot_ask(service: Service) -> None:
    viewer, _ = await finished(service)
    path = f"/api/reports/{viewer.report_id}/questions"
    async with httpx.AsyncClient(base_url=service.client.base_url, trust_env=False) as stranger:
        await stranger.get("/")
        for method, where in (("POST", path), ("DELETE", f"{path}/1")):
            response = await stranger.request(method, where, json={"question": QUESTION})
            missing = await stranger.request(method, where.replace(viewer.report_id, "x"), json={"question": QUESTION})
            assert (response.status_code, response.content) == (404, missing.content)
    assert (await service.report(viewer.report_id))["questions"] == []


async def held_in_the_answer(service: Service, demo: HeldModel) -> tuple[Onlooker, str]:
    """Pause inside an answer. Return a viewer that has received its beginning, and the text before it."""
    viewer, text = await finished(service)
    demo.resume(demo.said + 150)
    await ask(service, viewer.report_id)
    seeing = following(viewer)
    await viewer.wait_for(lambda: len(viewer.text) > len(text) + 100)
    seeing.cancel()
    await asyncio.wait([seeing])
    return viewer, text


async def test_an_answer_that_was_stopped_is_continued_by_resume(database_url: str) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo) as service:
        viewer, text = await held_in_the_answer(service, demo)
        await service.client.post(f"/api/reports/{viewer.report_id}/stop")
        report = await answered(service, viewer)
        assert report["status"] == "stopped"
        assert report["text"].startswith(f"{text}\n\n{HEADING}")
        assert not report["questions"][0]["is_answered"]
        dropping = await service.client.delete(f"/api/reports/{viewer.report_id}/questions/1")
        assert dropping.status_code == 409  # its answer has begun
        partial = report["text"]
        demo.resume()
        await service.client.post(f"/api/reports/{viewer.report_id}/resume")
        report = await answered(service, viewer)
        assert report["status"] == "completed"
        assert report["text"].startswith(partial)
        assert resets(viewer) == []


async def test_a_question_that_the_safety_filter_stops_can_be_given_up(service: Service) -> None:
    viewer, text = await finished(service)
    service.demo.faults.append(Fault("finish", after=80, reason="sensitive"))
    await ask(service, viewer.report_id)
    report = await answered(service, viewer)
    assert (report["status"], report["end"]["code"], report["text"]) == ("incomplete", "content_blocked", text)
    path = f"/api/reports/{viewer.report_id}/questions"
    assert (await service.client.delete(f"{path}/2")).status_code == 409
    dropped = await service.client.delete(f"{path}/1")
    assert (dropped.status_code, dropped.json()["status"]) == (200, "completed")
    report = await service.report(viewer.report_id)
    assert (report["status"], report["end"]["code"], report["text"]) == ("completed", None, text)
    assert (report["questions"][0]["passage"], report["questions_left"]) == (None, 4)
    assert (
        QUESTION
        not in (await service.client.get(f"/reports/{viewer.report_id}"))
        .text.partition('id="toc"')[2]
        .partition("</ol>")[0]
    )
    await ask(service, viewer.report_id, "后年呢？")
    report = await answered(service, viewer)
    assert report["text"].startswith(f"{text}\n\n## 追问：后年呢？\n")
    assert [each["is_answered"] for each in report["questions"]] == [False, True]


@pytest.mark.parametrize("how", ["kill", "terminate"])
async def test_another_process_continues_an_answer(
    tmp_path: Path, database_url: str, engine: AsyncEngine, how: str
) -> None:
    demo, owner = HeldModel(pace=8000), Owner()
    async with processes(tmp_path, database_url, demo, BATCH_CHARS="400") as service:
        first = await service.start()
        report_id = await owner.create(first)
        async with owner.at(first) as client:
            viewer = Onlooker(client, report_id)
            await viewer.watch_to_end()
            text = viewer.text
            demo.resume(demo.said + 150)
            response = await client.post(f"/api/reports/{report_id}/questions", json={"question": QUESTION})
            assert response.status_code == 201
            viewer.end = None
            seeing = asyncio.create_task(viewer.watch())
            await viewer.wait_for(lambda: len(viewer.text) > len(text) + 100)
            second = await service.start()
            getattr(first, how)()
            await asyncio.wait([seeing])
        demo.resume()
        await watch_to_end(owner, second, viewer)
        await check_completed(owner, second, report_id, demo, viewer)
    assert viewer.text.startswith(f"{text}\n\n{HEADING}")
    assert all(reset.data["keep"] >= len(text) for reset in viewer.named("reset"))
    assert most_open(demo, report_id) <= 2 if how == "kill" else most_open(demo, report_id) == 1
    assert (await row(engine, report_id))["status"] == "completed"


async def test_viewers_at_other_processes_follow_an_answer(tmp_path: Path, database_url: str) -> None:
    demo, owner = HeldModel(pace=8000), Owner()
    async with processes(tmp_path, database_url, demo) as service:
        writer = await service.start()
        web = await service.start("serve", "--no-worker")
        report_id = await owner.create(writer)
        async with owner.at(web) as client:
            viewer = Onlooker(client, report_id)
            await viewer.watch_to_end()
            text = viewer.text
            demo.resume(demo.said + 150)
            response = await client.post(f"/api/reports/{report_id}/questions", json={"question": QUESTION})
            assert response.status_code == 201
            seeing = following(viewer)
            await viewer.wait_for(lambda: len(viewer.text) > len(text) + 100)
            demo.resume()
            await seeing
        await check_completed(owner, writer, report_id, demo, viewer)
        assert resets(viewer) == []

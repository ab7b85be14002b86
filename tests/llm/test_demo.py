"""The demo server: GLM's format, faults on demand, and an accurate record of its calls."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest

from app.llm import Message
from app.llm.demo.answer import Step
from app.llm.demo.calls import MAX_CALLS
from app.llm.demo.faults import Fault
from app.llm.demo.pace import Pace
from app.llm.demo.server import PATH, Demo, create_demo
from app.llm.demo.text import read_order
from tests.waiting import DEADLINE

from .conftest import ASK, MakeZhipu, Switch, prompt, run_call

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_passage_cut_by_length_can_be_continued_with_an_overlap(demo: Demo, make_zhipu: MakeZhipu) -> None:
    whole = await run_call(make_zhipu())
    demo.faults.append(Fault("finish", reason="length", after=80, overlap=12))
    part = await run_call(make_zhipu())
    turns = (Message("assistant", part.text), Message("user", "从断点继续，只输出后续。"))
    rest = await run_call(make_zhipu(), prompt(*turns))
    plain = await run_call(make_zhipu(), prompt(*turns))
    assert (part.finish and part.finish.reason, len(part.text)) == ("length", 80)
    assert rest.text == whole.text[68:]
    assert part.text + plain.text == whole.text
    assert [call.is_continuation for call in demo.calls] == [False, False, True, True]
    assert {call.heading for call in demo.calls} == {"事业与学业"}


async def test_the_demo_streams_in_the_format_that_glm_documents(demo: Demo, server: Switch) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.post(server.url + PATH, headers={"authorization": "Bearer k"}, json=body())
    assert response.headers["content-type"] == "text/event-stream;charset=UTF-8"
    frames = response.content.split(b"\n\n")
    assert frames.pop() == b""
    assert frames.pop() == b"data: [DONE]"
    chunks = [json.loads(frame.removeprefix(b"data: ")) for frame in frames]
    choices = [chunk["choices"][0] for chunk in chunks]
    assert all(choice["index"] == 0 and choice["delta"]["role"] == "assistant" for choice in choices)
    assert "".join(choice["delta"]["content"] for choice in choices) == demo.calls[0].text
    assert all(1 <= len(choice["delta"]["content"]) <= 4 for choice in choices[:-1])
    assert [choice["finish_reason"] for choice in choices] == [None] * (len(choices) - 1) + ["stop"]
    assert [("usage" in chunk) for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1]["usage"]["total_tokens"] > chunks[-1]["usage"]["completion_tokens"] > 0
    assert len({(chunk["id"], chunk["created"], chunk["model"], chunk["object"]) for chunk in chunks}) == 1


def body(**changes: Any) -> dict[str, Any]:
    turns = [{"role": "system", "content": "写"}, {"role": "user", "content": ASK}]
    return {"model": "glm-4.6", "messages": turns, "stream": True, "request_id": "abc-1-1", **changes}


@pytest.mark.parametrize(
    ("headers", "content", "status", "code"),
    [
        ({}, json.dumps(body()), 401, "1000"),
        ({"authorization": "Basic x"}, json.dumps(body()), 401, "1000"),
        ({"authorization": "Bearer k"}, "{", 400, "1214"),
        ({"authorization": "Bearer k"}, "[]", 400, "1214"),
        ({"authorization": "Bearer k"}, json.dumps(body(stream=False)), 400, "1214"),
        ({"authorization": "Bearer k"}, json.dumps(body(messages=[])), 400, "1214"),
        ({"authorization": "Bearer k"}, json.dumps(body(messages=[{"role": "user"}])), 400, "1214"),
    ],
)
async def test_bad_requests_get_the_errors_that_glm_sends(
    demo: Demo, server: Switch, headers: dict[str, str], content: str, status: int, code: str
) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.post(server.url + PATH, headers=headers, content=content)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert not demo.calls


async def test_faults_apply_to_the_calls_that_they_match(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [
        Fault("finish", reason="a", report="ffff"),
        Fault("finish", reason="b", heading="感情"),
        Fault("finish", reason="c", times=2),
        Fault("finish", reason="d", heading="事业", times=-1),
    ]
    reasons = [result.finish and result.finish.reason for result in [await run_call(make_zhipu()) for _ in range(4)]]
    assert reasons == ["c", "c", "d", "d"]
    assert [fault.reason for fault in demo.faults] == ["a", "b", "d"]


async def test_an_unknown_kind_of_fault_is_rejected() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        Fault("flood")  # type: ignore[arg-type]


async def test_the_demo_can_be_controlled_over_http(demo: Demo, server: Switch, make_zhipu: MakeZhipu) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/healthz")).status_code == 200
        faults = [{"kind": "finish", "reason": "length", "after": 9}, {"kind": "cut", "times": -1}]
        assert (await client.post("/_demo/faults", json=faults)).status_code == 200
        assert (await client.post("/_demo/faults", json=[{"kind": "flood"}])).status_code == 400
        assert (await client.post("/_demo/faults", json=[{"kind": "cut", "afterr": 1}])).status_code == 400
        assert len(demo.faults) == 2
        await run_call(make_zhipu())
        seen = (await client.get("/_demo/calls")).json()
        assert seen["open_calls"] == 0
        assert seen["calls"][0]["text"] == demo.calls[0].text
        assert seen["calls"][0]["finish_reason"] == "length"
        assert seen["most_open_by_report"] == {"0123456789abcdef": 1}
        assert (await client.delete("/_demo/faults")).json() == []
        assert (await client.put("/_demo/calls")).status_code == 405
        assert (await client.get("/elsewhere")).status_code == 404
    assert not demo.faults


async def test_without_controls_the_control_paths_do_not_exist(server: Switch) -> None:
    server.app = create_demo()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{server.url}/_demo/calls")).status_code == 404


async def test_the_demo_counts_the_calls_open_at_once(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("stall", times=-1, after=4))
    tasks = [asyncio.create_task(run_call(make_zhipu(), prompt(request_id=f"r{i % 2}-1-{i}"))) for i in range(3)]
    async with asyncio.timeout(DEADLINE):
        await demo.wait_for(lambda: [len(call.text) for call in demo.calls] == [4, 4, 4])
        assert demo.open_calls == 3
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await demo.wait_for(lambda: demo.open_calls == 0)
    assert demo.most_open_by_report == {"r0": 2, "r1": 1}
    assert all(call.closed_at and call.opened_at <= call.closed_at <= time.monotonic() for call in demo.calls)


async def test_the_number_of_remembered_calls_is_bounded() -> None:
    demo = create_demo()
    order = read_order([{"role": "user", "content": ASK}])
    for number in range(MAX_CALLS + 2500):
        demo._close(demo._open(f"r{number}-1-1", order, None), "finish")
    assert MAX_CALLS <= len(demo.calls) <= MAX_CALLS * 1.1
    assert len(demo.most_open_by_report) <= MAX_CALLS * 1.1
    assert demo.calls[-1].report == f"r{MAX_CALLS + 2499}"


@pytest.mark.parametrize(("chars", "deltas", "due"), [(50.0, None, 4.0), (1e6, 8.0, 12.5), (1e6, None, 0.0)])
async def test_the_pace_holds_on_average(
    monkeypatch: pytest.MonkeyPatch, chars: float, deltas: float | None, due: float
) -> None:
    pace = Pace(chars, deltas)
    now = start = pace._clock()

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds + 0.001  # every sleep wakes a little late

    monkeypatch.setattr("app.llm.demo.pace.asyncio.sleep", sleep)
    monkeypatch.setattr(pace, "_clock", lambda: now)
    for _ in range(100):
        await pace.wait(Step(text="春天"))
    assert now - start == pytest.approx(due, abs=0.02)

"""The demo model: honest prose from the chart it is given, GLM's format, a true memory of its calls."""

import asyncio
import itertools
import json
import re
import time
from typing import Any

import httpx
import pytest

from app.llm import Message
from app.llm.demo import MAX_CALLS, PATH, Demo, _Pace, create_demo
from app.llm.demo_faults import Fault
from app.llm.demo_script import Step
from app.llm.demo_text import BRANCHES, STEMS, compose, read_order, remainder

from .conftest import ASK, MakeZhipu, Switch, listen, prompt

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLES = (
    *("命盘速览", "日主与五行", "性情与近况", "旺衰与格局", "喜用与取法", "事业与学业", "财务习惯"),
    *("感情与家庭", "起居与调养", "大运与流年", "行动建议与局限", "别的什么"),
)
EN_TITLES = ("The Chart at a Glance", "Day Master and Five Elements", "Work and Learning", "Habits with Money")
CYCLE = [STEMS[i % 10] + BRANCHES[i % 12] for i in range(60)]
SOME_PILLAR = re.compile(f"[{STEMS}](?=[{BRANCHES}])")


def ask(
    title: str, pillars: dict[str, Any], length: str = "600-900", digest: str = "", is_english: bool = False
) -> str:
    chart = json.dumps({"pillars": pillars, "luck": [{"pillar": "甲子"}]}, ensure_ascii=False)
    if is_english:
        order = f"Now write this section in plain English.\n\n## {title}\n\nIts length: {length} characters."
        return f"This is the chart.\n\n```json\n{chart}\n```\n\n{digest}\n\n{order}"
    return f"命盘如下。\n\n```json\n{chart}\n```\n\n{digest}\n\n写这一节：\n\n## {title}\n\n本节篇幅 {length} 字。"


def passage(*turns: str) -> str:
    return compose(read_order([{"role": "user", "content": turn} for turn in turns]))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=。)|(?<=\.)(?:\s|$)|\n+", text) if len(part) > 3]


def pillars_in(text: str) -> set[str]:
    return {text[match.start() : match.start() + 2] for match in SOME_PILLAR.finditer(text)}


def some_charts() -> list[dict[str, Any]]:
    return [
        {
            "year": CYCLE[i],
            "month": CYCLE[(i * 7 + 3) % 60],
            "day": CYCLE[(i * 11 + 5) % 60],
            "hour": None if i % 5 == 0 else CYCLE[(i * 13) % 60],
        }
        for i in range(60)
    ]


@pytest.mark.parametrize("title", TITLES)
def test_a_passage_is_honest_prose_of_the_length_asked_for(title: str) -> None:
    for pillars in some_charts():
        text = passage(ask(title, pillars))
        assert text.startswith(f"## {title}\n\n")
        assert 600 <= len(text) <= 900
        assert len(set(sentences(text))) == len(sentences(text)), "no sentence comes twice"
        known = {pillar for pillar in pillars.values() if pillar}
        assert pillars_in(text) <= known, "it names only the chart's pillars"
        assert text.count("内置演示模型") == 1
        assert "{" not in text


@pytest.mark.parametrize("title", EN_TITLES)
def test_an_english_order_gets_english_prose(title: str) -> None:
    for pillars in some_charts()[:20]:
        text = passage(ask(title, pillars, "1800-2400", is_english=True))
        assert text.startswith(f"## {title}\n\n(Demonstration text")
        assert 1800 <= len(text) <= 2400
        assert len(set(sentences(text))) == len(sentences(text))
        assert pillars_in(text) <= {pillar for pillar in pillars.values() if pillar}


def test_passages_of_one_chart_do_not_read_alike() -> None:
    pillars = some_charts()[7]
    texts = [set(sentences(passage(ask(title, pillars)))) for title in TITLES]
    for one, other in itertools.combinations(texts, 2):
        assert len(one & other) < min(len(one), len(other)) / 2


@pytest.mark.parametrize("length", ["10-20", "30-60", "100-120", "2000-3000", "9000-10000", "900-600"])
def test_lengths_beyond_the_stock_do_what_they_can(length: str) -> None:
    text = passage(ask("事业与学业", some_charts()[3], length))
    assert len(sentences(text)) >= 3
    assert len(set(sentences(text))) == len(sentences(text))


def test_the_same_prompt_gives_the_same_text_and_another_another() -> None:
    one, other = some_charts()[1:3]
    assert passage(ask("财务习惯", one)) == passage(ask("财务习惯", one))
    assert passage(ask("财务习惯", one)) != passage(ask("财务习惯", other))


@pytest.mark.parametrize("marker", ["已写要点：\n- 甲", "前面各节写到的要点：\n- 甲", "Already written:\n- a"])
def test_only_the_first_passage_says_that_it_is_a_demonstration(marker: str) -> None:
    assert "演示" in passage(ask("财务习惯", some_charts()[1]))
    assert "演示" not in passage(ask("财务习惯", some_charts()[1], digest=marker))


@pytest.mark.parametrize("chart", ["{}", "[]", "nonsense", '{"pillars": 3}', '{"pillars": {"year": "天地"}}'])
def test_without_a_chart_no_pillar_is_named(chart: str) -> None:
    text = passage(f"```json\n{chart}\n```\n\n写这一节：\n\n## 大运与流年\n\n300-400 字。")
    assert not pillars_in(text)
    assert len(sentences(text)) > 3


def test_the_heading_is_the_last_one_outside_the_data() -> None:
    trap = {"role": "user", "content": ask("性情与近况", {"note": "## 假的"}, digest="## 早先的一节\n1990-05-12")}
    order = read_order([trap])
    assert (order.heading, order.shortest, order.longest) == ("性情与近况", 600, 900)


def test_what_is_left_of_a_text() -> None:
    text = "".join(chr(0x4E00 + i) for i in range(100))
    assert remainder(text, None, 5) == text
    assert remainder(text, text[:40], 0) == text[40:]
    assert remainder(text, text[:40], 7) == text[33:]
    assert remainder(text, "前" + text[:40], 0) == text[40:], "what was mended may differ"
    assert remainder(text, text, 0) == ""


async def test_a_length_cut_can_be_gone_on_from_with_an_overlap(demo: Demo, make_zhipu: MakeZhipu) -> None:
    whole = await listen(make_zhipu())
    demo.faults.append(Fault("finish", reason="length", after=80, overlap=12))
    part = await listen(make_zhipu())
    turns = (Message("assistant", part.text), Message("user", "从断点继续，只输出后续。"))
    rest = await listen(make_zhipu(), prompt(*turns))
    plain = await listen(make_zhipu(), prompt(*turns))
    assert (part.finish and part.finish.reason, len(part.text)) == ("length", 80)
    assert rest.text == whole.text[68:]
    assert part.text + plain.text == whole.text
    assert [call.goes_on for call in demo.calls] == [False, False, True, True]
    assert {call.heading for call in demo.calls} == {"事业与学业"}


async def test_it_speaks_the_format_that_glm_documents(demo: Demo, server: Switch) -> None:
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
async def test_bad_requests_are_refused_as_glm_does(
    demo: Demo, server: Switch, headers: dict[str, str], content: str, status: int, code: str
) -> None:
    async with httpx.AsyncClient() as client:
        response = await client.post(server.url + PATH, headers=headers, content=content)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert not demo.calls


async def test_faults_choose_their_calls(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [
        Fault("finish", reason="a", report="ffff"),
        Fault("finish", reason="b", heading="感情"),
        Fault("finish", reason="c", times=2),
        Fault("finish", reason="d", heading="事业", times=-1),
    ]
    reasons = [heard.finish and heard.finish.reason for heard in [await listen(make_zhipu()) for _ in range(4)]]
    assert reasons == ["c", "c", "d", "d"]
    assert [fault.reason for fault in demo.faults] == ["a", "b", "d"]


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        Fault("flood")  # type: ignore[arg-type]


async def test_the_controls_over_http(demo: Demo, server: Switch, make_zhipu: MakeZhipu) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/healthz")).status_code == 200
        faults = [{"kind": "finish", "reason": "length", "after": 9}, {"kind": "cut", "times": -1}]
        assert (await client.post("/_demo/faults", json=faults)).status_code == 200
        assert (await client.post("/_demo/faults", json=[{"kind": "flood"}])).status_code == 400
        assert (await client.post("/_demo/faults", json=[{"kind": "cut", "afterr": 1}])).status_code == 400
        assert len(demo.faults) == 2
        await listen(make_zhipu())
        seen = (await client.get("/_demo/calls")).json()
        assert seen["open_calls"] == 0
        assert seen["calls"][0]["text"] == demo.calls[0].text
        assert seen["calls"][0]["finish_reason"] == "length"
        assert seen["most_open_by_report"] == {"0123456789abcdef": 1}
        assert (await client.delete("/_demo/faults")).json() == []
        assert (await client.put("/_demo/calls")).status_code == 405
        assert (await client.get("/elsewhere")).status_code == 404
    assert not demo.faults


async def test_without_controls_there_is_no_door(server: Switch) -> None:
    server.app = create_demo()
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{server.url}/_demo/calls")).status_code == 404


async def test_it_counts_the_calls_open_at_once(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("stall", times=-1, after=4))
    tasks = [asyncio.create_task(listen(make_zhipu(), prompt(request_id=f"r{i % 2}-1-{i}"))) for i in range(3)]
    async with asyncio.timeout(5):
        await demo.wait_for(lambda: [len(call.text) for call in demo.calls] == [4, 4, 4])
        assert demo.open_calls == 3
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await demo.wait_for(lambda: demo.open_calls == 0)
    assert demo.most_open_by_report == {"r0": 2, "r1": 1}
    assert all(call.closed_at and call.opened_at <= call.closed_at <= time.monotonic() for call in demo.calls)


def test_its_memory_is_bounded() -> None:
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
    pace = _Pace(chars, deltas)
    now = start = pace._clock()

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds + 0.001  # every sleep is a little late

    monkeypatch.setattr("app.llm.demo.asyncio.sleep", sleep)
    monkeypatch.setattr(pace, "_clock", lambda: now)
    for _ in range(100):
        await pace.wait(Step(text="春天"))
    assert now - start == pytest.approx(due, abs=0.02)

"""The client's time limits. When the client ends a call, the provider sees it end."""

import asyncio
import time
from contextlib import aclosing
from typing import Any

import pytest

from app.errors import ModelError, ModelOverlong, ModelStalled
from app.llm import Finish
from app.llm.demo.faults import Fault, Kind
from app.llm.demo.server import Demo
from tests.waiting import DEADLINE

from .conftest import MakeZhipu, Switch, prompt, run_call

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("limits", "fault", "error_type"),
    [
        ({"first_text_seconds": 0.8}, Fault("stall_before_headers"), ModelStalled),
        ({"first_text_seconds": 0.8}, Fault("stall"), ModelStalled),
        ({"first_text_seconds": 0.8}, Fault("comments_only", seconds=0.01), ModelStalled),
        ({"idle_seconds": 0.8}, Fault("stall", after=5), ModelStalled),
        ({"idle_seconds": 0.8}, Fault("byte_trickle", after=5, seconds=0.01), ModelStalled),
        ({"call_seconds": 0.8}, Fault("stall_before_headers"), ModelOverlong),
        ({"call_seconds": 0.8}, Fault("trickle", after=5, seconds=0.01), ModelOverlong),
        ({"call_seconds": 0.8}, Fault("stall", after=5), ModelOverlong),
    ],
)
async def test_a_call_has_three_time_limits(
    demo: Demo, make_zhipu: MakeZhipu, limits: dict[str, float], fault: Fault, error_type: type[ModelError]
) -> None:
    demo.faults.append(fault)
    result = await run_call(make_zhipu(**limits))
    assert type(result.error) is error_type
    call = demo.calls[0]
    await demo.wait_for(lambda: call.closed_at)
    assert call.closed_by == "client"


async def test_a_thought_ends_the_wait_for_the_first_text(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("stall", seconds=2.5))
    result = await run_call(make_zhipu(thinking="enabled", first_text_seconds=2))
    assert result.finish


@pytest.mark.parametrize("kind", ["stop_everywhere", "stop_on_thought"])
async def test_a_stop_on_every_frame_does_not_shorten_the_idle_limit(
    demo: Demo, make_zhipu: MakeZhipu, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr("app.llm.answer.AFTERMATH_SECONDS", 0.02)
    demo.faults.append(Fault(kind, seconds=0.3))
    result = await run_call(make_zhipu())
    assert result.finish
    assert result.text == demo.calls[0].text


async def test_a_process_that_did_not_run_does_not_take_that_for_the_models_silence(
    demo: Demo, make_zhipu: MakeZhipu
) -> None:
    """After a `stop`, silence ends an answer; but here the process is blocked, and the answer waits in its socket."""
    whole = (await run_call(make_zhipu())).text
    demo.calls.clear()
    demo.faults.append(Fault("stop_everywhere", seconds=0.4))
    text, error = "", None
    async with make_zhipu(idle_seconds=0.5).connect() as session, aclosing(session.stream(prompt())) as events:
        try:
            async for event in events:
                is_half = len(text) < 20
                text += event if isinstance(event, str) else ""
                if is_half and len(text) >= 20:
                    # Blocks the process as soon as the client waits for the next characters.
                    asyncio.get_running_loop().call_soon(time.sleep, 1.5)
        except ModelStalled as stalled:
            error = stalled
    assert (error, text) == (None, whole)


async def test_a_slow_consumer_is_not_a_silent_model(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("reasoning"))
    async with make_zhipu(idle_seconds=2).connect() as session, aclosing(session.stream(prompt())) as events:
        first = await anext(events)
        await demo.wait_for(lambda: not demo.open_calls)
        waited = asyncio.Event()
        asyncio.get_running_loop().call_later(2.2, waited.set)
        await waited.wait()
        rest = [event async for event in events]
    assert isinstance(rest[-1], Finish)
    assert "".join([str(first), *map(str, rest[:-1])]) == demo.calls[0].text


async def test_closing_the_generator_ends_the_call(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("endless", times=-1))
    async with make_zhipu().connect() as session:
        for index in range(3):
            async with aclosing(session.stream(prompt(request_id=f"0123456789abcdef-1-{index}"))) as events:
                assert await anext(events)
            async with asyncio.timeout(DEADLINE):
                await demo.wait_for(lambda: not demo.open_calls)
    assert [call.closed_by for call in demo.calls] == ["client"] * 3
    assert demo.most_open_by_report == {"0123456789abcdef": 1}


@pytest.mark.parametrize("fault", [Fault("endless"), Fault("stall"), Fault("stall_before_headers")])
async def test_cancellation_ends_the_call_at_any_point(demo: Demo, make_zhipu: MakeZhipu, fault: Fault) -> None:
    demo.faults.append(fault)
    task = asyncio.create_task(run_call(make_zhipu()))
    async with asyncio.timeout(DEADLINE):
        await demo.wait_for(lambda: demo.calls and (demo.calls[0].text or fault.kind != "endless"))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await demo.wait_for(lambda: demo.calls[0].closed_at)
    assert demo.calls[0].closed_by == "client"


async def test_the_calls_of_a_report_share_one_connection(demo: Demo, server: Switch, make_zhipu: MakeZhipu) -> None:
    client_ports = []

    async def note_client_port(scope: Any, receive: Any, send: Any) -> None:
        client_ports.append(scope["client"][1])
        await demo(scope, receive, send)

    server.app = note_client_port
    async with make_zhipu().connect() as session:
        for index in range(3):
            async with aclosing(session.stream(prompt(request_id=f"0123456789abcdef-1-{index}"))) as events:
                async for _ in events:
                    pass
    assert client_ports == [client_ports[0]] * 3
    assert demo.most_open_by_report == {"0123456789abcdef": 1}

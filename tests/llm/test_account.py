"""One account under many calls, over real HTTP: which calls are sent, and when."""

import asyncio
import gc
import logging
import time
import weakref
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from email.utils import formatdate
from typing import Any

import httpx
import msgspec
import pytest

from app.errors import ModelBusy, ModelPaused, ModelRefused, RateLimited
from app.llm import Prompt, Waiting
from app.llm.account import Account
from app.llm.codes import CODES
from app.llm.demo.faults import Fault
from app.llm.demo.server import Demo
from app.llm.zhipu import Zhipu
from tests.waiting import eventually, in_time

from .conftest import CallResult, MakeZhipu, Routed, Switch, prompt, run_call

pytestmark = pytest.mark.asyncio(loop_scope="module")

RATE_LIMITED = msgspec.structs.replace(Fault("http_error"), status=429, code="1302")
IN_ARREARS = msgspec.structs.replace(Fault("http_error"), status=429, code="1113")


def changed(fault: Fault, **changes: Any) -> Fault:
    return msgspec.structs.replace(fault, **changes)


def quick(**changes: Any) -> Account:
    """Create an account with short delays."""
    return Account(**{"backoff_seconds": 0.01, "growth_seconds": 0.05, **changes})


def numbered(number: int) -> Prompt:
    return prompt(request_id=f"{number:016x}-1-1")


async def run_calls(zhipu: Zhipu, count: int) -> list[CallResult]:
    return await asyncio.gather(*(run_call(zhipu, numbered(number)) for number in range(count)))


def hold_calls(demo: Demo) -> None:
    """Keep every call open until the client ends it."""
    demo.faults.append(Fault("stall", times=-1))


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_eight_calls_on_an_account_of_two_are_all_answered(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.allowed_calls = 2
    results = await run_calls(make_zhipu(account=quick()), 8)
    assert [one.error for one in results] == [None] * 8
    assert demo.most_open_calls == 2


async def test_until_the_first_answer_only_one_call_is_sent(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [Fault("stall_before_headers", seconds=1.5), Fault("stall", times=-1)]
    account = Account()
    zhipu = make_zhipu(account=account)
    tasks = [asyncio.create_task(run_call(zhipu, numbered(number))) for number in range(6)]
    await eventually(lambda: account.waiting == 5)
    await in_time(demo.wait_for(lambda: demo.calls))
    assert (account.in_flight, len(demo.calls)) == (1, 1)
    await in_time(demo.wait_for(lambda: len(demo.calls) == 6))
    assert account.limit is None
    await cancel(*tasks)
    assert (account.in_flight, account.waiting) == (0, 0)


async def test_a_provider_that_does_not_answer_delays_other_calls_only_briefly(
    demo: Demo, make_zhipu: MakeZhipu
) -> None:
    demo.faults.append(Fault("stall_before_headers", times=-1))
    account = quick(growth_seconds=0.3)
    zhipu = make_zhipu(account=account)
    began = time.monotonic()
    tasks = [asyncio.create_task(run_call(zhipu, numbered(number))) for number in range(3)]
    await in_time(demo.wait_for(lambda: len(demo.calls) == 3))
    assert time.monotonic() - began >= 0.6
    await cancel(*tasks)


async def test_other_failures_delay_no_call(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [Fault("http_error", report=f"{0:016x}"), Fault("stall_before_headers", times=-1)]
    account = Account(growth_seconds=60)
    zhipu = make_zhipu(account=account)
    tasks = [asyncio.create_task(run_call(zhipu, numbered(number))) for number in range(4)]
    await in_time(demo.wait_for(lambda: len(demo.calls) == 4))
    assert type((await tasks[0]).error) is ModelBusy
    await cancel(*tasks[1:])


async def test_a_rate_limit_sets_the_limit_to_the_number_of_accepted_calls(demo: Demo, make_zhipu: MakeZhipu) -> None:
    account = Account()
    zhipu = make_zhipu(account=account)
    hold_calls(demo)
    tasks = []
    for number in range(4):
        tasks.append(asyncio.create_task(run_call(zhipu, numbered(number))))
        await in_time(demo.wait_for(lambda: len(demo.calls) == len(tasks)))
    await eventually(lambda: account.accepted == 4)
    demo.allowed_calls = 4
    tasks.append(asyncio.create_task(run_call(zhipu, numbered(4))))
    await in_time(demo.wait_for(lambda: demo.refused_calls == 1))
    await eventually(lambda: account.waiting == 1)
    assert (account.limit, account.in_flight) == (4, 4)
    await cancel(tasks[0])  # a call that ends makes room for the one that waits
    await in_time(demo.wait_for(lambda: len(demo.calls) == 5))
    assert demo.refused_calls == 1
    await cancel(*tasks)


async def test_the_limit_grows_while_calls_wait(demo: Demo, make_zhipu: MakeZhipu) -> None:
    account = quick()
    zhipu = make_zhipu(account=account)
    demo.allowed_calls = 1
    hold_calls(demo)
    tasks = [asyncio.create_task(run_call(zhipu, numbered(number))) for number in range(5)]
    await eventually(lambda: account.limit == 1 and demo.refused_calls > 4)
    demo.allowed_calls = 3
    await in_time(demo.wait_for(lambda: demo.open_calls == 3))
    assert demo.most_open_calls == 3
    await eventually(lambda: account.waiting == 2)
    await cancel(*tasks)


async def test_calls_wait_in_order_and_a_refused_call_keeps_its_place(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.allowed_calls = 1
    demo.faults.append(Fault("trickle", seconds=0.001, times=-1))
    account = quick()  # the limit grows often, and the provider refuses the first waiting call each time
    zhipu = make_zhipu(account=account)
    tasks = []
    for number in range(5):
        tasks.append(asyncio.create_task(run_call(zhipu, numbered(number))))
        await eventually(lambda: account.in_flight + account.waiting == len(tasks))
    await asyncio.gather(*tasks)
    assert [int(call.report, 16) for call in demo.calls] == list(range(5))
    assert demo.refused_calls > 4


async def test_a_refused_call_is_sent_again_with_a_new_request_id(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(changed(RATE_LIMITED, times=2))
    result = await run_call(make_zhipu(account=quick()))
    assert result.finish
    assert result.waits == 2
    ids = [call.request_id for call in demo.calls]
    assert ids == ["0123456789abcdef-1-1", "0123456789abcdef-1-1-2", "0123456789abcdef-1-1-3"]


async def test_a_call_that_does_not_wait_yields_no_waiting_event(demo: Demo, make_zhipu: MakeZhipu) -> None:
    result = await run_call(make_zhipu())
    assert (result.waits, bool(result.finish), len(demo.calls)) == (0, True, 1)


@pytest.mark.parametrize("code", [*(row.code for row in CODES.values() if row.error_class is RateLimited), None])
async def test_a_rate_limit_in_the_stream_before_any_text_is_retried(
    demo: Demo, make_zhipu: MakeZhipu, code: str | None
) -> None:
    fault = Fault("error_object", code=code) if code else Fault("http_error", status=429)
    demo.faults.append(changed(fault, times=2))
    result = await run_call(make_zhipu(account=quick()))
    assert result.finish
    assert len(demo.calls) == 3


async def test_a_rate_limit_after_some_text_ends_the_call(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("error_object", code="1302", after=20))
    account = quick()
    result = await run_call(make_zhipu(account=account))
    assert type(result.error) is RateLimited
    assert (len(result.text), len(demo.calls), account.limit) == (20, 1, 1)


@pytest.mark.parametrize("end", [b"", b"\n"])
async def test_text_found_only_at_the_end_of_the_body_is_not_requested_again(make_zhipu: MakeZhipu, end: bytes) -> None:
    """The decoder separates a frame and an error on the same line only when the event ends."""
    text, error = b'data: {"choices":[{"delta":{"content":"A"}}]}', b'data: {"error":{"code":"1302"}}'
    response = httpx.Response(200, headers={"Content-Type": "text/event-stream"}, content=text + error + end)
    transport = Routed()
    route = transport.router.post("http://glm.test/v4/chat/completions").mock(response)
    result = await run_call(make_zhipu(base_url="http://glm.test/v4", account=quick(), transport=transport))
    assert (result.text, type(result.error), route.call_count) == ("A", RateLimited, 1)


@pytest.mark.parametrize("is_date", [False, True])
async def test_no_call_is_sent_before_retry_after(demo: Demo, make_zhipu: MakeZhipu, is_date: bool) -> None:
    at = time.time() + 3
    demo.faults.append(changed(RATE_LIMITED, retry_after=formatdate(at, usegmt=True) if is_date else 1.2))
    account = quick(growth_seconds=60)  # a slow first answer must not let a second call go out
    began = time.monotonic()
    await run_calls(make_zhipu(account=account), 3)
    refused, following, *_ = demo.calls
    assert refused.closed_by == "fault"
    assert following.opened_at - began >= (1.0 if is_date else 1.2)


async def test_a_retry_after_date_is_compared_with_the_servers_clock(make_zhipu: MakeZhipu) -> None:
    headers = {"Date": "Sat, 01 Jan 2000 00:00:00 GMT", "Retry-After": "Sat, 01 Jan 2000 00:00:30 GMT"}
    transport = Routed()
    transport.router.post("http://glm.test/v4/chat/completions").mock(httpx.Response(500, headers=headers))
    result = await run_call(make_zhipu(base_url="http://glm.test/v4", transport=transport))
    assert result.error is not None
    assert result.error.retry_after == 30


async def test_a_call_that_never_gets_its_turn_ends_as_busy(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.allowed_calls = 0
    result = await run_call(make_zhipu(account=quick(busy_seconds=0.3)))
    assert type(result.error) is RateLimited
    assert (result.error.code, result.waits > 0) == ("upstream_busy", True)


async def test_the_wait_is_extended_while_other_calls_succeed(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.allowed_calls = 1
    demo.faults.append(Fault("trickle", seconds=0.01, times=-1))
    account = quick(busy_seconds=2, growth_seconds=60)
    began = time.monotonic()
    results = await run_calls(make_zhipu(account=account), 4)
    assert time.monotonic() - began > 4  # twice the time that a call may wait without any success
    assert [one.error for one in results] == [None] * 4


@pytest.mark.parametrize(
    ("status", "code", "public_code"), [(429, "1113", "upstream_quota"), (401, "1001", "upstream_auth")]
)
async def test_a_refused_account_ends_one_call_and_pauses_the_others(
    demo: Demo,
    make_zhipu: MakeZhipu,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: str,
    public_code: str,
) -> None:
    caplog.set_level(logging.INFO, "app.llm.account")
    demo.faults.append(Fault("http_error", status=status, code=code, times=-1))
    account = Account(probe_seconds=0.1)
    zhipu = make_zhipu(account=account)
    first, *others = await run_calls(zhipu, 5)
    assert type(first.error) is ModelRefused
    assert [(type(one.error), one.error and one.error.code) for one in others] == [(ModelPaused, public_code)] * 4
    assert (len(demo.calls), account.paused_code) == (1, public_code)
    await eventually(lambda: account.is_probe_due)
    account.allow_probe()
    assert not account.is_probe_due
    assert {type(one.error) for one in await run_calls(zhipu, 3)} == {ModelPaused}
    assert len(demo.calls) == 2
    demo.faults.clear()
    account.allow_probe()
    assert (await run_call(zhipu)).finish
    assert account.paused_code is None
    assert [one.error for one in await run_calls(zhipu, 3)] == [None] * 3
    errors = [record for record in caplog.records if record.name == "app.llm.account"]
    assert [record.levelname for record in errors] == ["ERROR", "INFO"]
    assert code in errors[0].getMessage()


async def test_calls_in_flight_continue_when_the_account_is_paused(demo: Demo, make_zhipu: MakeZhipu) -> None:
    account = Account()
    zhipu = make_zhipu(account=account)
    demo.faults.append(Fault("stall", seconds=0.3))
    running = asyncio.create_task(run_call(zhipu, numbered(1)))
    await eventually(lambda: account.accepted == 1)
    demo.faults.append(IN_ARREARS)
    assert type((await run_call(zhipu, numbered(2))).error) is ModelRefused
    assert (await running).finish
    assert account.paused_code == "upstream_quota"  # that call succeeded before the refusal


async def test_cancelled_calls_leave_neither_a_place_in_the_queue_nor_a_timer(
    demo: Demo, make_zhipu: MakeZhipu
) -> None:
    demo.faults.append(changed(RATE_LIMITED, retry_after=600))
    abandoned_account = await cancel_waiting_calls(make_zhipu)
    gc.collect()
    assert abandoned_account() is None, "a timer keeps the account alive"


async def cancel_waiting_calls(make_zhipu: MakeZhipu) -> weakref.ref[Account]:
    account = Account()
    zhipu = make_zhipu(account=account)

    async def wait() -> None:
        async with zhipu.connect() as session, aclosing(session.stream(prompt())) as events:
            async for event in events:
                assert isinstance(event, Waiting)

    tasks = [asyncio.create_task(wait()) for _ in range(3)]
    await eventually(lambda: account.waiting == 3)
    await cancel(*tasks)
    assert (account.waiting, account.in_flight) == (0, 0)
    return weakref.ref(account)


async def test_the_demos_call_limit_can_be_set_over_http(demo: Demo, server: Switch) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        ask: Callable[..., Awaitable[httpx.Response]] = client.request
        assert (await ask("GET", "/_demo/allowed_calls")).json() is None
        assert (await ask("PUT", "/_demo/allowed_calls", json=2)).json() == 2
        assert demo.allowed_calls == 2
        assert (await ask("PUT", "/_demo/allowed_calls", json="x")).status_code == 400
        assert (await ask("PUT", "/_demo/allowed_calls", content=b"null")).json() is None

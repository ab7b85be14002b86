"""One account under many calls: who may go out and when, over real HTTP."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from email.utils import formatdate
from typing import Any

import httpx
import msgspec
import pytest
import respx

from app.errors import ModelBusy, ModelPaused, ModelRefused, RateLimited
from app.llm import Waiting
from app.llm.account import Account
from app.llm.demo import Demo
from app.llm.demo_faults import Fault
from app.llm.zhipu import Zhipu

from .conftest import Heard, MakeZhipu, Switch, listen, prompt

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_NOW = msgspec.structs.replace(Fault("http_error"), status=429, code="1302")
NO_MONEY = msgspec.structs.replace(Fault("http_error"), status=429, code="1113")


def fault(given: Fault, **changes: Any) -> Fault:
    return msgspec.structs.replace(given, **changes)


def quick(**changes: Any) -> Account:
    """An account whose back-off is short."""
    return Account(**{"backoff_seconds": 0.01, "growth_seconds": 0.05, **changes})


def asked(number: int) -> Any:
    return prompt(request_id=f"{number:016x}-1-1")


async def many(zhipu: Zhipu, count: int) -> list[Heard]:
    return await asyncio.gather(*(listen(zhipu, asked(number)) for number in range(count)))


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def held(demo: Demo) -> None:
    """Every call stays open until the client ends it."""
    demo.faults.append(Fault("stall", times=-1))


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_eight_calls_on_an_account_of_two_are_all_answered(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.allowed_calls = 2
    heard = await many(make_zhipu(account=quick()), 8)
    assert [one.error for one in heard] == [None] * 8
    assert demo.most_open_calls == 2


async def test_before_the_first_answer_one_call_goes_out_and_afterwards_all(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [Fault("stall_before_headers", seconds=0.3), Fault("stall", times=-1)]
    account = Account()
    zhipu = make_zhipu(account=account)
    tasks = [asyncio.create_task(listen(zhipu, asked(number))) for number in range(6)]
    await until(lambda: account.waiting == 5)
    await until(lambda: demo.calls)
    assert (account.in_flight, len(demo.calls)) == (1, 1)
    await until(lambda: len(demo.calls) == 6)
    assert account.limit is None
    await cancelled(*tasks)
    assert (account.in_flight, account.waiting) == (0, 0)


async def test_a_provider_that_does_not_answer_holds_up_the_others_only_for_a_while(
    demo: Demo, make_zhipu: MakeZhipu
) -> None:
    demo.faults.append(Fault("stall_before_headers", times=-1))
    account = quick(growth_seconds=0.3)
    zhipu = make_zhipu(account=account)
    began = time.monotonic()
    tasks = [asyncio.create_task(listen(zhipu, asked(number))) for number in range(3)]
    await until(lambda: len(demo.calls) == 3)
    assert time.monotonic() - began >= 0.6
    await cancelled(*tasks)


async def test_any_other_failure_holds_up_nobody(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [Fault("http_error", report=f"{0:016x}"), Fault("stall_before_headers", times=-1)]
    account = Account(growth_seconds=60)
    zhipu = make_zhipu(account=account)
    tasks = [asyncio.create_task(listen(zhipu, asked(number))) for number in range(4)]
    await until(lambda: len(demo.calls) == 4)
    assert type((await tasks[0]).error) is ModelBusy
    await cancelled(*tasks[1:])


async def test_a_refusal_sets_the_limit_to_what_is_accepted_at_that_moment(demo: Demo, make_zhipu: MakeZhipu) -> None:
    account = Account()
    zhipu = make_zhipu(account=account)
    held(demo)
    tasks = []
    for number in range(4):
        tasks.append(asyncio.create_task(listen(zhipu, asked(number))))
        await until(lambda number=number: len(demo.calls) == number + 1)
    await until(lambda: account._accepted == 4)
    demo.allowed_calls = 4
    tasks.append(asyncio.create_task(listen(zhipu, asked(4))))
    await until(lambda: demo.refused_calls == 1)
    await until(lambda: account.waiting == 1)
    assert (account.limit, account.in_flight) == (4, 4)
    await cancelled(tasks[0])  # a call that ends makes room for the one that waits
    await until(lambda: len(demo.calls) == 5)
    assert demo.refused_calls == 1
    await cancelled(*tasks)


async def test_the_limit_grows_while_calls_wait(demo: Demo, make_zhipu: MakeZhipu) -> None:
    account = quick()
    zhipu = make_zhipu(account=account)
    demo.allowed_calls = 1
    held(demo)
    tasks = [asyncio.create_task(listen(zhipu, asked(number))) for number in range(5)]
    await until(lambda: account.limit == 1 and demo.refused_calls > 4)
    demo.allowed_calls = 3
    await until(lambda: demo.open_calls == 3)
    assert demo.most_open_calls == 3
    await until(lambda: account.waiting == 2)
    await cancelled(*tasks)


async def test_calls_wait_first_come_first_served_and_a_refused_one_keeps_its_place(
    demo: Demo, make_zhipu: MakeZhipu
) -> None:
    demo.allowed_calls = 1
    demo.faults.append(Fault("trickle", seconds=0.001, times=-1))
    account = quick()  # the limit grows often, and the first that waits is refused each time
    zhipu = make_zhipu(account=account)
    tasks = []
    for number in range(5):
        tasks.append(asyncio.create_task(listen(zhipu, asked(number))))
        await until(lambda number=number: account.in_flight + account.waiting == number + 1)
    await asyncio.gather(*tasks)
    assert [int(call.report, 16) for call in demo.calls] == list(range(5))
    assert demo.refused_calls > 4


async def test_a_refused_call_is_sent_again_under_another_request_id(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(fault(NOT_NOW, times=2))
    heard = await listen(make_zhipu(account=quick()))
    assert heard.finish
    assert heard.waits == 2
    ids = [call.request_id for call in demo.calls]
    assert ids == ["0123456789abcdef-1-1", "0123456789abcdef-1-1-2", "0123456789abcdef-1-1-3"]


async def test_a_call_that_need_not_wait_says_nothing_of_it(demo: Demo, make_zhipu: MakeZhipu) -> None:
    heard = await listen(make_zhipu())
    assert (heard.waits, bool(heard.finish), len(demo.calls)) == (0, True, 1)


@pytest.mark.parametrize("code", ["1302", "1303", "1305", "1312", None])
async def test_an_error_before_the_first_text_of_a_stream_means_not_now_too(
    demo: Demo, make_zhipu: MakeZhipu, code: str | None
) -> None:
    kind = Fault("error_object", code=code) if code else Fault("http_error", status=429)
    demo.faults.append(fault(kind, times=2))
    heard = await listen(make_zhipu(account=quick()))
    assert heard.finish
    assert len(demo.calls) == 3


async def test_an_error_after_some_text_breaks_the_call_off(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("error_object", code="1302", after=20))
    account = quick()
    heard = await listen(make_zhipu(account=account))
    assert type(heard.error) is RateLimited
    assert (len(heard.text), len(demo.calls), account.limit) == (20, 1, 1)


@pytest.mark.parametrize("is_date", [False, True])
async def test_no_call_goes_out_before_the_provider_allows_it(demo: Demo, make_zhipu: MakeZhipu, is_date: bool) -> None:
    at = time.time() + 3
    demo.faults.append(fault(NOT_NOW, retry_after=formatdate(at, usegmt=True) if is_date else 1.2))
    account = quick()
    began = time.monotonic()
    await many(make_zhipu(account=account), 3)
    refused, following, *_ = demo.calls
    assert refused.closed_by == "fault"
    assert following.opened_at - began >= (1.0 if is_date else 1.2)


@respx.mock
async def test_a_date_is_measured_by_the_servers_own_clock(make_zhipu: MakeZhipu) -> None:
    headers = {"Date": "Sat, 01 Jan 2000 00:00:00 GMT", "Retry-After": "Sat, 01 Jan 2000 00:00:30 GMT"}
    respx.post("http://glm.test/v4/chat/completions").mock(httpx.Response(500, headers=headers))
    heard = await listen(make_zhipu(base_url="http://glm.test/v4"))
    assert heard.error is not None
    assert heard.error.retry_after == 30


async def test_a_call_that_waits_in_vain_ends_as_busy(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.allowed_calls = 0
    heard = await listen(make_zhipu(account=quick(busy_seconds=0.3)))
    assert type(heard.error) is RateLimited
    assert (heard.error.code, heard.waits > 0) == ("upstream_busy", True)


async def test_the_wait_is_extended_while_others_are_answered(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.allowed_calls = 1
    demo.faults.append(Fault("trickle", seconds=0.005, times=-1))
    account = quick(busy_seconds=0.4, growth_seconds=60)
    began = time.monotonic()
    heard = await many(make_zhipu(account=account), 4)
    assert time.monotonic() - began > 0.8  # far longer than a call may wait in vain
    assert [one.error for one in heard] == [None] * 4


@pytest.mark.parametrize(("status", "code", "meaning"), [(429, "1113", "quota"), (401, "1001", "auth")])
async def test_a_refusal_for_good_ends_one_call_and_pauses_the_others(
    demo: Demo,
    make_zhipu: MakeZhipu,
    caplog: pytest.LogCaptureFixture,
    status: int,
    code: str,
    meaning: str,
) -> None:
    caplog.set_level(logging.INFO, "app.llm.account")
    demo.faults.append(Fault("http_error", status=status, code=code, times=-1))
    account = Account(probe_seconds=0.1)
    zhipu = make_zhipu(account=account)
    first, *others = await many(zhipu, 5)
    assert type(first.error) is ModelRefused
    assert [(type(one.error), one.error and one.error.code) for one in others] == [
        (ModelPaused, f"upstream_{meaning}")
    ] * 4
    assert len(demo.calls) == 1
    assert account.paused_code == f"upstream_{meaning}"
    await until(lambda: account.is_probe_due)
    account.allow_probe()
    assert not account.is_probe_due
    assert {type(one.error) for one in await many(zhipu, 3)} == {ModelPaused}
    assert len(demo.calls) == 2
    demo.faults.clear()
    account.allow_probe()
    assert (await listen(zhipu)).finish
    assert account.paused_code is None
    assert [one.error for one in await many(zhipu, 3)] == [None] * 3
    errors = [record for record in caplog.records if record.name == "app.llm.account"]
    assert [record.levelname for record in errors] == ["ERROR", "INFO"]
    assert code in errors[0].getMessage()


async def test_calls_in_flight_go_on_when_the_account_is_paused(demo: Demo, make_zhipu: MakeZhipu) -> None:
    account = Account()
    zhipu = make_zhipu(account=account)
    demo.faults.append(Fault("stall", seconds=0.3))
    running = asyncio.create_task(listen(zhipu, asked(1)))
    await until(lambda: account._accepted == 1)
    demo.faults.append(NO_MONEY)
    assert type((await listen(zhipu, asked(2))).error) is ModelRefused
    assert (await running).finish
    assert account.paused_code == "upstream_quota"  # its success is older than the refusal


async def test_cancelling_a_call_that_waits_leaves_nothing_behind(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(fault(NOT_NOW, retry_after=600))
    account = Account()
    zhipu = make_zhipu(account=account)

    async def wait() -> None:
        async with zhipu.connect() as line, aclosing(line.stream(prompt())) as events:
            async for event in events:
                assert isinstance(event, Waiting)

    tasks = [asyncio.create_task(wait()) for _ in range(3)]
    await until(lambda: account.waiting == 3)
    await cancelled(*tasks)
    assert (account.waiting, account.in_flight, account._timer) == (0, 0, None)


async def test_the_demo_is_told_how_many_calls_it_allows(demo: Demo, server: Switch) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        ask: Callable[..., Awaitable[httpx.Response]] = client.request
        assert (await ask("GET", "/_demo/allowed_calls")).json() is None
        assert (await ask("PUT", "/_demo/allowed_calls", json=2)).json() == 2
        assert demo.allowed_calls == 2
        assert (await ask("PUT", "/_demo/allowed_calls", json="x")).status_code == 400
        assert (await ask("PUT", "/_demo/allowed_calls", content=b"null")).json() is None

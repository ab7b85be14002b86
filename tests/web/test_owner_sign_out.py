"""A device that is signed out loses access on every process within seconds, whatever cookies it keeps."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, make_url

from app.web.access import FRESH_SECONDS, Browser
from app.web.deps import DEVICE_COOKIE, OWNER_COOKIE
from tests.databases import execute
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.viewer import Viewer
from tests.waiting import eventually, in_time

from .devices import Device, Devices, check_refused, opening


@pytest.fixture
def demo() -> HeldModel:
    return HeldModel(2500)


@pytest.fixture
async def service(database_url: str, demo: HeldModel) -> AsyncIterator[Service]:
    async with serving(database_url, demo=demo) as service:
        yield service


@pytest.fixture
async def other(service: Service, database_url: str, demo: HeldModel) -> AsyncIterator[Service]:
    """Another process on the same database."""
    async with serving(database_url, demo=demo) as other:
        yield other


@pytest.fixture
async def devices() -> AsyncIterator[Devices]:
    async with opening() as devices:
        yield devices


def url_of(service: Service) -> str:
    return f"http://127.0.0.1:{service.port}"


async def sign_out(by: Device, whom: Device) -> None:
    response = await by.client.delete(f"/api/owner/devices/{await whom.device_id()}")
    assert response.status_code == 204


async def two(service: Service, devices: Devices) -> tuple[Device, Device, str]:
    """A phone with a report, and a laptop that joined it."""
    phone, laptop = await devices.new(url_of(service)), await devices.new(url_of(service))
    report = await phone.report()
    await laptop.joins(phone)
    return phone, laptop, report


async def test_it_is_refused_everywhere_and_the_other_devices_are_not(
    service: Service, other: Service, devices: Devices
) -> None:
    phone, laptop, report = await two(service, devices)
    elsewhere = await devices.new(url_of(other), like=laptop)
    assert await elsewhere.sees(report)
    link = (await laptop.link())["link"]
    await sign_out(phone, laptop)
    assert not await laptop.sees(report), "at once on this process"
    signed_out_at = time.monotonic()
    await eventually(lambda: refused(elsewhere, report))
    assert time.monotonic() < signed_out_at + FRESH_SECONDS + 1
    for browser in (laptop, elsewhere):
        assert await browser.reports() == set()
        for method, path in (
            ("GET", "/api/owner/devices"),
            ("POST", "/api/owner/links"),
            ("POST", "/api/owner/recovery-code"),
            ("DELETE", f"/api/owner/devices/{await phone.device_id()}"),
            ("DELETE", f"/api/reports/{report}"),
            ("POST", f"/api/reports/{report}/stop"),
        ):
            check_refused(await browser.client.request(method, path))
    check_refused(await laptop.recover(link=link))
    assert await phone.sees(report)
    assert [device["is_current"] for device in await phone.devices()] == [True]


async def refused(device: Device, report: str) -> bool:
    return not await device.sees(report)


async def test_dropping_the_device_cookie_does_not_help(service: Service, devices: Devices) -> None:
    phone, laptop, report = await two(service, devices)
    without = await devices.new(url_of(service), like=laptop)
    without.drop_device_cookie()
    assert await without.sees(report), "until a device is signed out, the owner's cookie is enough"
    await sign_out(phone, laptop)
    assert not await without.sees(report)
    check_refused(await without.client.get("/api/owner/devices"))
    swapped = await devices.new(url_of(service), like=laptop)
    swapped.client.cookies.set(
        DEVICE_COOKIE, (await stranger_with_device(service, devices)).client.cookies[DEVICE_COOKIE]
    )
    assert not await swapped.sees(report), "another owner's device is no device of this one"


async def stranger_with_device(service: Service, devices: Devices) -> Device:
    stranger = await devices.new(url_of(service))
    await stranger.report()
    await stranger.devices()
    return stranger


async def test_it_cannot_take_the_reports_along_before_other_processes_know(
    service: Service, other: Service, devices: Devices, database_url: str
) -> None:
    """The other process does not hear of the sign-out, and has just admitted the device."""
    phone, laptop, report = await two(service, devices)
    thief = await devices.new(url_of(other))
    await thief.report()
    link = (await thief.link())["link"]
    laptop_id = await laptop.device_id()
    elsewhere = await devices.new(url_of(other), like=laptop)
    assert await elsewhere.sees(report)
    await execute(database_url, f"UPDATE devices SET signed_out_at = now() WHERE id = '{laptop_id}'")
    assert await elsewhere.sees(report), "this test is about the seconds until the answer expires"
    check_refused(await elsewhere.client.post("/api/owner/links"))
    assert (await elsewhere.recover(link=link)).json()["moved_reports"] == 0
    assert await phone.sees(report)
    assert not await thief.sees(report)


async def test_a_sign_out_is_noticed_without_a_message(
    service: Service, other: Service, devices: Devices, database_url: str
) -> None:
    phone, laptop, report = await two(service, devices)
    elsewhere = await devices.new(url_of(other), like=laptop)
    assert await elsewhere.sees(report)
    await execute(database_url, f"UPDATE devices SET signed_out_at = now() WHERE id = '{await laptop.device_id()}'")
    begun = time.monotonic()
    await eventually(lambda: refused(elsewhere, report))
    assert time.monotonic() < begun + FRESH_SECONDS + 1
    assert await phone.sees(report)


@pytest.mark.parametrize("stream", ["/api/reports/{}/stream", "/reports/{}/stream?tails"])
async def test_its_open_stream_ends_on_another_process(
    service: Service, other: Service, devices: Devices, demo: HeldModel, stream: str
) -> None:
    phone, laptop, report = await two(service, devices)
    elsewhere = await devices.new(url_of(other), like=laptop)
    await demo.wait_held()
    async with elsewhere.client.stream("GET", stream.format(report)) as response:
        assert response.status_code == 200
        received = response.aiter_text()
        text = await in_time(anext(received))
        await sign_out(phone, laptop)
        async with asyncio.timeout(30):
            async for part in received:
                text += part
    assert text.rstrip().endswith('{"retry_ms":500}')
    assert (await elsewhere.client.get(stream.format(report))).status_code == 404
    demo.resume()
    viewer = Viewer(phone.client, report)
    assert (await viewer.watch_to_end())["status"] == "completed"


async def test_signing_out_this_device_forgets_its_cookies(service: Service, devices: Devices) -> None:
    phone, laptop, report = await two(service, devices)
    await sign_out(laptop, laptop)
    assert OWNER_COOKIE not in laptop.client.cookies
    assert DEVICE_COOKIE not in laptop.client.cookies
    assert not await laptop.sees(report)
    front = await laptop.client.get("/")
    assert front.status_code == 200
    assert report not in front.text
    own = await laptop.report()
    assert await laptop.reports() == {own}, "it starts anew"
    assert await phone.reports() == {report}


async def test_a_signed_out_device_can_come_back_with_a_code(service: Service, devices: Devices) -> None:
    phone, laptop, report = await two(service, devices)
    code = await phone.code()
    await sign_out(phone, laptop)
    assert (await laptop.recover(code=code)).status_code == 200
    assert await laptop.sees(report)
    assert len(await phone.devices()) == 2


async def test_devices_are_listed_with_browser_system_and_time(service: Service, devices: Devices) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
    phone, laptop = await devices.new(url_of(service), user_agent=agent), await devices.new(url_of(service))
    await phone.report()
    await laptop.joins(phone)
    first, second = await phone.devices()
    assert (first["label"], first["is_current"]) == ("Chrome · Android", True)
    assert (second["label"], second["is_current"]) == ("Unknown browser", False)
    assert first["created_at"] <= first["seen_at"]


async def test_the_time_a_device_was_last_seen_is_kept_to_the_hour(
    service: Service, devices: Devices, database_url: str
) -> None:
    phone, laptop, _ = await two(service, devices)
    await execute(database_url, "UPDATE devices SET seen_at = seen_at - interval '2 hours'")
    before = {device["id"]: device["seen_at"] for device in await phone.devices()}
    laptop_id = next(device["id"] for device in await phone.devices() if not device["is_current"])
    await laptop.device_id()
    after = {device["id"]: device["seen_at"] for device in await phone.devices()}
    assert after[laptop_id] > before[laptop_id]
    assert await laptop.device_id() == laptop_id
    assert {device["id"]: device["seen_at"] for device in await phone.devices()} == after


@contextmanager
def statements(service: Service) -> Any:
    """Collect the statements of the requests' connection pool."""
    engine = service.state.owner_store._engine.sync_engine
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_repeated_requests_cost_no_statement_for_the_check(service: Service, devices: Devices) -> None:
    phone, _, report = await two(service, devices)
    assert await phone.sees(report)
    with statements(service) as seen:
        for _ in range(5):
            assert await phone.sees(report)
    assert len(seen) == 5, seen
    assert not [statement for statement in seen if "owner_aliases" in statement]


async def test_many_requests_at_once_share_one_check(service: Service, devices: Devices) -> None:
    phone, _, _ = await two(service, devices)
    state = service.state
    state.access._answers.clear()
    cookies = phone.client.cookies
    browser = Browser(state.owners.read(cookies[OWNER_COOKIE]), state.owners.read_device(cookies[DEVICE_COOKIE]))
    with statements(service) as seen:
        answers = await asyncio.gather(*(state.access.owner_of(browser) for _ in range(20)))
    assert answers == [browser.owner] * 20
    assert len([statement for statement in seen if "owner_aliases" in statement]) == 1


async def test_a_stream_can_be_reopened_while_the_database_is_unavailable(
    service: Service, devices: Devices, demo: HeldModel, database_url: str, postgres_url: str
) -> None:
    phone, _, report = await two(service, devices)
    await demo.wait_held()
    name = make_url(database_url).database
    async with phone.client.stream("GET", f"/api/reports/{report}/stream") as response:
        assert response.status_code == 200
        await execute(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            await execute(
                postgres_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            # Answers older than FRESH_SECONDS, as after a while of the outage.
            service.state.access._answers = {
                key: type(answer)(answer.admitted, answer.asked_at - 60)
                for key, answer in service.state.access._answers.items()
            }
            async with phone.client.stream("GET", f"/api/reports/{report}/stream") as again:
                assert again.status_code == 200
        finally:
            await execute(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    demo.resume()

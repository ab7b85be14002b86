"""Attempts are limited for each address and in all, on all processes together."""

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.owners import Limit, OwnerStore
from app.web.codes import RECOVERY, grouped
from app.web.throttle import DEVICE, ISSUE, RECOVER, address_block
from tests.databases import execute
from tests.service import Service, serving

from .devices import Device, Devices, check_refused, opening

FEW = Limit("few", per_address=2, in_all=3, seconds=60)


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    async with serving(database_url) as service:
        yield service


@pytest.fixture
async def devices() -> AsyncIterator[Devices]:
    async with opening() as devices:
        yield devices


def url_of(service: Service) -> str:
    return f"http://127.0.0.1:{service.port}"


async def guess(device: Device) -> int:
    response = await device.recover(code=grouped(RECOVERY.new()))
    if response.status_code == 429:
        assert response.json()["code"] == "too_many_attempts"
        assert 0 < int(response.headers["retry-after"]) <= RECOVER.seconds
    else:
        check_refused(response)
    return response.status_code


async def test_guesses_are_limited_by_address_across_processes(
    service: Service, devices: Devices, database_url: str
) -> None:
    async with serving(database_url) as other:
        here = await devices.new(url_of(service), address="203.0.113.7")
        there = await devices.new(url_of(other), address="203.0.113.7")
        neighbour = await devices.new(url_of(other), address="203.0.113.8")
        owner = await devices.new(url_of(service))
        await owner.report()
        code = await owner.code()
        answers = [await guess(device) for _ in range(RECOVER.per_address // 2) for device in (here, there)]
        assert answers == [404] * RECOVER.per_address
        assert [await guess(here), await guess(there)] == [429, 429]
        assert (await there.recover(code=code)).status_code == 429, "a right code is not let through either"
        assert await guess(neighbour) == 404
        await execute(database_url, "UPDATE throttles SET resets_at = clock_timestamp() - interval '1 second'")
        assert await guess(here) == 404
        assert (await there.recover(code=code)).status_code == 200


async def test_guesses_are_limited_in_all(service: Service, devices: Devices, database_url: str) -> None:
    await guess(await devices.new(url_of(service)))
    await execute(database_url, f"UPDATE throttles SET count = {RECOVER.in_all - 1} WHERE key = 'recover'")
    assert await guess(await devices.new(url_of(service))) == 404
    assert await guess(await devices.new(url_of(service))) == 429


async def test_an_address_over_its_limit_does_not_lock_out_the_others(engine: AsyncEngine) -> None:
    store = OwnerStore(engine)
    waits = [await store.count_attempt(FEW, "one") for _ in range(9)]
    assert waits[:2] == [None, None]
    assert all(wait is not None and 0 < wait <= 60 for wait in waits[2:])
    assert await store.count_attempt(FEW, "two") is None
    assert await store.count_attempt(FEW, "three") is not None, "three in all"


async def test_attempts_that_succeed_do_not_count(service: Service, devices: Devices) -> None:
    owner = await devices.new(url_of(service))
    await owner.report()
    code = await owner.code()
    for _ in range(RECOVER.per_address + 2):
        browser = await devices.new(url_of(service), address="203.0.113.9")
        assert (await browser.recover(code=code)).status_code == 200


async def test_new_links_and_codes_are_limited(service: Service, devices: Devices) -> None:
    owner = await devices.new(url_of(service))
    await owner.report()
    for number in range(ISSUE.per_address):
        await (owner.link() if number % 2 else owner.code())
    for path in ("links", "recovery-code"):
        refused = await owner.client.post(f"/api/owner/{path}")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
    html = {"Accept": "text/html", "Accept-Language": "zh"}
    replaces = re.search(r'name="replaces" value="([^"]+)"', (await owner.client.get("/devices", headers=html)).text)
    assert replaces is not None
    for path in ("link", "recovery-code"):
        page = await owner.client.post(f"/devices/{path}", headers=html, data={"replaces": replaces[1]})
        assert page.status_code == 429
        assert re.search(r"尝试次数太多，请 \d+ 分钟后再试。", page.text)


async def test_a_client_that_drops_its_cookies_adds_a_limited_number_of_devices(
    service: Service, devices: Devices
) -> None:
    owner = await devices.new(url_of(service))
    await owner.report()
    paths = ("/api/owner/devices", "/devices")
    for number in range(DEVICE.per_address - 1):
        assert (await owner.client.get(paths[number % 2])).status_code == 200
        owner.drop_device_cookie()
    assert len(await owner.devices()) == DEVICE.per_address
    assert (await owner.client.get("/devices")).status_code == 200, "a device that is known is not counted"
    owner.drop_device_cookie()
    for method, path in (("GET", paths[0]), ("GET", paths[1]), ("POST", "/api/owner/links"), ("POST", "/devices/link")):
        assert (await owner.client.request(method, path)).status_code == 429


async def test_the_page_says_how_long_to_wait(service: Service, devices: Devices) -> None:
    browser = await devices.new(url_of(service))
    for _ in range(RECOVER.per_address):
        await guess(browser)
    page = await browser.client.post(
        "/recover", data={"code": RECOVERY.new()}, headers={"Accept": "text/html", "Accept-Language": "en"}
    )
    assert page.status_code == 429
    assert re.search(r"Too many attempts. Try again in \d+ min.", page.text)


async def test_addresses_are_not_stored(service: Service, devices: Devices, engine: AsyncEngine) -> None:
    await guess(await devices.new(url_of(service), address="203.0.113.77"))
    async with engine.connect() as conn:
        stored = (await conn.exec_driver_sql("SELECT key FROM throttles")).scalars().all()
    assert len(stored) == 2
    assert not any("203" in key.partition(" ")[2][:3] or "." in key for key in stored)


async def test_old_counts_are_deleted(engine: AsyncEngine) -> None:
    store = OwnerStore(engine)
    await store.count_attempt(FEW, "old")
    async with engine.connect() as conn:
        await conn.exec_driver_sql("UPDATE throttles SET resets_at = resets_at - interval '2 hours'")
    await store.count_attempt(FEW, "new")
    async with engine.connect() as conn:
        stored = set((await conn.exec_driver_sql("SELECT key FROM throttles")).scalars())
    assert stored == {"few", "few new"}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unix", "unix", True),
    ],
)
def test_an_ipv6_network_counts_as_one_address(one: str, other: str, is_same: bool) -> None:
    assert (address_block(one) == address_block(other)) is is_same

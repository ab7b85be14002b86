"""Links and recovery codes: what they do, how often, and what a wrong one reveals."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from app.web.codes import RECOVERY, TOKEN, TYPED, grouped

from .conftest import Shared
from .devices import Device, Devices, alike, check_refused, opening

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def devices() -> AsyncIterator[Devices]:
    async with opening() as devices:
        yield devices


@pytest_asyncio.fixture(loop_scope="session")
async def phone(shared: Shared, devices: Devices) -> Device:
    """A browser with a report."""
    phone = await devices.new(shared.url)
    await phone.report()
    return phone


async def test_a_link_makes_another_browser_the_same_owner_once(
    shared: Shared, devices: Devices, phone: Device
) -> None:
    laptop, stranger = await devices.new(shared.url), await devices.new(shared.url)
    link = (await phone.link())["link"]
    response = await laptop.recover(link=link)
    assert response.status_code == 200
    assert await laptop.reports() == await phone.reports()
    assert len(await phone.devices()) == 2
    check_refused(await stranger.recover(link=link))
    assert await stranger.reports() == set()


async def test_a_link_names_no_report_and_no_owner(phone: Device) -> None:
    made = await phone.link()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/join#[0-9A-Z]{28}", made["link"])
    assert re.fullmatch(r"([0-9A-Z]{4}-){2}[0-9A-Z]{4}", made["code"])
    assert made["qr"].startswith("<svg ")
    (report,) = await phone.reports()
    assert report not in str(made)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_a_link_does_not_use_it(shared: Shared, devices: Devices, phone: Device, method: str) -> None:
    link = (await phone.link())["link"]
    for _ in range(3):  # as chat apps do, to show a preview
        page = await (await devices.new(shared.url)).client.request(method, link)
        assert page.status_code == 200
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in page.headers["cache-control"]
    assert (await (await devices.new(shared.url)).recover(link=link)).status_code == 200


@pytest.mark.parametrize("spelling", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}\n"])
async def test_a_link_can_be_typed_as_a_short_code(
    shared: Shared, devices: Devices, phone: Device, spelling: type[str]
) -> None:
    made, laptop = await phone.link(), await devices.new(shared.url)
    assert (await laptop.recover(code=spelling(made["code"]))).status_code == 200
    assert await laptop.reports() == await phone.reports()
    check_refused(await (await devices.new(shared.url)).recover(link=made["link"]))  # both are the same link


async def test_a_recovery_code_works_until_it_is_replaced(shared: Shared, devices: Devices, phone: Device) -> None:
    first = await phone.code()
    for _ in range(2):
        browser = await devices.new(shared.url)
        assert (await browser.recover(code=first)).status_code == 200
        assert await browser.reports() == await phone.reports()
    second = await browser.code()
    check_refused(await (await devices.new(shared.url)).recover(code=first))
    assert (await (await devices.new(shared.url)).recover(code=second.lower().replace("-", ""))).status_code == 200


async def test_links_and_codes_are_stored_only_as_digests(shared: Shared, phone: Device) -> None:
    made, code = await phone.link(), await phone.code()
    for table in ("owner_links", "recovery_codes", "devices", "throttles"):
        stored = str([dict(row) for row in await shared.sql(f"SELECT t.*, t::text AS text FROM {table} t")])
        for secret in (made["link"].partition("#")[2], made["code"], code):
            assert secret not in stored
            assert secret.replace("-", "") not in stored


async def test_every_link_or_code_that_does_not_work_gets_the_same_answer(
    shared: Shared, devices: Devices, phone: Device
) -> None:
    used, expired, replaced = await phone.link(), await phone.link(), await phone.code()
    assert (await (await devices.new(shared.url)).recover(link=used["link"])).status_code == 200
    await phone.code()
    await shared.sql("UPDATE owner_links SET expires_at = clock_timestamp() - interval '1 second'")
    wrong = [
        {"link": used["link"]},
        {"code": used["code"]},
        {"link": expired["link"]},
        {"code": expired["code"]},
        {"code": replaced},
        {"code": grouped(RECOVERY.new())},
        {"code": TYPED.new()},
        {"link": TOKEN.new()},
        {"code": replaced[:-1]},
        {"code": ""},
        {"link": "https://elsewhere.test/join"},
        {"code": "命书" * 20},
    ]
    answers = [alike(await (await devices.new(shared.url)).recover(**body)) for body in wrong]
    assert all(answer == answers[0] for answer in answers), [answer[0] for answer in answers]
    check_refused(await (await devices.new(shared.url)).recover(code=replaced))


@pytest.mark.parametrize("body", [{}, {"code": "a", "link": "b"}, {"code": 5}, {"code": "x" * 401}, {"codes": "x"}])
async def test_a_body_that_is_not_one_link_or_code_is_invalid(
    shared: Shared, nobody: httpx.AsyncClient, body: dict[str, object]
) -> None:
    response = await nobody.post("/api/owner/recover", json=body)
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_request"


async def test_a_stranger_and_a_forged_cookie_get_the_same_answer_everywhere(
    shared: Shared, devices: Devices, phone: Device
) -> None:
    theirs = await phone.device_id()
    unknown = "5b1b1f0e-5d5c-4c0e-9d56-2f6e4b1f9a11"
    stranger, other = await devices.new(shared.url), await devices.new(shared.url)
    await other.report()
    for method, path in (
        ("POST", "/api/owner/links"),
        ("POST", "/api/owner/recovery-code"),
        ("GET", "/api/owner/devices"),
        ("DELETE", f"/api/owner/devices/{theirs}"),
    ):
        expected = alike(await other.client.delete(f"/api/owner/devices/{unknown}"))
        assert expected[0] == 404
        assert alike(await stranger.client.request(method, path)) == expected
        forged = {"Cookie": "mingshu_owner=forged; mingshu_device=forged"}
        assert alike(await stranger.client.request(method, path, headers=forged)) == expected
    for id in (theirs, unknown, "x", "命书", "a" * 300):
        assert alike(await other.client.delete(f"/api/owner/devices/{id}")) == expected
    assert len(await phone.devices()) == 1


async def test_other_sites_pages_cannot_act(shared: Shared, devices: Devices, phone: Device) -> None:
    device = await phone.device_id()
    code, headers = await phone.code(), {"Sec-Fetch-Site": "cross-site"}
    for method, path in (
        ("POST", "/api/owner/links"),
        ("POST", "/api/owner/recovery-code"),
        ("POST", "/api/owner/recover"),
        ("DELETE", f"/api/owner/devices/{device}"),
        ("POST", "/devices/link"),
        ("POST", "/devices/recovery-code"),
        ("POST", f"/devices/{device}/sign-out"),
        ("POST", "/join"),
        ("POST", "/recover"),
    ):
        assert (await phone.client.request(method, path, headers=headers, json={})).status_code == 403
    assert (await (await devices.new(shared.url)).recover(code=code)).status_code == 200
    assert len(await phone.devices()) == 2


async def test_a_visitor_without_reports_writes_no_row(shared: Shared, devices: Devices) -> None:
    rows = "SELECT (SELECT count(*) FROM devices) AS devices, (SELECT count(*) FROM reports) AS reports"
    before = await shared.sql(rows)
    visitor = await devices.new(shared.url)
    for path in ("/", "/", "/devices", "/devices", "/join", "/recover", "/api/owner/devices"):
        assert (await visitor.client.get(path)).status_code == 200
    assert await shared.sql(rows) == before

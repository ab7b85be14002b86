"""The pages of devices, links and recovery codes, without JavaScript and in both languages."""

import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import urlsplit

import pytest

from app.web.codes import RECOVERY, TYPED
from app.web.pages.words import WORDS
from tests.service import Service, serving
from tests.web.devices import Device, Devices, opening

HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    async with serving(database_url) as service:
        yield service


@pytest.fixture
async def devices() -> AsyncIterator[Devices]:
    async with opening() as devices:
        yield devices


async def browser(service: Service, devices: Devices, language: str = "zh") -> Device:
    device = await devices.new(f"http://127.0.0.1:{service.port}")
    device.client.headers.update({"Accept-Language": language, **HTML})
    return device


def secret_in(html: str, id: str) -> str:
    found = re.search(rf'id="{id}">(.*?)</p>', html)
    assert found is not None
    return re.sub(r"<.*?>", "", found[1])


async def test_another_browser_joins_by_the_code_below_the_qr_code(service: Service, devices: Devices) -> None:
    phone, laptop = await browser(service, devices), await browser(service, devices)
    report = await phone.report()
    page = await phone.client.post("/devices/link")
    assert page.status_code == 200
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.text
    typed = secret_in(page.text, "typed")
    joined = await laptop.client.post("/join", data={"code": typed.lower()})
    assert joined.status_code == 303
    assert report in (await laptop.client.get(joined.headers["location"])).text
    assert "此设备" in (await laptop.client.get("/devices")).text


async def test_a_pasted_link_works_too(service: Service, devices: Devices) -> None:
    phone, laptop = await browser(service, devices), await browser(service, devices)
    report = await phone.report()
    url = re.search(r'id="url" value="([^"]+)"', (await phone.client.post("/devices/link")).text)
    assert url is not None
    assert urlsplit(url[1]).path == "/join"
    assert (await laptop.client.post("/join", data={"code": url[1]})).status_code == 303
    assert await laptop.sees(report)


async def test_a_lost_cookie_is_replaced_with_the_recovery_code(service: Service, devices: Devices) -> None:
    phone, later = await browser(service, devices), await browser(service, devices)
    report = await phone.report()
    code = secret_in((await phone.client.post("/devices/recovery-code")).text, "code")
    assert code not in (await phone.client.get("/devices")).text, "it is shown once"
    missing = await later.client.get(f"/reports/{report}")
    assert missing.status_code == 404
    assert 'href="/recover"' in missing.text
    assert (await later.client.post("/recover", data={"code": code})).status_code == 303
    assert (await later.client.get(f"/reports/{report}")).status_code == 200


async def test_reloading_the_page_of_a_recovery_code_does_not_replace_it(service: Service, devices: Devices) -> None:
    phone, later = await browser(service, devices), await browser(service, devices)
    await phone.report()
    made = await phone.client.post("/devices/recovery-code", data={"replaces": ""})
    again = await phone.client.post("/devices/recovery-code", data={"replaces": ""})  # what a reload sends
    assert (again.status_code, again.headers["location"]) == (303, "/devices")
    stamp = re.search(r'name="replaces" value="([^"]+)"', (await phone.client.get("/devices")).text)
    assert stamp is not None
    assert (await later.client.post("/recover", data={"code": secret_in(made.text, "code")})).status_code == 303
    replaced = await phone.client.post("/devices/recovery-code", data={"replaces": stamp[1]})
    assert secret_in(replaced.text, "code") != secret_in(made.text, "code")


@pytest.mark.parametrize("path", ["/devices/link", "/devices/recovery-code"])
async def test_the_address_of_an_answer_leads_back_to_the_forms(service: Service, devices: Devices, path: str) -> None:
    phone = await browser(service, devices)
    response = await phone.client.get(path)
    assert (response.status_code, response.headers["location"]) == (303, "/devices")


@pytest.mark.parametrize("way", ["join", "recover"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_was_typed_is_kept_and_the_trouble_named(
    service: Service, devices: Devices, way: str, language: str
) -> None:
    visitor = await browser(service, devices, language)
    wrong = RECOVERY.new() if way == "recover" else TYPED.new()
    words = WORDS[language]
    for typed, status, message in (
        (wrong, 404, words[f"{way}_unknown"]),
        (wrong[:-1], 422, words["code_mistyped"]),
        ('"><b>x', 422, words["code_mistyped"]),
        ("", 422, words[f"{way}_missing"]),
    ):
        page = await visitor.client.post(f"/{way}", data={"code": typed})
        assert page.status_code == status
        assert message in unescape(page.text)
        value = re.search(r'name="code" value="([^"]*)"', page.text)
        assert value is not None
        assert unescape(value[1]) == typed
        assert "<b>x" not in page.text


async def test_typing_errors_are_not_counted_as_guesses(service: Service, devices: Devices) -> None:
    visitor = await browser(service, devices)
    for _ in range(15):
        assert (await visitor.client.post("/recover", data={"code": "ABCD"})).status_code == 422


async def test_a_device_is_signed_out_from_the_list(service: Service, devices: Devices) -> None:
    phone, laptop = await browser(service, devices), await browser(service, devices, "en")
    report = await phone.report()
    await laptop.joins(phone)
    laptop_id = await laptop.device_id()
    answer = await phone.client.post(f"/devices/{laptop_id}/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/devices")
    assert not await laptop.sees(report)
    assert laptop_id not in (await phone.client.get("/devices")).text
    again = await phone.client.post(f"/devices/{laptop_id}/sign-out")
    assert again.status_code == 303, "the second tab shows the list, too"
    assert WORDS["en"]["devices_none"] in (await laptop.client.get("/devices")).text


async def test_the_list_tells_devices_apart_by_the_minute_they_were_added(service: Service, devices: Devices) -> None:
    phone = await browser(service, devices)
    await phone.report()
    page = (await phone.client.get("/devices")).text
    assert re.search(r"添加时间：<time datetime=\"[^\"]+\" data-minute>\d{4}-\d\d-\d\d \d\d:\d\d UTC\+8</time>", page)


async def test_leaving_without_a_recovery_code_is_warned_of(service: Service, devices: Devices) -> None:
    phone = await browser(service, devices)
    await phone.report()
    words = WORDS["zh"]
    assert words["sign_out_lost"] in (await phone.client.get("/devices")).text
    await phone.client.post("/devices/recovery-code")
    page = (await phone.client.get("/devices")).text
    assert words["sign_out_lost"] not in page
    assert words["sign_out_self"] in page


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_pages_stay_out_of_referrers_and_caches(service: Service, devices: Devices, language: str) -> None:
    phone = await browser(service, devices, language)
    await phone.report()
    for method, path in (
        ("GET", "/devices"),
        ("GET", "/join"),
        ("GET", "/recover"),
        ("POST", "/devices/link"),
        ("POST", "/devices/recovery-code"),
        ("POST", "/join"),
        ("POST", "/recover"),
    ):
        page = await phone.client.request(method, path)
        assert page.headers["referrer-policy"] == "no-referrer", path
        assert page.headers["cache-control"] == "no-store", path
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert f'lang="{WORDS[language]["lang"]}"' in page.text
        switched = await phone.client.get(path, params={"lang": "en"}) if method == "GET" else None
        assert switched is None or (switched.status_code, switched.headers["location"]) == (303, path)
        phone.client.cookies.delete("mingshu_lang", domain="127.0.0.1") if switched is not None else None


async def test_every_page_links_to_the_devices(service: Service, devices: Devices) -> None:
    phone = await browser(service, devices)
    report = await phone.report()
    for path in ("/", f"/reports/{report}", "/devices", "/join", "/recover", "/nothing"):
        assert 'href="/devices"' in (await phone.client.get(path)).text, path

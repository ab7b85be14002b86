"""Every route that names something of an owner, used by everybody who may not: the answer for what is not there.

The routes come from the application, so that a new one is tested without being listed here.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.web.codes import RECOVERY, TOKEN, TYPED, grouped
from app.web.deps import DEVICE_COOKIE, OWNER_COOKIE
from tests.service import Service, serving

from .devices import Device, Devices, alike, opening

QUESTION = "明年适合换城市吗？"
SHARED_PARTS = {"/s/{token}", "/s/{token}/stream", "/s/{token}/chart.svg", "/s/{token}/card.png"}
OWNED = {"report_id", "share_id", "device"}
BODIES: dict[str, Any] = {
    "PATCH /api/reports/{report_id}": {"title": "k4n4r1"},
    "POST /api/reports/{report_id}/questions": {"question": QUESTION},
    "POST /api/reports/{report_id}/shares": {"scope": "all"},
}
FIELDS = {"question": QUESTION, "title": "k4n4r1", "clock": "civil", "scope": "all"}
"""The input of every form."""


def routes_of(service: Service) -> Iterator[APIRoute]:
    """All routes of the application. FastAPI keeps those of a router that was included behind one route."""
    for included in create_app(service.running).routes:
        router = getattr(included, "original_router", None)
        for route in [included] if router is None else router.routes:
            if isinstance(route, APIRoute):
                yield route


@dataclass
class House:
    """A running service, an owner with everything that can be named, and everybody else."""

    service: Service
    devices: Devices
    phone: Device
    names: dict[str, str]
    """What exists, by the parameter of the path."""
    others: dict[str, Device] = field(default_factory=dict)

    def routes(self) -> Iterator[tuple[str, str]]:
        """Method and path of every route that names something of an owner."""
        for route in routes_of(self.service):
            if OWNED & set(re.findall(r"{(\w+)}", route.path)):
                for method in sorted(route.methods or ()):
                    yield method, route.path

    async def send(self, device: Device, method: str, path: str, *, accept: str = "*/*") -> httpx.Response:
        """Send a request that is valid but for who sends it. `path` still has its parameters."""
        headers = {"Accept": accept}
        named = path.format(**self.names)
        if f"{method} {path}" in BODIES:
            return await device.client.request(method, named, json=BODIES[f"{method} {path}"], headers=headers)
        data = FIELDS if method == "POST" and not path.startswith("/api/") else None
        return await device.client.request(method, named, data=data, headers=headers)

    def missing(self, name: str) -> "House":
        """The same house, in which this parameter names nothing."""
        return House(self.service, self.devices, self.phone, {**self.names, name: str(uuid4())}, self.others)

    async def state(self) -> list[Any]:
        """What the owner sees of everything that the routes could change."""
        report = self.names["report_id"]
        answers = [
            await self.phone.client.get(f"/api/reports/{report}"),
            await self.phone.client.get(f"/api/reports/{report}/shares"),
        ]
        assert {answer.status_code for answer in answers} == {200}
        return [*(answer.json() for answer in answers), [device["id"] for device in await self.phone.devices()]]


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with serving(database_url) as service, opening() as devices:
        url = f"http://127.0.0.1:{service.port}"
        phone, laptop, other, forger = [await devices.new(url) for _ in range(4)]
        report = await phone.report()
        service.client.cookies.update(phone.client.cookies)
        await service.finished(report)
        shared = await phone.client.post(f"/api/reports/{report}/shares", json={})
        await laptop.joins(phone)
        signed_out = await devices.new(url, like=laptop)
        await phone.client.delete(f"/api/owner/devices/{await laptop.device_id()}")
        without_device = await devices.new(url, like=phone)
        without_device.drop_device_cookie()
        await other.report()
        forger.client.cookies.set(OWNER_COOKIE, f"{phone.client.cookies[OWNER_COOKIE]}x")
        forger.client.cookies.set(DEVICE_COOKIE, phone.client.cookies[DEVICE_COOKIE])
        others = {
            "another owner": other,
            "a stranger": await devices.new(url),
            "a forged cookie": forger,
            "a signed-out device": signed_out,
            "a browser that dropped its device": without_device,
        }
        names = {
            "report_id": report,
            "share_id": shared.json()["id"],
            "device": await phone.device_id(),
            "number": "1",
            "token": shared.json()["link"].rpartition("/")[2],
        }
        yield House(service, devices, phone, names, others)


def seen(response: httpx.Response, names: dict[str, str]) -> tuple[int, Any, bytes]:
    """All of a response but the names that the request itself contained."""
    status, headers, content = alike(response)
    for name in names.values():
        content = content.replace(name.encode(), b"")
    return status, headers, content


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_nobody_else_can_tell_what_an_owner_has(house: House, accept: str) -> None:
    routes = list(house.routes())
    assert len(routes) > 25
    before = await house.state()
    missing = {name: house.missing(name) for name in ("report_id", "share_id", "device")}
    for method, path in routes:
        for who, device in house.others.items():
            names = re.findall(r"{(\w+)}", path)
            there = await house.send(device, method, path, accept=accept)
            answer = seen(there, house.names)
            assert there.status_code == 404, (method, path, who, there.text)
            assert "set-cookie" not in there.headers
            for name in set(names) & OWNED:
                elsewhere = missing[name]
                absent = await elsewhere.send(device, method, path, accept=accept)
                assert seen(absent, elsewhere.names) == answer, (method, path, who, name)
    assert await house.state() == before


async def test_an_owner_cannot_reach_a_share_through_another_of_its_reports(house: House) -> None:
    """The path names a report of this owner, and a share or a question of another one."""
    other = house.others["another owner"]
    (own,) = await other.reports()
    mixed = House(house.service, house.devices, other, {**house.names, "report_id": own})
    nothing = House(house.service, house.devices, other, {**mixed.names, "share_id": str(uuid4())})
    before = await house.state()
    for method, path in house.routes():
        if "{share_id}" in path:
            answer = seen(await mixed.send(other, method, path), mixed.names)
            assert answer[0] == 404
            assert seen(await nothing.send(other, method, path), nothing.names) == answer
    assert await house.state() == before


async def test_nobody_else_finds_a_report_in_a_list_or_a_form(house: House) -> None:
    report = house.names["report_id"]
    await house.phone.client.patch(f"/api/reports/{report}", json={"title": "k4n4r1"})
    for who, device in house.others.items():
        for path in ("/api/reports?q=k4n4r1", "/reports?q=k4n4r1", "/", "/devices", "/join"):
            answer = await device.client.get(path)
            assert answer.status_code == 200, (who, path)
            assert report not in answer.text
        prefilled = await device.client.get(f"/?from={report}&keep=all")
        absent = await device.client.get(f"/?from={uuid4()}&keep=all")
        assert alike(prefilled) == alike(absent)
        assert prefilled.status_code == 404, who


async def test_every_link_to_a_share_that_is_not_valid_looks_the_same(house: House, engine: AsyncEngine) -> None:
    paths = {route.path for route in routes_of(house.service)}
    assert {path for path in paths if "{token}" in path} == SHARED_PARTS
    report, ends = house.names["report_id"], datetime.now(UTC) + timedelta(days=1)
    made = [
        (await house.phone.client.post(f"/api/reports/{report}/shares", json=body)).json()
        for body in ({}, {"expires_at": ends.isoformat(), "with_person": True}, {"scope": "preview"})
    ]
    async with engine.connect() as conn:
        expired = sql("UPDATE shares SET expires_at = clock_timestamp() WHERE id = :id")
        await conn.execute(expired, {"id": made[1]["id"]})
    for share in (made[0], made[2]):
        await house.phone.client.delete(f"/api/reports/{report}/shares/{share['id']}")
    invalid = [share["link"].rpartition("/")[2] for share in made] + ["x" * 24, "k4n4r1", "不存在的", made[0]["id"]]
    for path in SHARED_PARTS:
        for accept in ("application/json", "text/html"):
            for method in ("GET", "HEAD", "POST", "DELETE", "PATCH"):
                answers = set()
                for token in invalid:
                    response = await house.others["a stranger"].client.request(
                        method, path.format(token=token), headers={"Accept": accept}
                    )
                    names = {"token": token, "quoted": httpx.URL(f"http://x/{token}").raw_path[1:].decode()}
                    status, headers, content = seen(response, names)
                    if accept == "text/html":  # its length includes that of the token
                        headers = [header for header in headers if header[0] != "content-length"]
                    answers.add((status, str(headers), content))
                assert len(answers) == 1, (method, path, accept)
                assert answers.pop()[0] == (404 if method in ("GET", "HEAD") else 405)


@pytest.mark.parametrize("way", ["/join", "/recover"])
async def test_every_link_and_code_that_does_not_work_looks_the_same_on_its_page(
    house: House, engine: AsyncEngine, way: str
) -> None:
    used, expired = await house.phone.link(), await house.phone.link()
    replaced = await house.phone.code()
    await house.phone.code()
    url = str(house.phone.client.base_url)
    assert (await (await house.devices.new(url)).recover(link=used["link"])).status_code == 200
    async with engine.connect() as conn:
        await conn.execute(sql("UPDATE owner_links SET expires_at = clock_timestamp()"))
    answers = set()
    for code in (
        *(made["link"].partition("#")[2] for made in (used, expired)),
        *(made["code"] for made in (used, expired)),
        *(replaced, TOKEN.new(), grouped(TYPED.new()), grouped(RECOVERY.new())),
    ):
        visitor = await house.devices.new(url)
        response = await visitor.client.post(way, data={"code": code}, headers={"Accept": "text/html"})
        status, headers, content = seen(response, {"code": code})
        headers = [header for header in headers if header[0] != "content-length"]
        answers.add((status, str(headers), content))
        assert "set-cookie" not in response.headers
    assert [status for status, _, _ in answers] == [404]


async def test_pages_of_other_sites_can_change_nothing(house: House) -> None:
    before = await house.state()
    code = await house.phone.code()
    unowned = [("POST", path) for path in ("/", "/join", "/recover", "/devices/link", "/devices/recovery-code")]
    unowned += [("POST", f"/api/owner/{path}") for path in ("links", "recovery-code", "recover")]
    for site in ("cross-site", "same-site"):
        house.phone.client.headers["Sec-Fetch-Site"] = site
        for method, path in [*house.routes(), *unowned]:
            if method not in ("GET", "HEAD"):
                response = await house.send(house.phone, method, path)
                assert (response.status_code, response.json()["code"]) == (403, "cross_site"), (method, path)
    del house.phone.client.headers["Sec-Fetch-Site"]
    assert await house.state() == before
    visitor = await house.devices.new(str(house.phone.client.base_url))
    assert (await visitor.recover(code=code)).status_code == 200


@pytest.mark.parametrize(
    "path", ["//elsewhere.test/x", "/%5Celsewhere.test", "/%2Felsewhere.test", "/%09/elsewhere.test"]
)
async def test_a_page_about_a_wrong_address_leads_to_no_other_site(house: House, path: str) -> None:
    url = f"{str(house.phone.client.base_url).rstrip('/')}{path}"
    response = await house.phone.client.get(url, headers={"Accept": "text/html"})
    assert response.status_code == 404
    (switch,) = re.findall(r'<a class="switch" href="([^"]*)"', response.text)
    assert re.match(r"/(?![/\\\t\r\n])", switch), switch
    assert "\t" not in switch

"""Many requests at the same moment: limits hold exactly, and what can be used once is used once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import httpx
import pytest

from app.db.shares import MOST_SHARES
from app.web.throttle import RECOVER
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.viewer import Viewer

from .devices import Device, Devices, opening

MANY = 50


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


async def at_once(send: Callable[[int], Awaitable[httpx.Response]]) -> Counter[int]:
    """Send the same request many times. Returns how often each status was the answer."""
    return Counter(answer.status_code for answer in await asyncio.gather(*map(send, range(MANY))))


async def finished(service: Service, device: Device) -> str:
    report = await device.report()
    await Viewer(device.client, report).watch_to_end()
    return report


async def test_of_many_uses_of_a_link_exactly_one_succeeds(service: Service, devices: Devices) -> None:
    phone = await devices.new(url_of(service))
    report = await phone.report()
    link = await phone.link()
    others = [await devices.new(url_of(service)) for _ in range(MANY)]
    words = [{"link": link["link"]}, {"code": link["code"]}]
    assert await at_once(lambda i: others[i].recover(**words[i % 2])) == {200: 1, 404: MANY - 1}
    assert sum([await other.sees(report) for other in others]) == 1
    assert len(await phone.devices()) == 2


async def test_many_shares_at_once_stay_within_the_limit(service: Service, devices: Devices) -> None:
    phone = await devices.new(url_of(service))
    path = f"/api/reports/{await finished(service, phone)}/shares"
    answers = await at_once(lambda _: phone.client.post(path, json={}))
    assert answers == {201: MOST_SHARES, 429: MANY - MOST_SHARES}
    assert len((await phone.client.get(path)).json()["shares"]) == MOST_SHARES


async def test_of_many_questions_at_once_exactly_one_is_asked(database_url: str, devices: Devices) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo) as service:
        phone = await devices.new(url_of(service))
        report = await finished(service, phone)
        path, key = f"/api/reports/{report}/questions", uuid4().hex
        demo.resume(demo.said)  # no answer ends before all have asked
        answers = await at_once(lambda i: phone.client.post(path, json={"question": f"第{i}问，明年如何？"}))
        assert answers == {201: 1, 409: MANY - 1}
        demo.resume()
        await Viewer(phone.client, report).watch_to_end()
        demo.resume(demo.said)
        headers = {"Idempotency-Key": key}
        answers = await at_once(lambda _: phone.client.post(path, json={"question": "后年呢？"}, headers=headers))
        assert answers == {201: 1, 200: MANY - 1}
        demo.resume()
        await Viewer(phone.client, report).watch_to_end()
        assert len((await phone.client.get(f"/api/reports/{report}")).json()["questions"]) == 2


async def test_many_guesses_at_once_stay_within_the_limit(service: Service, devices: Devices) -> None:
    """A client may write any address before the one that the trusted proxy adds."""
    guesser = await devices.new(url_of(service))

    async def guess(number: int) -> httpx.Response:
        forged = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.50"}
        return await guesser.client.post("/api/owner/recover", json={"code": f"{number:024}"}, headers=forged)

    assert await at_once(guess) == {404: RECOVER.per_address, 429: MANY - RECOVER.per_address}


async def test_a_code_that_is_renewed_while_it_is_used_works_or_does_not(service: Service, devices: Devices) -> None:
    phone = await devices.new(url_of(service))
    report = await phone.report()
    old = await phone.code()
    others = [await devices.new(url_of(service)) for _ in range(MANY)]
    renewing = asyncio.create_task(phone.code())
    answers = await at_once(lambda i: others[i].recover(code=old))
    new = await renewing
    assert set(answers) <= {200, 404}
    assert len(await phone.devices()) == 1 + answers[200]
    assert sum([await other.sees(report) for other in others]) == answers[200]
    late = await devices.new(url_of(service))
    assert (await late.recover(code=old)).status_code == 404
    assert (await late.recover(code=new)).status_code == 200


async def test_owners_who_join_one_another_in_a_circle_at_once_become_one(service: Service, devices: Devices) -> None:
    circle = [await devices.new(url_of(service)) for _ in range(5)]
    reports = {await device.report() for device in circle}
    links = [(await device.link())["link"] for device in circle]
    joining = [device.recover(link=links[i - 1]) for i, device in enumerate(circle)]
    listing = [device.client.get("/api/reports") for device in circle for _ in range(5)]
    answers = await asyncio.gather(*joining, *listing)
    assert {answer.status_code for answer in answers} == {200}
    assert [await device.reports() for device in circle] == [reports] * len(circle)
    for device in circle:  # and again, with links of the one owner that they are now
        assert (await device.joins(circle[0]))["moved_reports"] == 0
    assert [await device.reports() for device in circle] == [reports] * len(circle)


async def test_reports_that_are_being_written_are_joined_without_a_loss(database_url: str, devices: Devices) -> None:
    demo = HeldModel(2500)
    async with serving(database_url, demo=demo) as service:
        phone, laptop = [await devices.new(url_of(service)) for _ in range(2)]
        reports = {await device.report() for device in (phone, laptop, laptop)}
        await demo.wait_held()
        assert (await laptop.joins(phone))["moved_reports"] == 2
        demo.resume()
        for report in reports:
            for device in (phone, laptop):
                assert (await Viewer(device.client, report).watch_to_end())["status"] == "completed"
        assert await phone.reports() == await laptop.reports() == reports

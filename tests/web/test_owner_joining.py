"""A browser that joins another owner brings its own reports along, and nothing is lost on the way."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.web.deps import OWNER_COOKIE
from tests.databases import execute
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.viewer import Viewer
from tests.waiting import eventually

from .devices import Devices, opening


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


async def test_its_own_reports_come_along(service: Service, devices: Devices) -> None:
    phone, laptop = await devices.new(url_of(service)), await devices.new(url_of(service))
    reports = {await phone.report(), await laptop.report(), await laptop.report()}
    page = await laptop.client.get("/join", headers={"Accept-Language": "en"})
    assert "Readings already in this browser (2)" in page.text
    assert (await laptop.joins(phone))["moved_reports"] == 2
    assert await phone.reports() == await laptop.reports() == reports
    assert all([await phone.sees(report) for report in reports])


async def test_other_browsers_of_its_former_owner_follow(service: Service, devices: Devices) -> None:
    phone, laptop, tablet, desk = [await devices.new(url_of(service)) for _ in range(4)]
    reports = {await phone.report(), await laptop.report()}
    await tablet.joins(laptop)
    code = await laptop.code()
    await laptop.joins(phone)
    assert await tablet.reports() == reports
    assert len(await tablet.devices()) == 3

    reports.add(await desk.report())  # a second step: the owner that was joined joins another one
    await phone.joins(desk)
    assert await tablet.reports() == await laptop.reports() == await desk.reports() == reports
    late = await devices.new(url_of(service))
    assert (await late.recover(code=code)).status_code == 200, "the former owner's recovery code still works"
    assert await late.reports() == reports
    await desk.code()
    assert (await late.recover(code=code)).status_code == 404, "until the code is replaced"


async def test_a_browser_that_is_the_owner_already_stays_the_same_device(service: Service, devices: Devices) -> None:
    phone = await devices.new(url_of(service))
    report = await phone.report()
    before = await phone.devices()
    assert (await phone.joins(phone))["moved_reports"] == 0
    assert [device["id"] for device in await phone.devices()] == [device["id"] for device in before]
    assert await phone.sees(report)


async def test_idempotency_keys_that_both_have_used_do_not_collide(service: Service, devices: Devices) -> None:
    phone, laptop = await devices.new(url_of(service)), await devices.new(url_of(service))
    first, second = await phone.report(**{"Idempotency-Key": "k"}), await laptop.report(**{"Idempotency-Key": "k"})
    own = await laptop.report(**{"Idempotency-Key": "own"})
    await laptop.joins(phone)
    assert await phone.reports() == {first, second, own}
    assert await laptop.report(**{"Idempotency-Key": "k"}) == first
    assert await laptop.report(**{"Idempotency-Key": "own"}) == own


async def test_reports_that_are_being_written_go_on(database_url: str, devices: Devices) -> None:
    demo = HeldModel(2500)
    async with serving(database_url, demo=demo) as service:
        phone, laptop = await devices.new(url_of(service)), await devices.new(url_of(service))
        await phone.report()
        report = await laptop.report()
        viewer = Viewer(laptop.client, report)
        watching = asyncio.create_task(viewer.watch_to_end())
        await demo.wait_held()
        await laptop.joins(phone)
        demo.resume()
        end = await watching
        assert end["status"] == "completed"
        saved = (await phone.client.get(f"/api/reports/{report}")).json()
        assert (saved["text"], saved["sha256"]) == (viewer.text, end["sha256"])
        assert viewer.named("reset") == []


async def test_a_report_created_under_the_former_owner_is_moved_later(
    service: Service, devices: Devices, database_url: str
) -> None:
    """Another process may create one before it learns of the join."""
    phone, laptop = await devices.new(url_of(service)), await devices.new(url_of(service))
    await phone.report()
    late = await laptop.report()
    former = service.state.owners.read(laptop.client.cookies[OWNER_COOKIE])
    await laptop.joins(phone)
    await execute(database_url, f"UPDATE reports SET owner_id = '{former}' WHERE id = '{late}'")
    await phone.devices()
    assert late in await phone.reports()
    assert late in await laptop.reports()


async def test_two_browsers_that_join_each_other_at_once_share_everything(
    service: Service, devices: Devices, engine: AsyncEngine
) -> None:
    phone, laptop = await devices.new(url_of(service)), await devices.new(url_of(service))
    reports = {await phone.report(), await laptop.report()}
    links = (await phone.link())["link"], (await laptop.link())["link"]
    async with engine.connect() as conn:
        await conn.exec_driver_sql("BEGIN")
        await conn.exec_driver_sql("LOCK TABLE owner_aliases IN EXCLUSIVE MODE")  # until both have begun
        joins = asyncio.gather(phone.recover(link=links[1]), laptop.recover(link=links[0]))
        await eventually(lambda: waiting_for_locks(engine, 2))
        await conn.exec_driver_sql("COMMIT")
    assert [answer.status_code for answer in await joins] == [200, 200]
    assert await phone.reports() == await laptop.reports() == reports


async def waiting_for_locks(engine: AsyncEngine, sessions: int) -> bool:
    async with engine.connect() as conn:
        found = await conn.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(found.scalar_one() == sessions)


async def test_a_link_used_by_many_at_once_works_for_one(service: Service, devices: Devices) -> None:
    phone = await devices.new(url_of(service))
    report = await phone.report()
    link = (await phone.link())["link"]
    others = [await devices.new(url_of(service)) for _ in range(8)]
    answers = await asyncio.gather(*(other.recover(link=link) for other in others))
    assert sorted(answer.status_code for answer in answers) == [200, *[404] * 7]
    assert sum([await other.sees(report) for other in others]) == 1


async def test_a_failed_join_changes_nothing(service: Service, devices: Devices) -> None:
    phone = await devices.new(url_of(service))
    report = await phone.report()
    assert await service.state.owner_store.join(b"unknown", None, None, "x") is None
    assert (await phone.recover(code="0000-0000-0000")).status_code == 404
    assert await phone.reports() == {report}

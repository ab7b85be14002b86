"""Shares: who may open what, what a link leaves out, and how it ends."""

import json
import re
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.shares import MOST_SHARES
from app.web.pages.words import WORDS
from tests.held_model import HeldModel
from tests.service import BIRTH, Service, serving
from tests.viewer import Event, read_events
from tests.waiting import DEADLINE, in_time, wait_log

HTML = {"Accept": "text/html", "Accept-Language": "zh"}
PERSON = {
    "name": "卡纳利甲",
    "question": "k4n4r1这份工作还要不要做下去？今年能升职吗？",
    "place": {"longitude": 117.4321, "timezone": "Asia/Shanghai", "name": "卡纳利镇"},
    "birth": {"date": "1987-03-09", "time": "03:17"},
}
SECRETS = ("卡纳利", "k4n4r1", "要不要做下去", "117.43", "1987-03-09", "1987年3月9日", "03:17", "02:55", "二月十")
PARTS = ("", "/stream", "/chart.svg", "/card.png")
BEYOND_PREVIEW = 4000
EXPIRE = "UPDATE shares SET expires_at = clock_timestamp()"


@dataclass
class Desk:
    """A running service with one report about `PERSON`, held after its preview, and a stranger without a cookie."""

    service: Service
    demo: HeldModel
    report_id: str
    stranger: httpx.AsyncClient

    @property
    def api(self) -> str:
        return f"/api/reports/{self.report_id}/shares"

    async def share(self, **body: Any) -> str:
        """Make a link and return its path."""
        response = await self.service.client.post(self.api, json=body)
        assert response.status_code == 201, response.text
        assert response.headers["cache-control"] == "private, no-store"
        link: str = response.json()["link"]
        return httpx.URL(link).path

    async def finish(self) -> dict[str, Any]:
        self.demo.resume()
        return await self.service.finished(self.report_id)

    async def everything(self, path: str, *, last: str = "live") -> dict[str, str]:
        """All that a link gives away, as text. Reads the stream up to the event `last`."""
        found = {part: await self.stranger.get(f"{path}{part}", headers=HTML) for part in ("", "/chart.svg")}
        found["en"] = await self.stranger.get(path, headers={**HTML, "Accept-Language": "en"})
        found["ltr"] = await self.stranger.get(f"{path}/chart.svg?columns=ltr")
        assert {response.status_code for response in found.values()} == {200}
        texts = {name: response.text for name, response in found.items()}
        texts["stream"] = json.dumps([event.data for event in await self.events(path, last)], ensure_ascii=False)
        return texts

    async def events(self, path: str, last: str) -> list[Event]:
        """The events of the stream up to the first one of this name."""
        found: list[Event] = []
        async with self.stranger.stream("GET", f"{path}/stream?tails") as response:
            assert response.status_code == 200
            async for event in read_events(response):
                found.append(event)
                if event.name == last:
                    return found
        raise AssertionError(f"the stream ended without {last}")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    demo = HeldModel(BEYOND_PREVIEW)
    async with serving(database_url, demo=demo) as service:
        base = f"http://127.0.0.1:{service.port}"
        async with httpx.AsyncClient(base_url=base, timeout=DEADLINE, trust_env=False) as stranger:
            report_id = await service.create(**PERSON)
            await in_time(demo.wait_held())

            log = service.state.live.log_of(UUID(report_id))
            assert log is not None
            await wait_log(log, lambda: log.saved.preview_end is not None)
            yield Desk(service, demo, report_id, stranger)
            assert not stranger.cookies, "a link gives nobody a cookie"


async def test_a_link_is_shown_once_and_listed_without_its_token(desk: Desk) -> None:
    expires = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    made = await desk.service.client.post(
        desk.api, json={"scope": "preview", "with_person": True, "expires_at": expires}
    )
    body = made.json()
    assert set(body) == {"id", "scope", "with_person", "expires_at", "created_at", "link"}
    token = body.pop("link").rpartition("/s/")[2]
    assert re.fullmatch(r"[A-Za-z0-9]{24}", token)
    listed = await desk.service.client.get(desk.api)
    assert listed.json() == {"shares": [body]}
    assert token not in listed.text
    assert token not in (await desk.service.client.get(f"/reports/{desk.report_id}", headers=HTML)).text


@pytest.mark.parametrize(
    "body",
    [
        {"scope": "some"},
        {"scope": None},
        {"with_person": "perhaps"},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2999-01-01T00:00:00"},
        {"token": "mine"},
    ],
)
async def test_what_no_link_can_be_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    response = await desk.service.client.post(desk.api, json=body)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert (await desk.service.client.get(desk.api)).json() == {"shares": []}


async def test_a_report_has_a_limited_number_of_valid_links(desk: Desk, engine: AsyncEngine) -> None:
    for _ in range(MOST_SHARES):
        await desk.share()
    refused = await desk.service.client.post(desk.api, json={})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_shares")
    assert refused.headers["retry-after"]
    async with engine.connect() as conn:
        await conn.execute(sql(f"{EXPIRE} WHERE id IN (SELECT id FROM shares LIMIT 1)"))
    await desk.share()  # the expired one does not count, and is gone
    assert len((await desk.service.client.get(desk.api)).json()["shares"]) == MOST_SHARES


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_every_link_that_is_not_valid_looks_the_same(desk: Desk, engine: AsyncEngine, accept: str) -> None:
    revoked, expired, deleted = [await desk.share() for _ in range(3)]
    shares = (await desk.service.client.get(desk.api)).json()["shares"]
    other = await desk.service.create()
    made = await desk.service.client.post(f"/api/reports/{other}/shares", json={})
    of_deleted = httpx.URL(made.json()["link"]).path
    assert (await desk.service.client.delete(f"/api/reports/{other}")).status_code == 204
    assert (await desk.service.client.delete(f"{desk.api}/{shares[2]['id']}")).status_code == 204
    async with engine.connect() as conn:
        await conn.execute(sql(f"{EXPIRE} WHERE id = :id"), {"id": UUID(shares[1]["id"])})
    assert (await desk.service.client.delete(f"{desk.api}/{shares[0]['id']}")).status_code == 204
    unknown = "/s/" + "x" * 24
    for part in PARTS:
        for method in ("GET", "HEAD", "POST", "DELETE"):
            answers = set()
            for path in (unknown, revoked, expired, deleted, of_deleted):
                for client in (desk.stranger, desk.service.client):
                    response = await client.request(method, f"{path}{part}", headers={"Accept": accept})
                    headers = sorted((name, value) for name, value in response.headers.items() if name != "date")
                    body = response.text.replace(path, "")
                    answers.add((response.status_code, str(headers), body))
                    assert response.headers["x-robots-tag"] == "noindex"
                    assert response.headers["referrer-policy"] == "no-referrer"
            assert len(answers) == 1, (part, method)
            assert answers.pop()[0] == (404 if method in ("GET", "HEAD") else 405)


async def test_only_the_owner_makes_lists_and_revokes_links(desk: Desk) -> None:
    path = await desk.share()
    (share,) = (await desk.service.client.get(desk.api)).json()["shares"]
    async with httpx.AsyncClient(base_url=desk.stranger.base_url, timeout=DEADLINE, trust_env=False) as other:
        assert (await other.post("/api/reports", json=BIRTH)).status_code == 201
        for client in (other, desk.stranger):
            for response in (
                await client.post(desk.api, json={}),
                await client.get(desk.api),
                await client.delete(f"{desk.api}/{share['id']}"),
                await client.post(f"/reports/{desk.report_id}/shares"),
                await client.post(f"/reports/{desk.report_id}/shares/{share['id']}/revoke"),
            ):
                assert (response.status_code, response.json()["detail"]) == (404, "no such report")
    assert (await desk.stranger.get(path)).status_code == 200


async def test_a_link_gives_no_access_to_anything_else(desk: Desk) -> None:
    path = await desk.share(with_person=True)
    page = (await desk.stranger.get(path, headers=HTML)).text
    assert desk.report_id not in page
    assert set(re.findall(r'<form method="(\w+)"', page)) == {"dialog"}  # closes the contents
    assert page.count("<form") == page.count('<form method="dialog"')
    assert not re.search(r'(?:href|src|action)="/(?:api|reports)/', page)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for part in (*PARTS, "/stop", "/resume", "/delete", "/questions", "/shares"):
            response = await desk.stranger.request(method, f"{path}{part}")
            assert response.status_code in (404, 405), (method, part)
    assert (await desk.service.report(desk.report_id))["status"] == "running"


async def test_reading_a_link_starts_nothing(desk: Desk) -> None:
    path = await desk.share()
    await desk.service.client.post(f"/api/reports/{desk.report_id}/stop")
    desk.demo.resume()
    report = await desk.service.finished(desk.report_id)
    calls = len(desk.service.calls(desk.report_id))
    for part in PARTS:
        for method in ("HEAD", "GET"):
            assert (await desk.stranger.request(method, f"{path}{part}")).status_code in (200, 204)
    assert await desk.service.report(desk.report_id) == report
    assert len(desk.service.calls(desk.report_id)) == calls


def beyond(report: dict[str, Any], preview: str) -> list[str]:
    """The pieces of sentences that stand only after the preview."""
    rest = report["text"].removeprefix(preview)
    parts = {part.strip(" #*-\n") for part in re.split(r"[。，：；、\n*]", rest)}
    headings = set(re.findall(r"^## (.*)$", rest, re.MULTILINE))
    return [part for part in parts - headings if len(part) >= 6 and part not in preview]


@pytest.mark.parametrize("with_person", [False, True])
async def test_a_preview_leaks_nothing_of_what_follows(desk: Desk, with_person: bool) -> None:
    path = await desk.share(scope="preview", with_person=with_person)
    running = await desk.everything(path, last="end")
    report = await desk.finish()
    finished = await desk.everything(path, last="end")
    preview, chart = report["preview"], json.dumps(report["chart"], ensure_ascii=False)
    later = [part for part in beyond(report, preview) if part not in chart]  # the page shows the chart's warnings
    assert len(later) > 100
    for texts in (running, finished):
        for name, shown in texts.items():
            assert [part for part in later if part in shown] == [], name
            assert str(report["chars"]) not in shown
            assert f"{report['chars']:,}" not in shown
        assert f"{len(preview):,}" in texts[""]
    numbers = {number for event in await desk.events(path, "end") for number in numbers_in(event.data)}
    assert max(numbers) <= len(preview)


def numbers_in(data: dict[str, Any]) -> list[int]:
    return [value for value in data.values() if isinstance(value, int)]


async def test_a_preview_share_ends_with_the_preview_while_the_report_goes_on(desk: Desk) -> None:
    path = await desk.share(scope="preview")
    async with desk.stranger.stream("GET", f"{path}/stream") as response:
        events = [event async for event in read_events(response)]
    report = await desk.service.report(desk.report_id)
    assert report["status"] == "running"
    end = events[-1]
    assert end.name == "end"
    assert end.data == {"status": "completed", "code": None, "message": None, "chars": len(report["preview"])}
    again = await desk.stranger.get(f"{path}/stream", headers={"Last-Event-ID": end.id or ""})
    assert again.status_code == 204
    page = (await desk.stranger.get(path, headers=HTML)).text
    assert WORDS["zh"]["shared_preview_end"] in page
    assert 'http-equiv="refresh"' not in page


async def test_without_person_nothing_says_whose_report_it_is(desk: Desk) -> None:
    path = await desk.share()
    known = await desk.share(with_person=True)
    running = await desk.everything(path)
    report = await desk.finish()
    finished = await desk.everything(path)
    assert any(secret in report["text"] for secret in SECRETS), "the text itself names the person"
    for texts in (running, finished):
        for name, shown in texts.items():
            assert [secret for secret in SECRETS if secret in shown] == [], name
    for name, shown in (await desk.everything(known)).items():
        assert any(secret in shown for secret in SECRETS), name


async def test_a_card_is_a_png_with_the_pillars_in_the_reports_language(desk: Desk) -> None:
    path = await desk.share(with_person=True)
    page = (await desk.stranger.get(path, headers={**HTML, "Accept-Language": "en"})).text
    (image,) = re.findall(r'<meta property="og:image" content="([^"]*)"', page)
    assert image == f"http://127.0.0.1:{desk.service.port}{path}/card.png"
    (title,) = re.findall(r'<meta property="og:title" content="([^"]*)"', page)
    assert title == WORDS["zh"]["card_title"], "the card is in the language of the report"
    assert '<meta name="robots" content="noindex">' in page
    cards = [await desk.stranger.get(f"{share}/card.png") for share in (path, await desk.share())]
    assert cards[0].content == cards[1].content, "a card never shows the person"
    assert cards[0].headers["content-type"] == "image/png"
    assert struct.unpack(">II", cards[0].content[16:24]) == (1200, 630)
    with Image.open(BytesIO(cards[0].content)) as picture:
        picture.load()
        assert picture.format == "PNG"


async def test_a_whole_share_follows_the_text_to_its_end(desk: Desk) -> None:
    path = await desk.share(with_person=True)
    html: list[str] = []
    async with desk.stranger.stream("GET", f"{path}/stream") as response:
        async for event in read_events(response):
            if event.name == "live":
                desk.demo.resume()
            if event.name == "keep":
                del html[event.data["blocks"] :]
            if event.name == "block":
                html[event.data["i"] :] = [event.data["html"]]
    assert event.name == "end"
    report = await desk.service.report(desk.report_id)
    assert (event.data["status"], event.data["chars"]) == ("completed", report["chars"])
    page = (await desk.stranger.get(path, headers=HTML)).text
    assert all(block in page for block in html)


async def test_revoking_a_link_ends_its_streams_and_no_others(desk: Desk) -> None:
    revoked, kept = await desk.share(), await desk.share(with_person=True)
    shares = (await desk.service.client.get(desk.api)).json()["shares"]
    async with (
        desk.stranger.stream("GET", f"{kept}/stream") as other,
        desk.stranger.stream("GET", f"{revoked}/stream") as response,
    ):
        events = read_events(response)
        others = read_events(other)
        await in_time(anext(events))
        await in_time(anext(others))
        assert (await desk.service.client.delete(f"{desk.api}/{shares[1]['id']}")).status_code == 204
        rest = [event.name async for event in events]
        assert "end" not in rest, "the report has not ended"
        assert desk.service.state.live.viewer_count == 1
        await desk.finish()
        assert [event.name async for event in others][-1] == "end"
    assert (await desk.stranger.get(f"{revoked}/stream")).status_code == 404


async def test_a_stream_ends_when_its_link_expires(desk: Desk, engine: AsyncEngine) -> None:
    path = await desk.share()
    async with desk.stranger.stream("GET", f"{path}/stream") as response:
        events = read_events(response)
        await in_time(anext(events))
        async with engine.connect() as conn:
            await conn.execute(sql(EXPIRE))
        assert "end" not in [event.name async for event in events], "checked regularly, without a command"


async def test_links_are_made_and_revoked_by_plain_forms(desk: Desk) -> None:
    client = desk.service.client
    page = (await client.get(f"/reports/{desk.report_id}", headers=HTML)).text
    assert f'action="/reports/{desk.report_id}/shares"' in page
    data = {"scope": "preview", "days": "7", "with_person": "1"}
    made = await client.post(f"/reports/{desk.report_id}/shares", data=data, headers=HTML)
    assert made.status_code == 200
    (link,) = re.findall(r'value="(http[^"]*/s/\w{24})"', made.text)
    assert (await desk.stranger.get(link, headers=HTML)).status_code == 200
    (share,) = (await client.get(desk.api)).json()["shares"]
    assert (share["scope"], share["with_person"]) == ("preview", True)
    days = datetime.fromisoformat(share["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=6.9) < days < timedelta(days=7.1)
    page = (await client.get(f"/reports/{desk.report_id}", headers=HTML)).text
    (revoke,) = re.findall(r'action="(/reports/[^"]*/revoke)"', page)
    gone = await client.post(revoke, headers=HTML)
    assert (gone.status_code, gone.headers["location"]) == (303, f"/reports/{desk.report_id}#share-form")
    missing = await desk.stranger.get(link, headers=HTML)
    assert (missing.status_code, WORDS["zh"]["share_missing"] in missing.text) == (404, True)
    for method in ("post", "get"):
        foreign = await getattr(client, method)(revoke, headers={"Sec-Fetch-Site": "cross-site"})
        assert foreign.status_code in (403, 405)

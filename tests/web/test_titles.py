"""Titles of reports, and finding reports by what they hold."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from .conftest import Shared
from .requests import body, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def create(client: httpx.AsyncClient, **changes: Any) -> str:
    response = await client.post("/api/reports", json=body({key.replace("__", "."): v for key, v in changes.items()}))
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def found(client: httpx.AsyncClient, q: str, **params: str) -> list[str]:
    response = await client.get("/api/reports", params={"q": q, **params})
    assert response.status_code == 200, response.text
    return [report["id"] for report in response.json()["reports"]]


async def test_a_title_is_set_shown_and_removed(owner: httpx.AsyncClient) -> None:
    report_id = await create(owner)
    assert (await owner.get(f"/api/reports/{report_id}")).json()["title"] is None
    renamed = await owner.patch(f"/api/reports/{report_id}", json={"title": "  给妈妈 👩‍👧 "})
    assert (renamed.status_code, renamed.json()["title"]) == (200, "给妈妈 👩‍👧")
    assert "text" not in renamed.json()
    assert (await owner.get(f"/api/reports/{report_id}")).json()["title"] == "给妈妈 👩‍👧"
    assert (await owner.get("/api/reports")).json()["reports"][0]["title"] == "给妈妈 👩‍👧"
    cleared = await owner.patch(f"/api/reports/{report_id}", json={"title": None})
    assert (cleared.status_code, cleared.json()["title"]) == (200, None)


@pytest.mark.parametrize(
    "title", ["", "   ", "\u200b", "x" * 61, "a\nb", "a\rb", "\x00", "a\x1bb", "a\u202eb", "a\u2028b", 7, ["a"]]
)
async def test_a_title_is_one_visible_line_of_at_most_sixty_characters(owner: httpx.AsyncClient, title: Any) -> None:
    report_id = await create(owner)
    refused = problem(await owner.patch(f"/api/reports/{report_id}", json={"title": title}), 422, "invalid_request")
    assert [error["field"] for error in refused["errors"]] == ["title"]
    assert (await owner.get(f"/api/reports/{report_id}")).json()["title"] is None


async def test_a_title_of_sixty_characters_is_accepted(owner: httpx.AsyncClient) -> None:
    report_id = await create(owner)
    assert (await owner.patch(f"/api/reports/{report_id}", json={"title": "😀" * 60})).status_code == 200


async def test_other_bodies_are_rejected(owner: httpx.AsyncClient) -> None:
    path = f"/api/reports/{await create(owner)}"
    problem(await owner.patch(path, json={}), 422, "invalid_request")
    problem(await owner.patch(path, json={"title": "a", "status": "completed"}), 422, "invalid_request")
    problem(await owner.patch(path, content=b"{", headers={"Content-Type": "application/json"}), 400, "invalid_json")
    problem(await owner.patch(path, content=b"title=a"), 415, "unsupported_media_type")


async def test_only_the_owner_can_rename(shared: Shared, owner: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
    await create(owner)
    theirs = f"/api/reports/{shared.report['id']}"
    answers = [
        await client.patch(path, json={"title": "mine"})
        for client in (owner, nobody)
        for path in (theirs, f"/api/reports/{uuid4()}", "/api/reports/x")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert (await shared.author.get(theirs)).json()["title"] is None
    foreign = await owner.patch(theirs, json={"title": "a"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


async def test_reports_are_found_by_what_they_hold(owner: httpx.AsyncClient) -> None:
    mine = await create(owner, name="小明", question="守还是动？")
    other = await create(owner, name="Zoë", place__name="上海", birth__date="1989-12-01", question=None)
    lunar = await create(owner, name="李四", birth={"date": "1990-04-18", "time": None, "calendar": "lunar"})
    await owner.patch(f"/api/reports/{other}", json={"title": "For Mum ５０%_"})
    for q, expected in {
        "": [lunar, other, mine],
        "小明": [mine],
        "zoë": [other],
        "ZO": [other],
        "上海": [other],
        "for mum": [other],
        "50%": [other],
        "_": [other],
        "该不该": [],
        "守还是": [lunar, mine],
        "丁丑": [lunar, mine],
        "丁未时": [mine],
        "Ding-Chou": [lunar, mine],
        "1990-05-12": [lunar, mine],  # the same day, by its solar and its lunar date
        "1990年5月": [lunar, mine],
        "1990-04-18": [lunar],
        "四月十八": [lunar, mine],
        "12月1日": [other],
        "小明 北京": [mine],
        "小明 上海": [],
        "Asia/Shanghai": [],
        "female": [],
    }.items():
        assert (q, await found(owner, q)) == (q, expected)


async def test_a_search_pages_and_combines_with_the_status(owner: httpx.AsyncClient) -> None:
    ids = [await create(owner, name="甲" if n % 2 else "乙") for n in range(44)]
    expected = [id for n, id in enumerate(ids) if n % 2][::-1]
    first = (await owner.get("/api/reports", params={"q": "甲"})).json()
    assert [report["id"] for report in first["reports"]] == expected[:20]
    assert await found(owner, "甲", cursor=first["cursor"]) == expected[20:]
    assert await found(owner, "甲", status="completed") == []


async def test_odd_searches_find_nothing_and_break_nothing(owner: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
    await create(owner)
    for q in ("%00", "%ED%A0%80", "'--", "%5C", "%F0%9F%98%80", "%27%29%20OR%20true%20--"):
        response = await owner.get(f"/api/reports?q={q}")
        assert response.status_code == 200
        assert len(response.json()["reports"]) == (q == "%00")
    problem(await owner.get("/api/reports", params={"q": "x" * 101}), 422, "invalid_request")
    assert await found(nobody, "小明") == []


async def test_another_owners_reports_are_not_found(shared: Shared, owner: httpx.AsyncClient) -> None:
    await create(owner, name="某人")
    assert await found(owner, "小明") == []
    assert await found(shared.author, "小明") == [shared.report["id"]]

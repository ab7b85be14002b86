"""`POST /api/reports`: what it answers, whose the report is, and when it is the same one."""

import asyncio
import uuid

import httpx
import pytest
from itsdangerous import Signer

from app.web.deps import OWNER_COOKIE
from tests.service import BIRTH, serving

from .asking import CANARY, Ask, body, fields, problem
from .conftest import Shared

pytestmark = pytest.mark.asyncio(loop_scope="session")

REPORT_FIELDS = {
    "id",
    "status",
    "attempt",
    "chars",
    "saved_chars",
    "preview",
    "text",
    "sha256",
    "end",
    "model",
    "usage",
    "chart",
    "ai_label",
    "created_at",
    "updated_at",
    "ended_at",
    "links",
}


async def test_a_new_report_is_told_in_full_with_where_it_is(owner: httpx.AsyncClient) -> None:
    response = await owner.post("/api/reports", json=BIRTH)
    assert response.status_code == 201
    assert response.headers["content-type"] == "application/json"
    report = response.json()
    assert set(report) >= REPORT_FIELDS
    self_link = f"/api/reports/{uuid.UUID(report['id'])}"
    assert report["links"] == {
        "self": self_link,
        "stream": f"{self_link}/stream",
        "page": f"/reports/{report['id']}",
    }
    assert response.headers["location"] == self_link
    assert (report["chars"], report["saved_chars"], report["text"], report["preview"]) == (0, 0, "", "")
    assert (report["sha256"], report["end"], report["ended_at"]) == (None, None, None)
    assert report["status"] in ("queued", "running")
    assert report["usage"] == {"prompt_tokens": 0, "completion_tokens": 0}
    assert report["chart"]["pillars"] == {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": "丁未"}
    assert "人工智能" in report["ai_label"]
    assert (await owner.get(response.headers["location"])).json()["id"] == report["id"]


async def test_what_is_not_required_may_be_left_out(owner: httpx.AsyncClient) -> None:
    least = {
        "birth": {"date": "1990-05-12", "time": None},
        "gender": "male",
        "place": {"id": "beijing"},
    }
    response = await owner.post("/api/reports", json=least)
    assert response.status_code == 201
    report = response.json()
    assert report["language"] == "zh"
    assert report["chart"]["pillars"]["hour"] is None
    assert report["chart"]["options"] == {
        "clock": "true_solar",
        "day_change": "23:00",
        "start_age": "exact",
        "hidden_stems": "bing_geng_wu",
    }


async def test_the_first_report_gives_its_owner_a_cookie_that_scripts_cannot_read(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH)
    (cookie,) = first.headers.get_list("set-cookie")
    name, *attributes = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith(f"{OWNER_COOKIE}=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(attributes)
    assert any(attribute.startswith("max-age=") for attribute in attributes)
    assert not any(attribute.startswith("domain") for attribute in attributes)
    second = await owner.post("/api/reports", json=BIRTH)
    assert "set-cookie" not in second.headers


async def test_over_https_the_cookie_is_for_https_alone_and_good_at_every_process(shared_database_url: str) -> None:
    async with serving(shared_database_url, cookie_secure=True, report_slots=1) as service:
        response = await service.client.post("/api/reports", json=BIRTH)
        assert "secure" in response.headers["set-cookie"].lower().replace(" ", "").split(";")
        cookie = {"Cookie": response.headers["set-cookie"].split(";")[0]}
        path = response.headers["location"]
        async with serving(shared_database_url, report_slots=1) as other:
            assert (await other.client.get(path, headers=cookie)).status_code == 200
            assert (await other.client.delete(path, headers=cookie)).status_code == 204


def tampered(cookie: str) -> dict[str, str]:
    owner, _, signature = cookie.partition(".")
    other = ("0" if owner[0] != "0" else "1") + owner[1:]
    return {
        "of another id": f"{other}.{signature}",
        "without a signature": owner,
        "with an empty signature": f"{owner}.",
        "with a signature cut short": cookie[:-1],
        "with another signature": f"{owner}.{signature[::-1]}",
        "signed with another key": Signer(b"another", salt="mingshu.owner").sign(owner).decode(),
        "that is nothing": "",
        "that is far too long": cookie * 20,
    }


@pytest.mark.parametrize("how", tampered("a.b"))
async def test_a_cookie_that_was_not_signed_here_is_nobodys(nobody: httpx.AsyncClient, ask: Ask, how: str) -> None:
    report = await ask.create()
    cookie = ask.client.cookies[OWNER_COOKIE]
    forged = {"Cookie": f"{OWNER_COOKIE}={tampered(cookie)[how]}"}
    problem(await nobody.get(f"/api/reports/{report['id']}", headers=forged), 404, "not_found")
    problem(await nobody.delete(f"/api/reports/{report['id']}", headers=forged), 404, "not_found")
    assert (await nobody.get("/api/reports", headers=forged)).json()["reports"] == []
    assert (await ask.client.get(f"/api/reports/{report['id']}")).status_code == 200


async def test_whoever_comes_with_a_bad_cookie_becomes_someone_new(shared: Shared) -> None:
    async with shared.client() as client:
        response = await client.post("/api/reports", json=BIRTH, headers={"Cookie": f"{OWNER_COOKIE}=bad"})
        assert response.status_code == 201
        assert OWNER_COOKIE in response.cookies
        assert (await client.delete(response.headers["location"])).status_code == 204


async def test_the_same_key_and_body_is_the_same_report(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    again = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["location"] == first.headers["location"]
    assert len((await owner.get("/api/reports")).json()["reports"]) == 1


async def test_a_repeat_shows_the_report_as_it_stands(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    await owner.post(f"{first.headers['location']}/stop")
    again = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    shown = (await owner.get(first.headers["location"])).json()
    assert {**again.json(), "updated_at": ""} == {**shown, "updated_at": ""}


async def test_the_same_body_in_other_words_is_the_same_body(owner: httpx.AsyncClient) -> None:
    said = body()
    del said["options"], said["birth"]["calendar"], said["birth"]["leap_month"], said["language"]
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    again = await owner.post("/api/reports", json=said, headers={"Idempotency-Key": "k"})
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]


async def test_the_same_key_with_another_body_is_a_conflict(owner: httpx.AsyncClient) -> None:
    await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": CANARY})
    changed = body({"question": CANARY})
    for path in ("/api/reports", "/api/reports/generate-stream"):
        response = await owner.post(path, json=changed, headers={"Idempotency-Key": CANARY})
        problem(response, 409, "idempotency_conflict")
    assert len((await owner.get("/api/reports")).json()["reports"]) == 1


async def test_two_owners_may_use_the_same_key(shared: Shared, owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "shared"})
    async with shared.client() as other:
        second = await other.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "shared"})
        assert second.status_code == 201
        assert second.json()["id"] != first.json()["id"]
        assert (await other.delete(second.headers["location"])).status_code == 204


async def test_ten_at_once_with_one_key_make_one_report(owner: httpx.AsyncClient) -> None:
    await owner.post("/api/reports", json=BIRTH)  # for the cookie
    requests = [owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"}) for _ in range(10)]
    answers = await asyncio.gather(*requests)
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_key_starts_one_writing_however_often_its_stream_is_asked_for(
    shared: Shared, owner: httpx.AsyncClient
) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    report_id = first.json()["id"]
    for _ in range(3):
        async with owner.stream(
            "POST", "/api/reports/generate-stream", json=BIRTH, headers={"Idempotency-Key": "k"}
        ) as response:
            assert response.status_code == 200
            chunk = await anext(response.aiter_raw())
            assert report_id.encode() in chunk
    await shared.service.demo.wait_for(lambda: shared.service.calls(report_id))
    assert len(shared.service.calls(report_id)) == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_too_short_or_too_long_is_named(owner: httpx.AsyncClient, key: str) -> None:
    response = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": key})
    assert {name.lower() for name in fields(response)} == {"idempotency-key"}


async def test_a_key_may_be_used_again_after_its_report_was_deleted(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    assert (await owner.delete(first.headers["location"])).status_code == 204
    second = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


async def test_creating_and_streaming_in_one_gives_the_cookie_and_the_place(owner: httpx.AsyncClient) -> None:
    async with owner.stream("POST", "/api/reports/generate-stream", json=BIRTH) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store, no-transform"
        assert response.headers["x-accel-buffering"] == "no"
        assert OWNER_COOKIE in response.cookies
        first = (await anext(response.aiter_raw())).decode()
        assert first.startswith("retry: 2000\nevent: report\ndata: {")
        place = response.headers["content-location"]
    assert (await owner.get(place)).status_code == 200

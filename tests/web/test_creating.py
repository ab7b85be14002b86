"""`POST /api/reports`: the response, the owner's cookie, and idempotency."""

import asyncio
import uuid

import httpx
import pytest
from itsdangerous import Signer

from app.web.admission import Admission
from app.web.deps import OWNER_COOKIE
from tests.service import BIRTH, serving
from tests.viewer import Viewer

from .conftest import Shared
from .requests import CANARY, Ask, body, fields, problem

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


async def test_a_new_report_is_returned_in_full_with_its_location(owner: httpx.AsyncClient) -> None:
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
    assert set(report["usage"].values()) == {0}
    assert report["chart"]["pillars"] == {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": "丁未"}
    assert "人工智能" in report["ai_label"]
    assert (await owner.get(response.headers["location"])).json()["id"] == report["id"]


async def test_optional_fields_may_be_omitted(owner: httpx.AsyncClient) -> None:
    minimal = {
        "birth": {"date": "1990-05-12", "time": None},
        "gender": "male",
        "place": {"id": "beijing"},
    }
    response = await owner.post("/api/reports", json=minimal)
    assert response.status_code == 201
    report = response.json()
    assert report["language"] == "zh"
    assert report["chart"]["pillars"]["hour"] is None
    assert report["chart"]["options"] == {
        "clock": "true_solar",
        "day_change": "23:00",
        "late_zi": "next_day",
        "start_age": "exact",
        "hidden_stems": "bing_geng_wu",
    }


async def test_the_first_report_sets_an_owner_cookie_that_scripts_cannot_read(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH)
    (cookie,) = first.headers.get_list("set-cookie")
    name, *attributes = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith(f"{OWNER_COOKIE}=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(attributes)
    assert any(attribute.startswith("max-age=") for attribute in attributes)
    assert not any(attribute.startswith("domain") for attribute in attributes)
    second = await owner.post("/api/reports", json=BIRTH)
    assert "set-cookie" not in second.headers


async def test_a_secure_cookie_is_for_https_only_and_valid_at_every_process(shared_database_url: str) -> None:
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
        "another owner's id": f"{other}.{signature}",
        "no signature": owner,
        "empty signature": f"{owner}.",
        "truncated signature": cookie[:-1],
        "wrong signature": f"{owner}.{signature[::-1]}",
        "signed with another key": Signer(b"another", salt="mingshu.owner").sign(owner).decode(),
        "empty": "",
        "far too long": cookie * 20,
    }


@pytest.mark.parametrize("how", tampered("a.b"))
async def test_a_forged_cookie_identifies_nobody(nobody: httpx.AsyncClient, ask: Ask, how: str) -> None:
    report = await ask.create()
    cookie = ask.client.cookies[OWNER_COOKIE]
    forged = {"Cookie": f"{OWNER_COOKIE}={tampered(cookie)[how]}"}
    problem(await nobody.get(f"/api/reports/{report['id']}", headers=forged), 404, "not_found")
    problem(await nobody.delete(f"/api/reports/{report['id']}", headers=forged), 404, "not_found")
    assert (await nobody.get("/api/reports", headers=forged)).json()["reports"] == []
    assert (await ask.client.get(f"/api/reports/{report['id']}")).status_code == 200


async def test_a_client_with_an_invalid_cookie_becomes_a_new_owner(shared: Shared) -> None:
    async with shared.client() as client:
        response = await client.post("/api/reports", json=BIRTH, headers={"Cookie": f"{OWNER_COOKIE}=bad"})
        assert response.status_code == 201
        assert OWNER_COOKIE in response.cookies
        assert (await client.delete(response.headers["location"])).status_code == 204


async def test_the_same_key_and_body_return_the_same_report(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    again = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["location"] == first.headers["location"]
    assert len((await owner.get("/api/reports")).json()["reports"]) == 1


async def test_a_repeated_request_returns_the_current_state_of_the_report(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    await owner.post(f"{first.headers['location']}/stop")
    await Viewer(owner, first.json()["id"]).watch_to_end()
    again = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    shown = (await owner.get(first.headers["location"])).json()
    assert {**again.json(), "updated_at": ""} == {**shown, "updated_at": ""}


async def test_a_body_with_defaults_left_out_counts_as_the_same_body(owner: httpx.AsyncClient) -> None:
    shorter = body()
    del shorter["options"], shorter["birth"]["calendar"], shorter["birth"]["leap_month"], shorter["language"]
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    again = await owner.post("/api/reports", json=shorter, headers={"Idempotency-Key": "k"})
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


async def test_ten_concurrent_requests_with_one_key_create_one_report(owner: httpx.AsyncClient) -> None:
    await owner.post("/api/reports", json=BIRTH)  # sets the cookie
    requests = [owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"}) for _ in range(10)]
    responses = await asyncio.gather(*requests)
    assert sorted(response.status_code for response in responses) == [200] * 9 + [201]
    assert len({response.json()["id"] for response in responses}) == 1


async def test_repeated_stream_requests_with_one_key_start_the_writing_once(
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
    # Reports are claimed in order of creation: anything that the streams had started would reach the model before this.
    later = (await owner.post("/api/reports", json=BIRTH)).json()["id"]
    await shared.service.demo.wait_for(lambda: shared.service.calls(report_id) and shared.service.calls(later))
    assert len(shared.service.calls(report_id)) == 1
    assert {report["id"] for report in (await owner.get("/api/reports")).json()["reports"]} == {report_id, later}


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_an_empty_or_overlong_key_is_rejected(owner: httpx.AsyncClient, key: str) -> None:
    response = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": key})
    assert {name.lower() for name in fields(response)} == {"idempotency-key"}


async def test_a_key_can_be_reused_after_its_report_was_deleted(owner: httpx.AsyncClient) -> None:
    first = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    assert (await owner.delete(first.headers["location"])).status_code == 204
    second = await owner.post("/api/reports", json=BIRTH, headers={"Idempotency-Key": "k"})
    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


async def test_create_and_stream_sets_the_cookie_and_the_content_location(owner: httpx.AsyncClient) -> None:
    async with owner.stream("POST", "/api/reports/generate-stream", json=BIRTH) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store, no-transform"
        assert response.headers["x-accel-buffering"] == "no"
        assert OWNER_COOKIE in response.cookies
        first = (await anext(response.aiter_raw())).decode()
        assert first.startswith("retry: 2000\nevent: report\ndata: {")
        path = response.headers["content-location"]
    assert (await owner.get(path)).status_code == 200


async def test_a_rush_of_creations_is_refused_at_once_and_loses_nothing(
    shared: Shared, owner: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    creation = Admission(1)
    monkeypatch.setattr(shared.service.state, "creation", creation)
    reports = await shared.count()
    with creation.admitted():
        for path in ("/api/reports", "/api/reports/generate-stream"):
            response = await owner.post(path, json=BIRTH)
            problem(response, 503, "overloaded")
            assert int(response.headers["retry-after"]) > 0
    assert await shared.count() == reports
    assert (await owner.post("/api/reports", json=BIRTH)).status_code == 201

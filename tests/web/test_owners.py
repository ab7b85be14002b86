"""Another owner's report looks exactly like one that does not exist, on every route and for every method."""

import httpx
import pytest

from .conftest import Shared
from .requests import Ask, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = [
    "/api/reports/{id}",
    "/api/reports/{id}?view=preview",
    "/api/reports/{id}/stream",
    "/api/reports/{id}/stream?from=1.5",
    "/api/reports/{id}/text",
    "/api/reports/{id}/chart.svg",
    "/api/reports/{id}/stop",
    "/api/reports/{id}/resume",
    "/api/reports/{id}/shares",
    "/api/reports/{id}/shares/5b1b1f0e-5d5c-4c0e-9d56-2f6e4b1f9a11",
    "/reports/{id}",
    "/reports/{id}/shares",
    "/reports/{id}/shares/5b1b1f0e-5d5c-4c0e-9d56-2f6e4b1f9a11/revoke",
    "/reports/{id}/rename",
    "/reports/{id}/questions",
    "/reports/{id}/questions/1/drop",
    "/api/reports/{id}/questions",
    "/api/reports/{id}/questions/1",
    "/reports/{id}/delete",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NOBODYS = "5b1b1f0e-5d5c-4c0e-9d56-2f6e4b1f9a11"
MALFORMED = ["x", f"{NOBODYS}0", "%00", "命书", "a" * 300, "' OR 1=1"]

Seen = tuple[int, list[tuple[str, str]], bytes]


async def seen(client: httpx.AsyncClient, method: str, path: str, **headers: str) -> Seen:
    # A route that takes a body rejects a missing one before it looks for the report.
    is_question = method == "POST" and path.endswith("/questions") and path.startswith("/api/")
    body = {"title": "mine"} if method == "PATCH" else {"question": "mine?"} if is_question else None
    response = await client.request(method, path, headers=headers, json=body)
    received = sorted((name, value) for name, value in response.headers.items() if name != "date")
    return response.status_code, received, response.content


@pytest.mark.parametrize("path", PATHS)
async def test_another_owners_report_looks_like_one_that_does_not_exist(
    shared: Shared, nobody: httpx.AsyncClient, ask: Ask, path: str
) -> None:
    await ask.create()  # gives the client a cookie and a report of its own
    theirs = shared.report["id"]
    for method in METHODS:
        expected = await seen(ask.client, method, path.format(id=NOBODYS))
        assert expected[0] in (404, 405)
        for id in (theirs, *MALFORMED):
            assert await seen(ask.client, method, path.format(id=id)) == expected, (method, id)
        for cookie in ("", "mingshu_owner=forged"):
            for id in (theirs, NOBODYS):
                assert await seen(nobody, method, path.format(id=id), Cookie=cookie) == expected, (method, id)


async def test_every_route_answers_not_found_for_another_owners_report(
    shared: Shared, owner: httpx.AsyncClient
) -> None:
    theirs = shared.report["id"]
    for part in ("", "/stream", "/text", "/chart.svg"):
        problem(await owner.get(f"/api/reports/{theirs}{part}"), 404, "not_found")
    for part in ("/stop", "/resume"):
        problem(await owner.post(f"/api/reports/{theirs}{part}"), 404, "not_found")
    problem(await owner.patch(f"/api/reports/{theirs}", json={"title": "mine"}), 404, "not_found")
    problem(await owner.delete(f"/api/reports/{theirs}"), 404, "not_found")


async def test_a_stranger_cannot_change_a_report(shared: Shared, nobody: httpx.AsyncClient) -> None:
    path = f"/api/reports/{shared.report['id']}"
    before = (await shared.author.get(path)).json()
    for method in ("POST", "PATCH", "DELETE"):
        for part in ("", "/stop", "/resume"):
            await nobody.request(method, path + part, json={"title": "theirs"})
    assert (await shared.author.get(path)).json() == before


async def test_the_list_contains_only_the_owners_reports(nobody: httpx.AsyncClient, ask: Ask) -> None:
    report = await ask.create()
    listed = (await ask.client.get("/api/reports")).json()["reports"]
    assert [each["id"] for each in listed] == [report["id"]]
    assert (await nobody.get("/api/reports")).json() == {"reports": [], "cursor": None}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_page_may_read_but_not_act(shared: Shared, ask: Ask, site: str) -> None:
    report = await ask.create()
    before = await shared.count()
    path = f"/api/reports/{report['id']}"
    headers = {"Sec-Fetch-Site": site, "Origin": "https://evil.example"}
    for method, target in (
        ("POST", "/api/reports"),
        ("POST", "/api/reports/generate-stream"),
        ("POST", "/api/charts"),
        ("POST", f"{path}/stop"),
        ("POST", f"{path}/resume"),
        ("PATCH", path),
        ("DELETE", path),
        ("PUT", path),
    ):
        problem(await ask.client.request(method, target, headers=headers, json={}), 403, "cross_site")
    assert await shared.count() == before
    assert (await ask.client.get(path, headers=headers)).json()["status"] in ("queued", "running")


@pytest.mark.parametrize("site", ["same-origin", "none", None])
async def test_the_sites_own_pages_and_other_programs_may_act(ask: Ask, site: str | None) -> None:
    """Browsers send `none` for a typed address. Other programs, and old browsers, send no header."""
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    report = await ask.create(**headers)
    path = f"/api/reports/{report['id']}"
    assert (await ask.client.get(path, headers=headers)).status_code == 200
    assert (await ask.client.post(f"{path}/stop", headers=headers)).status_code in (200, 202)
    assert (await ask.client.delete(path, headers=headers)).status_code == 204

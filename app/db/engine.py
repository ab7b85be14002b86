"""Connection pools to PostgreSQL. Every statement is its own transaction."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from asyncpg.exceptions import InterfaceError, InternalClientError, PostgresError
from sqlalchemy import URL, Dialect, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import StorageUnavailable

IDLE_SECONDS = 1.0
"""How long a connection may be idle before it is tested: the network may have dropped it silently."""

_KNOWN_PARAMETERS = ("host", "port", "user", "password", "ssl", "sslmode")
_CAUSES = {
    "28P01": "wrong user or password",
    "28000": "this user is not allowed to connect",
    "3D000": "the database does not exist",
    "42501": "this user lacks the privilege",
    "53300": "too many connections",
    "57P03": "the server is starting up or shutting down",
}
_PERMANENT = ("28P01", "28000", "3D000")
_CERTIFICATES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "sslpassword")


def parse_url(url: str) -> URL:
    """Convert a libpq-style `postgresql://…` URL for asyncpg.

    Drops parameters that only tune libpq. Raises `ValueError` if the URL is invalid, or names certificates, which
    must not be silently ignored. The message does not contain the URL.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("DATABASE_URL is not a valid URL") from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError("DATABASE_URL must start with postgresql://")
    if any(name in parsed.query for name in _CERTIFICATES):
        raise ValueError(
            "DATABASE_URL must not contain certificate files; set PGSSLROOTCERT, PGSSLCERT and PGSSLKEY instead"
        )
    for port in (parsed.port or 0, parsed.query.get("port", "0")):
        if not str(port).isdecimal() or int(port) > 65535:  # type: ignore[arg-type]
            raise ValueError("DATABASE_URL has an invalid port")
    query = {key: value for key, value in parsed.query.items() if key in _KNOWN_PARAMETERS}
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return parsed.set(drivername="postgresql+asyncpg", query=query)


def create_engine(
    url: URL, *, pool_size: int, timeout_seconds: float, name: str = "mingshu", replaces_dead: bool = True
) -> AsyncEngine:
    """Create a pool in autocommit mode: a process that is frozen between two statements holds no lock.

    `timeout_seconds` limits connecting, waiting for a free connection, and each statement. On the server, the lock
    timeout is shorter and the statement timeout longer. With `replaces_dead`, connections that died while idle are
    replaced before use. `name` is the application name that the server shows.
    """
    engine = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=timeout_seconds,
        pool_use_lifo=True,  # a connection just used has the statement prepared, and needs no test
        json_deserializer=str,  # `app.db.records` decodes what is needed
        connect_args={
            "timeout": timeout_seconds,
            "command_timeout": timeout_seconds,
            "server_settings": {
                "application_name": name,
                "lock_timeout": str(int(timeout_seconds * 400)),
                "statement_timeout": str(int(timeout_seconds * 2000)),
                # The server must release the locks of a client that it can no longer reach.
                "tcp_keepalives_idle": "10",
                "client_connection_check_interval": "5000",
            },
        },
    )
    if replaces_dead:
        event.listen(engine.sync_engine, "checkin", _note_use)
        event.listen(engine.sync_engine, "checkout", partial(_check_alive, engine.dialect))
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = time.monotonic()


def _check_alive(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Let the pool replace a connection that is closed, or that does not answer after it was idle.

    The pool's own `pool_pre_ping` asks the server before every statement, which doubles the statements.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError
    if time.monotonic() - record.info.get("used_at", math.inf) > IDLE_SECONDS:
        try:
            dialect.do_ping(connection)
        except (dialect.loaded_dbapi.Error, OSError, TimeoutError) as error:
            raise DisconnectionError from error


@asynccontextmanager
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Yield a connection for one statement. Any database or network error becomes `StorageUnavailable`.

    A statement that raised may still have been committed.
    """
    try:
        async with engine.connect() as conn:
            yield conn
    except (SQLAlchemyError, PostgresError, InterfaceError, InternalClientError, OSError, TimeoutError) as error:
        # Only the class name: the message may contain parameters of the statement or the server's address.
        raise StorageUnavailable(_cause(error), is_permanent=_sqlstate(error) in _PERMANENT) from error
    except asyncio.InvalidStateError as error:  # raised by asyncpg if its transport is already closed
        raise StorageUnavailable(_cause(error)) from error


def _cause(error: BaseException) -> str:
    origin, sqlstate = getattr(error, "orig", None) or error, _sqlstate(error)
    if sqlstate in _CAUSES:
        return f"{_CAUSES[sqlstate]} ({sqlstate})"
    return f"{type(origin).__name__}{f' ({sqlstate})' if sqlstate else ''}"


def _sqlstate(error: BaseException) -> str | None:
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None)

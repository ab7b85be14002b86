"""How this process speaks to PostgreSQL: one pool, every statement its own transaction."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg.exceptions import InterfaceError, InternalClientError, PostgresError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.errors import StorageUnavailable

_KNOWN = ("host", "port", "user", "password", "ssl", "sslmode")
_MEANINGS = {
    "28P01": "wrong user or password",
    "28000": "this user may not connect",
    "3D000": "there is no such database",
    "42501": "this user may not do that",
    "53300": "too many connections",
    "57P03": "the server is starting up or shutting down",
}
_CERTIFICATES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "sslpassword")


def parse_url(url: str) -> URL:
    """A `postgresql://…` as everyone writes it, for asyncpg. ValueError, without the URL, if it is none.

    Parameters that only tune libpq are left out. Certificates are refused rather than ignored.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("DATABASE_URL is not a database URL") from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    if any(name in parsed.query for name in _CERTIFICATES):
        raise ValueError("DATABASE_URL names certificate files: set PGSSLROOTCERT, PGSSLCERT, PGSSLKEY instead")
    for port in (parsed.port or 0, parsed.query.get("port", "0")):
        if not str(port).isdecimal() or int(port) > 65535:  # type: ignore[arg-type]
            raise ValueError("DATABASE_URL names a port that cannot be")
    query = {key: value for key, value in parsed.query.items() if key in _KNOWN}
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return parsed.set(drivername="postgresql+asyncpg", query=query)


def create_engine(
    url: URL, *, pool_size: int, timeout_seconds: float, name: str = "mingshu", pre_ping: bool = True
) -> AsyncEngine:
    """A pool in autocommit: a process frozen between two statements holds no lock.

    `pre_ping` finds connections that died while idle; `timeout_seconds` bounds connecting, waiting for a
    connection, and each statement. The server gives up a little earlier on locks, and knows it by `name`.
    """
    return create_async_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=timeout_seconds,
        pool_pre_ping=pre_ping,
        connect_args={
            "timeout": timeout_seconds,
            "command_timeout": timeout_seconds,
            "server_settings": {
                "application_name": name,
                "lock_timeout": str(int(timeout_seconds * 400)),
                "statement_timeout": str(int(timeout_seconds * 2000)),
                # A server that cannot reach its client must not keep the client's locks.
                "tcp_keepalives_idle": "10",
                "client_connection_check_interval": "5000",
            },
        },
    )


@asynccontextmanager
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection for one statement. Whatever the database or the network does wrong is one error.

    The fate of a statement that raised is unknown: it may have been committed.
    """
    try:
        async with engine.connect() as conn:
            yield conn
    except (SQLAlchemyError, PostgresError, InterfaceError, InternalClientError, OSError, TimeoutError) as error:
        # The class alone: a message may quote the statement's parameters or the server's address.
        raise StorageUnavailable(_cause(error)) from error
    except asyncio.InvalidStateError as error:  # asyncpg, when its transport died under it
        raise StorageUnavailable(_cause(error)) from error


def _cause(error: BaseException) -> str:
    origin = getattr(error, "orig", None) or error
    sqlstate = getattr(origin, "sqlstate", None)
    if sqlstate in _MEANINGS:
        return f"{_MEANINGS[sqlstate]} ({sqlstate})"
    return f"{type(origin).__name__}{f' ({sqlstate})' if sqlstate else ''}"

"""A `postgresql://…` as everyone writes it."""

import pytest
from sqlalchemy.engine import make_url

from app.db.engine import create_engine, parse_url
from app.db.store import Store
from app.errors import StorageUnavailable

CANARY = "k4n4r1"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:pass@host:5433/name",
        "postgres://user:pass@host:5433/name",
        "postgresql+asyncpg://user:pass@host:5433/name",
        "postgresql+psycopg2://user:pass@host:5433/name",
    ],
)
def test_however_the_scheme_is_written_it_is_asyncpg(url: str) -> None:
    parsed = parse_url(url)
    assert parsed.drivername == "postgresql+asyncpg"
    assert (parsed.username, parsed.password) == ("user", "pass")
    assert (parsed.host, parsed.port, parsed.database) == ("host", 5433, "name")


@pytest.mark.parametrize("password", ["p@ss/w:rd%?#&=+ ", "密码😀", "%41", ""])
def test_a_password_may_hold_anything_once_it_is_quoted(password: str) -> None:
    url = make_url("postgresql://user@host/name").set(password=password).render_as_string(hide_password=False)
    assert (parse_url(url).password or "") == password
    assert parse_url(url).host == "host"


@pytest.mark.parametrize("host", ["db.example.com", "127.0.0.1", "[::1]", ""])
def test_a_host_may_be_a_name_an_address_or_left_out(host: str) -> None:
    assert (parse_url(f"postgresql://u:p@{host}/name").host or "") == host.strip("[]")


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-full"])
def test_sslmode_becomes_what_asyncpg_calls_it(mode: str) -> None:
    parsed = parse_url(f"postgresql://u:p@h/name?sslmode={mode}")
    assert dict(parsed.query) == {"ssl": mode}


@pytest.mark.parametrize(
    "url",
    [
        "",
        CANARY,
        f"postgresql:/u:{CANARY}@h/name",
        f"mysql://u:{CANARY}@h/name",
        f"sqlite:///{CANARY}",
        f"http://u:{CANARY}@h/",
        f"postgresql://u:p@h:{CANARY}/name",
        f"postgresql://u:p@h/name?sslrootcert=/{CANARY}.pem",
        f"postgresql://u:{CANARY}@[::1/name",
        f"postgresql+nonsense{CANARY}",
    ],
)
def test_what_is_no_such_url_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as refusal:
        parse_url(url)
    assert CANARY not in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "sslmode=disable",
        "sslmode=prefer",
        "channel_binding=prefer",
        "application_name=x",
        "target_session_attrs=any",
        "connect_timeout=10",
        "gssencmode=disable",
        "keepalives=1&keepalives_idle=30",
        "sslmode=prefer&connect_timeout=10&application_name=x",
    ],
)
async def test_a_url_with_the_usual_parameters_connects(database_url: str, query: str) -> None:
    url = database_url + ("&" if "?" in database_url else "?") + query
    engine = create_engine(parse_url(url), pool_size=2, timeout_seconds=5)
    try:
        await Store(engine, lease_seconds=10).ping()
    finally:
        await engine.dispose()


async def test_a_user_may_be_named_among_the_parameters_as_libpq_allows(database_url: str) -> None:
    url = make_url(database_url)
    named = f"postgresql:///{url.database}?host={url.query['host']}&user={url.username}&password=x"
    engine = create_engine(parse_url(named), pool_size=2, timeout_seconds=5)
    try:
        await Store(engine, lease_seconds=10).ping()
    finally:
        await engine.dispose()


async def test_what_went_wrong_is_told_without_parameters_or_addresses(database_url: str) -> None:
    url = make_url(database_url).set(database=CANARY, password=CANARY).render_as_string(hide_password=False)
    engine = create_engine(parse_url(url), pool_size=2, timeout_seconds=5)
    try:
        with pytest.raises(StorageUnavailable) as refusal:
            await Store(engine, lease_seconds=10).ping()
    finally:
        await engine.dispose()
    assert "3D000" in str(refusal.value)  # no such database, as PostgreSQL says it
    assert CANARY not in str(refusal.value)


async def test_a_connection_that_died_in_the_pool_is_replaced(database_url: str) -> None:
    from .rows import sql

    engine = create_engine(parse_url(database_url), pool_size=2, timeout_seconds=5)
    killer = create_engine(parse_url(database_url), pool_size=2, timeout_seconds=5)
    try:
        store = Store(engine, lease_seconds=10)
        await store.ping()
        await sql(
            killer,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        await store.ping()
    finally:
        await engine.dispose()
        await killer.dispose()

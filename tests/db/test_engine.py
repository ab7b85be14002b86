"""Database URLs and connections."""

import pytest
from sqlalchemy.engine import make_url

from app.db.engine import parse_url
from app.db.store import Store
from app.errors import StorageUnavailable
from tests.databases import open_engine
from tests.waiting import eventually

from .rows import sql

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
def test_every_postgresql_scheme_selects_asyncpg(url: str) -> None:
    parsed = parse_url(url)
    assert parsed.drivername == "postgresql+asyncpg"
    assert (parsed.username, parsed.password) == ("user", "pass")
    assert (parsed.host, parsed.port, parsed.database) == ("host", 5433, "name")


@pytest.mark.parametrize("password", ["p@ss/w:rd%?#&=+ ", "密码😀", "%41", ""])
def test_a_quoted_password_may_contain_any_character(password: str) -> None:
    url = make_url("postgresql://user@host/name").set(password=password).render_as_string(hide_password=False)
    assert (parse_url(url).password or "") == password
    assert parse_url(url).host == "host"


@pytest.mark.parametrize("host", ["db.example.com", "127.0.0.1", "[::1]", ""])
def test_a_host_may_be_a_name_an_address_or_empty(host: str) -> None:
    assert (parse_url(f"postgresql://u:p@{host}/name").host or "") == host.strip("[]")


@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-full"])
def test_sslmode_becomes_the_ssl_parameter_of_asyncpg(mode: str) -> None:
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
def test_an_invalid_url_is_rejected_without_quoting_it(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as caught:
        parse_url(url)
    assert CANARY not in str(caught.value)
    assert "\n" not in str(caught.value)


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
    async with open_engine(url, pool_size=2) as engine:
        await Store(engine, lease_seconds=10).ping()


async def test_the_user_may_be_a_query_parameter_as_in_libpq(database_url: str) -> None:
    url = make_url(database_url)
    named = f"postgresql:///{url.database}?host={url.query['host']}&user={url.username}&password=x"
    async with open_engine(named, pool_size=2) as engine:
        await Store(engine, lease_seconds=10).ping()


async def test_a_storage_error_contains_no_parameters_or_addresses(database_url: str) -> None:
    url = make_url(database_url).set(database=CANARY, password=CANARY).render_as_string(hide_password=False)
    async with open_engine(url, pool_size=2) as engine:
        with pytest.raises(StorageUnavailable) as caught:
            await Store(engine, lease_seconds=10).ping()
    assert "3D000" in str(caught.value)  # PostgreSQL's code for a database that does not exist
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("idle_seconds", [0.0, 3600.0])
async def test_a_dead_pooled_connection_is_replaced(
    database_url: str, monkeypatch: pytest.MonkeyPatch, idle_seconds: float
) -> None:
    """An idle connection is tested before use; of one that was just used, the loss has to be noticed first."""
    monkeypatch.setattr("app.db.engine.IDLE_SECONDS", idle_seconds)
    async with open_engine(database_url, pool_size=2) as engine, open_engine(database_url, pool_size=2) as killer:
        store = Store(engine, lease_seconds=10)
        await store.ping()
        await sql(
            killer,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        if idle_seconds:
            await eventually(lambda: answers(store))
        await store.ping()


async def answers(store: Store) -> bool:
    try:
        await store.ping()
    except StorageUnavailable:
        return False
    return True

"""The PostgreSQL that comes along, where its folder is not as it should be."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.embedded import embedded_postgres
from app.db.engine import create_engine, parse_url
from app.db.store import Store


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mingshu-embedded-"))  # under /tmp, whose parents are open
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def answers(url: str) -> None:
    engine = create_engine(parse_url(url), pool_size=2, timeout_seconds=10)
    try:
        await Store(engine, lease_seconds=10).ping()
    finally:
        await engine.dispose()


def test_a_database_whose_creation_was_killed_is_set_aside_and_made_anew(data_dir: Path) -> None:
    unfinished = data_dir / "postgres"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    (unfinished / "half").write_text("of something")
    with embedded_postgres(data_dir) as url:
        asyncio.run(answers(url))
    [aside] = data_dir.glob("postgres.unfinished-*")
    assert (aside / "half").read_text() == "of something"  # moved, never deleted


def test_a_finished_database_is_used_again(data_dir: Path) -> None:
    for _ in range(2):
        with embedded_postgres(data_dir) as url:
            asyncio.run(answers(url))
    assert list(data_dir.glob("postgres.unfinished-*")) == []

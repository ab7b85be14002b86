"""The bundled PostgreSQL with an incomplete or a used data folder."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.db.bundled import bundled_postgres
from app.db.store import Store
from tests.databases import open_engine


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mingshu-bundled-"))  # under /tmp, see tests/conftest.py
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


async def check_answers(url: str) -> None:
    async with open_engine(url, pool_size=2, timeout_seconds=10) as engine:
        await Store(engine, lease_seconds=10).ping()


def test_a_database_whose_creation_was_killed_is_moved_aside_and_created_again(data_dir: Path) -> None:
    unfinished = data_dir / "postgres"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    (unfinished / "half").write_text("of something")
    with bundled_postgres(data_dir) as url:
        asyncio.run(check_answers(url))
    [aside] = data_dir.glob("postgres.unfinished-*")
    assert (aside / "half").read_text() == "of something"  # moved, not deleted


def test_a_finished_database_is_used_again(data_dir: Path) -> None:
    for _ in range(2):
        with bundled_postgres(data_dir) as url:
            asyncio.run(check_answers(url))
    assert list(data_dir.glob("postgres.unfinished-*")) == []

"""The command line: what stops it is said in one line, without a secret and without a traceback."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app.db.engine import create_engine, parse_url

ROOT = Path(__file__).parents[1]
CANARY = "k4n4r1"


@dataclass
class Ran:
    code: int
    out: str
    err: str


@dataclass
class Case:
    """A command and what it is given."""

    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, folder: Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "app", *self.arguments],
            cwd=folder,  # where no .env is
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "HOST": "127.0.0.1",
                "PORT": "0",
                **self.environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def run_all(cases: dict[str, Case], folder: Path) -> dict[str, Ran]:
    """At once: most of their time is Python's start."""
    started = {name: case.start(folder) for name, case in cases.items()}
    ran = {}
    try:
        for name, process in started.items():
            try:
                out, err = process.communicate(timeout=30)
            except subprocess.TimeoutExpired:  # it started after all, or hangs: a failure of this case alone
                process.kill()
                out, err = process.communicate()
            ran[name] = Ran(process.returncode, out, err)
    finally:
        for process in started.values():
            process.kill()
            process.wait()
    return ran


async def execute(url: str, *statements: str) -> None:
    engine = create_engine(parse_url(url), pool_size=2, timeout_seconds=30)
    try:
        async with engine.connect() as conn:
            for statement in statements:
                await conn.execute(text(statement))
    finally:
        await engine.dispose()


def with_canary(url: str, database: str) -> str:
    """As the embedded server takes it, with a password that it does not ask for."""
    changed = make_url(url).set(database=database, password=CANARY)
    return changed.render_as_string(hide_password=False)


REFUSALS = {
    "an unreachable server": "ConnectionRefused",
    "an unknown database": "3D000",
    "a missing schema": "python -m app migrate",
    "a newer schema": "newer",
    "a taken port": "cannot listen on 127.0.0.1",
    "a URL that is none": "DATABASE_URL",
    "a URL whose password was taken for a port": "DATABASE_URL",
    "a key that cannot be sent": "ZHIPU_API_KEY",
    "a data folder that is a file": "the embedded PostgreSQL did not start in file",
}


@pytest.fixture(scope="module")
def refusals(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ran]]:
    """Every reason not to start, each met by a process of its own."""
    folder = tmp_path_factory.mktemp("refusals")
    (folder / "file").touch()
    databases = ("main_empty", "main_newer", "main_ready")
    create = [f"CREATE DATABASE {name}" + ("" if name == "main_empty" else " TEMPLATE template") for name in databases]
    asyncio.run(execute(postgres_url, *create))
    newer, ready = with_canary(postgres_url, "main_newer"), with_canary(postgres_url, "main_ready")
    asyncio.run(execute(newer, "UPDATE alembic_version SET version_num = '9999'"))
    asyncio.run(execute(newer, "UPDATE schema_floor SET revision = '9999'"))
    nowhere = f"postgresql://user:{CANARY}@127.0.0.1:1/name"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        cases = {
            "an unreachable server": Case(["serve"], {"DATABASE_URL": nowhere}),
            "an unknown database": Case(["migrate"], {"DATABASE_URL": with_canary(postgres_url, "main_unknown")}),
            "a missing schema": Case(["serve"], {"DATABASE_URL": with_canary(postgres_url, "main_empty")}),
            "a newer schema": Case(["serve"], {"DATABASE_URL": newer}),
            "a taken port": Case(["serve"], {"DATABASE_URL": ready, "PORT": port}),
            "a URL that is none": Case(["serve"], {"DATABASE_URL": f"user:{CANARY}@host/name"}),
            "a URL whose password was taken for a port": Case(
                ["serve"], {"DATABASE_URL": f"postgresql://user@host:{CANARY}/name"}
            ),
            "a key that cannot be sent": Case(["serve"], {"DATABASE_URL": ready, "ZHIPU_API_KEY": f"{CANARY}密钥"}),
            "a data folder that is a file": Case(["serve"], {"DATA_DIR": "file"}),
            "three bad settings": Case(["serve"], {"PORT": "x", "LOG_LEVEL": CANARY, "LEASE_SECONDS": "0"}),
        }
        ran = run_all(cases, folder)
    yield ran
    asyncio.run(execute(postgres_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in databases)))


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_reason_not_to_start_is_told_in_one_line(refusals: dict[str, Ran], reason: str) -> None:
    ran = refusals[reason]
    assert ran.code == 1
    assert CANARY not in ran.err + ran.out
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 1, ran.err
    assert ran.err.startswith("mingshu: ")
    assert REFUSALS[reason] in ran.err, ran.err
    assert ran.out == ""


def test_every_bad_setting_is_named_on_a_line_of_its_own(refusals: dict[str, Ran]) -> None:
    ran = refusals["three bad settings"]
    assert ran.code == 1
    named = [line.split(": ")[:2] for line in ran.err.splitlines()]
    assert named == [["mingshu", "PORT"], ["mingshu", "LOG_LEVEL"], ["mingshu", "LEASE_SECONDS"]]
    assert CANARY not in ran.err


def test_migrating_twice_says_the_same_both_times(tmp_path: Path, postgres_url: str) -> None:
    asyncio.run(execute(postgres_url, "CREATE DATABASE main_twice"))
    migrating = {"": Case(["migrate"], {"DATABASE_URL": with_canary(postgres_url, "main_twice")})}
    try:
        first, second = run_all(migrating, tmp_path)[""], run_all(migrating, tmp_path)[""]
    finally:
        asyncio.run(execute(postgres_url, "DROP DATABASE main_twice WITH (FORCE)"))
    assert (first.code, second.code) == (0, 0)
    assert first.out == second.out
    assert first.out.startswith("The schema is at ")
    assert CANARY not in first.out + first.err

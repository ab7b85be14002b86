"""The command line: start-up errors are printed on one line, without secrets or tracebacks."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from tests.databases import execute, temporary_database
from tests.waiting import DEADLINE

ROOT = Path(__file__).parents[1]
CANARY = "k4n4r1"


@dataclass
class Ran:
    code: int
    out: str
    err: str


@dataclass
class Case:
    """A command and its environment."""

    arguments: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, folder: Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "app", *self.arguments],
            cwd=folder,  # has no .env
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
    """Run all commands concurrently, because most of their time goes into starting Python."""
    started = {name: case.start(folder) for name, case in cases.items()}
    ran = {}
    try:
        for name, process in started.items():
            try:
                out, err = process.communicate(timeout=DEADLINE)
            except subprocess.TimeoutExpired:  # it started or hangs: let only this case fail
                process.kill()
                out, err = process.communicate()
            ran[name] = Ran(process.returncode, out, err)
    finally:
        for process in started.values():
            process.kill()
            process.wait()
    return ran


def with_canary(url: str, database: str) -> str:
    """Name a database on the bundled server, with a password that the server ignores."""
    changed = make_url(url).set(database=database, password=CANARY)
    return changed.render_as_string(hide_password=False)


STARTUP_ERRORS = {
    "an unreachable server": "ConnectionRefused",
    "an unknown database": "3D000",
    "an unknown database to serve": "3D000",
    "a missing schema": "python -m app migrate",
    "a newer schema": "newer",
    "a taken port": "cannot listen on 127.0.0.1",
    "an invalid URL": "DATABASE_URL",
    "a URL with its password in place of the port": "DATABASE_URL",
    "an API key that is not ASCII": "ZHIPU_API_KEY",
    "a data folder that is a file": "the bundled PostgreSQL did not start in file",
}


@pytest.fixture(scope="module")
def runs(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Ran]]:
    """One process for each start-up error."""
    folder = tmp_path_factory.mktemp("startup")
    (folder / "file").touch()
    with (
        temporary_database(postgres_url, "main_empty", template=None),
        temporary_database(postgres_url, "main_newer"),
        temporary_database(postgres_url, "main_ready"),
        socket.create_server(("127.0.0.1", 0)) as taken,
    ):
        newer, ready = with_canary(postgres_url, "main_newer"), with_canary(postgres_url, "main_ready")
        asyncio.run(execute(newer, "UPDATE alembic_version SET version_num = '9999'"))
        asyncio.run(execute(newer, "UPDATE schema_floor SET revision = '9999'"))
        unreachable = f"postgresql://user:{CANARY}@127.0.0.1:1/name"
        port = str(taken.getsockname()[1])
        cases = {
            "an unreachable server": Case(["serve"], {"DATABASE_URL": unreachable, "DATABASE_WAIT_SECONDS": "0"}),
            "an unknown database": Case(["migrate"], {"DATABASE_URL": with_canary(postgres_url, "main_unknown")}),
            "an unknown database to serve": Case(
                ["serve"], {"DATABASE_URL": with_canary(postgres_url, "main_unknown")}
            ),
            "a missing schema": Case(["serve"], {"DATABASE_URL": with_canary(postgres_url, "main_empty")}),
            "a newer schema": Case(["serve"], {"DATABASE_URL": newer}),
            "a taken port": Case(["serve"], {"DATABASE_URL": ready, "PORT": port}),
            "an invalid URL": Case(["serve"], {"DATABASE_URL": f"user:{CANARY}@host/name"}),
            "a URL with its password in place of the port": Case(
                ["serve"], {"DATABASE_URL": f"postgresql://user@host:{CANARY}/name"}
            ),
            "an API key that is not ASCII": Case(["serve"], {"DATABASE_URL": ready, "ZHIPU_API_KEY": f"{CANARY}密钥"}),
            "a data folder that is a file": Case(["serve"], {"DATA_DIR": "file"}),
            "three invalid settings": Case(["serve"], {"PORT": "x", "LOG_LEVEL": CANARY, "LEASE_SECONDS": "0"}),
        }
        yield run_all(cases, folder)


@pytest.mark.parametrize("reason", STARTUP_ERRORS)
def test_a_startup_error_is_printed_on_one_line(runs: dict[str, Ran], reason: str) -> None:
    ran = runs[reason]
    assert ran.code == 1
    assert CANARY not in ran.err + ran.out
    assert "Traceback" not in ran.err
    assert len(ran.err.splitlines()) == 1, ran.err
    assert ran.err.startswith("mingshu: ")
    assert STARTUP_ERRORS[reason] in ran.err, ran.err
    assert ran.out == ""


def test_every_invalid_setting_is_named_on_its_own_line(runs: dict[str, Ran]) -> None:
    ran = runs["three invalid settings"]
    assert ran.code == 1
    named = [line.split(": ")[:2] for line in ran.err.splitlines()]
    assert named == [["mingshu", "PORT"], ["mingshu", "LOG_LEVEL"], ["mingshu", "LEASE_SECONDS"]]
    assert CANARY not in ran.err


def test_migrating_twice_prints_the_same_version(tmp_path: Path, postgres_url: str) -> None:
    migrating = {"": Case(["migrate"], {"DATABASE_URL": with_canary(postgres_url, "main_twice")})}
    with temporary_database(postgres_url, "main_twice", template=None):
        first, second = run_all(migrating, tmp_path)[""], run_all(migrating, tmp_path)[""]
    assert (first.code, second.code) == (0, 0)
    assert first.out == second.out
    assert first.out.startswith("The schema is at ")
    assert CANARY not in first.out + first.err


def test_a_stop_signal_during_startup_exits_with_0(tmp_path: Path) -> None:
    """A signal may arrive during the imports, or while the process waits for its database."""
    unreachable = {"DATABASE_URL": "postgresql://user@127.0.0.1:1/name"}
    waiting = Case(["serve"], unreachable).start(tmp_path)
    importing = Case(["serve"], {**unreachable, "PYTHONVERBOSE": "1"}).start(tmp_path)
    try:
        assert waiting.stderr is not None
        assert importing.stderr is not None
        assert any("retrying" in line for line in waiting.stderr)
        waiting.terminate()
        assert any("app.command_line" in line for line in importing.stderr)
        importing.terminate()
        for process in (waiting, importing):
            _, err = process.communicate(timeout=DEADLINE)
            assert process.returncode == 0, err
            assert "Traceback" not in err
    finally:
        for process in (waiting, importing):
            process.kill()
            process.wait()


def test_startup_waits_for_the_database_and_then_fails_on_one_line(tmp_path: Path) -> None:
    unreachable = {"DATABASE_URL": f"postgresql://user:{CANARY}@127.0.0.1:1/name", "DATABASE_WAIT_SECONDS": "1"}
    ran = run_all({"": Case(["serve"], unreachable)}, tmp_path)[""]
    assert ran.code == 1
    *waited, last = ran.err.splitlines()
    assert waited
    assert all("The database does not answer; retrying" in line for line in waited), ran.err
    assert last.startswith("mingshu: cannot use the database: ")
    assert CANARY not in ran.err


def test_a_second_signal_ends_a_workers_wait_for_running_reports(tmp_path: Path, postgres_url: str) -> None:
    asyncio.run(execute(postgres_url, "CREATE DATABASE main_drain TEMPLATE template"))
    environment = {
        "DATABASE_URL": with_canary(postgres_url, "main_drain"),
        "DRAIN_SECONDS": "600",
        "DEMO_CHARS_PER_SECOND": "1",
    }
    worker, web = Case(["worker"], environment), Case(["serve", "--no-worker"], environment)
    processes = [case.start(tmp_path) for case in (worker, web)]
    try:
        lines = [process.stderr for process in processes]
        url = next(line for line in lines[1] or [] if "is listening on" in line).split()[-1]
        body = (ROOT / "examples" / "birth.json").read_bytes()
        httpx.post(f"{url}/api/reports", content=body, headers={"Content-Type": "application/json"}).raise_for_status()
        assert any("🚀" in line for line in lines[0] or [])
        processes[0].terminate()
        assert any("Draining" in line for line in lines[0] or [])
        processes[0].terminate()
        _, err = processes[0].communicate(timeout=DEADLINE)
        assert processes[0].returncode == 0, err
        assert "🤝" in err
    finally:
        for process in processes:
            process.kill()
            process.communicate()
        asyncio.run(execute(postgres_url, "DROP DATABASE main_drain WITH (FORCE)"))

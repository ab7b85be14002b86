"""The package as `pip install` leaves it: in an empty environment, run from another folder."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.waiting import DEADLINE

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter of a new environment with nothing but the package and what it needs."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = str(folder / "venv" / "bin" / "python")
    source = folder / "source"  # a copy, because setuptools builds in the source tree
    for name in ("app", "alembic"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "alembic.ini"):
        shutil.copy(ROOT / name, source)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(source)]
    subprocess.run(command, check=True)
    return python


def test_the_installed_package_serves_from_another_folder(python: str, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOST": "127.0.0.1", "PORT": "0"}
    command = [python, "-m", "app", "serve"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines: list[str] = []
            for line in process.stderr:
                lines.append(line)
                if match := re.search(r"is listening on (http://127\.0\.0\.1:\d+)", line):
                    break
            else:
                raise AssertionError("it did not start:\n" + "".join(lines))
            for path, expected in (("/readyz", b"ready"), ("/", b"<form"), ("/static/page.css", b"{")):
                with urllib.request.urlopen(match.group(1) + path, timeout=DEADLINE) as response:
                    assert expected in response.read()
        finally:
            process.terminate()
        assert process.wait(timeout=DEADLINE) == 0

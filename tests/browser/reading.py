"""The page of a reading, as one who reads sees it; and that it shows exactly what is saved."""

import asyncio
import re
from typing import TYPE_CHECKING, Any

from playwright.async_api import Locator, Page, expect

if TYPE_CHECKING:
    from .person import Person

WAIT_MS = 20_000
BRUSHES = """() => ["text", "toc"].filter((id) => [...document.querySelectorAll(`#${id} *`)].some((element) => {
  const { content, backgroundColor } = getComputedStyle(element, "::after");
  return content !== "none" && backgroundColor !== "rgba(0, 0, 0, 0)";
}))"""
"""Where it is shown what is being written: at the end of the text, and in the contents."""
UNFINISHED = re.compile("live|shared|connecting|offline")


class Reading:
    """One tab on one report."""

    def __init__(self, page: Page, report_id: str) -> None:
        self.page = page
        self.report_id = report_id
        self.article = page.locator("#reading")

    async def blocks(self) -> list[str]:
        """What is read, block by block."""
        found = await self.page.evaluate(
            "[...document.querySelectorAll('#text > .block')].map((block) => block.innerText)"
        )
        return [str(text) for text in found]

    async def wait_chars(self, chars: int) -> None:
        """Until so much text is on the page."""
        shown = "[...document.querySelectorAll('#text > .block')].reduce((sum, b) => sum + b.textContent.length, 0)"
        await self.page.wait_for_function(f"(chars) => {shown} >= chars", arg=chars, timeout=WAIT_MS)

    async def wait_same(self, other: "Reading") -> None:
        """Until both tabs show the same: one of them may be a moment behind."""
        async with asyncio.timeout(WAIT_MS / 1000):
            while await self.blocks() != await other.blocks():
                pass

    async def wait_status(self, status: str) -> None:
        await expect(self.article).to_have_attribute("data-status", status, timeout=WAIT_MS)

    async def wait_connection(self, state: str) -> None:
        """Until the connection is so, and the page says it."""
        await expect(self.article).to_have_attribute("data-connection", state, timeout=WAIT_MS)
        words = await self.page.locator("#status").get_attribute(f"data-{state}")
        await expect(self.page.locator("#connection")).to_have_text(words or "", timeout=WAIT_MS)

    async def look_at(self) -> None:
        """As when one changes to this tab."""
        await self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def button(self, action: str) -> Locator:
        """The button that does this to the report."""
        return self.page.locator(f'form[action="/reports/{self.report_id}/{action}"] button').last

    async def mark_blocks(self) -> None:
        """So that it can be told later which of them were left alone."""
        await self.page.evaluate(
            "document.querySelectorAll('#text > .block').forEach((block) => block.wasThere = true)"
        )

    async def marked_blocks(self) -> list[str]:
        found = await self.page.evaluate(
            "[...document.querySelectorAll('#text > .block')].filter((b) => b.wasThere).map((b) => b.innerText)"
        )
        return [str(text) for text in found]


async def check_exact(person: "Person", reading: Reading, status: str = "completed") -> dict[str, Any]:
    """Once the report has ended: the page, the page made anew by the server, and what is saved are the same."""
    await reading.wait_status(status)
    # Who comes back late hears the status first, the text after it, and then that it is over.
    await expect(reading.article).not_to_have_attribute("data-connection", UNFINISHED, timeout=WAIT_MS)
    shown = await reading.blocks()
    anew = await person.read(reading.report_id)
    assert shown == await anew.blocks(), shown
    await anew.page.close()
    report = await person.report(reading.report_id)
    assert report["status"] == status
    assert words(" ".join(shown)) == words(plain(report["text"]))
    assert await reading.page.evaluate(BRUSHES) == []
    return report


def plain(markdown: str) -> str:
    """The look-alike's Markdown without its marks: headings, lists and bold type are all it writes."""
    return re.sub(r"^(#{1,6} |[-*] |\d+\. )", "", markdown, flags=re.MULTILINE).replace("**", "")


def words(text: str) -> str:
    """The text, however it is spaced."""
    return " ".join(text.split())

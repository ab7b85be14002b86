"""Markdown beyond what the prompt asks for is shown as intended, and no passage is lost."""

import re

import pytest
from playwright.async_api import Browser, expect

from app.llm.demo.text import Order
from tests.headings import HEADINGS, PASSAGES
from tests.held_model import MIDDLE, SLACK, HeldModel, Writes
from tests.service import serving

from .person import begin, url_of, visiting
from .reading import Reading

pytestmark = pytest.mark.asyncio(loop_scope="session")

TITLES = HEADINGS["zh"]
TEXT = "日主丁火，生于巳月。\n\n- 其一\n- 其二\n\n如上所述。"


def in_form(form: str, *, only: str | None = None) -> Writes:
    """Write passages in this form: all of them, or only the one with the heading `only`."""

    def write(order: Order, _before: int) -> str:
        passage = f"## {order.heading}\n\n{TEXT}"
        return form.format(passage) if only in (None, order.heading) else passage

    return write


FORMS = {
    "whole passages": in_form("```markdown\n{}\n```"),
    "whole passages, no language": in_form("```\n{}\n```"),
    "whole passages, tildes": in_form("~~~\n{}\n~~~"),
    "whole passages, longer fence": in_form("`````md\n{}\n`````"),
    "whole passages, never closed": in_form("```markdown\n{}"),
    "unclosed in the first passage": in_form("{}\n\n```\n四柱", only=TITLES[0]),
    "unclosed tildes in the first passage": in_form("{}\n\n~~~\n四柱", only=TITLES[0]),
    "closing line with text": in_form("{}\n\n```\n四柱\n``` 以上为四柱。", only=TITLES[0]),
    "closing line too short": in_form("{}\n\n`````\n四柱\n```", only=TITLES[0]),
    "in a list": in_form("{}\n\n- 四柱\n\n  ```\n  四柱", only=TITLES[0]),
    "in a quotation": in_form("{}\n\n> ~~~\n> 四柱", only=TITLES[0]),
    "closing line only": in_form("{}\n\n```"),
    "unclosed in the last passage": in_form("{}\n\n```\n四柱", only=TITLES[-1]),
}


@pytest.mark.parametrize("form", FORMS)
async def test_the_contents_list_every_passage_despite_stray_fences(
    chromium: Browser, database_url: str, form: str
) -> None:
    demo = HeldModel(writes=FORMS[form], pace=20_000)
    async with (
        serving(database_url, demo=demo, check_passages=False) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        reading = await begin(service, person)
        await reading.wait_status("completed")
        reloaded = await person.read(reading.report_id)
        for tab in (reading, reloaded):
            await expect(tab.page.locator("#toc a[href]")).to_have_count(PASSAGES)
            assert await tab.page.locator("#text .block[id] > h2").all_inner_texts() == TITLES
            await expect(tab.page.locator("#text ul > li", has_text="其一")).to_have_count(PASSAGES)
        assert await reading.blocks() == await reloaded.blocks()


LINES = """1、家世清白
2、少年离乡

年柱：庚午
月柱：辛巳

• 宜静
• 宜守

##小标题

| 柱 | 干支 | 说明 |
|:---|:---:|---|
| 年 | 庚午 | 早年<br>离乡 |
| 月 | 辛巳 | 父母~~缘薄~~缘厚 |

他说：~~不可。~~可以。<BR />下一行。

    四个空格开头的一段。

　　全角空格开头的一段。"""


def with_lines(order: Order, _before: int) -> str:
    return f"## {order.heading}\n\n{LINES}"


async def test_line_breaks_headings_tables_and_strikethrough_are_rendered(chromium: Browser, database_url: str) -> None:
    demo = HeldModel(writes=with_lines, pace=20_000)
    async with (
        serving(database_url, demo=demo, check_passages=False) as service,
        visiting(chromium, url_of(service), viewport={"width": 360, "height": 740}) as person,
    ):
        reading = await begin(service, person)
        await reading.wait_status("completed")
        blocks = await reading.blocks()
        for lines in (
            "1、家世清白\n2、少年离乡",
            "年柱：庚午\n月柱：辛巳",
            "• 宜静\n• 宜守",
            "他说：不可。可以。\n下一行。",
        ):
            assert lines in blocks
        text = reading.page.locator("#text")
        await expect(text.locator("h2:text-is('小标题')")).to_have_count(PASSAGES)
        await expect(text.locator("pre")).to_have_count(0)
        assert await text.locator("s").all_inner_texts() == ["缘薄", "不可。"] * PASSAGES
        table = text.locator("table").first
        assert await table.locator("tr").count() == 3
        await expect(table.locator("td").nth(2)).to_have_text(re.compile("早年\\s*离乡"))
        await expect(table.locator("td").nth(1)).to_have_css("text-align", "center")
        wide = await reading.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "only the table itself may scroll horizontally"


async def test_a_second_tab_follows_while_only_tails_arrive(chromium: Browser, database_url: str) -> None:
    def one_line(order: Order, _before: int) -> str:
        return f"## {order.heading}\n\n" + "甲乙**丙丁**，<戊>&己😀。" * 60

    demo = HeldModel(MIDDLE, writes=one_line, pace=4000)
    async with (
        serving(database_url, demo=demo, check_passages=False) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        first = await begin(service, person)
        await first.wait_connection("live")
        await first.wait_chars(MIDDLE - 2 * SLACK)
        second = await person.read(first.report_id)
        await second.wait_connection("shared")
        demo.resume(MIDDLE + 700)
        await demo.wait_held()
        await second.wait_same(first)
        third = await person.read(
            first.report_id
        )  # opened in the middle of a block that the other tabs have from its start
        await third.wait_connection("shared")
        demo.resume(2 * MIDDLE)
        await demo.wait_held()
        await first.page.close()
        await second.wait_same(third)
        demo.resume()
        for reading in (second, third):
            await reading.wait_status("completed")
        reloaded = await person.read(first.report_id)
        for reading in (second, third):
            assert await html(reading) == await html(reloaded)


async def html(reading: Reading) -> list[str]:
    found = await reading.page.evaluate(
        "[...document.querySelectorAll('#text > .block')].map((block) => block.innerHTML)"
    )
    return [str(text) for text in found]

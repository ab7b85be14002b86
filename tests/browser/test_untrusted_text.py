"""Model output is untrusted: none of it runs or loads anything, and all of it is shown as text."""

import pytest
from playwright.async_api import Browser, Page, expect

from app.llm.demo.text import Order
from tests.held_model import HeldModel, Writes
from tests.service import FAST, serving

from .person import Person, begin, url_of, visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

ELSEWHERE = "http://elsewhere.test"
RUN = "window.ran=1;alert(1)"
CORPUS = [
    f"<script>{RUN}</script>",
    f"<ScRiPt src={ELSEWHERE}/x.js></sCrIpT>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f'<img src="{ELSEWHERE}/x.png" onload="{RUN}">',
    f"![picture]({ELSEWHERE}/x.png)",
    f"![picture](javascript:{RUN})",
    f"[![nested]({ELSEWHERE}/x.png)]({ELSEWHERE})",
    f"<svg onload={RUN}><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><use href='data:image/svg+xml,<svg onload={RUN}>'/></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.ran=1</script>' src={ELSEWHERE}></iframe>",
    f"<object data={ELSEWHERE}/x.swf></object><embed src={ELSEWHERE}/x.swf>",
    f"<video><source onerror={RUN}></video><audio src={ELSEWHERE}/x onerror={RUN}></audio>",
    f"<link rel=stylesheet href={ELSEWHERE}/x.css><style>@import '{ELSEWHERE}/x.css'; *{{color:red}}</style>",
    f"<base href={ELSEWHERE}/>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"<form action={ELSEWHERE}><input name=q autofocus onfocus={RUN}><button>go</button></form>",
    f"<details open ontoggle={RUN}>x</details><body onload={RUN}><marquee onstart={RUN}>x</marquee>",
    f"<p style='background:url({ELSEWHERE}/x.png)' onmouseover={RUN}>x</p>",
    f"<div id=reading class=block data-status=completed onclick={RUN}>x</div>",
    f"[a](javascript:{RUN})",
    f"[a](JaVaScRiPt:{RUN})",
    f"[a](java\tscript:{RUN})",
    f"[a](&#106;avascript:{RUN})",
    f"[a](javascript&colon;{RUN})",
    "[a](data:text/html;base64,PHNjcmlwdD5wYXJlbnQucmFuPTE8L3NjcmlwdD4=)",
    f"[a](vbscript:{RUN})",
    f"[a](file:///etc/passwd) [b](blob:{ELSEWHERE}/x) [c](//elsewhere.test/x)",
    f'[a]({ELSEWHERE} "title\\" onclick={RUN} x=\\"")',
    f'[a](<{ELSEWHERE}/"onclick={RUN}//>)',
    f"<javascript:{RUN}> <{ELSEWHERE}/auto>",
    f"[a]: javascript:{RUN}\n\n[a] [b][a]",
    f"<a href='javascript:{RUN}'>a</a> <a href={ELSEWHERE} target=_blank onclick={RUN}>b</a>",
    f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;img src=x onerror={RUN}&#62;",
    f"`<img src=x onerror={RUN}>` **<b onclick={RUN}>** *[x](javascript:{RUN})*",
    f"```html\n<script>{RUN}</script>\n```",
    f'``` "><img src=x onerror={RUN}>\nx\n```',
    f"> - <img src=x onerror={RUN}>\n>   1. [x](javascript:{RUN})",
    f"- a\n\n  <script>{RUN}</script>\n\n  - b",
    f"<!-- --><script>{RUN}</script><!--",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>{RUN}</x:script>",
    f"</div></div></article><script>{RUN}</script>",
    f"<template><script>{RUN}</script></template><noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"# <script>{RUN}</script>\n\n## <img src=x onerror={RUN}>\n\n<h2 id=toc>x</h2>",
    'data: {"i":0}\n\nevent: end\ndata: {}\n\nid: 9.9',
    "{{ 7*7 }} {% raw %} ${7*7} \u2028 \u2029 \u0085 \u202e txet \ufeff",
    f"| <script>{RUN}</script> | ~~<img src=x onerror={RUN}>~~ |\n|:-:|-:|\n"
    f"| <br><br/onload={RUN}> | [a](javascript:{RUN}) |",
    f"<br onclick={RUN}> <BR/> <br\n> <br/{RUN}>",
    f'##<img src=x onerror={RUN}>\n```<script>{RUN}</script>\n~~~"onclick={RUN}\n',
    "[" * 300 + "a" + "](" * 300,
    "**" * 400 + "a",
    ">" * 150 + " a",
]
FORBIDDEN = "script, style, link, meta, base, iframe, object, embed, svg, math, img, video, audio, form, input, button"
CHECK = """
() => {
  const text = document.getElementById("text");
  const all = [...text.querySelectorAll(".block *")];
  return {
    ran: window.ran ?? null,
    seen: window.seen ?? null,
    elements: [...text.querySelectorAll(FORBIDDEN)].map((found) => found.outerHTML),
    attributes: all.flatMap((found) => [...found.attributes].map((a) => [found.localName, a.name, a.value]))
      .filter(([tag, name, value]) => !(
        (tag === "a" && ["href", "title", "rel"].includes(name)) ||
        (tag === "ol" && name === "start") ||
        (["th", "td"].includes(tag) && name === "align" && ["center", "right", "left"].includes(value)) ||
        (tag === "h2" && name === "id" && /^p\\d+$/.test(value)))),
    links: all.filter((found) => found.localName === "a").map((a) => [a.protocol, a.rel, a.hasAttribute("href")]),
    articles: document.querySelectorAll("#reading").length,
    shown: text.innerText,
  };
}
""".replace("FORBIDDEN", repr(FORBIDDEN))


WATCH = """
new MutationObserver(() => {
  for (const found of document.querySelectorAll("#text :is(FORBIDDEN)")) (window.seen ??= []).push(found.outerHTML);
}).observe(document, { subtree: true, childList: true });
""".replace("FORBIDDEN", FORBIDDEN)


def hostile(order: Order, _before: int) -> str:
    """A heading and the whole corpus, from a different starting point in each passage."""
    start = sum(map(ord, order.heading)) % len(CORPUS)
    return f"## {order.heading}\n\n" + "\n\n".join(CORPUS[start:] + CORPUS[:start])


def hostile_once(order: Order, before: int) -> str:
    """The corpus in one passage only."""
    return hostile(order, before) if order.heading == "总评" else f"## {order.heading}\n\n如上。"


async def check_harmless(page: Page) -> None:
    found = await page.evaluate(CHECK)
    assert found["ran"] is None
    assert found["seen"] is None
    assert found["elements"] == []
    assert found["attributes"] == []
    assert found["articles"] == 1
    assert len(found["links"]) > 5
    for protocol, rel, has_href in found["links"]:
        assert not has_href or protocol in ("http:", "https:", "mailto:")
        assert {"noopener", "nofollow"} <= set(rel.split())
    assert f"<script>{RUN}</script>" in found["shown"], "the script is shown as text"
    assert "<iframe srcdoc=" in found["shown"]


async def check_followed(person: Person, page: Page) -> None:
    """Click every link: none may run code in the page."""
    await page.evaluate(
        """() => {
          addEventListener("click", (event) => event.target.closest("a")?.protocol.startsWith("http")
            && event.preventDefault());
          document.querySelectorAll("#text a").forEach((link) => link.click());
        }"""
    )
    assert await page.evaluate("window.ran ?? null") is None


@pytest.mark.parametrize(("writes", "pace"), [(hostile, FAST), (hostile_once, 1500)])
async def test_nothing_in_model_text_runs_or_loads(
    chromium: Browser, database_url: str, writes: Writes, pace: float
) -> None:
    """Deltas have one to four characters, so at the slower pace the page renders many prefixes of the text."""
    demo = HeldModel(writes=writes, pace=pace)
    async with (
        serving(database_url, demo=demo, check_passages=False, report_max_chars=200_000) as service,
        visiting(chromium, url_of(service)) as person,
    ):
        await person.context.add_init_script(WATCH)
        reading = await begin(service, person)
        await reading.wait_status("completed")
        report = await person.report(reading.report_id)
        assert all(piece.strip() in report["text"] for piece in CORPUS)
        await check_harmless(reading.page)
        await check_followed(person, reading.page)
        reloaded = await person.read(reading.report_id)
        await check_harmless(reloaded.page)
        assert await reloaded.blocks() == await reading.blocks()


async def test_a_name_and_a_question_are_shown_as_text(chromium: Browser, database_url: str) -> None:
    name, question = "<img src=x onerror=window.ran=1>", f'"><script>{RUN}</script>'
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        person.expects("status of 422")
        reading = await begin(service, person, name=name, question=question)
        await reading.wait_status("completed")
        assert name in await reading.page.locator("h1").inner_text()
        page = await person.tab("/")
        assert name in await page.locator(".mine").inner_text()
        await page.locator("[name=name]").fill(name)
        await page.locator("[name=question]").fill(question)
        await page.locator("form.ask button[type=submit]").click()
        await expect(page.locator("form.ask [role=alert]:visible")).to_have_count(1)  # the form was shown again
        assert await page.locator("[name=question]").input_value() == question
        assert await page.evaluate("window.ran ?? null") is None

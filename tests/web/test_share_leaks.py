"""No byte below a link says more than it may: while the text comes, in another process, after a further question."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import pytest

from app.llm.demo.text import Order, compose
from app.web.pages.words import WORDS
from tests.held_model import HeldModel
from tests.service import Service, serving
from tests.viewer import Viewer
from tests.waiting import DEADLINE, in_time

from .test_shares import BEYOND_PREVIEW, PERSON, SECRETS

TITLE, FOLLOW_UP = "t1tl3 我前妻的", "f0ll0w 明年能不能搬家"
PAGES = ("", "?columns=ltr", "?view=full", "?from=1.99999", "/chart.svg", "/chart.svg?columns=ltr", "/card.png")
POSITIONS = (None, "0.0", "1.1", "1.99999", "9.0", "x")
LANGUAGES = ("zh", "en")


def quoting(order: Order, _calls: int) -> str:
    """Write a passage that quotes the further question in its text, too."""
    text = compose(order)
    return f"{text}\n\n你问「{FOLLOW_UP}」，答案如上。" if "追问" in order.heading else text


@dataclass
class Links:
    """A report with a title, a link of each kind to it, and two processes, of which the first writes."""

    demo: HeldModel
    writer: Service
    report_id: str
    paths: dict[tuple[str, bool], str]
    strangers: list[httpx.AsyncClient]

    async def text(self) -> str:
        return str((await self.writer.report(self.report_id))["text"])

    async def everything(self, path: str) -> bytes:
        """All bytes that both processes send below a link: status, headers and bodies."""
        return b"".join(await asyncio.gather(*(self._all_of(stranger, path) for stranger in self.strangers)))

    async def _all_of(self, stranger: httpx.AsyncClient, path: str) -> bytes:
        found = []
        for page in PAGES:
            for language in LANGUAGES:
                for method in ("GET", "HEAD"):
                    headers = {"Accept": "text/html", "Accept-Language": language}
                    found.append(_bytes_of(await stranger.request(method, f"{path}{page}", headers=headers)))
        streams = (self._stream_of(stranger, path, position) for position in POSITIONS)
        head = await stranger.head(f"{path}/stream")
        return b"".join([*found, *await asyncio.gather(*streams), _bytes_of(head)])

    async def _stream_of(self, stranger: httpx.AsyncClient, path: str, position: str | None) -> bytes:
        """The stream from a position, until it has sent all that there is."""
        headers = {} if position is None else {"Last-Event-ID": position}
        async with (
            asyncio.timeout(DEADLINE),
            stranger.stream("GET", f"{path}/stream?tails", headers=headers) as response,
        ):
            received = b""
            async for part in response.aiter_bytes():
                received += part
                if re.search(rb"event: (live|end)\n", received):
                    break
            return str(response.headers.raw).encode() + received


def _bytes_of(response: httpx.Response) -> bytes:
    assert response.status_code == 200
    return b"".join(name + value for name, value in response.headers.raw) + response.content


def spellings(secret: str) -> set[bytes]:
    return {secret.encode(), quote(secret).encode(), secret.encode("unicode_escape"), secret.encode("utf-16-be")}


def found_in(content: bytes, secrets: tuple[str, ...] | list[str]) -> list[str]:
    return [secret for secret in secrets if any(spelling in content for spelling in spellings(secret))]


@pytest.fixture
async def links(database_url: str) -> AsyncIterator[Links]:
    demo = HeldModel(BEYOND_PREVIEW, writes=quoting)
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(serving(database_url, demo=demo, check_passages=False))
        report_id = await writer.create(**PERSON)
        await in_time(demo.wait_held())
        other = await stack.enter_async_context(serving(database_url, demo=demo, check_passages=False))
        await writer.client.patch(f"/api/reports/{report_id}", json={"title": TITLE})
        paths = {}
        for scope in ("all", "preview"):
            for with_person in (False, True):
                body = {"scope": scope, "with_person": with_person}
                made = await writer.client.post(f"/api/reports/{report_id}/shares", json=body)
                paths[scope, with_person] = httpx.URL(made.json()["link"]).path
        strangers = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}", timeout=DEADLINE, trust_env=False)
            )
            for service in (writer, other)
        ]
        yield Links(demo, writer, report_id, paths, strangers)


async def check(links: Links, preview: str, later: list[str]) -> None:
    """Check every link. `later` are pieces of the text after the preview."""
    for (scope, with_person), path in links.paths.items():
        content = await links.everything(path)
        hidden = ["t1tl3", "我前妻的", links.report_id]
        hidden += [] if with_person else [*SECRETS, "f0ll0w", "能不能搬家"]
        hidden += ["f0ll0w", "能不能搬家", "追问", *later] if scope == "preview" else []
        assert found_in(content, hidden) == [], (scope, with_person)
        assert len(content) > len(preview)


async def test_no_byte_below_a_link_says_more_than_it_may(links: Links) -> None:
    running = await links.writer.report(links.report_id)
    preview = str(running["preview"])
    await check(links, preview, [])
    links.demo.resume()
    await Viewer(links.writer.client, links.report_id).watch_to_end()
    chart = str((await links.writer.report(links.report_id))["chart"])
    known = preview + chart + "".join(map(str, WORDS["zh"].values()))
    pieces = {
        piece.strip(" #*-\n") for piece in re.split(r"[。，：；、\n*]", (await links.text()).removeprefix(preview))
    }
    headings = set(re.findall(r"^## (.*)$", await links.text(), re.MULTILINE))
    later = sorted(piece for piece in pieces - headings if len(piece) >= 8 and piece not in known)
    assert len(later) > 50
    await check(links, preview, later)

    links.demo.resume(links.demo.said + 150)  # holds the answer after its beginning
    path = f"/api/reports/{links.report_id}/questions"
    assert (await links.writer.client.post(path, json={"question": FOLLOW_UP})).status_code == 201
    await in_time(links.demo.wait_held())
    await check(links, preview, later)
    links.demo.resume()
    await Viewer(links.writer.client, links.report_id).watch_to_end()
    assert (await links.text()).count(FOLLOW_UP) > 1
    await check(links, preview, later)
    with_all = await links.everything(links.paths["all", True])
    assert found_in(with_all, ["f0ll0w", "卡纳利甲"]) == ["f0ll0w", "卡纳利甲"], "the search would find them"


async def test_no_token_and_no_title_is_in_any_log(links: Links, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    links.demo.resume()
    await Viewer(links.writer.client, links.report_id).watch_to_end()
    await asyncio.gather(*(links.everything(path) for path in links.paths.values()))
    (first, *_), shares = links.paths.values(), f"/api/reports/{links.report_id}/shares"
    for share in (await links.writer.client.get(shares)).json()["shares"]:
        assert (await links.writer.client.delete(f"{shares}/{share['id']}")).status_code == 204
    assert (await links.strangers[1].get(first)).status_code == 404
    # Not the client's own. The service has turned the access log off; only the test's handler still receives it.
    assert links.writer.server.config.access_log is False
    others = ("http", "uvicorn.access")
    records = [record for record in caplog.records if not record.name.startswith(others)]
    log = "\n".join(logging.Formatter("%(name)s %(message)s").format(record) for record in records)
    assert "Final save complete" in log
    secrets = [path.removeprefix("/s/") for path in links.paths.values()] + ["t1tl3", "我前妻的"]
    assert found_in(log.encode(), secrets) == []

"""The demo model continues a passage as models do: after repeating what was asked for, or something else."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, get_args

import httpx
import pytest
import pytest_asyncio

from app.llm.demo.calls import Call
from app.llm.demo.continuation import ContinuationStyle, continuation
from app.llm.demo.faults import Fault, Kind
from app.llm.demo.server import PATH, Demo, create_demo
from app.llm.demo.text import Order, compose, read_order

from .conftest import Switch

pytestmark = pytest.mark.asyncio(loop_scope="module")

_CHART = '```json\n{"pillars": {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": "丁未"}}\n```'
ASKS = {
    "zh": f"命盘如下。\n\n{_CHART}\n\n现在写这一节：\n\n## 事业与学业\n\n本节篇幅 400-500 字。",
    "en": f"This is the chart.\n\n{_CHART}\n\nNow write:\n\n## Work and Learning\n\nIts length: 600-800 characters.",
}
CONTINUE = {
    "zh": "从断点继续：先逐字重复“{}”，再接着写。",
    "en": 'Continue. Begin by repeating exactly "{}", then go on.',
}
MARKERS = {"zh": "换个说法再写一遍。", "en": "Let me put it differently. "}
CHATTER = {"zh": "好的，接着写：\n\n", "en": "Sure, continuing:\n\n"}
QUOTE_CHARS = 20
STYLES: tuple[ContinuationStyle, ...] = get_args(ContinuationStyle)

each_language = pytest.mark.parametrize("language", ASKS)
each_style = pytest.mark.parametrize("style", STYLES)


class Client:
    """Sends calls for one passage, and reads them without removing anything."""

    def __init__(self, url: str, http: httpx.AsyncClient, demo: Demo, language: str) -> None:
        self._url = url + PATH
        self._http = http
        self._demo = demo
        self._language = language
        self.ask = ASKS[language]
        self.whole = compose(read_order(self.messages()))
        self.heading = self.whole.split("\n")[0] + "\n\n"
        self.reworded = f"{self.heading}{MARKERS[language]}{self.whole.removeprefix(self.heading)}"

    def messages(self, written: str | None = None) -> list[dict[str, str]]:
        turns = [{"role": "system", "content": "写"}, {"role": "user", "content": self.ask}]
        if written is not None:
            prompt = CONTINUE[self._language].format(written[-QUOTE_CHARS:])
            turns += [{"role": "assistant", "content": written}, {"role": "user", "content": prompt}]
        return turns

    async def call(self, written: str | None = None, fault: Fault | None = None, **more: Any) -> tuple[str, Call]:
        """Return all content that arrived, and the demo's record of the call."""
        self._demo.faults += [fault] if fault else []
        body = {"model": "glm", "messages": self.messages(written), "stream": True, "request_id": "abc-1-1", **more}
        data = b""
        async with self._http.stream("POST", self._url, json=body, headers={"authorization": "Bearer k"}) as response:
            assert response.status_code == 200
            with contextlib.suppress(httpx.RemoteProtocolError):
                async for part in response.aiter_bytes():
                    data += part
        return content_of(data), self._demo.calls[-1]


def content_of(data: bytes) -> str:
    frames = [frame.removeprefix(b"data: ") for frame in data.split(b"\n\n") if frame]
    deltas = [json.loads(frame)["choices"][0]["delta"] for frame in frames if frame != b"[DONE]"]
    return "".join(delta.get("content", "") for delta in deltas)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


MakeClient = Callable[[str], Client]


@pytest.fixture
def make_client(server: Switch, http: httpx.AsyncClient, demo: Demo) -> MakeClient:
    return lambda language: Client(server.url, http, demo, language)


def joined(calls: Sequence[Call]) -> str:
    """Return the passage from the texts of its calls."""
    text = ""
    for call in calls:
        text = call.text if call.continues == "over" else text + call.text
    return text


def expected_prelude(style: ContinuationStyle, written: str, language: str) -> str:
    quote = written[-QUOTE_CHARS:]
    return {
        "asked": quote,
        "nothing": "",
        "more": written[-QUOTE_CHARS - 60 :],
        "less": written[-6:],
        "over": "",
        "chats": CHATTER[language] + quote,
    }[style]


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@each_language
@each_style
@pytest.mark.parametrize("kind", ["finish", "cut"])
@pytest.mark.parametrize("after", [5, 13, 47, 150, 151, 300])
async def test_a_continuation_repeats_what_its_style_says_and_then_writes_the_rest(
    demo: Demo, make_client: MakeClient, language: str, style: ContinuationStyle, kind: Kind, after: int
) -> None:
    client = make_client(language)
    demo.continues = style
    part, _ = await client.call(fault=Fault(kind, after=after, reason="length"))
    content, call = await client.call(part)
    assert part == client.whole[:after]
    if style == "different":
        prelude = content.removesuffix(call.text)
        assert prelude != part[-QUOTE_CHARS:]
        assert letters(prelude) == letters(part[-QUOTE_CHARS:])
    else:
        assert content == expected_prelude(style, part, language) + call.text
    assert joined(demo.calls) == (client.reworded if style == "over" else client.whole)
    assert [call.continues for call in demo.calls] == [None, style]
    assert [call.as_json()["continues"] for call in demo.calls] == [None, style]


@each_language
@each_style
@pytest.mark.parametrize("kind", ["finish", "cut"])
async def test_a_passage_may_break_off_several_times(
    demo: Demo, make_client: MakeClient, language: str, style: ContinuationStyle, kind: Kind
) -> None:
    client = make_client(language)
    demo.continues = style
    for after in (90, 70, 1, 0, 33):
        _, call = await client.call(joined(demo.calls) or None, Fault(kind, after=after, reason="length"))
        assert len(call.text) == after, "`after` counts only new text"
    await client.call(joined(demo.calls))
    assert joined(demo.calls) in ((client.whole, client.reworded) if style == "over" else (client.whole,))


@each_language
@pytest.mark.parametrize("style", [style for style in STYLES if style != "over"])
@pytest.mark.parametrize("after", [1, 4, 9, 40])
async def test_a_passage_that_was_started_over_is_continued_in_its_new_words(
    demo: Demo, make_client: MakeClient, language: str, style: ContinuationStyle, after: int
) -> None:
    client = make_client(language)
    end = len(client.heading) + after
    demo.continues = "over"
    content, call = await client.call(client.whole[:110], Fault("finish", after=end, reason="length"))
    assert content == call.text == client.reworded[:end]
    demo.continues = style
    await client.call(joined(demo.calls), Fault("cut", after=15))
    await client.call(joined(demo.calls))
    assert joined(demo.calls) == client.reworded


@each_language
async def test_starting_over_twice_returns_to_the_first_words(
    demo: Demo, make_client: MakeClient, language: str
) -> None:
    client = make_client(language)
    demo.continues = "over"
    assert await client.call(client.whole[:90]) == (client.reworded, demo.calls[-1])
    assert await client.call(client.reworded[:90]) == (client.whole, demo.calls[-1])


@pytest.mark.parametrize("whole", ["## 节\n\n甲乙丙丁。", "## 节\n\n\n- 甲\n- 乙", "没有标题。", "## 只有标题"])
async def test_starting_over_differs_right_after_the_heading_whatever_the_text(
    server: Switch, http: httpx.AsyncClient, whole: str
) -> None:
    server.app = demo = create_demo(chars_per_second=1e9, compose=lambda _order, _id: whole, continues="over")
    client = Client(server.url, http, demo, "zh")
    content, call = await client.call(whole)
    heading, _, body = content.partition("\n\n")
    assert content == call.text
    assert heading == (whole.split("\n")[0] if whole.startswith("#") else "## 事业与学业")
    assert body.startswith("换个说法再写一遍。")
    demo.continues = "asked"
    for end in range(len(heading) + 3, len(content) + 1):
        _, call = await client.call(content[:end])
        assert content[:end] + call.text == content


@pytest.mark.parametrize(
    ("language", "quote", "repeated"),
    [
        ("zh", "日主生在春季，先看月令", "日主生在春季, 先看月令"),
        ("zh", "日主（丁）：先看，再取。", "日主(丁): 先看,再取."),
        ("zh", "**日主**生在春季的月令", "日主生在春季的月令"),
        ("zh", "先看月令。\n\n- 再看日主", "先看月令.\n\n\n再看日主"),
        ("zh", "日主生在春季先看月令", "日主生在春季先看、月令"),
        ("zh", "日主生在春季先看", "日主生在、春季先看"),
        ("en", "well, the season", "well， \nthe season"),
        ("en", "understanding", "understa,nding"),
    ],
)
async def test_a_different_repetition_differs_in_punctuation_marks_and_blanks(
    language: str, quote: str, repeated: str
) -> None:
    turns = [("user", ASKS[language]), ("assistant", quote), ("user", f"Repeat: {quote}")]
    order = read_order([{"role": role, "content": content} for role, content in turns])
    assert continuation(f"{quote}!", order, "different").prelude == repeated
    assert continuation(f"{quote}!", order, "different").text == "!"


@each_style
async def test_without_a_quote_nothing_is_asked_for(style: ContinuationStyle) -> None:
    written = "零" * 99
    turns = [("user", ASKS["zh"]), ("assistant", written), ("user", "从断点继续")]
    order = read_order([{"role": role, "content": content} for role, content in turns])
    preludes = {"more": written[:60], "less": written[:6], "chats": CHATTER["zh"]}
    assert continuation(f"{written}完", order, style).prelude == preludes.get(style, "")


async def test_the_style_can_be_a_function_of_the_call(server: Switch, http: httpx.AsyncClient) -> None:
    seen = []

    def choose(order: Order, request_id: str) -> ContinuationStyle:
        seen.append((order.heading, order.written, request_id))
        return "less"

    server.app = demo = create_demo(chars_per_second=1e9, continues=choose)
    client = Client(server.url, http, demo, "zh")
    await client.call()
    content, call = await client.call(client.whole[:90])
    assert content == client.whole[84:]
    assert call.continues == "less"
    assert seen == [("事业与学业", client.whole[:90], "abc-1-1")], "a call that starts a passage has no style"


async def test_the_style_can_be_set_over_http(demo: Demo, server: Switch) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        path = "/_demo/continues"
        assert (await client.get(path)).json() == "asked"
        for style in STYLES:
            assert (await client.put(path, json=style)).json() == demo.continues == style
        for bad in ("louder", None, 3, ["asked"]):
            assert (await client.put(path, json=bad)).status_code == 400
        assert (await client.put(path, content=b"asked")).status_code == 400
        assert (await client.post(path, json="asked")).status_code == 405
        assert (await client.get(path)).json() == STYLES[-1]
        demo.continues = lambda _order, _id: "asked"
        assert (await client.get(path)).json() is None


async def test_an_unknown_style_is_rejected() -> None:
    with pytest.raises(ValueError, match="no such style"):
        create_demo(continues="louder")  # type: ignore[arg-type]


@each_style
async def test_an_overlap_fault_says_itself_what_is_repeated(
    demo: Demo, make_client: MakeClient, style: ContinuationStyle
) -> None:
    client = make_client("zh")
    demo.continues = style
    await client.call(fault=Fault("finish", after=80, reason="length", overlap=12, text="……\n"))
    content, call = await client.call(client.whole[:80])
    assert content == "……\n" + client.whole[68:]
    assert call.text == client.whole[68:]
    assert (call.fault, call.continues) == ("overlap", None)


@each_language
async def test_thoughts_precede_the_repetition(demo: Demo, make_client: MakeClient, language: str) -> None:
    client = make_client(language)
    content, call = await client.call(client.whole[:90], Fault("echo"))
    thoughts, _, rest = content.partition(client.whole[70:90])
    assert thoughts.startswith("先看日主")
    assert rest == call.text == client.whole[90:]


NOISE = "<think>想</think>"
AT_THE_START: dict[Kind, str] = {
    "empty": "",
    "thinking_only": "",
    "noise": f"{NOISE}<quote><rest>",
    "wrapped": "```markdown\n<quote><rest>\n```",
    "extra": f"<quote>{NOISE}<rest>",
    "blank": f"<quote>{NOISE}",
}


@pytest.mark.parametrize("kind", AT_THE_START)
async def test_faults_at_the_start_of_a_continuation_enclose_or_follow_what_it_repeats(
    demo: Demo, make_client: MakeClient, kind: Kind
) -> None:
    client = make_client("zh")
    content, _ = await client.call(client.whole[:90], Fault(kind, text=NOISE))
    expected = AT_THE_START[kind].replace("<quote>", client.whole[70:90]).replace("<rest>", client.whole[90:])
    assert content == expected

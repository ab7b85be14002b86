"""Every way the provider can misbehave, over real HTTP: what the client says, and what the provider saw."""

from typing import get_args

import pytest

from app.errors import (
    ContentBlocked,
    ModelBusy,
    ModelCut,
    ModelError,
    ModelOverlong,
    ModelProtocol,
    ModelRefused,
    ModelStalled,
)
from app.llm.demo import Demo
from app.llm.demo_faults import Fault, Kind

from .conftest import MakeZhipu, listen

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNHARMED = (
    *("no_done", "glued", "crlf", "cr", "no_space", "one_byte", "reasoning", "list_content", "null_delta"),
    *("usage_chunk", "comments", "line_separators", "nul", "surrogates", "overlap", "data_lines", "extra"),
    *("stop_everywhere", "stop_on_thought", "mirrored", "echo", "wrapped", "noise"),
)
THINKS = "<think>先看日主，\n再看月令。</think>"


@pytest.mark.parametrize("kind", UNHARMED)
async def test_oddities_do_no_harm(demo: Demo, make_zhipu: MakeZhipu, kind: Kind) -> None:
    demo.faults.append(Fault(kind, after=0 if kind == "wrapped" else 30, text=THINKS if kind == "noise" else ""))
    heard = await listen(make_zhipu())
    call = demo.calls[0]
    assert heard.finish
    assert heard.finish.reason == "stop"
    assert heard.finish.usage.completion_tokens > 50
    assert heard.finish.usage.prompt_tokens > 50
    assert heard.text == call.text
    assert heard.text.startswith("## 事业与学业\n\n")
    assert (call.closed_by, call.finish_reason) == ("finish", "stop")
    assert "\0" not in heard.text
    heard.text.encode()


@pytest.mark.parametrize("kind", ["line_separators", "nul", "surrogates"])
async def test_odd_characters_arrive_as_they_should(demo: Demo, make_zhipu: MakeZhipu, kind: Kind) -> None:
    demo.faults.append(Fault(kind, after=20))
    heard = await listen(make_zhipu())
    expected = {"line_separators": "\u2028\u2029\x85", "nul": "\ufffd", "surrogates": "😀\ufffd\ufffd"}[kind]
    assert heard.text[20:].startswith(expected)


async def test_a_stall_shorter_than_the_limit_is_only_a_pause(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [Fault("stall", after=20, seconds=0.01), Fault("stall_before_headers", seconds=0.01)]
    for index in range(2):
        heard = await listen(make_zhipu())
        assert heard.finish
        assert heard.text == demo.calls[index].text


NOISES = {
    "thought": ("<think>先看日主\n</think>\n", ""),
    "orphan": ("先看日主，再看月令。\n\n</think>\n", ""),
    "orphan_at_once": ("</think>", ""),
    "empty_thought": ("<think></think>\n\n", ""),
    "other_names": ("<Thinking>\n想\n</Thinking><seed:think>想</seed:think>", ""),
    "blanks_in_tags": ("< think >想</ think >", ""),
    "kimi": ("◁think▷想◁/think▷", ""),
    "magistral": ("[THINK]想[/THINK]\n", ""),
    "cohere": ("<|START_THINKING|>想<|END_THINKING|>", ""),
    "harmony": ("<|channel|>analysis<|message|>想<|end|><|start|>assistant<|channel|>final<|message|>", "<|return|>"),
    "gemma": ("<|channel>thought\n想<channel|>", "<end_of_turn>"),
    "channels": ("<|open|>think<|sep|>想<|close|>think<|sep|><|open|>response<|sep|>", "<|close|>response<|sep|>"),
    "box": ("<|begin_of_box|>", "<|end_of_box|>"),
    "turn_end": ("<|assistant|>\n", "<|user|>"),
    "text_end": ("[gMASK]<sop>", "\n<|endoftext|><|user|>\n"),
    "deepseek": ("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"),
    "chatml": ("<|im_start|>assistant\n", "<|im_end|>"),
    "fence": ("```md\n", "\n```\n"),
    "tildes": ("~~~~ markdown\n", "\n~~~~"),
    "thought_and_fence": ("<think>想</think>\n```markdown\n", "\n```<|user|>"),
}


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("name", NOISES)
async def test_what_is_no_text_never_arrives(demo: Demo, make_zhipu: MakeZhipu, name: str, size: int) -> None:
    before, after = NOISES[name]
    demo.faults.append(Fault("noise", text=before, tail=after, size=size))
    heard = await listen(make_zhipu())
    assert heard.finish
    assert (heard.text.rstrip(), heard.finish.reason) == (demo.calls[0].text, "stop")


@pytest.mark.parametrize("kind", ["unreadable", "torn"])
async def test_a_frame_that_cannot_be_read_breaks_the_call_off(demo: Demo, make_zhipu: MakeZhipu, kind: Kind) -> None:
    demo.faults.append(Fault(kind, after=40))
    heard = await listen(make_zhipu())
    assert isinstance(heard.error, ModelCut)
    assert heard.text == demo.calls[0].text[: len(heard.text)]
    assert 40 <= len(heard.text) <= 44


@pytest.mark.parametrize("text", ["<think>想", "<|channel|>analysis<|message|>想", "◁think▷"])
async def test_an_answer_that_ends_inside_a_thought_is_broken_off(demo: Demo, make_zhipu: MakeZhipu, text: str) -> None:
    demo.faults += [Fault("noise", text=text), Fault("noise", after=60, text=text)]
    for length in (0, 60):
        heard = await listen(make_zhipu())
        assert isinstance(heard.error, ModelCut)
        assert len(heard.text) == length


@pytest.mark.parametrize(
    "tail", ["<|user|>\n再写一节", "<|endoftext|>\n\n## 另一篇", "<|im_end|>\n<|im_start|>user\n好"]
)
async def test_words_after_the_end_of_the_models_turn_are_not_its_text(
    demo: Demo, make_zhipu: MakeZhipu, tail: str
) -> None:
    demo.faults.append(Fault("noise", tail=tail))
    heard = await listen(make_zhipu())
    assert isinstance(heard.error, ModelCut)
    assert heard.text == demo.calls[0].text


@pytest.mark.parametrize(
    "text", ["\n", "\u200b", " \t\r\n\u3000", "\ufeff\u2060", "\u3164", "\0", "<think>想</think>\n"]
)
async def test_what_nobody_can_see_is_no_text(demo: Demo, make_zhipu: MakeZhipu, text: str) -> None:
    demo.faults.append(Fault("blank", text=text))
    heard = await listen(make_zhipu())
    assert heard.finish
    assert (heard.deltas, heard.finish.reason) == ([], "stop")


@pytest.mark.parametrize(
    ("reason", "meant"),
    [
        *(("sensitive", "sensitive"), ("content_filter", "sensitive"), ("length", "length")),
        *(("network_error", "network_error"), ("never heard of", "never heard of")),
    ],
)
async def test_a_closing_stop_does_not_hide_why_an_answer_ended(
    demo: Demo, make_zhipu: MakeZhipu, reason: str, meant: str
) -> None:
    demo.faults.append(Fault("later_stop", after=50, reason=reason))
    heard = await listen(make_zhipu())
    assert heard.finish
    assert (heard.finish.reason, heard.text) == (meant, demo.calls[0].text)


@pytest.mark.parametrize("encoding", ["none", "", "identity", "UTF-8", "identity, none"])
async def test_an_encoding_that_is_none_is_read(demo: Demo, make_zhipu: MakeZhipu, encoding: str) -> None:
    demo.faults.append(Fault("content_encoding", text=encoding))
    heard = await listen(make_zhipu())
    assert heard.finish
    assert heard.text == demo.calls[0].text


@pytest.mark.parametrize("encoding", ["gzip", "br", "none, zstd"])
async def test_a_compressed_stream_is_refused(demo: Demo, make_zhipu: MakeZhipu, encoding: str) -> None:
    demo.faults.append(Fault("content_encoding", text=encoding))
    heard = await listen(make_zhipu())
    assert isinstance(heard.error, ModelProtocol)


ENDINGS = {
    "cut": (ModelCut, "upstream_cut"),
    "cut_utf8": (ModelCut, "upstream_cut"),
    "no_finish": (ModelCut, "upstream_cut"),
    "error_object": (ModelBusy, "upstream_busy"),
    "int_code": (ModelBusy, "upstream_busy"),
    "error_event": (ModelBusy, "upstream_busy"),
    "error_line": (ModelBusy, "upstream_busy"),
    "huge_line": (ModelProtocol, "upstream_protocol"),
    "stall": (ModelStalled, "upstream_stalled"),
    "comments_only": (ModelStalled, "upstream_stalled"),
    "byte_trickle": (ModelStalled, "upstream_stalled"),
    "trickle": (ModelOverlong, "upstream_overlong"),
    "endless": (ModelOverlong, "upstream_overlong"),
}


@pytest.mark.parametrize("after", [0, 40])
@pytest.mark.parametrize("kind", ENDINGS)
async def test_what_came_before_the_trouble_stands(demo: Demo, make_zhipu: MakeZhipu, kind: Kind, after: int) -> None:
    error_type, code = ENDINGS[kind]
    is_overlong = error_type is ModelOverlong
    demo.faults.append(Fault(kind, after=after, seconds=3600 if kind == "stall" else 0.005))
    limits = {}
    if error_type is ModelStalled:
        limits = {"idle_seconds": 0.3} if after else {"first_text_seconds": 0.3}
    elif is_overlong:
        limits = {"call_seconds": 0.5}
    heard = await listen(make_zhipu(**limits))
    assert type(heard.error) is error_type
    assert heard.error.code == code
    call = demo.calls[0]
    if is_overlong:
        assert call.text.startswith(heard.text)
        assert len(heard.text) > after
    else:
        assert heard.text == call.text
        assert len(heard.text) == after
    await demo.wait_for(lambda: call.closed_at)
    assert call.finish_reason is None


@pytest.mark.parametrize("after", [0, 50])
@pytest.mark.parametrize("reason", ["length", "network_error", "sensitive", "tool_calls", "never heard of"])
async def test_any_finish_reason_is_handed_on(demo: Demo, make_zhipu: MakeZhipu, reason: str, after: int) -> None:
    demo.faults.append(Fault("finish", reason=reason, after=after))
    heard = await listen(make_zhipu())
    assert heard.finish
    assert heard.finish.reason == reason
    assert heard.text == demo.calls[0].text
    assert len(heard.text) == after
    assert (demo.calls[0].closed_by, demo.calls[0].finish_reason) == ("finish", reason)


@pytest.mark.parametrize("kind", ["empty", "thinking_only"])
async def test_an_answer_without_text_is_for_the_caller_to_judge(demo: Demo, make_zhipu: MakeZhipu, kind: Kind) -> None:
    demo.faults.append(Fault(kind))
    heard = await listen(make_zhipu())
    assert heard.finish
    assert (heard.text, heard.finish.reason, heard.finish.usage.completion_tokens) == ("", "stop", 0)


@pytest.mark.parametrize("code", ["1301", "content_filter", "data_inspection_failed", "SensitiveContentDetected"])
async def test_a_filter_of_another_host_is_a_filter(demo: Demo, make_zhipu: MakeZhipu, code: str) -> None:
    demo.faults += [Fault("error_object", after=10, code=code), Fault("http_error", status=400, code=code)]
    for _ in range(2):
        heard = await listen(make_zhipu())
        assert isinstance(heard.error, ContentBlocked)
        assert heard.error.upstream_code == code


@pytest.mark.parametrize("code", ["1301", 1301])
@pytest.mark.parametrize("kind", ["error_object", "int_code", "error_event", "error_line"])
async def test_the_safety_filter_in_the_stream(demo: Demo, make_zhipu: MakeZhipu, kind: Kind, code: str | int) -> None:
    demo.faults.append(Fault(kind, after=10, code=code))
    heard = await listen(make_zhipu())
    assert isinstance(heard.error, ContentBlocked)
    assert heard.error.upstream_code == "1301"


@pytest.mark.parametrize(
    ("fault", "error_type", "code", "upstream_code"),
    [
        (Fault("http_html"), ModelProtocol, "upstream_protocol", None),
        (Fault("http_html", status=405), ModelRefused, "upstream_rejected", None),
        (Fault("http_html", status=502), ModelBusy, "upstream_busy", None),
        (Fault("redirect"), ModelProtocol, "upstream_protocol", None),
        (Fault("redirect", status=307), ModelProtocol, "upstream_protocol", None),
        (Fault("http_json_error"), ModelProtocol, "upstream_protocol", None),
        (Fault("http_json_error", code="1113"), ModelRefused, "upstream_quota", "1113"),
        (Fault("http_json_error", code=1301), ContentBlocked, "content_blocked", "1301"),
        (Fault("http_error", status=429, code="1113"), ModelRefused, "upstream_quota", "1113"),
        (Fault("http_error", status=401, code=1000), ModelRefused, "upstream_auth", "1000"),
        (Fault("http_error"), ModelBusy, "upstream_busy", None),
    ],
)
async def test_answers_that_are_no_stream(
    demo: Demo,
    make_zhipu: MakeZhipu,
    fault: Fault,
    error_type: type[ModelError],
    code: str,
    upstream_code: str | None,
) -> None:
    demo.faults.append(fault)
    heard = await listen(make_zhipu())
    assert type(heard.error) is error_type
    assert (heard.error.code, heard.error.upstream_code) == (code, upstream_code)
    assert "firewall" not in str(heard.error)
    assert "demonstration" not in str(heard.error)
    assert [call.closed_by for call in demo.calls] == ["fault"]


@pytest.mark.parametrize(
    ("asked", "heeded"),
    [
        (2.5, 2.5),
        (0, 0),
        (7200, 600),
        ("-1", None),
        ("1e3", None),
        ("soon", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 600),
        ("Monday, 31-Dec-68 23:59:59 GMT", 600),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 0),
        ("Sat, 01 Jan 99999 00:00:00 GMT", None),
        (None, None),
    ],
)
async def test_retry_after_is_heeded_within_reason(
    demo: Demo, make_zhipu: MakeZhipu, asked: float | str | None, heeded: float | None
) -> None:
    demo.faults.append(Fault("http_error", status=500, retry_after=asked))
    heard = await listen(make_zhipu())
    assert heard.error
    assert heard.error.retry_after == heeded


async def test_a_megabyte_in_one_delta_arrives(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("big_delta", after=30))
    heard = await listen(make_zhipu())
    assert heard.finish
    assert max(map(len, heard.deltas)) <= 4096  # others get their turn in between
    assert heard.text == demo.calls[0].text


async def test_every_kind_of_fault_is_tried() -> None:
    tried = {*UNHARMED, *ENDINGS, "finish", "empty", "thinking_only", "big_delta", "stall_before_headers"}
    tried |= {"later_stop", "blank", "content_encoding", "unreadable", "torn"}
    tried |= {"http_html", "http_error", "http_json_error", "redirect"}
    assert tried == set(get_args(Kind))

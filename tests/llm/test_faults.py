"""Every fault of the provider, over real HTTP: what the client yields, and what the provider saw."""

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
from app.llm.demo.faults import Fault, Kind
from app.llm.demo.server import Demo

from .conftest import MakeZhipu, run_call

pytestmark = pytest.mark.asyncio(loop_scope="module")

HARMLESS = (
    *("no_done", "glued", "crlf", "cr", "no_space", "one_byte", "reasoning", "list_content", "null_delta"),
    *("usage_chunk", "comments", "line_separators", "nul", "surrogates", "overlap", "data_lines", "extra"),
    *("stop_everywhere", "stop_on_thought", "mirrored", "echo", "wrapped", "noise"),
)
THINKS = "<think>先看日主，\n再看月令。</think>"


@pytest.mark.parametrize("kind", HARMLESS)
async def test_harmless_oddities_do_not_change_the_text(demo: Demo, make_zhipu: MakeZhipu, kind: Kind) -> None:
    demo.faults.append(Fault(kind, after=0 if kind == "wrapped" else 30, text=THINKS if kind == "noise" else ""))
    result = await run_call(make_zhipu())
    call = demo.calls[0]
    assert result.finish
    assert result.finish.reason == "stop"
    assert result.finish.usage.completion_tokens > 50
    assert result.finish.usage.prompt_tokens > 50
    assert result.text == call.text
    assert result.text.startswith("## 事业与学业\n\n")
    assert (call.closed_by, call.finish_reason) == ("finish", "stop")
    assert "\0" not in result.text
    result.text.encode()


@pytest.mark.parametrize("kind", ["line_separators", "nul", "surrogates"])
async def test_unusual_characters_arrive_unchanged_or_replaced(demo: Demo, make_zhipu: MakeZhipu, kind: Kind) -> None:
    demo.faults.append(Fault(kind, after=20))
    result = await run_call(make_zhipu())
    expected = {"line_separators": "\u2028\u2029\x85", "nul": "\ufffd", "surrogates": "😀\ufffd\ufffd"}[kind]
    assert result.text[20:].startswith(expected)


async def test_a_stall_shorter_than_the_limit_is_only_a_pause(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults += [Fault("stall", after=20, seconds=0.01), Fault("stall_before_headers", seconds=0.01)]
    for index in range(2):
        result = await run_call(make_zhipu())
        assert result.finish
        assert result.text == demo.calls[index].text


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
async def test_thoughts_tokens_and_fences_never_arrive_as_text(
    demo: Demo, make_zhipu: MakeZhipu, name: str, size: int
) -> None:
    before, after = NOISES[name]
    demo.faults.append(Fault("noise", text=before, tail=after, size=size))
    result = await run_call(make_zhipu())
    assert result.finish
    assert (result.text.rstrip(), result.finish.reason) == (demo.calls[0].text, "stop")


@pytest.mark.parametrize("kind", ["unreadable", "torn"])
async def test_an_unreadable_frame_ends_the_call(demo: Demo, make_zhipu: MakeZhipu, kind: Kind) -> None:
    demo.faults.append(Fault(kind, after=40))
    result = await run_call(make_zhipu())
    assert isinstance(result.error, ModelCut)
    assert result.text == demo.calls[0].text[: len(result.text)]
    assert 40 <= len(result.text) <= 44


@pytest.mark.parametrize("text", ["<think>想", "<|channel|>analysis<|message|>想", "◁think▷"])
async def test_an_answer_that_ends_inside_a_thought_is_cut(demo: Demo, make_zhipu: MakeZhipu, text: str) -> None:
    demo.faults += [Fault("noise", text=text), Fault("noise", after=60, text=text)]
    for length in (0, 60):
        result = await run_call(make_zhipu())
        assert isinstance(result.error, ModelCut)
        assert len(result.text) == length


@pytest.mark.parametrize(
    "tail", ["<|user|>\n再写一节", "<|endoftext|>\n\n## 另一篇", "<|im_end|>\n<|im_start|>user\n好"]
)
async def test_text_after_the_end_of_the_models_turn_is_dropped(demo: Demo, make_zhipu: MakeZhipu, tail: str) -> None:
    demo.faults.append(Fault("noise", tail=tail))
    result = await run_call(make_zhipu())
    assert isinstance(result.error, ModelCut)
    assert result.text == demo.calls[0].text


@pytest.mark.parametrize(
    "text", ["\n", "\u200b", " \t\r\n\u3000", "\ufeff\u2060", "\u3164", "\0", "<think>想</think>\n"]
)
async def test_invisible_content_is_not_text(demo: Demo, make_zhipu: MakeZhipu, text: str) -> None:
    demo.faults.append(Fault("blank", text=text))
    result = await run_call(make_zhipu())
    assert result.finish
    assert (result.deltas, result.finish.reason) == ([], "stop")


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        *(("sensitive", "sensitive"), ("content_filter", "sensitive"), ("length", "length")),
        *(("network_error", "network_error"), ("never heard of", "never heard of")),
    ],
)
async def test_a_closing_stop_does_not_hide_why_an_answer_ended(
    demo: Demo, make_zhipu: MakeZhipu, reason: str, expected: str
) -> None:
    demo.faults.append(Fault("later_stop", after=50, reason=reason))
    result = await run_call(make_zhipu())
    assert result.finish
    assert (result.finish.reason, result.text) == (expected, demo.calls[0].text)


@pytest.mark.parametrize("encoding", ["none", "", "identity", "UTF-8", "identity, none"])
async def test_a_content_encoding_that_means_none_is_accepted(demo: Demo, make_zhipu: MakeZhipu, encoding: str) -> None:
    demo.faults.append(Fault("content_encoding", text=encoding))
    result = await run_call(make_zhipu())
    assert result.finish
    assert result.text == demo.calls[0].text


@pytest.mark.parametrize("encoding", ["gzip", "br", "none, zstd"])
async def test_a_compressed_stream_is_refused(demo: Demo, make_zhipu: MakeZhipu, encoding: str) -> None:
    demo.faults.append(Fault("content_encoding", text=encoding))
    result = await run_call(make_zhipu())
    assert isinstance(result.error, ModelProtocol)


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
async def test_text_received_before_a_failure_remains_valid(
    demo: Demo, make_zhipu: MakeZhipu, kind: Kind, after: int
) -> None:
    error_type, code = ENDINGS[kind]
    is_overlong = error_type is ModelOverlong
    pauses = {"stall": 3600, "trickle": 0.1}  # longer in all than any limit here
    demo.faults.append(Fault(kind, after=after, seconds=pauses.get(kind, 0.005)))
    limits = {}
    if error_type is ModelStalled:
        limits = {"idle_seconds": 1.0} if after else {"first_text_seconds": 1.0}
    elif is_overlong:
        limits = {"call_seconds": 1.0}
    result = await run_call(make_zhipu(**limits))
    assert type(result.error) is error_type
    assert result.error.code == code
    call = demo.calls[0]
    if is_overlong:
        assert call.text.startswith(result.text)
        assert len(result.text) > after
    else:
        assert result.text == call.text
        assert len(result.text) == after
    await demo.wait_for(lambda: call.closed_at)
    assert call.finish_reason is None


@pytest.mark.parametrize("after", [0, 50])
@pytest.mark.parametrize("reason", ["length", "network_error", "sensitive", "tool_calls", "never heard of"])
async def test_any_finish_reason_reaches_the_caller(demo: Demo, make_zhipu: MakeZhipu, reason: str, after: int) -> None:
    demo.faults.append(Fault("finish", reason=reason, after=after))
    result = await run_call(make_zhipu())
    assert result.finish
    assert result.finish.reason == reason
    assert result.text == demo.calls[0].text
    assert len(result.text) == after
    assert (demo.calls[0].closed_by, demo.calls[0].finish_reason) == ("finish", reason)


@pytest.mark.parametrize("kind", ["empty", "thinking_only"])
async def test_an_answer_without_text_is_not_an_error_of_the_client(
    demo: Demo, make_zhipu: MakeZhipu, kind: Kind
) -> None:
    demo.faults.append(Fault(kind))
    result = await run_call(make_zhipu())
    assert result.finish
    assert (result.text, result.finish.reason, result.finish.usage.completion_tokens) == ("", "stop", 0)


@pytest.mark.parametrize("code", ["1301", "content_filter", "data_inspection_failed", "SensitiveContentDetected"])
async def test_safety_filters_of_other_hosts_are_recognised(demo: Demo, make_zhipu: MakeZhipu, code: str) -> None:
    demo.faults += [Fault("error_object", after=10, code=code), Fault("http_error", status=400, code=code)]
    for _ in range(2):
        result = await run_call(make_zhipu())
        assert isinstance(result.error, ContentBlocked)
        assert result.error.upstream_code == code


@pytest.mark.parametrize("code", ["1301", 1301])
@pytest.mark.parametrize("kind", ["error_object", "int_code", "error_event", "error_line"])
async def test_a_safety_filter_error_in_the_stream_is_recognised(
    demo: Demo, make_zhipu: MakeZhipu, kind: Kind, code: str | int
) -> None:
    demo.faults.append(Fault(kind, after=10, code=code))
    result = await run_call(make_zhipu())
    assert isinstance(result.error, ContentBlocked)
    assert result.error.upstream_code == "1301"


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
async def test_responses_that_are_not_a_stream_become_errors(
    demo: Demo,
    make_zhipu: MakeZhipu,
    fault: Fault,
    error_type: type[ModelError],
    code: str,
    upstream_code: str | None,
) -> None:
    demo.faults.append(fault)
    result = await run_call(make_zhipu())
    assert type(result.error) is error_type
    assert (result.error.code, result.error.upstream_code) == (code, upstream_code)
    assert "firewall" not in str(result.error)
    assert "demonstration" not in str(result.error)
    assert [call.closed_by for call in demo.calls] == ["fault"]


@pytest.mark.parametrize(
    ("value", "seconds"),
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
async def test_retry_after_is_parsed_and_bounded(
    demo: Demo, make_zhipu: MakeZhipu, value: float | str | None, seconds: float | None
) -> None:
    demo.faults.append(Fault("http_error", status=500, retry_after=value))
    result = await run_call(make_zhipu())
    assert result.error
    assert result.error.retry_after == seconds


async def test_a_megabyte_in_one_delta_arrives(demo: Demo, make_zhipu: MakeZhipu) -> None:
    demo.faults.append(Fault("big_delta", after=30))
    result = await run_call(make_zhipu())
    assert result.finish
    assert max(map(len, result.deltas)) <= 4096  # other tasks run in between
    assert result.text == demo.calls[0].text


async def test_every_kind_of_fault_is_tested() -> None:
    tested = {*HARMLESS, *ENDINGS, "finish", "empty", "thinking_only", "big_delta", "stall_before_headers"}
    tested |= {"later_stop", "blank", "content_encoding", "unreadable", "torn"}
    tested |= {"http_html", "http_error", "http_json_error", "redirect"}
    assert tested == set(get_args(Kind))

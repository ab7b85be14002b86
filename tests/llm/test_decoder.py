"""The decoder: the same events for any split of the bytes, and no input but an endless line makes it raise."""

import itertools
import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import ModelProtocol
from app.llm.decoder import MAX_EVENT, Decoder, Event, Thought, sanitized
from app.llm.frames import Failure, error_code
from app.report import Usage


def chunk(content: Any = None, reason: str | None = None, *, is_ascii: bool = False, **more: Any) -> bytes:
    delta = {"role": "assistant", "content": content}
    tree = {"id": "1", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], **more}
    return b"data: " + dump(tree, is_ascii) + b"\n\n"


def dump(tree: Any, is_ascii: bool = False) -> bytes:
    try:
        return json.dumps(tree, ensure_ascii=is_ascii).encode()
    except UnicodeEncodeError:
        return json.dumps(tree).encode()


def count_unread(data: bytes) -> tuple[int, int]:
    """Count the frames that were lost, and those that were skipped."""
    decoder = Decoder()
    _ = [*decoder.feed(data), *decoder.end()]
    return decoder.lost, decoder.skipped


def decode(*pieces: bytes) -> tuple[list[Event], str | None, Usage, int]:
    decoder = Decoder()
    events = [event for piece in pieces for event in decoder.feed(piece)]
    events += decoder.end()
    assert all(events), "no event may be empty"
    return events, decoder.finish_reason, decoder.usage, decoder.skipped + decoder.lost


def decode_joined(*pieces: bytes) -> tuple[list[Event], str | None, Usage, int]:
    """Like `decode`, with adjacent texts joined: their number depends on how the stream is split."""
    events, reason, usage, unread = decode(*pieces)
    result: list[Event] = []
    for kind, group in itertools.groupby(events, key=type):
        same = list(group)
        result += ["".join(text for text in same if isinstance(text, str))] if kind is str else same
    return result, reason, usage, unread


def text_of(*pieces: bytes) -> str:
    return "".join(event for event in decode(*pieces)[0] if isinstance(event, str))


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted(place % (len(data) + 1) for place in places)
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True)]


places = st.lists(st.integers(0, 1 << 30), max_size=40)
odd_text = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\0\u2028\u2029\x85\x0b\x1c\r\n丁丑😀:"),
        st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF),
    ),
    min_size=1,
    max_size=6,
)
between = st.sampled_from(
    [
        b"",
        b": keep-alive\n\n",
        b"\r\n",
        b"id: 7\nretry: 5\nunknown\n",
        b"event: message\n",
        chunk(None),
        chunk(""),
        b'data: {"choices":[]}\n\n',
        b'data: {"choices":null}\n\n',
        b'data: {"choices":[{"index":0,"delta":null}]}\n\n',
        b'data: {"choices":[{"index":0}],"usage":null}\n\n',
        b'data: {"choices":[{"delta":{"reasoning_content":"\xe6\x83\xb3"}}]}\n\n',
    ]
)
frames = st.lists(st.tuples(odd_text, st.booleans(), between), max_size=12)


@given(frames, st.booleans(), st.booleans(), places)
def test_any_split_gives_the_same_events_and_the_text_that_was_sent(
    frames: list[tuple[str, bool, bytes]], is_crlf: bool, has_bom: bool, places: list[int]
) -> None:
    data = b"".join(other + chunk(text, is_ascii=is_ascii) for text, is_ascii, other in frames)
    data += chunk("", "stop", usage={"prompt_tokens": 3, "completion_tokens": 5}) + b"data: [DONE]\n\n"
    if is_crlf:
        data = data.replace(b"\n", b"\r\n")
    if has_bom:
        data = b"\xef\xbb\xbf" + data
    whole = decode_joined(data)
    assert decode_joined(*cut(data, places)) == whole
    assert decode_joined(*(data[i : i + 1] for i in range(len(data)))) == whole
    events, reason, usage, skipped = whole
    received = "".join(event for event in events if isinstance(event, str))
    assert received == as_one_text("".join(text for text, _, _ in frames))
    assert (reason, usage, skipped) == ("stop", Usage(3, 5), 0)
    received.encode()


def as_one_text(text: str) -> str:
    joined = re.sub(
        "([\ud800-\udbff])([\udc00-\udfff])",
        lambda pair: chr(0x10000 + (ord(pair[1]) - 0xD800) * 0x400 + ord(pair[2]) - 0xDC00),
        text,
    )
    return re.sub("[\0\ud800-\udfff]", "\ufffd", joined)


shreds = st.one_of(
    st.binary(max_size=12),
    between,
    odd_text.map(chunk),
    odd_text.map(chunk).map(lambda frame: frame[: len(frame) // 2]),
    st.sampled_from(
        [b"data: [DONE]\n", b'data:{"error":{"code":1302}}\n', b"error: {}\n", b"data: [1", b"\ndata:", b"{"]
    ),
)


@given(st.lists(shreds, max_size=20).map(b"".join), places)
@example(b"event: error\ndata: nothing like JSON\n", [3])
@example(b'data: {"choices":[{"delta":{"content":"\xe4\xb8"}}]}\n', [41])
@example(b'data: {"choices":[{"delta":{"content":"a"}}]\ndata: }\n', [44])
@example(chunk("a").replace(b"\n\n", b",") + b'{"choices":[{"delta":{"content":"b"}}]}\n\n', [])
@example(b'data: {"choices":[{"delta":{"content":"a"}}],\n"id":"x"}\n\n', [])
@example(chunk("a")[:-3] + b"\n\n" + chunk("b") + chunk("c"), [])
@example(chunk("a").replace(b"}\n", b',"x":[{}\n') + b"data: {}]}\n\n" + chunk("b"), [])
def test_garbage_never_raises_and_any_split_gives_the_same_events(data: bytes, places: list[int]) -> None:
    whole = decode_joined(data)
    assert decode_joined(*cut(data, places)) == whole
    assert decode_joined(*(data[i : i + 1] for i in range(len(data)))) == whole
    text_of(data).encode()


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_sanitized_text_can_be_stored(text: str) -> None:
    assert sanitized(text) == as_one_text(text)


def test_text_and_finish_in_one_chunk() -> None:
    events, reason, usage, _ = decode(chunk("末", "stop", usage={"prompt_tokens": 8, "completion_tokens": None}))
    assert (events, reason, usage) == (["末"], "stop", Usage(8, 0))


def test_usage_after_the_finish_is_read_and_the_last_numbers_count() -> None:
    data = chunk("春", usage={"completion_tokens": 1}) + chunk("", "stop")
    data += b'data: {"choices":[],"usage":{"prompt_tokens":8.0,"completion_tokens":262,"total_tokens":"?"}}\n\n'
    assert decode(data)[1:3] == ("stop", Usage(8, 262))


@pytest.mark.parametrize(
    "usage", [{}, [], "much", {"prompt_tokens": "8"}, {"prompt_tokens": -5}, {"prompt_tokens": 1e99}]
)
def test_invalid_usage_is_ignored(usage: Any) -> None:
    assert decode(chunk("春", "stop", usage=usage))[2] == Usage()


def test_thoughts_are_events_but_never_text() -> None:
    for key in ("reasoning_content", "reasoning"):
        data = b'data: {"choices":[{"delta":{"%s":"hm","content":null}}]}\n' % key.encode()
        assert decode(data)[0] == [Thought("hm")]
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "春"}]
    assert decode(chunk(parts))[0] == [Thought("…"), "春"]


def test_content_may_be_a_list_of_parts() -> None:
    parts = [{"type": "text", "text": "春\ud83d"}, {"type": "image_url"}, None, {"type": "text", "text": "\ude00天"}]
    assert text_of(chunk(parts)) == "春😀天"


@pytest.mark.parametrize("kind", ["thinking", "reasoning", "thought"])
def test_parts_with_thoughts_are_not_text(kind: str) -> None:
    assert decode(chunk([{"type": kind, "text": "想"}, {"type": "text", "text": "春"}]))[0] == [Thought("…"), "春"]


@pytest.mark.parametrize("content", [7, {"text": "x"}, True, [], [[]], None, ""])
def test_content_of_another_type_is_not_text(content: Any) -> None:
    assert decode(chunk(content) + chunk("春"))[0] == ["春"]


def test_any_finish_reason_is_passed_on() -> None:
    assert decode(chunk("", "model_context_window_exceeded"))[1] == "model_context_window_exceeded"
    assert decode(chunk("", "a\ud800\0"))[1] == "a\ufffd\ufffd"
    assert decode(chunk("", "stop") + chunk("", None) + chunk("", ""))[1] == "stop"


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        (["stop"], "stop"),
        (["stop", "stop"], "stop"),
        (["STOP"], "stop"),
        (["length", "stop"], "length"),
        (["stop", "length"], "length"),
        (["network_error", "stop"], "network_error"),
        (["sensitive", "stop"], "sensitive"),
        (["stop", "sensitive", "length"], "sensitive"),
        (["length", "network_error"], "length"),
        (["length", "sensitive"], "sensitive"),
        (["content_filter", "stop"], "sensitive"),
        (["SAFETY"], "sensitive"),
        (["PROHIBITED_CONTENT"], "sensitive"),
        (["refusal", "stop"], "sensitive"),
        (["guardrail_intervened"], "sensitive"),
        (["MAX_TOKENS"], "length"),
        (["null", "stop"], "stop"),
        (["eos"], "eos"),
        (["stopped"], "stopped"),
        (["end_turn", "stop"], "end_turn"),
        (["stop."], "stop."),
        (["内容违规stop"], "内容违规stop"),
        (["IMAGE_SAFETY"], "sensitive"),
        (["inappropriate_content"], "sensitive"),
    ],
)
def test_the_first_finish_reason_that_is_not_stop_decides(reasons: list[str], expected: str) -> None:
    assert decode(chunk("春") + b"".join(chunk("", reason) for reason in reasons))[1] == expected


def test_a_stop_followed_by_text_is_premature() -> None:
    for data, is_premature in (
        (chunk("春", "stop"), False),
        (chunk("春") + chunk("", "stop") + chunk("\n"), False),
        (chunk("春", "stop") + chunk("天", "stop"), True),
        (chunk("", "stop") + chunk("天"), True),
        (chunk("", "length") + chunk("天"), False),
    ):
        decoder = Decoder()
        assert list(decoder.feed(data))
        assert decoder.is_premature is is_premature


def test_a_thought_repeated_in_the_content_is_not_text() -> None:
    frame = {"choices": [{"delta": {"reasoning_content": "先看日主", "content": "先看日主"}}]}
    assert decode(b"data: " + dump(frame) + b"\n\n" + chunk("春"))[0] == [Thought("先看日主"), "春"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'data: {"error":{"code":"1302","message":"m"}}', "1302"),
        (b'data: {"error":{"code":1302,"message":"m"}}', "1302"),
        (b'data: {"error":{"message":"m"},"choices":[]}', None),
        (b'data: {"error":"overloaded"}', None),
        (b'data: {"choices":[],"code":"1301","msg":"m"}', "1301"),
        (b'data: {"choices":null,"code":1301}', "1301"),
        (b'data: {"choices":[{"index":0,"delta":{},"error":{"code":"content_filter"}}]}', "content_filter"),
        (b'data: {"code":500,"msg":"404 NOT_FOUND","success":false}', "500"),
        (b'event: error\ndata: {"code":"1301","message":"m"}', "1301"),
        (b"event:error\r\ndata:oops", None),
        (b'error: {"code":500,"message":"m"}', "500"),
        (b'data: {"error":{"code":"12<b>\\u0000 ' + b"x" * 90 + b'"}}', "12b" + "x" * 37),
    ],
)
def test_errors_in_the_stream(line: bytes, code: str | None) -> None:
    assert decode(chunk("春") + line + b"\n\n") == (["春", Failure(code)], None, Usage(), 0)


@pytest.mark.parametrize(
    "line",
    [
        b'ta: {"choices":[{"delta":{"content":"a"}}]}',
        b'"delta":{"content":"a"}}]}',
        b'{"choices":[{"delta":{"content":"a"',
        b'data: {"choices":[{"delta":"a"}]}',
        b'data: {"choices":[{"text":"a"}]}',
        b'data: {"choices":[{"message":{"content":"a"}}]}',
        b'data: {"choices":{"delta":{"content":"a"}}}',
        b'data: {"choices":[{"delta":{"content":[{"type":"text","content":"a"}]}}]}',
        b'data: {"choices":[{"delta":{"content":[{"type":"text","text":{"value":"a"}}]}}]}',
        b'data: {"choices":[{"delta":{"content":"\xe5\x9d"}}]}',
    ],
)
def test_text_in_an_unexpected_place_counts_as_lost(line: bytes) -> None:
    assert count_unread(chunk("春") + line + b"\n\n" + chunk("", "stop"))[0] == 1


@pytest.mark.parametrize("prefix", [b"", b" data: ", b"Data: ", b"\xef\xbb\xbfdata: "])
def test_a_frame_with_a_damaged_field_name_is_read(prefix: bytes) -> None:
    frame = prefix + b'{"choices":[{"delta":{"content":"\xe5\xa4\xa9"}}]}\n\n'
    assert decode(chunk("春") + frame + chunk("", "stop"))[::3] == (["春", "天"], 0)
    assert decode(chunk("春") + prefix + b'{"error":{"code":"1301"}}\n\n')[0] == ["春", Failure("1301")]


@pytest.mark.parametrize("frame", [b"[]", b'""', b'{"code":0,"msg":"ok"}', b'{"code":200}'])
def test_a_frame_without_meaning_is_not_a_failure(frame: bytes) -> None:
    data = chunk("春") + b"data: " + frame + b"\n\n" + chunk("", "stop")
    assert decode(data)[:2] == (["春"], "stop")
    assert count_unread(data)[0] == 0


@pytest.mark.parametrize("done", [b"[DONE]", b'"[DONE]"', b"[done]"])
def test_other_spellings_of_done_are_recognised(done: bytes) -> None:
    assert decode(chunk("春") + b"data: " + done + b"\n\n" + chunk("天"))[::3] == (["春"], 0)


@pytest.mark.parametrize("reason", ["敏感", 3, ["length"], {"type": "content_filter"}])
def test_an_unreadable_finish_reason_is_not_stop(reason: Any) -> None:
    frame = {"choices": [{"delta": {"content": ""}, "finish_reason": reason}]}
    assert decode(chunk("春") + b"data: " + dump(frame) + b"\n\n" + chunk("", "stop"))[1] not in (None, "stop")


def test_other_choices_are_ignored() -> None:
    other = {"choices": [{"index": 1, "delta": {"content": "乙"}}, {"index": 0, "delta": {"content": "甲"}}]}
    assert decode(b"data: " + dump(other) + b"\n\n")[0] == ["甲"]


def test_an_event_name_lasts_for_one_event() -> None:
    assert decode(b"event: error\n\n" + chunk("春"))[0] == ["春"]


def test_a_truncated_frame_does_not_affect_the_next_on_its_line() -> None:
    events, _, _, skipped = decode(b'data: {"id":"1","object":"chat.c' + chunk("春") + chunk("天"))
    assert (events, skipped) == (["春", "天"], 1)


def test_two_whole_frames_on_one_line_are_two_frames() -> None:
    assert decode(chunk("春").rstrip() + chunk("天").rstrip() + b"data: [DONE]\n" + chunk("后"))[0] == ["春", "天"]


@pytest.mark.parametrize(
    "frame",
    [
        b"{oops}",
        b'"x"',
        b'{"choices":[{"delta":{"content":"\xe6\x98\xa5',
        b'oices":[{"delta":{"content":"a"}}]}',
        b"\xe6\x98\xa5\xe5\xa4\xa9",
        b'{"choices":[{"delta":{"content":7}}]}',
        b'{"choices":[{"delta":{"content":{"text":"x"}}}]}',
        b"[1, 2",
    ],
)
def test_an_unreadable_frame_that_may_have_contained_text_is_lost(frame: bytes) -> None:
    data = chunk("春") + b"data: " + frame + b"\n\n" + chunk("天", "stop")
    assert decode(data)[0] == ["春", "天"]
    assert count_unread(data) == (1, 0)


@pytest.mark.parametrize("frame", [b"ping", b"1", b"null", b"OK", b"keep-alive 12:00:03", b": comment"])
def test_heartbeats_are_skipped(frame: bytes) -> None:
    assert count_unread(chunk("春") + b"data: " + frame + b"\n\n" + chunk("天", "stop")) == (0, 1)


@given(odd_text, st.booleans(), st.sampled_from([b"\n", b"\r\n", b"\r"]), places)
@example("春", False, b"\r", [3])
def test_an_event_may_have_any_number_of_data_lines(
    text: str, is_ascii: bool, line_end: bytes, places: list[int]
) -> None:
    tree = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}
    body = json.dumps(tree, indent=0, ensure_ascii=is_ascii)
    lines = body.encode(errors="surrogatepass").split(b"\n") if is_ascii or text.isprintable() else [dump(tree, True)]
    data = b"".join(b"data: " + line + line_end for line in lines) + line_end
    data += chunk("天", "stop").replace(b"\n", line_end)
    assert text_of(*cut(data, places)) == as_one_text(text + "天")
    assert decode(data)[3] == 0


@pytest.mark.parametrize("count", [2, 3, 11])
def test_all_data_lines_of_an_event_are_joined(count: int) -> None:
    body = b'{"choices": [{"index": 0, "delta": {"role": "a", "content": "\xe6\x98\xa5"}}], "id": "1", "a": [1, 2]}'
    places = [match.start() for match in re.finditer(b" ", body)][: count - 1]
    lines = [body[start:end] for start, end in zip([0, *places], [*places, len(body)], strict=True)]
    data = b"".join(b"data: " + line + b"\n" for line in lines) + b"\n"
    assert len(lines) == count
    assert decode(chunk("冬") + data + chunk("", "stop"))[::3] == (["冬", "春"], 0)


def test_events_without_a_blank_line_between_them_are_read_one_by_one() -> None:
    data = b"".join(chunk(text).rstrip() + b"\n" for text in "春夏秋")
    assert decode(data + b"data: [DONE]\n")[0] == ["春", "夏", "秋"]
    assert count_unread(b'data: {"choi\n' + data) == (1, 0)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_every_line_ending_of_the_sse_specification_is_recognised(line_end: bytes) -> None:
    data = b"".join(chunk(char) for char in "一二三四五六七八九十") * 3 + chunk("", "stop") + b"data: [DONE]\n\n"
    data = data.replace(b"\n", line_end)
    whole = decode(data)
    assert "".join(str(event) for event in whole[0]) == "一二三四五六七八九十" * 3
    assert whole[1] == "stop"
    assert decode(*(data[i : i + 1] for i in range(len(data)))) == whole


def test_a_blank_line_after_a_split_line_end_is_kept() -> None:
    data = b'data: {"id":"1","ch\r\n\n' + chunk("春")
    whole = decode(data)
    assert decode(*(data[i : i + 1] for i in range(len(data)))) == whole


def test_everything_after_done_is_ignored() -> None:
    assert decode(chunk("春") + b"data:[DONE]\n" + chunk("天", "stop") + b"x" * (MAX_EVENT + 2))[:2] == (["春"], None)


def test_a_truncated_last_line_is_ignored() -> None:
    data = chunk("春") + chunk("天")
    for end in range(len(chunk("春")), len(data) - 3):
        assert decode(data[:end])[0] == ["春"]


def test_a_last_frame_without_a_line_ending_is_read() -> None:
    assert decode(chunk("春") + chunk("", "stop").rstrip())[:2] == (["春"], "stop")


def test_half_a_surrogate_pair_waits_for_the_next_text() -> None:
    thought = b'data: {"choices":[{"delta":{"reasoning":"hm"}}]}\n\n'
    assert decode(chunk("\ud83d") + thought + chunk("") + chunk("\ude00"))[0] == [Thought("hm"), "😀"]
    assert decode(chunk("a\ud83d", "stop"))[0] == ["a", "\ufffd"]


@pytest.mark.parametrize("size", [1, 4096, MAX_EVENT * 2])
def test_a_line_beyond_the_limit_raises(size: int) -> None:
    data = chunk("春") + b"data: " + b"a" * MAX_EVENT + b"\n"
    decoder, events = Decoder(), list[Event]()
    pieces = [data[: MAX_EVENT - 10], *(data[i : i + size] for i in range(MAX_EVENT - 10, len(data), size))]

    def read() -> None:
        for piece in pieces:
            events.extend(decoder.feed(piece))

    with pytest.raises(ModelProtocol):
        read()
    assert events == ["春"]


def test_a_line_at_the_limit_is_read() -> None:
    text = "a" * (MAX_EVENT - len(chunk("").rstrip()))
    assert text_of(chunk(text)) == text


def test_hostile_json_is_skipped() -> None:
    hostile = [b"[" * 100_000, b'{"choices":' * 50_000, b"9" * 10_000, b'{"usage":' + b"9" * 10_000 + b"}"]
    hostile.append(b'{"a":"data:' * 50_000)
    data = b"".join(b"data: " + line + b"\n\n" for line in hostile)
    assert decode(data + chunk("春"))[0] == ["春"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"error":{"code":"400","type":"data_inspection_failed"}}', "data_inspection_failed"),
        (
            b'{"error":{"code":"400","innererror":{"code":"ResponsibleAIPolicyViolation"}}}',
            "ResponsibleAIPolicyViolation",
        ),
        (b'{"error":{"code":null,"type":"content_filter","message":"m"}}', "content_filter"),
        (b'{"error":{"code":"1302","type":"rate_limit"}}', "1302"),
        (b'{"error":"content_filter"}', "content_filter"),
        (b'{"error":{"code":"1113","message":"m"}}', "1113"),
        (b'{"code":401,"msg":"m"}', "401"),
        (b'{"error":{"code":true}}', None),
        (b'{"error":{"code":""}}', None),
        (b"<html>", None),
        (b"[]", None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_the_code_of_an_error_body(body: bytes, code: str | None) -> None:
    assert error_code(body) == code

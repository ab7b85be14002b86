"""The decoder: the same words for any split of the bytes, and nothing sent to it makes it fail."""

import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import ModelProtocol
from app.llm.decoder import MAX_LINE, Decoder, Event, Failure, Thought, error_code, mended
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


def decode(*pieces: bytes) -> tuple[list[Event], str | None, Usage, int]:
    decoder = Decoder()
    events = [event for piece in pieces for event in decoder.feed(piece)]
    events += decoder.end()
    assert all(events), "no text is empty"
    return events, decoder.finish_reason, decoder.usage, decoder.skipped


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
def test_any_split_gives_the_same_deltas_and_the_text_that_was_sent(
    frames: list[tuple[str, bool, bytes]], is_crlf: bool, has_bom: bool, places: list[int]
) -> None:
    data = b"".join(other + chunk(text, is_ascii=is_ascii) for text, is_ascii, other in frames)
    data += chunk("", "stop", usage={"prompt_tokens": 3, "completion_tokens": 5}) + b"data: [DONE]\n\n"
    if is_crlf:
        data = data.replace(b"\n", b"\r\n")
    if has_bom:
        data = b"\xef\xbb\xbf" + data
    whole = decode(data)
    assert decode(*cut(data, places)) == whole
    assert decode(*(data[i : i + 1] for i in range(len(data)))) == whole
    events, reason, usage, skipped = whole
    said = "".join(event for event in events if isinstance(event, str))
    assert said == as_one_text("".join(text for text, _, _ in frames))
    assert (reason, usage, skipped) == ("stop", Usage(3, 5), 0)
    said.encode()


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
def test_garbage_in_any_split_is_read_alike_and_never_fails(data: bytes, places: list[int]) -> None:
    assert decode(*cut(data, places)) == decode(data)
    text_of(data).encode()


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_mended_text_can_be_stored(text: str) -> None:
    assert mended(text) == as_one_text(text)


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
def test_usage_that_makes_no_sense_counts_nothing(usage: Any) -> None:
    assert decode(chunk("春", "stop", usage=usage))[2] == Usage()


def test_thoughts_are_signs_of_life_and_never_text() -> None:
    for key in ("reasoning_content", "reasoning"):
        data = b'data: {"choices":[{"delta":{"%s":"hm","content":null}}]}\n' % key.encode()
        assert decode(data)[0] == [Thought()]
    parts = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "春"}]
    assert decode(chunk(parts))[0] == [Thought(), "春"]


def test_content_may_be_a_list_of_parts() -> None:
    parts = [{"type": "text", "text": "春\ud83d"}, {"type": "image_url"}, None, {"type": "text", "text": "\ude00天"}]
    assert text_of(chunk(parts)) == "春😀天"


@pytest.mark.parametrize("content", [7, {"text": "x"}, True, [], [[]], None, ""])
def test_content_of_another_kind_is_no_text(content: Any) -> None:
    assert decode(chunk(content) + chunk("春"))[0] == ["春"]


def test_any_finish_reason_passes() -> None:
    assert decode(chunk("", "model_context_window_exceeded"))[1] == "model_context_window_exceeded"
    assert decode(chunk("", "a\ud800\0"))[1] == "a\ufffd\ufffd"
    assert decode(chunk("", "stop") + chunk("", None) + chunk("", ""))[1] == "stop"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'data: {"error":{"code":"1302","message":"m"}}', "1302"),
        (b'data: {"error":{"code":1302,"message":"m"}}', "1302"),
        (b'data: {"error":{"message":"m"},"choices":[]}', None),
        (b'data: {"error":"overloaded"}', None),
        (b'data: {"code":500,"msg":"404 NOT_FOUND","success":false}', "500"),
        (b'event: error\ndata: {"code":"1301","message":"m"}', "1301"),
        (b"event:error\r\ndata:oops", None),
        (b'error: {"code":500,"message":"m"}', "500"),
        (b'data: {"error":{"code":"12<b>\\u0000 ' + b"x" * 90 + b'"}}', "12b" + "x" * 37),
    ],
)
def test_errors_in_the_stream(line: bytes, code: str | None) -> None:
    assert decode(chunk("春") + line + b"\n\n") == (["春", Failure(code)], None, Usage(), 0)


def test_an_event_name_lasts_for_one_event() -> None:
    assert decode(b"event: error\n\n" + chunk("春"))[0] == ["春"]


def test_a_cut_frame_glued_to_the_next_loses_only_itself() -> None:
    events, _, _, skipped = decode(b'data: {"id":"1","object":"chat.c' + chunk("春") + chunk("天"))
    assert (events, skipped) == (["春", "天"], 1)


def test_two_whole_frames_glued_are_two_frames() -> None:
    assert decode(chunk("春").rstrip() + chunk("天").rstrip() + b"data: [DONE]\n" + chunk("后"))[0] == ["春", "天"]


def test_a_broken_frame_is_skipped_and_counted() -> None:
    events, _, _, skipped = decode(b"data: {oops}\n\n" + chunk("春") + b'data: 1\n\ndata: "x"\n\n')
    assert (events, skipped) == (["春"], 3)


def test_one_event_may_come_in_several_data_lines() -> None:
    assert decode(b'data: {"choices":\ndata: [{"delta":{"content":"\xe6\x98\xa5"}}]}\n\n')[::3] == (["春"], 0)


def test_nothing_after_done_counts() -> None:
    assert decode(chunk("春") + b"data:[DONE]\n" + chunk("天", "stop") + b"x" * (MAX_LINE + 2))[:2] == (["春"], None)


def test_a_line_cut_at_the_end_says_nothing() -> None:
    data = chunk("春") + chunk("天")
    for end in range(len(chunk("春")), len(data) - 3):
        assert decode(data[:end])[0] == ["春"]


def test_a_last_frame_that_lacks_only_its_line_end_counts() -> None:
    assert decode(chunk("春") + chunk("", "stop").rstrip())[:2] == (["春"], "stop")


def test_a_half_pair_waits_for_the_next_text() -> None:
    thought = b'data: {"choices":[{"delta":{"reasoning":"hm"}}]}\n\n'
    assert decode(chunk("\ud83d") + thought + chunk("") + chunk("\ude00"))[0] == [Thought(), "😀"]
    assert decode(chunk("a\ud83d", "stop"))[0] == ["a", "\ufffd"]


@pytest.mark.parametrize("size", [1, 4096, MAX_LINE * 2])
def test_a_line_beyond_the_limit_ends_it(size: int) -> None:
    data = chunk("春") + b"data: " + b"a" * MAX_LINE + b"\n"
    decoder, events = Decoder(), []
    pieces = [data[: MAX_LINE - 10], *(data[i : i + size] for i in range(MAX_LINE - 10, len(data), size))]

    def read() -> None:
        for piece in pieces:
            events.extend(decoder.feed(piece))

    with pytest.raises(ModelProtocol):
        read()
    assert events == ["春"]


def test_a_line_at_the_limit_is_read() -> None:
    text = "a" * (MAX_LINE - len(chunk("").rstrip()))
    assert text_of(chunk(text)) == text


def test_hostile_json_is_skipped() -> None:
    hostile = [b"[" * 100_000, b'{"choices":' * 50_000, b"9" * 10_000, b'{"usage":' + b"9" * 10_000 + b"}"]
    hostile.append(b'{"a":"data:' * 50_000)
    data = b"".join(b"data: " + line + b"\n\n" for line in hostile)
    assert decode(data + chunk("春"))[0] == ["春"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
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

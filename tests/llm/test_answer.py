"""One call's answer: nothing outweighs the safety filter, however the body is split."""

import json

import pytest

from app.errors import ContentBlocked, ModelCut
from app.llm.answer import Answer


def frame(content: str = "", reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": reason}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


def ending(*pieces: bytes) -> str:
    """Feed the pieces, until the filter has stopped the answer, and return the finish reason."""
    answer = Answer()
    for piece in pieces:
        _ = [*answer.feed(piece)]
        if answer.is_withdrawn:
            break
    _ = [*answer.end()]
    return answer.finish().reason


@pytest.mark.parametrize(
    "after",
    [
        b'data: {"error":{"code":"500","message":"internal"}}\n\n',
        b'data: {"error":{"code":"1302","message":"busy"}}\n\n',
        b'data: {"choi\n\n',
        frame("<|user|>再写一节"),
        frame("", "stop") + b"data: [DONE]\n\n",
    ],
)
@pytest.mark.parametrize("reason", ["sensitive", "content_filter"])
def test_the_filter_outweighs_what_follows_it(reason: str, after: bytes) -> None:
    start, end = frame("## 性情\n\n丁火生于巳月。"), frame("", reason)
    assert ending(start, end + after) == "sensitive"
    assert ending(start, end, after) == "sensitive"
    assert ending(start + end + after) == "sensitive"


def test_the_filter_outweighs_a_gap_before_it() -> None:
    assert ending(frame("丁火"), b'data: {"choi\n\n' + frame("", "sensitive")) == "sensitive"


def test_without_the_filter_a_gap_and_an_error_end_the_answer() -> None:
    with pytest.raises(ModelCut):
        ending(frame("丁火"), b'data: {"choi\n\n' + frame("", "stop"))
    with pytest.raises(ContentBlocked):
        ending(frame("丁火"), b'data: {"error":{"code":"1301"}}\n\n')

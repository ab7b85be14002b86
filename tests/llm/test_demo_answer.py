"""The demo model's frames carry the text that it was given, whatever their style."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.decoder import Decoder
from app.llm.demo.answer import Answer

TEXTS = st.lists(st.text('{[,"\\:}甲 \n', min_size=1, max_size=4), max_size=6)


@given(TEXTS, st.integers(2, 11), st.integers(0, 99).map(str))
def test_data_lines_never_split_a_string(deltas: list[str], lines: int, seed: str) -> None:
    answer = Answer("data_lines", "glm", 10, seed, lines=lines)
    decoder = Decoder()
    read = [event for delta in deltas for event in decoder.feed(answer.delta(delta).data)]
    assert read == deltas
    assert not decoder.lost


@pytest.mark.parametrize("lines", [2, 3, 11])
def test_data_lines_are_as_many_as_asked_for(lines: int) -> None:
    answer = Answer("data_lines", "glm", 10, "", lines=lines)
    assert answer.delta("{").data.count(b"data: ") == lines

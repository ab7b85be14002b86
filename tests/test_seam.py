"""The seam of a continued passage: what is repeated is trimmed exactly, once."""

from hypothesis import given
from hypothesis import strategies as st

from app.seam import overlap

TEXT = st.text(alphabet="甲乙丙丁", max_size=30)


@given(TEXT, TEXT)
def test_an_overlap_is_both_an_end_and_a_beginning_and_the_longest(before: str, after: str) -> None:
    length = overlap(before, after)
    assert before.endswith(after[:length])
    assert not any(before.endswith(after[:longer]) for longer in range(length + 1, len(after) + 1))


@given(TEXT, TEXT, st.integers(4, 20))
def test_what_a_model_repeats_is_trimmed_exactly(before: str, rest: str, repeated: int) -> None:
    text = "子丑寅卯辰巳午未申酉戌亥" + before  # no end of it stands elsewhere in it as a beginning of the rest
    tail = text[-repeated:]
    assert text + (tail + "。" + rest)[overlap(text, tail + "。" + rest, 4) :] == text + "。" + rest


def test_a_short_likeness_is_chance_and_is_kept() -> None:
    assert overlap("他说好好好", "好好好好的", 4) == 0
    assert overlap("由此可见，命局", "命局之中", 4) == 0

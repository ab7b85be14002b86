"""The seam of a continued passage: repetitions are trimmed exactly, and nothing else is lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import ModelCut
from app.seam import Seam, overlap
from tests.joining import BLOCKS, LINE_ENDS, joined

TEXT = st.text(alphabet="甲乙丙丁", max_size=30)
PASSAGE = (
    "## 性情\n\n丁火生于巳月，时令正旺。你往往先看见机会，再看见代价。\n\n"
    "月支巳中藏庚，**财星有根**。做事讲究分寸，也肯为别人留余地。\n\n"
    "- 先说清楚，再动手；\n- 留一天给自己。\n\n年上比肩透出，朋友多，主意也多，做"
)
ENGLISH = (
    "## Temper\n\nThe Day Master Ding is born in the month of Si, when fire is strong. You tend to see the chance "
    "first and its price later.\n\nGeng is hidden in the month branch, so wealth has a"
)
REST = "决定时不妨慢半拍。\n\n坐下丑土藏癸，夜里想得多。"


@given(TEXT, TEXT)
def test_the_overlap_is_the_longest_prefix_that_is_also_a_suffix(before: str, after: str) -> None:
    length = overlap(before, after)
    assert before.endswith(after[:length])
    assert not any(before.endswith(after[:longer]) for longer in range(length + 1, len(after) + 1))


SPLITS = st.lists(st.integers(0, 1 << 20), max_size=20)
LEADS = ["", "\n", "\n\n", "……", "……\n", "...", "…", " \n……"]


@given(st.integers(9, len(PASSAGE)), st.sampled_from(LEADS), SPLITS)
@example(9, "", [])
@example(len(PASSAGE), "\n", [1, 5])
def test_a_repetition_of_any_length_is_trimmed(repeated: int, lead: str, places: list[int]) -> None:
    more = lead + PASSAGE[len(PASSAGE) - repeated :] + REST
    assert joined(PASSAGE, more, places) == PASSAGE + REST


@given(st.integers(20, len(PASSAGE)), st.integers(8, 600), SPLITS)
def test_a_passage_cut_anywhere_is_joined_exactly(cut: int, repeated: int, places: list[int]) -> None:
    whole = PASSAGE + REST
    assert joined(whole[:cut], whole[max(0, cut - repeated) :], places) == whole


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("cut", sorted({end + offset for end in LINE_ENDS for offset in (0, 1)}))
def test_a_passage_cut_between_two_blocks_is_joined_exactly(cut: int, lead: str) -> None:
    more = lead + BLOCKS[cut:]
    assert joined(BLOCKS[:cut], more) == BLOCKS
    assert joined(BLOCKS[:cut], more, list(range(len(more)))) == BLOCKS


@given(st.sampled_from(LINE_ENDS), st.integers(0, 1), st.sampled_from(LEADS), SPLITS)
def test_the_seam_between_two_blocks_does_not_depend_on_the_split(
    cut: int, offset: int, lead: str, places: list[int]
) -> None:
    assert joined(BLOCKS[: cut + offset], lead + BLOCKS[cut + offset :], places) == BLOCKS


@given(st.integers(30, len(ENGLISH)), st.integers(12, 600), SPLITS)
def test_an_english_passage_cut_anywhere_is_joined_exactly(cut: int, repeated: int, places: list[int]) -> None:
    whole = ENGLISH + " root here. Take your time."
    assert joined(whole[:cut], whole[max(0, cut - repeated) :], places) == whole


@given(st.integers(20, len(PASSAGE)), SPLITS)
def test_a_continuation_without_repetition_is_appended_unchanged(cut: int, places: list[int]) -> None:
    assert joined(PASSAGE[:cut], "申酉戌亥。" + REST, places) == PASSAGE[:cut] + "申酉戌亥。" + REST


@pytest.mark.parametrize(
    ("before", "more", "text"),
    [
        # A line break in the middle of a sentence is dropped.
        ("## 性情\n\n你往往", "\n先看见机会", "## 性情\n\n你往往先看见机会"),
        ("## 性情\n\n你往往，", "\n\n先看见机会", "## 性情\n\n你往往，先看见机会"),
        ("## 性情\n\n你往往", "\r\n先看见机会", "## 性情\n\n你往往先看见机会"),
        ("## A\n\nYou tend", "\nto see", "## A\n\nYou tend to see"),
        ("## A\n\nYou, the", "\n\nfirst", "## A\n\nYou, the first"),
        # After a sentence, a heading or a list item it is kept.
        ("## 性情\n\n你往往。", "\n\n先看见机会", "## 性情\n\n你往往。\n\n先看见机会"),
        ("## 性情", "\n\n丁火生于巳月", "## 性情\n\n丁火生于巳月"),
        ("## 性情\n\n- 甲", "\n- 乙", "## 性情\n\n- 甲\n- 乙"),
        ("## 性情\n\n你往往。\n", "\n先看见机会", "## 性情\n\n你往往。\n\n先看见机会"),
        ("## 性情\n\n你往往。\n\n", "\n\n先看见机会", "## 性情\n\n你往往。\n\n先看见机会"),
        ("## 性情\n\n- 甲", "\n\n- 乙", "## 性情\n\n- 甲\n- 乙"),
        ("## 性情\n\n- 甲\n\n- 乙", "\n\n- 丙", "## 性情\n\n- 甲\n\n- 乙\n\n- 丙"),
        ("## 性情\n\n1. 甲\n   - 乙", "\n\n2. 丙", "## 性情\n\n1. 甲\n   - 乙\n2. 丙"),
        ("## 性情\n\n- 甲", "\n  - 乙", "## 性情\n\n- 甲\n  - 乙"),
        ("## 性情\n\n　　你往往。", "\n\n　　先看见机会", "## 性情\n\n　　你往往。\n\n　　先看见机会"),
        ("## A\n\nYou do.", "\n\nNext", "## A\n\nYou do.\n\nNext"),
        ("## A\n\nYou do", " it.", "## A\n\nYou do it."),
        ("## 性情\n\n-", "\n 每月一次", "## 性情\n\n- 每月一次"),
        ("## 性情\n\n- ", "\n每月一次", "## 性情\n\n- 每月一次"),
        ("## A\n\nYou do. ", "\n\nNext", "## A\n\nYou do. \n\nNext"),
        # An ellipsis at the start is dropped.
        ("## 性情\n\n你往往", "……先看见机会", "## 性情\n\n你往往先看见机会"),
        ("## 性情\n\n你往往", "…\n先看见机会", "## 性情\n\n你往往先看见机会"),
        ("## A\n\nYou tend", "... to see", "## A\n\nYou tend to see"),
        # A repetition may have its line breaks elsewhere.
        ("## 性情\n\n你往往先看。\n\n再看", "你往往先看。再看见", "## 性情\n\n你往往先看。\n\n再看见"),
        ("## 性情\n\n你往往先看。\n\n", "你往往先看。\n\n再看", "## 性情\n\n你往往先看。\n\n再看"),
        # Nothing but a repetition.
        ("## 性情\n\n你往往先看见", "你往往先看见", "## 性情\n\n你往往先看见"),
        ("## 性情\n\n你往往", "\n……", "## 性情\n\n你往往"),
        # The passage from its start, with the same first words, replaces the earlier text.
        ("## 性情\n\n你往往先看见机会", "## 性情\n\n你往往先看见代价", "## 性情\n\n你往往先看见代价"),
        ("## 性情\n\n你往往先看见机会", "\n##性情\n\n你往往先看见代价", "##性情\n\n你往往先看见代价"),
        # The heading is repeated, followed by the end of the earlier text.
        ("## 性情\n\n甲乙丙丁。你往往先看见", "## 性情\n\n你往往先看见机会", "## 性情\n\n甲乙丙丁。你往往先看见机会"),
        # A line break before a block is kept.
        ("## 性情\n\n喜用在木火", "\n\n**事业**：宜静", "## 性情\n\n喜用在木火\n\n**事业**：宜静"),
        ("## 性情\n\n（1）甲", "\n（2）乙", "## 性情\n\n（1）甲\n（2）乙"),
        # An overlap of fewer than four characters is chance.
        ("## 性情\n\n他说好好好", "好好好的", "## 性情\n\n他说好好好好好好的"),
        ("## 性情\n\n由此可见，命局", "命局之中", "## 性情\n\n由此可见，命局命局之中"),
    ],
)
def test_the_seam_reads_as_expected(before: str, more: str, text: str) -> None:
    assert joined(before, more) == text
    assert joined(before, more, list(range(len(more)))) == text


def test_a_repetition_may_be_longer_than_a_paragraph() -> None:
    long = "## 性情\n\n" + "".join(f"第{number}句说的是另一件事。" for number in range(1, 200))
    for repeated in (300, 1500, len(long) - 3):
        assert joined(long, long[-repeated:] + REST) == long + REST


@pytest.mark.parametrize("more", ["## 性情\n\n机会来了又走", "## 性情（续）\n\n机会来了又走"])
def test_new_text_after_a_repeated_heading_is_ambiguous(more: str) -> None:
    with pytest.raises(ModelCut):
        joined("## 性情\n\n丁火生于巳月。你往往先看见", more)


def test_text_is_passed_on_as_soon_as_it_cannot_be_a_repetition() -> None:
    text: list[str] = []
    seam = Seam("## 性情\n\n你往往先看见机会", text.append, text.append)
    for word in ("机会", "来了", "，又", "走了"):
        seam.write(word)
    assert text == ["机会来了", "，又", "走了"]


def test_a_highly_repetitive_text_takes_linear_time() -> None:
    before = "甲" * 200_000
    assert joined(before, "甲" * 50_000 + "乙").endswith("甲乙")

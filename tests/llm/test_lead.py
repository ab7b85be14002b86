"""The blanks between a removed thought and the text: those of the text are kept, those of a template are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.llm.prose import Prose
from tests.joining import BLOCKS, LINE_ENDS, filtered, joined
from tests.oddities.catalogue import NOISES

THOUGHTS = [name for name, (before, _) in NOISES.items() if before and "`" not in before and "~" not in before]
NUMBERS = ["1990年起运，", "3.5倍", "一九八四年", "-5度", "**食神**", "（丁火）"]


def continued(before: str, output: str, places: list[int], *, thoughts: str = "") -> str:
    """Join `before` with the text in a call's output, as a passage cut at the token limit is joined with its rest."""
    return joined(before, filtered(output, places, thoughts, before)[0])


def is_block(line: str) -> bool:
    return line.startswith(("#", "-", "1. ", "2. ", "（", "一、", "二、", "|", ">"))


@pytest.mark.parametrize("name", THOUGHTS)
@given(st.sampled_from(LINE_ENDS), st.integers(0, 1), st.lists(st.integers(0, 1 << 20), max_size=12))
def test_a_block_after_a_thought_begins_its_own_line(name: str, cut: int, offset: int, places: list[int]) -> None:
    before, rest = BLOCKS[: cut + offset], BLOCKS[cut + offset :]
    text = continued(before, NOISES[name][0] + rest, places)
    line = rest.lstrip("\n")
    if rest.startswith("\n") and not offset and not is_block(line.lstrip(" ")):
        # A template's line breaks look the same.
        assert text in (BLOCKS, before + line.lstrip("　"))
    else:
        assert text == BLOCKS


@pytest.mark.parametrize("lead", ["", "\n", "\n\n"])
@pytest.mark.parametrize("text", NUMBERS)
def test_a_sentence_continues_after_a_thought(lead: str, text: str) -> None:
    before = "## 性情\n\n丁火生于巳月，"
    for places in ([], list(range(60))):
        assert continued(before, f"<think>想</think>{lead}{text}时令正旺。", places) == f"{before}{text}时令正旺。"


@pytest.mark.parametrize("before", ["## 性情\n\n- ", "## 性情\n\n丁火。"])
def test_the_line_breaks_around_a_thought_are_not_added_up(before: str) -> None:
    assert continued(before, "\n<think>想</think>\n\n时令正旺。", []) == f"{before}时令正旺。"


@pytest.mark.parametrize("places", [[], list(range(60))])
def test_a_block_after_repeated_thoughts_begins_its_own_line(places: list[int]) -> None:
    before = "## 性情\n\n- 甲。"
    assert continued(before, "先看日主。\n\n- 乙。", places, thoughts="先看日主。") == f"{before}\n- 乙。"


@pytest.mark.parametrize(
    ("before", "output", "whole"),
    [
        ("## A\n\nYou tend", "\n\n to see", "## A\n\nYou tend to see"),
        ("## A\n\nYou ten", "\n\nd to see", "## A\n\nYou tend to see"),
        ("## A\n\nYou tend, ", "\n\nthen see", "## A\n\nYou tend, then see"),
        ("## 性情\n\n- 甲。\n-", " 乙", "## 性情\n\n- 甲。\n- 乙"),
        ("## 性情\n\n- 甲。\n-", "\n 乙", "## 性情\n\n- 甲。\n- 乙"),
        ("## 性情\n\n*", "\n*乙**", "## 性情\n\n**乙**"),
        ("## 性情\n\n1.", " 乙", "## 性情\n\n1. 乙"),
        ("## 性情\n\n- 甲。\n", "\n```md\n- 乙\n```", "## 性情\n\n- 甲。\n- 乙"),
    ],
)
def test_blanks_inside_a_line_are_kept(before: str, output: str, whole: str) -> None:
    for places in ([], list(range(60))):
        assert continued(before, f"<think>想</think>{output}", places) == whole


def test_the_next_cell_of_a_row_stays_in_its_row() -> None:
    assert continued("| 柱 | 干", "<think>想</think>\n| 丁亥 |", []) == "| 柱 | 干| 丁亥 |"


@pytest.mark.parametrize("mark", ["-", "1", "（", "#", "1."])
def test_a_possible_block_mark_at_the_end_is_not_lost(mark: str) -> None:
    assert continued("## 性情\n\n丁火，", f"<think>想</think>\n{mark}", [3]) == f"## 性情\n\n丁火，{mark}"
    prose = Prose("## 性情\n\n丁火，")
    assert [*prose.read(f"<think>想</think>\n{mark}<|user|>"), *prose.end()] == [mark]
    assert not prose.is_foreign


def test_only_line_breaks_delay_a_text_that_may_begin_a_block() -> None:
    prose = Prose("## 性情\n\n丁火，")
    assert [*prose.read("<think>想</think>1")] == ["1"]

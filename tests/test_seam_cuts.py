"""A passage of list items, cut at every position and continued in the ways that models do.

The text is exact, and where the cut does not say what belongs there, only whitespace differs:

- After a complete sentence, or a line that is bold as a whole, a line break may be the text's own. It stays.
- A blank stays beside a blank, before and after bold text, and between two Latin letters: it may separate two words.
- A line break inside a Latin word becomes a blank for the same reason.
"""

import re
from collections.abc import Callable

import pytest

from app.overlap import form_of, visible
from app.seam import tail_of
from tests.joining import joined

HEADING = "今明两年"
MONTHS = (
    "## 今明两年\n\n**2026年丙午，逆。** 丙是劫财，缠住月干辛；午与命里的巳、未连成火势：热闹多。年中最费力。\n\n"
    "- **甲午**（6月5日至7月6日）：甲是**正印**，冲年干庚（偏财），走势为逆。材料、审批多；先问“改几稿”再接。\n"
    "- **乙未**（7月7日至8月6日）：宜在初二、初三办《合同》，占46.7%，急不来——只有一件是真的急。\n\n"
    "**2027年丁未，平。** 丁是比肩，*与人同事*为主。\n\n"
    "- **庚子**（2026年12月7日至2027年1月4日）：子冲年支午，宜缓！"
)
MONTHS_EN = (
    "## This Year\n\n**2026, 丙午 Bing-Wu,** tends to be hard: 丙 Bing (the Direct Officer) combines. Go slowly.\n\n"
    "- **甲午 Jia-Wu** (5 June to 6 July): *hard* on the whole, and “late”. Ask first; then, say, wait.\n"
    "- **乙未 Yi-Wei** (7 July to 6 August 2026): no more than 3.5 of them."
)
WHOLE = {HEADING: MONTHS, "This Year": MONTHS_EN}

COMPLETE = re.compile(r"[。！.!][”*]*\s*|\*\*[^*]+\*\*\s*|#.*|\s*")


def cuts(whole: str) -> range:
    """Every position after the heading."""
    return range(whole.index("\n") + 2, len(whole))


def last_line(text: str) -> str:
    return text.rpartition("\n")[2]


def repeats_last_line(before: str, rest: str) -> str:
    start = before.rstrip("\n").rpartition("\n")[2]
    return before[before.rindex(start) :] + rest


EXACT: dict[str, Callable[[str, str], str]] = {
    "continues exactly": lambda _, rest: rest,
    "repeats the tail": lambda before, rest: tail_of(before) + rest,
    "repeats the tail after a line break": lambda before, rest: "\n" + tail_of(before) + rest,
    "repeats the last line": repeats_last_line,
    "repeats the last line after a line break": lambda before, rest: "\n" + repeats_last_line(before, rest),
    "repeats the heading and the tail": lambda before, rest: (
        before.partition("\n")[0] + "\n\n" + tail_of(before) + rest
    ),
}


@pytest.mark.parametrize("way", EXACT)
@pytest.mark.parametrize("heading", WHOLE)
def test_the_rest_is_joined_exactly_after_a_cut_anywhere(heading: str, way: str) -> None:
    whole = WHOLE[heading]
    # A shorter passage is written again instead. Its tail is the whole of it, the heading included.
    first = 40 if "heading" in way else 0
    for cut in cuts(whole)[first:]:
        before, rest = whole[:cut], whole[cut:]
        more = EXACT[way](before, rest)
        assert joined(before, more, heading=heading) == whole, before[-20:]
        assert joined(before, more, range(len(more)), heading=heading) == whole, before[-20:]


def may_end_here(before: str) -> bool:
    line = last_line(before)
    return bool(COMPLETE.fullmatch(line) or re.search(r"[。！.!][”*]*\s*$", line))


def is_in_latin_word(before: str, rest: str) -> bool:
    return (before[-1] + rest[0]).isascii() and (before[-1] + rest[0]).isalpha()


def is_emphasis_open(before: str) -> bool:
    line = last_line(before)
    return line.count("**") % 2 == 1 or line.replace("**", "").count("*") % 2 == 1


@pytest.mark.parametrize("breaks", ["\n", "\n\n", "\r\n", "\n　　"])
@pytest.mark.parametrize("heading", WHOLE)
def test_a_line_break_inside_a_line_is_dropped_after_a_cut_anywhere(heading: str, breaks: str) -> None:
    whole = WHOLE[heading]
    for cut in cuts(whole):
        before, rest = whole[:cut], whole[cut:]
        more = breaks + rest
        text = joined(before, more, heading=heading)
        assert form_of(text, visible) == form_of(whole, visible)
        assert joined(before, more, range(len(more)), heading=heading) == text
        if not may_end_here(before) and not is_in_latin_word(before, rest) and "　" not in breaks:
            assert text == whole, before[-20:]
        assert "\n" in rest[:1] or may_end_here(before) or text.count("\n") == whole.count("\n"), before[-20:]


def test_a_blank_in_chinese_text_is_dropped_after_a_cut_anywhere() -> None:
    for cut in cuts(MONTHS):
        before, rest = MONTHS[:cut], MONTHS[cut:]
        text = joined(before, " " + rest, heading=HEADING)
        assert form_of(text, visible) == form_of(MONTHS, visible)
        assert joined(before, " " + rest, range(len(rest)), heading=HEADING) == text
        is_beside_bold = before.count("*") % 2 == 0 and "*" in before[-1] + rest[0] and not is_emphasis_open(before)
        has_no_model = "年" not in before[7:]  # the text has not shown yet how it writes a number beside an ideograph
        is_list_mark = last_line(before) == "*"  # `*` and a blank begin a list item
        if not (rest[0].isspace() or is_list_mark or is_beside_bold or has_no_model):
            assert text == MONTHS, before[-20:]


@pytest.mark.parametrize(
    ("before", "more", "text"),
    [
        # Right behind a bracket, in the middle of an item.
        ("- **甲午**（6月5日至7月6日）", "\n：甲是正印", "- **甲午**（6月5日至7月6日）：甲是正印"),
        ("- **甲午**（6月5日至7月6日）：", "\n\n甲是正印", "- **甲午**（6月5日至7月6日）：甲是正印"),
        ("- **甲午**（6月5日至7月6日)", "\n：甲是正印", "- **甲午**（6月5日至7月6日)：甲是正印"),
        ("- **甲午** (6.5–7.", "\n6): 甲", "- **甲午** (6.5–7.6): 甲"),
        ("- **甲午**（", "\n6月5日", "- **甲午**（6月5日"),
        ("冲年干庚（偏财）", "\n\n走势为逆", "冲年干庚（偏财）走势为逆"),
        ("所谓“财多身弱”", "\n说的是", "所谓“财多身弱”说的是"),
        # Inside bold text, at each of its marks.
        ("- *", "\n*甲午**（6月", "- **甲午**（6月"),
        ("- **", "\n甲午**（6月", "- **甲午**（6月"),
        ("- **甲", "\n午**（6月", "- **甲午**（6月"),
        ("- **甲午", "\n**（6月", "- **甲午**（6月"),
        ("- **甲午*", "\n*（6月", "- **甲午**（6月"),
        ("- **甲午**", "\n（6月", "- **甲午**（6月"),
        ("**2026年，逆。", "\n** 丙是劫财", "**2026年，逆。** 丙是劫财"),
        ("**财星有", "\n**根**，再看", "**财星有根**，再看"),
        ("- **Jia", "\n-Wu** (5", "- **Jia-Wu** (5"),
        ("- **", "\nJia-Wu** (5", "- **Jia-Wu** (5"),
        ("- **Jia-Wu** (", "\n5 June", "- **Jia-Wu** (5 June"),
        ("- **Jia-", "\nWu** (5", "- **Jia-Wu** (5"),
        ("- **Jia-Wu** (5 June 20", "\n26)", "- **Jia-Wu** (5 June 2026)"),
        # After a comma, a semicolon, a colon or a dash.
        ("年上比肩，", "\n**财星**有根", "年上比肩，**财星**有根"),
        ("甲是", "\n**正印**，冲年干庚", "甲是**正印**，冲年干庚"),
        ("甲是", "\n\n**正印**：有靠山", "甲是\n\n**正印**：有靠山"),
        ("It is *hard", "\n* on the whole", "It is *hard* on the whole"),
        ("* It is *hard", "\n* Ask first", "* It is *hard\n* Ask first"),
        ("宜在初", "\n二、初三", "宜在初二、初三"),
        ("（一）甲", "\n（二）乙", "（一）甲\n（二）乙"),
        ("no more than", "\n 3.5 of them", "no more than 3.5 of them"),
        ("宜在正、", "\n二、三月", "宜在正、二、三月"),
        ("材料多；", "\n审批也多", "材料多；审批也多"),
        ("总的说来：", "\n先稳住", "总的说来：先稳住"),
        ("急不来——", "\n只有一件", "急不来——只有一件"),
        # The line really ends here, or may end here.
        ("有三处：", "\n\n- 甲", "有三处：\n\n- 甲"),
        ("有三处，", "\n\n1. 甲", "有三处，\n\n1. 甲"),
        ("走势为逆。）", "\n\n甲是正印", "走势为逆。）\n\n甲是正印"),
        ("他说：“不急。”", "\n\n甲是正印", "他说：“不急。”\n\n甲是正印"),
        ("（参见前文。", "\n\n甲是正印", "（参见前文。\n\n甲是正印"),
        ("**长处**", "\n\n先看见机会", "**长处**\n\n先看见机会"),
        ("**长处**：", "\n\n先看见机会", "**长处**：\n\n先看见机会"),
        ("**甲。", "\n\n**乙**：宜静", "**甲。\n\n**乙**：宜静"),
        ("- 甲（见下", "\n- 乙", "- 甲（见下\n- 乙"),
        ("- **甲", "\n- **乙**", "- **甲\n- **乙**"),
        ("（见下", "\n\n### 短处", "（见下\n\n### 短处"),
        ("*斜体*", "\n*另一行*", "*斜体*\n*另一行*"),
        ("他停了。", "\n...然后", "他停了。\n然后"),
        ("甲。", "\n![图](a.svg)", "甲。\n![图](a.svg)"),
        ("1.", "\n甲", "1. 甲"),
        ("*", "\n甲", "* 甲"),
        # Blanks.
        ("- **甲午**", " （6月", "- **甲午**（6月"),
        ("- **", " 甲午**", "- **甲午**"),
        ("- **甲午", " **（6月", "- **甲午**（6月"),
        ("2026年，", " 丙午", "2026年，丙午"),
        ("（6月", " 5日", "（6月5日"),
        ("2026 年 6 月", " 5 日", "2026 年 6 月 5 日"),
        ("丙午", " Bing-Wu", "丙午 Bing-Wu"),
        ("You do ", " it", "You do it"),
        ("You do", " , then", "You do, then"),
        ("甲　", "　乙", "甲　　乙"),
        ("- 甲\n ", " - 乙", "- 甲\n  - 乙"),
        ("- 甲\n", "  - 乙", "- 甲\n  - 乙"),
        # The last line, however short.
        ("- ", "- **甲午**", "- **甲午**"),
        ("-", "- **甲午**", "- **甲午**"),
        ("- **", "- **甲午**", "- **甲午**"),
        ("- 甲", "- 甲午", "- 甲午"),
        ("**2", "**2026年", "**2026年"),
        ("- 甲", "\n- 乙", "- 甲\n- 乙"),
        ("1", "1. 甲", "11. 甲"),
    ],
)
def test_the_seam_inside_a_line(before: str, more: str, text: str) -> None:
    before, text = (f"## 性情\n\n丁火生于巳月。\n\n{words}" for words in (before, text))
    assert joined(before, more) == text
    assert joined(before, more, range(len(more))) == text


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        ("- **甲午**（6月5日至7月6日", "）：甲是正印，冲年干庚"),
        ("- **甲午**（6月5日至7月", "6日）：甲是正印，冲年干庚"),
        ("- **甲", "午**（6月5日至7月6日）：甲是正印"),
        ("- **甲午", "**（6月5日至7月6日）：甲是正印"),
        ("先问“改", "几稿”再接这类活，不急"),
    ],
)
def test_a_line_break_after_the_repeated_tail_is_dropped_in_brackets_and_in_bold(before: str, rest: str) -> None:
    before = "## 今明两年\n\n先把手上的事收尾，不宜再接新摊，量力而行。\n\n" + before
    for more in (f"{tail_of(before)}\n{rest}", f"{tail_of(before)}\n\n{rest}", f"{last_line(before)}\n{rest}"):
        assert joined(before, more) == before + rest
        assert joined(before, more, range(len(more))) == before + rest

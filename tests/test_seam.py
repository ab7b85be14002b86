"""The seam of a continued passage: repetitions are trimmed exactly, and nothing else is lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.overlap import form_of, overlap, visible
from app.seam import Seam, tail_of
from tests.joining import BLOCKS, LINE_ENDS, joined, pieces

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


def test_text_is_passed_on_as_soon_as_it_cannot_be_a_repetition() -> None:
    text: list[str] = []
    seam = Seam("## 性情\n\n你往往先看见机会", text.append, text.append)
    for word in ("机会", "来了", "，又", "走了"):
        seam.write(word)
    assert text == ["机会来了", "，又", "走了"]


def test_a_highly_repetitive_text_takes_linear_time() -> None:
    before = "甲" * 200_000
    assert joined(before, "甲" * 50_000 + "乙").endswith("甲乙")


def test_a_highly_repetitive_text_in_many_pieces_takes_linear_time() -> None:
    before = "甲" * 15_000 + "乙"
    for more in ("甲" * 30_000, before + "丙"):
        assert joined(before, more, list(range(len(more)))) == before + more.removeprefix(before)


FRAGMENTS = [
    *(
        "甲",
        "甲甲甲甲",
        "★★★★",
        "| a | a |",
        "| --- | --- |\n",
        "\n",
        "\n\n",
        " ",
        "　　",
        "- 甲\n",
        "1. ",
        "### 乙\n\n",
    ),
    *(
        "**",
        "**丙丁**",
        "*",
        "…",
        "……",
        "...",
        ".",
        "。",
        "，",
        "：",
        "”",
        "（续）",
        "（",
        "“",
        "继续：",
        "好的，我继续。\n",
        "---\n",
    ),
    *(
        "👨\u200d👩\u200d👧",
        "\u200d",
        "🇨🇳",
        "🇨",
        "👍🏽",
        "❤\ufe0f",
        "e\u0301",
        "\u0301",
        "é",
        "## 性情\n\n",
        "**性情**\n",
    ),
    *(
        "你往往先看见机会",
        "再看见代价，决定时不妨慢半拍。",
        "Wealth has a root",
        "the day master is strong, ",
        "Sure, continuing:\n",
    ),
]
ANY = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)
"""Text of any kind: periodic, Markdown, characters of several code points, English, remarks."""


@given(ANY)
@example("甲" + " " * 40)
@example("🇨🇳" * 30)
@example("👨" + "\u200d👩" * 30)
def test_the_tail_is_the_end_of_the_text_and_begins_with_a_whole_character(before: str) -> None:
    tail = tail_of(before)
    assert before.endswith(tail)
    assert tail == before.lstrip() or len(form_of(tail, visible)) >= 20
    if tail == before.lstrip():
        return
    assert not tail[0].isspace()
    assert tail[0] not in "\u0301\u200d\ufe0f🏽"
    assert not before[: len(before) - len(tail)].endswith("\u200d")
    rest = before[: len(before) - len(tail)]
    assert tail[0] not in "🇨🇳" or (len(rest) - len(rest.rstrip("🇨🇳"))) % 2 == 0


def test_the_tail_is_no_longer_than_necessary() -> None:
    assert tail_of(PASSAGE) == "自己。\n\n年上比肩透出，朋友多，主意也多，做"
    assert tail_of("## 性情\n\n你") == "## 性情\n\n你"
    assert tail_of(" \n甲") == "甲"
    assert tail_of(" \n") == ""


CANNOT_BEGIN_A_LINE = re.compile(r"[。，；：！？、”）,;?)]|[.!:]")
MAY_BE_LEFT_OPEN = re.compile(r"[*|（“]")


def is_exact(text: str, before: str, rest: str) -> bool:
    """Whether `text` is `before` and `rest`.

    The line break that `rest` begins with may be missing if what follows cannot begin a line, or if the last line of
    `before` may have left a mark open.
    """
    body = rest.lstrip()
    is_missing = "\n" in rest[: len(rest) - len(body)] and text in (before + body, f"{before} {body}")
    may_be_missing = CANNOT_BEGIN_A_LINE.match(body) or MAY_BE_LEFT_OPEN.search(before.rpartition("\n")[2])
    return text == before + rest or bool(is_missing and may_be_missing)


@given(ANY, ANY, SPLITS)
@example("甲", "\n...", [])
@example("甲", "\n.", [])
@example("甲", "\n，", [])
@example("（甲", "\n乙", [])
@example("| a | b", "\n甲", [])
@example("甲" * 100, "甲" * 50, [])
@example("| a | a |" * 20, " a |\n| a | a |", [])
@example("甲。\n", "\n- 乙", [])
@example("甲\n\n　　", "　乙", [])
@example("他停了……", "……然后", [])
def test_the_tail_repeated_as_asked_makes_the_seam_exact(before: str, rest: str, places: list[int]) -> None:
    if tail := tail_of(before):
        assert is_exact(joined(before, tail + rest, places), before, rest)


@pytest.mark.parametrize(
    ("before", "rest", "text"),
    [
        ("甲", "\n...", "甲\n..."),
        ("甲", "\n……", "甲\n……"),
        ("甲", "\n![乙](a.svg)", "甲\n![乙](a.svg)"),
        ("甲", "\n:---", "甲\n:---"),
        ("甲", "\n乙", "甲\n乙"),
        ("甲", "\n。", "甲。"),
        ("甲", "\n.", "甲."),
        ("（甲", "\n乙", "（甲乙"),
        ("**甲", "\n乙", "**甲乙"),
        ("| 甲", "\n乙 |", "| 甲乙 |"),
    ],
)
def test_a_line_break_after_the_tail_is_kept_before_all_that_can_begin_a_line(
    before: str, rest: str, text: str
) -> None:
    assert joined(before, tail_of(before) + rest) == text
    assert joined(before, tail_of(before) + rest, range(40)) == text


@pytest.mark.parametrize("whole", [BLOCKS, ENGLISH + " root.\n\n- One **more**;\n- two.\n"])
def test_every_cut_is_exact_if_the_tail_is_repeated(whole: str) -> None:
    for cut in range(1, len(whole)):
        before, more = whole[:cut], tail_of(whole[:cut]) + whole[cut:]
        assert joined(before, more) == whole
        assert joined(before, more, list(range(len(more)))) == whole


@pytest.mark.parametrize("lead", ["\n", "\n\n", "……", "……\n", "...", " "])
def test_blanks_and_an_ellipsis_before_the_tail_are_dropped(lead: str) -> None:
    for cut in range(12, len(BLOCKS)):
        assert joined(BLOCKS[:cut], lead + tail_of(BLOCKS[:cut]) + BLOCKS[cut:]) == BLOCKS


@given(st.sampled_from([PASSAGE + REST, ENGLISH + " root.", BLOCKS]), st.data())
def test_a_repetition_of_four_characters_or_more_is_exact(whole: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(12, len(whole) - 1))
    before, rest = whole[:cut], whole[cut:]
    repeated = before[-data.draw(st.integers(4, 200)) :]
    more = form_of(repeated + rest, visible)
    if len(form_of(repeated, visible)) >= 4 and overlap(form_of(before, visible), more) == len(
        form_of(repeated, visible)
    ):
        assert joined(before, repeated + rest, data.draw(SPLITS)) == whole


MARKS = str.maketrans({"，": "、", "。": ".", "；": ",", "*": None, "-": "•", ",": ";", ".": "。"})


@given(st.sampled_from([PASSAGE, ENGLISH]), st.integers(30, 400), st.sampled_from(["", "“", "**", "> "]), SPLITS)
def test_a_repetition_with_other_punctuation_is_trimmed(
    before: str, repeated: int, opening: str, places: list[int]
) -> None:
    again = before[-repeated:].translate(MARKS).upper()
    rest = "事。" if before == PASSAGE else " root."
    assert joined(before, opening + again + rest, places) == before + rest


@pytest.mark.parametrize("after", ["半拍", "半拍，", "半拍。", "半拍**", "半拍。\n\n", "半拍，\n"])
@pytest.mark.parametrize(
    ("repeated", "rest"),
    [
        ("再看见代价、决定时不妨慢半拍", "想清楚。"),
        ("见机会、再看见代价；决定时不妨慢半拍", "想清楚。"),
        ("再看见代价，决定时，不妨慢半拍", "- 想清楚"),
    ],
)
def test_text_follows_a_slightly_different_repetition(after: str, repeated: str, rest: str) -> None:
    before = "## 性情\n\n你往往先看见机会，再看见代价，决定时不妨慢" + after
    assert joined(before, repeated + rest) == before + rest


@pytest.mark.parametrize(
    ("end", "more", "text"),
    [
        ("", "。再想", "。再想"),
        ("，", "。再想", "再想"),
        ("。", "。再想", "再想"),
        ("。", "。\n\n再想", "\n\n再想"),
        ("。\n\n", "。\n\n再想", "再想"),
        ("。\n", "！\n\n再想", "\n再想"),
        ("。", "”。再想", "”再想"),
        ("”", "”，再想", "，再想"),
        ("**", "，再想", "，再想"),
        ("**。", "。再想", "再想"),
    ],
)
def test_punctuation_at_the_seam_is_not_doubled(end: str, more: str, text: str) -> None:
    before = "## 性情\n\n你往往先看见机会，再看见代价，决定时不妨慢半拍" + end
    for places in ([], list(range(80))):
        assert joined(before, "再看见代价；决定时不妨慢半拍" + more, places) == before + text


@pytest.mark.parametrize(("opening", "closing"), [("**", "**"), ("“", "”"), ("（", "）")])
def test_a_closing_mark_is_kept_only_if_its_opening_mark_is_in_the_text(opening: str, closing: str) -> None:
    before, repeated = "## 性情\n\n你往往先看见机会，再看见代价", "先看见机会、再看见代价"
    assert joined(before, f"{opening}{repeated}{closing}，再想") == before + "，再想"
    before = before.replace("你", opening + "你")
    assert joined(before, f"{repeated}{closing}，再想") == f"{before}{closing}，再想"


@given(st.integers(4, 16), st.sampled_from(["戌", "", "两字"]), st.sampled_from("，。、"), SPLITS)
def test_one_different_letter_in_the_repeated_tail_is_tolerated(
    place: int, letter: str, mark: str, places: list[int]
) -> None:
    before = "## 性情\n\n甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    tail = tail_of(before)
    again = tail[:place] + (letter if len(letter) < 2 else tail[place] + "两") + tail[place + 1 :]
    assert joined(before, f"{again}{mark}天干", places) == f"{before}{mark}天干"


def test_the_tail_may_differ_just_before_its_end() -> None:
    before = "## 性情\n\n你往往先看见机会，再看见代价，决定时不妨慢半拍"
    again = "先看见机会，再看见代价，决定时不妨慢一拍"
    for places in ([], list(range(40))):
        assert joined(before, again + "，想清楚。", places) == before + "，想清楚。"


@pytest.mark.parametrize(
    ("before", "more"),
    [
        ("你往往先看见机会，再看见代价", "看见代"),
        ("你往往先看见机会，再看见代价", "代价之后，才谈得上取舍。"),
        ("再看见代价，决定时不妨慢半拍。", "慢半拍，不是拖延。"),
        ("再看见代价，决定时不妨慢半拍。", "再看见代价时，决定已经做了。"),
        ("再看见代价，决定时不妨慢半拍。", "\n\n决定时，不妨先问一句。"),
        ("- 2031年，宜守不宜攻，凡事三思而后行，先稳\n", "- 2032年，宜守不宜攻，凡事三思而后行，先稳\n"),
        ("1991年行丙寅大运，火土两旺，宜守不宜攻。\n", "1992年行丙寅大运，火土两旺，宜守不宜攻。\n"),
        ("Geng is hidden in the month branch.", " The month branch also holds Wu."),
        ("Geng is hidden in the month branch, so wealth has a ro", "ad that is hidden in the month branch."),
        ("in the month branch, so wealth has a solid root", "in the month branch, so wealth has a narrow path"),
        ("想清楚之", "后继续：先说，再动手。"),
        ("不妨先停一停，再", "继续。\n\n坐下丑土藏癸。"),
        ("不妨先停一停。", "好的习惯往往在此时养成。\n\n坐下丑土藏癸。"),
        ("不妨先停一停。", "继续保持这样的节奏，来年自有转机。\n"),
        ("不妨先停一停。", "接着看流年：2031年辛亥。\n"),
        ("不妨先停一停。", "以下三点最要紧：\n\n- 甲"),
        ("不妨先停一停。", "后续：\n\n- 甲"),
        ("不妨先停一停。", "（丁火）"),
        ("不妨先停一停。", "当然，余下的日子也要过得从容。\n"),
        ("You may be", " sure, continuing as you are.\n"),
        ("You do.", "\n\nOf course, the rest of the year is calmer.\n"),
        ("You do.", "\n\nThe rest is up to you.\n"),
        ("You do.", "\n\nContinue on this path, and rest:\n"),
        ("You do.", "\n\nSure, it takes time to continue.\n"),
        ("There are three things to", " continue:\n\n- one"),
        ("丁火", "## 性情与事业\n\n机会"),
        ("丁火。", "\n\n**性情**：温和。"),
    ],
)
def test_new_text_is_never_dropped(before: str, more: str) -> None:
    before = "## 性情\n\n" + before
    for places in ([], list(range(len(more)))):
        assert joined(before, more, places) == before + more


@given(st.sampled_from([PASSAGE, ENGLISH, PASSAGE + "。"]), st.integers(1, 3), SPLITS)
def test_new_text_may_share_three_characters_with_the_end(before: str, shared: int, places: list[int]) -> None:
    more = before[-shared:] + "辰时再说。"
    if not more[0].isspace():
        assert joined(before, more, places) == before + more


REMARKS = [
    *(
        "好的，接着写：",
        "好的，我继续。",
        "（接上文）",
        "接上文：",
        "继续：",
        "以下是后续内容：",
        "好的，我会从断点处继续，不重复已写内容：",
        "【续】",
    ),
    *(
        "接上文，继续看性情这一节：",
        "当然可以！下面继续：",
        "**（接上文）**",
        "**接着写：**",
        "好的，以下是性情部分的后续内容：",
        "明白，我接着写……",
    ),
    *(
        "Sure, continuing:",
        "Of course. Here is the rest:",
        "Continuing from where I left off:",
        "Here's the continuation:",
    ),
    *(
        "(continued)",
        "Sure! Here’s the rest of the section on temper:",
        "Certainly. I'll continue from where the text was cut off.",
    ),
]


@pytest.mark.parametrize("remark", REMARKS)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n---\n\n", "\r\n", "\n***\n"])
def test_a_remark_about_continuing_is_dropped(remark: str, gap: str) -> None:
    for before, rest in ((PASSAGE, REST), (PASSAGE + "事。\n\n- 甲", "\n- 乙"), (ENGLISH, " root.")):
        for again in (tail_of(before), before[-60:], ""):
            more = remark + gap + (again + rest if again else rest)
            assert joined(before, more) == before + rest
            assert joined(before, more, list(range(len(more)))) == before + rest


@pytest.mark.parametrize("remark", ["好的，接着写：", "继续：", "（接上文）", "Sure, continuing:", "Here is the rest:"])
def test_text_may_follow_a_remark_on_its_line(remark: str) -> None:
    assert joined(PASSAGE, remark + REST) == PASSAGE + REST
    assert joined(PASSAGE, remark + tail_of(PASSAGE) + REST, list(range(200))) == PASSAGE + REST


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_alone_is_dropped_at_the_end(remark: str) -> None:
    for more in (remark, remark + "\n", remark + "\n\n---"):
        assert joined(PASSAGE, more) == PASSAGE


def test_a_sentence_that_says_continue_is_kept_where_it_may_end_another_one() -> None:
    assert joined("## 性情\n\n先停，再", "继续。\n\n坐下") == "## 性情\n\n先停，再继续。\n\n坐下"
    assert joined("## 性情\n\n先停。", "继续。\n\n坐下") == "## 性情\n\n先停。\n\n坐下"


HEADINGS = ["## 性情", "##性情", "# 性情", "###  性 情", "**性情**", "＃＃ 性情", "## **性情**", "#\u2028\x85# 性情"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_other_text_after_the_heading_is_the_passage_from_its_start(heading: str) -> None:
    for more in (f"{heading}\n\n机会来了又走", f"{heading}\n丁火生于巳月，时令不旺。"):
        for lead in ("", "\n\n", "好的，接着写：\n\n"):
            assert joined(PASSAGE, lead + more) == more
            assert joined(PASSAGE, lead + more, list(range(60))) == more


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_end_after_the_heading_is_trimmed(heading: str) -> None:
    for again in (
        tail_of(PASSAGE),
        PASSAGE[-9:],
        PASSAGE[-60:],
        PASSAGE[len("## 性情") :],
        PASSAGE[-40:].translate(MARKS),
    ):
        more = f"{heading}\n\n{again.lstrip()}{REST}"
        assert joined(PASSAGE, more) == PASSAGE + REST
        assert joined(PASSAGE, more, list(range(len(more)))) == PASSAGE + REST


@pytest.mark.parametrize("heading", ["## 性情（续）", "**性情（接上文）**", "## 性情 (continued)"])
def test_a_heading_that_says_continued_is_dropped(heading: str) -> None:
    assert joined("## 性情\n\n你往往。", f"{heading}\n\n机会来了") == "## 性情\n\n你往往。\n\n机会来了"


@pytest.mark.parametrize("before", ["## 性情\n\n你往往", "## 性情\n\n", "## 性", "#", "丁", "## A\n\nI am"])
def test_a_short_passage_repeated_whole_is_exact(before: str) -> None:
    for rest in ("情绪", "\n\n丁火", "。"):
        assert joined(before, before + rest) == before + rest


def test_the_heading_alone_adds_nothing() -> None:
    assert joined(PASSAGE, "## 性情\n\n") == PASSAGE


def test_a_passage_that_starts_over_with_a_few_characters_is_held_back_until_its_end() -> None:
    text: list[str] = []
    seam = Seam(PASSAGE, text.append, text.append)
    seam.write("## 性情\n\n戌时再")
    assert not text
    seam.flush()
    assert text == ["## 性情\n\n戌时再"]


@pytest.mark.parametrize(
    "first", ["\ufffd## 性情", "\ufeff## 性情", "**性情**", "性情", "", "好的，下面是这一节。\n\n## 性情", "## 性格"]
)
def test_a_passage_without_its_heading_can_start_over_too(first: str) -> None:
    before = first + "\n\n你往往先看见机会，再看见"
    for places in ([], list(range(60))):
        for again in ("## 性情", "##性情", "**性情**", "# 性情"):
            assert joined(before, again + "\n\n换个说法再写一遍。", places, "性情") == again + "\n\n换个说法再写一遍。"
        assert joined(before, "## 性情（续）\n\n风险。", places, "性情") == before + "风险。"


def test_the_passage_starts_over_once() -> None:
    text: list[str] = []
    wholes: list[str] = []
    seam = Seam(PASSAGE, text.append, wholes.append)
    for piece in ("## 性情\n\n戌时再", "说其他", "的", "，", "## 性情\n\n戌"):
        seam.write(piece)
    seam.flush()
    assert wholes == ["## 性情\n\n戌时再说其他"]
    assert text == ["的", "，", "## 性情\n\n戌"]
    assert not seam.has_repeated


@pytest.mark.parametrize(
    ("before", "more", "text"),
    [
        ("**财星有", "**根**，再看", "**财星有根**，再看"),
        ("**财星有", "**根**，**官星**亦然", "**财星有根**，**官星**亦然"),
        ("**财星有", "**根**", "**财星有根**"),
        ("**", "**财星有根**，再看", "**财星有根**，再看"),
        ("**财星有根", "**，再看**官星**。", "**财星有根**，再看**官星**。"),
        ("**财星有根", "**也好，再看", "**财星有根**也好，再看"),
        ("**财星有根", "**也好，**官星**也罢", "**财星有根**也好，**官星**也罢"),
        ("*", "*财星有根**，再看", "**财星有根**，再看"),
        ("**财星有根*", "*，再看**官星**", "**财星有根**，再看**官星**"),
        ("**财星有根*", "**也**，再看", "**财星有根***也**，再看"),
        ("**财星**有", "**根**，再看", "**财星**有**根**，再看"),
    ],
)
def test_bold_text_stays_bold(before: str, more: str, text: str) -> None:
    heading = "## 性情\n\n**甲\n\n"
    for places in ([], list(range(60))):
        assert joined(heading + before, more, places) == heading + text


@pytest.mark.parametrize("mark", ["\u0301", "\u200d👩", "\ufe0f", "🏽"])
def test_no_blank_comes_between_a_character_and_its_next_code_point(mark: str) -> None:
    for lead in ("", "\n", " ", "\n\n"):
        assert joined("## A\n\n👨", lead + mark + " x") == f"## A\n\n👨{mark} x"


@given(ANY, ANY, SPLITS, st.sampled_from(["", "## 性情\n\n"]))
def test_the_result_does_not_depend_on_the_split(before: str, more: str, places: list[int], heading: str) -> None:
    text = joined(heading + before, more)
    assert joined(heading + before, more, places) == text
    assert joined(heading + before, more, list(range(len(more)))) == text


@given(ANY, SPLITS)
def test_a_repetition_is_reported(rest: str, places: list[int]) -> None:
    for again in (tail_of(PASSAGE), PASSAGE[-5:], PASSAGE[-40:].translate(MARKS), "## 性情\n\n" + PASSAGE[-30:]):
        text: list[str] = []
        seam = Seam(PASSAGE, text.append, text.append)
        for piece in pieces(again + "戌" + rest, places):
            seam.write(piece)
        seam.flush()
        assert seam.has_repeated
        assert "".join(text) == "戌" + rest


def test_new_text_is_not_reported_as_a_repetition() -> None:
    text: list[str] = []
    seam = Seam(PASSAGE, text.append, text.append)
    seam.write("戌时再说。")
    assert not seam.has_repeated


def test_the_text_after_the_tail_is_passed_on_at_once() -> None:
    text: list[str] = []
    seam = Seam("甲" * 100, text.append, text.append)
    for char in "甲" * 25:
        seam.write(char)
    assert text == ["甲"] * 5


@pytest.mark.parametrize("quoted", ["“{}”", '"{}"', "「{}」", "`{}`", "‘{}’\n\n", "“{}”\n", "> {}"])
def test_a_tail_in_quotation_marks_is_trimmed_with_them(quoted: str) -> None:
    before, rest = "## 性情\n\n你往往先看见机会，再看见代价，决定时不妨慢半拍再", "做决定，留一天给自己。"
    more = quoted.format(tail_of(before)) + rest
    assert joined(before, more) == before + rest
    assert joined(before, more, list(range(len(more)))) == before + rest


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        ("## 性情\n\n你往往先看见机会，再看见代价，决定时不妨慢半拍", "，留一天给自己。"),
        ("## 四柱\n\n| 柱 | 干支 | 说明 |\n| --- | --- | --- |\n| 年 | 庚午 | 正财", "坐禄 |"),
    ],
)
def test_a_line_break_after_the_tail_is_dropped_where_no_line_can_begin(before: str, rest: str) -> None:
    more = f"{tail_of(before)}\n\n{rest}"
    assert joined(before, more) == before + rest
    assert joined(before, more, list(range(len(more)))) == before + rest


def test_a_sentence_that_differs_in_one_letter_is_a_new_one() -> None:
    before = "## 流年\n\n流年丙午，火旺之年，上半年宜静不宜动。"
    assert joined(before, "流年丙午，火旺之年，下半年宜静不宜动。") == before + "流年丙午，火旺之年，下半年宜静不宜动。"

"""Rendering a growing text as HTML blocks gives the blocks of the whole text, in whatever pieces it arrives."""

import asyncio
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.report import Outcome, Rewind, Status
from app.textlog import TextLog
from app.web.pages.blocks import Block, Blocks, render, render_in_slices
from app.web.pages.cutter import LONGEST, MOST_LINES
from tests.recorded import recorded_passages

from .loop_ticks import counted_loop_ticks
from .texts import htmls, long, nasty, passage_ids, shown

RECORDED = "\n\n".join(recorded_passages("zh"))


def written(text: str, cuts: list[int]) -> TextLog:
    """A log that received the text in these pieces and was rendered after each of them."""
    log, final = TextLog(attempt=1), list[Block]()
    blocks = Blocks.of(log)
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if text[start:end]:
            log.append(text[start:end])
        now = blocks.read()
        assert now[: len(final)] == final, "all but the last block stay as they are"
        final = now[:-1]
    return log


@settings(deadline=None)
@given(nasty | long, st.data())
def test_a_text_in_any_pieces_has_the_blocks_of_the_whole_text(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    log = written(text, cuts)
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


@pytest.mark.parametrize("before", ["", "字\n", "|a|b|\n" * 150 + "\n", "- 一\n" * 100, "> 引\n", "```\nx\n" * 50])
@pytest.mark.parametrize("blanks", [90, 700, 1600, 4000])
@pytest.mark.parametrize("line", ["-" * 900, "字" * 700, "- 一\n", "## 题", "```\n", "> 引", ""])
def test_a_line_after_many_blanks_is_cut_alike_in_any_pieces(before: str, blanks: int, line: str) -> None:
    text = before + " " * blanks + line
    for size in (100, 173, 1024):
        log = written(text, list(range(size, len(text), size)))
        log.close(Outcome(Status.COMPLETED))
        assert Blocks.of(log).read() == render(text)


@settings(deadline=None)
@given(nasty)
def test_a_text_fed_character_by_character_has_the_same_blocks(text: str) -> None:
    log = written(text, list(range(1, len(text))))
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


@settings(deadline=None)
@given(nasty | long)
@example("```---")
@example("字。\n\n``` 12")
def test_blocks_are_in_order_and_contain_everything_but_space(text: str) -> None:
    blocks = render(text)
    places = [place for block in blocks for place in (block.start, block.end)]
    assert places == sorted(places)
    outside = list(text)
    for block in blocks:
        outside[block.start : block.end] = " " * (block.end - block.start)
    assert not re.sub("(```+|~~~+)(markdown)?", "", "".join(outside)).strip(), "only fences around nothing"


def test_a_recorded_report_consists_of_headings_paragraphs_and_lists() -> None:
    kinds = [re.match(r"<(\w+)", block.html).group(1) for block in render(RECORDED)]  # type: ignore[union-attr]
    assert kinds.count("h2") == 13
    assert set(kinds) == {"h2", "p", "ul", "ol"}


def test_only_the_last_block_changes_as_text_arrives() -> None:
    log, seen = TextLog(attempt=1), list[Block]()
    blocks = Blocks.of(log)
    for start in range(0, 1500, 7):
        log.append(RECORDED[start : start + 7])
        now = list(blocks.read())
        assert now[: len(seen) - 1] == seen[:-1]
        seen = now


def test_unclosed_bold_text_shows_no_asterisks() -> None:
    log = TextLog(attempt=1)
    for piece, html in (
        ("取**中", "<p>取<strong>中</strong></p>"),
        ("和**", "<p>取<strong>中和</strong></p>"),
        ("。*", "<p>取<strong>中和</strong>。</p>"),
    ):
        log.append(piece)
        assert [block.html for block in Blocks.of(log).read()] == [html]


def test_bold_text_stays_bold_while_it_is_written() -> None:
    log = TextLog(attempt=1)
    for char in "**性情：**日主丁火，为人**“热诚”**而守礼":
        log.append(char)
        assert all("*" not in block.html for block in Blocks.of(log).read())


TITLES = ["命盘速览", "日主与五行", "性情与近况", "旺衰与格局"]


@pytest.mark.parametrize(
    ("headings", "ids"),
    [
        (["命盘速览", "日主与五行", "性情与近况"], [1, 2, 3]),
        (["命盘速览", "另说一句", "日主与五行"], [1, None, 2]),
        (["一、命盘速览", "**日主与五行**", "三、性情与近况："], [1, 2, 3]),
        (["命盘速览", "旺衰与格局"], [1, 4]),
        (["命盘速览", "日主"], [1, 2]),  # still being written
        (["命盘速览", "命盘速览", "附", ""], [1, None, None, None]),
        (["命盘速览", "日主与五行", "性情与近况", "旺衰与格局", "旺衰与格局"], [1, 2, 3, 4, None]),
    ],
)
def test_passages_are_found_by_their_headings(headings: list[str], ids: list[int | None]) -> None:
    blocks = render("\n\n".join(f"## {heading}" for heading in headings))
    assert passage_ids(blocks, TITLES) == ids
    assert passage_ids(render("命盘速览\n\n- 日主与五行"), TITLES) == [None, None]


def test_a_rewind_drops_only_the_blocks_it_must() -> None:
    log = TextLog(attempt=1)
    log.append("## 一\n\n甲。")
    log.finish_passage()
    log.append("\n\n## 二\n\n乙乙乙")
    kept = Blocks.of(log).read()[:2]
    log.rewind("retry")
    log.append("\n\n## 二\n\n丙")
    assert [block.html for block in Blocks.of(log).read()][:2] == [block.html for block in kept]
    assert (
        "乙" in Blocks.of(log).read()[-1].html
    )  # uncommitted text may get another process's attempt number, so it stays hidden
    log.mark_committed(2)
    assert [block.html for block in Blocks.of(log).read()] == ["<h2>一</h2>", "<p>甲。</p>", "<h2>二</h2>", "<p>丙</p>"]
    assert list(log.rewinds) == [Rewind(2, log.passage_ends[0], "retry")]


@pytest.mark.parametrize(
    "text", ["[", "* 字\n", "字", "**字", "[[a](", "> ", "`", "|", "<", "- - ", "字。", "a\n", "\n", "~~a"]
)
def test_every_block_is_short_enough_to_render_quickly(text: str) -> None:
    blocks = render(text * (20_000 // len(text)))
    assert all(block.end - block.start <= 1.3 * LONGEST for block in blocks)


def test_a_long_line_is_split_at_the_end_of_a_sentence() -> None:
    sentence = "日主丁火，生于巳月，" * 4 + "得令而旺。"
    text = sentence * 500
    blocks = render(text)
    assert len(blocks) == -(-len(text) // (LONGEST // len(sentence) * len(sentence) + len(sentence)))
    assert all(block.html.endswith("得令而旺。</p>") for block in blocks)
    assert shown(text).replace("\n", "") == text
    assert all(
        "<h1>" not in html and "<li>" not in html for html in htmls("字" * LONGEST + "。# 甲" + "字" * 500 + "。- 乙")
    )


async def test_rendering_in_slices_makes_the_same_blocks() -> None:
    text = RECORDED * 5
    assert await render_in_slices(text) == render(text)


def test_a_rewind_inside_a_long_line_renders_the_line_from_its_start() -> None:
    log = TextLog(attempt=1)
    log.append("## 一\n\n" + "字。" * 2 * LONGEST)
    log.finish_passage()
    log.append("。再")
    assert len(Blocks.of(log).read()) > 3
    log.rewind("retry")
    log.append("然。")
    log.mark_committed(2)
    assert Blocks.of(log).read() == render(log.read(0))


async def test_the_next_reader_finishes_abandoned_rendering_steps() -> None:
    log = TextLog(attempt=1, text="甲\n\n" * 300)
    blocks = Blocks.of(log)
    for _ in zip(blocks.steps(), range(10), strict=False):
        pass
    assert blocks.read() == render(log.read(0))


async def test_concurrent_renderings_together_block_the_loop_no_longer_than_one() -> None:
    """The event loop runs other tasks between any two slices."""
    texts = [f"{n}\n\n" * 2000 for n in range(5)]
    async with counted_loop_ticks() as ticks:
        rendered = await asyncio.gather(*(render_in_slices(text) for text in texts))
    assert rendered == [render(text) for text in texts]
    assert ticks.count > len(texts)


@pytest.mark.parametrize("text", ["甲\n```py`乙\n丙", "甲\n- - -乙\n丙", "甲\n---乙", "- 甲\n***乙"])
def test_a_line_that_only_begins_like_a_fence_or_a_rule_cuts_nothing(text: str) -> None:
    log = written(text, list(range(1, len(text))))
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


def test_a_long_list_or_fence_is_split_between_its_lines() -> None:
    items = render("- 一\n" * 4 * MOST_LINES)
    assert [block.html.count("<li>一</li>") for block in items] == [MOST_LINES] * 4
    code = render("```\n" + "- 码\n" * 2 * MOST_LINES + "```\n\n后")
    assert [block.html.startswith("<pre>") for block in code] == [True, True, True, False]
    assert sum(block.html.count("- 码") for block in code) == 2 * MOST_LINES


def test_no_item_of_a_long_list_is_cut_inside() -> None:
    item = "- **己亥**（11月7日至12月6日）：" + "字" * 300 + "。后一句也在同一项里。"
    html = "".join(block.html for block in render("\n".join([item] * 12)))
    assert html.count("<li>") == 12
    assert html.count("。后一句也在同一项里。</li>") == 12
    assert "<p>" not in html

"""Text as HTML blocks: however a text arrives, its blocks are those of the whole text."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.report import Outcome, Rewind, Status, Usage
from app.textlog import TextLog
from app.web.blocks import Block, Blocks, passage_ids, render, render_in_slices
from app.web.cutter import LONGEST, MOST_LINES

from .texts import htmls, long, nasty, shown

RECORDED = "\n\n".join(json.loads((Path(__file__).parents[1] / "transcripts" / "zh.json").read_text())["passages"])


def written(text: str, cuts: list[int]) -> TextLog:
    """A log that the text reached in these pieces; each was rendered when it came."""
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
def test_however_a_text_comes_its_blocks_are_those_of_the_whole(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    log = written(text, cuts)
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


@settings(deadline=None)
@given(nasty)
def test_a_text_that_comes_character_by_character_has_the_same_blocks(text: str) -> None:
    log = written(text, list(range(1, len(text))))
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


@settings(deadline=None)
@given(nasty | long)
def test_blocks_lie_in_order_and_hold_all_that_is_no_space(text: str) -> None:
    blocks = render(text)
    places = [place for block in blocks for place in (block.start, block.end)]
    assert places == sorted(places)
    outside = list(text)
    for block in blocks:
        outside[block.start : block.end] = " " * (block.end - block.start)
    assert not re.sub("(```+|~~~+)(markdown)?", "", "".join(outside)).strip(), "only fences around nothing"


def test_a_recorded_report_is_headings_paragraphs_and_lists() -> None:
    kinds = [re.match(r"<(\w+)", block.html).group(1) for block in render(RECORDED)]  # type: ignore[union-attr]
    assert kinds.count("h2") == 11
    assert set(kinds) == {"h2", "p", "ul", "ol"}


def test_only_the_last_block_changes_as_text_comes() -> None:
    log, seen = TextLog(attempt=1), list[Block]()
    blocks = Blocks.of(log)
    for start in range(0, 1500, 7):
        log.append(RECORDED[start : start + 7])
        now = list(blocks.read())
        assert now[: len(seen) - 1] == seen[:-1]
        seen = now


def test_bold_type_that_has_not_ended_is_no_asterisks() -> None:
    log = TextLog(attempt=1)
    for piece, html in (
        ("取**中", "<p>取<strong>中</strong></p>"),
        ("和**", "<p>取<strong>中和</strong></p>"),
        ("。*", "<p>取<strong>中和</strong>。</p>"),
    ):
        log.append(piece)
        assert [block.html for block in Blocks.of(log).read()] == [html]


def test_bold_type_stays_so_when_it_ends() -> None:
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
def test_passages_begin_at_the_headings_of_the_contents(headings: list[str], ids: list[int | None]) -> None:
    blocks = render("\n\n".join(f"## {heading}" for heading in headings))
    assert passage_ids(blocks, TITLES) == ids
    assert passage_ids(render("命盘速览\n\n- 日主与五行"), TITLES) == [None, None]


def test_a_rewind_drops_what_was_dropped_and_no_more() -> None:
    log = TextLog(attempt=1)
    log.append("## 一\n\n甲。")
    log.finish_passage(Usage())
    log.append("\n\n## 二\n\n乙乙乙")
    kept = Blocks.of(log).read()[:2]
    log.rewind("retry")
    log.append("\n\n## 二\n\n丙")
    assert [block.html for block in Blocks.of(log).read()][:2] == [block.html for block in kept]
    assert "乙" in Blocks.of(log).read()[-1].html  # not granted: nobody is shown what may be another's
    log.grant(2)
    assert [block.html for block in Blocks.of(log).read()] == ["<h2>一</h2>", "<p>甲。</p>", "<h2>二</h2>", "<p>丙</p>"]
    assert log.rewinds == [Rewind(2, log.passage_ends[0], "retry")]


@pytest.mark.parametrize(
    "text", ["[", "* 字\n", "字", "**字", "[[a](", "> ", "`", "|", "<", "- - ", "字。", "a\n", "\n", "~~a"]
)
def test_no_block_is_so_long_that_rendering_it_takes_long(text: str) -> None:
    blocks = render(text * (20_000 // len(text)))
    assert all(block.end - block.start <= 1.3 * LONGEST for block in blocks)


def test_a_long_line_is_parted_at_the_end_of_a_sentence() -> None:
    sentence = "日主丁火，生于巳月，" * 4 + "得令而旺。"
    text = sentence * 500
    blocks = render(text)
    assert len(blocks) == -(-len(text) // (LONGEST // len(sentence) * len(sentence) + len(sentence)))
    assert all(block.html.endswith("得令而旺。</p>") for block in blocks)
    assert shown(text).replace("\n", "") == text
    assert all(
        "<h1>" not in html and "<li>" not in html for html in htmls("字" * LONGEST + "。# 甲" + "字" * 500 + "。- 乙")
    )


async def test_in_slices_the_blocks_are_the_same() -> None:
    text = RECORDED * 5
    assert await render_in_slices(text) == render(text)


def test_a_rewind_inside_a_long_line_begins_where_the_line_did() -> None:
    log = TextLog(attempt=1)
    log.append("## 一\n\n" + "字。" * 2 * LONGEST)
    log.finish_passage(Usage())
    log.append("。再")
    assert len(Blocks.of(log).read()) > 3
    log.rewind("retry")
    log.append("然。")
    log.grant(2)
    assert Blocks.of(log).read() == render(log.read(0))


async def test_steps_that_were_not_finished_are_finished_by_the_next_reader() -> None:
    log = TextLog(attempt=1, text="甲\n\n" * 300)
    blocks = Blocks.of(log)
    for _ in zip(blocks.steps(), range(10), strict=False):
        pass
    assert blocks.read() == render(log.read(0))


async def test_all_readers_together_hold_the_loop_no_longer_than_one() -> None:
    """Between any two slices, everyone else gets a turn."""
    texts, turns = [f"{n}\n\n" * 2000 for n in range(5)], 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others(), name="others")
    rendered = await asyncio.gather(*(render_in_slices(text) for text in texts))
    task.cancel()
    assert rendered == [render(text) for text in texts]
    assert turns > len(texts)


@pytest.mark.parametrize("text", ["甲\n```py`乙\n丙", "甲\n- - -乙\n丙", "甲\n---乙", "- 甲\n***乙"])
def test_a_line_that_only_begins_like_a_fence_or_a_rule_cuts_nothing(text: str) -> None:
    log = written(text, list(range(1, len(text))))
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


def test_a_long_list_or_fence_is_parted_between_its_lines() -> None:
    items = render("- 一\n" * 4 * MOST_LINES)
    assert [block.html.count("<li>一</li>") for block in items] == [MOST_LINES] * 4
    code = render("```\n" + "- 码\n" * 2 * MOST_LINES + "```\n\n后")
    assert [block.html.startswith("<pre>") for block in code] == [True, True, True, False]
    assert sum(block.html.count("- 码") for block in code) == 2 * MOST_LINES

"""Text as HTML blocks: what comes block by block is what the whole text gives, and nothing in it can act."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.report import Outcome, Rewind, Status, Usage
from app.textlog import TextLog
from app.web.blocks import Block, Blocks, passage_ids, render

RECORDED = "\n\n".join(json.loads((Path(__file__).parents[1] / "transcripts" / "zh.json").read_text())["passages"])

markdown = st.lists(
    st.sampled_from(
        [
            "# ",
            "## 题",
            "\n",
            "\n\n",
            "- 一",
            "1. 二",
            "**粗**",
            "**粗：**",
            "**“粗”**",
            "**",
            "*",
            "> 引",
            "`",
            "```",
            "    ",
            "---",
            "字。",
            "a [b](c)",
        ]
    ),
    max_size=40,
).map("".join)


def written(text: str, cuts: list[int]) -> TextLog:
    log = TextLog(attempt=1)
    blocks = Blocks.of(log)
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if text[start:end]:
            log.append(text[start:end])
        blocks.read()
    return log


@given(st.data())
def test_however_a_text_comes_its_blocks_are_those_of_the_whole(data: st.DataObject) -> None:
    text = data.draw(markdown)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    log = written(text, cuts)
    log.close(Outcome(Status.COMPLETED))
    assert Blocks.of(log).read() == render(text)


@given(markdown)
def test_blocks_lie_in_order_and_hold_all_that_is_no_space(text: str) -> None:
    blocks = render(text)
    places = [place for block in blocks for place in (block.start, block.end)]
    assert places == sorted(places)
    outside = list(text)
    for block in blocks:
        outside[block.start : block.end] = " " * (block.end - block.start)
    assert not "".join(outside).strip("` \n"), "only fences around nothing"


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
    for piece, shown in (
        ("取**中", "<p>取<strong>中</strong></p>"),
        ("和**", "<p>取<strong>中和</strong></p>"),
        ("。*", "<p>取<strong>中和</strong>。</p>"),
    ):
        log.append(piece)
        assert [block.html for block in Blocks.of(log).read()] == [shown]


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**性情：**日主丁火，为人**“热诚”**而守礼。", ["性情：", "“热诚”"]),
        ("这是**重点。**然后**，**再看**（括号）**里的。", ["重点。", "，", "（括号）"]),
        ("1. **一是：**早年", ["一是："]),
        ("**Kept:** as ever, and 2 ** 3 ** 4, a**b. **c", ["Kept:"]),
        ("**“Wood”**fire", []),  # no Chinese, no change
        ("** 空 ** 与**未完", []),
    ],
)
def test_bold_type_beside_chinese_punctuation(text: str, bold: list[str]) -> None:
    (block,) = render(text)
    assert re.findall("<strong>(.*?)</strong>", block.html) == bold
    shown = re.sub("<[^>]+>", "", block.html)
    for words in bold:
        assert f"**{words}**" not in shown


def test_bold_type_stays_so_when_it_ends() -> None:
    log = TextLog(attempt=1)
    for char in "**性情：**日主丁火，为人**“热诚”**而守礼":
        log.append(char)
        assert all("*" not in block.html for block in Blocks.of(log).read())


def test_a_line_of_dashes_makes_no_heading_of_the_lines_above() -> None:
    assert [block.html for block in render("一段话。\n---\n又一段。\n===")] == [
        "<p>一段话。</p>",
        "<hr>",
        "<p>又一段。<br>\n===</p>",
    ]


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


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/x.png)",
    "[a](javascript:alert(1))",
    "[a](data:text/html,<script>alert(1)</script>)",
    "<javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[a](https://example.org 'x\" onclick=\"alert(1)')",
    "```html\n<script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg><script>alert(1)</script></svg>",
    "<style>*{background:url(https://example.org)}</style>",
    "[a][b]\n\n[b]: javascript:alert(1)",
]


class Elements(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_can_act(text: str) -> None:
    for tag, attributes in Elements("".join(block.html for block in render(text))).found:
        assert tag in {"p", "h2", "pre", "code", "a"}
        assert attributes.keys() <= {"href", "title", "rel"}
        if tag == "a":
            assert str(attributes["href"]).startswith("https://")
            assert attributes["rel"] == "nofollow noopener noreferrer"

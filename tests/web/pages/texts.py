"""Random texts of Markdown fragments, and their rendered form."""

import re
from collections.abc import Sequence
from html import unescape

from hypothesis import strategies as st

from app.web.pages.blocks import Block, PassageIds, render

LINES = ["\n", "\n\n", "    ", "  ", "- 一", "1. 二", "2. 三", "> 引", "---", "***", "| a | b |", "\n|---|---|\n"]
WORDS = ["字。", "1、一", "**粗**", "**粗：**", "**“粗”**", "**", "*", "_", "~~", "`", "[", "a [b](c)", "<br>", "&amp;"]
FENCES = ["```", "~~~", "````", "```markdown\n", "``` 以上", "\n```\n", "\n\n## 题\n\n"]
OTHERS = [
    "# ",
    "## 题",
    "##题",
    "##",
    "\r\n",
    "\r",
    "\t",
    "- ",
    "2. ",
    "12",
    "\u3000",
    "\xa0",
    "\u2028",
    "\\",
    "😀",
    "=",
]
LONG = [
    "字" * 700,
    "字。" * 300,
    "行\n" * 300,
    "- 一\n" * 200,
    "[b" * 150,
    "|a|b|\n" * 150,
    "`" * 900,
    " " * 800,
    "-" * 900,
]


def made_of(*pieces: str, most: int = 40) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=most).map("".join)


commonmark = made_of(*LINES, *(word for word in WORDS if word not in ("`", "~~")), "## 题")
nasty = made_of(*LINES, *WORDS, *FENCES, *OTHERS)
long = made_of(*LINES, *FENCES, *LONG, most=16)


def htmls(text: str) -> list[str]:
    return [block.html for block in render(text)]


def passage_ids(blocks: Sequence[Block], titles: Sequence[str]) -> list[int | None]:
    ids = PassageIds(titles)
    return [ids.of(block) for block in blocks]


def shown(text: str) -> str:
    """The visible text of the rendered blocks."""
    return unescape(re.sub("<[^>]+>", "", "\n".join(htmls(text))))

"""Turns a model's output into a passage's text: cleans it, and joins it to the text already written."""

from collections.abc import Sequence

from app.llm import Discard
from app.llm.prose import Prose
from app.seam import Seam

BLOCKS = (
    "## 性情\n\n丁火生于巳月，时令正旺。\n\n### 长处\n\n　　先看见机会，再看见代价。\n\n"
    "- 先说清楚\n  - 再动手\n- 留一天给自己\n\n1. 财星有根\n2. 比肩透出\n\n"
    "（1）宜静\n（2）宜缓\n\n一、先行\n二、后定\n\n"
    "| 柱 | 干支 |\n| --- | --- |\n| 年 | 丁亥 |\n| 月 | 乙巳 |\n\n> 夜里想得多\n> 坐下丑土藏癸。\n\n做决定时慢半拍。"
)
"""A passage with every kind of block. Only one plain paragraph follows a block, and that block ends with
a complete sentence. After an unfinished one, the line break before it would look like one that the new call added."""
LINE_ENDS = [place for place, char in enumerate(BLOCKS) if char == "\n" and place > 10]


def pieces(text: str, places: Sequence[int]) -> list[str]:
    """Split `text` at `places`, taken modulo its length."""
    ends = sorted(place % (len(text) + 1) for place in places)
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def filtered(words: str, places: Sequence[int] = (), thoughts: str = "", written: str = "") -> tuple[str, bool, bool]:
    """Return the text, whether it ends inside a thought, and whether text followed the end of the turn."""
    prose, text = Prose(written), ""
    if thoughts:
        prose.think(thoughts)
    for events in (*map(prose.read, pieces(words, places)), prose.end()):
        for event in events:
            text = "" if isinstance(event, Discard) else text + event
    return text, prose.is_thinking, prose.is_foreign


def joined(before: str, more: str, places: Sequence[int] = (), heading: str = "") -> str:
    """Join `before` with the continuation `more`, which arrives in pieces that are split at `places`."""
    text = [before]
    seam = Seam(before, text.append, lambda whole: text.__setitem__(slice(None), [whole]), heading=heading)
    for piece in filter(None, pieces(more, places)):
        seam.write(piece)
    seam.flush()
    return "".join(text)

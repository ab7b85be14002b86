"""A report's text as HTML, block by block: rendered once for all who look on, and only what is new.

A block is one of Markdown's own (a heading, a paragraph, a list). Text is only ever added at the end, so all blocks but
the last are final: the last one is rendered again with every piece that comes. What a block looks like depends on the
text alone, so every process cuts the same text into the same blocks.

The text is a machine's and may hold anything: raw HTML is text here, links lead nowhere without `rel`, nothing is
loaded from elsewhere, and what comes out is cleaned once more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from unicodedata import category, east_asian_width
from weakref import WeakKeyDictionary

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

from app.textlog import TextLog


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Bold type as it is written in Chinese: `**性情：**日主丁火`.

    By CommonMark asterisks between punctuation and a letter are none, and Chinese has no spaces to mend that. These are
    the rules of https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
    """
    start = state.pos
    if not emphasis.tokenize(state, silent):
        return False
    if state.src[start] == "*":
        before = state.src[start - 1] if start > 0 else " "
        after = state.src[state.pos] if state.pos < state.posMax else " "
        for delimiter in state.delimiters[start - state.pos :]:
            delimiter.open, delimiter.close = _may_stand(before, after), _may_stand(after, before)
    return True


def _may_stand(outside: str, inside: str) -> bool:
    """Whether asterisks between these two can be an end of bold type."""
    is_outside_apart = outside.isspace() or _is_wide(outside) or _is_punctuation(outside)
    return not inside.isspace() and (_is_wide(inside) or not _is_punctuation(inside) or is_outside_apart)


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in ("W", "F", "H") and category(char) != "So"  # emoji are not


def _is_punctuation(char: str) -> bool:
    return category(char)[0] in "PS"


_markdown = (
    MarkdownIt("commonmark", {"html": False})
    # A reference that is defined later would change blocks that are final, and so would a line of dashes that makes a
    # heading of the lines above it; images would be fetched.
    .disable(["reference", "lheading", "image", "html_block", "html_inline"])
)
_markdown.inline.ruler.at("emphasis", _emphasis)
_TAGS = set("p h1 h2 h3 h4 h5 h6 ul ol li strong em blockquote code pre hr br a".split())  # noqa: SIM905
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_TAG = re.compile("<[^>]+>")
_MARKER = re.compile(r"[\s\-*+>#=`~_]*(?:[0-9]{1,9}[.)]?)?\s*")
"""A line's beginning that does not say yet what it begins."""


@dataclass(frozen=True, slots=True)
class Block:
    """`start` and `end` are offsets in the report's text; the blank lines after a block are in neither."""

    start: int
    end: int
    html: str


def render(text: str, offset: int = 0) -> list[Block]:
    """The blocks of a text that begins at `offset` of its report, at the start of a block."""
    plain = text.replace("\r\n", " \n").replace("\r", "\n")  # as long as it was: offsets are kept
    starts = [0, *(place + 1 for place, char in enumerate(plain) if char == "\n")]
    blocks = []
    for group in _top_level(_markdown.parse(plain)):
        first, last = group[0].map or [0, len(starts)]
        end = starts[last] if last < len(starts) else len(plain)
        start, end = starts[first], len(plain[:end].rstrip("\n"))
        blocks.append(Block(offset + start, offset + end, _html(group)))
    return blocks


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _html(group: list[Token]) -> str:
    return nh3.clean(
        _markdown.renderer.render(group, _markdown.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener noreferrer",
    ).strip()


def passage_ids(blocks: Sequence[Block], titles: Sequence[str]) -> list[int | None]:
    """Of each block the passage, from 1, whose heading it is: the contents' own headings, in their order.

    A model may write other headings, or a title with a number before it. `markPassages` does the same in the page.
    """
    ids: list[int | None] = []
    n = 0
    for block in blocks:
        heading = unescape(_TAG.sub("", block.html)).strip() if block.html.startswith("<h2") else ""
        found = next((i for i, title in enumerate(titles) if heading and i >= n and _is_of(heading, title)), None)
        ids.append(None if found is None else found + 1)
        n = n if found is None else found + 1
    return ids


def _is_of(heading: str, title: str) -> bool:
    """Whether this is the title, or what has come of it."""
    return title in heading or title.startswith(heading)


class Blocks:
    """The blocks of one log, as far as its readers may see it."""

    def __init__(self, log: TextLog) -> None:
        self._log = log
        self._attempt = log.granted
        self._final: list[Block] = []
        self._open: list[Block] = []
        """May change with what comes: more than one only while it is not clear where a line belongs."""
        self._seen: tuple[int, bool] | None = None

    @classmethod
    def of(cls, log: TextLog) -> "Blocks":
        """The same for all who look at this log."""
        if (found := _BLOCKS.get(log)) is None:
            found = _BLOCKS[log] = cls(log)
        return found

    def read(self) -> list[Block]:
        """All blocks there are by now; the last one may still grow."""
        log = self._log
        if log.is_granted:  # else what is there may yet be dropped, and nobody is shown it
            if log.granted != self._attempt:
                self._go_back()
            is_over = log.outcome is not None or log.ended is not None
            if self._seen != (log.end, is_over):
                self._go_on(is_over=is_over)
                self._seen = (log.end, is_over)
        return [*self._final, *self._open]

    def _go_on(self, *, is_over: bool) -> None:
        start = self._open[0].start if self._open else 0
        text = self._log.read(start)
        lines_end = text.rfind("\n") + 1
        if not is_over and _MARKER.fullmatch(text, lines_end):
            text = text[:lines_end]  # `*` may begin a list or bold type: it is shown when that is clear
        blocks = render(text, start)
        # A block is final once the next one has begun with a line that is whole.
        final = sum(block.start < start + lines_end for block in blocks[1:])
        self._final.extend(blocks[:final])
        self._open = blocks[final:]
        if self._open and not is_over:
            last = self._open[-1]
            self._open[-1] = _with_bold_closed(last, text[last.start - start :])

    def _go_back(self) -> None:
        """Into the present attempt: drops the blocks that hold anything that was dropped."""
        lowest = self._log.keep_since(self._attempt)
        keep = 0 if lowest is None else lowest.keep
        kept = [block for block in (*self._final, *self._open) if block.end <= keep]
        # What comes next may still belong to the last one.
        self._final, self._open = kept[:-1], kept[-1:]
        self._seen, self._attempt = None, self._log.granted


_BLOCKS: WeakKeyDictionary[TextLog, Blocks] = WeakKeyDictionary()


def _with_bold_closed(block: Block, text: str) -> Block:
    """Bold type that has begun and not ended yet would be shown as two asterisks until it has."""
    begun = text.rstrip().rstrip("*").rstrip()
    if begun.count("**") % 2:
        begun += "**"
    elif begun == text.rstrip():
        return block
    (*_, last) = render(begun) or [block]
    return Block(block.start, block.end, last.html)

"""Renders Markdown as models write it into safe HTML.

Model output is untrusted: raw HTML is shown as text, links carry `rel`, images are not rendered, and the result is
sanitised once more.
"""

import re
from collections.abc import Sequence
from html import escape
from unicodedata import category, east_asian_width

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import fence as fence_rule
from markdown_it.rules_block import table as table_rule
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline, emphasis, strikethrough
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from app.heading import HEADING
from app.web.pages.cutter import FENCE, Segment, is_wrapper

_TABLE_CELLS = 400
"""Maximum number of cells in a table. Short rows are padded to the header's width, so a short text could become a huge
table."""
_BRACKETS = 60
"""Maximum number of `[` in a segment; each one triggers a scan for a link. A segment with more is shown as plain
text."""
_PLAIN = re.compile(r"[^\\`*_\[\]<>&~|#+\-=\s\x000-9][^\\`*_\[\]<>&~|\t\r\n\x00\xa0]*")
"""A line without Markdown. Its first character has stricter rules because it could begin a block."""
_DELIMITER_ROW = re.compile(r"[|:\-][|:\- \t]*")
_MARKS = re.compile(r"\A([ \t]*#+)(?:[\u3000\xa0]+|(?=[^#\s]))")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)


def html_of(segment: Segment, *, is_open: bool = False) -> str:
    """Render a segment. With `is_open`, bold text that has not been closed yet is already bold."""
    text = segment.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if segment.fence:
        text = f"{segment.fence}\n{text}"
    if is_wrapper(text):
        return ""
    if is_open and not segment.fence and not FENCE.match(text.partition("\n")[0]):
        text = _with_bold_closed(text)
    if (plain := plain_html(text)) is not None:
        return plain
    if text.count("[") > _BRACKETS:
        return _as_written(text)
    if segment.is_rest and not segment.fence:
        return clean(f"<p>{MARKDOWN.renderInline(text.strip())}</p>") if text.strip() else ""
    return clean(MARKDOWN.render(_with_space_after_marks(text)))


def plain_html(text: str) -> str | None:
    """Render a paragraph as `MARKDOWN` would, but a hundred times faster. Returns None if it contains any Markdown."""
    lines = text.rstrip(" \t\n").split("\n")
    if any(not _PLAIN.fullmatch(line) or line[-1].isspace() for line in lines):
        return None
    return f"<p>{_escaped(lines)}</p>"


def _as_written(text: str) -> str:
    lines = text.split("\n")
    return f"<p>{_escaped([line for line in lines if line.strip()])}</p>"


def _escaped(lines: Sequence[str]) -> str:
    return "<br>\n".join(escape(line, quote=False) for line in lines)


def _with_space_after_marks(text: str) -> str:
    """Turn `##标题` into `## 标题`, as CommonMark requires."""
    return _MARKS.sub(r"\1 ", text, count=1) if HEADING.match(text) else text


def _with_bold_closed(text: str) -> str:
    begun = text.rstrip().rstrip("*").rstrip()
    if begun.count("**") % 2:
        return begun + "**"
    return begun if begun != text.rstrip() else text


# Rules that differ from CommonMark.


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Emphasis that works in Chinese: `**性情：**日主丁火`.

    CommonMark does not treat asterisks between punctuation and a letter as emphasis, and Chinese puts no spaces there.
    Follows https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
    """
    start, known = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    if state.src[start] == "*":
        _flank(state, start, known)
    return True


def _strikethrough(state: StateInline, silent: bool) -> bool:
    """Strikethrough with the same rules as `_emphasis`."""
    start, known = state.pos, len(state.delimiters)
    if not strikethrough.tokenize(state, silent):
        return False
    _flank(state, start, known)
    return True


def _flank(state: StateInline, start: int, known: int) -> None:
    """Recompute what the delimiters after the first `known` may open and close."""
    before = state.src[start - 1] if start > 0 else " "
    after = state.src[state.pos] if state.pos < state.posMax else " "
    for delimiter in state.delimiters[known:]:
        delimiter.open, delimiter.close = _may_stand(before, after), _may_stand(after, before)


def _may_stand(outside: str, inside: str) -> bool:
    """Whether marks between these two characters can begin or end emphasis."""
    is_outside_apart = outside.isspace() or _is_wide(outside) or _is_punctuation(outside)
    return not inside.isspace() and (_is_wide(inside) or not _is_punctuation(inside) or is_outside_apart)


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in ("W", "F", "H") and category(char) != "So"  # wide, but not an emoji


def _is_punctuation(char: str) -> bool:
    return category(char)[0] in "PS"


def _line_break(state: StateInline, silent: bool) -> bool:
    """Accept `<br>`: models use it for line breaks in table cells, where Markdown has no syntax for them."""
    found = _BREAK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Open a fence only where `Cutter` does: any other text after the marks would be hidden as a language name."""
    return FENCE.match(_line(state, start)) is not None and fence_rule(state, start, end, silent)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table that ends before `_TABLE_CELLS` is exceeded, or before a row whose extra cells GFM would drop."""
    if start + 1 >= end or not _DELIMITER_ROW.fullmatch(_line(state, start + 1)):
        return False
    columns = _cell_count(_line(state, start))
    if columns * 2 > _TABLE_CELLS:
        return False
    return table_rule(state, start, end if silent else _table_end(state, start, end, columns), silent)


def _table_end(state: StateBlock, start: int, end: int, columns: int) -> int:
    last = min(end, start + _TABLE_CELLS // columns)
    rows = range(start + 2, last)
    return next((row for row in rows if state.isEmpty(row) or _cell_count(_line(state, row)) > columns), last)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _cell_count(row: str) -> int:
    cells = escapedSplit(row.strip())
    return max(1, len(cells) - (not cells[0]) - (not cells[-1]))


class _Renderer(RendererHTML):
    """Renders alignment as an attribute, because the Content-Security-Policy forbids inline styles."""

    def renderToken(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        style = token.attrs.pop("style", None)
        if style is not None:
            token.attrSet("align", str(style).removeprefix("text-align:"))
        return super().renderToken(tokens, idx, options, env)


MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Renderer)
    .enable(["table", "strikethrough"])
    # `reference` and `lheading` would let later lines change text that viewers already have; `image` would load from
    # other sites; `code` would turn indented Chinese paragraphs into code.
    .disable(["reference", "lheading", "image", "html_block", "html_inline", "code"])
)
MARKDOWN.inline.ruler.at("emphasis", _emphasis)
MARKDOWN.inline.ruler.at("strikethrough", _strikethrough)
MARKDOWN.inline.ruler.before("autolink", "line_break", _line_break)
MARKDOWN.block.ruler.at("fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
MARKDOWN.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})

_TAGS = "p h1 h2 h3 h4 h5 h6 ul ol li strong em s blockquote code pre hr br a table thead tbody tr th td"
_cleaner = nh3.Cleaner(
    tags=set(_TAGS.split()),
    attributes={"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener noreferrer",
)


def clean(html: str) -> str:
    return _cleaner.clean(html).strip()

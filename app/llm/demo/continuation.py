"""How the demo model continues a passage that broke off: what it repeats first, and where it resumes.

Models differ in this, so a continuation has a style. In every style, the text of a call is what a correct client
appends to the passage. A call that starts over has the whole passage as its text, which replaces the earlier one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast, get_args

from app.llm.demo.text import Order, stock

ContinuationStyle = Literal[
    "asked",  # repeats the quoted end of the text, if the last turn quotes it
    "nothing",  # repeats nothing
    "more",  # repeats 60 characters in addition to the quoted end
    "less",  # repeats only the last 6 characters
    "different",  # repeats the quoted end with other punctuation, without Markdown marks and with another blank
    "over",  # writes the whole passage again, in different words
    "chats",  # announces that it continues, then does what was asked
]
Continues = ContinuationStyle | Callable[[Order, str], ContinuationStyle]
"""The style of all continuations, or a function that returns it, given the task and the call's request id."""

_MORE_CHARS = 60
_LESS_CHARS = 6
_SEARCH_CHARS = 20
_HEADING_LINE = re.compile(r"\s*#[^\n]*")
_MARKDOWN = re.compile(r"^[ \t]*[-*+] +|[*_`#]+", re.MULTILINE)
_INNER_BLANK = re.compile(r"(?<=\S)\s+(?=\S)")
_FULL_WIDTH, _HALF_WIDTH = "，：；！？（）", ",:;!?()"
_OTHER_WIDTH = str.maketrans(_FULL_WIDTH + "。" + _HALF_WIDTH, _HALF_WIDTH + "." + _FULL_WIDTH)


@dataclass(frozen=True, slots=True)
class Continuation:
    """What a call says: a prelude that a correct client drops, then the text."""

    prelude: str
    text: str


def checked(style: str) -> ContinuationStyle:
    """Return the style. Raises `ValueError` if there is no such style."""
    if style not in get_args(ContinuationStyle):
        raise ValueError(f"no such style of continuation: {style}")
    return cast(ContinuationStyle, style)


def continuation(whole: str, order: Order, style: ContinuationStyle, overlap: int | None = None) -> Continuation:
    """Return what a call says: `whole`, or the rest of it in the style given if a part is written already.

    An `overlap` overrides the style: the text begins with that many of the last characters written. A passage that
    has been started over is recognised by its beginning; to start it over again is to return to `whole`.
    """
    written = order.written
    if written is None:
        return Continuation("", whole)
    current, other = whole, _reworded(whole, order)
    if not whole.startswith(written) and _is_reworded(written, order):
        current, other = other, current
    if overlap is not None:
        return Continuation("", remainder(current, written, overlap))
    if style == "over":
        return Continuation("", other)
    return Continuation(_prelude(style, written, order), remainder(current, written))


def remainder(text: str, written: str | None, overlap: int = 0) -> str:
    """Return the rest of a text after `written`, preceded by the last `overlap` characters of it.

    If the text does not begin with `written`, its last characters are searched for, and the match nearest to its
    length counts. Without a match, its length is taken as the position.
    """
    if written is None:
        return text
    end = len(written)
    if not text.startswith(written):
        tail = re.escape(written[-_SEARCH_CHARS:])
        ends = (match.end(1) for match in re.finditer(f"(?=({tail}))", text))
        end = min(ends, key=lambda found: abs(found - len(written)), default=end)
    return text[max(0, min(end, len(text)) - overlap) :]


def _prelude(style: ContinuationStyle, written: str, order: Order) -> str:
    match style:
        case "nothing" | "over":
            return ""
        case "more":
            return written[-(len(order.asked) + _MORE_CHARS) :]
        case "less":
            return written[-_LESS_CHARS:]
        case "different":
            return _changed(order.asked, stock(order).PAUSE)
        case "chats":
            return f"{stock(order).CHATTER}{order.asked}"
        case "asked":
            return order.asked


def _changed(quote: str, pause: str) -> str:
    """Return the quote with other punctuation, marks and blanks; with a pause inserted if it has none of these."""
    changed = _MARKDOWN.sub("", quote).translate(_OTHER_WIDTH)
    if _INNER_BLANK.search(changed):
        return _INNER_BLANK.sub(r"\g<0>\n", changed, count=1)
    if changed == quote:
        middle = 8 if len(quote) > 8 else len(quote) // 2
        return quote and quote[:middle] + pause + quote[middle:]
    return re.sub(r"[,.:;!?]", r"\g<0> ", changed, count=1)


def _reworded(whole: str, order: Order) -> str:
    """Return the passage in different words. It differs from `whole` right after the heading."""
    heading, body = _parts(whole)
    words = stock(order)
    return f"{heading or f'## {order.heading}'}\n\n{words.REWORDED}{words.SPACE}{body}"


def _is_reworded(written: str, order: Order) -> bool:
    """Return whether a text that is not a part of the original passage begins like its reworded version."""
    marker = stock(order).REWORDED
    start = _parts(written)[1][: len(marker)]
    return bool(start) and marker.startswith(start)


def _parts(passage: str) -> tuple[str, str]:
    """Split a passage into its heading line, which may be missing, and its body."""
    heading = _HEADING_LINE.match(passage)
    return (heading.group(), passage[heading.end() :].lstrip()) if heading else ("", passage)

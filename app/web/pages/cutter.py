"""Cuts a growing text into segments that can be rendered independently, in one pass over its lines.

The cuts depend only on the text, never on the pieces in which it arrived, because viewers move between processes with
positions that refer to blocks. A cut lies where CommonMark starts a new top-level block regardless of what follows,
with three exceptions: a code fence ends no later than the next passage's heading; a fence around a whole passage ends
at the heading inside it; and a segment of `ENOUGH` characters or `MOST_LINES` lines ends with its line, or beyond
`LONGEST` characters inside a longer line, at the end of a sentence.
"""

import re
from copy import copy
from dataclasses import dataclass, replace

from app.heading import HEADING
from app.llm.wrapping import MARKDOWN_NAMES

LONGEST = 1200
"""Characters. Longer than the paragraphs that models write, and cheap to render whatever they contain."""
ENOUGH = 700
"""Characters after which a segment ends with its line, so that an ordinary list item is never cut inside."""
MOST_LINES = 60
"""Limits rendering time: each list item costs as much as a long line."""
_SLACK = 300
"""How many characters beyond `LONGEST` to search for the end of a sentence inside a line."""
_MARK_CHARS = 100
"""A longer line is neither a rule nor the opening of a fence."""

_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")
_SENTENCE_END = re.compile(r"[。！？；\s](?=[^\s。！？；”’」』）)*_`~\]])")
_UNCLEAR = re.compile(r"[\s\-*+>#=`~_|:]*(?:[0-9]{1,9}[.)]?)?\s*")
"""The start of a line whose kind is still open: `*` may begin a list or bold text."""
_PASSAGE = re.compile(r"##(?:[ \t]|[^\W_])")
_RULE = re.compile(r"[ \t]*([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_ITEM = re.compile(r"([ \t]*)([-+*]|[0-9]{1,9}[.)])(?:([ \t]+)|$)")
_INTERRUPTING_ITEM = re.compile(r"[ \t]*(?:[-+*]|1[.)])[ \t]{1,90}[^ \t]")
FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([a-zA-Z][\w+#.=\-]{0,19})?[ \t]*$", re.ASCII)
"""Opens a fence. The marks may be followed by the name of a language, not by text, which must stay visible."""
_WRAPPER = re.compile(rf"[ \t]*(?:`{{3,}}|~{{3,}})[ \t]*(?:{'|'.join(MARKDOWN_NAMES)})?[ \t]*$", re.IGNORECASE)
"""A fence that models put around a whole passage."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text that is rendered independently."""

    start: int
    """Offset in the report's text."""
    text: str
    fence: str = ""
    """Opening line of the fence that this segment continues, or empty."""
    is_rest: bool = False
    """Whether the segment begins inside a line."""


class Cutter:
    """Accepts a text in pieces of any size and returns its segments. Each line is examined once."""

    def __init__(self, start: int = 0) -> None:
        self._open = Segment(start, "")
        self._line = 0
        """Offset of the current line in the open segment."""
        self._lines = 0
        self._kind = "closed"  # or text, list, quote, fence; after `closed`, any line begins a new segment
        self._fence = ""
        self._content_column = 0
        """In a list: lines indented at least this far belong to the last item."""
        self._is_after_blank = False
        self._is_after_wrapper = False

    @property
    def open(self) -> Segment:
        """The last segment, minus its last line if that line's kind is still undecided."""
        text = self._open.text
        is_hidden = not self._is_clear(text[self._line :])
        return replace(self._open, text=text[: self._line]) if is_hidden else self._open

    def feed(self, text: str) -> None:
        self._open = replace(self._open, text=self._open.text + text)

    def next_segment(self) -> Segment | None:
        """The next complete segment, or None if there is none yet."""
        return self._advance(is_over=False)

    def finish(self) -> list[Segment]:
        """The remaining segments if the text ends here. The cutter itself stays unchanged and can be fed again."""
        end = copy(self)
        segments = []
        while (segment := end._advance(is_over=True)) is not None:
            segments.append(segment)
        return [*segments, end._open]

    def _advance(self, *, is_over: bool) -> Segment | None:
        text = self._open.text
        while self._line < len(text):
            end = _LINE_END.search(text, self._line)
            line = text[self._line : end.start() if end else len(text)]
            is_whole = end is not None or is_over
            if not is_whole and not self._is_clear(line):
                return None
            if self._line > 0 and self._begins_segment(line, is_whole):
                return self._cut(self._line, line)
            if (place := self._place_inside(line)) is not None:
                return self._cut_inside(place, line)
            if not is_whole:
                return None
            self._take(line)
            self._line = end.end() if end else len(text)
            self._lines += 1
        return None

    def _is_clear(self, line: str) -> bool:
        is_inside = self._open.is_rest and self._line == 0
        return is_inside or len(line) > _MARK_CHARS or _UNCLEAR.fullmatch(line) is None

    # Where a segment ends.

    def _begins_segment(self, line: str, is_whole: bool) -> bool:
        """Whether the line begins a new segment.

        For an incomplete line, decide only what further text cannot change.
        """
        if self._line >= ENOUGH or self._lines >= MOST_LINES:
            return True
        # Look no further than where the line must be cut, or the cuts would depend on how the text arrived.
        if not line[: LONGEST + _SLACK - self._line].strip(" \t"):
            return False
        match self._kind:
            case "closed":
                return True
            case "fence":
                return self._is_heading_of_passage(line)
            case "list":
                return self._ends_list(line, is_whole)
            case _:
                is_item = _indent(line) < 4 and _INTERRUPTING_ITEM.match(line) is not None
                return is_item or self._interrupts(line, is_whole)

    def _is_heading_of_passage(self, line: str) -> bool:
        return (self._is_after_blank or self._is_after_wrapper) and _PASSAGE.match(line) is not None

    def _ends_list(self, line: str, is_whole: bool) -> bool:
        if _indent(line) >= self._content_column:
            return False
        if is_whole and _is_rule(line):
            return True
        if _ITEM.match(line):
            return False
        return self._is_after_blank or self._interrupts(line, is_whole)

    def _interrupts(self, line: str, is_whole: bool) -> bool:
        """Whether the line ends a paragraph without a blank line in between."""
        if _indent(line) > 3:
            return False
        is_quote = self._kind != "quote" and line.lstrip(" \t").startswith(">")
        return is_quote or bool(HEADING.match(line)) or (is_whole and (_is_fence(line) or _is_rule(line)))

    def _place_inside(self, line: str) -> int | None:
        """Where to cut inside the line if the segment would exceed `LONGEST`, else None."""
        end = self._line + len(line)
        if end <= LONGEST:
            return None
        most = LONGEST + _SLACK
        found = _SENTENCE_END.search(self._open.text, max(LONGEST, self._line), min(end, most))
        return found.end() if found else most if end > most else None

    def _cut(self, place: int, line: str) -> Segment:
        is_continued = self._kind == "fence" and not self._is_heading_of_passage(line)
        return self._begin(place, fence=self._fence if is_continued else "", is_rest=False)

    def _cut_inside(self, place: int, line: str) -> Segment:
        if self._line == 0 and not self._open.fence:
            self._kind = _kind_of(line, is_rest=self._open.is_rest)
            self._fence = line if self._kind == "fence" else ""
        return self._begin(place, fence=self._fence if self._kind == "fence" else "", is_rest=True)

    def _begin(self, place: int, *, fence: str, is_rest: bool) -> Segment:
        done, text = self._open, self._open.text
        self._open = Segment(done.start + place, text[place:], fence, is_rest)
        self._line = self._lines = 0
        self._kind, self._fence = ("fence", fence) if fence else ("closed", "")
        self._is_after_blank = self._is_after_wrapper = False
        return replace(done, text=text[:place])

    # How a complete line changes the state of the open segment.

    def _take(self, line: str) -> None:
        is_blank = not line.strip(" \t")
        if self._kind == "fence":
            self._take_code(line)
        elif self._line == 0:
            self._take_first(line)
        elif is_blank and self._kind != "list":
            self._kind = "closed"
        elif self._kind == "list" and (item := _ITEM.match(line)) and _indent(line) < self._content_column:
            self._content_column = _content_column(item)
        self._is_after_blank = is_blank

    def _take_first(self, line: str) -> None:
        self._kind = _kind_of(line, is_rest=self._open.is_rest)
        if self._kind == "fence":
            self._fence = line
            self._is_after_wrapper = _WRAPPER.match(line) is not None
        elif self._kind == "list" and (item := _ITEM.match(line)):
            self._content_column = _content_column(item)

    def _take_code(self, line: str) -> None:
        is_inside = self._line == 0 and self._open.is_rest
        self._is_after_wrapper = not is_inside and _WRAPPER.match(line) is not None
        if not is_inside and _closes(line, self._fence):
            self._kind, self._fence = "closed", ""


def _kind_of(line: str, *, is_rest: bool) -> str:
    """The kind of a segment that begins with this line."""
    if is_rest or not line.strip(" \t") or HEADING.match(line) or _is_rule(line):
        return "closed"
    if _is_fence(line):
        return "fence"
    if line.lstrip(" \t").startswith(">"):
        return "quote"
    return "list" if _ITEM.match(line) else "text"


def _is_fence(line: str) -> bool:
    return len(line) <= _MARK_CHARS and FENCE.match(line) is not None


def _closes(line: str, fence: str) -> bool:
    marks = fence.strip(" \t")
    marks = marks[: len(marks) - len(marks.lstrip(marks[0]))]
    mine = line.strip(" \t")
    return len(mine) >= len(marks) and not mine.strip(marks[0])


def _is_rule(line: str) -> bool:
    return len(line) <= _MARK_CHARS and _RULE.match(line) is not None


def _indent(line: str) -> int:
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blanks.expandtabs(4))


def _content_column(item: re.Match[str]) -> int:
    """The column where a list item's content begins: everything indented at least this far belongs to the item."""
    marker = len(item[1].expandtabs(4)) + len(item[2])
    blanks = len((" " * marker + (item[3] or "")).expandtabs(4)) - marker
    is_empty = item.end() == len(item.string)
    return marker + (1 if is_empty or not 1 <= blanks <= 4 else blanks)


def is_wrapper(text: str) -> bool:
    """Whether the text is a fence that contains only fence marks: the remains of one around a passage."""
    first, *rest = text.strip().split("\n")
    return FENCE.match(first) is not None and all(not line.strip() or _WRAPPER.match(line) for line in rest)

"""Where two parts of a text meet: which blanks and marks belong between them."""

import re
import unicodedata

from app.llm.lead import line_breaks_between
from app.overlap import form_of, letters, overlap, place_after, visible

_ELLIPSES = str.maketrans("", "", "….")
_SENTENCE_ENDS = "。！？!?.；;：:”」』）)】》*_`|—…"
"""After one of these a line break may be intended; in the middle of a sentence it is not."""
_BLOCK = re.compile(r"[#>|]|\*\*|[-*+•] |[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[.)）、．]")
"""Matches the beginning of a line that is a block of its own, such as a heading or a list item."""
BLOCK_MARK_CHARS = 6
"""Enough characters to tell whether `_BLOCK` matches."""
_MAX_BOLD_CHARS = 60
"""How far to look for the end of a text that may be bold."""
_STOPS = frozenset("。，；：、！？,.;:!?")
_PAIRS = (("**", "**"), ("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("(", ")"))
_OPENING = frozenset("\"'([*`")
_JOINER = "\u200d"
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""Two of them are one flag."""


class Joint:
    """The end of a text that another one will be joined to. The text itself never changes."""

    def __init__(self, before: str) -> None:
        self._before = before

    @property
    def is_mid_sentence(self) -> bool:
        last = self._before.rstrip(" \t\u3000")[-1:]
        return bool(last) and last not in _SENTENCE_ENDS + "\n" and not self._is_heading_last()

    def without_repeated_blanks(self, rest: str, *, is_quoted: bool = False) -> str:
        """Drop the blanks that `rest` starts with and `before` already ends with: they are repeated, too.

        Also drop a line break that cannot be the text's own, or hardly so, because the model has put what it repeats in
        quotation marks.
        """
        trailing = self._before[len(self._before.rstrip()) :]
        text = rest.lstrip()
        blanks = rest[: len(rest) - len(text)]
        is_artefact = self._is_inside_line(text) or (is_quoted and self._may_continue_line(text))
        if text and "\n" in blanks and "\n" not in trailing and is_artefact:
            return text if trailing else self._between_words(text) + text
        if blanks.startswith(trailing):
            return rest[len(trailing) :]
        _, trailing_break, trailing_indent = trailing.rpartition("\n")
        _, line_break, indent = blanks.rpartition("\n")
        if bool(line_break) != bool(trailing_break):
            # A line break is new after a blank, and a blank stands for a line break. Only an indent is more than that.
            is_new = line_break or (len(indent) > 1 and not trailing_indent)
            return rest if is_new else text
        added = max(0, blanks.count("\n") - trailing.count("\n"))
        return "\n" * added + (indent if added else indent.removeprefix(trailing_indent)) + text

    def without_repeated_marks(self, repeated: str, rest: str) -> str:
        """Drop the punctuation that `rest` starts with and `before` already ends with, in the same form or another."""
        marks = _marks_before(self._before)
        place = place_after(rest, overlap(form_of(marks, visible), form_of(_marks_after(rest), visible)), visible)
        rest = rest[place:]
        closing = re.match(r"\S*", _marks_after(rest))
        first = closing.group() if closing else ""
        rest = rest[len(first) :]
        if not _STOPS.isdisjoint(marks):
            first = "".join(char for char in first if char not in _STOPS)
        for pair in _PAIRS:
            # The mark that it closes was trimmed.
            if first.startswith(pair[1]) and _leaves_open(repeated, *pair) and not _leaves_open(self._paragraph, *pair):
                first = first.removeprefix(pair[1])
        return first + rest if first else self.without_repeated_blanks(rest)

    def reopens_bold(self, lead: str, body: str, *, is_end: bool) -> bool | None:
        """Return whether `body` begins with `**` that opens again what is bold already; None if undecided."""
        stars = len(self._before) - len(self._before.rstrip("*"))
        if stars % 2 or "\n" in lead or not "**".startswith(body[:2]) or not _leaves_open(self._paragraph, "**", "**"):
            return False
        following = body[2:3]
        if following.isspace() or (following and unicodedata.category(following) in ("Po", "Pe", "Pf", "Pd")):
            return False
        line, line_break, _ = body[:_MAX_BOLD_CHARS].partition("\n")
        reopens = line.count("**") % 2 == 0 and len(line) > 2
        return reopens if line_break or is_end or len(line) == _MAX_BOLD_CHARS else None

    def gap(self, lead: str, body: str) -> str:
        """Return the whitespace that belongs at the seam.

        A line break in the middle of a sentence is an artefact of the new call and not part of the text.
        """
        if self._before and not may_begin_at(self._before + body, len(self._before)):
            return ""
        blanks = lead.translate(_ELLIPSES)
        if self._splits_words(blanks, body):
            return ""
        if "\n" not in blanks:
            return blanks
        indent = blanks.rpartition("\n")[2]
        last = self._before.rstrip(" \t\u3000")[-1:]
        if last == "\n" or last in _SENTENCE_ENDS or self._is_heading_last() or _BLOCK.match(body):
            trailing = len(self._before) - len(self._before.rstrip("\n"))
            # A line break of the new call may have been added to the text's own.
            most = line_breaks_between(self._before, body, is_indented=bool(indent))
            most = 2 if most is None else max(most, 1)
            return "\n" * min(blanks.count("\n"), max(0, most - trailing)) + indent
        if self._before[-1:].isspace():
            return ""
        return indent or self._between_words(body)

    def _is_inside_line(self, body: str) -> bool:
        """Whether `body` cannot begin a line: it starts with a comma or the like, or a table row is unfinished."""
        last_line = self._before.rpartition("\n")[2].strip()
        return body[:1] in _STOPS or (last_line.startswith("|") and not last_line.endswith("|"))

    def _may_continue_line(self, body: str) -> bool:
        return self.is_mid_sentence and not _BLOCK.match(body)

    def _splits_words(self, blanks: str, body: str) -> bool:
        """Whether the blanks would be between two ideographs of one line."""
        return bool(blanks) and "\n" not in blanks and _is_ideograph(self._before[-1:]) and _is_ideograph(body[:1])

    def _between_words(self, body: str) -> str:
        """Return a blank if `body` begins with a Latin word, and follows one."""
        last = self._before.rstrip(" \t\u3000")[-1:]
        return " " if last.isascii() and body[:1].isascii() and (body[:1].isalnum() or body[:1] in _OPENING) else ""

    def _is_heading_last(self) -> bool:
        return self._before.rpartition("\n")[2].startswith("#")

    @property
    def _paragraph(self) -> str:
        return self._before.rpartition("\n\n")[2]


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def may_begin_at(text: str, place: int) -> bool:
    """Return whether a visible character begins at `place`: not its second code point, or the second half of a flag."""
    char = text[place]
    if char.isspace() or _extends(char) or text[place - 1 : place] == _JOINER:
        return False
    before = text[:place]
    halves = len(before) - len(before.rstrip(_FLAG_LETTERS)) if char in _FLAG_LETTERS else 0
    return halves % 2 == 0


def _extends(char: str) -> bool:
    """Whether the character belongs to the one before it: combining, a joiner, a skin tone or a tag of a flag."""
    is_tone_or_tag = "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"
    return is_tone_or_tag or char in "\u200c\u200d" or unicodedata.category(char).startswith("M")


def _marks_before(text: str) -> str:
    """Return the characters after the last letter of `text`."""
    start = next((place for place in range(len(text), 0, -1) if letters(text[place - 1])), 0)
    return text[start:]


def _marks_after(text: str) -> str:
    """Return the characters before the first letter of `text`."""
    return text[: next((place for place, char in enumerate(text) if letters(char)), len(text))]


def _leaves_open(text: str, opening: str, closing: str) -> bool:
    if opening == closing:
        return text.count(opening) % 2 == 1
    return text.count(opening) > text.count(closing)

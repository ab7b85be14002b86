"""Where two parts of a text meet: which blanks and marks belong between them."""

import re
import unicodedata

from app.last_line import LastLine, leaves_open
from app.llm.lead import line_breaks_between
from app.overlap import form_of, letters, overlap, place_after, visible

_ELLIPSES = str.maketrans("", "", "….")
_MAY_END_SENTENCE = "。！？!?.；;：:”」』）)】》*_`|—…"
"""After any other character, the sentence is unfinished for certain."""
_NEVER_FIRST = re.compile(r"[。，；：、？,;?”」』）)】\]》〉]|\.(?!\.)|[!！](?!\[)|:(?!-)")
"""Matches the beginning of a text that cannot begin a line. An ellipsis, an image and a table's rule can."""
_NUMBER = r"[（(]?([0-9]{1,3}|[一二三四五六七八九十]{1,3})([)）、．]|\.(?![0-9]))"
_NUMBERED = re.compile(_NUMBER)
_NUMBERED_LINE = re.compile(rf"^[ \t\u3000]*{_NUMBER}", re.MULTILINE)
_BLOCK = re.compile(rf"[#>|]|\*\*|[-*+•] |{_NUMBER}")
"""Matches the beginning of a line that is a block of its own, such as a heading or a list item."""
_CERTAIN_BLOCK = re.compile(r"#{1,6} |[>|]|[-*+•] |[0-9]{1,3}\. ")
"""Matches the beginning of a block even where an earlier mark was never closed."""
BLOCK_MARK_CHARS = 6
"""Enough characters to tell whether `_BLOCK` matches."""
_STAR_ITEM = re.compile(r"^\s*\* ", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*([^*]?)", re.DOTALL)
"""Matches bold text and the character after it."""
_ENDED_BOLD = re.compile(r"\*\*[^*\n]+\*\*.")
_MAX_BOLD_CHARS = 60
"""How far to look for the end of a text that may be bold."""
_STOPS = frozenset("。，；：、！？,.;:!?")
_PAIRS = (("**", "**"), ("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"), ("《", "》"), ("（", "）"), ("(", ")"))
_OPENING = frozenset("\"'([*`")
_TIGHT = re.compile(r"[\u3400-\u9fff][0-9A-Za-z]|[0-9A-Za-z][\u3400-\u9fff]")
_LOOSE = re.compile(r"[\u3400-\u9fff] [0-9A-Za-z]|[0-9A-Za-z] [\u3400-\u9fff]")
_JOINER = "\u200d"
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""Two of them are one flag."""


class Joint:
    """The end of a text that another one will be joined to. The text itself never changes."""

    def __init__(self, before: str) -> None:
        self._before = before
        self._last_line = LastLine(before)

    @property
    def is_mid_sentence(self) -> bool:
        """Whether the text breaks off in a sentence for certain. It may do so even if this is False."""
        last = self._before.rstrip(" \t\u3000")[-1:]
        return bool(last) and last not in _MAY_END_SENTENCE + "\n" and not self._last_line.is_heading

    def without_repeated_blanks(self, rest: str, *, is_quoted: bool = False) -> str:
        """Drop the blanks that `rest` starts with and `before` already ends with: they are repeated, too.

        Also drop a line break that cannot be the text's own, or hardly so, because the model has put what it repeats in
        quotation marks.
        """
        trailing = self._before[len(self._before.rstrip()) :]
        text = rest.lstrip()
        blanks = rest[: len(rest) - len(text)]
        is_artefact = self._is_inside_line(text) or (is_quoted and not self._may_begin_line(text))
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
            if first.startswith(pair[1]) and leaves_open(repeated, *pair) and not leaves_open(self._paragraph, *pair):
                first = first.removeprefix(pair[1])
        return first + rest if first else self.without_repeated_blanks(rest)

    def may_be_block(self, lead: str, body: str) -> bool:
        """Whether the next characters decide if `body` begins a block on a line of its own."""
        if "\n" not in lead:
            return False
        may_be_label = body.startswith("**") and "\n" not in body and len(body) < _MAX_BOLD_CHARS
        return len(body) < BLOCK_MARK_CHARS or (may_be_label and not _ENDED_BOLD.match(body))

    def reopens_bold(self, lead: str, body: str, *, is_end: bool) -> bool | None:
        """Return whether `body` begins with `**` that opens again what is bold already; None if undecided."""
        is_open = self._last_line.is_bold_open if "\n" in lead else leaves_open(self._paragraph, "**", "**")
        if self._last_line.has_half_mark or not "**".startswith(body[:2]) or not is_open:
            return False
        if _closes_bold(body):
            return False
        line, line_break, _ = body[:_MAX_BOLD_CHARS].partition("\n")
        if not (line_break or is_end or len(line) == _MAX_BOLD_CHARS):
            return None
        may_be_next_line = "\n" in lead and self._last_line.ends_sentence
        return line.count("**") % 2 == 0 and len(line) > 2 and not may_be_next_line

    def gap(self, lead: str, body: str) -> str:
        """Return the whitespace that belongs at the seam.

        A line break inside a line is an artefact of the new call and not part of the text, and so is a blank where the
        text has none.
        """
        if self._before and not may_begin_at(self._before + body, len(self._before)):
            return ""
        blanks = lead.translate(_ELLIPSES)
        if "\n" not in blanks:
            return "" if self._is_stray(blanks, body) else blanks
        indent = blanks.rpartition("\n")[2]
        if self._may_begin_line(body):
            trailing = len(self._before) - len(self._before.rstrip("\n"))
            # A line break of the new call may have been added to the text's own.
            most = line_breaks_between(self._before, body, is_indented=bool(indent))
            most = 2 if most is None else max(most, 1)
            return "\n" * min(blanks.count("\n"), max(0, most - trailing)) + indent
        if self._before[-1:].isspace():
            return ""
        if self._last_line.is_bare_mark and body[:1] != self._before[-1]:
            return " "
        return indent if indent and not self._is_stray(" ", body) else self._between_words(body)

    def _may_begin_line(self, body: str) -> bool:
        """Whether a line break may be intended before `body`."""
        line = self._last_line
        if line.is_blank:
            return True
        return not (self._is_inside_line(body) or line.is_bare_mark) and (line.may_end or self._begins_block(body))

    def _is_inside_line(self, body: str) -> bool:
        """Whether `body` cannot begin a line: because of its first character, or because of a mark left open."""
        line = self._last_line
        if _NEVER_FIRST.match(body) or self._closes_emphasis(body) or line.is_unfinished_row:
            return True
        return not line.is_row and line.is_inside_marks(body) and not _CERTAIN_BLOCK.match(body)

    def _closes_emphasis(self, body: str) -> bool:
        """Whether `body` begins with the mark, or its second half, that ends the emphasis of the last line."""
        if not body.startswith("*") or not self._last_line.is_emphasis_open:
            return False
        is_bold = self._last_line.is_bold_open
        if self._last_line.has_half_mark:
            return is_bold or not body.startswith("* ")
        if is_bold:
            return _closes_bold(body) or body[:_MAX_BOLD_CHARS].partition("\n")[0].count("**") % 2 == 1
        return not body.startswith("**") and not (body.startswith("* ") and _STAR_ITEM.search(self._before))

    def _begins_block(self, body: str) -> bool:
        """Whether `body` begins a block. If not, a number or bold text are words of the sentence."""
        if _CERTAIN_BLOCK.match(body):
            return True
        if bold := _BOLD.match(body):
            return bold[1][-1] in ".。:：！？" or bold[2] in ("", "\n", " ", ":", "：")
        if number := _NUMBERED.match(body):
            is_first = number[1] in ("1", "一") and not self._last_line.text.endswith("、")
            return is_first or any(line[2] == number[2] for line in _NUMBERED_LINE.finditer(self._before))
        return _BLOCK.match(body) is not None

    def _is_stray(self, blanks: str, body: str) -> bool:
        """Whether blanks without a line break cannot belong to the line, or only if it had them elsewhere, too."""
        line, first = self._last_line.text, body[:1]
        last = line[-1:]
        if blanks.strip(" ") or not blanks or (line and not line.strip()):
            return False
        if last in " ":
            return len(blanks) == 1  # more of them indent the line
        if last in "([“‘" or first in ",;)]”" or (_is_wide(first) and not _is_ideograph(first)):
            return True
        if self._last_line.is_bare_mark:
            return False
        if "*" in (last, first):
            return self._closes_emphasis(body) or (last == "*" and self._last_line.is_emphasis_open)
        if _is_wide(last) and (_is_wide(first) or not _is_ideograph(last)):
            return first.isalnum()
        is_at_word = _is_ideograph(last) != _is_ideograph(first) and (last + first).isalnum()
        is_in_number = re.search(r"[0-9]\.?\Z", line) is not None and re.match(r"\.?[0-9]|%", body) is not None
        is_at_mark = (
            last == first == "—"
            or (_is_ideograph(last) and first in "“‘—")
            or (last in "”’—…" and _is_ideograph(first))
        )
        return (is_at_word or is_in_number or is_at_mark) and self._sets_words_tightly

    @property
    def _sets_words_tightly(self) -> bool:
        return _TIGHT.search(self._before) is not None and _LOOSE.search(self._before) is None

    def _between_words(self, body: str) -> str:
        """Return a blank if `body` begins with a Latin word, and follows one."""
        line, first = self._before.rstrip(" \t\u3000"), body[:1]
        last = line[-1:]
        if not (last.isascii() and first.isascii()) or last in "([" or (last + first).isdigit():
            return ""
        is_after_opening_mark = last == "*" and self._last_line.is_emphasis_open
        is_in_word = (last == "-" and line[-2:-1].isalnum()) or (last == "." and (line[-2:-1] + first).isdecimal())
        is_closing = self._closes_emphasis(body) or (first == '"' and self._last_line.is_quote_open)
        if is_after_opening_mark or is_in_word or is_closing:
            return ""
        return " " if first.isalnum() or first in _OPENING else ""

    @property
    def _paragraph(self) -> str:
        return self._before.rpartition("\n\n")[2]


def _is_ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _is_wide(char: str) -> bool:
    """Whether the character is an ideograph or wide punctuation, which has its blank built in."""
    return _is_ideograph(char) or "\u3001" <= char <= "\u3011" or "\uff01" <= char <= "\uff5e"


def _closes_bold(body: str) -> bool:
    """Whether `**` at the start of `body` can only end bold text: a blank or punctuation follows."""
    following = body[2:3]
    return following.isspace() or (bool(following) and unicodedata.category(following) in ("Po", "Pe", "Pf", "Pd"))


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

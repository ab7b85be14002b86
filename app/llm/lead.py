"""Decide which blanks before the first visible character of an answer belong to its text.

Chat templates put line breaks of their own between a thought, or a token, and the text. Where an answer starts a
passage, all of them are dropped. Where it continues one, the text's own line break may be among them: dropping it would
merge a list item with the one before it.
"""

import re
import unicodedata
from typing import Final

_LONGEST_LEAD: Final = 1000
"""How many blanks to keep in case text follows."""
_MOST_TEMPLATE_LINE_ENDS: Final = 2
"""Chat templates put one or two line breaks after a thought."""

_NUMBER = r"[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})"
_BLOCK = re.compile(rf"(#){{1,6}} |([>|])|([-+*•]) |{_NUMBER}(?:([)）、])|([.．]) )")
"""Matches a heading, a quotation, a table row or a list item, at the beginning of a line. Exactly one group takes part
in a match; it captures the character that identifies the kind of block. Stricter than the pattern in `app.seam`: there
every line break is the model's, here it may be the template's."""
_MAY_BE_BLOCK = re.compile(rf"#{{1,6}}|[-+*•]|[（(]|{_NUMBER}[.．]?|`{{1,2}}|~{{1,2}}")
_BARE_MARK = re.compile(rf"\s*(?:#{{1,6}}|[-+*•]|{_NUMBER}[.．])")
"""Matches a line that consists only of a block marker, which a blank must separate from the text."""

_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Cs", "Cn", "Co"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffd")


def is_blank(char: str) -> bool:
    """Whether a character is invisible: a whitespace, format or control character, a filler, or U+FFFD."""
    return char.isspace() or char in _FILLERS or unicodedata.category(char) in _INVISIBLE


class Lead:
    """Takes an answer's text up to its first visible characters, and says how the text begins."""

    def __init__(self, written: str = "") -> None:
        """Pass the text that the answer continues as `written`."""
        self._written = written
        self._was_cleaned = False  # something was removed before the first visible character
        self._line_ends_before_removal = 0
        self._blanks = ""  # since the last removal
        self._mark = ""  # visible characters that may begin a block

    @property
    def has_text(self) -> bool:
        """Whether a visible character is held back."""
        return bool(self._mark)

    def note_removal(self) -> None:
        """Record that a thought or a token was removed here."""
        self._was_cleaned = True
        if not self._mark:
            self._line_ends_before_removal += self._blanks.count("\n")
            self._blanks = ""

    def read(self, words: str) -> str:
        """Return the text so far once its beginning is certain, and an empty string before."""
        if not self._mark:
            place = next((place for place, char in enumerate(words) if not is_blank(char)), len(words))
            if len(self._blanks) < _LONGEST_LEAD:
                self._blanks += words[:place]
            words = words[place:]
        self._mark += words
        must_wait = self._may_have_line_end() and _MAY_BE_BLOCK.fullmatch(self._mark)
        return "" if must_wait else self.end()

    def end(self) -> str:
        """Return the text that is held back. Blanks alone are not text."""
        text, self._mark = self._mark, ""
        return self._blanks_before(text) + text if text else ""

    def _may_have_line_end(self) -> bool:
        return self._was_cleaned and bool(self._written) and self._line_ends > 0

    @property
    def _line_ends(self) -> int:
        return self._line_ends_before_removal + self._blanks.count("\n")

    def _blanks_before(self, text: str) -> str:
        if not self._was_cleaned:
            return self._blanks
        if not self._written:
            return ""
        indent = self._blanks.rpartition("\n")[2]
        trailing = len(self._written) - len(self._written.rstrip("\n"))
        missing = self._line_ends_before(text, is_indented=bool(indent)) - trailing
        if added := "\n" * min(self._line_ends, max(0, missing)):
            return added + indent
        if trailing:
            return indent if len(indent) > 1 else ""  # one blank may be the template's; more of them indent a line
        return self._space_before(text) if self._blanks else ""

    def _space_before(self, text: str) -> str:
        """Return the blank between `text` and the unfinished line before it."""
        last = self._last_line
        is_between_words = self._blanks[-1] == " " and last[-1:].isalnum() and (last[-1:] + text[0]).isascii()
        is_after_mark = _BARE_MARK.fullmatch(last) and text[0] != last[-1]  # `*` may be half of `**`
        return " " if is_between_words or is_after_mark else ""

    @property
    def _last_line(self) -> str:
        return self._written.rstrip("\n").rpartition("\n")[2]

    def _line_ends_before(self, text: str, *, is_indented: bool) -> int:
        """Return how many line breaks separate `text` from the line before it; 0 if it may continue that line."""
        if text.startswith(("```", "~~~")):
            return 0  # most likely a fence around the rest of the answer, and such a fence is not text
        between = line_breaks_between(self._written, text, is_indented=is_indented)
        if between is not None:
            return between
        is_certain = self._written.endswith("\n") or self._blanks.count("\n") > _MOST_TEMPLATE_LINE_ENDS
        return 2 if is_certain else 0


def line_breaks_between(before: str, text: str, *, is_indented: bool) -> int | None:
    """Return how many line breaks separate a block that begins with `text` from `before`.

    One inside a list, a table or a quotation, two before a new one, and none before the next cell of an unfinished
    row. Returns None if `text` does not begin such a block.
    """
    kind = _kind(text)
    if kind is None:
        return None
    rest, _, paragraph = before.rstrip("\n").rpartition("\n\n")
    last = paragraph.rpartition("\n")[2].strip()
    if kind == "|" and last.startswith("|") and not last.endswith("|"):
        return 0
    kinds = _kinds(paragraph)
    is_same = kind != "#" and (kind in kinds or (is_indented and bool(kinds)))
    is_loose = kind in _kinds(rest.rpartition("\n\n")[2])  # its items are separated by blank lines
    return 1 if is_same and not is_loose else 2


def _kinds(paragraph: str) -> set[str]:
    return {kind for line in paragraph.split("\n") if (kind := _kind(line.strip())) is not None}


def _kind(line: str) -> str | None:
    """Return the kind of block that a line begins: `#`, `>`, `|`, a bullet or the mark after a number."""
    block = _BLOCK.match(line)
    return block[block.lastindex] if block and block.lastindex else None

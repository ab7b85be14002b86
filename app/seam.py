"""Join a passage that was truncated at the token limit with its continuation, and trim what the model repeats.

The comparison ignores whitespace, because a model that repeats a paragraph may break its lines elsewhere.
"""

import re
from collections.abc import Callable
from itertools import accumulate

from app.errors import ModelCut
from app.llm.lead import line_breaks_between

MIN_OVERLAP_CHARS = 4
"""A shorter overlap is more likely chance than repetition."""
SAME_START_CHARS = 6
"""This many equal characters after the heading mean that the passage was started again."""
MAX_OVERLAP_CHARS = 20_000
"""How far before the seam to look for a repetition."""

_LEAD = re.compile(r"[\s…]*(?:\.{3,}\s*)*[\s…]*")
_BLANKS = re.compile(r"\s+")
_ELLIPSES = str.maketrans("", "", "….")
_SENTENCE_ENDS = "。！？!?.；;：:”」』）)】》*_`|—…"
"""After one of these a line break may be intended; in the middle of a sentence it is not."""
_BLOCK = re.compile(r"[#>|]|\*\*|[-*+•] |[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[.)）、．]")
"""Matches the beginning of a line that is a block of its own, such as a heading or a list item."""
_BLOCK_MARK_CHARS = 6
"""Enough characters to tell whether `_BLOCK` matches."""


class Seam:
    """Passes a continuation on to `write`, without what it repeats of `before`.

    If the continuation is the passage written from its start (the heading and the same first words, but no repetition
    of the end), calls `start_over` with all of its text instead.
    """

    def __init__(self, before: str, write: Callable[[str], None], start_over: Callable[[str], None]) -> None:
        self._before = before
        self._plain = _BLANKS.sub("", before[-MAX_OVERLAP_CHARS:])
        self._heading = _heading(before)
        self._write = write
        self._start_over = start_over
        self._held: str | None = ""

    def write(self, text: str) -> None:
        if self._held is None:
            self._write(text)
            return
        self._held += text
        if len(self._held) > MAX_OVERLAP_CHARS or not self._may_repeat(self._held):
            self.flush()

    @property
    def has_written(self) -> bool:
        """Whether any text was passed on."""
        return self._held is None

    def flush(self) -> None:
        """Decide about the text held back, and pass it on. Call this at the end of the text."""
        if self._held is None:
            return
        held, self._held = self._held, None
        rest = self._join(held)
        if rest is None:
            self._start_over(held.lstrip())
        elif rest:
            self._write(rest)

    def _may_repeat(self, text: str) -> bool:
        """Return whether `text` may still turn into a repetition, or into a longer one."""
        body = _LEAD.sub("", text, count=1)
        if len(body) < _BLOCK_MARK_CHARS and "\n" in text[: len(text) - len(body)]:
            return True  # it may become a list item, before which the line break is intended
        plain = _BLANKS.sub("", body).removeprefix(".").removeprefix(".")  # the dots may become an ellipsis
        if plain in self._plain or self._heading.startswith(plain):
            return True
        if not self._heading or not plain.startswith(self._heading):
            return False
        after = plain[len(self._heading) :]
        return len(after) < SAME_START_CHARS or after in self._plain

    def _join(self, text: str) -> str | None:
        """Return the new part of a continuation's beginning, or None if it is the passage from its start."""
        lead = _LEAD.match(text)
        assert lead is not None  # noqa: S101 - for the type checker: the pattern matches anywhere
        body = text[lead.end() :]
        plain = _BLANKS.sub("", body)
        repeated = overlap(self._plain, plain)
        if repeated >= MIN_OVERLAP_CHARS:
            return self._without_repeated_blanks(_without(body, repeated))
        if self._heading and plain.startswith(self._heading):
            return self._join_after_heading(body)
        return self._gap(lead.group(), body) + body if body else ""

    def _join_after_heading(self, body: str) -> str | None:
        """Return the new part after a repeated heading, or None if the passage's beginning follows it.

        Raises `ModelCut` if that is ambiguous; the passage is then rewritten.
        """
        after = _without(body, len(self._heading))
        plain = _BLANKS.sub("", after)
        repeated = overlap(self._plain, plain)
        if repeated >= MIN_OVERLAP_CHARS:
            return self._without_repeated_blanks(_without(after, repeated))
        if not plain or self._plain[len(self._heading) :].startswith(plain[:SAME_START_CHARS]):
            return None
        raise ModelCut("the continuation repeats the heading, and what follows is ambiguous")

    def _without_repeated_blanks(self, rest: str) -> str:
        """Drop the blanks that `rest` starts with and `before` already ends with: they are repeated, too."""
        trailing = len(self._before) - len(self._before.rstrip())
        if not trailing:
            return rest
        blanks = rest[: len(rest) - len(rest.lstrip())]
        return rest[min(trailing, len(blanks)) :]

    def _gap(self, lead: str, body: str) -> str:
        """Return the whitespace that belongs at the seam.

        A line break in the middle of a sentence is an artefact of the new call and not part of the text.
        """
        blanks = lead.translate(_ELLIPSES)
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
        return indent or (" " if last.isascii() and body[:1].isascii() else "")

    def _is_heading_last(self) -> bool:
        return self._before.rpartition("\n")[2].startswith("#")


def overlap(before: str, after: str) -> int:
    """Return the length of the longest prefix of `after` that `before` ends with. Linear time (Knuth-Morris-Pratt)."""
    fallback = [0] * len(after)
    length = 0
    for place in range(1, len(after)):
        while length and after[place] != after[length]:
            length = fallback[length - 1]
        length += after[place] == after[length]
        fallback[place] = length
    matched = 0
    for char in before[-len(after) :] if after else "":
        while matched and (matched == len(after) or char != after[matched]):
            matched = fallback[matched - 1]
        matched += char == after[matched]
    return matched


def _without(text: str, chars: int) -> str:
    """Return the text after its first `chars` non-blank characters."""
    seen = accumulate((not char.isspace() for char in text), initial=0)
    place = next((place for place, count in enumerate(seen) if count == chars), len(text))
    return text[place:]


def _heading(text: str) -> str:
    """Return the first line without whitespace if it is a heading, otherwise an empty string."""
    first = text.lstrip().partition("\n")[0]
    return _BLANKS.sub("", first) if first.startswith("#") else ""

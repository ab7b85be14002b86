"""The seam of a passage that was cut by length and is continued: what the model repeats of it is trimmed, once.

Blanks are no part of the comparison: a model that repeats a paragraph may break its lines elsewhere.
"""

import re
from collections.abc import Callable
from itertools import accumulate

from app.errors import ModelCut

SHORTEST = 4
"""Characters; fewer alike are more likely chance than repetition."""
SAME = 6
"""Characters after the heading that tell the passage from its start."""
LONGEST = 20_000
"""Characters of the text before the seam in which a repetition is looked for."""

_LEAD = re.compile(r"[\s…]*(?:\.{3,}\s*)*[\s…]*")
_BLANKS = re.compile(r"\s+")
_ELLIPSES = str.maketrans("", "", "….")
_SENTENCE_ENDS = "。！？!?.；;：:”」』）)】》*_`|—…"
"""After one of these a line end may be meant; in the middle of a sentence it is not."""
_BLOCK = re.compile(r"[#>|]|\*\*|[-*+•] |[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[.)）、．]")
"""The beginning of a line that stands by itself: a heading, a list's item."""
_MARK = 6
"""Characters that are enough to see it."""


class Seam:
    """Where the text of a continuation goes: on to `write`, without what it repeats of `before`.

    Calls `start_over` instead, with all that came, if the continuation is the passage written anew: its heading and the
    same first words, but no repetition.
    """

    def __init__(self, before: str, write: Callable[[str], None], start_over: Callable[[str], None]) -> None:
        self._before = before
        self._plain = _BLANKS.sub("", before[-LONGEST:])
        self._heading = _heading(before)
        self._write = write
        self._start_over = start_over
        self._held: str | None = ""

    def write(self, text: str) -> None:
        if self._held is None:
            self._write(text)
            return
        self._held += text
        if not self._may_repeat(self._held):
            self.flush()

    @property
    def has_written(self) -> bool:
        """Something was passed on."""
        return self._held is None

    def flush(self) -> None:
        """No more comes, or enough has come to tell."""
        if self._held is None:
            return
        held, self._held = self._held, None
        rest = self._join(held)
        if rest is None:
            self._start_over(held.lstrip())
        elif rest:
            self._write(rest)

    def _may_repeat(self, text: str) -> bool:
        """Whether more text may make a repetition of this, or a longer one."""
        body = _LEAD.sub("", text, count=1)
        if (
            len(body) < _MARK and "\n" in text[: len(text) - len(body)]
        ):  # it may be a list's item, and the line end meant
            return True
        plain = _BLANKS.sub("", body).removeprefix(".").removeprefix(".")  # or an ellipsis
        if plain in self._plain or self._heading.startswith(plain):
            return True
        if not self._heading or not plain.startswith(self._heading):
            return False
        after = plain[len(self._heading) :]
        return len(after) < SAME or after in self._plain

    def _join(self, text: str) -> str | None:
        """What is new in the beginning of the continuation; None if it is the passage from its start."""
        lead = _LEAD.match(text)
        assert lead is not None  # noqa: S101 - for the type checker: the pattern matches anywhere
        body = text[lead.end() :]
        plain = _BLANKS.sub("", body)
        repeated = overlap(self._plain, plain)
        if repeated >= SHORTEST:
            return self._without_standing_blanks(_without(body, repeated))
        if self._heading and plain.startswith(self._heading):
            return self._join_after_heading(body)
        return self._gap(lead.group(), body) + body if body else ""

    def _join_after_heading(self, body: str) -> str | None:
        """What is new after the heading was repeated; None if the passage's beginning comes next.

        Raises `ModelCut` if nobody can tell which: the passage is then written again.
        """
        after = _without(body, len(self._heading))
        plain = _BLANKS.sub("", after)
        repeated = overlap(self._plain, plain)
        if repeated >= SHORTEST:
            return self._without_standing_blanks(_without(after, repeated))
        if not plain or self._plain[len(self._heading) :].startswith(plain[:SAME]):
            return None
        raise ModelCut("the rest began with the passage's heading again")

    def _without_standing_blanks(self, rest: str) -> str:
        """The rest after a repetition, which repeated the blanks at the end of the text before, too."""
        standing = len(self._before) - len(self._before.rstrip())
        if not standing:
            return rest
        blanks = rest[: len(rest) - len(rest.lstrip())]
        return rest[min(standing, len(blanks)) :]

    def _gap(self, lead: str, body: str) -> str:
        """The blanks that belong between the text before and the rest of it.

        A line end in the middle of a sentence is the model's, not the text's.
        """
        blanks = lead.translate(_ELLIPSES)
        if "\n" not in blanks:
            return blanks
        last = self._before[-1:]
        if last.isspace() or last in _SENTENCE_ENDS or self._is_heading_last() or _BLOCK.match(body):
            standing = len(self._before) - len(self._before.rstrip("\n"))
            return "\n" * min(blanks.count("\n"), max(0, 2 - standing))
        indent = blanks.rpartition("\n")[2]
        return indent or (" " if last.isascii() and body[:1].isascii() else "")

    def _is_heading_last(self) -> bool:
        return self._before.rpartition("\n")[2].startswith("#")


def overlap(before: str, after: str) -> int:
    """The length of the longest beginning of `after` that `before` ends with. Linear in both (Knuth, Morris, Pratt)."""
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
    """The text after its first `chars` characters that are not blank."""
    seen = accumulate((not char.isspace() for char in text), initial=0)
    place = next((place for place, count in enumerate(seen) if count == chars), len(text))
    return text[place:]


def _heading(text: str) -> str:
    """The first line without its blanks, if it is a heading."""
    first = text.lstrip().partition("\n")[0]
    return _BLANKS.sub("", first) if first.startswith("#") else ""

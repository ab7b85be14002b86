"""Find what the beginning of a text repeats of the end of an earlier one.

Two forms of a text are compared. The visible form leaves out whitespace, because a model that repeats a paragraph may
break its lines elsewhere. The letters also leave out punctuation, symbols and Markdown, and ignore case and width.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate

MIN_OVERLAP_CHARS = 4
"""A shorter overlap is more likely chance than repetition."""
MIN_OVERLAP_LETTERS = 8
"""The same where only the letters are equal. A Latin letter counts half: words are longer than ideographs."""
MAX_OVERLAP_CHARS = 20_000
"""How far before the seam to look for a repetition."""

_MIN_EQUAL_LETTERS = 12
"""So many letters must be equal in a tail that is repeated with one difference."""
_MIN_EQUAL_BEFORE = 4
"""So many of them before the difference: items of a list often differ at their start only."""
_MIN_EQUAL_LATIN_AFTER = 4
"""So many of them after it if they are Latin: another word may have the next few letters by chance."""
_LAST_LATIN = "\u024f"
_MAX_MARKS = 20
"""After more characters in a row without a letter, only the visible form is compared."""

_ITEM = re.compile(r"[-*+•](?:\s|$)|\*\*[^*\s]")
"""Matches the beginning of a list item, or of a line in bold."""

Form = Callable[[str], str]
"""Maps one character to the characters that are compared in its place."""


def visible(char: str) -> str:
    return "" if char.isspace() else char


@lru_cache(4096)
def letters(char: str) -> str:
    return "".join(filter(_is_letter, unicodedata.normalize("NFKD", char).casefold()))


def _is_letter(char: str) -> bool:
    # Combining characters are part of their letter; variation selectors are not.
    return char.isalnum() or (unicodedata.category(char) in ("Mn", "Mc") and not "\ufe00" <= char <= "\ufe0f")


def form_of(text: str, form: Form) -> str:
    return "".join(map(form, text))


def place_after(text: str, chars: int, form: Form) -> int:
    """Return the place in `text` after the first `chars` characters of its form."""
    seen = accumulate((len(form(char)) for char in text), initial=0)
    return next((place for place, count in enumerate(seen) if count >= chars), len(text))


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


class Ending:
    """The end of a text in both forms, and its `tail`, the last few characters."""

    def __init__(self, text: str, tail: str) -> None:
        text = text[-MAX_OVERLAP_CHARS:]
        self.visible = form_of(text, visible)
        self.letters = form_of(text, letters)
        last_line = text.rpartition("\n")[2]
        self._item = form_of(last_line, visible) if _ITEM.match(last_line) else ""
        self.tail_visible = form_of(tail, visible)
        self.tail_letters = form_of(tail, letters)

    def repeated(self, text: str) -> int:
        """Return the length of the longest repetition that `text` begins with."""
        chars = overlap(self.visible, form_of(text, visible))
        # An item's mark cannot occur inside the item, so it is repeated.
        is_item = chars == len(self._item) > 0 and _ITEM.match(text) is not None
        return place_after(text, chars, visible) if is_item or chars >= MIN_OVERLAP_CHARS else 0

    def repeated_letters(self, text: str, *, may_differ: bool = True) -> int:
        """Return the length of a repetition with other punctuation, or of the tail with one difference (`may_differ`).

        After a complete sentence, one that differs in a letter is likely the next sentence.
        """
        words = form_of(text, letters)
        if len(self.tail_letters) >= MIN_OVERLAP_LETTERS and words.startswith(self.tail_letters):
            count = len(self.tail_letters)
        elif not _is_long(words[: (count := overlap(self.letters, words))]):
            count = (nearly_repeated(self.tail_letters, words) or 0) if may_differ else 0
        return place_after(text, count, letters) if count else 0


def _is_long(words: str) -> bool:
    return sum(1 if char > _LAST_LATIN else 0.5 for char in words) >= MIN_OVERLAP_LETTERS


def nearly_repeated(tail: str, words: str) -> int | None:
    """Return how many of the letters `words` repeat `tail` with one letter replaced, added or left out.

    Returns 0 if they do not, and None if the next letters decide. A different digit is a different statement.
    """
    same = overlap_at_start(tail, words)
    if same == len(words) < len(tail):
        return None
    if same < _MIN_EQUAL_BEFORE or same == len(tail):
        return 0
    is_open = False
    for left_out, added in ((1, 1), (1, 0), (0, 1)):
        rest, more = tail[same + left_out :], words[same + added :]
        differing = tail[same : same + left_out] + words[same : same + added]
        least = 1 if rest[-1:] > _LAST_LATIN else _MIN_EQUAL_LATIN_AFTER
        if len(rest) < least or same + len(rest) < _MIN_EQUAL_LETTERS or any(map(str.isdecimal, differing)):
            continue
        if more.startswith(rest):
            return same + added + len(rest)
        is_open = is_open or rest.startswith(more)
    return None if is_open else 0


def overlap_at_start(first: str, second: str) -> int:
    """Return how many characters the two texts have in common at their start."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(first), len(second)))


class Comparison:
    """Compares a text with an ending while it is read, one character at a time."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending
        self._visible = _Trace(ending.visible, ending.tail_visible)
        self._letters = _Trace(ending.letters, ending.tail_letters)
        self._words = ""
        self._has_next_letter = False  # a letter follows the tail that is repeated with one difference
        self._marks = 0  # characters since the last letter

    @property
    def has_tail(self) -> bool:
        """Whether the visible text so far is exactly the tail."""
        return self._visible.has_tail

    @property
    def is_part_of_tail(self) -> bool:
        """Whether the visible text so far is a beginning of the tail, with at least one letter."""
        return self._visible.is_part_of_tail and bool(self._words)

    @property
    def is_open(self) -> bool:
        """Whether the text may still turn into a repetition, or into a longer one."""
        return self._visible.is_open or (self._marks <= _MAX_MARKS and (self._letters.is_open or self._may_be_near))

    def read(self, char: str) -> None:
        for one in visible(char):
            self._visible.read(one)
        words = letters(char)
        self._marks = 0 if words else self._marks + 1
        for one in words:
            self._letters.read(one)
        if len(self._words) <= len(self._ending.tail_letters) + 1:
            self._words += words

    @property
    def _may_be_near(self) -> bool:
        count = nearly_repeated(self._ending.tail_letters, self._words)
        # The punctuation up to the next letter belongs to the decision.
        return count is None or count == len(self._words) > 0


class _Trace:
    """Follows a text through `whole` while it occurs there."""

    def __init__(self, whole: str, tail: str) -> None:
        self._whole = whole
        self._tail = tail
        self._start = 0
        self._length = 0
        self._is_tail = True  # the text is a prefix of the tail
        self.is_open = True

    @property
    def has_tail(self) -> bool:
        return self._is_tail and self._length == len(self._tail) > 0

    @property
    def is_part_of_tail(self) -> bool:
        return self._is_tail

    def read(self, char: str) -> None:
        place = self._start + self._length
        self._is_tail = self._is_tail and self._tail[self._length : self._length + 1] == char
        if self.is_open and self._whole[place : place + 1] != char:
            self._start = self._whole.find(self._whole[self._start : place] + char, self._start + 1)
            self.is_open = self._start >= 0
        self._length += 1

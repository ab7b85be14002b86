"""The line that a text breaks off in: whether it may end here, and which marks it has left open."""

import re

_SENTENCE_ENDS = frozenset("。！？!?.…")
"""A paragraph or a list item ends with one of these, before closing marks at most."""
_CLOSING = '”」』）)】]》〉"*_`'
_BARE_MARK = re.compile(r"\s*(?:[-*+•]|[0-9]{1,3}\.)\s*")
_LIST_MARK = re.compile(r"\s*(?:[-*+•]|[0-9]{1,3}[.)）、．])\s+")
_LABEL = re.compile(r"(\*\*|__|\*|_)[^*_]+\1\s*(?:[（(][^（）()]*[）)])?\s*[：:]?")
"""Matches a line that is a heading in all but its mark: emphasised text, with nothing but a bracket after it."""
_BRACKETS = ("()", "【】", "[]", "《》", "〈〉", "「」", "『』", "“”", "‘’")
_NARROW = str.maketrans("（）", "()")
"""Models close a wide bracket with a narrow one, and the reverse."""


class LastLine:
    """The text after the last line break. It is empty if the text ends with one."""

    def __init__(self, before: str) -> None:
        self.text = before.rpartition("\n")[2]
        self._words = self.text.strip()

    @property
    def is_blank(self) -> bool:
        return not self._words

    @property
    def is_heading(self) -> bool:
        return self.text.startswith("#")

    @property
    def is_bare_mark(self) -> bool:
        """Whether the line is a list item without text."""
        return _BARE_MARK.fullmatch(self.text) is not None

    @property
    def is_unfinished_row(self) -> bool:
        """Whether the line is a table row without its last `|`."""
        return self._words.startswith("|") and not self._words.endswith("|")

    @property
    def is_row(self) -> bool:
        return self._words.startswith("|") and self._words.endswith("|")

    @property
    def ends_sentence(self) -> bool:
        return self._words.rstrip(_CLOSING).rstrip()[-1:] in _SENTENCE_ENDS

    @property
    def may_end(self) -> bool:
        """Whether the line may be complete. One that ends with a letter, a comma or a colon is not, in these texts."""
        return self.is_row or self.ends_sentence or self.is_heading or _LABEL.fullmatch(self._words) is not None

    @property
    def has_half_mark(self) -> bool:
        """Whether the line ends between the two characters of `**`, or after `*`."""
        return (len(self.text) - len(self.text.rstrip("*"))) % 2 == 1

    @property
    def is_bold_open(self) -> bool:
        return leaves_open(self.text, "**", "**")

    @property
    def is_emphasis_open(self) -> bool:
        """Whether the line has opened bold or italic text, or begun such a mark, and not ended it."""
        mark = _LIST_MARK.match(self.text)
        line = self.text[mark.end() if mark else 0 :]
        return leaves_open(line, "**", "**") or leaves_open(line.replace("**", ""), "*", "*")

    @property
    def is_quote_open(self) -> bool:
        return leaves_open(self.text, '"', '"')

    def is_inside_marks(self, body: str) -> bool:
        """Whether `body` continues text in brackets, in quotation marks or with emphasis, and no sentence ended before.

        After a sentence, a closing mark may have been forgotten.
        """
        line = self.text.translate(_NARROW)
        is_open = self.is_quote_open or self.is_emphasis_open or any(leaves_open(line, *pair) for pair in _BRACKETS)
        is_in_number = body[:1].isdecimal() and re.search(r"[0-9]\.$", self._words) is not None
        return is_open and (is_in_number or not self.ends_sentence)


def leaves_open(text: str, opening: str, closing: str) -> bool:
    if opening == closing:
        return text.count(opening) % 2 == 1
    return text.count(opening) > text.count(closing)

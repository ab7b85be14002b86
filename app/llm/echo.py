"""Remove a beginning of the content that repeats the thoughts, as some gateways send it. No I/O."""

import re
from typing import Final

MAX_THOUGHT: Final = 1 << 18
"""How many characters of the thoughts to keep in order to recognise a repetition."""
_BLANKS = re.compile(r"\s+")


class Echo:
    """Removes a beginning of the content that repeats the thoughts, ignoring whitespace."""

    def __init__(self) -> None:
        self._thought = ""
        self._place = 0  # how much of the thought the content has repeated
        self._held = ""
        self._gap = ""  # blanks after the repetition
        self.is_over = False
        """Whether everything that follows is text."""

    @property
    def is_complete(self) -> bool:
        """Whether the content has repeated all of the thoughts."""
        return 0 < len(self._thought) == self._place

    def think(self, thought: str) -> None:
        if not self.is_over and len(self._thought) < MAX_THOUGHT:
            self._thought += _BLANKS.sub("", thought)

    def read(self, words: str) -> str:
        if self.is_over:
            return words
        if not self._thought:
            self.is_over = True
            return words
        for place, char in enumerate(words):
            if char.isspace():
                self._gap += char if self.is_complete else ""
                continue
            if self.is_complete:
                return self._release(self._gap + words[place:])  # the text begins here
            if char != self._thought[self._place]:
                return self._release(self._held + words)
            self._place += 1
        self._held += words
        return ""

    def _release(self, words: str) -> str:
        self.is_over, self._held = True, ""
        return words

"""The seam of a passage that was cut by length and is continued: what the model repeats of it is trimmed, once."""

from collections.abc import Callable

LONGEST = 200
SHORTEST = 4  # fewer characters alike are more likely chance than repetition


class Seam:
    """Where the text of a continuation goes: on to `write`, without what it repeats of `before`."""

    def __init__(self, before: str, write: Callable[[str], None]) -> None:
        self._before = before[-LONGEST:]
        self._write = write
        self._held: str | None = ""

    def write(self, text: str) -> None:
        if self._held is None:
            self._write(text)
            return
        self._held += text
        if len(self._held) >= LONGEST:
            self.flush()

    def flush(self) -> None:
        """No more comes, or enough has to tell."""
        if self._held is None:
            return
        held, self._held = self._held, None
        if text := held[overlap(self._before, held, SHORTEST) :]:
            self._write(text)


def overlap(before: str, after: str, shortest: int = 1) -> int:
    """The length of the longest beginning of `after` that `before` ends with, if it is at least `shortest`."""
    for length in range(min(len(before), len(after)), shortest - 1, -1):
        if before.endswith(after[:length]):
            return length
    return 0

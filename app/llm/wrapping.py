"""Remove the code fence around an answer that a model wraps as a whole.

Models that are asked for Markdown often put the whole answer into a `markdown` code block; that fence is not part of
the text. No I/O, and the result does not depend on how the text is split. Only a line that may become a fence is held
back.
"""

import re
from typing import Final

MARKDOWN_NAMES: Final = ("markdown", "md")
"""Info strings of the fences that models put around Markdown."""
_WRAPPER_NAMES: Final = frozenset(
    {"", *MARKDOWN_NAMES, "mdown", "text", "txt", "plaintext", "plain", "commonmark", "gfm"},
)
"""Info strings that mark a wrapping fence on the first line of an answer, where nothing else is expected."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`\n]{0,100}?)[ \t\r]*")
_MAY_BE_FENCE = re.compile(r" {0,3}(?:`+|~+)?[ \t\r]*")
_LONGEST_FENCE: Final = 200
"""Characters. A longer line is text, so that endless spaces from a model are not held back without limit."""
_INFO = re.compile(r"[A-Za-z0-9_+#.-]+")


class Unwrapper:
    """Unwraps one answer. Pass all its text to `read` in order, then call `end`."""

    def __init__(self, written: str = "") -> None:
        """Pass the text that the answer continues as `written`; it may end inside a code block."""
        self._line = ""  # the part of the unfinished line that is held back
        self._pending = ""  # line breaks and a fence that count as text only if more text follows
        self._is_first = True  # only blank lines so far
        self._is_line_open = False  # inside a line that is known to be ordinary text
        self._wrapper: str | None = None  # "`" or "~" once the wrapping fence is open
        self._fence: str | None = None  # opens the current code block inside the text
        if written:
            self._is_first = False  # a fence around it was removed before
            self.read(written)
            self._line, self._pending, self._is_first = "", "", self._fence is None
            self._is_line_open = not written.endswith("\n") and self._fence is not None

    def read(self, text: str) -> str:
        """Return the text without the wrapping fence. A line that may still become a fence is held back."""
        is_plain = self._wrapper is None and not self._pending and "`" not in text and "~" not in text
        is_plain = is_plain and not (text.endswith(" ") and "\n" in text)  # its last line may become a fence
        if text and is_plain and (self._is_line_open or not (self._line or text[0] in " \n")):
            self._is_line_open, self._is_first = not text.endswith("\n"), False
            return text
        out: list[str] = []
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            self._read_line(line, out)
        return "".join(out)

    def end(self, *, is_whole: bool = True) -> str:
        """Return the rest. Drops a trailing fence with nothing after it, unless the text will be continued."""
        out: list[str] = []
        line, self._line = self._line, ""
        if line:
            self._end_line(line, out)
        if self._wrapper is not None and is_whole:
            self._pending = ""
        elif self._fence is not None and self._pending and is_whole:
            self._pending = self._pending[: self._pending.rfind(self._fence)].rstrip(" ")
        out.append(self._pending)
        self._pending = ""
        return "".join(out)

    def _read_line(self, part: str, out: list[str]) -> None:
        """Read a line or a part of one. A line break can only be the last character of `part`."""
        if self._is_line_open:
            self._emit(part, out)
        else:
            self._line += part
            if part.endswith("\n"):
                line, self._line = self._line, ""
                self._end_line(line, out)
                return
            if self._must_wait():
                return
            line, self._line = self._line, ""
            self._emit(line, out)
        self._is_line_open = not part.endswith("\n")
        self._is_first = False

    def _must_wait(self) -> bool:
        """Whether the unfinished line may still become a fence."""
        return len(self._line) <= _LONGEST_FENCE and bool(
            _MAY_BE_FENCE.fullmatch(self._line) or _FENCE.fullmatch(self._line)
        )

    def _end_line(self, line: str, out: list[str]) -> None:
        bare = line.rstrip("\n")
        fence = _FENCE.fullmatch(bare) if len(bare) <= _LONGEST_FENCE else None
        is_first, self._is_first = self._is_first, self._is_first and not line.strip() and len(bare) <= _LONGEST_FENCE
        if fence is None:
            self._emit(line, out)
        elif is_first and fence.group(2).lower() in _WRAPPER_NAMES:
            self._wrapper = fence.group(1)[0]
        elif self._wrapper is not None:
            self._end_wrapped_line(fence, line, out)
        else:
            self._toggle(fence, line, out)

    def _end_wrapped_line(self, fence: re.Match[str], line: str, out: list[str]) -> None:
        marks, info = fence.groups()
        if self._fence is not None or _INFO.fullmatch(info):  # a code block inside the wrapping one
            self._toggle(fence, line, out)
        elif marks[0] != self._wrapper:
            self._emit(line, out)
        elif info:  # "``` That is all.": text after the closing fence
            self._emit(line[line.index(info) :], out)

    def _toggle(self, fence: re.Match[str], line: str, out: list[str]) -> None:
        """Open or close a code block. The opening fence is held back until the block has content."""
        marks, info = fence.groups()
        if self._fence is None:
            self._flush(out)
            self._fence, self._pending = marks, line
            if info:
                self._flush(out)
        else:
            closes = not info and marks.startswith(self._fence)
            self._emit(line, out)
            if closes:
                self._fence = None

    def _emit(self, text: str, out: list[str]) -> None:
        if self._wrapper is not None or self._pending:
            bare = text.rstrip("\n")
            if not bare.strip():
                self._pending += text
                return
            self._flush(out)
            if self._wrapper is not None:  # line breaks before the closing fence are part of the wrapping
                out.append(bare)
                self._pending = text[len(bare) :]
                return
        out.append(text)

    def _flush(self, out: list[str]) -> None:
        out.append(self._pending)
        self._pending = ""

"""Take the Markdown fence off an answer that a model wraps in one.

Models asked for Markdown put the whole answer into a code block of kind `markdown`. The fence is no text. Pure, and
the same for any split of the text. Only a line that may still be a fence is held back.
"""

import re
from typing import Final

_WRAPPERS: Final = frozenset({"", "markdown", "md", "mdown", "text", "txt", "plaintext", "plain", "commonmark", "gfm"})
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`\n]{0,100}?)[ \t\r]*")
_MAY_BE_FENCE = re.compile(r" {0,3}(?:`+|~+)?[ \t\r]*")
_INFO = re.compile(r"[A-Za-z0-9_+#.-]+")


class Unwrapper:
    """One answer. `read` all its text in order, then take the `end`."""

    def __init__(self, written: str = "") -> None:
        """`written` is the text that this answer continues; it may end inside a code block."""
        self._line = ""  # the line that has not ended, as far as it was held back
        self._pending = ""  # line ends and a fence that are text only if more text follows
        self._is_first = True
        self._is_line_open = False  # the rest of the line is ordinary text
        self._wrapper: str | None = None
        self._fence: str | None = None  # of a code block that is open inside
        if written:
            self.read(written)
            self._line, self._pending, self._is_first = "", "", self._fence is None
            self._is_line_open = not written.endswith("\n") and self._fence is not None

    def read(self, text: str) -> str:
        """The text without the wrapping fence; what is not yet clear comes later."""
        is_plain = self._wrapper is None and not self._pending and "`" not in text and "~" not in text
        if text and is_plain and (self._is_line_open or not (self._line or text[0] in " \n")):
            self._is_line_open, self._is_first = not text.endswith("\n"), False
            return text
        out: list[str] = []
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            self._read_line(line, out)
        return "".join(out)

    def end(self, *, is_whole: bool = True) -> str:
        """The rest. A fence that ends a whole text and closes nothing is dropped."""
        out: list[str] = []
        line, self._line = self._line, ""
        if line:
            self._end_line(line, out)
        if self._wrapper is not None:
            self._pending = ""
        elif self._fence is not None and self._pending and is_whole:
            self._pending = self._pending[: self._pending.rfind(self._fence)].rstrip(" ")
        out.append(self._pending)
        self._pending = ""
        return "".join(out)

    def _read_line(self, part: str, out: list[str]) -> None:
        """A line, or a part of one; `part` holds at most one line end, its last character."""
        if self._is_line_open:
            self._say(part, out)
        else:
            self._line += part
            if part.endswith("\n"):
                line, self._line = self._line, ""
                self._end_line(line, out)
                return
            if self._must_wait():
                return
            line, self._line = self._line, ""
            self._say(line, out)
        self._is_line_open = not part.endswith("\n")
        self._is_first = False

    def _must_wait(self) -> bool:
        """A line that may be a fence is read when it is whole."""
        return bool(_MAY_BE_FENCE.fullmatch(self._line) or _FENCE.fullmatch(self._line))

    def _end_line(self, line: str, out: list[str]) -> None:
        fence = _FENCE.fullmatch(line.rstrip("\n"))
        is_first, self._is_first = self._is_first, self._is_first and not line.strip()
        if fence is None:
            self._say(line, out)
        elif is_first and fence.group(2).lower() in _WRAPPERS:
            self._wrapper = fence.group(1)[0]
        elif self._wrapper is not None:
            self._end_wrapped_line(fence, line, out)
        else:
            self._toggle(fence, line, out)

    def _end_wrapped_line(self, fence: re.Match[str], line: str, out: list[str]) -> None:
        mark, info = fence.groups()
        if self._fence is not None or _INFO.fullmatch(info):  # a code block inside the wrapping one
            self._toggle(fence, line, out)
        elif mark[0] != self._wrapper:
            self._say(line, out)
        elif info:  # "``` And so on.": words after the closing fence
            self._say(line[line.index(info) :], out)

    def _toggle(self, fence: re.Match[str], line: str, out: list[str]) -> None:
        """Track the code block; its opening fence waits for something to be in it."""
        mark, info = fence.groups()
        if self._fence is None:
            self._flush(out)
            self._fence, self._pending = mark, line
            if info:
                self._flush(out)
        else:
            closes = not info and mark.startswith(self._fence)
            self._say(line, out)
            if closes:
                self._fence = None

    def _say(self, text: str, out: list[str]) -> None:
        if self._wrapper is not None or self._pending:
            bare = text.rstrip("\n")
            if not bare.strip():
                self._pending += text
                return
            self._flush(out)
            if self._wrapper is not None:  # line ends before the closing fence belong to it
                out.append(bare)
                self._pending = text[len(bare) :]
                return
        out.append(text)

    def _flush(self, out: list[str]) -> None:
        out.append(self._pending)
        self._pending = ""

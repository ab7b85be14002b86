"""Join a passage that broke off with its continuation, and trim what the model repeats.

The model is asked to repeat the passage's last characters (`tail_of`) before it continues. If it does, the seam is
exact in any text. Otherwise the longest repetition is trimmed, or one with other punctuation. Remarks of the model are
dropped. A continuation that begins with the passage's heading, and repeats none of its end, is the passage written
again.
"""

import re
from collections import deque
from collections.abc import Callable

from app.chatter import remark_length, rule_length
from app.joint import BLOCK_MARK_CHARS, Joint, may_begin_at
from app.overlap import MAX_OVERLAP_CHARS, Comparison, Ending, form_of, letters, visible

TAIL_CHARS = 20
"""How many visible characters the model is asked to repeat."""

_LEAD = re.compile(r"[\s…]*(?:\.{3,}\s*)*[\s…]*")
_QUOTES = {"“": "”", '"': '"', "‘": "’", "'": "'", "「": "」", "『": "』", "`": "`", ">": ""}
"""Marks that a model may put around the repeated tail."""
_NEW_START_CHARS = 6
"""How much must follow the repeated heading before it replaces the passage."""
_HEADING_LINE = re.compile(r"(?:[#＃]\s*){1,6}[^#＃]*|\*\*[^*]*\*\*[：:]?")
_HEADING_MARKS = 20
"""How many characters a heading line may have beside its letters."""
_CONTINUED = ("", "续", "继续", "接上文", "continued", "cont")
"""Letters that may follow those of a repeated heading. All but the first say that the passage is not written again."""


def tail_of(before: str) -> str:
    """Return the end of a passage that its continuation should repeat: at least 20 visible characters, or all of it.

    It begins neither with whitespace nor inside a character that consists of several code points.
    """
    start, seen = len(before), 0
    while start > 0 and (seen < TAIL_CHARS or not may_begin_at(before, start)):
        start -= 1
        seen += not before[start].isspace()
    return before[start:].lstrip()


class Seam:
    """Passes a continuation on to `write`, without what it repeats of `before`.

    If the continuation is the passage written from its start, calls `start_over` once with its text so far; later text
    goes to `write`. The result does not depend on how the continuation is split. `heading` is the one that the passage
    was requested with: `before` may begin with another one, or with none.
    """

    def __init__(
        self, before: str, write: Callable[[str], None], start_over: Callable[[str], None], *, heading: str = ""
    ) -> None:
        self._joint = Joint(before)
        self._ending = Ending(before, tail_of(before))
        self._headings = {form_of(heading, letters), _heading(before)} - {""}
        self._write = self._send = write
        self._start_over = start_over
        self._beginning: _Beginning | None = _Beginning(self._ending)
        self._own_heading = ""  # the passage's heading, with which the continuation began
        self._is_after_remark = False
        self._unread: deque[str] = deque()
        self._ready = ""  # decided, and not yet passed on
        self._has_repeated = False

    @property
    def has_repeated(self) -> bool:
        """Whether the continuation repeated an end of `before`."""
        return self._has_repeated

    def write(self, text: str) -> None:
        self._read(text)
        self._pass_on()

    def flush(self) -> None:
        """Decide about the text held back, and pass it on. Call this at the end of the text."""
        while self._beginning is not None:
            self._decide(self._beginning, is_end=True)
            self._read("")
        self._pass_on()

    def _pass_on(self) -> None:
        if self._ready:
            text, self._ready = self._ready, ""
            send, self._send = self._send, self._write
            send(text)

    def _read(self, text: str) -> None:
        # One character at a time: decided as early as possible, the result cannot depend on the split.
        self._unread.extend(text)
        while self._unread and (beginning := self._beginning) is not None:
            char = self._unread.popleft()
            beginning.read(char)
            if beginning.length > MAX_OVERLAP_CHARS:
                self._decide(beginning, is_end=True)
            elif beginning.tail_end is not None:
                # Blanks after the tail may be repeated, too, or the model's own.
                if beginning.is_clear_after_tail:
                    self._decide(beginning, is_end=False)
            elif not beginning.is_open:
                self._decide(beginning, is_end=False)
        self._ready += "".join(self._unread)
        self._unread.clear()

    def _decide(self, beginning: "_Beginning", *, is_end: bool) -> None:
        """Pass on what is new in the text so far, or leave it if the next characters decide."""
        if (rest := self._without_repetition(beginning)) is not None:
            self._has_repeated = True
            self._join(rest)
        elif is_end and beginning.is_part_of_tail:
            self._join("")
        elif not self._own_heading:
            self._decide_about_new_text(*beginning.parts(), is_end=is_end)
        elif not is_end and len(form_of(beginning.text, visible)) < _NEW_START_CHARS:
            return
        elif beginning.text.strip():
            self._send = self._start_over
            self._join(self._own_heading + beginning.text)
        else:
            self._join("")

    def _decide_about_new_text(self, lead: str, body: str, *, is_end: bool) -> None:
        if (remark := self._remark_length(body, is_end=is_end)) is None:
            return
        if remark:
            self._is_after_remark = True
            self._begin_again(body[remark:])
            return
        if (heading := _heading_length(body, self._headings, is_end=is_end)) is None:
            return
        if heading:
            if form_of(body[:heading], letters) in self._headings:
                self._own_heading = body[:heading]
            self._begin_again(body[heading:])
            return
        may_be_block = self._joint.may_be_block(lead, body)
        reopens_bold = self._joint.reopens_bold(lead, body, is_end=is_end)
        if is_end or not (may_be_block or reopens_bold is None):
            body = body[2:] if reopens_bold else body
            self._join(self._joint.gap(lead, body) + body if body else "")

    def _begin_again(self, text: str) -> None:
        self._beginning = _Beginning(self._ending)
        self._unread.extendleft(reversed(text))

    def _join(self, rest: str) -> None:
        self._beginning = None
        self._ready += rest

    def _without_repetition(self, beginning: "_Beginning") -> str | None:
        """Return the text after a repetition of the passage's end, or None if there is none."""
        text = beginning.text
        if beginning.tail_end is not None:
            is_quoted = bool(beginning.closing_mark)
            return self._joint.without_repeated_blanks(beginning.after_tail, is_quoted=is_quoted)
        for start in (0, len(beginning.parts()[0])):
            if length := self._ending.repeated(text[start:]):
                return self._joint.without_repeated_blanks(text[start + length :])
        if length := self._ending.repeated_letters(text, may_differ=self._joint.is_mid_sentence):
            return self._joint.without_repeated_marks(text[:length], text[length:])
        return None

    def _remark_length(self, body: str, *, is_end: bool) -> int | None:
        length = remark_length(body, is_end=is_end, is_mid_sentence=self._joint.is_mid_sentence)
        return rule_length(body, is_end=is_end) if length == 0 and self._is_after_remark else length


class _Beginning:
    """The text of a continuation up to the decision. An ellipsis before it may be the passage's own or the model's."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending
        self._chars: list[str] = []
        self._comparisons = [Comparison(ending)]
        self._quoted: Comparison | None = None  # the text after an opening quotation mark
        self._closing_mark = ""
        self._body_start: int | None = None
        self.closing_mark = ""
        """The mark after the tail if the model puts it in quotation marks."""
        self.tail_end: int | None = None
        """Where the repeated tail ends, once it is complete."""

    @property
    def text(self) -> str:
        return "".join(self._chars)

    @property
    def length(self) -> int:
        return len(self._chars)

    @property
    def is_open(self) -> bool:
        """Whether the text may still turn into a repetition, or into a longer one."""
        if self._body_start is None or (self._quoted is not None and self._quoted.is_open):
            return True
        return any(comparison.is_open for comparison in self._comparisons)

    @property
    def after_tail(self) -> str:
        """The text after the repeated tail, and after the mark that closes its quotation."""
        rest = self.text[self.tail_end :]
        if self.closing_mark and rest.lstrip().startswith(self.closing_mark):
            return rest.lstrip().removeprefix(self.closing_mark)
        return rest

    @property
    def is_clear_after_tail(self) -> bool:
        """Whether enough text has followed the tail to tell which blanks belong between them."""
        rest = self.after_tail
        body = rest.lstrip()
        return len(body) >= (BLOCK_MARK_CHARS if "\n" in rest[: len(rest) - len(body)] else 1)

    @property
    def is_part_of_tail(self) -> bool:
        """Whether the text is the beginning of the tail, so that the model stopped while it repeated that."""
        return any(comparison.is_part_of_tail for comparison in self._comparisons)

    def parts(self) -> tuple[str, str]:
        """Return the blanks and ellipses at the start, and the text after them."""
        text = self.text
        lead = _LEAD.match(text)
        start = lead.end() if lead else 0
        return text[:start], text[start:]

    def read(self, char: str) -> None:
        self._chars.append(char)
        for comparison in self._comparisons:
            comparison.read(char)
        if self._quoted is not None:
            self._quoted.read(char)
        if self._body_start is None and not (char.isspace() or char in "…."):
            self._begin_body()
        if self.tail_end is None and any(comparison.has_tail for comparison in self._comparisons):
            self.tail_end = self.length
        elif self.tail_end is None and self._quoted is not None and self._quoted.has_tail:
            self.tail_end, self.closing_mark = self.length, self._closing_mark

    def _begin_body(self) -> None:
        lead, body = self.parts()
        self._body_start = len(lead)
        if (mark := _QUOTES.get(body)) is not None:
            self._quoted, self._closing_mark = Comparison(self._ending), mark
        if lead.strip():
            without_ellipsis = Comparison(self._ending)
            for char in body:
                without_ellipsis.read(char)
            self._comparisons.append(without_ellipsis)


def _heading(text: str) -> str:
    """Return the letters of the first line if it is a heading, otherwise an empty string."""
    first = text.lstrip().partition("\n")[0]
    return form_of(first, letters) if first.startswith("#") else ""


def _heading_length(body: str, headings: set[str], *, is_end: bool) -> int | None:
    """Return the length of the line that repeats a heading; 0 if `body` begins otherwise, None if undecided."""
    if not headings or body[:1] not in ("#", "＃", "*"):
        return 0
    line, line_break, _ = body.partition("\n")
    if len(line) > 2 * max(map(len, headings)) + _HEADING_MARKS:
        return 0
    words, repeated = form_of(line, letters), {heading + more for heading in headings for more in _CONTINUED}
    if line_break or is_end:
        return len(line) if _HEADING_LINE.fullmatch(line.strip()) and words in repeated else 0
    return None if any(heading.startswith(words) for heading in repeated) else 0

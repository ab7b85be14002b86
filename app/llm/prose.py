"""Separate the text in a model's output from thoughts, template tokens and a wrapping code fence.

No I/O, and the result does not depend on how the output is split. Output is held back only while it may turn out not to
be text: an unfinished tag, blanks before the first visible character, a beginning that repeats the thoughts verbatim.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from app.llm import Discard
from app.llm.echo import Echo
from app.llm.lead import Lead, is_blank
from app.llm.wrapping import Unwrapper

_NAMES = (
    *("think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad", "internal_monologue"),
    *("analysis", "thought_process", "cot", "inner_thoughts"),
    *("seed:think", "longcat_think", "mm:think", "antthinking", "ant_thinking", "think_fast", "think_faster"),
)
"""Names of the tags around thoughts: `<think>…</think>`."""
_OPENS = frozenset(
    {"think", "thinking", "thought", "begin_of_thought", "start_thinking", "begin_of_think", "begin_of_thinking"}
)
_CLOSES = frozenset(
    {"/think", "/thinking", "/thought", "end_of_thought", "end_thinking", "end_of_think", "end_of_thinking"}
)
"""Tokens that end a thought; those in `_OPENS` begin one: `<|begin_of_thought|>…<|end_of_thought|>`."""
_ROLES = frozenset({"start", "im_start", "im_user", "im_assistant", "im_system", "start_header_id", "start_of_role"})
"""Tokens that begin a turn, followed by the name of its role."""
_HEADERS = _ROLES | {"channel", "open", "close"}
"""Tokens followed by a channel or role name: `<|channel|>analysis<|message|>`."""
_HEADER_ENDS = frozenset({"message", "sep", "end_header_id", "im_sep", "im_middle", "end_of_role"})
_THOUGHT_CHANNELS = frozenset({"analysis", "commentary", "think", "thinking", "thought"})
_TURN_ENDS = _ROLES | {
    *("user", "assistant", "observation", "system", "endoftext", "end_of_text", "eot_id", "eom_id", "eot", "eom"),
    *("im_end", "end", "return", "call", "end_of_turn", "end_of_turn_token", "end_of_sentence", "eos"),
    *("tool_call_begin", "tool_calls_begin", "tool_calls_section_begin"),
}
"""Tokens that end the model's turn or begin another one. Text after them is not part of the answer."""
_LITERALS = {
    **{"[think]": "think", "[/think]": "/think", "◁think▷": "think", "◁/think▷": "/think"},
    **{"<|channel>thought": "think", "<channel|>": "/think"},
    **dict.fromkeys(("<answer>", "</answer>", "<s>"), ""),
    **{"</details>": "/details"},
    **dict.fromkeys(("<bos>", "<pad>", "<unk>", "<sop>", "<eop>", "<start_of_turn>"), ""),
    **dict.fromkeys(("[gmask]", "[smask]", "[inst]", "[/inst]"), ""),
    **dict.fromkeys(("</s>", "<eos>", "[eos]", "<eot>", "<end_of_turn>"), "eos"),
    **{"<|assistant>": "assistant", "<|user>": "user"},
}
"""Maps other spellings, in lower case, to the tag that each stands for; one mapped to an empty string is only
removed."""

_SPECIAL = r"<[|｜](?P<token>[A-Za-z0-9_▁:/.\-]{1,40})[|｜]>"
_NAMED = rf"<\s{{0,3}}(?P<slash>/?)\s{{0,3}}(?:{'|'.join(_NAMES)})\s{{0,3}}(?P<empty>/?)\s{{0,3}}>"
_DETAILS = r'<details\s{1,3}type="reasoning"(?P<details>[^<>\n]{0,60})>'
_TAG = re.compile("|".join([_SPECIAL, _NAMED, _DETAILS, *map(re.escape, _LITERALS)]), re.IGNORECASE)
_SPELLINGS = (
    *_LITERALS,
    *(f"<{slash}{name}>" for slash in ("", "/") for name in _NAMES),
    *(f"<{name}/>" for name in _NAMES),
    '<detailstype="reasoning">',  # compared without blanks
)
_MAY_BE_SPECIAL = re.compile(
    r"<(?:[|｜](?:[A-Za-z0-9_▁:/.\-]{1,40}[|｜]?)?)?|<details\s{1,3}type=\"reasoning\"[^<>\n]{0,60}", re.IGNORECASE
)
_BEGINS = re.compile(r"[<\[◁]")
_BLANKS = re.compile(r"\s+")
_LONGEST_TAG: Final = 100
_NAME = re.compile(r"[A-Za-z0-9_ .:=\-]{0,64}")
"""The name of a role or a channel."""
_HALF_TOKEN = re.compile(r"<[|｜][A-Za-z0-9_▁]*[|｜]?")


def has_words(text: str) -> bool:
    """Whether a passage has a letter, an ideograph or a digit below its heading."""
    body = re.sub(r"\A\s*#{1,6}[^\n]*", "", text)
    return any(unicodedata.category(char)[0] in "LN" and not is_blank(char) for char in body)


class Prose:
    """Extracts the text from one call's output. Pass it to `think` and `read` in order, then call `end`.

    Yields text, and `Discard` if all the text so far turns out to have been a thought.
    """

    def __init__(self, written: str = "") -> None:
        """Pass the text that the output continues as `written`."""
        self.is_thinking = False
        """Whether a thought in the content is still open. If it never closes, the text is unfinished."""
        self.is_foreign = False
        """Whether text followed the end of the model's turn. Everything after that is ignored."""
        self._echo: Echo | None = Echo()
        self._written = written
        self._unwrapper = Unwrapper(written)
        self._held = ""  # the beginning of a possible tag
        self._lead: Lead | None = Lead(written)  # None after the first visible character
        self._has_yielded = False  # text, since the last `Discard`
        self._header: str | None = None  # the name of a channel or role, as far as it has arrived
        self._is_closing = False  # the header ends a channel
        self._is_turn_over = False
        self._code = _InlineCode()

    def think(self, thought: str) -> None:
        """Take output that the provider marks as a thought."""
        if self._echo is not None:
            self._echo.think(thought)

    def read(self, words: str) -> Iterable[str | Discard]:
        """Take content and return the text in it."""
        if self._echo is not None:
            words = self._echo.read(words)
            if self._echo.is_over:
                if self._echo.is_complete and self._lead is not None:
                    self._lead.note_removal()
                self._echo = None
        if self._held or self._header is not None or _BEGINS.search(words):
            return [*self._scan(words)]
        self._code.read(words)
        return self._take(words)

    def end(self, *, is_whole: bool = True) -> Iterator[str | Discard]:
        """Yield the text held back so far, without trailing blanks or an unfinished token.

        `is_whole` means that the text ends here and will not be continued.
        """
        rest, self._held = self._held, ""
        if rest and not _HALF_TOKEN.fullmatch(rest):
            yield from self._take(rest)
        if self._lead is not None and (text := self._unwrapper.read(self._lead.end())):
            yield text
        if text := self._unwrapper.end(is_whole=is_whole):
            yield text

    def _scan(self, words: str) -> Iterator[str | Discard]:
        words, self._held = self._held + words, ""
        start = 0
        for match in _TAG.finditer(words):
            if self._code.begins_before(words, match.start()):
                continue  # the text mentions a tag
            yield from self._take(words[start : match.start()])
            start = match.end()
            yield from self._handle_tag(match)
        rest = words[start:]
        cut = _unfinished_tag(rest)
        yield from self._take(rest[:cut])
        self._held = rest[cut:]
        self._code.read(words[: len(words) - len(self._held)])

    def _handle_tag(self, match: re.Match[str]) -> Iterator[str | Discard]:
        tag = _meaning(match)
        if self._lead is not None:
            self._lead.note_removal()
        if tag in _HEADER_ENDS:
            yield from self._end_header()
        elif tag in _CLOSES:
            yield from self._close_thought()
        elif tag in _OPENS:
            self.is_thinking = True
        elif self.is_thinking and tag in ("end", "/details"):
            self.is_thinking = False
        elif tag == "/details":
            yield from self._take(match.group())
        elif tag in _TURN_ENDS and self._is_visible and not self.is_thinking:
            self._is_turn_over = True
        elif tag in _HEADERS:
            self._header, self._is_closing = "", tag == "close"

    @property
    def _is_visible(self) -> bool:
        return self._lead is None or self._lead.has_text

    def _close_thought(self) -> Iterator[Discard]:
        """End a thought. If the thought has no opening tag, everything before the closing tag was part of it."""
        if self.is_thinking:
            self.is_thinking = False
            return
        self._unwrapper = Unwrapper(self._written)
        self._lead = Lead(self._written)
        self._lead.note_removal()
        self._is_turn_over = self.is_foreign = False
        if self._has_yielded:
            self._has_yielded = False
            yield Discard()

    def _end_header(self) -> Iterator[Discard]:
        """Apply a complete header. `analysis` and the like are channels of thoughts; `final` and a role are not."""
        name, self._header = (self._header or "").split(), None
        is_thought = bool(name) and name[0].lower() in _THOUGHT_CHANNELS
        if is_thought and self._is_closing:
            yield from self._close_thought()
        else:
            self.is_thinking = is_thought

    def _take(self, words: str) -> Iterable[str]:
        """Return the text in output without tags: nothing while inside a header or a thought."""
        if self._header is not None:
            words = self._read_header(words)
        if not words or self.is_thinking or self.is_foreign:
            return ()
        if self._is_turn_over:
            self.is_foreign = not all(map(is_blank, words))
            return ()
        if self._lead is not None:
            words = self._lead.read(words)
            if words:
                self._lead = None
        text = self._unwrapper.read(words) if words else ""
        if not text:
            return ()
        self._has_yielded = True
        return (text,)

    def _read_header(self, words: str) -> str:
        """Take the name of a header up to the end of its line and return the rest.

        `_HEADER_ENDS` end the name, too. A name with other characters, or a long one, is text.
        """
        assert self._header is not None  # noqa: S101 - for the type checker
        name, line_end, rest = words.partition("\n")
        self._header += name
        is_name = _NAME.fullmatch(self._header) is not None
        if not line_end and is_name:
            return ""
        header, self._header = self._header, None
        return rest if is_name else header + line_end + rest


class _InlineCode:
    """Tells whether a tag comes right after the backtick that opens inline code. Two or more backticks are a fence."""

    def __init__(self) -> None:
        self._last = ""  # the last two characters of the output so far
        self._count = 0  # backticks in the current line

    def read(self, words: str) -> None:
        if "`" in words or "\n" in words:
            self._count = self._count_after(words, len(words))
        self._last = (self._last + words)[-2:]

    def begins_before(self, words: str, place: int) -> bool:
        """Whether inline code begins just before `place` in `words`, which have not been read yet."""
        before = (self._last + words[:place])[-2:]
        return before.endswith("`") and before != "``" and self._count_after(words, place) % 2 == 1

    def _count_after(self, words: str, end: int) -> int:
        line = words.rfind("\n", 0, end) + 1
        return words.count("`", line, end) + (0 if line else self._count)


def _unfinished_tag(words: str) -> int:
    """Return the start of an unfinished tag at the end of `words`, or the length of `words`."""
    for match in _BEGINS.finditer(words, max(0, len(words) - _LONGEST_TAG)):
        tail = words[match.start() :]
        if _MAY_BE_SPECIAL.fullmatch(tail):
            return match.start()
        plain = _BLANKS.sub("", tail.lower())
        if len(tail) - len(plain) <= 3 * len(plain) and any(spelling.startswith(plain) for spelling in _SPELLINGS):
            return match.start()
    return len(words)


def _meaning(tag: re.Match[str]) -> str:
    """Return the meaning of a tag: a token's name, `think` or `/think`; empty for a tag that is only removed."""
    if (token := tag.group("token")) is not None:
        return re.sub(r"[\s▁]+", "_", token.strip().lower())
    if (slash := tag.group("slash")) is not None:
        return "" if tag.group("empty") else f"{slash}think"
    if tag.group("details") is not None:
        return "think"
    return _LITERALS[tag.group().lower()]

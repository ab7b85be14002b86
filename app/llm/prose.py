"""Tell the text in a model's words from its thoughts, its template's tokens and the fence it wraps its answer in.

Pure, and the same for any split of the words. Words are held back only while they may still turn out to be no text:
an unfinished tag, blanks before the first visible character, a beginning that repeats the thoughts word for word.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from app.llm import Discard
from app.llm.wrapping import Unwrapper

_NAMES = (
    *("think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad", "internal_monologue"),
    *("analysis", "thought_process", "cot", "inner_thoughts"),
    *("seed:think", "longcat_think", "mm:think", "antthinking", "ant_thinking", "think_fast", "think_faster"),
)
"""Names of tags around thoughts: `<think>…</think>`."""
_OPENS = frozenset(
    {"think", "thinking", "thought", "begin_of_thought", "start_thinking", "begin_of_think", "begin_of_thinking"}
)
_CLOSES = frozenset(
    {"/think", "/thinking", "/thought", "end_of_thought", "end_thinking", "end_of_think", "end_of_thinking"}
)
"""Tokens around thoughts: `<|begin_of_thought|>…<|end_of_thought|>`."""
_HEADERS = frozenset({"channel", "start", "im_start", "start_header_id", "open", "close"})
"""Tokens after which the template names a channel or a role: `<|channel|>analysis<|message|>`."""
_HEADER_ENDS = frozenset({"message", "sep", "end_header_id", "im_sep"})
_THOUGHT_CHANNELS = frozenset({"analysis", "commentary", "think", "thinking", "thought"})
_TURN_ENDS = frozenset(
    {
        *(
            "user",
            "observation",
            "system",
            "endoftext",
            "end_of_text",
            "eot_id",
            "eom_id",
            "im_end",
            "im_start",
            "return",
        ),
        *("end_of_turn", "end_of_turn_token", "end_of_sentence", "eos", "start_header_id"),
    }
)
"""Tokens that end the model's turn or begin another's: text that follows is not this answer's."""
_LITERALS = {
    **{"[think]": "think", "[/think]": "/think", "◁think▷": "think", "◁/think▷": "/think"},
    **{"<|channel>thought": "think", "<channel|>": "/think"},
    **dict.fromkeys(("<answer>", "</answer>", "<s>", "</s>", "<eot>", "[eos]"), ""),
    **{'<details type="reasoning">': "think", "</details>": "/details"},
    **dict.fromkeys(("<bos>", "<eos>", "<pad>", "<unk>", "<sop>", "<eop>", "<start_of_turn>"), ""),
    **dict.fromkeys(("[gmask]", "[smask]", "[inst]", "[/inst]", "<|assistant>", "<|user>"), ""),
    **{"<end_of_turn>": "end_of_turn"},
}
"""What other spellings mean, in lower case."""

_SPECIAL = r"<[|｜](?P<token>[A-Za-z0-9_▁:/.\-]{1,40})[|｜]>"
_NAMED = rf"<\s{{0,3}}(?P<slash>/?)\s{{0,3}}(?:{'|'.join(_NAMES)})\s{{0,3}}(?P<empty>/?)\s{{0,3}}>"
_TAG = re.compile("|".join([_SPECIAL, _NAMED, *map(re.escape, _LITERALS)]), re.IGNORECASE)
_SPELLINGS = (*_LITERALS, *(f"<{slash}{name}>" for slash in ("", "/") for name in _NAMES), *(f"<{n}/>" for n in _NAMES))
_MAY_BE_SPECIAL = re.compile(r"<(?:[|｜](?:[A-Za-z0-9_▁:/.\-]{1,40}[|｜]?)?)?")
_BEGINS = re.compile(r"[<\[◁]")
_BLANKS = re.compile(r"\s+")
_LONGEST_TAG: Final = 80
_NAME = re.compile(r"[A-Za-z0-9_ .:=\-]{0,64}")
"""Of a role or a channel."""
_HALF_TOKEN = re.compile(r"<[|｜][A-Za-z0-9_▁]*[|｜]?")
_LONGEST_LEAD: Final = 1000
"""Blanks at the beginning that are kept in case that text follows."""
MAX_THOUGHT: Final = 1 << 18
"""Characters of the thoughts that are kept to recognise their repetition."""


_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Cs", "Cn", "Co"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffd")


def is_blank(char: str) -> bool:
    """A character that nobody sees: white space, format and control characters, fillers, U+FFFD for what was lost."""
    return char.isspace() or char in _FILLERS or unicodedata.category(char) in _UNSEEN


def has_words(text: str) -> bool:
    """Whether a passage says anything below its heading: a letter, an ideograph or a digit."""
    body = re.sub(r"\A\s*#{1,6}[^\n]*", "", text)
    return any(unicodedata.category(char)[0] in "LN" and not is_blank(char) for char in body)


class Prose:
    """One call's words. `think` and `read` them in order, then take the `end`.

    Yields text, and `Discard` where all the text so far turns out to have been a thought.
    """

    def __init__(self, written: str = "") -> None:
        """`written` is the text that these words continue."""
        self.is_thinking = False
        """Inside a thought that was opened in the text: one that never closes leaves the text unfinished."""
        self.is_foreign = False
        """Text followed the end of the model's turn: another's words, or a turn that did not end. Not read further."""
        self._echo = _Echo()
        self._written = written
        self._unwrapper = Unwrapper(written)
        self._held = ""  # may become a tag
        self._lead = ""  # blanks before the first visible character
        self._is_visible = False
        self._was_cleaned = False  # something was removed before the first visible character
        self._has_said = False  # text was yielded since the last `Discard`
        self._header: str | None = None  # the channel or role being named
        self._is_closing = False  # it is the channel that ends
        self._is_turn_over = False
        self._last = ""  # the two characters before the words that come next

    def think(self, thought: str) -> None:
        """Take words that the provider declares to be a thought."""
        self._echo.think(thought)

    def read(self, words: str) -> Iterator[str | Discard]:
        """Take words from the content."""
        words = self._echo.read(words)
        if self._held or _BEGINS.search(words) or self._header is not None:
            yield from self._scan(words)
        elif words:
            self._last = words[-2:] if len(words) > 1 else self._last[-1:] + words
            yield from self._take(words)

    def end(self, *, is_whole: bool = True) -> Iterator[str | Discard]:
        """Yield what was held back, once nothing more comes. Blanks alone are no text; nor is half a token.

        `is_whole` says that the text ends here and is not continued.
        """
        rest, self._held = self._held, ""
        if rest and not _HALF_TOKEN.fullmatch(rest):
            yield from self._take(rest)
        if text := self._unwrapper.end(is_whole=is_whole):
            yield text

    def _scan(self, words: str) -> Iterator[str | Discard]:
        words, self._held = self._held + words, ""
        start = 0
        for match in _TAG.finditer(words):
            if _in_backticks((self._last + words[: match.start()])[-2:]):
                continue  # written about, not used
            yield from self._take(words[start : match.start()])
            start = match.end()
            yield from self._mark(match)
        rest = words[start:]
        cut = _unfinished_tag(rest)
        yield from self._take(rest[:cut])
        self._held = rest[cut:]
        self._last = (self._last + words[: len(words) - len(self._held)])[-2:]

    def _mark(self, match: re.Match[str]) -> Iterator[str | Discard]:
        mark = _meaning(match)
        self._was_cleaned = True
        if mark in _HEADER_ENDS:
            yield from self._end_header()
        elif mark in _CLOSES:
            yield from self._close_thought()
        elif mark in _OPENS:
            self.is_thinking = True
        elif mark == "end" or (mark == "/details" and self.is_thinking):
            self.is_thinking = False
        elif mark == "/details":
            yield from self._take(match.group())
        elif mark in _TURN_ENDS and self._is_visible and not self.is_thinking:
            self._is_turn_over = True
        elif mark in _HEADERS:
            self._header, self._is_closing = "", mark == "close"

    def _close_thought(self) -> Iterator[Discard]:
        """An end without a beginning means that all before it was the thought."""
        if self.is_thinking:
            self.is_thinking = False
            return
        self._unwrapper = Unwrapper(self._written)
        self._lead, self._is_visible, self._is_turn_over, self.is_foreign = "", False, False, False
        if self._has_said:
            self._has_said = False
            yield Discard()

    def _end_header(self) -> Iterator[Discard]:
        """`analysis` and its like are channels of thoughts; `final` and a role's name are not."""
        name, self._header = (self._header or "").split(), None
        is_thought = bool(name) and name[0].lower() in _THOUGHT_CHANNELS
        if is_thought and self._is_closing:
            yield from self._close_thought()
        else:
            self.is_thinking = is_thought

    def _take(self, words: str) -> Iterator[str]:
        """Pass on words without tags, unless they are a header's or a thought."""
        if self._header is not None:
            words = self._read_header(words)
        if not words or self.is_thinking or self.is_foreign:
            return
        if self._is_turn_over:
            self.is_foreign = not all(map(is_blank, words))
            return
        if not self._is_visible:
            words = self._begin(words)
        if words and (text := self._unwrapper.read(words)):
            self._has_said = True
            yield text

    def _read_header(self, words: str) -> str:
        """The header's name ends with its line, or with `_HEADER_ENDS`; one that grows too long is none."""
        assert self._header is not None  # noqa: S101 - for the type checker
        name, line_end, rest = words.partition("\n")
        self._header += name
        is_name = _NAME.fullmatch(self._header) is not None
        if not line_end and is_name:
            return ""
        header, self._header = self._header, None
        return rest if is_name else header + line_end + rest

    def _begin(self, words: str) -> str:
        place = next((place for place, char in enumerate(words) if not is_blank(char)), None)
        if place is None:
            if len(self._lead) < _LONGEST_LEAD:
                self._lead += words
            return ""
        lead, self._is_visible, self._lead = self._lead, True, ""
        # Blanks between a thought and the text belong to neither.
        return words[place:] if self._was_cleaned else lead + words


class _Echo:
    """Recognises a beginning of the content that repeats the thoughts, blanks aside, and takes it off."""

    def __init__(self) -> None:
        self._thought = ""
        self._place = 0  # how much of it was repeated
        self._held = ""
        self._is_over = False

    def think(self, thought: str) -> None:
        if not self._is_over and len(self._thought) < MAX_THOUGHT:
            self._thought += _BLANKS.sub("", thought)

    def read(self, words: str) -> str:
        if self._is_over:
            return words
        if not self._thought:
            self._is_over = True
            return words
        for place, char in enumerate(words):
            if char.isspace():
                continue
            if self._place == len(self._thought):
                return self._release(words[place:])  # all of it was repeated: the text begins here
            if char != self._thought[self._place]:
                return self._release(self._held + words)
            self._place += 1
        self._held += words
        return ""

    def _release(self, words: str) -> str:
        self._is_over, self._held, self._thought = True, "", ""
        return words


def _in_backticks(before: str) -> bool:
    """Whether a tag after these two characters begins inline code. Two backticks and more are a fence."""
    return before.endswith("`") and not before.endswith("``")


def _unfinished_tag(words: str) -> int:
    """Where a tag begins that more words may finish; the length of `words` if there is none."""
    for match in _BEGINS.finditer(words, max(0, len(words) - _LONGEST_TAG)):
        tail = words[match.start() :]
        if _MAY_BE_SPECIAL.fullmatch(tail):
            return match.start()
        plain = _BLANKS.sub("", tail.lower())
        if len(tail) - len(plain) <= 3 * len(plain) and any(spelling.startswith(plain) for spelling in _SPELLINGS):
            return match.start()
    return len(words)


def _meaning(tag: re.Match[str]) -> str:
    """What a tag says: a token's name, `think` or `/think`; nothing for one that is only dropped."""
    if (token := tag.group("token")) is not None:
        return re.sub(r"[\s▁]+", "_", token.strip().lower())
    if (slash := tag.group("slash")) is not None:
        return "" if tag.group("empty") else f"{slash}think"
    return _LITERALS[tag.group().lower()]

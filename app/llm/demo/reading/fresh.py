"""How an answer to a further question avoids repeating the report: which wording of a line has not been printed yet."""

import re
from collections.abc import Callable, Iterable, Sequence

from app.llm.demo.reading.fit import More, Must, Paragraph, Spare

_SHORTEST = 10
"""Shorter sentences may be repeated."""
_BRACKETS = re.compile(r"\s*[（(][^（()）]*[）)]")
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s|\n")


class Choice(tuple[str, ...]):
    """Wordings of one line. The first one that the report does not have is printed."""

    __slots__ = ()


Lines = Sequence["str | Choice"]
"""A paragraph before its wordings are chosen."""


def told_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the sentences of texts, without what stands in brackets, as `resolved` compares them."""
    return frozenset(sentence for text in texts for sentence in _sentences(text))


def _sentences(text: str) -> Iterable[str]:
    plain = _BRACKETS.sub("", text.replace("*", ""))
    found = (sentence.strip().removeprefix("- ") for sentence in _SENTENCE.split(plain))
    return (sentence for sentence in found if len(sentence) >= _SHORTEST)


def resolved(
    paragraphs: Sequence[Lines], told: frozenset[str], turn: int, as_printed: Callable[[str], str] = str
) -> list[Paragraph]:
    """Choose the wording of each line, beginning with another one at each `turn`.

    A line that need not be there and that was told before is printed only if nothing else is left to say.
    """

    def is_new(line: str) -> bool:
        return told.isdisjoint(_sentences(as_printed(line)))

    def chosen(line: "str | Choice") -> str:
        if isinstance(line, Choice):
            options = [line[(turn + at) % len(line)] for at in range(len(line))]
            line = next(filter(is_new, options), options[0])
        return line if isinstance(line, Must) or is_new(line) else Spare(line)

    return [[chosen(line) for line in lines] for lines in paragraphs]


def rotated(lines: Sequence[str], turn: int) -> list[More]:
    """Return lines that are printed if there is room, beginning with another one at each `turn`."""
    start = turn * 2 % len(lines) if lines else 0
    return [More(line) for line in (*lines[start:], *lines[:start])]

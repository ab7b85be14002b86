"""The sentences of a text, as the checker judges them."""

from collections.abc import Iterator

SENTENCE_ENDS = "。！？；.!?;\n"
LONGEST_SENTENCE = 1000
"""In characters. A longer sentence is judged in parts, which bounds the cost of any text."""
_SHORTEST_QUOTE = 4


def sentences(text: str, *, heading_chars: int = 0) -> Iterator[str]:
    """Split text into sentences, and overlong sentences into parts.

    Of the first `heading_chars` characters, only the end of a line ends a sentence.
    """
    start = 0
    for place, char in enumerate(text):
        is_end = char == "\n" or (char in SENTENCE_ENDS and place >= heading_chars)
        if is_end or place - start == LONGEST_SENTENCE - 1:
            yield text[start : place + 1]
            start = place + 1
    yield text[start:]


def heading_chars(text: str, heading: str) -> int:
    """Return up to where marks in a text belong to its heading and end no sentence: `## 追问：守？还是动？`."""
    inner = max(heading.rfind(char, 0, -1) for char in SENTENCE_ENDS) + 1
    return len(text) - len(text.lstrip()) + len("## ") + inner if inner else 0


def quotes(question: str) -> tuple[str, ...]:
    """Return the sentences of a question that are long enough to be recognised in a text."""
    return tuple(words for sentence in sentences(question) if len(words := sentence.strip()) >= _SHORTEST_QUOTE)

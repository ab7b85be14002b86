"""What a later passage is told of an earlier one: the sentences that carry its verdicts, no more than fit.

A model that sees only openings contradicts what was concluded; one that sees everything repeats it, and costs it.
"""

import re

DIGEST_CHARS = 240

_SENTENCE = re.compile(r".+?(?:[。！？]+|[.!?](?=\s|$)|$)")
_MARKUP = re.compile(r"[*_`]|^\s*(?:[-+]|[0-9]+\.)\s+")
_SHORT, _LONG = 10, 90


def digest(text: str, telling: re.Pattern[str]) -> str:
    """The most telling sentences of a passage in their order, on one line, together at most `DIGEST_CHARS` long.

    A sentence tells by the words of a verdict (`telling`), by bold type, by coming last; a question tells nothing.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    sentences = [sentence.strip() for line in lines for sentence in _SENTENCE.findall(line)]
    ranked = sorted(range(len(sentences)), key=lambda place: -_weight(sentences, place, telling))
    chosen, room = list[int](), DIGEST_CHARS
    for place in ranked:
        length = len(_plain(sentences[place])) + 1
        if length <= room:
            chosen.append(place)
            room -= length
    kept = [_plain(sentences[place]) for place in sorted(chosen)]
    return " ".join(kept) or _plain(" ".join(sentences))[:DIGEST_CHARS]


def _weight(sentences: list[str], place: int, telling: re.Pattern[str]) -> float:
    sentence = sentences[place]
    weight = 2.0 * min(3, len(set(telling.findall(sentence))))
    weight += 2.0 * ("**" in sentence) + 1.5 * (place == len(sentences) - 1)
    if sentence.endswith(("？", "?")) or len(sentence) < _SHORT:
        weight -= 4
    return weight - 2 * (len(sentence) > _LONG)


def _plain(sentence: str) -> str:
    return _MARKUP.sub("", sentence).strip()

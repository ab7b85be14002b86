"""Digests of earlier passages for the prompts of later ones: the sentences that carry the verdicts.

A model that sees only the opening of a passage contradicts its conclusions; one that sees everything repeats it, at
the price of the extra tokens.
"""

import re

DIGEST_CHARS = 240
"""Maximum length of a digest in Chinese characters. A text in another language is allowed `scale` times as many."""
_MOST_CHARS = 4000
"""How many characters at the end of a passage to consider, likewise: more than a prompt asks for, and cheap to rank."""

_SENTENCE = re.compile(r".+?(?:[。！？]+|[.!?](?=\s|$)|$)")
_MARKUP = re.compile(r"[*_`]|^\s*(?:[-+]|[0-9]+\.)\s+")
_SHORT, _LONG = 10, 90


def digest(text: str, verdict_words: re.Pattern[str], *, scale: float = 1) -> str:
    """Return the most important sentences of a passage in their order, on one line of at most `DIGEST_CHARS * scale`.

    `scale` says how many characters the language needs for what Chinese says in one.
    A sentence gains weight from words that signal a verdict (`verdict_words`), from bold type and from coming last;
    questions and very short or long sentences lose weight.
    """
    limit, most = int(DIGEST_CHARS * scale), int(_MOST_CHARS * scale)
    lines = [line for line in text[-most:].splitlines() if line.strip() and not line.startswith("#")]
    sentences = [sentence.strip() for line in lines for sentence in _SENTENCE.findall(line)]
    if len(text) > most:
        sentences = sentences[1:] or sentences  # the first one is not whole
    ranked = sorted(range(len(sentences)), key=lambda place: -_weight(sentences, place, verdict_words, scale))
    chosen, room = list[int](), limit
    for place in ranked:
        length = len(_plain(sentences[place])) + 1
        if length <= room:
            chosen.append(place)
            room -= length
    selected = [_plain(sentences[place]) for place in sorted(chosen)]
    return " ".join(selected) or _plain(" ".join(sentences))[:limit]


def _weight(sentences: list[str], place: int, verdict_words: re.Pattern[str], scale: float) -> float:
    sentence = sentences[place]
    weight = 2.0 * min(3, len(set(verdict_words.findall(sentence))))
    weight += 2.0 * ("**" in sentence) + 1.5 * (place == len(sentences) - 1)
    if sentence.endswith(("？", "?")) or len(sentence) < _SHORT * scale:
        weight -= 4
    return weight - 2 * (len(sentence) > _LONG * scale)


def _plain(sentence: str) -> str:
    return _MARKUP.sub("", sentence).strip()

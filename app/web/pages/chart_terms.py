"""Terms of the chart as links to the glossary, which a script opens beside the term."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from markupsafe import Markup, escape

from app.bazi.drawing.words import captions
from app.bazi.glossary import glossary, warning_id

GLOSSARY = "/glossary"


@dataclass(frozen=True, slots=True)
class Term:
    """A text that the glossary explains in the entry `id`; a plain text if `id` is empty."""

    text: str
    id: str

    def __html__(self) -> Markup:
        """Templates show a term as a link, so that it works without scripts."""
        return _link(self)


@lru_cache(maxsize=2048)
def _link(term: Term) -> Markup:
    """Return the HTML of a term. There are a few hundred terms in all, and most of them in one chart."""
    return Markup('<a href="{}#{}">{}</a>').format(GLOSSARY, term.id, term.text) if term.id else escape(term.text)


Part = str | Term
"""A piece of a line of text."""

CONCEPTS: Mapping[str, str] = {
    "ten_god": "ten-gods",
    "stem": "tian-gan",
    "branch": "di-zhi",
    "hidden": "cang-gan",
    "na_yin": "na-yin",
    "stage": "life-stages",
    "stars": "shen-sha",
    "relations": "he-chong",
    "five": "five-elements",
    "luck": "da-yun",
    "years": "liu-nian",
    "months": "liu-yue",
    "void": "kong-wang",
    "conception": "tai-yuan",
    "life": "ming-gong",
    "body": "shen-gong",
}
"""Entries of the rows and palaces, by the names that `Captions` uses."""


@cache
def ids_of(*kinds: str) -> Mapping[str, str]:
    """Return the glossary's ids by term, for entries of these kinds. A term may mean two things in two kinds."""
    return {entry.term: entry.id for entry in glossary() if entry.kind in kinds}


def term(name: str, *kinds: str, text: str | None = None) -> Term:
    """Return the term `name`, shown as `text`."""
    return Term(name if text is None else text, ids_of(*kinds).get(name, ""))


def linked(text: str, ids: Mapping[str, str]) -> list[Part]:
    """Split a text at the words that `ids` has in lower case. Longer words win."""
    if not ids:
        return [text]
    pattern = "|".join(re.escape(word) for word in sorted(ids, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [Term(piece, ids[piece.lower()]) if piece.lower() in ids else piece for piece in pieces if piece]


@cache
def concepts(language: str) -> Mapping[str, str]:
    """Return the ids of the concepts in the captions of one language, by their words in lower case."""
    words = captions(language)
    is_forward, is_backward = True, False
    found = {
        words.day_master.partition("{")[0].strip(): "day-master",
        words.solar.partition("{")[0].strip(): "zhen-tai-yang-shi",
        words.directions[is_forward]: "shun-xing",
        words.directions[is_backward]: "ni-xing",
        **{words.verdicts.get(verdict, verdict): entry for verdict, entry in ids_of("verdict").items()},
        **({} if words.is_translated else {"起运": "qi-yun"}),
        "day changes" if words.is_translated else "换日": "zi-shi-huan-ri",
    }
    return {word.lower(): entry for word, entry in found.items()}


def warning_term(code: str, text: str) -> Term:
    """Return a warning of the chart, shown as `text`."""
    return Term(text, warning_id(code))

"""The shape of what the model is told, the same in every language; `prompts_zh` and `prompts_en` fill it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One passage to be: what it is called and what it should do."""

    key: str
    title: str
    brief: str
    chars: tuple[int, int] | None = None
    """Its length, least and most, in characters of the language; None for a passage of the preview."""
    preview_share: float = 0.0
    """Its part of the preview's length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Templates are for `str.format`; what they take stands in `passages.py`, where they are filled.

    An order holds one heading and, after it, one length as `600-900`; no other line of a message starts
    with `## `, and no other part of an order looks like a length.
    """

    system: str
    opening: str
    clocks: dict[str, str]
    day_changes: dict[str, str]
    start_ages: dict[str, str]
    genders: dict[str, str]
    hour_unknown: str
    decade: str
    no_decade: str
    year: str
    comma: str
    telling: re.Pattern[str]
    """The words that sentences with a verdict have."""
    digests: str
    digest: str
    order: str
    again: str
    """After an order that is given once more: what was wrong with what came."""
    flaws: dict[str, str]
    sections: tuple[Section, ...]

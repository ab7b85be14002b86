"""The shape of what the model is told, the same in every language; `prompts_zh` and `prompts_en` fill it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One passage to be: what it is called and what it should do."""

    key: str
    title: str
    brief: str
    preview_share: float | None = None
    """Its part of the preview's length; None for a passage after the preview."""


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
    genders: dict[str, str]
    hour_unknown: str
    decade: str
    no_decade: str
    year: str
    comma: str
    digests: str
    digest: str
    order: str
    sections: tuple[Section, ...]
    full_chars: tuple[int, int]
    """The length of a passage after the preview, in characters of the language."""

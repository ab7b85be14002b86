"""The structure of the prompts, the same in every language; `prompts_zh` and `prompts_en` provide the texts."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A passage to write: its title and what it should cover."""

    key: str
    title: str
    brief: str
    chars: tuple[int, int] = (0, 0)
    """Minimum and maximum length in characters. A passage of the preview has a share instead."""
    preview_share: float | None = None
    """Its share of the length of the preview; None for a passage after the preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Texts and `str.format` templates of the prompts in one language; `app.reading.outline` fills them in.

    The instructions contain one heading and, after it, one length such as `600-900`. No other line of a prompt starts
    with `## `, and nothing else in the instructions looks like a length.
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
    semicolon: str
    verdict_words: re.Pattern[str]
    """Matches words typical of sentences with a verdict, which digests prefer."""
    digests_title: str
    digest: str
    instructions: str
    rewrite: str
    """Follows the instructions if the passage is written again, and lists the findings in the previous try."""
    findings: dict[str, str]
    """The wording of each finding, by code."""
    continue_prompt: str
    """Asks for the rest of a passage that broke off, beginning with its last words, `{tail}`."""
    sections: tuple[Section, ...]

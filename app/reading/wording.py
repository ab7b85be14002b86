"""The structure of the prompts, the same in every language; `prompts_zh` and `prompts_en` provide the texts."""

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["characters", "words"]
"""What the lengths of a language are counted in."""


@dataclass(frozen=True, slots=True)
class Section:
    """A passage to write: its title and what it should cover."""

    key: str
    title: str
    brief: str
    length: tuple[int, int] = (0, 0)
    """Minimum and maximum length, in the unit of the edition. A passage of the preview has a share instead."""
    preview_share: float | None = None
    """Its share of the length of the preview; None for a passage after the preview."""
    needs_question: bool = False
    """Whether it is written only if the reader asked a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of the outline in one language."""

    sections: tuple[Section, ...]
    unit: Unit
    per_preview_char: float
    """Units of length for each character of the preview's target length, which is stated for Chinese."""
    instructions: str
    judgements: str = ""
    """The part of the opening with the judgements that all passages agree with; empty if there is none."""
    summary: str
    """Key of the passage that the prompt for an answer to a further question contains in full."""
    answer_length: tuple[int, int]
    """Minimum and maximum length of such an answer, in the unit of the edition."""
    answer_note: str = ""
    """What such an answer has to heed in reports of this version only."""
    rules: str
    """What the system text says about answering a question and, if there are any, about the judgements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpWording:
    """Templates for the questions that are asked about a finished report; `app.reading.follow_up` fills them in."""

    heading: str
    """With the question, shortened."""
    numbered: str
    """A heading that another question has already, with a number."""
    told: str
    """Introduces the summary and the earlier answers, as JSON."""
    instructions: str
    """One heading and, after the question in a JSON fence, one length, as in all instructions."""


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
    late_zi: dict[str, str]
    """Where the hour stem of 23:00 to 24:00 comes from; stated only if the day changes at midnight."""
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
    digest_scale: float
    """How many times longer than Chinese a text of the same content is, in characters."""
    digests_title: str
    digest: str
    rewrite: str
    """Follows the instructions if the passage is written again, and lists the findings in the previous try."""
    findings: dict[str, str]
    """The wording of each finding, by code."""
    continue_prompt: str
    """Asks for the rest of a passage that broke off, beginning with its last words, `{tail}`."""
    follow_up: FollowUpWording
    editions: dict[int, Edition]
    """The versions of the outline. Reports keep the version that they were created with."""

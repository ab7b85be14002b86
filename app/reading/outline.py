"""The outline of a BaZi reading: its passages in order, and the prompt for each.

Every call sends the same system text and the same opening, so that the provider can cache them. The instructions for
the passage come last, where models follow them best.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.bazi.chart import Chart, as_json
from app.bazi.luck import YEARS_BEFORE, decade_on
from app.outline import Passage
from app.reading.checker import Checker, Rules, rules_for
from app.reading.digest import DIGEST_CHARS, digest
from app.reading.prompts_en import EN
from app.reading.prompts_zh import ZH
from app.reading.request import NAME_CHARS, PLACE_CHARS, QUESTION_CHARS, ReportRequest
from app.reading.wording import Section, Wording
from app.report import Finding

_YEARS_LISTED = 5  # in the opening; the chart contains more

_WORDINGS = {"zh": ZH, "en": EN}


@dataclass(frozen=True, slots=True)
class _Instructions:
    """Instructions for one passage. `chars` is its minimum and maximum length.

    One line of `text` is the Markdown heading to start with, `## 标题`; after it comes the length, such as `600-900`.
    """

    text: str
    chars: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReadingOutline:
    """The passages of a BaZi reading and their prompts. Implements `app.outline.Outline`."""

    system: str
    opening: str
    """The facts, the same in every call, with the chart in the first JSON fence."""
    passages: tuple[Passage, ...]
    instructions: tuple[_Instructions, ...]
    """One for each passage."""
    wording: Wording = ZH
    rules: Rules | None = None
    """Rules for the checks; None turns them off."""
    _digests: dict[int, tuple[str, str]] = field(default_factory=dict, repr=False, compare=False)
    """The text of each passage so far and its line in a prompt. Every later prompt contains that line."""

    def continue_prompt(self, tail: str) -> str:
        return self.wording.continue_prompt.format(tail=tail)

    def prompt(self, index: int, written: Sequence[str], findings: Sequence[Finding] = ()) -> str:
        """Combine facts, digests of the passages `written` so far, instructions and the `findings` in the last try."""
        wording = self.wording
        parts = [self.opening]
        digests = [self._digest(earlier, text) for earlier, text in enumerate(written[:index])]
        if digests:
            parts.append("\n".join([wording.digests_title, *digests]))
        parts.append(self.instructions[index].text)
        if findings:
            named = (wording.findings[finding.code].format(detail=finding.detail) for finding in findings)
            parts.append(wording.rewrite.format(findings=wording.semicolon.join(named)))
        return "\n\n".join(parts)

    def _digest(self, index: int, text: str) -> str:
        known, line = self._digests.get(index, ("", ""))
        if known != text:
            short = _one_line(digest(text, self.wording.verdict_words), DIGEST_CHARS)
            line = self.wording.digest.format(title=self.passages[index].heading, text=short)
            self._digests[index] = text, line
        return line

    def checker(self, index: int) -> Checker | None:
        if self.rules is None:
            return None
        passage = self.passages[index]
        return Checker(self.rules, index + 1, passage.key, passage.heading, self.instructions[index].chars)


def outline_of(
    request: ReportRequest, chart: Chart, *, preview_chars: int = 1800, is_checked: bool = True
) -> ReadingOutline:
    """Return the outline for a request: a preview of three passages, about `preview_chars` in total, then eight more.

    The prompts take the date of the chart as today, so that all calls for a report begin with the same text.
    """
    wording = _WORDINGS[request.language]
    return ReadingOutline(
        system=wording.system,
        opening=_opening(wording, request, chart),
        passages=tuple(
            Passage(section.key, section.title, is_preview=section.preview_share is not None)
            for section in wording.sections
        ),
        instructions=tuple(
            _instructions(wording, section, number, preview_chars)
            for number, section in enumerate(wording.sections, start=1)
        ),
        wording=wording,
        rules=rules_for(chart, request.language) if is_checked else None,
    )


def _instructions(wording: Wording, section: Section, number: int, preview_chars: int) -> _Instructions:
    low, high = section.chars if section.preview_share is None else _share(section.preview_share, preview_chars)
    text = wording.instructions.format(
        number=number, total=len(wording.sections), title=section.title, brief=section.brief, low=low, high=high
    )
    return _Instructions(text, (low, high))


def _share(preview_share: float, preview_chars: int) -> tuple[int, int]:
    low, high = (max(10, round(preview_chars * preview_share * part / 10) * 10) for part in (0.85, 1.15))
    return low, high


def _opening(wording: Wording, request: ReportRequest, chart: Chart) -> str:
    today = date.fromisoformat(chart.as_of)
    decade = decade_on(chart.luck, today)
    person = {
        "name": _one_line(request.name, NAME_CHARS),
        "place": _one_line(request.place.name, PLACE_CHARS),
        "question": _one_line(request.question, QUESTION_CHARS),
    }
    return wording.opening.format(
        chart=_fenced(as_json(chart)),
        today=today,
        gender=wording.genders[request.gender],
        age=_age(date.fromisoformat(chart.civil_time[:10]), today),
        decade=wording.no_decade if decade is None else wording.decade.format(decade=decade),
        years=wording.comma.join(wording.year.format(year=year) for year in chart.years[YEARS_BEFORE:][:_YEARS_LISTED]),
        clock=wording.clocks[chart.options.clock],
        day_change=wording.day_changes[chart.options.day_change],
        start_age=wording.start_ages[chart.options.start_age],
        hour_unknown=wording.hour_unknown if chart.pillars.hour is None else "",
        person=_fenced({key: text for key, text in person.items() if text}),
    )


def _age(born: date, today: date) -> int:
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def _one_line(text: str | None, limit: int) -> str:
    """Remove line breaks and invisible characters, so that no line of user input can imitate the prompt."""
    words = " ".join((text or "").split())
    visible = "".join(char for char in words if not unicodedata.category(char).startswith("C"))
    return visible[:limit].strip()


def _fenced(data: dict[str, Any]) -> str:
    """Return JSON on one line that cannot close its fence, because backticks are escaped."""
    return json.dumps(data, ensure_ascii=False).replace("`", "\\u0060")

"""The outline of a BaZi reading: its passages in order, and the prompt for each.

Every call sends the same system text and the same opening, so that the provider can cache them. The instructions for
the passage come last, where models follow them best. A question that was asked about the finished report adds a
passage at the end and changes no other prompt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.bazi.chart import Chart, as_json
from app.bazi.luck import YEARS_BEFORE, decade_on
from app.outline import Passage
from app.reading.checker import QUOTING, Checker, Rules, rules_for
from app.reading.data import fenced, one_line
from app.reading.digest import digest
from app.reading.follow_up import FollowUp, follow_ups_of, told
from app.reading.judgement import age_on, judgements_of
from app.reading.prompts_en import EN
from app.reading.prompts_zh import ZH
from app.reading.request import NAME_CHARS, PLACE_CHARS, QUESTION_CHARS, ReportRequest
from app.reading.wording import Edition, Section, Unit, Wording
from app.report import Finding

_YEARS_LISTED = 5  # in the opening; the chart contains more

_WORDINGS = {"zh": ZH, "en": EN}


@dataclass(frozen=True, slots=True)
class _Instructions:
    """Instructions for one passage. `length` is its minimum and maximum, in `unit`.

    One line of `text` is the Markdown heading to start with, `## 标题`; after it comes the length, such as `600-900`.
    """

    text: str
    length: tuple[int, int]
    unit: Unit


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
    follow_ups: tuple[FollowUp, ...] = ()
    """The questions that the last passages answer, one each."""
    summary: int = 0
    """Index of the passage that the prompt for an answer contains in full."""
    _digests: dict[int, tuple[str, str]] = field(default_factory=dict, repr=False, compare=False)
    """The text of each passage so far and its line in a prompt. Every later prompt contains that line."""

    def continue_prompt(self, tail: str) -> str:
        return self.wording.continue_prompt.format(tail=tail)

    def prompt(self, index: int, written: Sequence[str], findings: Sequence[Finding] = ()) -> str:
        """Combine facts, digests of the passages `written` so far, instructions and the `findings` in the last try.

        The prompt for the answer to a further question also has the summary and the earlier answers in full.
        """
        wording, report = self.wording, len(self.passages) - len(self.follow_ups)
        parts = [self.opening]
        digests = [self._digest(earlier, text) for earlier, text in enumerate(written[: min(index, report)])]
        if digests:
            parts.append("\n".join([wording.digests_title, *digests]))
        if index >= report:
            summary, answers = written[self.summary : self.summary + 1], written[report:index]
            parts.append(told(wording.follow_up, "".join(summary), self.follow_ups, answers))
        parts.append(self.instructions[index].text)
        if findings:
            named = (wording.findings[finding.code].format(detail=finding.detail) for finding in findings)
            parts.append(wording.rewrite.format(findings=wording.semicolon.join(named)))
        return "\n\n".join(parts)

    def _digest(self, index: int, text: str) -> str:
        known, line = self._digests.get(index, ("", ""))
        if known != text:
            short = digest(text, self.wording.verdict_words, scale=self.wording.digest_scale)
            short = one_line(short, len(short))
            line = self.wording.digest.format(title=self.passages[index].heading, text=short)
            self._digests[index] = text, line
        return line

    def checker(self, index: int) -> Checker | None:
        if self.rules is None:
            return None
        passage, instructions = self.passages[index], self.instructions[index]
        return Checker(
            self.rules, index + 1, passage.key, passage.heading, length=instructions.length, unit=instructions.unit
        )


def outline_of(
    request: ReportRequest,
    chart: Chart,
    *,
    questions: Sequence[str] = (),
    preview_chars: int = 1800,
    is_checked: bool = True,
) -> ReadingOutline:
    """Return the outline for a request, in the version that the request was created with.

    The passages of the preview have about `preview_chars` Chinese characters together, or an English text of the same
    depth. The prompts take the date of the chart as today, so that all calls for a report begin with the same text.
    `questions` are those asked about the finished report; each adds a passage, `question_1` and so on.
    """
    wording = _WORDINGS[request.language]
    edition = wording.editions[request.outline]
    question = one_line(request.question, QUESTION_CHARS)
    sections = [section for section in edition.sections if question or not section.needs_question]
    preview_length = preview_chars * edition.per_preview_char / sum(section.preview_share or 0 for section in sections)
    follow_ups = follow_ups_of(questions, chart, request.language, wording.follow_up)
    judgements = judgements_of(chart, "", request.language) if follow_ups else {}
    quotes = {QUOTING: question} | {follow_up.key: follow_up.question for follow_up in follow_ups}
    name = one_line(request.name, NAME_CHARS)
    return ReadingOutline(
        system=wording.system.format(rules=edition.rules),
        opening=_opening(wording, edition, request, chart),
        passages=(
            *(
                Passage(section.key, section.title, is_preview=section.preview_share is not None)
                for section in sections
            ),
            *(Passage(follow_up.key, follow_up.heading) for follow_up in follow_ups),
        ),
        instructions=(
            *(
                _instructions(edition, section, number, len(sections), preview_length)
                for number, section in enumerate(sections, start=1)
            ),
            *(
                _Instructions(
                    follow_up.instructions(wording.follow_up, edition, judgements), edition.answer_length, edition.unit
                )
                for follow_up in follow_ups
            ),
        ),
        wording=wording,
        rules=rules_for(chart, request.language, quotes, name) if is_checked else None,
        follow_ups=follow_ups,
        summary=[section.key for section in sections].index(edition.summary),
    )


def question_heading(request: ReportRequest) -> str | None:
    """Return the heading of the passage that answers the reader's question, if they asked one and it has a passage."""
    if not one_line(request.question, QUESTION_CHARS):
        return None
    sections = _WORDINGS[request.language].editions[request.outline].sections
    return next((section.title for section in sections if section.needs_question), None)


def _instructions(edition: Edition, section: Section, number: int, total: int, preview_length: float) -> _Instructions:
    share = section.preview_share
    low, high = section.length if share is None else _around(preview_length * share)
    text = edition.instructions.format(
        number=number, total=total, title=section.title, brief=section.brief, low=low, high=high, unit=edition.unit
    )
    return _Instructions(text, (low, high), edition.unit)


def _around(length: float) -> tuple[int, int]:
    low, high = (max(10, round(length * part / 10) * 10) for part in (0.85, 1.15))
    return low, high


def _opening(wording: Wording, edition: Edition, request: ReportRequest, chart: Chart) -> str:
    today = date.fromisoformat(chart.as_of)
    decade = decade_on(chart.luck, today)
    question = one_line(request.question, QUESTION_CHARS)
    person = {
        "name": one_line(request.name, NAME_CHARS),
        "place": one_line(request.place.name, PLACE_CHARS),
        "question": question,
    }
    options = chart.options
    judgements = edition.judgements and edition.judgements.format(
        judgements=fenced(judgements_of(chart, question, request.language))
    )
    return wording.opening.format(
        chart=fenced(chart_for(chart, request.language)),
        judgements=judgements,
        today=today,
        gender=wording.genders[request.gender],
        age=age_on(today, chart),
        decade=wording.no_decade if decade is None else wording.decade.format(decade=decade),
        years=wording.comma.join(wording.year.format(year=year) for year in chart.years[YEARS_BEFORE:][:_YEARS_LISTED]),
        clock=wording.clocks[options.clock],
        day_change=wording.day_changes[options.day_change]
        + (wording.late_zi[options.late_zi] if options.day_change == "00:00" else ""),
        start_age=wording.start_ages[options.start_age],
        hour_unknown=wording.hour_unknown if chart.pillars.hour is None else "",
        person=fenced({key: text for key, text in person.items() if text}),
    )


def chart_for(chart: Chart, language: str) -> dict[str, Any]:
    """Return the chart's JSON without the texts in the other language."""
    plain = as_json(chart)
    for warning in plain["warnings"]:
        for entry, name in ((warning, "message"), *((reading, "label") for reading in warning["readings"])):
            del entry[name if language == "en" else f"{name}_en"]
    return plain

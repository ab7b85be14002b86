"""The outline of a report: its passages in order, and the words that ask the model for each.

Every call sends the same system text and the same opening, so that a provider can cache them. The order for
the passage comes last, where a model heeds it most.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.bazi.chart import Chart, as_json
from app.bazi.checks import Check, Flaw, Rules, rules_for
from app.bazi.digest import DIGEST_CHARS, digest
from app.bazi.luck import YEARS_BEFORE, decade_on
from app.bazi.prompts_en import EN
from app.bazi.prompts_zh import ZH
from app.bazi.wording import Section, Wording
from app.report import ReportRequest

NAME_CHARS = 40
PLACE_CHARS = 60
QUESTION_CHARS = 500

_YEARS_TOLD = 5  # in words, of those in the chart

_WORDINGS = {"zh": ZH, "en": EN}


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of the report, one call to the model. `chars` is the length asked for, least and most.

    `order` holds one line that is the Markdown heading to write, `## 标题`, and after it the length as
    `600-900`. The text that comes back begins with that heading.
    """

    key: str
    title: str
    is_preview: bool
    chars: tuple[int, int]
    order: str


@dataclass(frozen=True, slots=True)
class Outline:
    """All that the model is told, and the passages it is asked for."""

    system: str
    opening: str
    """The facts, the same in every call. The chart is in the first json fence."""
    passages: tuple[Passage, ...]
    wording: Wording = ZH
    rules: Rules | None = None
    """What the passages are checked against; None: they are not."""

    def ask(self, index: int, written: Sequence[str], flaws: Sequence[Flaw] = ()) -> str:
        """The user's turn for one passage; `written` are the texts of the passages before it.

        With `flaws` it is asked for once more, and told what was wrong.
        """
        parts = [self.opening]
        digests = [
            self.wording.digest.format(
                title=passage.title, text=_one_line(digest(text, self.wording.telling), DIGEST_CHARS)
            )
            for passage, text in zip(self.passages[:index], written, strict=False)
        ]
        if digests:
            parts.append("\n".join([self.wording.digests, *digests]))
        parts.append(self.passages[index].order)
        if flaws:
            named = self.wording.comma.join(self.wording.flaws[flaw.code].format(detail=flaw.detail) for flaw in flaws)
            parts.append(self.wording.again.format(flaws=named))
        return "\n\n".join(parts)

    def check(self, index: int) -> Check | None:
        """The check for one writing of a passage."""
        passage = self.passages[index]
        return None if self.rules is None else Check(self.rules, passage.title, passage.chars)


def titles(language: str) -> list[str]:
    """The passages' titles, in their order."""
    return [section.title for section in _WORDINGS[language].sections]


def outline(request: ReportRequest, chart: Chart, *, preview_chars: int = 1800, is_checked: bool = True) -> Outline:
    """Three passages of preview, about `preview_chars` characters together, then eight more.

    What is said of the present is as of the chart's day, so that all calls of a report begin alike.
    """
    wording = _WORDINGS[request.language]
    sections = wording.sections
    passages = tuple(
        _passage(wording, section, number, preview_chars) for number, section in enumerate(sections, start=1)
    )
    rules = rules_for(chart, request.language) if is_checked else None
    return Outline(wording.system, _opening(wording, request, chart), passages, wording, rules)


def _passage(wording: Wording, section: Section, number: int, preview_chars: int) -> Passage:
    aim = preview_chars * section.preview_share
    low, high = section.chars or (max(10, round(aim * part / 10) * 10) for part in (0.85, 1.15))
    order = wording.order.format(
        number=number,
        total=len(wording.sections),
        title=section.title,
        brief=section.brief,
        low=low,
        high=high,
    )
    return Passage(section.key, section.title, section.chars is None, (low, high), order)


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
        years=wording.comma.join(wording.year.format(year=year) for year in chart.years[YEARS_BEFORE:][:_YEARS_TOLD]),
        clock=wording.clocks[chart.options.clock],
        day_change=wording.day_changes[chart.options.day_change],
        start_age=wording.start_ages[chart.options.start_age],
        hour_unknown=wording.hour_unknown if chart.pillars.hour is None else "",
        person=_fenced({key: text for key, text in person.items() if text}),
    )


def _age(born: date, today: date) -> int:
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def _one_line(text: str | None, limit: int) -> str:
    """Without line breaks or invisible characters, so that no line of it can pose as ours."""
    words = " ".join((text or "").split())
    visible = "".join(char for char in words if not unicodedata.category(char).startswith("C"))
    return visible[:limit].strip()


def _fenced(data: dict[str, Any]) -> str:
    """JSON on one line that cannot close its fence: a backtick is written as JSON's escape of it."""
    return json.dumps(data, ensure_ascii=False).replace("`", "\\u0060")

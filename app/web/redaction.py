"""What a share leaves out of a text: everything after the preview, and words that say who the report is about.

Every word is replaced by as many characters, so that offsets in the redacted text are those of the report. The result
depends only on the text, never on the pieces in which it arrived.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import chain

from app.bazi.birth import Birth, Place
from app.bazi.chart import Chart
from app.db.records import Report
from app.db.shares import Scope, Share
from app.reading.request import ReportRequest, stored_chart, stored_request
from app.web.personal_words import long_enough, names_of_person, names_of_place

_FILL = "\N{WORD JOINER}"
"""Invisible and without width: fills a replacement to the length of what it replaces."""
_ELLIPSIS = "…"
_STAND_INS = {"zh": "某某", "en": "NN"}
"""Replaces a name. Letters, because Markdown treats the marks around punctuation differently."""
_SHORTEST_SENTENCE = 4
_CONTEXT = 600
"""Characters before a position that decide how it is redacted; longer than the heading of a further question."""
_QUESTION = re.compile(r"^## (?:追问|Question)[^：:\n]{0,8}[：:][ \t]*", re.MULTILINE)
"""The heading of a further question, up to the question itself."""
_BEIJING_TIME = "时间"
"""北京时间 is a clock, not a place of birth."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """What to leave out. `names` are replaced by a stand-in, `phrases` by an ellipsis."""

    only_preview: bool = False
    hides_person: bool = False
    language: str = "zh"
    names: tuple[str, ...] = field(default=(), repr=False)
    phrases: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, share: Share, report: Report) -> "Redaction":
        """Return what this share leaves out of its report."""
        only_preview = share.scope is Scope.PREVIEW
        if share.with_person:
            return cls(only_preview)
        request, chart = stored_request(report), stored_chart(report)
        questions = [request.question, *(question.text for question in report.questions)]
        phrases = {phrase for question in questions for phrase in _sentences(question)} | set(_times(chart))
        names = long_enough(chain(names_of_person(request.name), names_of_place(request.place)))
        return cls(only_preview, True, report.language, _longest_first(names), _longest_first(phrases))

    @property
    def is_empty(self) -> bool:
        return not self.only_preview and not self.hides_person

    def text(self, text: str, preview_end: int | None, *, is_over: bool) -> str:
        """Return a text redacted. If it is not over, its end may be left out until more of it is known.

        Only the preview counts if `only_preview` is set; its end is None until all of it is known.
        """
        if self.only_preview and preview_end is not None:
            text, is_over = text[:preview_end], True
        return self.rest("", text, is_over=is_over)

    def rest(self, before: str, text: str, *, is_over: bool) -> str:
        """Return `text` redacted, given the last `_CONTEXT` characters `before` it."""
        if not self.hides_person:
            return text
        whole, start = before + text, len(before)
        spans = list(self._spans(whole, start))
        end = len(whole) if is_over else self._certain_end(whole, start, spans)
        chars = list(whole[start:end])
        for first, last, stand_in in spans:
            for place in range(max(first, start), min(last, end)):
                chars[place - start] = (stand_in[place - first : place - first + 1]) or _FILL
        return "".join(chars)

    def heading(self, heading: str) -> str:
        """Return the heading of a passage redacted, as it stands in the redacted text."""
        return self.rest("", f"## {heading}", is_over=True).removeprefix("## ")

    def _spans(self, whole: str, start: int) -> Iterator[tuple[int, int, str]]:
        """Yield where to replace and what to write there first."""
        pattern = _pattern(self.names, self.phrases)
        if pattern is not None:
            for match in pattern.finditer(whole, start):
                is_name = match["name"] is not None
                yield match.start(), match.end(), _STAND_INS.get(self.language, "NN") if is_name else _ELLIPSIS
        for match in _QUESTION.finditer(whole):
            end = whole.find("\n", match.end())
            yield match.end(), len(whole) if end < 0 else end, _ELLIPSIS

    def _certain_end(self, whole: str, start: int, spans: list[tuple[int, int, str]]) -> int:
        """Return up to where further text cannot change the result: an unfinished word at the end has to wait."""
        end = len(whole) - _held(whole[start:], self.names, self.phrases)
        crossed = [first for first, last, stand_in in spans if first < end < last and not _is_heading(whole, first)]
        return max(start, min([end, *crossed]))


def context_before(offset: int) -> int:
    """Return where to start reading so that the text from `offset` can be redacted."""
    return max(0, offset - _CONTEXT)


def _is_heading(whole: str, first: int) -> bool:
    line = whole.rfind("\n", 0, first) + 1
    match = _QUESTION.match(whole, line)
    return match is not None and match.end() == first


def _held(tail: str, names: tuple[str, ...], phrases: tuple[str, ...]) -> int:
    """Return the length of the longest end of `tail` that a word to replace begins with, or is."""
    words = (*phrases, *names, *(name + _BEIJING_TIME for name in names))
    longest = max(map(len, words), default=0)
    first = {word[0] for word in words}
    for place in range(max(0, len(tail) - longest), len(tail)):
        if tail[place] in first and any(word.startswith(tail[place:]) for word in words):
            return len(tail) - place
    return 0


@lru_cache(maxsize=256)
def _pattern(names: tuple[str, ...], phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """Match a phrase or a name; a Latin name only as a whole word."""
    parts = [_whole_word(phrase) for phrase in phrases]
    if names:
        found = "|".join(f"{_whole_word(name)}(?!{_BEIJING_TIME})" for name in names)
        parts.append(f"(?P<name>{found})")
    else:
        parts.append("(?P<name>(?!))")
    return re.compile("|".join(parts)) if names or phrases else None


def _whole_word(word: str) -> str:
    before = "(?<![A-Za-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    after = "(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return f"{before}{re.escape(word)}{after}"


def _sentences(question: str | None) -> Iterator[str]:
    """Yield a question and its sentences, as a text may quote them: without the marks that Markdown would read."""
    for words in (question or "", re.sub(r"[#*_`<>\[\]|~\\{}]+", "", question or "")):
        for part in (*words.splitlines(), " ".join(words.split()), *re.split(r"[。！？!?\n]+", words)):
            if len(part.strip()) >= _SHORTEST_SENTENCE:
                yield part.strip()


def _times(chart: Chart) -> Iterator[str]:
    """Yield the date and time of birth as a text may write them. A date alone is no secret without its year."""
    civil = datetime.fromisoformat(chart.civil_time[:16].rstrip("T"))
    yield f"{civil:%Y-%m-%d}"
    yield f"{civil.year}年{civil.month}月{civil.day}日"
    yield f"{_MONTHS[civil.month - 1]} {civil.day}, {civil.year}"
    yield f"{civil.day} {_MONTHS[civil.month - 1]} {civil.year}"
    yield chart.lunar_date
    if chart.solar_time is not None:
        solar = datetime.fromisoformat(chart.solar_time)
        yield from (f"{civil:%H:%M}", f"{solar:%H:%M:%S}", f"{solar:%H:%M}")


def _longest_first(words: set[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def redacted_request(request: ReportRequest) -> ReportRequest:
    """Return the request without name, birth, place and question, for templates that take one."""
    return replace(
        request,
        name=None,
        question=None,
        birth=Birth(year=1, month=1, day=1, hour=None),
        place=Place(longitude=0, timezone="UTC"),
    )

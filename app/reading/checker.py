"""The checker of a passage: compares the text with the chart while it streams.

Models invent pillars, forget the heading and promise fates. The checker reports only what is certain: a finding is
a fact about the text, such as a pair of stem and branch that the chart does not contain, never a matter of taste.
It judges each sentence once, as a whole, so it makes no difference how the stream was split.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import msgspec

from app.bazi.chart import NAMES, Chart
from app.bazi.cycle import BRANCHES, STEMS
from app.heading import HEADING
from app.reading.judgement import months_of
from app.reading.phrases import PHRASES, Phrases
from app.reading.romanised import PINYIN_PAIR, PINYIN_PAIRS, can_pair, plain_letters
from app.reading.sentences import LONGEST_SENTENCE, SENTENCE_ENDS, heading_chars, quotes, sentences
from app.reading.wording import Unit
from app.report import Finding

SHORTEST, LONGEST = 0.6, 1.5
"""Factors of the requested length. Models count badly, so only lengths far outside the range are findings."""

_NEAR = 60
"""How many characters to search on either side of a pillar for the words that say which pillar it is."""

_PAIR = re.compile(f"[{STEMS}][{BRANCHES}]")
_YEAR_BEFORE = re.compile(
    r"(?<![0-9])([12][0-9]{3})\s?年?(?:[，,：:的是为]|(?: is)?(?: an?)?)\s*(?:流年|岁次)?[（(]?\s*(?:流年)?$"
)
_YEAR_AFTER = re.compile(r"年?\s?[（(]\s?([12][0-9]{3})(?![0-9]|\s?年\s?[0-9]{1,2}\s?月|-[0-9]{2})")
_NOT_ANNUAL = tuple("月日时运大")
_PILLAR_BEFORE = re.compile(
    r"(?:([年月日时])柱(?:是|为|：|:)?|\b(year|month|day|hour) pillar(?: is| of|,|:)?)\s*(?:the )?[“\"]?$"
)
_CHINESE_NAMES = dict(zip("年月日时", NAMES, strict=True))
_NOT_NATAL = re.compile(r"流年|今年|明年|去年|大运|[0-9]{4}")
_LONE_STEM = tuple("主干财官杀印神伤肩劫透")
"""Last characters of the terms that introduce a lone stem: in `日主丁巳月当令`, 巳 is not the branch of 丁."""
_EVENTS = ("变法", "政变", "战争", "海战", "革命", "条约")
_MONTH_NAMES = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY_OF = re.compile(rf"{_MONTH_NAMES}(?: [0-9]{{1,2}})?,? $")
"""Before a year: it belongs to a date, and a pillar after it need not be the year's."""
_FIRST_DAY = re.compile(
    r"\s?月?\s?[（(]\s?(?:[12][0-9]{3}\s?年\s?)?(?:([0-9]{1,2})\s?月|"
    rf"[0-9]{{1,2}} ({_MONTH_NAMES})|({_MONTH_NAMES}) [0-9]{{1,2}}(?![0-9]))"
)
"""After a pillar: the date on which its month begins, as the prompt asks for it."""
_FOLLOWING, _FOLLOWING_READ = 8, 24
"""How many characters after a pillar may hold the next one of a list; more if each has its reading."""
_LETTER = re.compile("[A-Za-z]")
_TRANSIT_WORDS = re.compile(r"\W{0,3}(?:month|decade|luck|day|hour)")

MONTHLY = "years"
"""Key of the passage that takes the months one by one."""
_NO_QUESTIONS: Mapping[str, str] = MappingProxyType({})
QUOTING = "question"
"""Key of the passage that quotes the question that the report was requested with."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules that the passages of one report are checked against."""

    known_pairs: frozenset[str]
    pillars: dict[str, str]
    """The four pillars by name."""
    years: frozenset[tuple[int, str]]
    """Pillars that the text may name with a year besides the year's own: those of decades that begin or end in it and,
    for the year of birth, the chart's year pillar."""
    months: dict[str, frozenset[int]]
    """The pillars of the months, all different, and the months of the calendar that each one touches."""
    decades: frozenset[str]
    phrases: Phrases
    quotes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The sentences of the reader's questions by the key of the passage that quotes them, where they are not judged."""
    names: tuple[str, ...] = ()
    """The reader's name, if it reads like a pillar: `Ding Wei`."""


def rules_for(chart: Chart, language: str, questions: Mapping[str, str] = _NO_QUESTIONS, name: str = "") -> Rules:
    """Build the rules for a chart. Every pair anywhere in it is known: pillars, palaces, decades, years, months.

    `questions` are the reader's, by the key of the passage that may quote them.
    """
    pillars = {name: pillar for name in NAMES if (pillar := getattr(chart.pillars, name)) is not None}
    ends = {(decade.from_year + years, decade.pillar) for decade in chart.luck.decades for years in (0, 9, 10)}
    return Rules(
        known_pairs=frozenset(_PAIR.findall(msgspec.json.encode(chart).decode())),
        pillars=pillars,
        years=frozenset(ends | {(int(chart.civil_time[:4]), chart.pillars.year)}),
        months={month.pillar: frozenset({start.month, end.month}) for month, start, end in months_of(chart)},
        decades=frozenset(decade.pillar for decade in chart.luck.decades),
        phrases=PHRASES[language],
        quotes={key: quotes(question) for key, question in questions.items()},
        names=(name,) if _PAIR.search(name) or PINYIN_PAIR.search(plain_letters(name)) else (),
    )


class Checker:
    """Checks one try at passage `number`, counted from 1, that should have `length[0]` to `length[1]` units."""

    def __init__(
        self, rules: Rules, number: int, key: str, heading: str, *, length: tuple[int, int], unit: Unit = "characters"
    ) -> None:
        self._rules = rules
        self._number = number
        self._key = key
        self._expected_heading = heading
        self._shortest, self._longest = round(length[0] * SHORTEST), round(length[1] * LONGEST)
        self._unit = unit
        self._length = 0
        self._ends_in_word = False
        self._pending = ""  # the sentence that has not ended yet
        self._found: dict[tuple[str, str], str] = {}  # details by code and what the finding is about
        self._named: set[str] = set()  # known pairs in the text so far
        self._has_heading = False

    @property
    def finding(self) -> Finding | None:
        """The first certain finding in the text so far, which no further text can refute."""
        if self._found:
            return self._findings()[0]
        return self._finding("too_long", str(self._length)) if self._length > self._longest else None

    @staticmethod
    def may_begin(text: str) -> bool:
        """Whether `text` begins with a heading. Any other beginning may turn out to be the model's thoughts."""
        return text.lstrip()[:1] in ("", "#")

    def read(self, more: str) -> None:
        """Read the next piece of the text."""
        self._length += len(more) if self._unit == "characters" else self._words_begun_in(more)
        self._pending += more
        first = len(self._pending) - len(more)
        if "\n" not in self._pending.lstrip():
            first = max(first, self._heading_chars(self._pending))
        end = max(self._pending.rfind(char, first) for char in SENTENCE_ENDS) + 1
        end = end or len(self._pending) // LONGEST_SENTENCE * LONGEST_SENTENCE
        if end:
            whole, self._pending = self._pending[:end], self._pending[end:]
            self._judge(whole)

    def finish(self) -> tuple[Finding, ...]:
        """Return all findings in the whole passage, without duplicates. Call once, after the last `read`."""
        self._judge(self._pending)
        self._pending = ""
        if not self._has_heading:
            self._note("heading", self._expected_heading)
        if self._length < self._shortest:
            self._note("too_short", str(self._length))
        if self._length > self._longest:
            self._note("too_long", str(self._length))
        if self._key == MONTHLY and (missing := [pair for pair in self._rules.months if pair not in self._named]):
            self._note("missing_month", " ".join(missing))
        return self._findings()

    def _heading_chars(self, text: str) -> int:
        return 0 if self._has_heading else heading_chars(text, self._expected_heading)

    def _words_begun_in(self, more: str) -> int:
        """Count the words that begin in the next piece of the text."""
        if not more:
            return 0
        begun = len(more.split()) - (self._ends_in_word and not more[0].isspace())
        self._ends_in_word = not more[-1].isspace()
        return begun

    def _findings(self) -> tuple[Finding, ...]:
        return tuple(self._finding(code, detail) for (code, _), detail in self._found.items())

    def _finding(self, code: str, detail: str) -> Finding:
        return Finding(passage=self._number, key=self._key, code=code, detail=detail)

    def _note(self, code: str, detail: str = "", about: str | None = None) -> None:
        self._found.setdefault((code, detail if about is None else about), detail)

    def _judge(self, text: str) -> None:
        for sentence in sentences(text, heading_chars=self._heading_chars(text)):
            if sentence.strip():
                self._judge_sentence(sentence.replace("*", ""))  # bold markers may split a word

    def _judge_sentence(self, sentence: str) -> None:
        if not self._has_heading:
            self._has_heading = True  # only the first line is compared
            marks, title = sentence.strip()[:2], sentence.strip()[2:]  # `##标题` renders as a heading, too
            if marks != "##" or title.split() != self._expected_heading.split():
                self._note("heading", self._expected_heading)
                if not HEADING.match(sentence):
                    return self._judge_words(sentence)
        elif HEADING.match(sentence.lstrip()):
            self._note("extra_heading")
        else:
            self._judge_words(sentence)
        return None

    def _judge_words(self, sentence: str) -> None:
        for words in (*self._rules.names, *self._rules.quotes.get(self._key, ())):
            sentence = sentence.replace(words, "…")
        for phrase in self._rules.phrases.found_in(sentence):
            self._note("phrase", phrase)
        for match in _PAIR.finditer(sentence):
            self._judge_pair(match.group(), match.group(), *_around(match))
        for match in PINYIN_PAIR.finditer(plain_letters(sentence)):
            self._judge_pair(PINYIN_PAIRS[match.group()], match.group(), *_around(match))

    def _judge_pair(self, pair: str, written: str, before: str, after: str) -> None:
        if _is_no_pillar(pair, before, after):
            return
        rules = self._rules
        if pair not in rules.known_pairs:
            if before.endswith(_LONE_STEM) and set("".join(rules.pillars.values())).issuperset(pair):
                return  # a stem of the chart next to a branch of it
            is_named = after[:1] in tuple("年月日时柱运") or before.endswith(("柱", "运", "流年"))
            if can_pair(*pair) or is_named:  # otherwise perhaps a stem next to a branch: `丁午火为禄`
                self._note("unknown_pillar", written, pair)
            return
        self._named.add(pair)
        if self._key == MONTHLY and pair not in rules.decades and (calendar := rules.months.get(pair)):
            month = _month_begun(after)
            if month is not None and month not in calendar:
                self._note("wrong_month", written, pair)
        if (name := _pillar_named(before)) is not None and rules.pillars.get(name) != pair:
            self._note("wrong_pillar", written, pair)
        if (year := _year_named(before, after)) is not None and not self._belongs(year, pair, after):
            self._note("wrong_year", f"{year} {written}", f"{year} {pair}")

    def _belongs(self, year: int, pair: str, after: str) -> bool:
        """Whether the pillar fits the year.

        Any pillar fits if the year's own pillar follows it: `2026年丁丑、丙午同见`.
        """
        if self._key == MONTHLY and pair in self._rules.months:
            return True
        right = pillar_of_year(year)
        return pair == right or (year, pair) in self._rules.years or right in _pillars_following(after)


def pillar_of_year(year: int) -> str:
    """Return the pillar of a year; the year 4 was a 甲子."""
    return STEMS[(year - 4) % 10] + BRANCHES[(year - 4) % 12]


def _around(match: re.Match[str]) -> tuple[str, str]:
    """Return the context before and after a match."""
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - _NEAR) : start], text[end : end + _NEAR]


def _is_no_pillar(pair: str, before: str, after: str) -> bool:
    """Whether stem and branch are adjacent for a reason other than forming a pillar."""
    if before[-1:] in tuple(STEMS) or after[:1] in tuple(BRANCHES):
        return True  # `丙丁巳午` lists two stems and two branches
    if before.endswith(("六十", "个")) or after.startswith("旬"):
        return True  # 六十甲子, 甲戌旬: names in the counting system
    return (pair[0] == "己" and before.endswith("自")) or after.startswith(_EVENTS)  # 自己未必; 戊戌变法


def _year_named(before: str, after: str) -> int | None:
    """Return the year that the text gives the pillar to, if any. A month of a year has a pillar of its own."""
    if after[:1] in _NOT_ANNUAL or _TRANSIT_WORDS.match(after):
        return None
    if match := _YEAR_BEFORE.search(before):
        return None if _DAY_OF.search(before[: match.start()]) else int(match.group(1))
    match = _YEAR_AFTER.match(after)
    return None if match is None else int(match.group(1))


def _month_begun(after: str) -> int | None:
    """Return the month of the calendar in which the text lets the pillar's month begin, if it says so."""
    match = _FIRST_DAY.match(after)
    if match is None:
        return None
    number, *names = match.groups()
    if number is not None:
        return int(number)
    name = next(name for name in names if name)
    return 1 + "JanFebMarAprMayJunJulAugSepOctNovDec".index(name[:3]) // 3


def _pillars_following(after: str) -> set[str]:
    """Return the pillars that come next, in characters or romanised, before any figure."""
    near = re.split("[0-9]", after[: _FOLLOWING_READ if _LETTER.search(after[:_FOLLOWING]) else _FOLLOWING])[0]
    return {*_PAIR.findall(near), *(PINYIN_PAIRS[found] for found in PINYIN_PAIR.findall(near))}


def _pillar_named(before: str) -> str | None:
    """Return which of the four pillars the text announces, if any."""
    match = _PILLAR_BEFORE.search(before)
    if match is None or _NOT_NATAL.search(before[max(0, match.start() - 10) : match.start()]):
        return None
    return match.group(2) or _CHINESE_NAMES[match.group(1)]

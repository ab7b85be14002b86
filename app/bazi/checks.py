"""The check of what comes back: a passage is read by code as it streams, against the chart it was given.

Models invent pillars, forget their heading and promise fates. What can be told for certain is told here; a
flaw is a fact about the text, such as a pair of stem and branch that no table holds, never a matter of taste.
Text is judged sentence by sentence, each once and whole, so that where it was cut on its way makes no difference.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import msgspec

from app.bazi.chart import NAMES, Chart
from app.bazi.phrases import PHRASES, Phrases
from app.bazi.stars import BRANCHES, STEMS

SHORTEST, LONGEST = 0.6, 1.5
"""Times the length asked for: models count badly, so only what is far off is a flaw."""

_SENTENCE_ENDS = "。！？；.!?;\n"
_LONGEST_SENTENCE = 1000
"""Characters; a longer one is read in parts, so that no text is costly."""
_NEAR = 60
"""Characters on either side of a pillar that say what it is said to be."""
_HEADING = re.compile(r"#{1,6}\s")

_PAIR = re.compile(f"[{STEMS}][{BRANCHES}]")
_YEAR_BEFORE = re.compile(
    r"(?<![0-9])([12][0-9]{3})\s?年?(?:[，,：:的是为]|(?: is)?(?: an?)?)\s*(?:流年|岁次)?[（(]?\s*(?:流年)?$"
)
_YEAR_AFTER = re.compile(r"年?\s?[（(]\s?([12][0-9]{3})(?![0-9])")
_NOT_OF_THE_YEAR = tuple("月日时运大")
_PILLAR_BEFORE = re.compile(
    r"(?:([年月日时])柱(?:是|为|：|:)?|\b(year|month|day|hour) pillar(?: is| of|,|:)?)\s*(?:the )?[“\"]?$"
)
_CHINESE_NAMES = dict(zip("年月日时", NAMES, strict=True))
_ANOTHER_CHART = re.compile(r"流年|今年|明年|去年|大运|[0-9]{4}")
_OF_A_STEM = tuple("主干财官杀印神伤肩劫透")
"""What a stem alone is called: in `日主丁巳月当令` the branch that follows is another's."""
_EVENTS = ("变法", "政变", "战争", "海战", "革命", "条约")

_STEM_SOUNDS = ("Jia", "Yi", "Bing", "Ding", "Wu", "Ji", "Geng", "Xin", "Ren", "Gui")
_BRANCH_SOUNDS = ("Zi", "Chou", "Yin", "Mao", "Chen", "Si", "Wu", "Wei", "Shen", "You", "Xu", "Hai")
_HAN = re.compile(r"[（(]?[\u4e00-\u9fff]+[）)]?")


def _can_pair(stem: str, branch: str) -> bool:
    return STEMS.index(stem) % 2 == BRANCHES.index(branch) % 2


def _spellings(first: str, second: str) -> tuple[str, ...]:
    return f"{first} {second}", f"{first}-{second}", f"{first}-{second.lower()}", first + second, first + second.lower()


_SOUNDS = {
    spelling: stem + branch
    for (first, stem), (second, branch) in product(
        zip(_STEM_SOUNDS, STEMS, strict=True), zip(_BRANCH_SOUNDS, BRANCHES, strict=True)
    )
    if _can_pair(stem, branch)
    for spelling in _spellings(first, second)
}
_SOUND = re.compile(rf"\b(?:{'|'.join(sorted(_SOUNDS, key=len, reverse=True))})\b")


class Flaw(NamedTuple):
    """What is wrong with a passage: `code` is stable, `detail` is the place in the text, or a number."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every passage of one report."""

    known_pairs: frozenset[str]
    pillars: dict[str, str]
    """The four pillars, by name."""
    years: frozenset[tuple[int, str]]
    """Pairs that belong to a year although they are not its pillar: a decade's at its ends, the birth's own."""
    phrases: Phrases


def rules_for(chart: Chart, language: str) -> Rules:
    """Every pair that stands anywhere in the chart is known: pillars, palaces, decades, years, readings."""
    pillars = {name: pillar for name in NAMES if (pillar := getattr(chart.pillars, name)) is not None}
    ends = {(decade.from_year + years, decade.pillar) for decade in chart.luck.decades for years in (0, 9, 10)}
    return Rules(
        known_pairs=frozenset(_PAIR.findall(msgspec.json.encode(chart).decode())),
        pillars=pillars,
        years=frozenset(ends | {(int(chart.civil_time[:4]), chart.pillars.year)}),
        phrases=PHRASES[language],
    )


class Check:
    """One passage, read as it comes. `flaw` is the first that is certain already, whatever may follow."""

    def __init__(self, rules: Rules, title: str, chars: tuple[int, int]) -> None:
        self._rules = rules
        self._title = title
        self._shortest, self._longest = round(chars[0] * SHORTEST), round(chars[1] * LONGEST)
        self._length = 0
        self._begun = ""  # the sentence that has not ended yet
        self._found: dict[Flaw, None] = {}
        self._has_heading = False

    @property
    def flaw(self) -> Flaw | None:
        if self._length > self._longest:
            return next(iter(self._found), Flaw("too_long", str(self._length)))
        return next(iter(self._found), None)

    @staticmethod
    def may_begin(text: str) -> bool:
        """Whether a passage may begin so: with a heading. Another beginning may be a thought."""
        return text.lstrip()[:1] in ("", "#")

    def read(self, more: str) -> None:
        """More text, in whatever pieces it comes."""
        self._length += len(more)
        self._begun += more
        end = max(self._begun.rfind(char, len(self._begun) - len(more)) for char in _SENTENCE_ENDS) + 1
        end = end or len(self._begun) // _LONGEST_SENTENCE * _LONGEST_SENTENCE
        if end:
            whole, self._begun = self._begun[:end], self._begun[end:]
            self._judge(whole)

    def finish(self) -> tuple[Flaw, ...]:
        """All that is wrong with the whole passage, each flaw once."""
        self._judge(self._begun)
        self._begun = ""
        if not self._has_heading:
            self._note(Flaw("heading", self._title))
        if self._length < self._shortest:
            self._note(Flaw("too_short", str(self._length)))
        if self._length > self._longest:
            self._note(Flaw("too_long", str(self._length)))
        return tuple(self._found)

    def _note(self, flaw: Flaw) -> None:
        self._found.setdefault(flaw)

    def _judge(self, text: str) -> None:
        for sentence in _sentences(text):
            if sentence.strip():
                self._judge_sentence(sentence.replace("*", ""))  # bold type parts no words

    def _judge_sentence(self, sentence: str) -> None:
        if not self._has_heading:
            self._has_heading = True  # asked for once, of the first line
            marks, title = sentence.strip()[:2], sentence.strip()[2:]  # `##标题` is shown as a heading, too
            if marks != "##" or title.split() != self._title.split():
                self._note(Flaw("heading", self._title))
                if not _HEADING.match(sentence):
                    return self._judge_words(sentence)
        elif _HEADING.match(sentence.lstrip()):
            self._note(Flaw("extra_heading"))
        else:
            self._judge_words(sentence)
        return None

    def _judge_words(self, sentence: str) -> None:
        for phrase in self._rules.phrases.found_in(sentence):
            self._note(Flaw("phrase", phrase))
        for match in _PAIR.finditer(sentence):
            for flaw in self._pair_flaws(match.group(), match.group(), *_around(match)):
                self._note(flaw)
        spoken = _romanised(sentence)
        for match in _SOUND.finditer(spoken):
            for flaw in self._pair_flaws(_SOUNDS[match.group()], match.group(), *_around(match)):
                self._note(flaw)

    def _pair_flaws(self, pair: str, said: str, before: str, after: str) -> Iterator[Flaw]:
        if _is_no_pillar(pair, before, after):
            return
        rules = self._rules
        if pair not in rules.known_pairs:
            if before.endswith(_OF_A_STEM) and set("".join(rules.pillars.values())).issuperset(pair):
                return  # a stem of the chart beside a branch of it
            is_named = after[:1] in tuple("年月日时柱运") or before.endswith(("柱", "运", "流年"))
            if _can_pair(*pair) or is_named:  # else it may be a stem beside a branch: `丁午火为禄`
                yield Flaw("unknown_pillar", said)
            return
        if (name := _pillar_named(before)) is not None and rules.pillars.get(name) != pair:
            yield Flaw("wrong_pillar", said)
        year = _YEAR_BEFORE.search(before) or _YEAR_AFTER.match(after)
        if year and after[:1] not in _NOT_OF_THE_YEAR and not self._belongs(int(year.group(1)), pair, after):
            yield Flaw("wrong_year", f"{year.group(1)} {said}")

    def _belongs(self, year: int, pair: str, after: str) -> bool:
        """Also where the year's own pillar comes next: `2026年丁丑、丙午同见`."""
        right = pillar_of_year(year)
        return pair == right or (year, pair) in self._rules.years or right in after[:8]


def pillar_of_year(year: int) -> str:
    """The year 4 was a 甲子."""
    return STEMS[(year - 4) % 10] + BRANCHES[(year - 4) % 12]


def _sentences(text: str) -> Iterator[str]:
    """Sentences, and the parts of one that never ends."""
    start = 0
    for place, char in enumerate(text):
        if char in _SENTENCE_ENDS or place - start == _LONGEST_SENTENCE - 1:
            yield text[start : place + 1]
            start = place + 1
    yield text[start:]


def _around(match: re.Match[str]) -> tuple[str, str]:
    """What stands before and after a match, as far as it can matter."""
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - _NEAR) : start], text[end : end + _NEAR]


def _is_no_pillar(pair: str, before: str, after: str) -> bool:
    """Two characters that stand side by side for another reason."""
    if before[-1:] in tuple(STEMS) or after[:1] in tuple(BRANCHES):
        return True  # `丙丁巳午` lists two stems and two branches
    if before.endswith(("六十", "个")) or after.startswith("旬"):
        return True  # 六十甲子, 甲戌旬: names of the count itself
    return (pair[0] == "己" and before.endswith("自")) or after.startswith(_EVENTS)  # 自己未必; 戊戌变法


def _pillar_named(before: str) -> str | None:
    """Which of the four pillars the text says comes next."""
    match = _PILLAR_BEFORE.search(before)
    if match is None or _ANOTHER_CHART.search(before[max(0, match.start() - 10) : match.start()]):
        return None
    return match.group(2) or _CHINESE_NAMES[match.group(1)]


def _romanised(sentence: str) -> str:
    """`甲 Jiǎ 子 Zǐ` and `Jia (甲) Zi (子)` both say `Jia Zi`."""
    if not any(char.isascii() and char.isupper() for char in sentence):
        return ""
    letters = unicodedata.normalize("NFKD", sentence)
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(_HAN.sub(" ", plain).split())

"""The check of what comes back: a passage is read by code as it streams, against the chart it was given.

Models invent pillars, forget their heading and promise fates. What can be told for certain is told here: a
flaw is a fact about the text, such as a pair of stem and branch that no table holds, never a matter of taste.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import msgspec

from app.bazi.chart import NAMES, Chart
from app.bazi.stars import BRANCHES, STEMS

SHORTEST, LONGEST = 0.6, 1.5
"""Times the length asked for: models count badly, so only what is far off is a flaw."""

_CONTEXT = 48  # characters before new text that a pattern may need: a phrase, and what negates it
_NEGATED_WITHIN = 20  # characters before a phrase in which a negation turns it round

_PAIR = re.compile(f"[{STEMS}][{BRANCHES}]")
_YEAR_BEFORE = re.compile(r"(?<![0-9])([12][0-9]{3})\s?年?[是为]?\s?[（(]?$")
_OF_A_STEM = tuple("主干财官杀印神伤肩劫透")
"""What a stem alone is called: in `日主丁巳月当令` the branch that follows is another's."""
_HEADING = re.compile(r"^#{1,2} .*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"[。！？；.!?;\n]")

_STEM_SOUNDS = ("Jia", "Yi", "Bing", "Ding", "Wu", "Ji", "Geng", "Xin", "Ren", "Gui")
_BRANCH_SOUNDS = ("Zi", "Chou", "Yin", "Mao", "Chen", "Si", "Wu", "Wei", "Shen", "You", "Xu", "Hai")


def _can_pair(stem: str, branch: str) -> bool:
    return STEMS.index(stem) % 2 == BRANCHES.index(branch) % 2


_SOUNDS = {
    first + gap + (second if gap else second.lower()): stem + branch
    for (first, stem), (second, branch), gap in product(
        zip(_STEM_SOUNDS, STEMS, strict=True), zip(_BRANCH_SOUNDS, BRANCHES, strict=True), ("", " ", "-")
    )
    if _can_pair(stem, branch)
}
_SOUND = re.compile(rf"\b(?:{'|'.join(sorted(_SOUNDS, key=len, reverse=True))})\b")


class Flaw(NamedTuple):
    """What is wrong with a passage: `code` is stable, `detail` is the place in the text, or a number."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a language must not say. `fates` are pardoned where they are negated: `并非注定` is sound advice."""

    fates: re.Pattern[str]
    never: re.Pattern[str]
    negations: re.Pattern[str]


ZH = Phrases(
    fates=re.compile(
        "必定|必然会|注定|一定会|一定能|绝对会|死亡|早逝|夭折|短命|寿终|寿元|阳寿|绝症|癌|血光之灾|牢狱之灾|"
        "克夫|克妻|克父|克母|克子|彩票|中奖|赌博|稳赚|保本|荐股|抄底|满仓|停药"
    ),
    never=re.compile("作为(?:一个|一名)?(?:AI|人工智能|大?语言模型)|抱歉，我|</?think"),
    # `不过`, `非常`, `无论`, `特别` and their like deny nothing; a fate that is only spoken of is none.
    negations=re.compile(
        "不(?![过妨仅但光断])|非(?!常)|没|无(?![论疑])|莫|勿|未|(?<![特分个区])别(?!人)|是否|与其|所谓|都说|以为"
    ),
)
EN = Phrases(
    fates=re.compile(
        r"\b(?:will (?:definitely|certainly|inevitably)|(?:is|are) (?:destined|doomed|fated) to|guaranteed to|"
        r"will die|your death|life expectancy|lifespan|terminal illness|cancer|lottery|jackpot|gambl\w+|"
        r"buy shares|stop taking)\b",
        re.IGNORECASE,
    ),
    never=re.compile(
        r"\bas (?:an AI|a (?:large )?language model)\b|\bI cannot\b|\bI'm sorry\b|</?think", re.IGNORECASE
    ),
    negations=re.compile(r"\b(?:no|not|never|nothing|none|without|rather than|nor)\b|n't\b", re.IGNORECASE),
)
PHRASES = {"zh": ZH, "en": EN}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every passage of one report."""

    known_pairs: frozenset[str]
    natal: frozenset[str]
    """The stems and branches of the pillars."""
    decade_years: frozenset[tuple[int, str]]
    """The years in which a decade begins or ends, with its pillar."""
    phrases: Phrases


def rules_for(chart: Chart, language: str) -> Rules:
    """Every pair that stands anywhere in the chart is known: pillars, palaces, decades, years, readings."""
    pillars = filter(None, (getattr(chart.pillars, name) for name in NAMES))
    return Rules(
        known_pairs=frozenset(_PAIR.findall(msgspec.json.encode(chart).decode())),
        natal=frozenset("".join(pillars)),
        decade_years=frozenset(
            (decade.from_year + years, decade.pillar) for decade in chart.luck.decades for years in (0, 10)
        ),
        phrases=PHRASES[language],
    )


class Check:
    """One passage, read as it comes. `flaw` is the first that is certain already, whatever may follow."""

    def __init__(self, rules: Rules, title: str, chars: tuple[int, int]) -> None:
        self.flaw: Flaw | None = None
        self._rules = rules
        self._title = title
        self._shortest, self._longest = round(chars[0] * SHORTEST), round(chars[1] * LONGEST)
        self._text = ""

    def read(self, more: str) -> None:
        """More text, in whatever pieces it comes."""
        start = max(0, len(self._text) - _CONTEXT)
        self._text += more
        if self.flaw is None:
            self.flaw = next(self._certain(start), None)

    def finish(self) -> tuple[Flaw, ...]:
        """All that is wrong with the whole passage, each flaw once."""
        text = self._text
        found = [*self._heading_flaws(), *self._length_flaws(), *self._word_flaws(text, len(text))]
        return tuple(dict.fromkeys(found))

    def _certain(self, start: int) -> Iterator[Flaw]:
        """The flaws that new text after `start` completes; its last character may still belong to more."""
        if "\n" in self._text.lstrip():
            yield from (flaw for flaw in self._heading_flaws() if flaw.code == "heading")
        if len(self._text) > self._longest:
            yield Flaw("too_long", str(len(self._text)))
        window = self._text[start:]
        yield from self._word_flaws(window, len(window) - 1)

    def _heading_flaws(self) -> Iterator[Flaw]:
        first, _, rest = self._text.lstrip().partition("\n")
        if first.split() != ["##", *self._title.split()]:
            yield Flaw("heading", self._title)
        if _HEADING.search(rest):
            yield Flaw("extra_heading")

    def _length_flaws(self) -> Iterator[Flaw]:
        if len(self._text) < self._shortest:
            yield Flaw("too_short", str(len(self._text)))
        if len(self._text) > self._longest:
            yield Flaw("too_long", str(len(self._text)))

    def _word_flaws(self, text: str, end: int) -> Iterator[Flaw]:
        """Those of words that stop at or before `end`."""
        phrases, end = self._rules.phrases, end - text.count("*", 0, end)
        text = text.replace("*", "")  # bold type parts no words
        for pattern in (phrases.never, phrases.fates):
            for match in pattern.finditer(text, 0, end):
                if pattern is phrases.never or not _is_negated(text[: match.start()], phrases.negations):
                    yield Flaw("phrase", match.group())
        for match in _PAIR.finditer(text, 0, end):
            yield from self._pair_flaws(match.group(), text[: match.start()], text[match.end() : match.end() + 1])
        for match in _SOUND.finditer(text, 0, end):
            if _SOUNDS[match.group()] not in self._rules.known_pairs:
                yield Flaw("unknown_pillar", match.group())

    def _pair_flaws(self, pair: str, before: str, after: str) -> Iterator[Flaw]:
        if before[-1:] in tuple(STEMS) or after in tuple(BRANCHES):
            return  # `丙丁巳午` lists two stems and two branches
        if before.endswith(("六十", "个")) or after == "旬":
            return  # 六十甲子, 甲戌旬: names of the count itself
        year, rules = _YEAR_BEFORE.search(before), self._rules
        if pair not in rules.known_pairs:
            if before.endswith(_OF_A_STEM) and rules.natal.issuperset(pair):
                return
            is_named = after in tuple("年月日时柱运") or before.endswith(("柱", "运", "流年"))
            if _can_pair(*pair) or is_named:  # else it may be a stem beside a branch: `丁午火为禄`
                yield Flaw("unknown_pillar", pair)
        elif year and after not in tuple("月日时运大") and not self._belongs(int(year.group(1)), pair):
            yield Flaw("wrong_year", f"{year.group(1)} {pair}")

    def _belongs(self, year: int, pair: str) -> bool:
        return pair == pillar_of_year(year) or (year, pair) in self._rules.decade_years


def pillar_of_year(year: int) -> str:
    """The year 4 was a 甲子."""
    return STEMS[(year - 4) % 10] + BRANCHES[(year - 4) % 12]


def _is_negated(before: str, negations: re.Pattern[str]) -> bool:
    """Whether a negation stands shortly before, in the same sentence."""
    sentence = _SENTENCE_END.split(before)[-1]
    return negations.search(sentence[-_NEGATED_WITHIN:]) is not None

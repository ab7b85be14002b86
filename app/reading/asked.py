"""The time that a question asks about: years that it names or counts, and whether it asks for months."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.reading.topics import normalised

MOST_YEARS = 10
_DIGITS = dict(zip("零〇一二三四五六七八九", "00123456789", strict=True))
_NUMBERS = {"几": 3, "两": 2, "数": 3, "few": 3, "couple of": 2, "several": 3, "decade": 10}
_ENGLISH = "one two three four five six seven eight nine ten"

_YEAR = r"(?<!\d)((?:19|20)\d\d)(?!\d)"
_NAMED = re.compile(_YEAR)
_RANGE = re.compile(rf"{_YEAR}\s*年?\s*(?:-|–|—|~|到|至|and|to|until)+\s*{_YEAR}")
_BORN = re.compile(
    r"(?:19|20)\d\d年?(?:\d+月)?(?:\d+[日号])?(?:出?生(?!意|活|孩|娃|二|子|育|病))|(?:born|birth)\W+(?:\w+\W+){0,3}?(?:19|20)\d\d"
)
_HAN_YEAR = re.compile("[二两][零〇][零〇一二三四五六七八九]{2}(?=年)")
_SPANS = (
    re.compile(
        r"(?:接下来|未来|今后|往后|以后|之后|将来|后面|后|这|下)的?([一二两三四五六七八九十几\d]{1,3})年(?!级|前|代)|"
        r"([一二两三四五六七八九十几\d]{1,3})年(?:之内|以内|内|里)"
    ),
    re.compile(
        rf"\b(?:next|coming|following|upcoming|within|in the next|within the next)\s+"
        rf"(\d+|few|several|couple of|{_ENGLISH.replace(' ', '|')})\s*years\b"
    ),
)
_DECADE = re.compile(r"\b(?:next|coming) decade\b")
_RELATIVE = (
    (0, re.compile(r"今年|本年|这一年|\bthis year\b")),
    (1, re.compile(r"明年|来年|\bnext year\b")),
    (2, re.compile(r"(?<!大)后年|\bthe year after next\b|\byear after next\b")),
    (3, re.compile("大后年")),
    (-1, re.compile(r"去年|\blast year\b")),
)
_MONTHS = re.compile(r"哪一?个?几?个?月|几月|月份|什么月|\b(?:which|what|best) months?\b|\bmonths? (?:is|are) best\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """The years of the calendar that a question is about, in order, and whether it asks for months."""

    years: tuple[int, ...] = ()
    wants_months: bool = False


def asked_of(question: str, today: date, *, first: int) -> Asked:
    """Return the time that a question asks about. A number of coming years begins with the year `first`."""
    text = _HAN_YEAR.sub(lambda found: "".join(_DIGITS.get(char, "2") for char in found[0]), normalised(question))
    wants_months = bool(_MONTHS.search(text))
    text = _BORN.sub("", text)
    years = {int(year) for year in _NAMED.findall(text)}
    for start, end in _RANGE.findall(text):
        years.update(_span(int(start), int(end) - int(start) + 1))
    years.update(today.year + later for later, words in _RELATIVE if later >= 0 and words.search(text))
    for words in _SPANS:
        for found in words.finditer(text):
            years.update(_span(first, _number(next((group for group in found.groups() if group), ""))))
    if _DECADE.search(text):
        years.update(_span(first, MOST_YEARS))
    if re.search(r"\byear after next\b", text) and not re.search(r"\bnext year\b", text):
        years.discard(today.year + 1)
    return Asked(tuple(sorted(years)), wants_months)


def _span(first: int, count: int) -> Iterable[int]:
    return range(first, first + max(0, min(count, MOST_YEARS)))


def _number(words: str) -> int:
    """Return the number of years that the words give; the larger one of `三五`."""
    if words.isdigit():
        return int(words)
    if words in _NUMBERS:
        return _NUMBERS[words]
    if words in _ENGLISH.split():
        return _ENGLISH.split().index(words) + 1
    digits = [int(_DIGITS.get(char, "2")) for char in words if char != "十" and (char in _DIGITS or char == "两")]
    if "十" in words:
        return 10 * (digits[0] if digits and not words.startswith("十") else 1) + (
            digits[-1] if words[-1] != "十" else 0
        )
    return digits[-1] if digits else _NUMBERS["几"]

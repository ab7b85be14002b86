"""Reads what a person types to find one of their reports."""

import re
import unicodedata
from collections.abc import Collection

from app.bazi.cycle import BRANCHES, STEMS
from app.bazi.places import names_stored
from app.bazi.readings import romanised

SEARCH_CHARS = 100
"""Maximum length of a search."""

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff,，、。;；]+")
_YEAR, _MONTH, _DAY = "(?P<year>[0-9]{4})", "(?P<month>1[0-2]|0?[1-9])", "(?P<day>3[01]|[12][0-9]|0?[1-9])"
_DATES = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}(?:[-/.年]{_MONTH}(?:[-/.月](?:{_DAY}[日号]?)?)?|年)",
        rf"{_MONTH}月(?:{_DAY}[日号]?)?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
]
_PILLARS = {romanised(pillar).casefold(): pillar for pillar in (STEMS[i % 10] + BRANCHES[i % 12] for i in range(60))}


def words_of_search(typed: str) -> list[list[str]]:
    """The words to find, each with the other forms in which a report may contain it.

    Dates, romanised pillars and places get the form that reports store: `1990年5月` also finds `1990-05-`, `Ding-Chou`
    finds `丁丑`, and `Portland` finds `波特兰`.
    """
    words = _BREAKS.sub(" ", unicodedata.normalize("NFKC", typed[:SEARCH_CHARS])).split()
    return [_forms(word, places) for word, places in zip(words, names_stored(words), strict=True)]


def _forms(word: str, places: Collection[str]) -> list[str]:
    pillar = _PILLARS.get(word.casefold())
    return list(dict.fromkeys(filter(None, (word, _as_stored_date(word), pillar, *sorted(places)))))


def _as_stored_date(word: str) -> str | None:
    """The date, or what is given of it, as part of `YYYY-MM-DD`."""
    match = next(filter(None, (date.fullmatch(word) for date in _DATES)), None)
    if match is None:
        return None
    given = {"year": "", "month": "", "day": "", **{name: part or "" for name, part in match.groupdict().items()}}
    year, month, day = given["year"], given["month"].zfill(2), given["day"].zfill(2)
    if not given["month"]:
        return f"{year}-"
    return f"{year}-{month}-{day}" if given["day"] else f"{year}-{month}-"

"""Reads addresses in Latin letters from their end: country, postcode, region, city and district."""

import re
from dataclasses import dataclass, field

from app.bazi.places.exact import exact_places, meant, regions_named
from app.bazi.places.rivals import has_rival
from app.bazi.places.table import PlaceEntry, Region, to_plain
from app.bazi.places.wording import fits_words, has_district_word, has_kind_word, without_words
from app.bazi.places.words import NOTHING, Reading, is_part

_MAX_PARTS = 8
_MAX_NAME = 4  # words of a name at the end of a part
_SEPARATOR = re.compile(r"[,，;；\n]")
_STREETS = frozenset({
    "street", "st", "road", "rd", "avenue", "ave", "av", "lane", "ln", "drive", "dr", "boulevard", "blvd",
    "way", "court", "ct", "square", "sq", "terrace", "close", "crescent", "alley", "highway", "hwy", "lu",
    "jie", "dajie", "dadao", "xiang", "hutong", "room", "rm", "apt", "apartment", "unit", "suite", "floor",
    "fl", "building", "bldg", "block", "flat", "house", "tower", "no", "hospital", "university", "college",
    "school", "airport", "station", "estate",
})  # fmt: skip


@dataclass
class _Known:
    """What has been read of an address so far."""

    areas: tuple[Region, ...] = ()
    places: list[PlaceEntry] = field(default_factory=list[PlaceEntry])
    named: int = 0
    is_area: bool = False
    """Whether the last unit is a region too: New York, or a prefecture with the name of its seat."""
    is_certain: bool = True


def read_postal(query: str) -> Reading:
    """Read an address whose last units are known. Streets and houses are dropped; other unknown parts leave a doubt."""
    parts = [part.strip() for part in _SEPARATOR.split(query)]
    parts = [part for part in parts if part]
    is_one = len(parts) == 1 and not any(char.isdigit() for char in query)
    if is_one or not 1 <= len(parts) <= _MAX_PARTS:
        return NOTHING
    known = _Known()
    for part in reversed(parts):
        _read_part(part, known)
    return Reading(known.places, known.is_certain and bool(known.named), known.named)


def _read_part(part: str, known: _Known) -> None:
    if _read_name(part, "", known):
        return  # Pudong New Area
    words = without_words(part).split()
    while words and words[-1].isdigit():
        words.pop()  # Dublin 4, Taipei 110
    while words:
        for count in range(len(words), 0, -1) if len(words) <= _MAX_NAME else range(_MAX_NAME, 0, -1):
            if _is_street(words[-count:]) or not _read_name(" ".join(words[-count:]), part, known):
                continue
            words = words[:-count]
            break
        else:
            break
        if words and not _is_street(words) and known.places:
            break
    if words and (has_district_word(part) or not _is_street([*words, *_digits(part)])):
        known.is_certain = known.is_certain and _is_village(" ".join(words), part, known)


def _digits(part: str) -> list[str]:
    return [word for word in without_words(part).split() if word[0].isdigit()]


def _is_street(words: list[str]) -> bool:
    """Whether the words name a street, a house or a room."""
    return any(any(char.isdigit() for char in word) for word in words) or any(
        word.casefold().strip(".()#") in _STREETS for word in words
    )


def _is_village(name: str, part: str, known: _Known) -> bool:
    """Whether an unknown name can only be a place inside of a Chinese county."""
    is_inside = bool(known.places) and known.places[0].is_county
    return is_inside and not has_kind_word(part) and not exact_places(to_plain(name))[0]


def _read_name(name: str, part: str, known: _Known) -> bool:
    """Read a name inside of the units that are `known`, and tell whether it is one."""
    plain = to_plain(name)
    found, exact = exact_places(plain)
    fitting = [
        place
        for place in meant(plain, found[:exact])
        if (not known.areas or any(area.contains(place) for area in known.areas)) and fits_words(part, place)
    ]
    if known.places:
        parts = [one for one in fitting if any(one is city or is_part(one, city) for city in known.places)]
        fitting = parts or (fitting if known.is_area else [])
    regions = () if known.places and not known.is_area else _regions(plain, known.areas)
    if not fitting and not regions:
        return False
    if fitting:
        is_shared = known.areas or known.places or has_rival(plain, found, exact)
        known.places, known.named = fitting, len(fitting) if is_shared else 1
    known.is_area = bool(regions)
    known.areas = regions or known.areas
    return True


def _regions(plain: str, areas: tuple[Region, ...]) -> tuple[Region, ...]:
    found = regions_named(plain)
    return tuple(one for one in found if not areas or any(area.has_part(one) for area in areas))

"""The table of places: a longitude and a zone for those who know their city and not its meridian.

Mainland China is Beijing time throughout, as its birth records are, Xinjiang included. The rows are in places.tsv,
which scripts/make_places.py makes out of GeoNames (https://www.geonames.org, CC BY 4.0).
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("places.tsv")
_TRADITIONAL = "# traditional "

# What a name may end in without being another name, the longer first.
_ENDINGS = ("地区", "新区", "市", "县", "区")

# Latin letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A city. `id` is stable and public; `longitude` is in degrees east, of the centre, to a hundredth."""

    id: str
    name: str
    """In Chinese, or in Latin letters if nothing is known that the Chinese call it."""
    pinyin: str
    """Of the Chinese name, or empty."""
    latin: str
    region: str
    """The province in mainland China, elsewhere the country by its code in ISO 3166."""
    longitude: float
    timezone: str
    other_timezone: str | None
    """The zone for those whose birth was noted by the local clock, where some kept another than `timezone`."""


@dataclass(frozen=True, slots=True)
class _Table:
    by_id: dict[str, PlaceEntry]
    mainland: list[PlaceEntry]
    """The largest first."""
    search_keys: list[tuple[str, PlaceEntry]]
    """The largest first. All plain names of a place, each between two line ends, which no plain name holds."""
    simplified: dict[int, str]
    """From a traditional character to the simplified one."""


def find_places(query: str, limit: int = 10) -> list[PlaceEntry]:
    """Those that `query` is a name of, then those with a name that begins with it, then those with one that holds it.

    Within each group the largest come first. Case, accents, spaces, hyphens and apostrophes do not count, nor does a
    closing 市, 县 or 区; traditional characters are as good as simplified ones. With nothing to look for, the
    largest cities of mainland China are the answer.
    """
    table = _table()
    wanted = _plain(query, table.simplified)
    groups: tuple[list[PlaceEntry], ...] = ([], [], [])
    for keys, place in table.search_keys if wanted else ():
        if wanted in keys:
            groups[_rank(wanted, keys)].append(place)
    found = [place for group in groups for place in group] if wanted else table.mainland
    return found[: max(0, limit)]


def place_by_id(id: str) -> PlaceEntry | None:
    return _table().by_id.get(id)


def all_places() -> list[PlaceEntry]:
    """Mainland China first, then all others, each from the largest to the smallest."""
    return list(_table().by_id.values())


def _rank(wanted: str, keys: str) -> int:
    if f"\n{wanted}\n" in keys:
        return 0
    return 1 if f"\n{wanted}" in keys else 2


def _plain(text: str, simplified: dict[int, str]) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(char for char in letters if char.isalnum()).translate(simplified)
    for ending in _ENDINGS:
        # Two characters are kept: 沙市 and 滑县 are names only as they are.
        if plain.endswith(ending) and len(plain) - len(ending) >= 2:
            return plain.removesuffix(ending)
    return plain


@cache
def _table() -> _Table:
    _, traditional, _, *lines = _TABLE.read_text(encoding="utf-8").splitlines()
    simplified = {ord(pair[0]): pair[1] for pair in traditional.removeprefix(_TRADITIONAL).split()}
    table = _Table({}, [], [], simplified)
    sized: list[tuple[int, str, PlaceEntry]] = []
    for line in lines:
        id, name, pinyin, latin, region, longitude, timezone, thousands, aliases = line.split("\t")
        other = "Asia/Urumqi" if region == "新疆" else None
        place = PlaceEntry(id, name or latin, pinyin, latin, region, float(longitude), timezone, other)
        table.by_id[id] = place
        if not region.isascii():
            table.mainland.append(place)
        names = dict.fromkeys(_plain(text, simplified) for text in (name, pinyin, latin, *aliases.split("/")) if text)
        sized.append((int(thousands), "\n".join(["", *names, ""]), place))
    # Python's sort is stable: of two as large, the mainland one stays first.
    sized.sort(key=lambda one: one[0], reverse=True)
    table.search_keys.extend((keys, place) for _, keys, place in sized)
    return table

"""Searches the table of places."""

import re
from dataclasses import dataclass
from typing import Literal

from app.bazi.places.address import read_address
from app.bazi.places.exact import places_meant, regions_named
from app.bazi.places.labels import labels
from app.bazi.places.names import UNITS, is_latin, short
from app.bazi.places.near import near_places
from app.bazi.places.postal import read_postal
from app.bazi.places.rivals import has_rival
from app.bazi.places.table import PlaceEntry, Region, table, to_plain
from app.bazi.places.units import largest_of
from app.bazi.places.wording import fits_words, without_words
from app.bazi.places.words import NOTHING, regions_of_words

Match = Literal["exact", "shared", "region", "partial", "near", "none"]

QUERY_CHARS = 120
"""The longest query: whole addresses in English have a hundred characters."""

_CODE = re.compile(r"[A-Z]{2}")  # of a country or a state
_MAX_NEAR = 5
_MIN_INSIDE = 3  # letters; fewer are not looked for inside of names


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: places, the best match first, and how they match.

    `exact`: the first one has this name or address, and no other. `shared`: several have it. `region`: it is the name
    of a region, whose capital and largest cities follow. `partial`: the query is only part of their names, or the
    places are only part of the query. `near`: no name matches, but these are spelt or sound like it.
    """

    match: Match
    places: list[PlaceEntry]


def search_places(query: str, limit: int = 10) -> Found:
    """Find places by name, or by an address that names one.

    Case, accents, spaces, hyphens and apostrophes are ignored. Traditional and simplified characters are equivalent,
    and so are "St." and "Saint". Postcodes and words such as "Province" are ignored if nothing has the name with them.
    Places with exactly this name come first, then those in the region of this name, then
    names that start with it, then names that contain it; within each group the largest come first. If no name
    matches, the query is read as an address, and then as a misspelt name. A blank query returns the largest cities
    of mainland China; one without letters returns nothing.
    """
    query = query[:QUERY_CHARS]
    if not query.strip():
        return Found("partial", table().mainland[: max(0, limit)])
    plain = to_plain(query)
    match, places = _search(query, plain) if plain else ("none", [])
    if match in ("partial", "near", "none") and (rest := without_words(query)) and rest != query:
        # "Chengdu City, Sichuan Province 610000"
        other, found = _search(rest, to_plain(rest))
        if is_other_kind := other == "exact" and not fits_words(query, found[0]):
            other = "partial"
        if found and (not places or is_other_kind or other in ("exact", "shared", "region")):
            match, places = other, found
    return Found(match, list(dict.fromkeys(places))[: max(0, limit)])


def find_places(query: str, limit: int = 10) -> list[PlaceEntry]:
    """Return the places that `search_places` finds."""
    return search_places(query, limit).places


def place_by_id(id: str) -> PlaceEntry | None:
    return table().by_id.get(id)


def all_places() -> list[PlaceEntry]:
    """Return mainland China first, then all others, each sorted by population, largest first."""
    return list(table().by_id.values())


def load_places() -> None:
    """Load the table and what searches derive from it, so that no request has to wait."""
    labels("zh")
    labels("en")
    search_places("California")
    near_places("none")
    near_places("无此地")


def _search(query: str, plain: str) -> tuple[Match, list[PlaceEntry]]:
    named, exact = places_meant(plain)
    regions = [] if plain.endswith("市") and named else regions_named(plain.removesuffix("province"), alone=True)
    # A prefecture with the name of its seat, or a county of Taiwan, is that place.
    regions = [region for region in regions if not (region.is_part_of_china and region.capital in named[:exact])]
    if regions:
        return _of_regions(plain, regions, named[:exact], named[exact:])
    if exact:
        match: Match = "shared" if has_rival(plain, named, exact) else "exact"
        return match, _chinese_first(named) + _partly(plain)
    address = read_address(query, plain)
    if address.is_exact:
        return "exact" if address.named == 1 else "shared", address.places
    postal = read_postal(query) if is_latin(query) else NOTHING
    if postal.is_exact:
        return "exact" if postal.named == 1 else "shared", postal.places
    if postal.places and not address.places:
        return "partial", postal.places
    if plain in (areas := table().special["area"]):
        return "partial", [table().by_id[id] for id in areas[plain]] + named
    if _CODE.fullmatch(query.strip()) and (regions := regions_named(plain)):
        return _of_regions(plain, regions, [], [])
    if not address.places and (regions := regions_of_words(query)):
        return "region", _of_regions(plain, regions, [], [])[1]
    if named:
        return "partial", named + _partly(plain)
    if found := _partly(plain) or address.places:
        return "partial", found
    if found := near_places(plain):
        return "near", found[:_MAX_NEAR]
    return "none", []


def _of_regions(
    plain: str, regions: list[Region], named: list[PlaceEntry], others: list[PlaceEntry]
) -> tuple[Match, list[PlaceEntry]]:
    """Return the namesakes of the regions, their capitals, and then their largest cities."""
    inside = [place for place in named if any(region.contains(place) for region in regions)]
    outside = [place for place in named if place not in inside]
    capitals = [region.capital for region in regions if region.capital]
    largest = sorted(
        {place for region in regions for place in largest_of(region)}, key=lambda place: table().sizes[place.id]
    )
    is_province = any("." not in region.code and not region.code.isascii() for region in regions)
    places = inside + capitals + largest + outside if is_province else named + capitals + others + largest
    if named and not inside and not is_province and all(region.is_part_of_china for region in regions):
        places = capitals + named + others + largest  # 巴州 is the prefecture in Xinjiang rather than 巴州区
    # New York is the city, but 吉林 may be the province: its capital is another city.
    is_seat = len(inside) == 1 and not outside and (inside[0] in capitals or not is_province)
    if not named and all(region.is_part_of_china for region in regions):
        return "exact" if len(capitals) == 1 else "shared", places  # a prefecture stands for its seat
    return "exact" if is_seat else "region", places


def _chinese_first(named: list[PlaceEntry]) -> list[PlaceEntry]:
    """Put a county or city of Taiwan before a place in Japan or Korea that is written alike: 台东."""
    if not named or named[0].region not in ("JP", "KR", "KP"):
        return named
    return sorted(named, key=lambda place: place.region != "TW" or place.is_county)


def _partly(plain: str) -> list[PlaceEntry]:
    """The places whose names start with `plain`, then those whose names contain it."""
    wanted = plain if plain.endswith(UNITS) else short(plain)
    begun, inside = list[PlaceEntry](), list[PlaceEntry]()
    start = f"\n{wanted}"
    for keys, place in table().sized:
        if wanted in keys:
            (begun if start in keys else inside).append(place)
    return begun if wanted.isascii() and len(wanted) < _MIN_INSIDE else begun + inside

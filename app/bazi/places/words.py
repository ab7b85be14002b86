"""Reads "city, region" in Latin letters, and other addresses whose units are separated."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.bazi.places.exact import exact_places, meant, regions_named
from app.bazi.places.near import near_places
from app.bazi.places.table import PlaceEntry, Region, table, to_plain
from app.bazi.places.units import walk

MAX_WORDS = 8
_NEIGHBOUR = 1.0  # degrees of longitude from a city to its boroughs
_WORD = re.compile(r"[^\s,，;；、/|·()（）]+")
_FILLERS = frozenset({
    "district", "county", "city", "province", "prefecture", "municipality", "borough", "state", "of",
    "qu", "xian", "shi", "sheng",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """The places that an address may name, the most specific first."""

    places: list[PlaceEntry]
    is_exact: bool
    """Whether the address names the first place and no other, and nothing in it contradicts that."""
    named: int = 1
    """How many places, from the first on, have the name."""


NOTHING = Reading([], False, 0)


def read_words(query: str) -> Reading:
    words = words_of(query)
    return _of_words(words) if 2 <= len(words) <= MAX_WORDS else NOTHING


def words_of(query: str) -> list[str]:
    return [word for word in _WORD.findall(query) if to_plain(word)]


def regions_of_words(query: str) -> list[Region]:
    """The regions that a query names inside of larger ones: "Ontario Canada", and "Georgia, USA"."""
    words = words_of(query)
    for count in range(1, min(4, len(words))):
        outer = regions_named(to_plain(" ".join(words[-count:])))
        inner = regions_named(to_plain(" ".join(words[:-count]))) if outer else []
        if found := [one for one in inner if any(region.has_part(one) for region in outer)]:
            return found
    return []


def _of_words(words: list[str]) -> Reading:
    found, area = _in_words(words, (), 3)
    found = found or _of_neighbours(words)
    if found:
        return Reading(found, True, len(found))
    if not area:
        return NOTHING
    # The region is known, the city is not: take its beginning, or a near miss.
    for count in range(len(words) - 1, 0, -1):
        for left, right in ((words[:count], words[count:]), (words[count:], words[:count])):
            regions, wanted = regions_named(to_plain(" ".join(right))), to_plain(" ".join(left))
            # "Washington, PA" is no place in Washington that begins with Pa.
            if not regions or len(wanted) < 2 or (len(wanted) < 3 and regions_named(wanted)):
                continue
            begun = [place for keys, place in table().sized if f"\n{wanted}" in keys and _fits(place, regions)]
            if found := begun or [place for place in near_places(wanted) if _fits(place, regions)]:
                return Reading(found, False, 0)
    return NOTHING


def _in_words(words: list[str], areas: tuple[Region, ...], depth: int) -> tuple[list[PlaceEntry], bool]:
    """Return the places that `words` name inside `areas`, and whether a region was recognized."""
    if areas and (found := _exact_words(words, areas)):
        return found, True
    if depth == 0 or len(words) < 2:
        return [], bool(areas)
    is_area = bool(areas)
    for count in range(1, min(4, len(words))):
        for left, right in ((words[:-count], words[-count:]), (words[count:], words[:count])):
            name = to_plain(" ".join(right))
            regions = [
                one for one in regions_named(name) if not areas or any(area.has_part(one) for area in areas)
            ]  # fmt: skip
            if regions:
                found, _ = _in_words(left, tuple(regions), depth - 1)
                if found:
                    return found, True
                is_area = True
    return [], is_area


def _of_neighbours(words: list[str]) -> list[PlaceEntry]:
    """The borough of a larger city: "Flushing, New York City", or "London Ealing"."""
    for count in range(1, min(5, len(words))):
        for left, right in ((words[:-count], words[-count:]), (words[count:], words[:count])):
            centres = (_exact_words(right, ()) or _in_words(right, (), 2)[0])[:5]
            wanted = exact_places(to_plain(" ".join(_without_fillers(left))))[0] if centres else []
            if near := [place for place in wanted if any(is_part(place, centre) for centre in centres)]:
                return near
    return []


def _exact_words(words: list[str], areas: tuple[Region, ...]) -> list[PlaceEntry]:
    for some in (words, _without_fillers(words)):
        name = to_plain(" ".join(some))
        found, exact = exact_places(name) if name else ([], 0)
        for fits in (_fits, _once_fitted):
            if fitting := [place for place in found[:exact] if fits(place, areas)]:
                return meant(name, fitting)
        if areas and not name.isascii():
            inner = [walk(name, 0, area, {}) for area in areas]
            if places := [place for path in inner if path.end == len(name) for place in path.places]:
                return places
    return []


def _without_fillers(words: list[str]) -> list[str]:
    return [word for word in words if word.casefold() not in _FILLERS] or words


def _fits(place: PlaceEntry, areas: Iterable[Region]) -> bool:
    return not areas or any(area.contains(place) for area in areas)


def _once_fitted(place: PlaceEntry, areas: Iterable[Region]) -> bool:
    return any(area.contained(place) for area in areas)


def is_part(place: PlaceEntry, centre: PlaceEntry) -> bool:
    """Whether the place is a district or a suburb of the larger city `centre`."""
    if place.is_mainland:
        region = table().regions.get(place.admin or place.region)
        is_same = region is not None and region.capital is centre
    else:
        is_same = place.admin == centre.admin if place.admin and centre.admin else place.region == centre.region
    is_near = abs(place.longitude - centre.longitude) <= _NEIGHBOUR
    return is_same and is_near and table().sizes[place.id] > table().sizes[centre.id]

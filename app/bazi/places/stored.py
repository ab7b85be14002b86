"""Recognizes places that requests took from the table: they store the name and the numbers, but not the id."""

from collections.abc import Sequence
from functools import cache

from app.bazi.birth import Place
from app.bazi.places.exact import exact_places
from app.bazi.places.labels import labels
from app.bazi.places.search import search_places
from app.bazi.places.table import PlaceEntry, table, to_plain

_MOST_WORDS = 4
"""The most words of a name without its region."""


def entry_of(place: Place) -> PlaceEntry | None:
    """The entry that the place was taken from, or None if it was entered by hand."""
    return _by_content().get((place.name, place.longitude, place.timezone))


def name_in(language: str, place: Place) -> str | None:
    """The place's name: in Chinese as stored; in English the label of its entry, if it has one.

    Such as Portland, Oregon, United States. A name that was entered by hand stays as it is.
    """
    entry = entry_of(place) if language == "en" else None
    return labels("en")[entry.id].replace(" · ", ", ") if entry else place.name


def names_stored(words: Sequence[str]) -> list[frozenset[str]]:
    """For each of the words, the stored names of the places that it names, alone or with the words beside it.

    "Portland" gives 波特兰, and so do both words of "Portland Oregon". Only whole names count.
    """
    names = [set[str]() for _ in words]
    for start in range(len(words)):
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            found, exact = exact_places(to_plain(" ".join(words[start:end])))
            for some in names[start:end]:
                some.update(entry.name for entry in found[:exact])
    if len(words) > 1 and (whole := search_places(" ".join(words))).match == "exact":
        for some in names:
            some.add(whole.places[0].name)
    return [frozenset(name for name in some if len(name) > 1) for some in names]


@cache
def _by_content() -> dict[tuple[str | None, float, str], PlaceEntry]:
    """All entries by name, longitude and time zone, also by their second zone."""
    return {
        (entry.name, entry.longitude, zone): entry
        for entry in table().by_id.values()
        for zone in (entry.timezone, entry.other_timezone)
        if zone
    }

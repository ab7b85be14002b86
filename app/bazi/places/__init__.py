"""The table of places: looks up longitude and time zone by the name or the address of a place."""

from app.bazi.places.labels import admin_of, labels
from app.bazi.places.search import (
    QUERY_CHARS,
    Found,
    Match,
    all_places,
    find_places,
    load_places,
    place_by_id,
    search_places,
)
from app.bazi.places.stored import entry_of, name_in, names_stored
from app.bazi.places.table import PlaceEntry

__all__ = [
    "QUERY_CHARS", "Found", "Match", "PlaceEntry", "admin_of", "all_places", "entry_of", "find_places", "labels",
    "load_places", "name_in", "names_stored", "place_by_id", "search_places",
]  # fmt: skip

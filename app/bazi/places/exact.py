"""Looks up places and regions by their whole names."""

from app.bazi.places.names import UNITS, is_latin, short
from app.bazi.places.table import PlaceEntry, Region, table

_SHORT_CODES = ("usa", "uk", "us", "uae", "nsw")


def exact_places(plain: str) -> tuple[list[PlaceEntry], int]:
    """Return the places named `plain`, and how many of them, from the first on, have exactly this name.

    A trailing 市, 县 or 区 is ignored, except to choose between places of the same name. A 新区 is found only by
    its whole name. 旗, 盟 and the like, and 区
    abroad, belong to the name: 松山区 is not Matsuyama.
    """
    known = table()
    strict = known.by_name.get(plain, [])
    shorter = short(plain)
    loose = known.by_short.get(shorter, []) + (known.by_name.get(shorter, []) if shorter != plain else [])
    if shorter != plain:
        unit = plain[len(shorter) :]
        loose = [place for place in loose if _takes(place, unit, shorter)]
    loose.sort(key=lambda place: (_differs(place, plain), known.sizes[place.id]))
    rest = [place for place in loose if place not in strict]
    if plain.endswith("新区") and not strict:
        return rest, 0  # 滨湖新区 is not 滨湖区
    return strict + rest, len(strict) or sum(not _differs(place, plain) for place in rest)


def places_meant(plain: str) -> tuple[list[PlaceEntry], int]:
    """Return what `exact_places` does, without what nobody means by `plain` unless a region is named with it."""
    found, exact = exact_places(plain)
    first = meant(plain, found[:exact])
    return first + found[exact:], len(first)


def meant(plain: str, places: list[PlaceEntry]) -> list[PlaceEntry]:
    """Return those of `places` that people call `plain`, the best known first.

    A place that shares only the Latin name of another one counts if none has the name itself, or if it is better known
    than those: 得梅因 is the capital of Iowa, not only the city in Washington that the table calls so.
    """
    known = table()
    lent = [place for place in places if (plain, place.id) in known.lent]
    own = [place for place in places if place not in lent]
    if not lent or not own:
        return places
    if plain in known.special["certain"] or own[0].is_mainland:
        return own
    most = max(known.thousands[place.id] for place in own)
    return [place for place in lent if known.thousands[place.id] > most or _is_national_capital(place)] + own


def _is_national_capital(place: PlaceEntry) -> bool:
    return place is table().regions[place.region].capital


def _takes(place: PlaceEntry, unit: str, shorter: str) -> bool:
    """Whether the place may be written with this ending: 苏州市, 纽约市 and 昆山县, but not 海州区 in Korea."""
    if unit == "地区":  # 惠阳地区 was wider than 惠阳区
        return not place.is_county
    is_chinese = place.is_mainland or place.region in ("TW", "HK", "MO")
    return is_chinese or (unit == "市" and not is_latin(shorter))


def _differs(place: PlaceEntry, plain: str) -> bool:
    """Whether the place is known as another kind of division: 朝阳区 for 朝阳市."""
    return plain.endswith(UNITS) and place.full != "" and len(plain) > 2 and place.full[-1] != plain[-1]


def regions_named(plain: str, *, alone: bool = False) -> list[Region]:
    """Return the regions named `plain`. Codes of two or three letters, and former
    regions, count only beside a city, not `alone`."""
    if alone and plain.isascii() and len(plain) <= 3 and plain not in _SHORT_CODES:
        return []
    found = table().regions_by_name.get(plain, [])
    return [region for region in found if not region.is_former] if alone else found

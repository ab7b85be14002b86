"""Decides whether a name means one place, or several between which the user must choose."""

from app.bazi.places.names import UNITS, short
from app.bazi.places.table import PlaceEntry, table, to_plain

_MUCH_SMALLER = 10  # a namesake this many times smaller than the first place is not meant
_FAR = 0.25  # degrees of longitude, a minute of solar time


def has_rival(plain: str, named: list[PlaceEntry], exact: int) -> bool:
    """Whether one of `named`, the largest first, may be meant instead of the first.

    The first `exact` places have exactly this name, the others have it without 市, 县 or 区.
    """
    first, *others = named
    if _is_city_of_that_sound(plain, named[:exact]):
        return False
    if plain in table().special["asked"] or any((plain, one.id) in table().lent for one in named[:exact]):
        return True
    namesakes, alike = others[: exact - 1], others[exact - 1 :]
    is_bare = not plain.isascii() and not plain.endswith(UNITS)
    if is_bare and not first.is_mainland and any(one.is_mainland for one in others):
        return True  # 江东 is a ward of Tokyo, but was also a district of Ningbo
    # 太平区 is no name for 太平县, but 下关市 is one for Shimonoseki.
    alike = [
        one for one in alike if _is_own_name(plain, one) or (not one.is_mainland and _is_own_name(short(plain), one))
    ]
    if not _is_own_name(plain, first):
        # The first place only has it as a second name, as Harare has Salisbury.
        return bool(namesakes) or any(_is_far(first, one, _FAR) for one in alike)
    if first.is_mainland and not first.is_county:
        alike = []  # 大同 is the city, not the district of Daqing
    return any(not _is_much_smaller(one, first) for one in namesakes) or any(
        _is_far(first, one, _FAR) and not _is_much_smaller(one, first) for one in alike
    )


def _is_city_of_that_sound(plain: str, named: list[PlaceEntry]) -> bool:
    """Whether pinyin means the first of several places: the city of Xi'an, not one of the districts of that name."""
    is_city = named[0].is_mainland and not named[0].is_county
    return plain.isascii() and is_city and all(place.is_county for place in named[1:])


def _is_own_name(plain: str, place: PlaceEntry) -> bool:
    names = (to_plain(name) for name in (place.name, place.full, place.latin, place.pinyin) if name)
    return any(plain in (name, short(name)) for name in names)


def _is_far(one: PlaceEntry, other: PlaceEntry, degrees: float) -> bool:
    return one.timezone != other.timezone or abs(one.longitude - other.longitude) > degrees


def _is_much_smaller(one: PlaceEntry, other: PlaceEntry) -> bool:
    """Whether it has far fewer inhabitants. Those of Chinese counties are unknown."""
    if one.is_county and one.is_mainland and (other.is_county or not other.is_mainland):
        return False
    if one.is_mainland and other.is_mainland and one.is_county == other.is_county:
        return False
    thousands = table().thousands
    return thousands[one.id] * _MUCH_SMALLER < thousands[other.id]

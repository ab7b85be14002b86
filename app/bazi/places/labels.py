"""Names for places that tell each from all others, in Chinese and in English."""

from collections import Counter
from collections.abc import Callable
from functools import cache

from app.bazi.places.table import PlaceEntry, table

_WITH_STATE = ("US", "CA", "AU")
"""Countries whose people always name the state with the city."""

_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")

_KINDS = {"区": "District", "县": "County", "旗": "Banner", "州": "Prefecture"}


@cache
def labels(language: str) -> dict[str, str]:
    """The label of each place by its id, such as 鼓楼区 · 江苏南京, or Portland · Oregon, United States.

    A place with the name of its country or region, such as Singapore, has that as its whole label. The state, the name
    in the other script and at last the longitude are added where places would share a label.
    """
    builders = _CHINESE if language == "zh" else _ENGLISH
    found = dict[str, str]()
    left = list(table().by_id.values())
    for build in builders:
        built = [(place, build(place)) for place in left]
        counts = Counter(label for _, label in built)
        taken = {label for _, label in built if counts[label] > 1}
        found |= {place.id: label for place, label in built if counts[label] == 1}
        left = [place for place, label in built if label in taken]
    return found | {place.id: f"{builders[-1](place)} ({place.id})" for place in left}


def admin_of(place: PlaceEntry, language: str) -> str | None:
    """The name of the prefecture, county or state, if it is known and not the place itself."""
    region = table().regions.get(place.admin)
    if region is None or (region.capital is place and place.full != "" and region.name + "市" == place.full):
        return None
    return region.name if language == "zh" else region.latin


def _chinese(place: PlaceEntry, *, with_admin: bool, with_latin: bool = False) -> str:
    name = place.full or place.name
    if with_latin and place.latin != name:
        name += f" {place.latin}"
    admin = admin_of(place, "zh") if with_admin else None
    if place.is_mainland:
        where = "中国" if place.name in _MUNICIPALITIES else place.region + (admin or "")
        return f"{name} · {where}"
    country = table().regions[place.region].name
    if not admin or admin in (country, place.name):
        return name if name == country else f"{name} · {country}"
    return f"{name} · {country}{' ' if admin.isascii() else ''}{admin}"


def _english(place: PlaceEntry, *, with_admin: bool, with_chinese: bool = False) -> str:
    name = place.latin
    if place.is_mainland or place.region == "TW":
        kind = _KINDS.get(place.full[-1:], "")
        # One character more than the kind: Huaxian is a complete name.
        name += f" {kind}" if kind and len(place.full) > 2 and kind not in name else ""
    if with_chinese and place.name != place.latin:
        name += f" {place.name}"
    regions = table().regions
    admin = admin_of(place, "en") if with_admin else None
    country = "China" if place.name in _MUNICIPALITIES and place.is_mainland else regions[place.region].latin
    if admin and admin not in (country, place.latin):
        return f"{name} · {admin}, {country}"
    return name if name == country else f"{name} · {country}"


def _has_admin(place: PlaceEntry) -> bool:
    return place.is_mainland or place.region in ("TW", *_WITH_STATE)


def _degrees(place: PlaceEntry) -> str:
    return f"{abs(place.longitude):.2f}°{'E' if place.longitude >= 0 else 'W'}"


_CHINESE: list[Callable[[PlaceEntry], str]] = [
    lambda place: _chinese(place, with_admin=_has_admin(place)),
    lambda place: _chinese(place, with_admin=True),
    lambda place: _chinese(place, with_admin=True, with_latin=True),
    lambda place: f"{_chinese(place, with_admin=True, with_latin=True)} {_degrees(place)}",
]
_ENGLISH: list[Callable[[PlaceEntry], str]] = [
    lambda place: _english(place, with_admin=_has_admin(place)),
    lambda place: _english(place, with_admin=True),
    lambda place: _english(place, with_admin=True, with_chinese=True),
    lambda place: f"{_english(place, with_admin=True, with_chinese=True)} {_degrees(place)}",
]

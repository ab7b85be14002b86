"""Recognizes the units of a Chinese address, from the largest to the smallest."""

from dataclasses import dataclass
from functools import cache

from app.bazi.places.exact import exact_places, meant, regions_named
from app.bazi.places.table import PlaceEntry, Region, table

LONGEST_NAME = 16  # characters of the longest name in an address
MARKED = ("区", "县", "旗", "市")


@dataclass(frozen=True, slots=True)
class Path:
    """The units recognized so far: `end` is the position after the last one."""

    end: int = 0
    regions: tuple[Region, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    named: int = 0
    head: str = ""


def walk(address: str, start: int, within: Region | None, known: dict[tuple[int, str], Path]) -> Path:
    """Recognize as much of `address` from `start` on as possible, each unit inside the one before it."""
    key = start, within.code if within else ""
    if key in known:
        return known[key]
    best = known[key] = Path(start)
    for end in range(min(len(address), start + LONGEST_NAME), start + 1, -1):
        head = address[start:end]
        for region in regions_named(head):
            if within is None or within.has_part(region):
                inner = walk(address, end, region, known)
                if inner.end > best.end or (inner.end == best.end and inner.places and not best.places):
                    places, named = inner.places, inner.named
                    if not places and head.endswith("市") and region.capital and region.capital.full == head:
                        places, named = (region.capital,), 1
                    best = Path(inner.end, (region, *inner.regions), places, named, inner.head or head)
        if end > best.end or (end == best.end and not best.places):
            fitting = _inside(head, within)
            if within is None and end < len(address) and any(_is_province(one) for one in regions_named(head)):
                # 河南 begins an address in the province, not in 河南县 in Qinghai.
                fitting = [place for place in fitting if not place.is_county]
            if best.end == end and end < len(address):
                # 大理州 with an unknown village is not the city of 大理.
                fitting = [place for place in fitting if not place.is_county or head in (place.name, place.full)]
            if best.end == end and head.endswith(MARKED):
                # 桃园县 with an unknown town is not the district of 桃园.
                fitting = [place for place in fitting if has_kind(place, head)]
            if fitting:
                best = Path(end, best.regions if best.end == end else (), tuple(fitting), len(fitting), head)
    known[key] = best
    return best


def has_kind(place: PlaceEntry, name: str) -> bool:
    """Whether the place is of the kind that `name` ends with, or known by exactly this name."""
    return (place.full or place.name)[-1] == name[-1] or place in table().by_name.get(name, ())


def _is_province(region: Region) -> bool:
    return "." not in region.code and not region.code.isascii() and not region.is_former


def _inside(head: str, within: Region | None) -> list[PlaceEntry]:
    """The places named `head` in a region. 武昌 in 武汉 is the district, though it is also an old name of the city."""
    found, exact = exact_places(head)
    if within is None:
        return meant(head, found[:exact])
    strict = meant(head, [place for place in found[:exact] if within.contains(place)])
    strict = strict or [place for place in found[:exact] if within.contained(place)]
    is_old_name = strict[:1] == [within.capital] and head not in (strict[0].name, strict[0].full)
    if strict and not is_old_name:
        return strict
    parts = [place for place in found if within.contains(place) and place is not within.capital]
    return parts[:1] or strict or [place for place in found if within.contained(place)][:1]


def largest_of(region: Region) -> list[PlaceEntry]:
    """The places in a region, the largest first; if it is known only by what belonged to it, those."""
    areas = _by_area()
    if region.code == "CN":
        return [place for _, place in table().sized if region.contains(place)]
    if not region.is_former and region.code in areas:
        return areas[region.code]
    once = {place for one in region.former for place in areas.get(one, ())}
    once |= {table().by_id[one] for one in region.former if one in table().by_id}
    return sorted(once, key=lambda place: table().sizes[place.id])


@cache
def _by_area() -> dict[str, list[PlaceEntry]]:
    """The places of each country, province, prefecture and state, the largest first."""
    found = dict[str, list[PlaceEntry]]()
    for _, place in table().sized:
        for code in {place.region, place.admin} - {""}:
            found.setdefault(code, []).append(place)
    return found

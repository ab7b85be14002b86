"""Reads addresses: from the largest unit to the smallest in Chinese, and "city, region" in Latin letters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.bazi.places.exact import exact_places, regions_named
from app.bazi.places.names import UNITS
from app.bazi.places.near import near_places
from app.bazi.places.table import PlaceEntry, Region, table, to_plain

_LONGEST_NAME = 16  # characters of the longest name in an address
_MAX_WORDS = 8
_NEIGHBOUR = 1.0  # degrees of longitude from a city to its boroughs
_MARKED = ("区", "县", "旗", "市")
_AFTER_CITY = ("场", "民", "政", "郊", "中心")  # 市场, 市民
_TOWNSHIPS = ("镇", "乡", "市")  # of Taiwan's former counties, which are districts today
_STREETS = ("路", "街", "道", "大道", "大街", "巷", "弄", "桥", "花园", "小区")
_OTHER_NAME = (
    "镇", "乡", "村", "屯", "庄", "街", "路", "大道", "大街", "巷", "胡同", "弄", "寺", "庙", "站", "机场", "大学", "医院",
    *UNITS,
)  # fmt: skip
"""What makes a name another one: 永安镇 is no part of 永安市, and 太和市 is not 太和县."""
_LANDMARKS = frozenset("山河湖江海岛港湾桥门塔宫园林泉峡洞关口寨堡营店集场坝沟岭里塘洲")
"""Characters that make a name another one if nothing follows."""
_UNKNOWN_UNIT = re.compile(r"[^\W镇乡街路村道\d]{1,6}?[区县旗市盟]")
_NO_UNIT = re.compile(r"[\u4e00-\u9fff]{0,5}?(?:小|社|园|校|厂|库|街|景|发|理|住宅|新)区")
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


def read_address(query: str, plain: str) -> Reading:
    words = [word for word in _WORD.findall(query) if to_plain(word)]
    if 2 <= len(words) <= _MAX_WORDS and (found := _of_words(words)).places:
        return found
    return NOTHING if plain.isascii() else _of_chinese(plain)


# Chinese addresses


@dataclass(frozen=True, slots=True)
class _Path:
    """The units recognized so far: `end` is the position after the last one."""

    end: int = 0
    regions: tuple[Region, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    named: int = 0
    head: str = ""


def _of_chinese(address: str) -> Reading:
    known = dict[tuple[int, str], _Path]()
    path = _walk(address, 0, None, known)
    seats = [region.capital for region in reversed(path.regions) if region.capital and "." in region.code]
    rest = address[path.end :]
    if path.places and path.places[0].region.isascii() and path.places[0].region != "TW" and not path.regions:
        return _of_city_abroad(rest, path)
    if path.places:
        first = path.places[0]
        if first.region == "TW" and path.regions and first.full != rest:
            rest = rest.removeprefix(rest[:1] if rest[:1] in _TOWNSHIPS else "")
        is_clear = _is_clear(rest, first, path)
        deeper = _beside(rest, first) if rest and first.is_county else []
        elsewhere = [] if is_clear else _elsewhere(rest, first.region)
        partly = [] if first.is_county else _begins(rest, path)
        is_exact = is_clear and not partly and not deeper
        return Reading(_unique(partly, deeper, elsewhere, path.places, seats), is_exact, path.named)
    if not path.regions:
        return NOTHING
    region = path.regions[-1]
    if not rest:
        is_seat = region.is_part_of_china and region.capital is not None
        return Reading(_unique([region.capital] if region.capital else [], largest_of(region)), is_seat)
    partly = _begins(rest, path) or [place for place in near_places(rest) if region.contains(place)]
    fitting = _unique(partly, _elsewhere(rest, region.code.partition(".")[0]), seats)
    return Reading(fitting or _unique([region.capital] if region.capital else [], largest_of(region)), False)


def _is_clear(rest: str, first: PlaceEntry, path: _Path) -> bool:
    """Whether an address means its last known unit, the `first` place, although `rest` follows."""
    if not rest:
        return True
    is_marked = _is_marked(path.head, first, rest)
    if not is_marked and (not path.regions or rest.startswith(_OTHER_NAME) or rest in _LANDMARKS):
        # 永安镇 and 永安路 are everywhere, 多伦多大学 is not in 多伦县, and 北京朝阳门 is not in 朝阳区.
        return False
    # Below a district or a county, only streets and villages follow.
    is_lowest = first.is_county and is_marked and not first.full.endswith("市")
    return is_lowest or ((first.is_county or is_marked) and not _is_unit(rest))


def _is_marked(head: str, place: PlaceEntry, rest: str) -> bool:
    """Whether a unit is written with its kind: 永安市, but neither 永安 nor 永安市场."""
    if not head.endswith(_MARKED) or (head.endswith("市") and rest.startswith(_AFTER_CITY)):
        return False
    return not place.full or place.full[-1] == head[-1] or place in table().by_name.get(head, ())


def _of_city_abroad(rest: str, path: _Path) -> Reading:
    """The part of a city abroad that follows its name, or the city if nothing follows."""
    if not rest:
        return Reading([*path.places], True, path.named)
    found, exact = exact_places(rest)
    if parts := [one for one in found[:exact] if any(_is_part(one, city) for city in path.places)]:
        return Reading(_unique(parts, path.places), True, len(parts))
    return Reading([*path.places], False, path.named)


def _beside(rest: str, place: PlaceEntry) -> list[PlaceEntry]:
    """The county of the same prefecture that an address names after `place`: 临平 after 余杭县."""
    for end in range(min(len(rest), _LONGEST_NAME), 1, -1):
        if rest[end:].startswith(_STREETS):
            continue
        found, exact = exact_places(rest[:end])
        if near := [one for one in found[:exact] if one.is_county and _is_neighbour(one, place)]:
            return near
    return []


def _is_neighbour(one: PlaceEntry, other: PlaceEntry) -> bool:
    return one is not other and (one.region, one.admin) == (other.region, other.admin)


def _walk(address: str, start: int, within: Region | None, known: dict[tuple[int, str], _Path]) -> _Path:
    """Recognize as much of `address` from `start` on as possible, each unit inside the one before it."""
    key = start, within.code if within else ""
    if key in known:
        return known[key]
    best = known[key] = _Path(start)
    for end in range(min(len(address), start + _LONGEST_NAME), start + 1, -1):
        head = address[start:end]
        for region in regions_named(head):
            if within is None or within.has_part(region):
                inner = _walk(address, end, region, known)
                if inner.end > best.end or (inner.end == best.end and inner.places and not best.places):
                    places, named = inner.places, inner.named
                    if not places and head.endswith("市") and region.capital and region.capital.full == head:
                        places, named = (region.capital,), 1
                    best = _Path(inner.end, (region, *inner.regions), places, named, inner.head or head)
        if end > best.end or (end == best.end and not best.places):
            fitting = _inside(head, within)
            if within is None and end < len(address) and any(_is_province(one) for one in regions_named(head)):
                # 河南 begins an address in the province, not in 河南县 in Qinghai.
                fitting = [place for place in fitting if not place.is_county]
            if fitting:
                best = _Path(end, best.regions if best.end == end else (), tuple(fitting), len(fitting), head)
    known[key] = best
    return best


def _is_province(region: Region) -> bool:
    return "." not in region.code and not region.code.isascii() and not region.is_former


def _inside(head: str, within: Region | None) -> list[PlaceEntry]:
    """The places named `head` in a region. 武昌 in 武汉 is the district, though it is also an old name of the city."""
    found, exact = exact_places(head)
    if within is None:
        return found[:exact]
    strict = [place for place in found[:exact] if within.contains(place)]
    strict = strict or [place for place in found[:exact] if within.contained(place)]
    is_old_name = strict[:1] == [within.capital] and head not in (strict[0].name, strict[0].full)
    if strict and not is_old_name:
        return strict
    parts = [place for place in found if within.contains(place) and place is not within.capital]
    return parts[:1] or strict or [place for place in found if within.contained(place)][:1]


def _is_unit(rest: str) -> bool:
    """Whether the rest of an address begins with the name of a division, which then is not in the table."""
    return bool(_UNKNOWN_UNIT.match(rest)) and not _NO_UNIT.match(rest)


def _begins(rest: str, path: _Path) -> list[PlaceEntry]:
    """The places inside the last region whose names begin with what was typed so far."""
    inside = [region for region in path.regions[-1:]]
    if not rest or not inside:
        return []
    start = f"\n{rest}"
    return [place for keys, place in table().sized if start in keys and inside[0].contains(place)]


def _elsewhere(rest: str, code: str) -> list[PlaceEntry]:
    """The places in the same province that the rest of an address begins with, if it names a wrong prefecture."""
    for end in range(min(len(rest), _LONGEST_NAME), 1, -1):
        found, exact = exact_places(rest[:end])
        # Official lists count Kinmen as a county of Quanzhou.
        if fitting := [place for place in found[:exact] if place.region in (code, "TW" if code == "福建" else "")]:
            return fitting
    return []


# City and region


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
            if near := [place for place in wanted if any(_is_part(place, centre) for centre in centres)]:
                return near
    return []


def _exact_words(words: list[str], areas: tuple[Region, ...]) -> list[PlaceEntry]:
    for some in (words, _without_fillers(words)):
        name = to_plain(" ".join(some))
        found, exact = exact_places(name) if name else ([], 0)
        for fits in (_fits, _once_fitted):
            if fitting := [place for place in found[:exact] if fits(place, areas)]:
                return fitting
        if areas and not name.isascii():
            inner = [_walk(name, 0, area, {}) for area in areas]
            if places := [place for path in inner if path.end == len(name) for place in path.places]:
                return places
    return []


def _without_fillers(words: list[str]) -> list[str]:
    return [word for word in words if word.casefold() not in _FILLERS] or words


def _fits(place: PlaceEntry, areas: Iterable[Region]) -> bool:
    return not areas or any(area.contains(place) for area in areas)


def _once_fitted(place: PlaceEntry, areas: Iterable[Region]) -> bool:
    return any(area.contained(place) for area in areas)


def _is_part(place: PlaceEntry, centre: PlaceEntry) -> bool:
    is_same = place.admin == centre.admin if place.admin and centre.admin else place.region == centre.region
    is_near = abs(place.longitude - centre.longitude) <= _NEIGHBOUR
    return is_same and is_near and table().sizes[place.id] > table().sizes[centre.id]


def largest_of(region: Region) -> list[PlaceEntry]:
    contains = region.contained if region.is_former else region.contains
    return [place for _, place in table().sized if contains(place)]


def _unique(*groups: Iterable[PlaceEntry]) -> list[PlaceEntry]:
    return list(dict.fromkeys(place for group in groups for place in group))

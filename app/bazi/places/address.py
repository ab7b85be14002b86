"""Reads addresses: from the largest unit to the smallest in Chinese, and "city, region" in Latin letters."""

import re
from collections.abc import Iterable

from app.bazi.places.exact import exact_places
from app.bazi.places.names import UNITS
from app.bazi.places.near import near_places
from app.bazi.places.table import PlaceEntry, table, to_plain
from app.bazi.places.units import LONGEST_NAME, MARKED, Path, has_kind, largest_of, walk
from app.bazi.places.words import MAX_WORDS, NOTHING, Reading, is_part, read_words, words_of

_AFTER_CITY = ("场", "民", "政", "郊", "中心")  # 市场, 市民
_TOWNSHIPS = ("镇", "乡", "市")  # of Taiwan's former counties, which are districts today
_STREETS = ("路", "街", "道", "大道", "大街", "巷", "弄", "桥", "花园", "小区")
_OTHER_NAME = (
    "镇", "乡", "村", "屯", "庄", "街", "路", "大道", "大街", "巷", "胡同", "弄", "寺", "庙", "站", "机场", "大学",
    "医院", *UNITS,
)  # fmt: skip
"""What makes a name another one: 永安镇 is no part of 永安市, and 太和市 is not 太和县."""
_LANDMARKS = frozenset("山河湖江海岛港湾桥门塔宫园林泉峡洞关口寨堡营店集场坝沟岭里塘洲")
"""Characters that make a name another one if nothing follows."""
_COMMON = re.compile(r"[东南西北中新郊城市矿桥]{1,3}区|[\u4e00-\u9fff]{1,5}?新区")
_UNKNOWN_UNIT = re.compile(r"[^\W镇乡街路村道\d]{1,6}?[区县旗市盟]")
_NO_UNIT = re.compile(r"[\u4e00-\u9fff]{0,5}?(?:小|社|园|校|厂|库|街|景|发|理|住宅|新)区")


def read_address(query: str, plain: str) -> Reading:
    if (found := read_words(query)).places:
        return found
    if plain.isascii():
        return NOTHING
    words = [to_plain(word) for word in words_of(query)]
    is_chinese = not re.search("[a-z]", plain)
    if is_chinese and 2 <= len(words) <= MAX_WORDS and _is_city(words[-1]) and not _is_city(words[0]):
        return _of_chinese("".join(reversed(words)))  # 长安镇 东莞
    return _of_chinese(plain)


def _is_city(word: str) -> bool:
    """Whether it names a region or a city, or a unit inside of one, and nothing else."""
    path = walk(word, 0, None, {})
    return path.end == len(word) and bool(
        path.regions or any(not place.is_county or place.full[-1:] == "市" for place in path.places)
    )


def _of_chinese(address: str) -> Reading:
    known = dict[tuple[int, str], Path]()
    path = walk(address, 0, None, known)
    seats = [region.capital for region in reversed(path.regions) if region.capital and "." in region.code]
    rest = address[path.end :]
    is_abroad = bool(path.places) and path.places[0].region.isascii() and path.places[0].region != "TW"
    if is_abroad and path.end == len(path.head) and rest.startswith(UNITS):
        return NOTHING  # 首尔区 is another name
    if is_abroad and (not path.regions or _parts(rest, path)):
        return _of_city_abroad(rest, path)
    if path.places:
        first = path.places[0]
        if first.region == "TW" and first.is_county and path.regions and rest.startswith(_TOWNSHIPS):
            rest = rest[1:]
        is_clear = _is_clear(rest, first, path)
        deeper = _beside(rest, first) if rest and first.is_county else []
        elsewhere = [] if is_clear else _elsewhere(rest, first.region)
        partly = [] if first.is_county else _begins(rest, path)
        is_exact = is_clear and not partly and not deeper
        # Many cities once had a 城区 or 郊区: the city is meant, not where one exists today.
        city = path.places if _COMMON.match(rest) else ()
        return Reading(_unique(partly, deeper, city, elsewhere, path.places, seats), is_exact, path.named)
    if not path.regions:
        return NOTHING
    region = path.regions[-1]
    if not rest:
        is_seat = region.is_part_of_china and region.capital is not None and not region.is_former
        return Reading(_unique([region.capital] if region.capital else [], largest_of(region)), is_seat)
    partly = _begins(rest, path) or [place for place in near_places(rest) if region.contains(place)]
    # 巴州 is in Xinjiang, but also a district in Sichuan.
    homes = {region.code.partition(".")[0]: None} | {place.region: None for place in exact_places(path.head)[0]}
    fitting = _unique(partly, *(_elsewhere(rest, home) for home in homes), seats)
    capital = [region.capital] if region.capital else []
    return Reading(_unique(fitting, capital, [] if fitting else largest_of(region)), False)


def _is_clear(rest: str, first: PlaceEntry, path: Path) -> bool:
    """Whether an address means its last known unit, the `first` place, although `rest` follows."""
    if not rest:
        return True
    is_marked = _is_marked(path.head, first, rest)
    is_first = path.end == len(path.head)
    if not is_marked and (is_first or rest.startswith(_OTHER_NAME) or rest in _LANDMARKS):
        # 永安镇 and 永安路 are everywhere, 多伦多大学 is not in 多伦县, and 北京朝阳门 is not in 朝阳区.
        return False
    # Below a district or a county, only streets and villages follow.
    is_lowest = first.is_county and is_marked and not first.full.endswith("市")
    return is_lowest or ((first.is_county or is_marked) and not _is_unit(rest))


def _is_marked(head: str, place: PlaceEntry, rest: str) -> bool:
    """Whether a unit is written with its kind: 永安市, but neither 永安 nor 永安市场."""
    if not head.endswith(MARKED) or (head.endswith("市") and rest.startswith(_AFTER_CITY)):
        return False
    return has_kind(place, head)


def _of_city_abroad(rest: str, path: Path) -> Reading:
    """The part of a city abroad that follows its name, or the city if nothing follows."""
    if not rest:
        return Reading([*path.places], True, path.named)
    parts = _parts(rest, path)
    return Reading(_unique(parts, path.places), bool(parts), len(parts))


def _parts(rest: str, path: Path) -> list[PlaceEntry]:
    found, exact = exact_places(rest) if rest else ([], 0)
    return [one for one in found[:exact] if any(is_part(one, city) for city in path.places)]


def _beside(rest: str, place: PlaceEntry) -> list[PlaceEntry]:
    """The county of the same prefecture that an address names after `place`: 临平 after 余杭县."""
    for end in range(min(len(rest), LONGEST_NAME), 1, -1):
        if rest[end:].startswith(_STREETS):
            continue
        found, exact = exact_places(rest[:end])
        if near := [one for one in found[:exact] if one.is_county and _is_neighbour(one, place)]:
            return near
    return []


def _is_neighbour(one: PlaceEntry, other: PlaceEntry) -> bool:
    return one is not other and (one.region, one.admin) == (other.region, other.admin)


def _is_unit(rest: str) -> bool:
    """Whether the rest of an address begins with the name of a division, which then is not in the table."""
    return bool(_UNKNOWN_UNIT.match(rest)) and not _NO_UNIT.match(rest)


def _begins(rest: str, path: Path) -> list[PlaceEntry]:
    """The places inside the last region whose names begin with what was typed so far."""
    inside = [region for region in path.regions[-1:]]
    if not rest or not inside:
        return []
    start = f"\n{rest}"
    return [place for keys, place in table().sized if start in keys and inside[0].contains(place)]


def _elsewhere(rest: str, code: str) -> list[PlaceEntry]:
    """The places in the same province that the rest of an address begins with, if it names a wrong prefecture."""
    for end in range(min(len(rest), LONGEST_NAME), 1, -1):
        found, exact = exact_places(rest[:end])
        # Official lists count Kinmen as a county of Quanzhou.
        if fitting := [place for place in found[:exact] if place.region in (code, "TW" if code == "福建" else "")]:
            return fitting
    return []


def _unique(*groups: Iterable[PlaceEntry]) -> list[PlaceEntry]:
    return list(dict.fromkeys(place for group in groups for place in group))

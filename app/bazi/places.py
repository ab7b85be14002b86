"""The table of places: looks up longitude and time zone by the name of a city.

All of mainland China, Xinjiang included, uses Beijing time, as its birth records do. The rows are in places.tsv,
which scripts/make_places.py generates from GeoNames (https://www.geonames.org, CC BY 4.0).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

_TABLE = Path(__file__).with_name("places.tsv")
_TRADITIONAL = "# traditional "

# Suffixes that do not make a different name, longest first.
_ENDINGS = ("地区", "新区", "市", "县", "区")

# Provinces as in the column `region`, with their Latin names. The pattern below also accepts the short form 内蒙.
_PROVINCES = {
    "北京": "Beijing", "天津": "Tianjin", "上海": "Shanghai", "重庆": "Chongqing", "河北": "Hebei", "山西": "Shanxi",
    "内蒙古": "Inner Mongolia/Neimenggu/Nei Mongol", "辽宁": "Liaoning", "吉林": "Jilin", "黑龙江": "Heilongjiang",
    "江苏": "Jiangsu", "浙江": "Zhejiang", "安徽": "Anhui", "福建": "Fujian", "江西": "Jiangxi", "山东": "Shandong",
    "河南": "Henan", "湖北": "Hubei", "湖南": "Hunan", "广东": "Guangdong", "广西": "Guangxi", "海南": "Hainan",
    "四川": "Sichuan", "贵州": "Guizhou", "云南": "Yunnan", "西藏": "Tibet/Xizang", "陕西": "Shaanxi", "甘肃": "Gansu",
    "青海": "Qinghai", "宁夏": "Ningxia", "新疆": "Xinjiang",
}  # fmt: skip
_PROVINCE = re.compile(f"(?:中国|中华人民共和国)?({'|'.join(_PROVINCES)}|内蒙)(?:省|市|(?:壮族|回族|维吾尔)?自治区)?")
_LATIN_PROVINCES = {
    "".join(name.casefold().split()): province for province, names in _PROVINCES.items() for name in names.split("/")
}

# Used to shorten 恩施土家族苗族自治州 to 恩施州 and 长阳土家族自治县 to 长阳县.
_PEOPLES = (
    "壮 回 维吾尔 土家 苗 布依 侗 藏 羌 彝 白 哈尼 傣 景颇 傈僳 蒙古 朝鲜 哈萨克 柯尔克孜 瑶 黎 满 畲 土 撒拉 东乡 裕固"
    " 锡伯 达斡尔 鄂温克 鄂伦春 仫佬 毛南 仡佬 水 纳西 拉祜 佤 布朗 普米 独龙 怒 保安 塔吉克 各"
)
_ANY_PEOPLE = "|".join(sorted(_PEOPLES.split(), key=len, reverse=True))
_AUTONOMOUS = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?:(?:{_ANY_PEOPLE})族|蒙古|哈萨克|塔吉克|锡伯|柯尔克孜)*自治(?=[州县旗])"
)

_LONGEST_NAME = 12  # characters of the longest Chinese name at the start of an address
_NEAR = 2.5  # degrees of longitude between the centre of a city and the counties that belong to it

_SAINT = re.compile(r"\bst(e?)[.\s](?=\s*\w)")

# Latin letters that Unicode does not decompose into a letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
# Common spellings without accents: Koeln, Aarhus.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A city. `id` is stable and public; `longitude` is that of the centre, in degrees east to two decimals."""

    id: str
    name: str
    """The Chinese name, or the Latin one if no Chinese name is known."""
    pinyin: str
    """Pinyin of the Chinese name, or empty."""
    latin: str
    region: str
    """The province in mainland China, elsewhere the ISO 3166 code of the country."""
    longitude: float
    timezone: str
    other_timezone: str | None
    """A second zone, where some people keep local time instead of `timezone` (Xinjiang)."""


_Keyed = tuple[str, PlaceEntry]
"""A place with its search key: all its plain names, delimited by newlines, which no name contains."""


@dataclass(frozen=True, slots=True)
class _Table:
    by_id: dict[str, PlaceEntry]
    mainland: list[PlaceEntry]
    """Sorted by population, largest first."""
    search_keys: list[_Keyed]
    """Sorted by population, largest first."""
    by_name: dict[str, list[_Keyed]]
    """By plain name; sorted by population, largest first."""
    simplified: dict[int, str]
    """Maps traditional characters to simplified ones, for `str.translate`."""


def find_places(query: str, limit: int = 10) -> list[PlaceEntry]:
    """Find places by name: exact matches first, then names that start with `query`, then names that contain it.

    Within each group the largest come first. Case, accents, spaces, hyphens and apostrophes are ignored; so is a
    trailing 市, 县 or 区, except to choose between places of the same name. Traditional and simplified characters are
    equivalent, and so are "St." and "Saint". The name of a province finds its largest cities.

    If no name matches, `query` is read as an address: a province before the name (or after it, in Latin letters)
    restricts the search, and a Chinese address finds the most specific place known: 杭州 for 浙江省杭州市西湖区, 苍南
    for 温州市苍南县. A blank query returns the largest cities of mainland China; one without letters returns nothing.
    """
    table = _table()
    plain = _plain(query, table.simplified)
    if not query.strip():
        found = table.mainland
    elif not plain:
        found = []
    else:
        found = _of_province(plain, table) + _ranked(plain, table.search_keys) or _of_address(plain, table)
    return list(dict.fromkeys(found))[: max(0, limit)]


def place_by_id(id: str) -> PlaceEntry | None:
    return _table().by_id.get(id)


def all_places() -> list[PlaceEntry]:
    """Return mainland China first, then all others, each sorted by population, largest first."""
    return list(_table().by_id.values())


def _ranked(plain: str, among: list[_Keyed]) -> list[PlaceEntry]:
    wanted = _short(plain)
    groups: tuple[list[PlaceEntry], ...] = ([], [], [], [], [])
    for keys, place in among:
        if wanted in keys:
            groups[_rank(plain, wanted, keys)].append(place)
    return [place for group in groups for place in group]


def _rank(plain: str, wanted: str, keys: str) -> int:
    if plain != wanted and f"\n{plain}\n" in keys:
        return 0
    if f"\n{wanted}\n" in keys:
        # 朝阳市 must not find the place known as 朝阳区.
        return 2 if plain != wanted and any(f"\n{wanted}{ending}\n" in keys for ending in _ENDINGS) else 1
    return 3 if f"\n{wanted}" in keys else 4


def _of_province(plain: str, table: _Table) -> list[PlaceEntry]:
    """Return the cities of the province `plain`, its namesake first. 北京市 and 吉林市 mean the city alone."""
    province, rest = _province_and_rest(plain)
    if not province or rest or plain.endswith("市"):
        return []
    same = [place for _, place in table.by_name.get(_short(plain), ()) if place.region == province]
    return same + [place for place in table.mainland if place.region == province]


def _province_and_rest(plain: str) -> tuple[str, str]:
    """Split off the province that `plain` starts with (in Latin letters: starts or ends with)."""
    if match := _PROVINCE.match(plain):
        return {"内蒙": "内蒙古"}.get(match[1], match[1]), plain[match.end() :]
    if plain.isascii():
        plain = plain.removesuffix("china")
        for latin, province in _LATIN_PROVINCES.items():
            if plain.startswith(latin):
                return province, plain.removeprefix(latin).removeprefix("province")
            if plain.removesuffix("province").endswith(latin):
                return province, plain.removesuffix("province").removesuffix(latin)
    return "", plain


def _of_address(plain: str, table: _Table) -> list[PlaceEntry]:
    """Find the places of an address, which in Chinese goes from the largest unit to the smallest."""
    province, rest = _province_and_rest(_AUTONOMOUS.sub("", plain))
    if not province:
        named = [place for _, place in table.by_name.get(_short(rest), ())] if rest != plain else []
        return named or _deepest(rest, table, None)
    here = [(keys, place) for keys, place in table.search_keys if place.region == province]
    return (
        (_ranked(rest, here) if rest else [])
        or _deepest(rest, table, lambda place: place.region == province)
        or [place for _, place in table.by_name.get(_short(rest), ())]
    )


def _deepest(address: str, table: _Table, fits: Callable[[PlaceEntry], bool] | None) -> list[PlaceEntry]:
    """Find the places that `address` starts with. Nearby places named in the rest of the address come first."""
    if address.isascii():
        return []  # "Paris, Texas" is not in France
    for length in range(min(len(address), _LONGEST_NAME), 1, -1):
        head, rest = address[:length], address[length:]
        keyed = table.by_name.get(head, []) + table.by_name.get(_short(head), [])
        if found := [place for place in _ranked(head, keyed) if fits is None or fits(place)]:
            deeper = [one for place in found for one in _deepest(rest, table, partial(_is_near, place))]
            return list(dict.fromkeys(deeper + found))
    return []


def _is_near(centre: PlaceEntry, place: PlaceEntry) -> bool:
    return place.region == centre.region and abs(place.longitude - centre.longitude) <= _NEAR


def _plain(text: str, simplified: dict[int, str]) -> str:
    spelt = _SAINT.sub(r"saint\1 ", text.casefold())
    letters = unicodedata.normalize("NFKD", spelt.translate(_LETTERS))
    return "".join(char for char in letters if char.isalnum()).translate(simplified)


def _short(plain: str) -> str:
    for ending in _ENDINGS:
        # At least two characters remain: 沙市 and 滑县 are complete names.
        if plain.endswith(ending) and len(plain) - len(ending) >= 2:
            return plain.removesuffix(ending)
    return plain


def _keys(names: Iterable[str], simplified: dict[int, str]) -> dict[str, None]:
    keys = dict[str, None]()
    for name in names:
        folded = unicodedata.normalize("NFC", name.casefold())
        for text in (folded, folded.translate(_SPELT_OUT)):
            plain = _plain(text, simplified)
            keys |= {_short(plain): None, plain: None}
    return keys


@cache
def _table() -> _Table:
    _, traditional, _, *lines = _TABLE.read_text(encoding="utf-8").splitlines()
    simplified = {ord(pair[0]): pair[1] for pair in traditional.removeprefix(_TRADITIONAL).split()}
    table = _Table({}, [], [], {}, simplified)
    sized: list[tuple[int, dict[str, None], PlaceEntry]] = []
    for line in lines:
        id, name, pinyin, latin, region, longitude, timezone, thousands, aliases = line.split("\t")
        other = "Asia/Urumqi" if region == "新疆" else None
        place = PlaceEntry(id, name or latin, pinyin, latin, region, float(longitude), timezone, other)
        table.by_id[id] = place
        if not region.isascii():
            table.mainland.append(place)
        names = _keys((text for text in (name, pinyin, latin, *aliases.split("/")) if text), simplified)
        sized.append((int(thousands), names, place))
    # The sort is stable: of two equally large places, the mainland one stays first.
    sized.sort(key=lambda one: one[0], reverse=True)
    for _, names, place in sized:
        keyed = "\n".join(["", *names, ""]), place
        table.search_keys.append(keyed)
        for plain in names:
            table.by_name.setdefault(plain, []).append(keyed)
    return table

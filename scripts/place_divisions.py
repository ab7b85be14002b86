"""Matches the divisions of mainland China in divisions.tsv with the rows of the table of places."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

DIVISIONS_FILE = Path(__file__).with_name("divisions.tsv")
NEAR = 0.75  # degrees; a row farther away belongs to another division of the same name

PEOPLES = (
    "壮 回 维吾尔 土家 苗 布依 侗 藏 羌 彝 白 哈尼 傣 景颇 傈僳 蒙古 朝鲜 哈萨克 柯尔克孜 瑶 黎 满 畲 土 撒拉 东乡 裕固"
    " 锡伯 达斡尔 鄂温克 鄂伦春 仫佬 毛南 仡佬 水 纳西 拉祜 佤 布朗 普米 独龙 怒 保安 塔吉克 各"
)
ANY_PEOPLE = "|".join(sorted(PEOPLES.split(), key=len, reverse=True))
AUTONOMOUS = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?:(?:{ANY_PEOPLE})族|蒙古|哈萨克|塔吉克|锡伯|柯尔克孜)*自治(?=[州县旗])"
)
SHORTENED = {"东乡族自治县": "东乡县", "鄂温克族自治旗": "鄂温克旗", "大柴旦行政委员会": "大柴旦"}
UNDIVIDED = ("东莞", "中山", "儋州", "嘉峪关")  # cities without districts
PROVINCE = re.compile(r"省|市|(?:壮族|回族|维吾尔)?自治区")


@dataclass(frozen=True, slots=True)
class Division:
    name: str
    province: str
    prefecture: str
    """The full name of the prefecture, or empty."""
    longitude: float
    is_former: bool

    @property
    def plain(self) -> str:
        """The name without the peoples of autonomous counties."""
        return SHORTENED.get(self.name) or AUTONOMOUS.sub("", self.name)

    @property
    def short(self) -> str:
        short = re.sub("(?:特区|林区|新区|[市县区])$", "", self.plain)
        return short if len(short) > 1 else self.plain


def read_divisions() -> list[Division]:
    lines = [line.split("\t") for line in DIVISIONS_FILE.read_text().splitlines() if not line.startswith("#")]
    names = {code: name for code, name, *rest in lines if not rest}
    found = []
    for code, name, *rest in lines:
        if rest and name != "金门县":  # it is in Taiwan
            province = PROVINCE.sub("", names[code[:2] + "0000"])
            prefecture = names.get(code[:4] + "00", "")
            is_direct = prefecture == names[code[:2] + "0000"] or "直辖" in prefecture
            found.append(Division(name, province, "" if is_direct else prefecture, float(rest[0]), len(rest) > 1))
    return sorted(found, key=lambda one: one.is_former)


def short_prefecture(full: str) -> str:
    """恩施州 for 恩施土家族苗族自治州, 锡林郭勒盟, 阿里地区, and 杭州 for 杭州市."""
    return AUTONOMOUS.sub("", full).removesuffix("市")


def with_divisions(rows: list[Any], merged: dict[str, str], of: dict[str, str], make: Callable[..., Any]) -> list[Any]:
    """Give `rows` their official names and prefectures, and add a row for each division without one.

    `make` builds a row from its name, province, aliases and longitude.
    """
    divisions = read_divisions()
    prefectures = {one.province + "." + short_prefecture(one.prefecture): one.prefecture for one in divisions}
    seats = {
        (province, name)
        for province, _, name in (code.partition(".") for code in prefectures)
        if prefectures[f"{province}.{name}"].endswith("市")
    }
    by_name = defaultdict[tuple[str, str], list[int]](list)
    for number, row in enumerate(rows):
        for name in {row.name, *row.aliases}:
            by_name[row.region, name].append(number)
    owners, rows = dict[int, Division](), list(rows)
    for one in divisions:
        numbers = {n for name in (one.name, one.plain, one.short) for n in by_name[one.province, name]}
        fitting = [
            n
            for n in numbers
            if abs(rows[n].longitude - one.longitude) < NEAR
            and (rows[n].region, rows[n].name) not in seats
            and rows[n].name != rows[n].region
            and (n not in owners or one.is_former)
        ]
        best = min(fitting, key=lambda n: (rows[n].name != one.plain, rows[n].name != one.short), default=None)
        prefecture = short_prefecture(one.prefecture)
        if best is None:
            row = make(one.short if one.name[-1] in "市会" else one.plain, one.province, one.longitude, one.name)
            by_name[one.province, row.name].append(len(rows))
            owners[len(rows)] = one
            rows.append(replace(row, full=one.name, admin=f"{one.province}.{prefecture}" if prefecture else ""))
        elif best in owners:
            rows[best] = replace(rows[best], aliases=(*rows[best].aliases, one.name))
        else:
            owners[best] = one
            admin = f"{one.province}.{prefecture}" if prefecture else ""
            rows[best] = replace(rows[best], full=one.name, admin=admin)
    for number, row in enumerate(rows):
        if number in owners:
            continue
        if (row.region, row.name) in seats or row.name == row.region or row.name in UNDIVIDED:
            rows[number] = replace(row, full=row.name + "市")
        elif any(code.startswith(row.region + ".") for code in prefectures):
            seat = of.get(row.name) or row.name.removesuffix("县")
            code = next(
                (code for code in prefectures if code in (f"{row.region}.{seat}", f"{row.region}.{seat}州")), ""
            )
            rows[number] = replace(row, admin=code)
    for area, entries in merged.items():
        for entry in entries.split():
            old, _, present = entry.partition("=")
            (number,) = (
                n for n, row in enumerate(rows) if row.name == present and area in (row.region, row.admin)
            )  # fmt: skip
            rows[number] = replace(rows[number], aliases=(*rows[number].aliases, *old.replace("_", " ").split("/")))
    return rows

"""Adds the former names and prefectures of counties, from former_names.tsv, to the tables of places and regions."""

import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from place_divisions import AUTONOMOUS, PROVINCE, short_prefecture
from place_regions import FORMER_PARTS, FORMER_PROVINCES

HERE = Path(__file__).parent
ENTRY = re.compile(r"(\D+)(\d{6})")
GENERIC = re.compile(r"[东南西北中新郊城市矿]{1,3}区")


def read_former() -> list[tuple[str, str, str, str]]:
    """The province, prefecture, name and present code of each former division."""
    lines = (HERE / "former_names.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    return [
        (province, prefecture, match[1], match[2])
        for province, prefecture, entries in cells
        for entry in entries.split()
        if (match := ENTRY.fullmatch(entry))
    ]


def read_qualified() -> set[tuple[str, str, str]]:
    """The province, prefecture and name of each former division that renamed_divisions.tsv has with its prefecture."""
    lines = (HERE / "renamed_divisions.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    pairs = ((province, pair.split("=")[0]) for province, pairs in cells for pair in pairs.split() if "/" in pair)
    return {(province, *old.split("/")) for province, old in pairs}  # type: ignore[misc]


def rows_by_code(rows: list[Any]) -> dict[str, int]:
    """The position of the row of each division that has one."""
    lines = [line.split("\t") for line in (HERE / "divisions.tsv").read_text(encoding="utf-8").splitlines()]
    names = {code: name for code, name, *_ in (line for line in lines if len(line) > 1)}
    by_name = defaultdict[tuple[str, str, str], list[int]](list)
    for number, row in enumerate(rows):
        for name in {row.full, row.name, *row.aliases}:
            by_name[row.region, row.admin, name].append(number)
            by_name[row.region, "", name].append(number)
    found = dict[str, int]()
    for code, name in names.items():
        province = PROVINCE.sub("", names[code[:2] + "0000"])
        prefecture = names.get(code[:4] + "00", "")
        admin = f"{province}.{short_prefecture(prefecture)}" if code[4:] != "00" else ""
        numbers = by_name[province, admin, name] or by_name[province, "", name]
        best = [n for n in numbers if rows[n].full == name] or numbers
        if best:
            found[code] = best[0]
    return found


def with_former_names(rows: list[Any]) -> list[Any]:
    """Add the former names of each division, unless another place of its province has that name today.

    Names that many cities gave to their districts, or that a place of the province has today, count only if
    renamed_divisions.tsv has them with their prefecture: 城区 in Datong is 平城区 today, 桥东区 in Xingtai is 襄都区.
    """
    found, codes, qualified = list(rows), rows_by_code(rows), read_qualified()
    taken = {(row.region, name) for row in rows for name in (row.name, row.full)}
    for province, prefecture, name, code in read_former():
        number = codes.get(code)
        if number is None:
            continue
        row = found[number]
        is_unclear = GENERIC.fullmatch(name) or (row.region, name) in taken
        if is_unclear and (province, prefecture, name) not in qualified:
            continue
        if name not in (*row.aliases, *row.former):
            found[number] = replace(row, former=(*row.former, name))
    return found


def former_parts(numbered: list[tuple[str, Any]]) -> dict[str, tuple[list[str], list[str]]]:
    """What belonged to each region once, but not today: by its code, its former names, and ids or codes of the parts.

    The code of a region that no longer exists has its name in parentheses.
    """
    rows = [row for _, row in numbered]
    codes = rows_by_code(rows)
    present = {row.admin for row in rows}
    found = {code: (list[str](), parts.split()) for code, parts in FORMER_PARTS.items()}
    for names, parts in FORMER_PROVINCES.items():
        name, *others = names.split("/")
        found[f"({name})"] = ([name, *others], parts.split())
    seats = {f"{row.region}.{row.full.removesuffix('市')}": id for id, row in numbered if not row.admin}
    for _, parts in found.values():
        parts += [seats[code] for code in parts if code in seats]
    own_rows = {(row.region, name): (id, row) for id, row in numbered for name in (row.name, row.full)}
    for province, prefecture, old, code in read_former():
        number = codes.get(code)
        if number is None or not prefecture:
            continue
        short = short_prefecture(prefecture)
        bare = bare_prefecture(prefecture)
        forms = [f"{province}.{name}" for name in (short, bare, bare + "州", bare + "地区")]
        own = next((one for one in forms if one in present), f"{province}.({bare})")
        names, parts = found.setdefault(own, ([], []))
        names += [one for one in (bare, prefecture, short) if one not in names]
        id, row = numbered[number]
        # 户县 still has a row of its own beside 鄠邑区. A namesake in another prefecture is another division.
        other, namesake = own_rows.get((row.region, old), (id, row))
        is_same = namesake.full != old or namesake.admin == row.admin
        for one in (id, other if is_same else ""):
            if one and (one != id or row.admin != own) and one not in parts:
                parts.append(one)
    return found


def bare_prefecture(full: str) -> str:
    """恩施 for 恩施土家族苗族自治州, 昭通 for 昭通地区, 赤峰 for 赤峰市."""
    bare = re.sub("(?:地区|行政区|[市盟])$", "", AUTONOMOUS.sub("", full))
    return bare.removesuffix("州") if full.endswith("自治州") else bare

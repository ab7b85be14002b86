"""Places as people type them: short names, "city, region", addresses and mistakes, and their labels."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from app.bazi.places import Found, PlaceEntry, all_places, find_places, labels, search_places

ROOT = Path(__file__).parents[2]
TYPED = [
    line.split("\t")
    for line in (Path(__file__).parent / "reference" / "typed_places.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
DIVISIONS = [
    line.split("\t")
    for line in (ROOT / "scripts" / "divisions.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NAMES = {code: name for code, name, *rest in DIVISIONS if not rest}
COUNTIES = [
    (code, name, float(rest[0])) for code, name, *rest in DIVISIONS if len(rest) == 1 and name != "金门县"
]  # fmt: skip


def shown(found: Found) -> list[str]:
    return [labels("zh")[place.id] for place in found.places]


def is_expected(place: PlaceEntry, name: str, region: str, *longitude: str) -> bool:
    is_there = all(abs(place.longitude - float(one)) < 0.35 for one in longitude)
    return is_there and place.region == region and name in (place.name, place.latin, place.full)


def test_what_people_type_finds_the_place_they_mean_first() -> None:
    assert len(TYPED) >= 200
    first = [query for query, *meant in TYPED if is_expected(find_places(query)[0], *meant)]
    among = [query for query, *meant in TYPED if any(is_expected(one, *meant) for one in find_places(query)[:5])]
    assert [query for query, *_ in TYPED if query not in among] == []
    assert len(first) >= 0.975 * len(TYPED), {query for query, *_ in TYPED} - set(first)


def address(code: str, name: str) -> str:
    province, prefecture = NAMES[code[:2] + "0000"], NAMES.get(code[:4] + "00", "")
    return province + ("" if "直辖" in prefecture or prefecture == province else prefecture) + name


def is_division(place: PlaceEntry, code: str, name: str, longitude: float) -> bool:
    province = NAMES[code[:2] + "0000"]
    return place.full == name and province.startswith(place.region) and abs(place.longitude - longitude) < 0.8


def test_every_county_is_found_by_its_name_among_all_of_that_name() -> None:
    assert len(COUNTIES) >= 2845
    same = defaultdict[str, list[tuple[str, float]]](list)
    for code, name, longitude in COUNTIES:
        same[name].append((code, longitude))
    lost = []
    for name, counties in same.items():
        found = find_places(name)
        positions = [
            next((i for i, one in enumerate(found) if is_division(one, code, name, longitude)), 99)
            for code, longitude in counties
        ]
        if max(positions) >= max(5, len(counties)):
            lost.append((name, positions))
    assert lost == []


@pytest.mark.parametrize("form", ["{}", "{}解放路12号", "中国{}"])
def test_every_county_is_found_first_by_its_full_address(form: str) -> None:
    lost = []
    for code, name, longitude in COUNTIES:
        found = search_places(form.format(address(code, name)))
        if found.match != "exact" or not is_division(found.places[0], code, name, longitude):
            lost.append((address(code, name), found.match, shown(found)[:3]))
    assert lost == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_places_have_the_same_label(language: str) -> None:
    counts = Counter(labels(language).values())
    assert set(labels(language)) == {place.id for place in all_places()}
    assert [label for label, count in counts.items() if count > 1] == []
    assert not any(f"({id})" in label for id, label in labels(language).items())


@pytest.mark.parametrize(
    ("id", "zh", "en"),
    [
        ("portland", "波特兰 · 美国俄勒冈州", "Portland · Oregon, United States"),
        ("portland-us", "波特兰 · 美国缅因州", "Portland · Maine, United States"),
        ("beijing", "北京市 · 中国", "Beijing · China"),
        ("suzhou", "苏州市 · 江苏", "Suzhou · Jiangsu"),
        ("haidian", "海淀区 · 北京", "Haidian District · Beijing"),
        ("dunhuang", "敦煌市 · 甘肃酒泉", "Dunhuang · Jiuquan, Gansu"),
        ("banqiao", "板桥区 · 台湾新北", "Banqiao District · New Taipei, Taiwan"),
        ("london", "伦敦 · 英国", "London · United Kingdom"),
        ("tokyo", "东京 · 日本", "Tokyo · Japan"),
    ],
)
def test_a_label_names_the_place_and_where_it_is(id: str, zh: str, en: str) -> None:
    assert (labels("zh")[id], labels("en")[id]) == (zh, en)


@pytest.mark.parametrize(
    ("query", "match", "first"),
    [
        # One place of that name, in China: no longer a namesake abroad.
        ("萨尔图区", "exact", ["萨尔图区 · 黑龙江大庆"]),
        ("盐湖区", "exact", ["盐湖区 · 山西运城"]),
        ("芙蓉区", "exact", ["芙蓉区 · 湖南长沙"]),
        ("原州区", "exact", ["原州区 · 宁夏固原"]),
        ("金城江", "exact", ["金城江区 · 广西河池"]),
        ("大溪地", "exact", ["帕皮提 · 法属波利尼西亚"]),
        ("吉林市昌邑区", "exact", ["昌邑区 · 吉林吉林"]),
        ("海州区", "shared", ["海州区 · 辽宁阜新", "海州区 · 江苏连云港"]),
        ("松山区", "shared", ["松山区 · 内蒙古赤峰", "松山区 · 台湾台北"]),
        ("西贡", "shared", ["胡志明市 · 越南", "西贡区 · 香港"]),
        # Far from the seat of the prefecture.
        ("甘肃省酒泉市敦煌市", "exact", ["敦煌市 · 甘肃酒泉"]),
        ("海南藏族自治州贵德县", "exact", ["贵德县 · 青海海南州"]),
        ("二连浩特", "exact", ["二连浩特市 · 内蒙古锡林郭勒盟"]),
        # Taiwan and Hong Kong.
        ("臺東縣", "exact", ["台东县 · 台湾"]),
        ("屏東", "exact", ["屏东县 · 台湾"]),
        ("馬祖", "exact", ["连江县 · 台湾"]),
        ("連江縣", "shared", ["连江县 · 福建福州", "连江县 · 台湾"]),
        ("福建省泉州市金门县", "partial", ["金门县 · 台湾"]),
        # Not in the table: asked about, or not found.
        ("阿斯加德市", "none", []),
        ("首尔区", "none", []),
        ("Paris, Texas", "none", []),
        ("London, Ohio", "none", []),
        ("广州市萝岗区", "partial", ["广州市 · 广东"]),
        # The address contradicts itself.
        ("温州市西湖区", "partial", ["西湖区 · 浙江杭州", "温州市 · 浙江"]),
        ("巢湖市庐江县", "partial", ["庐江县 · 安徽合肥", "巢湖市 · 安徽合肥"]),
        # While it is typed.
        ("南京鼓", "partial", ["鼓楼区 · 江苏南京"]),
        ("san jo, ca", "partial", ["圣何塞 · 美国加利福尼亚州"]),
        # Regions: the capital, then the largest cities.
        ("台湾", "region", ["台北市 · 台湾", "新北市 · 台湾", "台中市 · 台湾"]),
        ("California", "region", ["萨克拉门托 · 美国加利福尼亚州", "洛杉矶 · 美国加利福尼亚州"]),
        ("加拿大", "region", ["渥太华 · 加拿大安大略省", "多伦多 · 加拿大安大略省"]),
        ("吉林", "region", ["吉林市 · 吉林", "长春市 · 吉林"]),
        ("New York", "exact", ["纽约 · 美国纽约州"]),
        # Mistakes.
        ("乌鲁木奇", "near", ["乌鲁木齐市 · 新疆"]),
        ("四川省成督市", "partial", ["成都市 · 四川"]),
        ("Portlnd OR", "partial", ["波特兰 · 美国俄勒冈州"]),
        ("Shnaghai", "near", ["上海市 · 中国"]),
        # Pinyin means the city, not the districts of that name.
        ("xi'an", "exact", ["西安市 · 陕西"]),
    ],
)
def test_a_search_tells_what_is_certain_from_what_to_ask_about(query: str, match: str, first: list[str]) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[: len(first)]) == (match, first)


@pytest.mark.parametrize(
    ("query", "id"),
    [("hk", "hong-kong"), ("HK", "hong-kong"), ("港", "hong-kong"), ("LA", "los-angeles"), ("sf", "san-francisco")],
)
def test_a_short_name_comes_before_everything_else(query: str, id: str) -> None:
    found = find_places(query)
    assert found[0].id == id
    assert not any(place.region == "UZ" for place in found)  # Tashkent contains "hk"


def test_a_division_that_is_not_in_the_table_is_never_taken() -> None:
    known = {one for place in all_places() for one in (place.full, place.name)}
    made_up = [
        f"{stem}{end}"
        for stem in ("盐田港", "洛杉", "伦敦", "首尔", "大阪", "莫斯")
        for end in ("区", "县", "旗", "盟")
    ]
    assert [name for name in made_up if name not in known and search_places(name).match == "exact"] == []


@pytest.mark.parametrize("query", ["la " * 20, "北京" * 30, "ca " * 20, "海南州" * 20, "new york " * 6])
def test_a_repetitive_query_stays_cheap(query: str) -> None:
    assert len(find_places(query)) <= 10
    assert re.sub(r"\s", "", query)

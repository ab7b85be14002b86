"""Names that several places share: in Latin letters only, as a short form, or as a former district."""

import re
from pathlib import Path

import pytest

from app.bazi.places import Found, PlaceEntry, all_places, labels, search_places
from app.bazi.places.exact import exact_places
from app.bazi.places.names import is_latin
from app.bazi.places.table import Region, table, to_plain

WITH_CHARACTERS = ("TW", "HK", "MO", "JP", "KR", "KP")
ABROAD = [one for one in all_places() if one.region.isascii() and one.region not in WITH_CHARACTERS]
DISTRICTS = [one for one in all_places() if one.is_mainland and one.full.endswith("区") and one.admin]
CITIES = [
    region
    for region in table().regions.values()
    if region.is_part_of_china and not region.is_former and region.capital and region.capital.full[-1:] == "市"
]


def shown(found: Found) -> list[str]:
    return [labels("zh")[place.id] for place in found.places]


def latin_namesakes() -> list[tuple[PlaceEntry, PlaceEntry]]:
    """Places abroad with a Chinese name, each with one that shares only its Latin name."""
    by_latin = dict[str, list[PlaceEntry]]()
    for place in ABROAD:
        by_latin.setdefault(to_plain(place.latin), []).append(place)
    return [
        (place, other)
        for place in ABROAD
        if not is_latin(place.name)
        for other in by_latin[to_plain(place.latin)]
        if other is not place and other.name != place.name
    ]


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("得梅因", "德梅因 · 美国艾奥瓦州"),
        ("达尼丁", "但尼丁 · 新西兰"),
        ("布莱顿", "布赖顿 · 英国"),
        ("北安普敦", "北安普顿 · 英国"),
        ("格洛斯特", "告罗士打 · 英国"),
        ("黑斯廷斯", "海斯廷斯 · 英国"),
        ("巴伦西亚", "瓦伦西亚 · 西班牙"),
        ("科尔多瓦", "哥多华 · 西班牙"),
        ("纽卡斯尔", "泰恩河畔纽卡斯尔 · 英国"),
        ("莱昂", "León · 西班牙"),
        ("斯特拉特福", "史察福 · 英国"),
        ("春田", "斯普林菲尔德 · 美国伊利诺伊州"),
        ("金斯顿", "京斯敦 · 牙买加"),
        ("Vitoria", "Gasteiz / Vitoria · 西班牙"),
    ],
)
def test_a_better_known_place_with_the_same_latin_name_is_offered(query: str, offered: str) -> None:
    found = search_places(query)
    assert found.match == "shared"
    assert offered in shown(found)


def test_no_name_is_certain_if_a_larger_place_has_the_same_latin_name() -> None:
    pairs = [
        (place, other)
        for place, other in latin_namesakes()
        if table().thousands[other.id] > table().thousands[place.id]
        and to_plain(place.name) not in table().special["certain"]
    ]
    assert len(pairs) > 100
    certain = []
    for place, other in pairs:
        found = search_places(place.name, 30)
        largest = max(table().thousands[one.id] for one in found.places if one.name == place.name)
        is_largest = table().thousands[other.id] <= largest  # another place of this very name is the best known
        if found.match == "exact" and found.places[0] is place and not is_largest:
            certain.append((place.name, other.name, other.region))
    assert certain == []


def test_the_country_chooses_between_places_with_the_same_latin_name() -> None:
    lost = []
    for place, other in latin_namesakes():
        country = table().regions[other.region].name
        is_alone = all(one.region != other.region for one in ABROAD if one.latin == other.latin and one is not other)
        if is_alone and place.region != other.region and not is_latin(country):
            found = search_places(country + place.name)
            if found.match not in ("exact", "shared", "region") or other not in found.places[:3]:
                lost.append((country + place.name, found.match, shown(found)[:2]))
    assert lost == []


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("英国纽卡斯尔", "泰恩河畔纽卡斯尔 · 英国"),
        ("西班牙莱昂", "León · 西班牙"),
        ("英国布莱顿", "布赖顿 · 英国"),
        ("美国布莱顿", "布莱顿 · 美国科罗拉多州"),
        ("西班牙科尔多瓦", "哥多华 · 西班牙"),
        ("牙买加金斯顿", "京斯敦 · 牙买加"),
        ("得梅因 爱荷华", "德梅因 · 美国艾奥瓦州"),
        ("美国爱荷华州得梅因", "德梅因 · 美国艾奥瓦州"),
        ("美国华盛顿州得梅因", "得梅因 · 美国华盛顿州"),
        # Established names stay certain.
        ("瓦伦西亚", "瓦伦西亚 · 西班牙"),
        ("列治文", "列治文 · 加拿大不列颠哥伦比亚省"),
        ("槟城", "槟城 · 马来西亚"),
        ("皇后镇", "皇后镇 · 新西兰"),
        ("高知", "高知 · 日本"),
        ("香港仔", "香港仔 · 香港"),
        ("德梅因", "德梅因 · 美国艾奥瓦州"),
        ("京斯敦", "京斯敦 · 牙买加"),
        ("但尼丁", "但尼丁 · 新西兰"),
        ("悉尼", "悉尼 · 澳大利亚新南威尔士州"),
    ],
)
def test_a_name_with_its_region_or_an_established_one_is_certain(query: str, first: str) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[0]) == ("exact", first)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("巴州轮台县", "轮台县 · 新疆巴音郭楞州"),
        ("巴州若羌县", "若羌县 · 新疆巴音郭楞州"),
        ("巴州和静", "和静县 · 新疆巴音郭楞州"),
        ("巴州库尔勒", "库尔勒市 · 新疆巴音郭楞州"),
        ("新疆巴州库尔勒市", "库尔勒市 · 新疆巴音郭楞州"),
        ("四川巴州", "巴州区 · 四川巴中"),
        ("巴中市巴州区", "巴州区 · 四川巴中"),
        ("克州阿克陶县", "阿克陶县 · 新疆克孜勒苏州"),
        ("博州精河县", "精河县 · 新疆博尔塔拉州"),
        ("锡盟多伦县", "多伦县 · 内蒙古锡林郭勒盟"),
        ("呼盟海拉尔", "海拉尔区 · 内蒙古呼伦贝尔"),
        ("乌盟集宁", "集宁区 · 内蒙古乌兰察布"),
        ("伊盟东胜", "东胜区 · 内蒙古鄂尔多斯"),
        ("巴盟临河", "临河区 · 内蒙古巴彦淖尔"),
        ("哲盟科左后旗", "科尔沁左翼后旗 · 内蒙古通辽"),
        ("昭盟宁城", "宁城县 · 内蒙古赤峰"),
        ("阿盟额济纳旗", "额济纳旗 · 内蒙古阿拉善盟"),
        ("兴安盟突泉县", "突泉县 · 内蒙古兴安盟"),
        ("恩施州建始县", "建始县 · 湖北恩施州"),
        ("黔东南州黎平县", "黎平县 · 贵州黔东南州"),
        ("科左中旗", "科尔沁左翼中旗 · 内蒙古通辽"),
        ("科右前旗", "科尔沁右翼前旗 · 内蒙古兴安盟"),
        ("东乌旗", "东乌珠穆沁旗 · 内蒙古锡林郭勒盟"),
        ("西乌旗", "西乌珠穆沁旗 · 内蒙古锡林郭勒盟"),
        ("达茂旗", "达尔罕茂明安联合旗 · 内蒙古包头"),
        ("察右中旗", "察哈尔右翼中旗 · 内蒙古乌兰察布"),
        ("前郭县", "前郭尔罗斯蒙古族自治县 · 吉林松原"),
        ("莫旗", "莫力达瓦达斡尔族自治旗 · 内蒙古呼伦贝尔"),
        ("喀左县", "喀喇沁左翼蒙古族自治县 · 辽宁朝阳"),
        ("阜蒙县", "阜新蒙古族自治县 · 辽宁阜新"),
        ("鄂伦春", "鄂伦春自治旗 · 内蒙古呼伦贝尔"),
        ("鄂温克旗", "鄂温克族自治旗 · 内蒙古呼伦贝尔"),
        ("杜蒙县", "杜尔伯特蒙古族自治县 · 黑龙江大庆"),
        ("锡盟", "锡林浩特市 · 内蒙古锡林郭勒盟"),
    ],
)
def test_the_short_names_of_leagues_prefectures_and_banners_are_known(query: str, first: str) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[0]) == ("exact", first)


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("巴州", ["库尔勒市 · 新疆巴音郭楞州", "巴州区 · 四川巴中"]),
        ("巴州通江县", ["通江县 · 四川巴中"]),
        ("阿旗", ["阿巴嘎旗 · 内蒙古锡林郭勒盟", "阿鲁科尔沁旗 · 内蒙古赤峰"]),
    ],
)
def test_a_short_name_of_two_places_is_asked_about(query: str, offered: list[str]) -> None:
    found = search_places(query)
    assert found.match != "exact"
    assert shown(found)[: len(offered)] == offered


def test_every_left_or_right_wing_banner_is_found_by_its_short_name() -> None:
    wings = [one for one in all_places() if re.fullmatch("(科尔沁|察哈尔)[左右]翼.旗", one.full)]
    assert len(wings) >= 7
    short = {one: one.full[0] + one.full[3] + one.full[5:] for one in wings}
    found = {one: search_places(name) for one, name in short.items()}
    assert [one.full for one, result in found.items() if result.match != "exact" or result.places[0] is not one] == []


def is_wrong(city: Region, place: PlaceEntry) -> bool:
    """Whether the city is another one of the province and has never had a district of that name."""
    if not city.code.startswith(place.region) or city.name == place.region:
        return False
    found = [one for name in (place.full, to_plain(place.latin)) for one in exact_places(name)[0]]
    return not any(city.contains(one) or city.contained(one) for one in found)


def test_a_district_with_a_prefecture_of_its_province_that_never_had_it_is_never_certain() -> None:
    certain, tried = [], 0
    for number, place in enumerate(DISTRICTS):
        others = [city for city in CITIES if is_wrong(city, place)]
        if not others:
            continue
        city = others[number % len(others)]
        tried += 1
        for typed in (f"{city.name}市{place.full}", f"{place.full} {city.name}", f"{place.latin}, {city.latin}"):
            found = search_places(typed)
            if found.match == "exact" and found.places[0] is place:
                certain.append(typed)
    assert tried > 700
    assert certain == []


@pytest.mark.parametrize(
    ("query", "match", "first"),
    [
        ("石家庄市桥东区", "partial", "石家庄市 · 河北"),
        ("河北省石家庄市桥东区中山路", "partial", "石家庄市 · 河北"),
        ("张家口市桥东区", "exact", "桥东区 · 河北张家口"),
        ("桥东区", "shared", "桥东区 · 河北张家口"),
        ("邢台市桥东区", "exact", "襄都区 · 河北邢台"),
        ("邢台市桥西区", "exact", "信都区 · 河北邢台"),
        ("新乡市新华区", "exact", "卫滨区 · 河南新乡"),
        ("平顶山市新华区", "exact", "新华区 · 河南平顶山"),
        ("九江市庐山区", "exact", "濂溪区 · 江西九江"),
        ("九江市庐山市", "exact", "庐山市 · 江西九江"),
        ("蚌埠市东市区", "exact", "龙子湖区 · 安徽蚌埠"),
        ("合肥市东市区", "exact", "瑶海区 · 安徽合肥"),
        ("衡阳市城北区", "exact", "石鼓区 · 湖南衡阳"),
        ("长沙市城北区", "exact", "开福区 · 湖南长沙"),
        ("大同市南郊区", "partial", "大同市 · 山西"),
        ("太原市南郊区", "exact", "小店区 · 山西太原"),
        ("大同市城区", "exact", "平城区 · 山西大同"),
        ("长治城区", "exact", "潞州区 · 山西长治"),
        ("长治市郊区", "exact", "潞州区 · 山西长治"),
        ("佛山市城区", "exact", "禅城区 · 广东佛山"),
        ("合肥市郊区", "exact", "包河区 · 安徽合肥"),
        ("牡丹江市郊区", "partial", "牡丹江市 · 黑龙江"),
        ("阳泉市郊区", "exact", "郊区 · 山西阳泉"),
        ("连云港市连云港区", "exact", "连云区 · 江苏连云港"),
        ("西湖区 温州", "partial", "西湖区 · 浙江杭州"),
        ("内蒙古加格达奇", "exact", "加格达奇区 · 黑龙江大兴安岭地区"),
        ("台东", "shared", "台东县 · 台湾"),
        ("台東", "shared", "台东县 · 台湾"),
        ("臺東市", "shared", "台东县 · 台湾"),
    ],
)
def test_a_district_is_the_one_of_the_city_that_is_named(query: str, match: str, first: str) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[0]) == (match, first)


def test_the_former_districts_are_those_of_the_list_by_hand() -> None:
    scripts = Path(__file__).parents[2] / "scripts"
    names = {line[:6]: line.split("\t")[1] for line in read(scripts / "divisions.tsv")}
    former = {
        (province, prefecture, match[1]): names[match[2]]
        for province, prefecture, entries in (line.split("\t") for line in read(scripts / "former_names.tsv"))
        for match in re.finditer(r"(\D+?)(\d{6})(?: |$)", entries)
    }
    by_hand = [
        (province, *old.split("/"), new)
        for province, pairs in (line.split("\t") for line in read(scripts / "renamed_divisions.tsv"))
        for old, new in (pair.split("=") for pair in pairs.split() if "/" in pair)
    ]
    assert len(by_hand) > 70
    assert [one for one in by_hand if former.get((one[0], one[1], one[2]), "-") != one[3]] == []


def read(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

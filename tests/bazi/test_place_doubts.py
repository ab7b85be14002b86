"""When the search is certain: the form takes an exact match without a question, so all others are asked about."""

import pytest

from app.bazi.places import Found, all_places, labels, search_places
from app.bazi.places.table import table

ABROAD = [one for one in all_places() if not one.is_mainland and one.region not in ("TW", "HK", "MO")]
IN_CHINA = [one for one in all_places() if one.is_mainland or one.region == "TW"]
AREAS = [
    name
    for name in dict.fromkeys(region.name for region in table().regions.values() if not region.code.isascii())
    if not name.endswith(("市", "县"))
]


def first_of(found: Found) -> str:
    return labels("zh")[found.places[0].id]


def is_in_china(found: Found) -> bool:
    return bool(found.places) and (found.places[0].is_mainland or found.places[0].region in ("TW", "HK", "MO"))


@pytest.mark.parametrize("rest", ["少林寺", "李家村", "朱仙镇", "陈家沟", "村", "白沟", "岛屿", "雄安新区", " 李家村"])
@pytest.mark.parametrize(("province", "capital"), [("河南", "郑州"), ("海南", "海口"), ("河北", "石家庄")])
def test_a_province_with_an_unknown_place_is_not_a_county_of_that_name(province: str, capital: str, rest: str) -> None:
    found = search_places(province + rest, 20)
    assert found.match == "partial"
    assert {place.region for place in found.places} == {province}
    assert capital in {place.name for place in found.places}


def test_a_region_with_an_unknown_village_is_never_certain() -> None:
    rests = ("少林寺", "李家村", "某某镇")
    assert [area + rest for area in AREAS for rest in rests if search_places(area + rest).match == "exact"] == []


def test_an_unknown_part_of_a_city_abroad_is_never_certain_to_be_in_china() -> None:
    names = {place.name for place in ABROAD if not place.name.isascii()}
    stems = table().by_name.keys() | table().by_short.keys()
    doubtful = [name for name in names if any(name[:end] in stems for end in range(2, len(name)))]
    queries = [name + "大学" for name in names] + [
        name + rest for name in doubtful for rest in ("机场", "市中心", "东方医院")
    ]
    found = {query: search_places(query) for query in queries}
    assert [query for query, one in found.items() if one.match == "exact" and is_in_china(one)] == []


@pytest.mark.parametrize(
    ("query", "region"),
    [
        ("多伦多大学", "CA"), ("多伦多华人区", "CA"), ("吉隆坡机场", "MY"), ("吉隆坡双子塔", "MY"),
        ("吉隆坡蕉赖", "MY"), ("盐湖城犹他州", "US"), ("卧龙岗大学", "AU"), ("南安普敦大学", "GB"),
        ("首尔江南区", "KR"),
    ],
)  # fmt: skip
def test_the_longest_known_name_at_the_start_is_offered(query: str, region: str) -> None:
    found = search_places(query)
    assert (found.match, found.places[0].region) == ("partial", region)


def test_the_name_of_a_county_is_never_certain_to_mean_a_place_abroad() -> None:
    mainland = [place for place in all_places() if place.is_mainland]
    found = {name: search_places(name) for place in mainland for name in (place.name, place.full) if name}
    lost = [name for name, one in found.items() if one.match == "exact" and not one.places[0].is_mainland]
    assert lost == []


@pytest.mark.parametrize("kind", ["镇", "村", "路"])
def test_a_town_a_village_or_a_street_is_not_the_county_of_that_name(kind: str) -> None:
    names = {place.name for place in IN_CHINA if not place.name.endswith(("区", "县", "旗", "市"))}
    assert [name + kind for name in sorted(names) if search_places(name + kind).match == "exact"] == []


@pytest.mark.parametrize("query", ["江苏海安路", "上海金山寺", "福建永安镇", "北京朝阳门", "永安市场", "永安乡"])
def test_the_rest_of_a_name_is_not_ignored_in_an_address(query: str) -> None:
    assert search_places(query).match == "partial"


@pytest.mark.parametrize(
    ("query", "match", "first"),
    [
        ("海南岛", "region", "海口市 · 海南"),
        ("海南琼海", "exact", "琼海市 · 海南"),
        ("天津河北", "exact", "河北区 · 天津"),
        ("海南区", "exact", "海南区 · 内蒙古乌海"),
        ("永安市燕江路", "exact", "永安市 · 福建三明"),
        ("福建永安燕江路", "exact", "永安市 · 福建三明"),
        # Places of the same name at home and abroad.
        ("巴东", "shared", "巴东 · 印度尼西亚"),
        ("全州", "shared", "全州 · 韩国"),
        ("泗水", "shared", "泗水 · 印度尼西亚"),
        ("九龙", "shared", "九龙 · 香港"),
        ("Jurong", "shared", "裕廊 · 新加坡"),
        ("龙港", "shared", "龙港市 · 浙江温州"),
        ("普陀", "shared", "普陀区 · 上海"),
        ("普陀山", "exact", "普陀区 · 浙江舟山"),
        ("彼得堡", "shared", "圣彼得堡 · 俄罗斯"),
        ("巴达维亚", "shared", "雅加达 · 印度尼西亚"),
        ("圣何塞", "shared", "圣何塞 · 美国加利福尼亚州"),
        ("聖荷西", "shared", "圣何塞 · 美国加利福尼亚州"),
        ("Scarborough", "shared", "士嘉堡 · 加拿大安大略省"),
        ("Santa Cruz", "shared", "圣克鲁斯 · 玻利维亚"),
        ("長洲", "shared", "长洲 · 香港"),
        ("双城子", "exact", "乌苏里斯克 · 俄罗斯"),
        ("江东", "shared", "江东 · 日本"),
        ("東京都江東区", "exact", "江东 · 日本"),
        ("Koto", "exact", "江东 · 日本"),
        ("Shinagawa", "exact", "品川 · 日本"),
        ("Funabashi", "exact", "船桥 · 日本"),
        ("Minato", "shared", "港区 · 日本"),
        # English counties.
        ("Surrey", "region", "素里 · 加拿大不列颠哥伦比亚省"),
        ("Suffolk", "region", "萨福克 · 美国弗吉尼亚州"),
        ("Surrey, BC", "exact", "素里 · 加拿大不列颠哥伦比亚省"),
        ("Guildford, Surrey", "exact", "吉尔福德 · 英国"),
        # Taiwan's counties of before 2014.
        ("桃園縣中壢市", "exact", "中坜区 · 台湾桃园"),
        ("桃園縣楊梅鎮", "exact", "杨梅区 · 台湾桃园"),
        ("桃園縣龜山鄉", "exact", "龟山区 · 台湾桃园"),
        ("桃園縣大溪鎮", "exact", "大溪区 · 台湾桃园"),
        ("桃园县平镇", "exact", "平镇区 · 台湾桃园"),
        ("桃園縣復興鄉", "partial", "桃园市 · 台湾"),
        ("臺北縣板橋市", "exact", "板桥区 · 台湾新北"),
        ("台北縣三重市", "exact", "三重区 · 台湾新北"),
        ("高雄縣鳳山市", "exact", "凤山区 · 台湾高雄"),
        ("臺中縣豐原市", "exact", "丰原区 · 台湾台中"),
        ("台南县新营", "exact", "新营区 · 台湾台南"),
        ("臺中縣", "exact", "台中市 · 台湾"),
        ("臺南縣", "exact", "台南市 · 台湾"),
        # Once missing.
        ("Augusta, GA", "exact", "奥古斯塔 · 美国佐治亚州"),
        ("North York", "exact", "北约克 · 加拿大安大略省"),
        ("Newport Beach", "exact", "Newport Beach · 美国加利福尼亚州"),
        ("Blacktown", "exact", "布莱克敦 · 澳大利亚新南威尔士州"),
        ("Makati", "exact", "Makati City · 菲律宾"),
        ("将军澳", "exact", "将军澳 · 香港"),
        ("普吉岛", "exact", "普吉 · 泰国"),
        ("卡加立", "exact", "卡尔加里 · 加拿大艾伯塔省"),
        ("沙捞越诗巫", "exact", "诗巫 · 马来西亚"),
        ("JB", "exact", "新山 · 马来西亚"),
        ("列宁格勒", "exact", "圣彼得堡 · 俄罗斯"),
        ("Leningrad, USSR", "exact", "圣彼得堡 · 俄罗斯"),
        # Regions inside of larger ones.
        ("Ontario Canada", "region", "多伦多 · 加拿大安大略省"),
        ("Georgia, USA", "region", "亚特兰大 · 美国佐治亚州"),
        ("Victoria, Australia", "region", "墨尔本 · 澳大利亚维多利亚州"),
        # The deepest place that is named.
        ("余杭县临平", "partial", "临平区 · 浙江杭州"),
        ("湖南湘潭县韶山冲", "partial", "韶山市 · 湖南湘潭"),
        ("广东省惠阳地区", "partial", "惠阳区 · 广东惠州"),
        ("多伦多士嘉堡", "exact", "士嘉堡 · 加拿大安大略省"),
        ("多伦多北约克", "exact", "北约克 · 加拿大安大略省"),
        ("Vancouver Burnaby", "exact", "本拿比 · 加拿大不列颠哥伦比亚省"),
        ("London Ealing", "exact", "伦敦伊灵区 · 英国"),
        # English names.
        ("Mawei", "exact", "马尾区 · 福建福州"),
        ("Tahe", "exact", "塔河县 · 黑龙江大兴安岭地区"),
    ],
)
def test_a_place_is_certain_only_if_no_other_is_meant(query: str, match: str, first: str) -> None:
    found = search_places(query)
    assert (found.match, first_of(found)) == (match, first)


@pytest.mark.parametrize("query", ["天堂", "Washington, PA"])
def test_what_the_table_does_not_have_is_asked_about(query: str) -> None:
    assert search_places(query).match in ("partial", "near", "none")


@pytest.mark.parametrize("ward", ["品川", "杉并", "文京", "江东", "新宿", "世田谷", "墨田", "丰岛", "目黑", "港区"])
def test_a_ward_of_tokyo_is_where_tokyo_is(ward: str) -> None:
    (place,) = (one for one in all_places() if one.region == "JP" and one.name == ward)
    assert place.admin == "JP.40"
    assert abs(place.longitude - 139.7) < 0.2


def test_the_english_name_of_a_prefecture_is_that_of_its_city() -> None:
    regions = [one for one in table().regions.values() if one.is_part_of_china and not one.is_former and one.capital]
    cities = [(one, one.capital) for one in regions if one.capital and one.capital.full == one.name + "市"]
    assert len(cities) > 250
    assert [one.code for one, city in cities if city.is_mainland and one.latin != city.latin] == []

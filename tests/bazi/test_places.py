"""The table of places and its search."""

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bazi.places import all_places, find_places, place_by_id
from app.bazi.zones import zone_of

# Public since the first version of the table; charts and bookmarks may refer to them.
FIRST_IDS = """
beijing shanghai tianjin chongqing guangzhou shenzhen chengdu hangzhou wuhan nanjing xian shijiazhuang taiyuan hohhot
shenyang dalian changchun harbin suzhou ningbo hefei fuzhou xiamen nanchang jinan qingdao zhengzhou changsha nanning
haikou guiyang kunming lhasa lanzhou xining yinchuan urumqi hong-kong macau taipei kaohsiung singapore kuala-lumpur
bangkok jakarta manila tokyo osaka seoul new-delhi dubai moscow london paris berlin rome madrid cairo johannesburg
new-york chicago san-francisco los-angeles toronto vancouver sao-paulo sydney melbourne auckland
"""

DISTRICTS = {
    "北京": "东城 西城 朝阳 丰台 石景山 海淀 门头沟 房山 通州 顺义 昌平 大兴 怀柔 平谷 密云 延庆",
    "上海": "黄浦 徐汇 长宁 静安 普陀 虹口 杨浦 闵行 宝山 嘉定 浦东 金山 松江 青浦 奉贤 崇明",
    "天津": "和平 河东 河西 南开 河北 红桥 东丽 西青 津南 北辰 武清 宝坻 滨海新区 宁河 静海 蓟州",
    "重庆": "万州 涪陵 渝中 大渡口 江北 沙坪坝 九龙坡 南岸 北碚 綦江 大足 渝北 巴南 黔江 长寿 江津 合川 永川 南川 璧山"
    " 铜梁 潼南 荣昌 开州 梁平 武隆 城口 丰都 垫江 忠县 云阳 奉节 巫山 巫溪 石柱 秀山 酉阳 彭水",
}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("北京", "beijing"),
        ("北京市", "beijing"),
        ("BEI", "beijing"),
        ("bei", "beijing"),
        ("suzhou", "suzhou"),
        ("宿州", "suzhou-anhui"),
        ("xian", "xian"),
        ("Xi'an", "xian"),
        ("xi an", "xian"),
        ("Xi\u2019an", "xian"),
        ("shanghai", "shanghai"),
        ("haerbin", "harbin"),
        ("Harbin", "harbin"),
        ("喀什", "kashgar"),
        ("喀什地区", "kashgar"),
        ("kashi", "kashgar"),
        ("Ürümqi", "urumqi"),
        ("urumqi", "urumqi"),
        ("wulumuqi", "urumqi"),
        ("烏魯木齊市", "urumqi"),
        ("廣州", "guangzhou"),
        ("臺北", "taipei"),
        ("臺北市", "taipei"),
        ("xianggang", "hong-kong"),
        ("纽约", "new-york"),
        ("紐約", "new-york"),
        ("new york", "new-york"),
        ("New-York", "new-york"),
        ("sao paulo", "sao-paulo"),
        ("paris", "paris"),
        ("Łódź", "lodz"),
        ("三藩市", "san-francisco"),
        ("Birmingham", "birmingham"),
        ("lüliang", "luliang"),
        ("lvliang", "luliang"),
        ("西双版纳", "jinghong"),
        ("延边州", "yanji"),
        ("沙市", "shashi"),
        ("münchen", "munich"),
        ("munchen", "munich"),
        ("Muenchen", "munich"),
        ("köln", "koln"),
        ("koeln", "koln"),
        ("cologne", "koln"),
        ("kiev", "kyiv"),
        ("kyiv", "kyiv"),
        ("bombay", "mumbai"),
        ("saigon", "ho-chi-minh-city"),
        ("peking", "beijing"),
        ("canton", "guangzhou"),
        ("NYC", "new-york"),
        ("Washington, D.C.", "washington"),
        ("washington dc", "washington"),
        ("St. Petersburg", "saint-petersburg"),
        ("saint petersburg", "saint-petersburg"),
        ("St. Louis", "st-louis"),
        ("Saint Louis", "st-louis"),
        ("calcutta", "kolkata"),
        ("madras", "chennai"),
        ("rangoon", "yangon"),
        ("wien", "vienna"),
        ("roma", "rome"),
        ("moskva", "moscow"),
        ("praha", "prague"),
        ("genève", "geneva"),
        ("lisboa", "lisbon"),
        ("firenze", "florence"),
        ("nuremberg", "nuremberg"),
        ("Nürnberg", "nuremberg"),
        ("aarhus", "arhus"),
        ("北平", "beijing"),
        ("香山", "zhongshan"),
        ("檀香山", "honolulu"),
        ("武昌", "wuhan"),
        ("迪化", "urumqi"),
        ("海淀", "haidian"),
        ("崇明", "chongming"),
        ("浦东新区", "pudong"),
        ("渝北", "yubei"),
        ("万州", "wanzhou"),
        ("滨海新区", "binhai-new-area"),
        ("苍南", "cangnan"),
        ("苍南县", "cangnan"),
        ("沭阳", "shuyang"),
        ("闽侯", "minhou"),
        ("凤阳", "fengyang"),
    ],
)
def test_a_place_is_found_by_each_of_its_names(query: str, first: str) -> None:
    assert find_places(query)[0].id == first


def test_exact_names_come_before_prefixes_and_prefixes_before_substrings() -> None:
    assert [place.name for place in find_places("金山")][:2] == ["金山", "旧金山"]
    found = [place.id for place in find_places("nanj", limit=100)]
    assert found[0] == "nanjing"
    found = [place.id for place in find_places("nan", limit=500)]
    assert found.index("nanning") < found.index("nanchang") < found.index("jinan")


def test_within_a_group_larger_cities_come_first() -> None:
    found = [place.id for place in find_places("南")]
    assert found[:2] == ["nanjing", "nanning"]


def test_an_empty_query_gives_the_largest_mainland_cities() -> None:
    assert [place.id for place in find_places("", limit=4)] == ["shanghai", "beijing", "shenzhen", "guangzhou"]
    assert find_places(" ") == find_places("")
    assert all(place.timezone == "Asia/Shanghai" for place in find_places(""))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("浙江杭州", ["杭州"]),
        ("浙江 杭州", ["杭州"]),
        ("浙江省杭州市", ["杭州"]),
        ("中国浙江省杭州市", ["杭州"]),
        ("杭州市西湖区", ["西湖区", "杭州"]),
        ("浙江省杭州市西湖区", ["西湖区", "杭州"]),
        ("温州市苍南县", ["苍南", "温州"]),
        ("浙江省温州市苍南县灵溪镇", ["苍南", "温州"]),
        ("浙江杭", ["杭州"]),
        ("北京市朝阳区", ["朝阳"]),
        ("朝阳市双塔区", ["双塔区", "朝阳"]),
        ("重庆市万州区", ["万州"]),
        ("天津河北区", ["河北"]),
        ("内蒙古呼和浩特", ["呼和浩特"]),
        ("內蒙古自治區呼和浩特市", ["呼和浩特"]),
        ("广西南宁", ["南宁"]),
        ("廣西壯族自治區南寧市", ["南宁"]),
        ("湖北省恩施土家族苗族自治州利川市", ["利川", "恩施"]),
        ("长阳土家族自治县", ["长阳"]),
        ("Hangzhou, Zhejiang", ["杭州"]),
        ("zhejiang hangzhou", ["杭州"]),
        ("Suzhou, Jiangsu, China", ["苏州"]),
    ],
)
def test_an_address_finds_the_most_specific_known_place(query: str, names: list[str]) -> None:
    assert [place.name for place in find_places(query)][: len(names)] == names


def test_the_province_of_an_address_chooses_between_namesakes() -> None:
    assert [place.region for place in find_places("北京朝阳")] == ["北京"]
    assert {place.region for place in find_places("辽宁省朝阳市")} == {"辽宁"}
    assert find_places("朝阳市双塔区")[0].region == "辽宁"


@pytest.mark.parametrize("query", ["浙江", "浙江省", "Zhejiang", "zhejiang province"])
def test_a_province_finds_its_largest_cities(query: str) -> None:
    assert [place.name for place in find_places(query, limit=3)] == ["杭州", "宁波", "温州"]


def test_a_city_with_the_name_of_its_province_comes_first() -> None:
    assert [place.name for place in find_places("吉林", limit=2)] == ["吉林", "长春"]
    assert [place.name for place in find_places("吉林省", limit=2)] == ["长春", "吉林"]
    assert [place.name for place in find_places("北京市")] == ["北京"]
    assert {place.region for place in find_places("河北")} == {"河北"}
    assert [place.region for place in find_places("河北区")] == ["天津"]


def test_a_suffix_chooses_between_namesakes() -> None:
    assert [place.region for place in find_places("朝阳", limit=2)] == ["北京", "辽宁"]
    assert find_places("朝阳区")[0].region == "北京"
    assert find_places("朝阳市")[0].region == "辽宁"
    assert [place.name for place in find_places("长沙", limit=2)] == ["长沙", "长沙县"]
    assert [place.name for place in find_places("长沙县", limit=2)] == ["长沙县", "长沙"]
    assert [place.region for place in find_places("安溪县", limit=1)] == ["福建"]


def test_all_places_of_the_same_name_are_found() -> None:
    assert [place.region for place in find_places("St. Petersburg", limit=2)] == ["RU", "US"]
    assert [place.id for place in find_places("香山")] == ["zhongshan", "honolulu"]


@pytest.mark.parametrize("query", ["%", "🙂", "...", "-", "()", "\u200b", "“”", "_"])
def test_a_query_without_a_letter_finds_nothing(query: str) -> None:
    assert find_places(query) == []


@pytest.mark.parametrize(("region", "names"), DISTRICTS.items())
def test_the_table_contains_the_districts_of_the_municipalities(region: str, names: str) -> None:
    there = {place.name for place in all_places() if place.region == region}
    assert set(names.split()) - there == set()


@pytest.mark.parametrize(
    ("name", "region", "longitude"),
    [
        ("崇明", "上海", 121.40), ("滨海新区", "天津", 117.70), ("海淀", "北京", 116.30), ("酉阳", "重庆", 108.77),
        ("苍南", "浙江", 120.43), ("沭阳", "江苏", 118.77), ("安溪", "福建", 118.19), ("闽侯", "福建", 119.13),
        ("长沙县", "湖南", 113.08), ("凤阳", "安徽", 117.56), ("固始", "河南", 115.68), ("仁寿", "四川", 104.13),
        ("临泉", "安徽", 115.26), ("宣汉", "四川", 107.73), ("镇雄", "云南", 104.87), ("曹县", "山东", 115.54),
        ("项城", "河南", 114.88), ("建水", "云南", 102.83), ("扶余", "吉林", 126.04), ("墨脱", "西藏", 95.33),
    ],
)  # fmt: skip
def test_counties_have_the_right_longitude(name: str, region: str, longitude: float) -> None:
    (place,) = (place for place in all_places() if (place.name, place.region) == (name, region))
    assert abs(place.longitude - longitude) <= 0.05


def test_the_table_contains_all_counties() -> None:
    mainland = [place for place in all_places() if place.is_mainland]
    assert len(mainland) > 3100


@given(st.text(alphabet="浙江省杭州市西湖区县吉林朝阳自治族州北京 st.aeoü省", max_size=60))
def test_no_address_makes_the_search_fail(query: str) -> None:
    assert len(find_places(query)) <= 10


def test_a_search_respects_its_limit_and_finds_nothing_for_nonsense() -> None:
    assert len(find_places("n", limit=3)) == 3
    assert find_places("n", limit=0) == []
    assert find_places("n", limit=-1) == []
    assert find_places("无此地") == []
    assert len(find_places("")) == 10


@given(st.text(max_size=60))
def test_no_query_makes_the_search_fail(query: str) -> None:
    assert len(find_places(query)) <= 10


def test_every_id_is_a_unique_slug_that_finds_its_place() -> None:
    places = all_places()
    assert len({place.id for place in places}) == len(places)
    for place in places:
        assert place_by_id(place.id) is place
        assert place.id.strip("-") == place.id
        assert place.id.replace("-", "a").isalnum()
        assert place.id.isascii()
        assert place.id == place.id.lower()
        assert len(place.id) <= 60
    assert place_by_id("atlantis") is None


def test_the_ids_of_the_first_table_still_exist() -> None:
    assert [id for id in FIRST_IDS.split() if place_by_id(id) is None] == []


@pytest.mark.parametrize(
    ("id", "name", "region", "longitude"),
    [
        ("beijing", "北京", "北京", 116.40),
        ("suzhou", "苏州", "江苏", 120.60),
        ("suzhou-anhui", "宿州", "安徽", 116.98),
        ("new-york", "纽约", "US", -74.01),
        ("birmingham", "伯明翰", "GB", -1.90),
        ("birmingham-us", "伯明翰", "US", -86.80),
        ("mangya", "茫崖", "青海", 90.86),
        ("auckland", "奥克兰", "NZ", 174.76),
    ],
)
def test_an_id_never_changes_its_city(id: str, name: str, region: str, longitude: float) -> None:
    place = place_by_id(id)
    assert place is not None
    assert (place.name, place.region) == (name, region)
    assert abs(place.longitude - longitude) < 0.1


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("漯河", "Luohe"), ("召陵区", "Shaoling"), ("覃塘区", "Qintang"), ("六合区", "Luhe"), ("崆峒区", "Kongtong"),
        ("佛坪", "Foping"), ("佛冈", "Fogang"), ("万柏林区", "Wanbailin"), ("曾都区", "Zengdu"), ("龙圩区", "Longxu"),
        ("绥棱", "Suileng"), ("伽师", "Jiashi"), ("康巴什区", "Kangbashi"), ("塔什库尔干", "Taxkorgan"),
        ("六安", "Lu'an"),
        ("台州", "Taizhou"), ("丽水", "Lishui"), ("铅山", "Yanshan"), ("涡阳", "Guoyang"), ("浚县", "Xunxian"),
        ("洪洞", "Hongtong"), ("乐亭", "Laoting"), ("蔚县", "Yuxian"), ("大城", "Daicheng"), ("东阿", "Dong'e"),
        ("耒阳", "Leiyang"), ("犍为", "Qianwei"), ("荥经", "Yingjing"), ("吴堡", "Wubu"), ("柞水", "Zhashui"),
        ("宕昌", "Tanchang"), ("尉犁", "Yuli"), ("天台", "Tiantai"), ("讷河", "Nehe"), ("珲春", "Hunchun"),
    ],
)  # fmt: skip
def test_names_with_unusual_readings_are_spelt_as_on_maps(name: str, latin: str) -> None:
    assert latin in {place.latin for place in all_places() if place.is_mainland and place.name == name}


def test_every_place_has_a_name_and_a_valid_zone() -> None:
    for place in all_places():
        assert place.name
        assert place.latin
        zone_of(place.timezone)


def test_every_longitude_is_close_to_its_zone() -> None:
    for place in all_places():
        assert -180 <= place.longitude <= 180
        offset = zone_of(place.timezone).utcoffset(datetime(2000, 1, 1))
        assert offset is not None
        assert abs(offset.total_seconds() / 3600 - place.longitude / 15) < 4, place


def test_mainland_china_has_one_zone_and_xinjiang_offers_a_second() -> None:
    mainland = [place for place in all_places() if place.timezone == "Asia/Shanghai"]
    assert len(mainland) > 700
    for place in mainland:
        assert not place.region.isascii()
        assert place.other_timezone == ("Asia/Urumqi" if place.region == "新疆" else None)
    urumqi, yining = place_by_id("urumqi"), place_by_id("yining")
    assert urumqi is not None
    assert yining is not None
    assert urumqi.other_timezone == yining.other_timezone == "Asia/Urumqi"


def test_no_place_abroad_offers_a_second_zone() -> None:
    abroad = [place for place in all_places() if place.region.isascii()]
    assert len(abroad) > 4000
    assert all(place.other_timezone is None and place.timezone != "Asia/Shanghai" for place in abroad)


def test_all_mainland_names_are_unique_in_their_prefecture() -> None:
    names = sorted((place.region, place.admin, place.name) for place in all_places() if place.is_mainland)
    assert [one for one, next in pairwise(names) if one == next] == []

"""The table of places and the search in it."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bazi.places import all_places, find_places, place_by_id

# Public since the first table; they may be stored with a chart or in a bookmark.
FIRST_IDS = """
beijing shanghai tianjin chongqing guangzhou shenzhen chengdu hangzhou wuhan nanjing xian shijiazhuang taiyuan hohhot
shenyang dalian changchun harbin suzhou ningbo hefei fuzhou xiamen nanchang jinan qingdao zhengzhou changsha nanning
haikou guiyang kunming lhasa lanzhou xining yinchuan urumqi hong-kong macau taipei kaohsiung singapore kuala-lumpur
bangkok jakarta manila tokyo osaka seoul new-delhi dubai moscow london paris berlin rome madrid cairo johannesburg
new-york chicago san-francisco los-angeles toronto vancouver sao-paulo sydney melbourne auckland
"""


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
        ("沙市", "jingzhou"),
    ],
)
def test_a_place_is_found_by_each_of_its_names(query: str, first: str) -> None:
    assert find_places(query)[0].id == first


def test_a_name_comes_before_those_that_begin_with_it_and_those_before_the_ones_that_hold_it() -> None:
    assert [place.name for place in find_places("金山")] == ["金山", "旧金山"]
    found = [place.id for place in find_places("nanj", limit=100)]
    assert found[0] == "nanjing"
    found = [place.id for place in find_places("nan", limit=500)]
    assert found.index("nanning") < found.index("nanchang") < found.index("jinan")


def test_within_a_group_the_larger_come_first() -> None:
    found = [place.id for place in find_places("南")]
    assert found[:2] == ["nanjing", "nanning"]


def test_an_empty_query_gives_the_largest_mainland_cities() -> None:
    assert [place.id for place in find_places("", limit=4)] == ["shanghai", "beijing", "shenzhen", "guangzhou"]
    assert find_places(" ") == find_places("")
    assert all(place.timezone == "Asia/Shanghai" for place in find_places(""))


def test_a_search_gives_no_more_than_asked_and_nothing_for_nonsense() -> None:
    assert len(find_places("n", limit=3)) == 3
    assert find_places("n", limit=0) == []
    assert find_places("n", limit=-1) == []
    assert find_places("无此地") == []
    assert len(find_places("")) == 10


@given(st.text(max_size=60))
def test_no_query_fails(query: str) -> None:
    assert len(find_places(query)) <= 10


def test_every_id_is_a_slug_of_its_own_and_finds_its_place() -> None:
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


def test_the_ids_of_the_first_table_are_kept() -> None:
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
        ("auckland", "奥克兰", "NZ", 174.76),
    ],
)
def test_an_id_stays_with_its_city(id: str, name: str, region: str, longitude: float) -> None:
    place = place_by_id(id)
    assert place is not None
    assert (place.name, place.region) == (name, region)
    assert abs(place.longitude - longitude) < 0.1


def test_every_place_has_a_name_and_a_zone_that_loads() -> None:
    for place in all_places():
        assert place.name
        assert place.latin
        ZoneInfo(place.timezone)


def test_every_longitude_is_about_where_its_zone_is() -> None:
    for place in all_places():
        assert -180 <= place.longitude <= 180
        offset = ZoneInfo(place.timezone).utcoffset(datetime(2000, 1, 1))
        assert offset is not None
        assert abs(offset.total_seconds() / 3600 - place.longitude / 15) < 4, place


def test_mainland_china_keeps_one_time_and_xinjiang_offers_its_own() -> None:
    mainland = [place for place in all_places() if place.timezone == "Asia/Shanghai"]
    assert len(mainland) > 700
    for place in mainland:
        assert not place.region.isascii()
        assert place.other_timezone == ("Asia/Urumqi" if place.region == "新疆" else None)
    urumqi, yining = place_by_id("urumqi"), place_by_id("yining")
    assert urumqi is not None
    assert yining is not None
    assert urumqi.other_timezone == yining.other_timezone == "Asia/Urumqi"


def test_no_place_abroad_offers_another_time() -> None:
    abroad = [place for place in all_places() if place.region.isascii()]
    assert len(abroad) > 4000
    assert all(place.other_timezone is None and place.timezone != "Asia/Shanghai" for place in abroad)


def test_all_mainland_names_are_unique_in_their_province() -> None:
    names = sorted((place.region, place.name) for place in all_places() if not place.region.isascii())
    assert [one for one, next in pairwise(names) if one == next] == []

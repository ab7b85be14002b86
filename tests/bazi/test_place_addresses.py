"""New areas, addresses written backwards or in English, and abbreviations."""

import pytest

from app.bazi.places import Found, all_places, labels, search_places
from app.bazi.places.table import table

DISTRICTS = [one for one in all_places() if one.is_mainland and one.full.endswith("区")]


def shown(found: Found) -> list[str]:
    return [labels("zh")[place.id] for place in found.places]


def test_a_new_area_that_is_not_in_the_table_is_never_certain() -> None:
    known = {place.full for place in all_places()}
    stems = {one.full.removesuffix("区") for one in DISTRICTS} | {one.name for one in all_places() if one.is_mainland}
    new = sorted(f"{stem}新区" for stem in stems if stem[-1] not in "区县旗市" and f"{stem}新区" not in known)
    assert len(new) > 2300
    certain = [name for name in new if search_places(name).match in ("exact", "shared")]
    assert certain == []


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("滨湖新区", "包河区 · 安徽合肥"), ("南海新区", "文登区 · 山东威海"), ("镜湖新区", "越城区 · 浙江绍兴"),
        ("湘江新区", "岳麓区 · 湖南长沙"), ("长沙湘江新区", "长沙市 · 湖南"), ("江北新区 南京", "南京市 · 江苏"),
        ("南京 江北新区", "南京市 · 江苏"), ("南京江北新区", "南京市 · 江苏"), ("合肥滨湖新区", "合肥市 · 安徽"),
        ("雄安新区", "容城县 · 河北保定"), ("长安镇 东莞", "东莞市 · 广东"), ("东莞长安镇", "东莞市 · 广东"),
    ],
)  # fmt: skip
def test_a_new_area_or_a_town_is_asked_about_and_its_city_comes_first(query: str, first: str) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[0]) == ("partial", first)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("浦东新区", "浦东新区 · 上海"), ("天津滨海新区", "滨海新区 · 天津"), ("中关村 北京市海淀区", "海淀区 · 北京"),
        ("解放路12号 永安市", "永安市 · 福建三明"), ("中山路 桥东区 邢台市", "襄都区 · 河北邢台"),
    ],
)  # fmt: skip
def test_a_new_area_in_the_table_and_an_address_written_backwards_are_found(query: str, first: str) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[0]) == ("exact", first)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Wuhan, Hubei, P.R. China", "武汉市 · 湖北"),
        ("Wuhan, PR China", "武汉市 · 湖北"),
        ("Wuhan Hubei PR China", "武汉市 · 湖北"),
        ("Wuhan, Hubei, People's Republic of China", "武汉市 · 湖北"),
        ("Chengdu, Sichuan Province, P. R. China", "成都市 · 四川"),
        ("New York City, New York, United States of America", "纽约 · 美国纽约州"),
        ("No. 5 Xinjiekou, Xicheng District, Beijing 100035", "西城区 · 北京"),
        ("Zhongguancun, Haidian, Beijing", "海淀区 · 北京"),
        ("123 Main St, Flushing, NY 11354", "法拉盛 · 美国纽约州"),
        ("123 Main St Flushing NY 11354", "法拉盛 · 美国纽约州"),
        ("Apt 4B, 55 Broadway, New York, NY 10006, USA", "纽约 · 美国纽约州"),
        ("10 Downing Street, London SW1A 2AA", "伦敦 · 英国"),
        ("10 Downing Street London SW1A 2AA", "伦敦 · 英国"),
        ("Flat 2, 15 High Street, Oxford OX1 4AW, United Kingdom", "牛津 · 英国"),
        ("Room 501, Building 3, Tianhe District, Guangzhou", "天河区 · 广东广州"),
        ("88 Century Avenue, Pudong, Shanghai", "浦东新区 · 上海"),
        ("Clementi Ave 3, Singapore 120456", "新加坡"),
        ("Pudong New Area, Shanghai", "浦东新区 · 上海"),
        ("Xinyi District, Taipei City 110, Taiwan", "信义区 · 台湾台北"),
        ("Dublin 4, Ireland", "都柏林 · 爱尔兰"),
        ("Mercy Hospital, Chicago, IL", "芝加哥 · 美国伊利诺伊州"),
        ("BJ", "北京市 · 中国"),
        ("GZ", "广州市 · 广东"),
        ("SLC", "盐湖城 · 美国犹他州"),
        ("BKK", "曼谷 · 泰国"),
        ("SG", "新加坡"),
        ("伊斯坦堡", "伊斯坦布尔 · 土耳其"),
        ("蒙特婁", "蒙特利尔 · 加拿大魁北克省"),
    ],
)
def test_an_english_address_is_read_from_its_end(query: str, first: str) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[0]) == ("exact", first)


@pytest.mark.parametrize(
    ("query", "match", "first"),
    [
        ("Seoul, Gangnam-gu", "partial", ["首尔 · 韩国"]),
        ("Gangnam-gu, Seoul", "partial", ["首尔 · 韩国"]),
        ("Xihu District, Wenzhou", "partial", ["温州市 · 浙江"]),
        ("8 Foo Road, Nanshan District, Guangzhou", "partial", ["广州市 · 广东"]),
        ("Nanhai New Area", "partial", ["南海区 · 广东佛山"]),
        ("Jiangbei New Area, Nanjing", "partial", ["南京市 · 江苏"]),
        ("Xihu District 5, Wenzhou", "partial", ["温州市 · 浙江"]),
        ("Nanshan District 5 Foo Road, Guangzhou", "partial", ["广州市 · 广东"]),
        ("15 High Street, Springfield", "shared", ["斯普林菲尔德 · 美国密苏里州"]),
        ("123 Main St, Paris, Texas", "none", []),
        ("NZ", "region", ["惠灵顿 · 新西兰"]),
        ("NJ", "region", ["特伦顿 · 美国新泽西州"]),
        ("峇里島", "region", ["丹帕沙 · 印度尼西亚"]),
        ("SZ", "shared", ["深圳市 · 广东", "苏州市 · 江苏"]),
    ],
)
def test_an_unknown_or_contradictory_part_leaves_a_doubt(query: str, match: str, first: list[str]) -> None:
    found = search_places(query)
    assert (found.match, shown(found)[: len(first)]) == (match, first)


@pytest.mark.parametrize("form", ["8 Foo Rd, {}, China", "Rm 5, {} 100000, P.R. China"])
def test_every_district_is_found_by_its_english_address(form: str) -> None:
    lost = []
    for place in DISTRICTS:
        region = table().regions[place.admin or place.region]
        kind = "" if place.latin.endswith("Area") else " District"
        query = form.format(f"{place.latin}{kind}, {region.latin}")
        found = search_places(query, 30)
        if len(query) <= 60 and (found.match not in ("exact", "shared") or place not in found.places):
            lost.append((query, found.match, shown(found)[:2]))
    assert lost == []

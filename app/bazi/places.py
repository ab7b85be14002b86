"""A small table of places: a longitude and a zone for those who know their city and not its meridian.

Mainland China is Beijing time throughout, as its birth records are, Xinjiang included.
"""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A city. `id` is stable and public; `longitude` is in degrees east, of the centre, to a hundredth."""

    id: str
    name: str
    pinyin: str
    latin: str
    longitude: float
    timezone: str


def find_places(query: str, limit: int = 10) -> list[PlaceEntry]:
    """Those whose Chinese name, pinyin or Latin name begins with `query`, then those that hold it.

    Case, accents, spaces and apostrophes do not count, nor does a closing 市. Within each of the two
    groups the order is the table's; an empty query gives its beginning.
    """
    wanted = _plain(query.strip().removesuffix("市"))
    ranked = {True: list[PlaceEntry](), False: list[PlaceEntry]()}
    for place in PLACES:
        names = [_plain(name) for name in (place.name, place.pinyin, place.latin)]
        if any(wanted in name for name in names):
            ranked[any(name.startswith(wanted) for name in names)].append(place)
    return (ranked[True] + ranked[False])[: max(0, limit)]


def place_by_id(id: str) -> PlaceEntry | None:
    return _BY_ID.get(id)


def _plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if char.isalnum())


def _city(
    name: str, pinyin: str, longitude: float, zone: str = "Asia/Shanghai", latin: str | None = None
) -> PlaceEntry:
    latin = latin or pinyin
    slug = "-".join(_plain(word) for word in latin.split())
    return PlaceEntry(slug, name, pinyin, latin, longitude, zone)


PLACES: tuple[PlaceEntry, ...] = (
    _city("北京", "Beijing", 116.41),
    _city("上海", "Shanghai", 121.47),
    _city("天津", "Tianjin", 117.20),
    _city("重庆", "Chongqing", 106.55),
    _city("广州", "Guangzhou", 113.26),
    _city("深圳", "Shenzhen", 114.06),
    _city("成都", "Chengdu", 104.07),
    _city("杭州", "Hangzhou", 120.16),
    _city("武汉", "Wuhan", 114.31),
    _city("南京", "Nanjing", 118.80),
    _city("西安", "Xi'an", 108.94),
    _city("石家庄", "Shijiazhuang", 114.51),
    _city("太原", "Taiyuan", 112.55),
    _city("呼和浩特", "Huhehaote", 111.75, latin="Hohhot"),
    _city("沈阳", "Shenyang", 123.43),
    _city("大连", "Dalian", 121.61),
    _city("长春", "Changchun", 125.32),
    _city("哈尔滨", "Ha'erbin", 126.64, latin="Harbin"),
    _city("苏州", "Suzhou", 120.58),
    _city("宁波", "Ningbo", 121.55),
    _city("合肥", "Hefei", 117.23),
    _city("福州", "Fuzhou", 119.30),
    _city("厦门", "Xiamen", 118.09),
    _city("南昌", "Nanchang", 115.86),
    _city("济南", "Jinan", 117.00),
    _city("青岛", "Qingdao", 120.38),
    _city("郑州", "Zhengzhou", 113.63),
    _city("长沙", "Changsha", 112.94),
    _city("南宁", "Nanning", 108.37),
    _city("海口", "Haikou", 110.33),
    _city("贵阳", "Guiyang", 106.63),
    _city("昆明", "Kunming", 102.83),
    _city("拉萨", "Lasa", 91.14, latin="Lhasa"),
    _city("兰州", "Lanzhou", 103.83),
    _city("西宁", "Xining", 101.78),
    _city("银川", "Yinchuan", 106.23),
    _city("乌鲁木齐", "Wulumuqi", 87.62, latin="Urumqi"),
    _city("香港", "Xianggang", 114.17, "Asia/Hong_Kong", "Hong Kong"),
    _city("澳门", "Aomen", 113.54, "Asia/Macau", "Macau"),
    _city("台北", "Taibei", 121.56, "Asia/Taipei", "Taipei"),
    _city("高雄", "Gaoxiong", 120.30, "Asia/Taipei", "Kaohsiung"),
    _city("新加坡", "Xinjiapo", 103.85, "Asia/Singapore", "Singapore"),
    _city("吉隆坡", "Jilongpo", 101.69, "Asia/Kuala_Lumpur", "Kuala Lumpur"),
    _city("曼谷", "Mangu", 100.50, "Asia/Bangkok", "Bangkok"),
    _city("雅加达", "Yajiada", 106.83, "Asia/Jakarta", "Jakarta"),
    _city("马尼拉", "Manila", 120.98, "Asia/Manila"),
    _city("东京", "Dongjing", 139.69, "Asia/Tokyo", "Tokyo"),
    _city("大阪", "Daban", 135.50, "Asia/Tokyo", "Osaka"),
    _city("首尔", "Shou'er", 126.98, "Asia/Seoul", "Seoul"),
    _city("新德里", "Xindeli", 77.21, "Asia/Kolkata", "New Delhi"),
    _city("迪拜", "Dibai", 55.27, "Asia/Dubai", "Dubai"),
    _city("莫斯科", "Mosike", 37.62, "Europe/Moscow", "Moscow"),
    _city("伦敦", "Lundun", -0.13, "Europe/London", "London"),
    _city("巴黎", "Bali", 2.35, "Europe/Paris", "Paris"),
    _city("柏林", "Bolin", 13.40, "Europe/Berlin", "Berlin"),
    _city("罗马", "Luoma", 12.50, "Europe/Rome", "Rome"),
    _city("马德里", "Madeli", -3.70, "Europe/Madrid", "Madrid"),
    _city("开罗", "Kailuo", 31.24, "Africa/Cairo", "Cairo"),
    _city("约翰内斯堡", "Yuehanneisibao", 28.05, "Africa/Johannesburg", "Johannesburg"),
    _city("纽约", "Niuyue", -74.01, "America/New_York", "New York"),
    _city("芝加哥", "Zhijiage", -87.63, "America/Chicago", "Chicago"),
    _city("旧金山", "Jiujinshan", -122.42, "America/Los_Angeles", "San Francisco"),
    _city("洛杉矶", "Luoshanji", -118.24, "America/Los_Angeles", "Los Angeles"),
    _city("多伦多", "Duolunduo", -79.38, "America/Toronto", "Toronto"),
    _city("温哥华", "Wengehua", -123.12, "America/Vancouver", "Vancouver"),
    _city("圣保罗", "Shengbaoluo", -46.63, "America/Sao_Paulo", "São Paulo"),
    _city("悉尼", "Xini", 151.21, "Australia/Sydney", "Sydney"),
    _city("墨尔本", "Mo'erben", 144.96, "Australia/Melbourne", "Melbourne"),
    _city("奥克兰", "Aokelan", 174.76, "Pacific/Auckland", "Auckland"),
)

_BY_ID = {place.id: place for place in PLACES}

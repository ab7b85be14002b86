"""The common 神煞. Each is a short rule over the pillars; its docstring gives the anchor and the traditional verse.

A rule maps an anchor (a stem, a branch, the month) to the places where the star appears. The tables are those of
三命通会 and 渊海子平; where the books disagree, the docstring says which one applies.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product

from app.bazi.chart import Star
from app.bazi.cycle import BRANCHES, STEMS

Found = Iterator[tuple[str, str]]
"""Pairs of the pillar a star appears on and the anchor it was derived from."""

Rule = Callable[[Mapping[str, str]], Found]

_TRINES = ("申子辰", "亥卯未", "寅午戌", "巳酉丑")
_ANCHORS = {
    "year_stem": "年干",
    "year_branch": "年支",
    "month_branch": "月支",
    "day_stem": "日干",
    "day_branch": "日支",
}
_RULES: list[tuple[str, Rule]] = []


def stars(pillars: Mapping[str, str]) -> tuple[Star, ...]:
    """Find the stars on these pillars, in the order of this file, then of the pillars.

    A star that two anchors place on the same pillar appears once, with both anchors: `年干、日干`.
    """
    found = []
    for name, rule in _RULES:
        anchors: dict[str, list[str]] = {}
        for pillar, by in rule(pillars):
            anchors.setdefault(pillar, []).append(by)
        found += [
            Star(name=name, pillar=pillar, by="、".join(anchors[pillar])) for pillar in pillars if pillar in anchors
        ]
    return tuple(found)


def _star(name: str) -> Callable[[Rule], Rule]:
    def add(rule: Rule) -> Rule:
        _RULES.append((name, rule))
        return rule

    return add


@_star("天乙贵人")
def _heavenly_noble(pillars: Mapping[str, str]) -> Found:
    """By year and day stem: 甲戊庚牛羊，乙己鼠猴乡，丙丁猪鸡位，壬癸兔蛇藏，六辛逢马虎 (渊海子平)."""
    return _by_stem(pillars, "丑未 子申 亥酉 亥酉 丑未 子申 丑未 寅午 卯巳 卯巳")


@_star("太极贵人")
def _great_ultimate(pillars: Mapping[str, str]) -> Found:
    """By year and day stem: 甲乙子午，丙丁鸡兔，戊己四季，庚辛寅亥，壬癸巳申."""
    return _by_stem(pillars, "子午 子午 卯酉 卯酉 辰戌丑未 辰戌丑未 寅亥 寅亥 巳申 巳申")


@_star("文昌贵人")
def _literary_glory(pillars: Mapping[str, str]) -> Found:
    """By year and day stem: 甲乙巳午报君知，丙戊申宫丁己鸡，庚猪辛鼠壬逢虎，癸人见卯入云梯."""
    return _by_stem(pillars, "巳 午 申 酉 申 酉 亥 子 寅 卯")


@_star("国印贵人")
def _seal_of_state(pillars: Mapping[str, str]) -> Found:
    """By year and day stem: 甲见戌，乙见亥，丙见丑，丁见寅，戊见丑，己见寅，庚见辰，辛见巳，壬见未，癸见申."""
    return _by_stem(pillars, "戌 亥 丑 寅 丑 寅 辰 巳 未 申")


@_star("金舆")
def _golden_carriage(pillars: Mapping[str, str]) -> Found:
    """By day stem, two branches after its 禄: 甲龙乙蛇丙戊羊，丁己猴歌庚犬方，辛猪壬牛癸逢虎."""
    return _by_stem(pillars, "辰 巳 未 申 未 申 戌 亥 丑 寅", ("day_stem",))


@_star("禄神")
def _salary(pillars: Mapping[str, str]) -> Found:
    """By day stem, the branch where it is 临官: 甲寅乙卯，丙戊巳，丁己午，庚申辛酉，壬亥癸子."""
    return _by_stem(pillars, "寅 卯 巳 午 巳 午 申 酉 亥 子", ("day_stem",))


@_star("羊刃")
def _blade(pillars: Mapping[str, str]) -> Found:
    """By day stem, yang stems only, the branch where it is 帝旺: 甲卯，丙戊午，庚酉，壬子.

    For yin stems the books disagree (some say 乙辰, some 乙寅, some none); here they have none.
    """
    return _by_stem(pillars, "卯 - 午 - 午 - 酉 - 子 -", ("day_stem",))


@_star("驿马")
def _post_horse(pillars: Mapping[str, str]) -> Found:
    """By year and day branch, opposite the first of its trine: 申子辰马在寅，寅午戌在申，巳酉丑在亥，亥卯未在巳."""
    return _by_trine(pillars, "寅 巳 申 亥")


@_star("桃花")
def _peach_blossom(pillars: Mapping[str, str]) -> Found:
    """咸池. By year and day branch: 申子辰在酉，寅午戌在卯，巳酉丑在午，亥卯未在子."""
    return _by_trine(pillars, "酉 子 卯 午")


@_star("华盖")
def _canopy(pillars: Mapping[str, str]) -> Found:
    """By year and day branch, the last of its trine: 申子辰见辰，寅午戌见戌，巳酉丑见丑，亥卯未见未."""
    return _by_trine(pillars, "辰 未 戌 丑")


@_star("将星")
def _general(pillars: Mapping[str, str]) -> Found:
    """By year and day branch, the middle of its trine: 申子辰见子，寅午戌见午，巳酉丑见酉，亥卯未见卯."""
    return _by_trine(pillars, "子 卯 午 酉")


@_star("劫煞")
def _robbery(pillars: Mapping[str, str]) -> Found:
    """By year and day branch: 申子辰见巳，亥卯未见申，寅午戌见亥，巳酉丑见寅."""
    return _by_trine(pillars, "巳 申 亥 寅")


@_star("灾煞")
def _calamity(pillars: Mapping[str, str]) -> Found:
    """By year branch, opposite the middle of its trine: 申子辰见午，亥卯未见酉，寅午戌见子，巳酉丑见卯."""
    return _by_trine(pillars, "午 酉 子 卯", ("year_branch",))


@_star("亡神")
def _lost_spirit(pillars: Mapping[str, str]) -> Found:
    """By year and day branch: 申子辰见亥，亥卯未见寅，寅午戌见巳，巳酉丑见申."""
    return _by_trine(pillars, "亥 寅 巳 申")


@_star("红鸾")
def _red_phoenix(pillars: Mapping[str, str]) -> Found:
    """By year branch, backward from 卯: 子见卯，丑见寅，寅见丑 … 亥见辰."""
    return _by_branch(pillars, "卯 寅 丑 子 亥 戌 酉 申 未 午 巳 辰", "year_branch")


@_star("天喜")
def _heavenly_joy(pillars: Mapping[str, str]) -> Found:
    """By year branch, opposite 红鸾: 子见酉，丑见申，寅见未 … 亥见戌."""
    return _by_branch(pillars, "酉 申 未 午 巳 辰 卯 寅 丑 子 亥 戌", "year_branch")


@_star("孤辰")
def _solitude(pillars: Mapping[str, str]) -> Found:
    """By year branch: 亥子丑见寅，寅卯辰见巳，巳午未见申，申酉戌见亥."""
    return _by_branch(pillars, "寅 寅 巳 巳 巳 申 申 申 亥 亥 亥 寅", "year_branch")


@_star("寡宿")
def _lonely_lodge(pillars: Mapping[str, str]) -> Found:
    """By year branch: 亥子丑见戌，寅卯辰见丑，巳午未见辰，申酉戌见未."""
    return _by_branch(pillars, "戌 戌 丑 丑 丑 辰 辰 辰 未 未 未 戌", "year_branch")


@_star("天医")
def _heavenly_doctor(pillars: Mapping[str, str]) -> Found:
    """By month branch, the branch before it: 寅月见丑，卯月见寅 … 丑月见子."""
    return _by_branch(pillars, "亥 子 丑 寅 卯 辰 巳 午 未 申 酉 戌", "month_branch")


@_star("天德贵人")
def _heavenly_virtue(pillars: Mapping[str, str]) -> Found:
    """By month: 正月丁二月申，三月壬四月辛，五月亥六月甲，七月癸八月寅，九月丙十月乙，子月巳丑月庚. Stem or branch."""
    return _by_month(pillars, "巳 庚 丁 申 壬 辛 亥 甲 癸 寅 丙 乙")


@_star("月德贵人")
def _monthly_virtue(pillars: Mapping[str, str]) -> Found:
    """By month: 寅午戌月在丙，申子辰月在壬，亥卯未月在甲，巳酉丑月在庚."""
    return _by_month(pillars, "壬 庚 丙 甲 壬 庚 丙 甲 壬 庚 丙 甲")


@_star("魁罡")
def _chief(pillars: Mapping[str, str]) -> Found:
    """The day pillar itself: 壬辰、庚戌、庚辰、戊戌."""
    return _day_is(pillars, "壬辰 庚戌 庚辰 戊戌")


@_star("阴差阳错")
def _yin_yang_mismatch(pillars: Mapping[str, str]) -> Found:
    """The day pillar itself: 丙子丁丑戊寅，辛卯壬辰癸巳，丙午丁未戊申，辛酉壬戌癸亥."""
    return _day_is(pillars, "丙子 丁丑 戊寅 辛卯 壬辰 癸巳 丙午 丁未 戊申 辛酉 壬戌 癸亥")


@_star("天赦")
def _pardon(pillars: Mapping[str, str]) -> Found:
    """The day pillar in its season: 春戊寅，夏甲午，秋戊申，冬甲子."""
    seasons = {"寅卯辰": "戊寅", "巳午未": "甲午", "申酉戌": "戊申", "亥子丑": "甲子"}
    month = pillars["month"][1]
    yield from _day_is(pillars, next(day for branches, day in seasons.items() if month in branches))


def _by_stem(pillars: Mapping[str, str], table: str, anchors: tuple[str, ...] = ("year_stem", "day_stem")) -> Found:
    """Look up the branches for each stem in `table`, which starts with 甲."""
    targets = dict(zip(STEMS, table.split(), strict=True))
    for anchor, pillar in product(anchors, pillars):
        if pillars[pillar][1] in targets[_part(pillars, anchor)]:
            yield pillar, _ANCHORS[anchor]


def _by_trine(
    pillars: Mapping[str, str], table: str, anchors: tuple[str, ...] = ("year_branch", "day_branch")
) -> Found:
    """Look up the branch for each trine in `table`. A pillar is never its own anchor."""
    targets = {branch: target for trine, target in zip(_TRINES, table.split(), strict=True) for branch in trine}
    for anchor, pillar in product(anchors, pillars):
        if not anchor.startswith(pillar) and pillars[pillar][1] == targets[_part(pillars, anchor)]:
            yield pillar, _ANCHORS[anchor]


def _by_branch(pillars: Mapping[str, str], table: str, anchor: str) -> Found:
    """Look up the branch for each branch in `table`, which starts with 子."""
    target = dict(zip(BRANCHES, table.split(), strict=True))[_part(pillars, anchor)]
    for pillar in pillars:
        if pillars[pillar][1] == target:
            yield pillar, _ANCHORS[anchor]


def _by_month(pillars: Mapping[str, str], table: str) -> Found:
    """Look up the stem or branch for each month branch in `table`, which starts with 子."""
    target = dict(zip(BRANCHES, table.split(), strict=True))[pillars["month"][1]]
    for pillar, parts in pillars.items():
        if target in parts:
            yield pillar, _ANCHORS["month_branch"]


def _day_is(pillars: Mapping[str, str], table: str) -> Found:
    if pillars["day"] in table.split():
        yield "day", "日柱"


def _part(pillars: Mapping[str, str], anchor: str) -> str:
    name, part = anchor.split("_")
    return pillars[name][0 if part == "stem" else 1]

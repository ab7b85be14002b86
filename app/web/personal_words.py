"""The words by which a text may call a person and a place: the name that was entered, and how others write it."""

import re
from collections.abc import Iterator

from app.bazi.birth import Place
from app.bazi.places import entry_of

_BREAK = re.compile(r"[\s,，、·・()（）]+")
_DIVISION = re.compile(r"(?<=[省市区县州盟旗镇乡])")
"""Ends the name of a division in a Chinese address, such as 四川省 in 四川省成都市."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
_TITLES = ("先生", "女士", "小姐", "太太", "同学")
_SHORTEST = 2
"""A single character, such as 明, is also part of ordinary words."""


def names_of_person(name: str | None) -> Iterator[str]:
    """Yield a name, its parts, and for a full Chinese name also the given name and the surname with a title."""
    for word in _spellings(name):
        yield from _latin_cases(word)
        if _HAN.fullmatch(word) and word[0] in _SURNAMES and len(word) in (2, 3):
            yield word[1:]
            yield from (word[0] + title for title in _TITLES)


def names_of_place(place: Place) -> Iterator[str]:
    """Yield the name of a place, its parts, and its names in Chinese and Latin letters if the table has it."""
    entry = entry_of(place)
    for name in (place.name, entry.latin if entry else None):
        for word in _spellings(name):
            yield from _latin_cases(word)
            for division in _DIVISION.split(word):
                yield division
                yield division[:-1] if _DIVISION.search(division) else division


def long_enough(names: Iterator[str]) -> set[str]:
    """Return the names that stand for nothing else in a text."""
    return {name.strip() for name in names if len(name.strip()) >= _SHORTEST}


def _spellings(name: str | None) -> Iterator[str]:
    """Yield the name, and its parts if it has several."""
    if name:
        yield name.strip()
        yield from _BREAK.split(name)


def _latin_cases(word: str) -> Iterator[str]:
    """Yield a word as it was typed and as a text writes it. Only capitals tell the name Will from the verb."""
    yield word
    if word.isascii():
        yield from (word.title(), word.upper())

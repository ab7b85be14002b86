"""Brings names of places into the form in which they are compared."""

import re
import unicodedata
from collections.abc import Iterable

# Suffixes that do not make a different name, longest first.
_ENDINGS = ("地区", "新区", "市", "县", "区")

UNITS = ("区", "县", "旗", "市", "盟", "州")
"""Endings that make a name the name of a Chinese division."""

# Used to shorten 恩施土家族苗族自治州 to 恩施州 and 长阳土家族自治县 to 长阳县.
_PEOPLES = (
    "壮 回 维吾尔 土家 苗 布依 侗 藏 羌 彝 白 哈尼 傣 景颇 傈僳 蒙古 朝鲜 哈萨克 柯尔克孜 瑶 黎 满 畲 土 撒拉 东乡 裕固"
    " 锡伯 达斡尔 鄂温克 鄂伦春 仫佬 毛南 仡佬 水 纳西 拉祜 佤 布朗 普米 独龙 怒 保安 塔吉克 各"
)
_ANY_PEOPLE = "|".join(sorted(_PEOPLES.split(), key=len, reverse=True))
_AUTONOMOUS = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?:(?:{_ANY_PEOPLE})族|蒙古|哈萨克|塔吉克|锡伯|柯尔克孜)*自治(?=[州县旗])"
)

_SAINT = re.compile(r"\bst(e?)[.\s](?=\s*\w)")
_HANZI = re.compile(r"[\u4e00-\u9fff]+")

# Latin letters that Unicode does not decompose into a letter and an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
# Common spellings without accents: Koeln, Aarhus.
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def plain(text: str, simplified: dict[int, str]) -> str:
    """Drop case, accents and everything but letters and digits, and make Chinese characters simplified ones."""
    if _HANZI.fullmatch(text):
        return text.translate(simplified)
    spelt = _SAINT.sub(r"saint\1 ", text.casefold())
    if spelt.isascii():
        return "".join(filter(str.isalnum, spelt))
    letters = unicodedata.normalize("NFKD", spelt.translate(_LETTERS))
    return "".join(filter(str.isalnum, letters)).translate(simplified)


def short(plain_name: str) -> str:
    """Drop 市, 县, 区 and the like."""
    for ending in _ENDINGS:
        # At least two characters remain: 沙市 and 滑县 are complete names.
        if plain_name.endswith(ending) and len(plain_name) - len(ending) >= 2:
            return plain_name.removesuffix(ending)
    return plain_name


def without_peoples(name: str) -> str:
    """长阳县 for 长阳土家族自治县."""
    return _AUTONOMOUS.sub("", name) if "自治" in name else name


def is_latin(name: str) -> bool:
    return name.isascii() or not _HANZI.search(name)


def keys(names: Iterable[str], simplified: dict[int, str]) -> dict[str, None]:
    """The plain forms of `names`, in order."""
    found = dict[str, None]()
    for name in names:
        if name.isascii() or _HANZI.fullmatch(name):
            found[plain(name, simplified)] = None
            found[plain(without_peoples(name), simplified)] = None
        else:
            folded = unicodedata.normalize("NFC", name.casefold())
            found[plain(folded, simplified)] = None
            found[plain(folded.translate(_SPELT_OUT), simplified)] = None
    return found

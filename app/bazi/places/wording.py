"""Removes what addresses contain besides names: postcodes, and English words for kinds of divisions."""

import re

from app.bazi.places.table import PlaceEntry

_POSTCODE = re.compile(
    r"(?<![\w-])(?:[A-Z]\d[A-Z]\s*\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]?(?:\s*\d[A-Z]{2})?|\d{5}-\d{4}|\d{3}-\d{4}|\d{4,6})(?![\w-])",
    re.IGNORECASE,
)  # of Britain, Canada, the United States, Japan, and China or elsewhere
_LABEL = re.compile(
    r"(?:邮编|邮政编码|郵編|郵政編碼|郵遞區號)\s*[:：]?\s*\d*|\b(?:zip|postal|post)\s?code\b|\bzip\b", re.IGNORECASE
)
_TRAILING = re.compile(r"(?<=[\u4e00-\u9fff])\d{6}$")
_KIND = re.compile(
    r"(?<![\w'-])(?:province|prov|city|municipality|county|district|dist|prefecture|pref|state|banner|borough"
    r"|new\s+area|autonomous\s+(?:region|prefecture|county)|sheng|shi|xian|qu)(?![\w'-])\.?",
    re.IGNORECASE,
)
_DISTRICT = re.compile(r"\b(?:district|dist|county|banner|borough|new\s+area|qu|xian)\b", re.IGNORECASE)
_ENDINGS = {
    "county": ("县", "旗", "市"),
    "district": ("区",),
    "dist": ("区",),
    "banner": ("旗",),
    "borough": ("区",),
    "new area": ("新区",),
}
"""How the Chinese name of a place ends that is called so in English."""


def without_words(query: str) -> str:
    """The query without postcodes and the words for kinds of divisions; empty if nothing else is left."""
    rest = _KIND.sub(" ", _LABEL.sub(" ", _POSTCODE.sub(" ", _TRAILING.sub("", query))))
    rest = re.sub(r"\s+", " ", rest).strip(" ,，;；:：.")
    return re.sub(r"(?:\s*,)+", ",", rest) if any(char.isalpha() for char in rest) else ""


def has_kind_word(query: str) -> bool:
    return _KIND.search(query) is not None


def has_district_word(query: str) -> bool:
    return _DISTRICT.search(query) is not None


def fits_words(query: str, place: PlaceEntry) -> bool:
    """Whether the kinds that the query names allow the place: "Orange County" is not the city of Orange."""
    kinds = [re.sub(r"\s+", " ", match[0].casefold().rstrip(".")) for match in _KIND.finditer(query)]
    if not kinds or kinds[0] not in _ENDINGS:
        return True
    name = place.full or (place.name if place.region in ("TW", "HK") else "")
    return name.endswith(_ENDINGS[kinds[0]]) if name else kinds[0] == "borough"

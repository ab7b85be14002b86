"""How stems, branches and pillars are read in Latin script: `癸` is Guǐ, yin Water; `癸亥` is Gui-Hai."""

import unicodedata
from functools import cache

from app.bazi.chart import NAMES, Pillars
from app.bazi.cycle import BRANCHES, STEMS

_STEMS = "Jiǎ Yǐ Bǐng Dīng Wù Jǐ Gēng Xīn Rén Guǐ"
_BRANCHES = "Zǐ Chǒu Yín Mǎo Chén Sì Wǔ Wèi Shēn Yǒu Xū Hài"
_ANIMALS = "Rat Ox Tiger Rabbit Dragon Snake Horse Goat Monkey Rooster Dog Pig"
_ELEMENTS = "Wood Fire Earth Metal Water"

PINYIN = dict(zip(STEMS + BRANCHES, f"{_STEMS} {_BRANCHES}".split(), strict=True))
"""The reading of each stem and branch, with its tone mark."""

_MEANINGS = {
    **{stem: f"{('yang', 'yin')[i % 2]} {_ELEMENTS.split()[i // 2]}" for i, stem in enumerate(STEMS)},
    **dict(zip(BRANCHES, _ANIMALS.split(), strict=True)),
}


def pinyin_of(part: str) -> str:
    """Return the reading of a stem or branch, such as `Guǐ`; any other text unchanged."""
    return PINYIN.get(part, part)


def meaning_of(part: str) -> str:
    """Return polarity and element of a stem (`yin Water`) or the animal of a branch (`Pig`); "" for any other text."""
    return _MEANINGS.get(part, "")


def explained(part: str) -> str:
    """Return a stem or branch with its reading and meaning: `癸 Guǐ, yin Water`, `亥 Hài, Pig`."""
    return f"{part} {pinyin_of(part)}, {meaning_of(part)}" if part in PINYIN else part


@cache
def romanised(pillar: str) -> str:
    """Return a pillar without characters and tone marks, as titles print it: `Gui-Hai` for `癸亥`."""
    return "-".join(_without_tones(pinyin_of(part)) for part in pillar)


def title_of(pillars: Pillars) -> str:
    """Return the romanised pillars, year first: `Xin-Wei · Jia-Wu · Gui-Chou · Gui-Hai`. Omits an unknown hour."""
    return " · ".join(romanised(pillar) for name in NAMES if (pillar := getattr(pillars, name)) is not None)


def _without_tones(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))

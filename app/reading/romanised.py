"""The pairs of stem and branch that romanised text names, in any of their spellings."""

import re
import unicodedata
from itertools import product

from app.bazi.cycle import BRANCHES, STEMS
from app.bazi.readings import romanised

_HAN = re.compile(r"[（(]?[\u4e00-\u9fff]+[）)]?")


def can_pair(stem: str, branch: str) -> bool:
    """Whether stem and branch are both yang or both yin, as in every pillar."""
    return STEMS.index(stem) % 2 == BRANCHES.index(branch) % 2


def _spellings(first: str, second: str) -> tuple[str, ...]:
    return f"{first} {second}", f"{first}-{second}", f"{first}-{second.lower()}", first + second, first + second.lower()


PINYIN_PAIRS = {
    spelling: stem + branch
    for stem, branch in product(STEMS, BRANCHES)
    if can_pair(stem, branch)
    for spelling in _spellings(romanised(stem), romanised(branch))
}
"""Every pair by each of its spellings: `Jia Zi`, `Jia-Zi`, `Jia-zi`, `JiaZi`, `Jiazi`."""

PINYIN_PAIR = re.compile(rf"\b(?:{'|'.join(sorted(PINYIN_PAIRS, key=len, reverse=True))})\b")


def plain_letters(sentence: str) -> str:
    """Reduce romanised text to plain letters: `甲 Jiǎ 子 Zǐ` and `Jia (甲) Zi (子)` both become `Jia Zi`."""
    if not any(char.isascii() and char.isupper() for char in sentence):
        return ""
    letters = unicodedata.normalize("NFKD", sentence)
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(_HAN.sub(" ", plain).split())

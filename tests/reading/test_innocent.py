"""No ordinary word makes a withheld one with the next, and the withheld words themselves are still found."""

import re

import pytest

from app.reading import withheld_words
from app.reading.innocent import WORDS_THAT_END, apart

PATTERNS = {name: getattr(withheld_words, name) for name in ("CRISIS", "DEATH", "LOTTERY", "INVESTMENT", "MISHAP")}
WORDS = [start + end for end, starts in WORDS_THAT_END.items() for start in starts.split()]


def characters(pattern: re.Pattern[str]) -> list[str]:
    return sorted({char for char in pattern.pattern if "\u4e00" <= char <= "\u9fff"})


def is_found(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(apart(f"我的{text}怎么样")))


@pytest.mark.parametrize("name", PATTERNS)
def test_no_ordinary_word_makes_a_withheld_one_with_the_next(name: str) -> None:
    pattern, made = PATTERNS[name], 0
    for char in characters(pattern):
        if pattern.search(f"我的{char}怎么样"):
            continue  # withheld by itself
        for word in WORDS:
            if pattern.search(f"我的{word}怎么样"):
                continue
            made += bool(pattern.search(f"我的{word}{char}怎么样"))
            assert not is_found(pattern, word + char), word + char
    assert made >= 10, "the words of the table would make none"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("CRISIS", text) for text in ("轻生", "自尽", "自伤", "求死", "上吊", "独自自尽", "年轻轻生")),
        *(("DEATH", text) for text in ("后事", "寿命", "大限", "生死", "命长吗")),
        *(("LOTTERY", text) for text in ("中奖", "下注", "手气", "体彩")),
        *(("INVESTMENT", text) for text in ("理财", "外汇", "定投", "大盘", "股票")),
        *(("MISHAP", text) for text in ("意外", "手术", "复发", "官司", "坐牢", "灾", "被告")),
    ],
)
def test_the_withheld_words_themselves_are_found(name: str, text: str) -> None:
    assert is_found(PATTERNS[name], text)

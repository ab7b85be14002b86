"""Stems, branches and pillars in Latin script."""

import pytest

from app.bazi.cycle import BRANCHES, STEMS
from app.bazi.readings import PINYIN, explained, meaning_of, pinyin_of, romanised, title_of

from .births import cast


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("癸", "癸 Guǐ, yin Water"),
        ("甲", "甲 Jiǎ, yang Wood"),
        ("己", "己 Jǐ, yin Earth"),
        ("庚", "庚 Gēng, yang Metal"),
        ("丙", "丙 Bǐng, yang Fire"),
        ("亥", "亥 Hài, Pig"),
        ("子", "子 Zǐ, Rat"),
        ("未", "未 Wèi, Goat"),
        ("戌", "戌 Xū, Dog"),
        ("卯", "卯 Mǎo, Rabbit"),
    ],
)
def test_a_stem_or_branch_is_explained_by_reading_and_meaning(part: str, text: str) -> None:
    assert explained(part) == text


def test_every_stem_and_branch_has_a_reading_with_one_tone_mark() -> None:
    assert set(PINYIN) == set(STEMS + BRANCHES)
    assert all(sum(char > "\x7f" for char in reading) == 1 for reading in PINYIN.values())
    assert len({meaning_of(part) for part in PINYIN}) == 22


def test_the_title_names_the_pillars_in_latin_letters() -> None:
    assert title_of(cast("1991-06-12 22:30").pillars) == "Xin-Wei · Jia-Wu · Gui-Chou · Gui-Hai"
    assert title_of(cast("1990-05-12").pillars) == "Geng-Wu · Xin-Si · Ding-Chou"
    assert romanised("癸亥") == "Gui-Hai"


def test_other_text_is_left_alone() -> None:
    assert (explained("某"), pinyin_of("某"), meaning_of("某"), romanised("某")) == ("某", "某", "", "某")

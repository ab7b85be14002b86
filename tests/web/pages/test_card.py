"""The card of a shared link."""

from io import BytesIO

import pytest
from PIL import Image, ImageFont

from app.bazi.chart import Pillars
from app.bazi.cycle import BRANCHES, STEMS
from app.web.pages import card
from app.web.pages.card import HEIGHT, WIDTH, draw_card

CHART = Pillars(year="庚午", month="辛巳", day="丁丑", hour="丁未")
UNKNOWN = Pillars(year="庚午", month="辛巳", day="丁丑", hour=None)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("pillars", [CHART, UNKNOWN], ids=["four", "three"])
def test_a_card_is_a_small_png_of_the_size_that_other_sites_expect(pillars: Pillars, language: str) -> None:
    png = draw_card(pillars, language)
    assert len(png) < 100_000
    with Image.open(BytesIO(png)) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT)) == ("PNG", (1200, 630))


def test_cards_differ_by_pillars_and_language_only() -> None:
    cards = [draw_card(pillars, language) for pillars in (CHART, UNKNOWN) for language in ("zh", "en")]
    assert len(set(cards)) == 4
    assert draw_card(Pillars(year="庚午", month="辛巳", day="丁丑", hour="丁未"), "zh") is cards[0], "drawn once"


def test_the_font_has_every_character_that_a_card_can_show() -> None:
    """Otherwise a card shows empty boxes: run scripts/make_card_font.py."""
    font = ImageFont.truetype(card._FONT, 40)
    missing = font.getmask("\N{SNOWMAN}")
    words = "".join([*card._TITLES.values(), *card._NOTES.values(), *card._COLUMNS["zh"].values(), card._SEAL_TEXT])
    shown = [char for char in STEMS + BRANCHES + words if not char.isspace()]
    assert [char for char in shown if bytes(font.getmask(char)) == bytes(missing)] == []

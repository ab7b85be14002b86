"""Make the font of the link cards: the few characters of Noto Serif CJK SC that a card shows.

Needs fonttools, which is not a dependency of the project, and the fonts of Debian's fonts-noto-cjk:

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools
    /tmp/fonts/bin/python scripts/make_card_font.py

The result is a modified version, so it has a name of its own, as the SIL Open Font License asks where names are
reserved. The licence is next to it.
"""

import ast
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
FACE = "Noto Serif CJK SC"
FAMILY = "Mingshu Card Serif"
TARGET = Path(__file__).parents[1] / "app" / "web" / "pages" / "fonts" / "card.otf"
CARD = Path(__file__).parents[1] / "app" / "web" / "pages" / "card.py"
LATIN = "".join(map(chr, range(0x20, 0x7F))) + "·—–’…āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
PILLARS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def main() -> None:
    faces = TTCollection(str(SOURCE)).fonts
    face = next(face for face in faces if face["name"].getDebugName(1) == FACE)
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 13, 14], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=PILLARS + LATIN + _chinese_of(CARD))
    subsetter.subset(face)
    _rename(face)
    face.save(TARGET)


def _chinese_of(module: Path) -> str:
    """All characters in the strings of a module."""
    nodes = ast.walk(ast.parse(module.read_text()))
    return "".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _rename(face: TTFont) -> None:
    names = {1: FAMILY, 2: "Regular", 3: f"{FAMILY} 1", 4: FAMILY, 6: FAMILY.replace(" ", "")}
    for number, name in names.items():
        face["name"].setName(name, number, 3, 1, 0x409)
    font = face["CFF "].cff
    font.fontNames = [names[6]]
    font.topDictIndex[0].FullName = font.topDictIndex[0].FamilyName = FAMILY


if __name__ == "__main__":
    main()

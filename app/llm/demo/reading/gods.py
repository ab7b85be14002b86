"""The five elements and the ten gods in groups, as the day master sees them."""

from app.bazi.cycle import BRANCHES, ELEMENTS, STEMS

GROUPS = ("peer", "output", "wealth", "officer", "resource")
"""The ten gods in pairs, in the order of the elements after the day master's own."""
_GROUP_OF = {
    **dict.fromkeys(("比肩", "劫财"), "peer"),
    **dict.fromkeys(("食神", "伤官"), "output"),
    **dict.fromkeys(("偏财", "正财"), "wealth"),
    **dict.fromkeys(("七杀", "正官"), "officer"),
    **dict.fromkeys(("偏印", "正印"), "resource"),
}


BRANCH_ELEMENTS = dict(zip(BRANCHES, "水土木木土火火土金金土水", strict=True))


def group_of(god: str) -> str:
    """Return the group of a ten god."""
    return _GROUP_OF[god]


def element_of(stem: str) -> str:
    return ELEMENTS[STEMS.index(stem) // 2]


def after(element: str, steps: int) -> str:
    """Return the element that comes `steps` later in the generating cycle."""
    return ELEMENTS[(ELEMENTS.index(element) + steps) % 5]


def god_of(day: str, stem: str) -> str:
    """Return the ten god of a stem for a day stem."""
    steps = (STEMS.index(stem) // 2 - STEMS.index(day) // 2) % 5
    is_same = STEMS.index(stem) % 2 == STEMS.index(day) % 2
    pairs = (("比肩", "劫财"), ("食神", "伤官"), ("偏财", "正财"), ("七杀", "正官"), ("偏印", "正印"))
    return pairs[steps][0 if is_same else 1]


__all__ = ["BRANCHES", "BRANCH_ELEMENTS", "ELEMENTS", "GROUPS", "STEMS", "after", "element_of", "god_of", "group_of"]

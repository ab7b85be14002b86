"""Identifiable text for the demo model: every call is unique, and every few characters name their call.

A passage has its call's name in the heading, followed by numbered marks that repeat the name, with characters of
every width between them. Lost, duplicated or foreign text is therefore detectable.
"""

import random
import re

from app.llm.demo.text import Order

_NAME = re.compile(r"⟦([0-9a-f]{32}(?:-[0-9]+){2,3})⟧")
_ODDITIES = (
    "命理天干地支",
    "👩‍👩‍👧‍👦 family",
    "e\u0301a\u0308o\u0302 combining",
    "🀄️🇨🇳 flags",
    "𠮷野家 beyond the plane",
    "ไทย हिन्दी عربى",
    "\u200bzero width\u2060",
    "line\u2028separator",
    "“quotes” \\ \" ' {}",
    "first\nsecond",
    "data: not an event\n\nid: 9.9",
    "plain words, no trouble",
)
TEXT_MARK = "⟨".encode()
"""Occurs in nearly every piece of report text, and nowhere else."""
SHORTEST, LONGEST = 150, 260


def compose(order: Order, name: str) -> str:
    """Compose the passage of a call. A call that continues a passage gets the text of the call that began it."""
    written = _NAME.search(order.written or "")
    return passage(order.heading, written.group(1) if written else name)


def passage(heading: str, name: str) -> str:
    rng = random.Random(name)
    report, *numbers = name.split("-")
    mark = ".".join([report[:4], *numbers])
    text = f"## {heading} ⟦{name}⟧\n\n"
    length = len(text) + rng.randint(SHORTEST, LONGEST)
    number = 0
    while len(text) < length:
        number += 1
        text += f"⟨{mark}#{number}⟩{rng.choice(_ODDITIES)}"
    return text + f"⟨{mark}.⟩"


def named(text: str) -> str | None:
    """Return the name of the call in the heading of a passage."""
    found = _NAME.search(text[:120])
    return found.group(1) if found else None

"""Identifiable text for the demo model: every call is unique, and every few characters name their call.

A passage has the name of its first call in the heading. Numbered marks name the call that wrote them, with characters
of every width between them. Lost, duplicated or foreign text is therefore detectable.
"""

import random

from app.llm.demo.text import Order

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
    """Compose the passage of a call. A call that continues a passage adds text of its own."""
    whole = passage(order.heading, name)
    written = order.written or ""
    if whole.startswith(written):  # at most a part of the heading
        return whole
    return written + ("" if "⟧" in written else "⟧\n\n") + rest(name)


def passage(heading: str, name: str) -> str:
    return f"## {heading} ⟦{name}⟧\n\n{_marked(name, SHORTEST, LONGEST)}"


def rest(name: str) -> str:
    """Return the text of a call that continues a passage.

    It begins unlike any other text, so that its beginning cannot be mistaken for a repetition of what came before.
    """
    _, attempt, number = name.split("-")[:3]
    return f"〖{number:0>2}.{attempt}〗{_marked(name, SHORTEST // 2, LONGEST // 2)}"


def _marked(name: str, shortest: int, longest: int) -> str:
    rng = random.Random(name)
    report, *numbers = name.split("-")
    mark = ".".join([report[:4], *numbers])
    text = ""
    length = rng.randint(shortest, longest)
    number = 0
    while len(text) < length:
        number += 1
        text += f"⟨{mark}#{number}⟩{rng.choice(_ODDITIES)}"
    return text + f"⟨{mark}.⟩"

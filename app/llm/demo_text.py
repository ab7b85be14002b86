"""What the demo model writes: prose made from the chart in the prompt, the same for the same prompt.

The order is read off the user's first turns: the chart from the first JSON fence, the heading from the last
`## ` line, the length from the last `600-900`. The text names no pillar that the chart does not hold.
"""

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import ModuleType
from typing import Any

from app.llm import demo_en, demo_zh

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
CYCLE = "木火土金水"
"""Each element feeds the next and rules the one after it."""

_BRANCH_ELEMENTS = dict(zip(BRANCHES, "水土木木土火火土金金土水", strict=True))
_FENCE = re.compile(r"```json\s*\n(.*?)```", re.DOTALL)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_LENGTH = re.compile(r"(?<![\d-])(\d{2,5})-(\d{2,5})(?![\d-])", re.ASCII)
_EARLIER = re.compile(r"^(已写|前面各节|Already written|What the earlier sections)", re.MULTILINE)
_PILLAR = re.compile(f"[{STEMS}][{BRANCHES}]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Order:
    """What a prompt asks for. `written` is the text to go on from, None for a text from its start."""

    heading: str
    shortest: int
    longest: int
    language: str
    pillars: Mapping[str, str]
    is_first: bool
    written: str | None
    seed: str
    chars: int


def read_order(messages: Sequence[Mapping[str, Any]]) -> Order:
    """ValueError if the messages are none that a chat takes."""
    turns = [(_string(message.get("role")), _string(message.get("content"))) for message in messages]
    if not any(role == "user" for role, _ in turns):
        raise ValueError("no user turn")
    roles = [role for role, _ in turns]
    opening = turns[: roles.index("assistant")] if "assistant" in roles else turns
    ask = "\n".join(content for role, content in opening if role == "user")
    order = _FENCE.sub("", ask)
    headings = _HEADING.findall(order)
    lengths = [(int(low), int(high)) for low, high in _LENGTH.findall(order)]
    shortest, longest = lengths[-1] if lengths and lengths[-1][0] <= lengths[-1][1] else (600, 900)
    is_chinese = len(_HAN.findall(order)) * 2 > len(re.findall(r"[A-Za-z]+", order))
    return Order(
        heading=headings[-1].strip() if headings else ("命盘" if is_chinese else "The Chart"),
        shortest=shortest,
        longest=longest,
        language="zh" if is_chinese else "en",
        pillars=_pillars(ask),
        is_first=not _EARLIER.search(order),
        written="".join(content for role, content in turns if role == "assistant") if "assistant" in roles else None,
        seed=hashlib.sha256("\n".join(content for _, content in opening).encode(errors="replace")).hexdigest(),
        chars=sum(len(content) for _, content in turns),
    )


def compose(order: Order) -> str:
    """The whole passage: its heading, a blank line, paragraphs; within the length asked for if that can be."""
    stock = demo_zh if order.language == "zh" else demo_en
    rng = random.Random(order.seed)  # noqa: S311
    room = rng.randint((order.shortest + order.longest) // 2, order.longest)
    blocks = [f"## {order.heading}"]
    if order.is_first:
        blocks.append(stock.NOTICE)
    for block in _blocks(stock, rng, order):
        taken = len("\n\n".join(blocks)) + 2
        if taken + len(block) > room:
            if short := _shortened(block, room - taken, is_needed=len(blocks) == 1 + order.is_first):
                blocks.append(short)
            break
        blocks.append(block)
    return "\n\n".join(blocks)


def remainder(text: str, written: str | None, overlap: int) -> str:
    """What is left of a text after what is written of it, with the last `overlap` characters repeated."""
    if written is None:
        return text
    position = len(written)
    if not text.startswith(written):
        found = text.find(written[-20:])
        position = found + len(written[-20:]) if found >= 0 else position
    return text[max(0, min(position, len(text)) - overlap) :]


def _string(content: Any) -> str:
    if not isinstance(content, str):
        raise ValueError("a role or a content is no string")
    return content


def _pillars(ask: str) -> dict[str, str]:
    fence = _FENCE.search(ask)
    try:
        chart = json.loads(fence.group(1)) if fence else {}
    except ValueError:
        return {}
    pillars = chart.get("pillars") if isinstance(chart, dict) else None
    if not isinstance(pillars, dict):
        return {}
    names = ("year", "month", "day", "hour")
    return {name: pillars[name] for name in names if _PILLAR.fullmatch(str(pillars.get(name)))}


def _blocks(stock: ModuleType, rng: random.Random, order: Order) -> Iterator[str]:
    """Paragraphs without end, or nearly; no sentence of them comes twice."""
    slots = facts(stock, order.pillars)
    theme = next((name for name, words in stock.KEYWORDS if re.search(words, order.heading.lower())), "overview")
    opening, *others = _filled(stock.THEMES[theme], slots)
    rng.shuffle(others)
    others.insert(0, opening)
    turn = list(stock.THEMES).index(theme) * 4 / len(stock.THEMES) % 1  # neighbours are far apart
    pillars, common, items = (
        _rotated(_filled(patterns, slots), turn, order) for patterns in (stock.PILLARS, stock.COMMON, stock.ITEMS)
    )
    list_at = rng.choice((2, 3, 99))
    bold_at = rng.randint(1, 6)
    more = _more(stock, rng, slots)
    for number in range(1, 1000):
        if number == list_at:
            yield "\n".join([rng.choice(stock.LISTS), "", *(f"- {item}" for item in items[:3])])
            continue
        sentences = [pile.pop(0) for pile in (others, others, pillars, common) if pile]
        sentences += [sentence for _ in range(3 - len(sentences)) if (sentence := next(more, ""))]
        if not sentences:
            return
        if number == bold_at:
            sentences[0] = _bold(sentences[0])
        yield stock.SPACE.join(sentences)


def _filled(patterns: Iterable[str], slots: Mapping[str, str]) -> list[str]:
    """The sentences that the chart has words for."""
    filled = []
    for pattern in patterns:
        try:
            sentence = pattern.format_map(slots)
        except KeyError:
            continue
        filled.append(sentence[0].upper() + sentence[1:])
    return filled


def _rotated(sentences: list[str], turn: float, order: Order) -> list[str]:
    """In an order that is the same for all passages of a chart, each beginning elsewhere."""
    random.Random(str(order.pillars)).shuffle(sentences)  # noqa: S311
    start = int(len(sentences) * turn)
    return sentences[start:] + sentences[:start]


def _more(stock: ModuleType, rng: random.Random, slots: Mapping[str, str]) -> Iterator[str]:
    """Every aspect of every pillar with every clause, the clauses taking turns."""
    pillars = [slots[name] for name in ("year", "month", "day", "hour") if name in slots]
    pairs = list(product(stock.ASPECTS, pillars))
    turns = zip(*(rng.sample(pairs, len(pairs)) for _ in stock.CLAUSES), strict=True)
    for turn in turns:
        for clause, (aspect, pillar) in zip(stock.CLAUSES, turn, strict=True):
            yield stock.MORE.format(aspect=aspect, pillar=pillar, clause=clause.format_map(slots))


def _shortened(block: str, room: int, *, is_needed: bool) -> str:
    """As many whole sentences of a paragraph as there is room for, at least one if needed; nothing of a list."""
    if "\n" in block:
        return ""
    ends = [match.end() for match in re.finditer(r"。|\.(?= |$)", block)]
    fitting = [end for end in ends if end <= room] or (ends[:1] if is_needed else [])
    return block[: fitting[-1]] if fitting else ""


def _bold(sentence: str) -> str:
    """The sentence with its beginning in bold, up to its first pause."""
    return re.sub(r"^[^，：,:]+(?=[，：,:])", lambda match: f"**{match.group()}**", sentence)


def facts(stock: ModuleType, pillars: Mapping[str, str]) -> dict[str, str]:
    """The words that a chart gives for the slots; without a year, a month and a day none at all."""
    if not {"year", "month", "day"} <= pillars.keys():
        return {}
    stem, seat, branch = pillars["day"][0], pillars["day"][1], pillars["month"][1]
    own, base = _stem_element(stem), _BRANCH_ELEMENTS[branch]
    counts = Counter({element: 0 for element in CYCLE})
    counts.update(element for pillar in pillars.values() for element in _pillar_elements(pillar))
    ranked = sorted(CYCLE, key=lambda element: -counts[element])
    around = {name: _after(own, step) for name, step in (("yields", 1), ("ruled", 2), ("rules", 3), ("feeds", 4))}
    is_strong = counts[own] + counts[around["feeds"]] > sum(counts.values()) / 2
    elements = {
        **around,
        "own": own,
        "base": base,
        "most": ranked[0],
        "least": ranked[-1],
        "seat_element": _BRANCH_ELEMENTS[seat],
        "year_element": _stem_element(pillars["year"][0]),
        "use": around["yields"] if is_strong else around["feeds"],
    }
    words = {name: stock.ELEMENTS[element] for name, element in elements.items()}
    for name in ("own", "most", "base", "seat_element", "year_element"):
        words[f"{name.removesuffix('_element')}_air"] = stock.AIRS[elements[name]]
    shown = stock.COMMA.join(pillars.values())
    return {
        **pillars,
        **words,
        "stem": stem,
        "seat": seat,
        "branch": branch,
        "polarity": stock.POLARITIES[STEMS.index(stem) % 2 == 0],
        "season": next(season for branches, season in stock.SEASONS.items() if branch in branches),
        "image": stock.IMAGES[stem],
        "bond": stock.BONDS[(CYCLE.index(base) - CYCLE.index(own)) % 5],
        "strength": stock.STRENGTHS[is_strong],
        "ruled_count": stock.COUNTS[min(counts[around["ruled"]], 2)],
        "least_habit": stock.HABITS[ranked[-1]],
        "use_habit": stock.HABITS[elements["use"]],
        "all_pillars": stock.ALL_PILLARS["hour" in pillars].format(pillars=shown),
    }


def _after(element: str, steps: int) -> str:
    return CYCLE[(CYCLE.index(element) + steps) % 5]


def _stem_element(stem: str) -> str:
    return CYCLE[STEMS.index(stem) // 2]


def _pillar_elements(pillar: str) -> tuple[str, str]:
    return _stem_element(pillar[0]), _BRANCH_ELEMENTS[pillar[1]]

"""The demo model's text: prose composed from the chart in the prompt, always the same for the same prompt.

The user's first turns describe the task: the chart in the first JSON fence, the heading in the last `## ` line, the
length in the last range such as `600-900`. The text names only pillars that are in the chart.
"""

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from types import ModuleType
from typing import Any

from app.bazi.cycle import BRANCHES, ELEMENTS, STEMS
from app.llm.demo import en, zh
from app.llm.demo.reading import READINGS, Facts, Paragraph, fitted, follow_up_of, glossed

_BRANCH_ELEMENTS = dict(zip(BRANCHES, "水土木木土火火土金金土水", strict=True))
_FENCE = re.compile(r"```json\s*\n(.*?)```", re.DOTALL)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_LENGTH = re.compile(r"(?<![\d-])(\d{2,5})-(\d{2,5})(?![\d-])(?: (words)\b)?", re.ASCII)
_EARLIER = re.compile(r"^(已写|前面各节|Already written|What the earlier sections)", re.MULTILINE)
_PILLAR = re.compile(f"[{STEMS}][{BRANCHES}]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SHORTEST_QUOTE, _LONGEST_QUOTE = 4, 40


@dataclass(frozen=True, slots=True)
class Order:
    """The task parsed from a prompt.

    The length is in characters, or in words if `in_words`. `facts` is the chart with the judgements on it, if the
    prompt has both. `written` is the text to continue, or None for a text from its start. `asked` is its end, as far as
    the last turn quotes it for the model to repeat.
    """

    heading: str
    shortest: int
    longest: int
    in_words: bool
    language: str
    pillars: Mapping[str, str]
    facts: Facts | None
    is_first: bool
    written: str | None
    asked: str
    seed: str
    chars: int


def read_order(messages: Sequence[Mapping[str, Any]]) -> Order:
    """Parse the messages of a chat. Raises `ValueError` if they are not valid."""
    turns = [(_string(message.get("role")), _string(message.get("content"))) for message in messages]
    if not any(role == "user" for role, _ in turns):
        raise ValueError("no user turn")
    roles = [role for role, _ in turns]
    begun = roles.index("assistant") if "assistant" in roles else len(turns)
    opening, later = turns[:begun], turns[begun:]
    written = "".join(content for role, content in later if role == "assistant") if later else None
    ask = "\n".join(content for role, content in opening if role == "user")
    order = _FENCE.sub("", ask)
    headings = _HEADING.findall(order)
    lengths = [(int(low), int(high), unit) for low, high, unit in _LENGTH.findall(order)]
    shortest, longest, unit = lengths[-1] if lengths and lengths[-1][0] <= lengths[-1][1] else (600, 900, "")
    is_chinese = len(_HAN.findall(order)) * 2 > len(re.findall(r"[A-Za-z]+", order))
    return Order(
        heading=headings[-1].strip() if headings else ("命盘" if is_chinese else "The Chart"),
        shortest=shortest,
        longest=longest,
        in_words=unit == "words",
        language="zh" if is_chinese else "en",
        pillars=_pillars(ask),
        facts=_facts(ask),
        is_first=not _EARLIER.search(order),
        written=written,
        asked=_quoted_end(written or "", [content for role, content in later if role == "user"][-1:]),
        seed=hashlib.sha256("\n".join(content for _, content in opening).encode(errors="replace")).hexdigest(),
        chars=sum(len(content) for _, content in turns),
    )


def compose(order: Order) -> str:
    """Return the whole passage: heading, blank line, paragraphs; of the requested length if possible."""
    reading = order.facts and READINGS[order.language].read(order.facts, order.heading)
    return _fitted(order, reading) if reading else _from_stock(order)


def _fitted(order: Order, paragraphs: Sequence[Paragraph]) -> str:
    words = stock(order)
    head = [f"## {order.heading}", *([words.NOTICE] if order.is_first else [])]
    bounds = order.shortest, order.longest
    measure = (lambda text: len(text.split())) if order.in_words else len
    text = fitted(head, paragraphs, bounds, order.seed, space=words.SPACE, measure=measure)
    return glossed(text) if order.language == "en" else text


def _from_stock(order: Order) -> str:
    """Compose a passage that is not one of the service's, or about a chart without judgements."""
    words = stock(order)
    rng = random.Random(order.seed)  # noqa: S311
    room = rng.randint((order.shortest + order.longest) // 2, order.longest)
    blocks = [f"## {order.heading}"]
    if order.is_first:
        blocks.append(words.NOTICE)
    for block in _blocks(words, rng, order):
        taken = len("\n\n".join(blocks)) + 2
        if taken + len(block) > room:
            if short := _shortened(block, room - taken, is_needed=len(blocks) == 1 + order.is_first):
                blocks.append(short)
            break
        blocks.append(block)
    return "\n\n".join(blocks)


def stock(order: Order) -> ModuleType:
    """Return the module with the sentences in the language of the order."""
    return zh if order.language == "zh" else en


def _quoted_end(text: str, turns: Iterable[str]) -> str:
    """Return the longest end of the text that a turn quotes, or an empty string if that is too short, but not whole."""
    lengths = range(min(_LONGEST_QUOTE, len(text)), min(_SHORTEST_QUOTE, len(text)) - 1, -1)
    return next((text[-length:] for turn in turns for length in lengths if text[-length:] in turn), "")


def _string(content: Any) -> str:
    if not isinstance(content, str):
        raise ValueError("a role or a content is not a string")
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


def _facts(ask: str) -> Facts | None:
    """Return the chart of the first fence with the judgements of the second; a prompt without them has only two.

    The prompt for the answer to a further question has two more: the earlier answers, and the question.
    """
    try:
        return _decoded(*_FENCE.findall(ask))
    except (KeyError, TypeError, ValueError):
        return None


@lru_cache(maxsize=64)
def _decoded(*fences: str) -> Facts:
    """Every passage of a report has the same facts, and they derive much from the chart."""
    match [json.loads(fence) for fence in fences]:
        case chart, judged, person:
            return Facts(chart, judged, person)
        case chart, *judged, person, told, asked if len(judged) <= 1:
            return follow_up_of(chart, judged[0] if judged else None, person, told, asked)
        case _:
            raise ValueError("a prompt with another number of fences")


def _blocks(stock: ModuleType, rng: random.Random, order: Order) -> Iterator[str]:
    """Yield paragraphs until the sentences run out. No sentence is repeated."""
    slots = facts(stock, order.pillars)
    theme = next((name for name, words in stock.KEYWORDS if re.search(words, order.heading.lower())), "overview")
    opening, *others = _filled(stock.THEMES[theme], slots)
    rng.shuffle(others)
    others.insert(0, opening)
    offset = list(stock.THEMES).index(theme) * 4 / len(stock.THEMES) % 1  # far apart for adjacent passages
    pillars, common, items = (
        _rotated(_filled(patterns, slots), offset, order) for patterns in (stock.PILLARS, stock.COMMON, stock.ITEMS)
    )
    list_at = rng.choice((2, 3, 99))
    bold_at = rng.randint(1, 6)
    more = _more(stock, rng, slots)
    for number in range(1, 1000):
        if number == list_at:
            yield "\n".join([rng.choice(stock.LISTS), "", *(f"- {item}" for item in items[:3])])
            continue
        sentences = [source.pop(0) for source in (others, others, pillars, common) if source]
        sentences += [sentence for _ in range(3 - len(sentences)) if (sentence := next(more, ""))]
        if not sentences:
            return
        if number == bold_at:
            sentences[0] = _bold(sentences[0])
        yield stock.SPACE.join(sentences)


def _filled(patterns: Iterable[str], slots: Mapping[str, str]) -> list[str]:
    """Return the sentences whose slots the chart can fill."""
    filled = []
    for pattern in patterns:
        try:
            sentence = pattern.format_map(slots)
        except KeyError:
            continue
        filled.append(sentence[0].upper() + sentence[1:])
    return filled


def _rotated(sentences: list[str], offset: float, order: Order) -> list[str]:
    """Shuffle the sentences in the same way for all passages of a chart. Start at `offset`, a fraction of the list."""
    random.Random(str(order.pillars)).shuffle(sentences)  # noqa: S311
    start = int(len(sentences) * offset)
    return sentences[start:] + sentences[:start]


def _more(stock: ModuleType, rng: random.Random, slots: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for every aspect of every pillar with every clause, alternating the clauses."""
    pillars = [slots[name] for name in ("year", "month", "day", "hour") if name in slots]
    pairs = list(product(stock.ASPECTS, pillars))
    rounds = zip(*(rng.sample(pairs, len(pairs)) for _ in stock.CLAUSES), strict=True)
    for subjects in rounds:
        for clause, (aspect, pillar) in zip(stock.CLAUSES, subjects, strict=True):
            yield stock.MORE.format(aspect=aspect, pillar=pillar, clause=clause.format_map(slots))


def _shortened(block: str, room: int, *, is_needed: bool) -> str:
    """Cut a paragraph to the whole sentences that fit, at least one if needed. A list is dropped entirely."""
    if "\n" in block:
        return ""
    ends = [match.end() for match in re.finditer(r"。|\.(?= |$)", block)]
    fitting = [end for end in ends if end <= room] or (ends[:1] if is_needed else [])
    return block[: fitting[-1]] if fitting else ""


def _bold(sentence: str) -> str:
    """Return the sentence in bold up to its first comma or colon."""
    return re.sub(r"^[^，：,:]+(?=[，：,:])", lambda match: f"**{match.group()}**", sentence)


def facts(stock: ModuleType, pillars: Mapping[str, str]) -> dict[str, str]:
    """Return the chart's words for the slots; none if the year, the month or the day is missing."""
    if not {"year", "month", "day"} <= pillars.keys():
        return {}
    stem, seat, branch = pillars["day"][0], pillars["day"][1], pillars["month"][1]
    own, base = _stem_element(stem), _BRANCH_ELEMENTS[branch]
    counts = Counter({element: 0 for element in ELEMENTS})
    counts.update(element for pillar in pillars.values() for element in _pillar_elements(pillar))
    ranked = sorted(ELEMENTS, key=lambda element: -counts[element])
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
    words["own_air"] = stock.TEMPERAMENTS[own]
    for name in ("most", "base", "seat_element", "year_element"):
        words[f"{name.removesuffix('_element')}_air"] = stock.QUALITIES[elements[name]]
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
        "bond": stock.BONDS[(ELEMENTS.index(base) - ELEMENTS.index(own)) % 5],
        "strength": stock.STRENGTHS[is_strong],
        "ruled_count": stock.COUNTS[min(counts[around["ruled"]], 2)],
        "least_habit": stock.HABITS[ranked[-1]],
        "use_habit": stock.HABITS[elements["use"]],
        "all_pillars": stock.ALL_PILLARS["hour" in pillars].format(pillars=shown),
    }


def _after(element: str, steps: int) -> str:
    return ELEMENTS[(ELEMENTS.index(element) + steps) % 5]


def _stem_element(stem: str) -> str:
    return ELEMENTS[STEMS.index(stem) // 2]


def _pillar_elements(pillar: str) -> tuple[str, str]:
    return _stem_element(pillar[0]), _BRANCH_ELEMENTS[pillar[1]]

"""How a passage gets its length: which of the prepared lines are printed."""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

Paragraph = Sequence[str]
"""The lines of a paragraph in their order. A plain line is printed if there is room for it."""


class Must(str):
    """A line that the passage needs."""

    __slots__ = ()


class More(str):
    """A line that is printed only if the passage would be too short without it."""

    __slots__ = ()


class Spare(str):
    """A line that is printed only if all others leave the passage too short."""

    __slots__ = ()


class Items(tuple[str, ...]):
    """A Markdown list: each line is an item."""

    __slots__ = ()


def fitted(
    head: Sequence[str],
    paragraphs: Sequence[Paragraph],
    bounds: tuple[int, int],
    seed: str,
    *,
    space: str,
    measure: Callable[[str], int],
) -> str:
    """Join `head` and as many lines as fit: those that must be there, then the others of all paragraphs in turn.

    The length lies between the middle of `bounds` and their end, as far as there are lines enough.
    """
    shortest, longest = bounds
    whole = random.Random(seed).randint((shortest + longest) // 2, longest)  # noqa: S311
    room = whole - sum(map(measure, head)) - 2 * len(head)
    chosen: set[tuple[int, int]] = set()
    for kind in (Must, str, More, Spare):
        for place in _in_turn(paragraphs, kind):
            cost = measure(_line(paragraphs, place)) + 1
            limit = room + longest // 4 if kind is Must else room
            if kind is Spare and whole - room >= shortest:
                break
            if cost <= limit or not chosen:
                chosen.add(place)
                room -= cost
    blocks = [
        _block(paragraph, [line for at, line in enumerate(paragraph) if (number, at) in chosen], space)
        for number, paragraph in enumerate(paragraphs)
    ]
    return "\n\n".join([*head, *filter(None, blocks)])


def _in_turn(paragraphs: Sequence[Paragraph], kind: type[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of all lines of a kind: the first of each paragraph, then the second, and so on.

    Lines that must be there come in reading order, so that the end is missing if there is no room for them.
    """
    places = [
        [(number, at) for at, line in enumerate(paragraph) if type(line) is kind]
        for number, paragraph in enumerate(paragraphs)
    ]
    if kind is Must:
        yield from (place for group in places for place in group)
    else:
        yield from (place for group in zip_longest(*places) for place in group if place is not None)


def _line(paragraphs: Sequence[Paragraph], place: tuple[int, int]) -> str:
    return paragraphs[place[0]][place[1]]


def _block(paragraph: Paragraph, lines: Sequence[str], space: str) -> str:
    lines = [line for line in lines if line]
    if isinstance(paragraph, Items):
        return "\n".join(f"- {line}" for line in lines)
    return space.join(lines)

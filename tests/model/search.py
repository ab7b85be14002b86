"""Breadth-first search over all states: the shortest way to a broken invariant, or to where no way leads out."""

import gc
from array import array
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found. `broken` is None if all is well; else `trace` is a shortest way to it."""

    states: int
    steps: int
    broken: str | None = None
    trace: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = f"{self.states} states, {self.steps} steps"
        if self.broken is None:
            return counts
        return "\n".join([f"{self.broken} ({counts})", *(f"{n:3} {name}" for n, name in enumerate(self.trace, 1))])


def search(
    initial: S,
    *,
    moves: Callable[[S], Iterable[tuple[str, S]]],
    broken_by: Callable[[S, S], str | None],
    broken_in: Callable[[S], str | None],
    key: Callable[[S], Hashable],
    is_goal: Callable[[S], bool],
    most: int = 1_000_000,
) -> Found:
    """Visits every state once; states with the same `key` are one. Asks `broken_by` of every step.

    If nothing is broken, every state must have a way to a goal: those that have none are found by going
    backwards from all goals. Raises `RuntimeError` beyond `most` states.
    """
    seen: dict[Hashable, int] = {key(initial): 0}
    parents, names = array("q", [0]), [""]
    sources, targets = array("q"), array("q")
    goals = [0] if is_goal(initial) else []
    frontier = deque([(0, initial)])

    def found(broken: str, *way: str, start: int) -> Found:
        while start:
            way = (names[start], *way)
            start = parents[start]
        return Found(len(parents), len(sources), broken, way)

    with _no_collection():
        while frontier:
            index, state = frontier.popleft()
            for name, after in moves(state):
                number = seen.setdefault(key(after), len(seen))
                is_new = number == len(parents)
                if broken := broken_by(state, after) or (broken_in(after) if is_new else None):
                    return found(broken, name, start=index)
                sources.append(index)
                targets.append(number)
                if not is_new:
                    continue
                if number >= most:
                    raise RuntimeError(f"more than {most} states")
                parents.append(index)
                names.append(name)
                if is_goal(after):
                    goals.append(number)
                frontier.append((number, after))
        stuck = _without_way(len(parents), sources, targets, goals)
    if stuck is not None:
        return found("from here no way leads to the end", start=stuck)
    return Found(len(parents), len(sources))


def _without_way(states: int, sources: "array[int]", targets: "array[int]", goals: list[int]) -> int | None:
    """The first state from which no goal can be reached."""
    before: list[list[int]] = [[] for _ in range(states)]
    for source, target in zip(sources, targets, strict=True):
        before[target].append(source)
    has_way = bytearray(states)
    reached = list(goals)
    for goal in goals:
        has_way[goal] = True
    while reached:
        for source in before[reached.pop()]:
            if not has_way[source]:
                has_way[source] = True
                reached.append(source)
    stuck = has_way.find(False)
    return None if stuck < 0 else stuck


@contextmanager
def _no_collection() -> Iterator[None]:
    """A million tuples without a cycle among them: looking for cycles would take half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

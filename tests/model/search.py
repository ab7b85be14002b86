"""Breadth-first search over all states for the shortest path to a broken invariant or a dead end."""

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
    """Result of a search. `broken` is the broken invariant, if any, and `trace` a shortest path to it."""

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
    """Visit every state once, and check `broken_by` for every step. States with the same `key` are identical.

    If no invariant is broken, every state must have a path to a goal, which is checked backwards from all goals.
    Raises `RuntimeError` beyond `most` states.
    """
    seen: dict[Hashable, int] = {key(initial): 0}
    parents, names = array("q", [0]), [""]
    sources, targets = array("q"), array("q")
    goals = [0] if is_goal(initial) else []
    frontier = deque([(0, initial)])

    def found(broken: str, *path: str, start: int) -> Found:
        while start:
            path = (names[start], *path)
            start = parents[start]
        return Found(len(parents), len(sources), broken, path)

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
        stuck = _without_path(len(parents), sources, targets, goals)
    if stuck is not None:
        return found("no path leads from here to the end", start=stuck)
    return Found(len(parents), len(sources))


def _without_path(states: int, sources: "array[int]", targets: "array[int]", goals: list[int]) -> int | None:
    """Return the first state from which no goal is reachable."""
    before: list[list[int]] = [[] for _ in range(states)]
    for source, target in zip(sources, targets, strict=True):
        before[target].append(source)
    has_path = bytearray(states)
    reached = list(goals)
    for goal in goals:
        has_path[goal] = True
    while reached:
        for source in before[reached.pop()]:
            if not has_path[source]:
                has_path[source] = True
                reached.append(source)
    stuck = has_path.find(False)
    return None if stuck < 0 else stuck


@contextmanager
def _no_collection() -> Iterator[None]:
    """Disable garbage collection. The search creates millions of tuples and no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

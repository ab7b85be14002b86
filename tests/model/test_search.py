"""The search: shortest paths and dead ends."""

from collections.abc import Iterator

from .search import Found, search


def count_up_to(last: int, *, traps: frozenset[int] = frozenset(), broken: int | None = None) -> Found:
    """Search from 0 in steps of 1 and 2. `traps` are dead ends."""

    def moves(number: int) -> Iterator[tuple[str, int]]:
        if number not in traps:
            yield from ((f"+{step}", number + step) for step in (1, 2) if number + step <= last)

    return search(
        0,
        moves=moves,
        broken_by=lambda before, after: None,
        broken_in=lambda number: "broken" if number == broken else None,
        key=lambda number: number,
        is_goal=lambda number: number == last,
    )


def test_every_state_is_visited_once() -> None:
    assert count_up_to(4) == Found(states=5, steps=7)


def test_the_trace_to_a_violation_is_shortest() -> None:
    assert count_up_to(9, broken=6).trace == ("+2", "+2", "+2")


def test_a_state_without_a_path_to_the_goal_is_found() -> None:
    found = count_up_to(9, traps=frozenset({5}))
    assert (found.broken, found.trace) == ("no path leads from here to the end", ("+1", "+2", "+2"))

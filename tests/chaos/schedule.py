"""The fault schedule, determined by the seed before the run."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEASE_SECONDS = 3.0

MIX: Mapping[str, int] = {
    # Faults of a process.
    "kill": 4,  # kill -9, restarted after a pause
    "terminate": 2,  # SIGTERM, as a deploy
    "terminate_twice": 1,
    "freeze_short": 3,  # SIGSTOP, shorter than the lease
    "freeze_long": 3,  # longer, so that another process takes over
    # Faults between a process and the database.
    "hole": 3,  # nothing gets through, without RST
    "deaf": 3,  # requests arrive, responses do not
    "lost_answer": 6,  # a save is committed, and its answer lost
    "slow": 3,
    "cut": 5,  # RST
    # Faults of the database.
    "sessions": 6,  # some are terminated
    "all_sessions": 2,
    "listeners": 2,  # those that LISTEN and NOTIFY
    "database": 1,  # stopped at once, then restarted
    # Faults of the model.
    "refuse": 2,  # connections are refused
    "upstream": 34,  # the next call misbehaves
}
"""Relative frequency of each fault. A deck is dealt completely before it is reshuffled, so that short runs vary too."""

UPSTREAM: Mapping[str, int] = {
    "cut": 4,
    "cut_utf8": 2,
    "no_finish": 2,
    "network_error": 2,
    "error_object": 2,
    "stall": 2,
    "http_503": 3,
    "http_429": 2,
    "stall_before_headers": 1,
    "length": 3,
    "sensitive": 1,
    "empty": 1,
    "one_byte": 1,
    "glued": 1,
    "torn": 1,
    "unreadable": 1,
    "later_stop": 1,
    "stop_everywhere": 1,
    "data_lines": 1,
    "noise": 1,
    "surrogates": 1,
    "nul": 1,
    "line_separators": 1,
    "usage_chunk": 1,
    "no_done": 1,
    "byte_trickle": 1,
}

_AFTER: Mapping[str, Sequence[int]] = {"length": (110, 150), "empty": (0,)}

PLACED = frozenset(
    {
        "kill",
        "terminate",
        "terminate_twice",
        "freeze_short",
        "freeze_long",
        "hole",
        "deaf",
        "slow",
        "cut",
        "lost_answer",
    }
)
"""Faults of a single place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One fault, `at` seconds after the start."""

    at: float
    kind: str
    place: int | None = None
    seconds: float = 0.0
    """Duration; for a kill, the pause before the restart."""
    upstream: str | None = None
    after: int = 0
    """Number of characters before an upstream fault occurs."""
    chance: float = 0.0
    """Random number for choices made when the fault occurs."""


def schedule(
    seed: int,
    *,
    seconds: float,
    places: int,
    strokes_per_second: float,
    mix: Mapping[str, int] = MIX,
    upstream: Mapping[str, int] = UPSTREAM,
) -> list[Stroke]:
    """Return all faults in order. Lasting faults of one place, or of the database, do not overlap."""
    rng = random.Random(seed)
    kinds, faults = _Deck(mix, rng), _Deck(upstream, rng)
    free_at = [0.0] * places
    database_free_at = 0.0
    strokes: list[Stroke] = []
    at = 0.0
    while (at := at + rng.expovariate(strokes_per_second)) < seconds:
        kind = kinds.deal()
        lasts, chance = _lasts(kind, rng), rng.random()
        if kind == "database" and at < database_free_at:
            kind = "all_sessions"
        if kind in PLACED:
            free = [place for place in range(places) if free_at[place] <= at]
            place = rng.choice(free) if free else rng.randrange(places)
            if not free:  # every place has a fault already, and a cut can be added to any of them
                kind, lasts = "cut", 0.0
            else:
                free_at[place] = at + lasts + (3.0 if kind in ("kill", "terminate", "terminate_twice") else 0.5)
            strokes.append(Stroke(at=at, kind=kind, place=place, seconds=lasts, chance=chance))
        elif kind == "upstream":
            fault = faults.deal()
            # The demo model needs the heading line to continue a passage, so a cut must not come before its end.
            after = rng.choice(_AFTER.get(fault, (0, 1, 30, 70, 110, 150)))
            strokes.append(Stroke(at=at, kind=kind, upstream=fault, after=after, chance=chance))
        else:
            strokes.append(Stroke(at=at, kind=kind, seconds=lasts, chance=chance))
            if kind == "database":
                database_free_at = at + lasts + 10
    return strokes


def _lasts(kind: str, rng: random.Random) -> float:
    low, high = {
        "kill": (0.1, 4.0),
        "terminate": (0.1, 2.0),
        "terminate_twice": (0.1, 2.0),
        "freeze_short": (0.3, LEASE_SECONDS * 0.6),
        "freeze_long": (LEASE_SECONDS * 1.4, LEASE_SECONDS * 2.2),
        "hole": (0.5, LEASE_SECONDS * 2),
        "deaf": (0.3, LEASE_SECONDS * 1.6),
        "slow": (1.0, 4.0),
        "database": (1.0, LEASE_SECONDS * 1.8),
        "refuse": (0.3, 2.0),
    }.get(kind, (0.0, 0.0))
    return rng.uniform(low, high)


class _Deck:
    """Deals every card before it reshuffles."""

    def __init__(self, cards: Mapping[str, int], rng: random.Random) -> None:
        self._cards = [card for card, count in cards.items() for _ in range(count)]
        self._rng = rng
        self._left: Sequence[str] = ()

    def deal(self) -> str:
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        card, *self._left = self._left
        return card

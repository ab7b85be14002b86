"""Statistics of samples, and process figures from /proc."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, 99th percentile and worst."""

    p50: float
    p99: float
    worst: float


def spread(samples: Sequence[float]) -> Spread:
    """Return the spread of the samples, or zeros if there are none."""
    ordered = sorted(samples) or [0.0]
    p50, p99 = (ordered[int((len(ordered) - 1) * part)] for part in (0.5, 0.99))
    return Spread(round(p50, 2), round(p99, 2), round(ordered[-1], 2))


def worst_spread(spreads: Sequence[Spread]) -> Spread:
    """Return the worst value of each figure."""
    return Spread(max(s.p50 for s in spreads), max(s.p99 for s in spreads), max(s.worst for s in spreads))


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the least-squares line; 0 for fewer than two points."""
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    square = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / square


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND


def waited_seconds(pid: int) -> float:
    """Return how long the main thread has waited, runnable, for a busy core."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


def rss_kib(pid: int) -> int:
    """Return the current resident memory."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def thread_count(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/task"))


def fd_count(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))

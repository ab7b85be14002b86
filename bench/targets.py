"""The figures that this service must reach, and whether a result reaches them."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.arena import SERVICE
from bench.results import Results


@dataclass(frozen=True, slots=True)
class Target:
    """An upper limit for a figure, or for its ratio to the same figure elsewhere."""

    name: str
    limit: float
    value: Callable[[Results], float | None]
    """The worst of all runs, or None if it was not measured."""


def _figure(scenario: str, name: str, *, per: float = 1.0) -> Callable[[Results], float | None]:
    def value(results: Results) -> float | None:
        found = results.worst(scenario, SERVICE).get(name)
        return None if found is None else found / per

    return value


def _ratio(name: str, scenario: str, other: tuple[str, str]) -> Callable[[Results], float | None]:
    """Divide a figure of the service by that of another scenario and server in the same run."""

    def value(results: Results) -> float | None:
        others = {run.number: run.figures.get(name, 0.0) for run in results.of(*other)}
        ratios = [
            run.figures[name] / theirs
            for run in results.of(scenario, SERVICE)
            if name in run.figures and (theirs := others.get(run.number, 0.0))
        ]
        return max(ratios, default=None)

    return value


def _not_created(results: Results) -> float | None:
    """Count the creates of the burst that were refused or failed."""
    worst = results.worst("creates", SERVICE)
    return worst["refused"] + worst["failed"] if worst else None


TARGETS = (
    Target("200 streams: CPU µs/token", 60, _figure("streams-200", "cpu_us_per_token")),
    Target(
        "200 streams: CPU, ratio to the pass-through",
        0.5,
        _ratio("cpu_us_per_token", "streams-200", ("streams-200", "pass-through")),
    ),
    Target("200 streams: CPU, ratio to nginx", 4, _ratio("cpu_us_per_token", "streams-200", ("streams-200", "nginx"))),
    Target("200 streams: age p99 ms", 120, _figure("streams-200", "age_p99_ms")),
    Target("400 streams: age p99 ms", 250, _figure("streams-400", "age_p99_ms")),
    Target("400 streams: warnings", 0, _figure("streams-400", "warnings")),
    Target("200 creates: refused or failed", 0, _not_created),
    Target("200 creates: first text over upstream p50 s", 0.8, _figure("creates", "first_over_p50_ms", per=1000)),
    Target("a queued create: CPU ms", 3, _figure("queued", "cpu_ms_per_create")),
    Target("400 streams and 50 creates/s: failed saves", 0, _figure("overload", "failed_saves")),
    Target("400 streams and 50 creates/s: lost leases", 0, _figure("overload", "lost_leases")),
    Target("1,000 viewers: CPU µs/viewer-event", 45, _figure("crowd", "cpu_us_per_viewer_event")),
    Target("1,000 viewers: age p99 ms", 150, _figure("crowd", "age_p99_ms")),
    Target("10,000 idle viewers: KiB each", 24, _figure("idle", "kib_per_viewer")),
    Target("2,000 viewers back: seconds until all are live", 5, _figure("back", "all_live_seconds")),
    Target("2,000 viewers back: row reads per report", 1, _figure("back", "row_reads_per_report")),
    Target("one report: first text over upstream p50 ms", 5, _figure("first", "first_over_p50_ms")),
    Target(
        "1 M characters: CPU per character, ratio to 10 k",
        1.3,
        _ratio("cpu_us_per_char", "length-1m", ("length-10k", SERVICE)),
    ),
    Target("1 M characters: WAL, ratio to the text", 3, _figure("length-1m", "wal_per_text")),
    Target("10 k characters: WAL, ratio to the text", 3, _figure("length-10k", "wal_per_text")),
)

"""What all scenarios share: their scale, and the figures that several of them report."""

from dataclasses import dataclass

from bench.arena import PASSAGES, Arena, Conditions
from bench.figures import spread
from bench.look_alike import First
from bench.meter import Measurement
from bench.recording import Recording, Stream
from bench.stamp import ticks, ticks_of

TOKEN_BYTES = 6
"""UTF-8 bytes of a token."""

Figures = dict[str, float]
"""Figures of one run by name. The names carry the units."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How long a scenario measures, and how much of its load it applies."""

    seconds: float = 15.0
    share: float = 1.0

    def count(self, full: int) -> int:
        return max(1, round(full * self.share))


def streaming(measured: Measurement, recording: Recording, conditions: Conditions, *, viewers: int = 1) -> Figures:
    """Return the figures of tokens on their way to their viewers, which is how many receive each token."""
    totals, sent = recording.totals, max(measured.tokens, 1)
    tokens = max(1.0, min(sent, len(totals.ages_ms) / viewers))  # a server that falls behind has handled fewer
    figures = {
        "tokens_per_second": measured.tokens / measured.seconds,
        "delivered_per_token": len(totals.ages_ms) / sent / viewers,
        "cpu_us_per_token": measured.cpu / tokens * 1e6,
        "helper_us_per_token": measured.helper_cpu / tokens * 1e6,
        "peak_mib": measured.peak_kib / 1024,
    }
    if totals.events:
        ages = spread(totals.ages_ms)
        figures["age_p50_ms"], figures["age_p99_ms"], figures["age_max_ms"] = ages.p50, ages.p99, ages.worst
        figures["wire_bytes_per_token"] = totals.wire_bytes / max(len(totals.ages_ms), 1)
        figures["cpu_us_per_viewer_event"] = measured.cpu / totals.events * 1e6
    if measured.database is not None:
        per_report = conditions.tokens_per_passage * PASSAGES / tokens
        figures["statements_per_report"] = measured.database.statements * per_report
        figures["wal_kib_per_report"] = measured.database.wal_bytes * per_report / 1024
        figures["wal_per_text"] = measured.database.wal_bytes / tokens / TOKEN_BYTES
    return figures


def precision(measured: Measurement) -> Figures:
    """Return how busy the server was, and how late the harness itself was. CPU is in seconds per second."""
    seconds = measured.seconds
    return {
        "cpu": measured.cpu / seconds,
        "waited": measured.waited / seconds,
        "client_lag_p99_ms": measured.client_lag_ms.p99,
        "client_cpu": measured.client_cpu / seconds,
        "upstream_lag_p99_ms": measured.model_lag_ms,
        "upstream_calls": measured.most_calls,
        "upstream_cpu": measured.model_cpu / seconds,
    }


def faults(arena: Arena, recording: Recording, warnings: list[str]) -> Figures:
    """Count everything that must not happen. Creates refused with 503 are counted apart from other failures."""
    streams = recording.streams
    return {
        "refused": sum(stream.http_status == 503 for stream in streams),
        "failed": sum(stream.has_failed for stream in streams),
        "cut": sum(stream.is_cut for stream in streams),
        "gaps": sum(stream.gaps for stream in streams),
        "resets": sum(stream.resets for stream in streams),
        "inexact": sum(stream.is_exact is False for stream in streams),
        "not_completed": sum(stream.status not in (None, "completed", "stop") for stream in streams),
        "unreadable": recording.unreadable,
        "unrecorded": arena.client.counters().unrecorded_reads,
        "warnings": len(warnings),
    }


def first_texts(streams: list[Stream], firsts: list[First]) -> Figures:
    """Return how long viewers waited for the first text, compared with the model itself.

    `over` is the time from the request to the first text, less the time that the model took from the call to its
    first token. Each stream is matched with its call by the timestamp in its first token.
    """
    by_ticks = {ticks(first.sent): first for first in firsts}
    overs, ages = [], []
    for stream in streams:
        call = by_ticks.get(ticks_of(stream.first_text)) if stream.first_text is not None else None
        if call is not None:
            overs.append((stream.first_text_at - stream.entry.opened - (call.sent - call.opened)) * 1000)
            ages.append((stream.first_text_at - call.sent) * 1000)
    figures: Figures = {"first_texts": len(overs)}
    if overs:
        over, age = spread(overs), spread(ages)
        figures.update(first_over_p50_ms=over.p50, first_over_p99_ms=over.p99)
        figures.update(first_age_p50_ms=age.p50, first_age_p99_ms=age.p99)
    return figures

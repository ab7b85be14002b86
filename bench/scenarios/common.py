"""Figures that several scenarios share."""

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


def streaming(measured: Measurement, recording: Recording, conditions: Conditions, viewers: int) -> Figures:
    """Return the figures of tokens on their way to viewers. `viewers` is how many receive each token."""
    totals, tokens = recording.totals, max(measured.tokens, 1)
    ages = spread(totals.ages_ms)
    delivered = max(len(totals.ages_ms), 1)
    figures = {
        "tokens_per_second": measured.tokens / measured.seconds,
        "delivered_per_token": len(totals.ages_ms) / tokens,
        "cpu_us_per_token": measured.cpu / tokens * 1e6,
        "helper_us_per_token": measured.helper_cpu / tokens * 1e6,
        "age_p50_ms": ages.p50,
        "age_p99_ms": ages.p99,
        "age_max_ms": ages.worst,
        "wire_bytes_per_token": totals.wire_bytes / delivered,
        "peak_mib": measured.peak_kib / 1024,
    }
    if viewers > 1:
        figures["cpu_us_per_viewer_event"] = measured.cpu / max(totals.events, 1) * 1e6
    if measured.database is not None:
        per_report = conditions.tokens_per_passage * PASSAGES / tokens
        figures["statements_per_report"] = measured.database.statements * per_report
        figures["wal_bytes_per_text_byte"] = measured.database.wal_bytes / tokens / TOKEN_BYTES
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
        "upstream_cpu": measured.model_cpu / seconds,
    }


def faults(arena: Arena, recording: Recording, warnings: list[str]) -> Figures:
    """Count everything that must not happen. Creates refused with 503 are counted apart from other failures."""
    streams = recording.streams
    statuses = [stream.http_status for stream in streams]
    unanswered = sum(stream.http_status is None and stream.entry.how not in ("", "dropped") for stream in streams)
    return {
        "refused": statuses.count(503),
        "failed": unanswered
        + sum(status is not None and not 200 <= status < 300 and status != 503 for status in statuses),
        "cut": sum(stream.is_cut for stream in streams),
        "gaps": sum(stream.gaps for stream in streams),
        "resets": sum(stream.resets for stream in streams),
        "inexact": sum(stream.is_exact is False for stream in streams),
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
    over, age = spread(overs), spread(ages)
    return {
        "first_texts": len(overs),
        "first_over_p50_ms": over.p50,
        "first_over_p99_ms": over.p99,
        "first_age_p50_ms": age.p50,
        "first_age_p99_ms": age.p99,
    }

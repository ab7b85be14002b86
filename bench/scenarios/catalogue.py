"""All scenarios, in the order in which they run, and the columns of their tables."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench.arena import SERVERS, SERVICE
from bench.scenarios import creates, lengths, overload, streams, viewers
from bench.scenarios.common import Figures, Scale


@dataclass(frozen=True, slots=True)
class Scenario:
    """One load, and the servers that it makes sense for."""

    name: str
    title: str
    run: Callable[[str, Scale], Figures]
    columns: tuple[str, ...]
    """Figures in the table. The JSON contains all of them."""
    servers: tuple[str, ...] = (SERVICE,)


_RESUMABLE = (SERVICE, "vercel", "fastapi-resumable")
_FAULTS = ("refused", "failed", "cut", "warnings")
_STREAM_COLUMNS = (
    "cpu_us_per_token",
    "helper_us_per_token",
    "age_p50_ms",
    "age_p99_ms",
    "first_over_p50_ms",
    "peak_mib",
    "kib_per_viewer",
    "wire_bytes_per_token",
    "statements_per_report",
    "wal_kib_per_report",
    "delivered_per_token",
    *_FAULTS,
)


def _streams(count: int) -> Scenario:
    plural = "" if count == 1 else "s"
    return Scenario(
        f"streams-{count}",
        f"{count} stream{plural}, 50 tokens/s and one viewer each",
        partial(streams.run, streams=count),
        _STREAM_COLUMNS,
        SERVERS,
    )


def _length(name: str, chars: int) -> Scenario:
    return Scenario(
        f"length-{name}",
        f"reports of {chars:,} characters, one at a time, {lengths.TOKENS_PER_SECOND:,.0f} tokens/s",
        partial(lengths.length, chars=chars),
        (
            "reports",
            "chars_per_report",
            "cpu_us_per_char",
            "helper_us_per_char",
            "peak_mib",
            "statements_per_report",
            "wal_per_text",
            "size_per_text",
            "inexact",
            *_FAULTS,
        ),
    )


SCENARIOS = (
    Scenario(
        "first",
        "first text, one short report after another",
        creates.one_at_a_time,
        (
            "first_texts",
            "head_p50_ms",
            "first_age_p50_ms",
            "first_age_p99_ms",
            "first_over_p50_ms",
            "first_over_p99_ms",
            *_FAULTS,
        ),
        SERVERS,
    ),
    *(_streams(count) for count in (1, 50, 200, 400)),
    Scenario(
        "creates",
        f"{creates.CREATES} creates within a second, each with a viewer",
        creates.burst,
        (
            "created",
            "head_p50_ms",
            "head_p99_ms",
            "first_texts",
            "first_over_p50_ms",
            "first_over_p99_ms",
            "age_p99_ms",
            "cpu",
            *_FAULTS,
        ),
        SERVERS,
    ),
    Scenario(
        "queued",
        f"{creates.QUEUED_PER_SECOND} creates/s that are only queued",
        creates.queued,
        (
            "created",
            "cpu_ms_per_create",
            "helper_ms_per_create",
            "head_p50_ms",
            "head_p99_ms",
            "statements_per_create",
            "wal_kib_per_create",
            *_FAULTS,
        ),
    ),
    Scenario(
        "overload",
        f"{overload.STREAMS} streams that take all slots, and {overload.CREATES_PER_SECOND} creates/s beside them",
        overload.run,
        (
            "created",
            "creates_refused",
            "creates_failed",
            "unanswered",
            "head_p50_ms",
            "head_p99_ms",
            "failed_saves",
            "late_renewals",
            "lost_leases",
            "expired_leases",
            "unread_queue",
            "age_p99_ms",
            "cpu",
            "cut",
            "warnings",
        ),
    ),
    Scenario(
        "crowd",
        f"one report with {viewers.CROWD:,} viewers, {viewers.CROWD_TOKENS_PER_SECOND:g} tokens/s",
        viewers.crowd,
        (
            "viewers",
            "cpu_us_per_viewer_event",
            "age_p50_ms",
            "age_p99_ms",
            "peak_mib",
            "kib_per_viewer",
            "wire_bytes_per_token",
            "delivered_per_token",
            "cpu",
            *_FAULTS,
        ),
        _RESUMABLE,
    ),
    Scenario(
        "idle",
        f"{viewers.IDLE:,} viewers of {viewers.IDLE_REPORTS} reports that are waiting for their first text",
        viewers.idle,
        ("viewers", "kib_per_viewer", "peak_mib", "cpu", *_FAULTS),
        (SERVICE, "vercel"),
    ),
    Scenario(
        "back",
        f"{viewers.BACK:,} viewers of {viewers.BACK_REPORTS} reports, dropped at once and back at once",
        viewers.back,
        (
            "viewers",
            "live",
            "live_p50_seconds",
            "all_live_seconds",
            "row_reads_per_report",
            "text_reads_per_report",
            "missing_text",
            "cpu",
            *_FAULTS,
        ),
    ),
    _length("10k", 10_000),
    _length("100k", 100_000),
    _length("1m", 1_000_000),
    Scenario(
        "finished",
        f"{lengths.FINISHED:,} short reports written as fast as possible, an hour of 37 concurrent full ones",
        lengths.many_finished,
        (
            "reports",
            "kib_per_finished_report",
            "start_mib",
            "peak_mib",
            "cpu_ms_per_report",
            "fds_grown",
            "not_completed",
            "cut",
            "warnings",
        ),
    ),
)

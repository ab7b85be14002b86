"""Reports of different lengths, and the memory of many finished ones."""

import argparse
import asyncio
import time
from dataclasses import replace

from bench import finished
from bench.arena import PASSAGES, Arena, Conditions, arena
from bench.meter import Meter
from bench.scenarios.common import TOKEN_BYTES, Figures, Scale, faults, precision
from bench.stage import staged
from bench.viewer import Ledger

TOKENS_PER_SECOND = 4000.0
"""The same for all lengths, because the cost of a token falls with the pace."""
TOTAL_CHARS = 400_000
"""Shorter reports are written one after another until they have this length together."""
FINISHED, FINISHED_AT_ONCE = 2000, 50
_POLL_SECONDS = 0.05


def length(server: str, scale: Scale, chars: int) -> Figures:
    """Write reports of one length, one after another, with one viewer each."""
    chars = scale.count(chars)
    tokens = max(1, chars // 2 // PASSAGES)
    conditions = Conditions(
        slots=2,
        tokens_per_second=TOKENS_PER_SECOND,
        tokens_per_passage=tokens,
        settings={"REPORT_MAX_CHARS": "10000000"},
    )
    with arena(server, replace(conditions, tokens_per_passage=10)) as place:
        _write(place)  # a warm-up
        place.set_pace(conditions)
        meter = Meter(place)
        for _ in range(max(1, scale.count(TOTAL_CHARS) // chars)):
            _write(place, meter)
        meter.watch(1.0)  # the database counts with a delay
        measured, warnings = meter.stop(), place.warnings()
        recording = place.client.recording(measured.window)
        written = [stream.chars for stream in recording.of("report")]
        text_bytes = measured.tokens * TOKEN_BYTES
        figures: Figures = {
            "reports": len(written),
            "chars_per_report": sum(written) / len(written),
            "cpu_us_per_char": measured.cpu / sum(written) * 1e6,
            "helper_us_per_char": measured.helper_cpu / sum(written) * 1e6,
            "peak_mib": measured.peak_kib / 1024,
        }
        if measured.database is not None:
            figures["statements_per_report"] = measured.database.statements / len(written)
            figures["wal_per_text"] = measured.database.wal_bytes / text_bytes
            figures["page_images_per_report"] = measured.database.page_images / len(written)
            figures["size_per_text"] = measured.database.size_bytes / text_bytes
        return {**figures, **faults(place, recording, warnings), **precision(measured)}


def _write(place: Arena, meter: Meter | None = None) -> None:
    """Write one report and wait for its end."""
    place.client.open("report" if meter else "warm-up", place.port, place.creation, 1)
    while True:
        if meter is not None:
            meter.watch(_POLL_SECONDS)
        else:
            time.sleep(_POLL_SECONDS)
        counters = place.client.counters()
        if not counters.open and counters.opened == counters.requested:
            return


def many_finished(_server: str, scale: Scale) -> Figures:
    """Write many short reports as fast as possible: what does a finished one leave behind?"""
    reports = scale.count(FINISHED)
    options = argparse.Namespace(reports=reports, step=max(1, reports // 8), at_once=min(FINISHED_AT_ONCE, reports))
    ledger = Ledger()
    with staged(slots=options.at_once, deltas_per_second=0, deltas_per_passage=20) as stage:
        samples = asyncio.run(finished.measure(stage, options, ledger))
    first, last = samples[0], samples[-1]
    return {
        "reports": last.finished,
        "kib_per_finished_report": finished.second_half_slope(samples),
        "start_mib": first.rss_kib / 1024,
        "peak_mib": max(sample.rss_kib for sample in samples) / 1024,
        "cpu_ms_per_report": sum(sample.cpu_seconds for sample in samples) / last.finished * 1000,
        "fds_grown": samples[-1].fds - samples[1].fds,
        "cut": ledger.cut,
        "gaps": ledger.gaps,
        "resets": ledger.resets,
        "not_completed": ledger.not_completed,
        "warnings": len(ledger.warnings),
    }

"""Streams that take all slots, and creates that must be queued beside them: what fails?"""

import time

from bench.arena import Conditions, arena
from bench.figures import spread
from bench.meter import Meter
from bench.scenarios.common import Figures, Scale, faults, precision, streaming
from bench.scenarios.streams import OPENINGS_PER_SECOND, SETTLE_SECONDS

STREAMS, CREATES_PER_SECOND = 400, 50
SECONDS = 60.0
TOKENS_PER_PASSAGE = 450
"""Long enough that no stream ends before the measurement does."""

_WARNINGS = {
    "failed_saves": "Save failed",
    "late_renewals": "Lease not renewed",
    "lost_leases": "Another attempt owns the report",
    "expired_leases": "expired leases",
    "unread_queue": "Reading the queue failed",
}


def run(server: str, scale: Scale) -> Figures:
    """Create reports beside running streams for a minute. The creates only queue a report and do not read it."""
    streams, rate = scale.count(STREAMS), scale.count(CREATES_PER_SECOND)
    conditions = Conditions(slots=streams, tokens_per_passage=TOKENS_PER_PASSAGE)
    seconds = min(SECONDS, 4 * scale.seconds)
    with arena(server, conditions) as place:
        opening = streams / OPENINGS_PER_SECOND
        place.client.open("streams", place.port, place.creation, streams, seconds=opening, replaces=True)
        time.sleep(opening + SETTLE_SECONDS)
        meter = Meter(place)
        place.client.open("creates", place.port, place.queueing, round(rate * seconds), seconds=seconds)
        meter.watch(seconds + 2)
        measured, warnings = meter.stop(), place.warnings()
        recording = place.client.recording(measured.window)
        creates = recording.of("creates")
        taken = spread([(one.head_at - one.entry.opened) * 1000 for one in creates if one.head_at])
        return {
            "created": sum(one.http_status == 201 for one in creates),
            "creates_refused": sum(one.http_status == 503 for one in creates),
            "creates_failed": sum(one.has_failed for one in creates),
            "head_p50_ms": taken.p50,
            "head_p99_ms": taken.p99,
            "unanswered": sum(one.http_status is None for one in creates),
            **{name: sum(words in line for line in warnings) for name, words in _WARNINGS.items()},
            **streaming(measured, recording, conditions),
            **faults(place, recording, warnings),
            **precision(measured),
        }

"""Concurrent streams at GLM's pace, with one viewer each."""

import time

from bench.arena import Arena, Conditions, arena
from bench.meter import Meter, memory_kib
from bench.scenarios.common import Figures, Scale, faults, first_texts, precision, streaming

OPENINGS_PER_SECOND = 40
"""How fast the streams start. How many creates a second the service can take is another scenario."""
SETTLE_SECONDS = 4.0


def run(server: str, scale: Scale, streams: int) -> Figures:
    """Open the streams during the warm-up, then measure. A stream that ends is replaced."""
    streams = scale.count(streams)
    conditions = Conditions(slots=streams + 1)
    with arena(server, conditions) as place:
        return _measure(place, conditions, streams, scale.seconds)


def _measure(place: Arena, conditions: Conditions, streams: int, seconds: float) -> Figures:
    before = memory_kib(place)
    opening = streams / OPENINGS_PER_SECOND
    place.client.open("streams", place.port, place.creation, streams, seconds=opening, replaces=True)
    time.sleep(opening + SETTLE_SECONDS)
    meter = Meter(place)
    meter.watch(seconds)
    measured = meter.stop()
    warnings = place.warnings()  # before the viewers disconnect, which the service logs
    firsts = place.model.firsts()
    recording = place.client.recording(measured.window)
    return {
        **streaming(measured, recording, conditions),
        "requested_per_second": streams * conditions.tokens_per_second,
        "kib_per_viewer": (measured.peak_kib - before) / streams,
        **first_texts(recording.streams, firsts),
        **faults(place, recording, warnings),
        **precision(measured),
    }

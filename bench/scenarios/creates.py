"""Time to the first text: many creates within a second, and one report at a time."""

import time
from dataclasses import replace

from bench.arena import Conditions, arena
from bench.figures import spread
from bench.meter import Meter, memory_kib
from bench.recording import Recording
from bench.scenarios.common import Figures, Scale, faults, first_texts, precision, streaming

CREATES = 200
MODEL_SECONDS = 0.5
"""Pause of the model before its first token in the burst."""
QUICK_MODEL_SECONDS = 0.1


def burst(server: str, scale: Scale) -> Figures:
    """Create reports within a second, view each one, and watch for the measured time plus the model's pause."""
    count = scale.count(CREATES)
    conditions = Conditions(slots=count + 1, first_seconds=MODEL_SECONDS)
    with arena(server, replace(conditions, tokens_per_passage=1, first_seconds=0.0)) as place:
        place.client.open("warm-up", place.port, place.creation, 1)
        time.sleep(2)
        place.set_pace(conditions)
        before, meter = memory_kib(place), Meter(place)
        place.client.open("creates", place.port, place.creation, count, seconds=1)
        meter.watch(MODEL_SECONDS + scale.seconds)
        measured = meter.stop()
        warnings, firsts = place.warnings(), place.model.firsts()
        recording = place.client.recording(measured.window)
        return {
            "created": sum(stream.http_status in (200, 201) for stream in recording.of("creates")),
            **_answers(recording, "creates"),
            **first_texts(recording.of("creates"), firsts),
            **streaming(measured, recording, conditions),
            "kib_per_viewer": (measured.peak_kib - before) / count,
            **faults(place, recording, warnings),
            **precision(measured),
        }


def one_at_a_time(server: str, scale: Scale) -> Figures:
    """View one short report after another, twice as long as other scenarios measure."""
    conditions = Conditions(slots=2, tokens_per_passage=2, first_seconds=QUICK_MODEL_SECONDS)
    with arena(server, conditions) as place:
        place.client.open("warm-up", place.port, place.creation, 1)
        time.sleep(3)
        place.model.firsts()
        meter = Meter(place)
        place.client.open("one", place.port, place.creation, 1, replaces=True)
        meter.watch(2 * scale.seconds)
        measured = meter.stop()
        warnings, firsts = place.warnings(), place.model.firsts()
        recording = place.client.recording(measured.window)
        return {
            **_answers(recording, "one"),
            **first_texts(recording.of("one"), firsts),
            **faults(place, recording, warnings),
            **precision(measured),
        }


def _answers(recording: Recording, group: str) -> Figures:
    """Return the time from each request to the head of its response."""
    answered = [stream for stream in recording.of(group) if stream.head_at]
    if not answered:
        return {}
    times = spread([(stream.head_at - stream.entry.opened) * 1000 for stream in answered])
    return {"head_p50_ms": times.p50, "head_p99_ms": times.p99}

"""Creates: the time to the first text, alone and many within a second, and the cost of a create."""

import time
from dataclasses import replace

from bench.arena import Conditions, arena
from bench.figures import spread
from bench.meter import Meter, memory_kib
from bench.recording import Recording
from bench.scenarios.common import Figures, Scale, faults, first_texts, precision, streaming

CREATES = 200
QUEUED_PER_SECOND = 20
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


def queued(server: str, scale: Scale) -> Figures:
    """Create reports at a steady pace that are only queued, because another one takes the only slot."""
    conditions = Conditions(slots=1, first_seconds=3600, settings={"ZHIPU_FIRST_TEXT_SECONDS": "3600"})
    with arena(server, conditions) as place:
        place.client.open("warm-up", place.port, place.queueing, 20, seconds=2)
        time.sleep(3)
        meter = Meter(place)
        count = round(QUEUED_PER_SECOND * scale.seconds)
        place.client.open("queued", place.port, place.queueing, count, seconds=scale.seconds)
        meter.watch(scale.seconds + 0.5)
        measured, warnings = meter.stop(), place.warnings()
        recording = place.client.recording(measured.window)
        figures: Figures = {
            "created": sum(stream.http_status == 201 for stream in recording.of("queued")),
            "cpu_ms_per_create": measured.cpu / count * 1000,
            "helper_ms_per_create": measured.helper_cpu / count * 1000,
            **_answers(recording, "queued"),
        }
        if measured.database is not None:
            figures["statements_per_create"] = measured.database.statements / count
            figures["wal_kib_per_create"] = measured.database.wal_bytes / count / 1024
        return {**figures, **faults(place, recording, warnings), **precision(measured)}


def _answers(recording: Recording, group: str) -> Figures:
    """Return the time from each request to the head of its response."""
    answered = [stream for stream in recording.of(group) if stream.head_at]
    if not answered:
        return {}
    times = spread([(stream.head_at - stream.entry.opened) * 1000 for stream in answered])
    return {"head_p50_ms": times.p50, "head_p99_ms": times.p99}

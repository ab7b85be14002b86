"""Many viewers: of one report, of reports that are waiting for text, and viewers that come back all at once."""

import resource
import time

from bench.arena import SERVICE, Arena, Conditions, arena
from bench.figures import spread
from bench.meter import Meter, memory_kib
from bench.scenarios.common import Figures, Scale, faults, precision, streaming

CROWD, CROWD_TOKENS_PER_SECOND = 1000, 10.0
IDLE, IDLE_REPORTS = 10_000, 10
BACK, BACK_REPORTS, BACK_TOKENS_PER_SECOND = 2000, 50, 2.0
BACK_SECONDS = 15.0
OPENINGS_PER_SECOND = 250
"""How fast viewers connect before the measurement."""
LOGGED_BYTES = 65_536
"""How much of each statement's parameters PostgreSQL logs: enough for the ids of all reports."""
_SPARE_FILES = 500


def crowd(server: str, scale: Scale) -> Figures:
    """Let many viewers watch one report. The table's token is one that the model sends, not one that is delivered."""
    viewers = scale.count(CROWD)
    conditions = Conditions(slots=2, tokens_per_second=CROWD_TOKENS_PER_SECOND)
    with arena(server, conditions) as place:
        request = place.create()
        time.sleep(2)
        before = memory_kib(place)
        opening = viewers / OPENINGS_PER_SECOND
        place.client.open("viewers", place.port, request, viewers, seconds=opening)
        time.sleep(opening + 4)
        meter = Meter(place)
        meter.watch(scale.seconds)
        measured, warnings = meter.stop(), place.warnings()
        recording = place.client.recording(measured.window)
        return {
            "viewers": sum(stream.http_status == 200 for stream in recording.of("viewers")),
            **streaming(measured, recording, conditions, viewers=viewers),
            "kib_per_viewer": (measured.peak_kib - before) / viewers,
            **faults(place, recording, warnings),
            **precision(measured),
        }


def idle(server: str, scale: Scale) -> Figures:
    """Let many viewers watch a few reports whose first text never comes. Fewer if the limit of open files is low."""
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    viewers = min(scale.count(IDLE), limit - _SPARE_FILES)
    patience = {"ZHIPU_FIRST_TEXT_SECONDS": "3600", "ZHIPU_IDLE_SECONDS": "3600"}
    conditions = Conditions(slots=IDLE_REPORTS, first_seconds=3600, settings=patience)
    with arena(server, conditions) as place:
        requests = [place.create() for _ in range(IDLE_REPORTS)]
        for number, request in enumerate(requests):  # so that what is only allocated once does not count
            place.client.open(f"early-{number}", place.port, request, 5)
        time.sleep(3)
        before = memory_kib(place)
        each = viewers // IDLE_REPORTS
        opening = viewers / OPENINGS_PER_SECOND / 2
        for request in requests:
            place.client.open("viewers", place.port, request, each, seconds=opening)
        time.sleep(opening + 4)
        meter = Meter(place)
        meter.watch(scale.seconds)
        measured, warnings = meter.stop(), place.warnings()
        recording = place.client.recording(measured.window)
        opened = [stream for stream in recording.of("viewers") if stream.http_status == 200]
        return {
            "viewers": sum(not stream.entry.closed for stream in opened),
            "kib_per_viewer": (measured.peak_kib - before) / max(len(opened), 1),
            "peak_mib": measured.peak_kib / 1024,
            **faults(place, recording, warnings),
            **precision(measured),
        }


def back(server: str, scale: Scale) -> Figures:
    """Drop all viewers at once, and let them come back at once, each with its position."""
    viewers = scale.count(BACK)
    reports = min(BACK_REPORTS, viewers)
    conditions = Conditions(slots=reports, tokens_per_second=BACK_TOKENS_PER_SECOND)
    with arena(server, conditions) as place:
        asked = [place.ask() for _ in range(reports)]
        opening = viewers / OPENINGS_PER_SECOND
        for one in asked:
            place.client.open("viewers", place.port, one.request(), viewers // reports, seconds=opening)
        time.sleep(opening + 4)
        return _return_all(place, [one.id for one in asked])


def _return_all(place: Arena, ids: list[str]) -> Figures:
    assert place.server == SERVICE
    assert place.database is not None
    with place.logged_statements(LOGGED_BYTES):
        meter = Meter(place)
        place.client.drop("viewers")
        dropped, dropped_at = time.monotonic(), time.time()
        place.client.resume("viewers", "back")
        meter.watch(BACK_SECONDS)
        measured, warnings = meter.stop(), place.warnings()
    texts, rows = place.database.reads(dropped_at, dropped_at + BACK_SECONDS)
    recording = place.client.recording(measured.window)
    live = [stream.live_at - dropped for stream in recording.of("back") if stream.live_at]
    times = spread(live)
    return {
        "viewers": len(recording.of("back")),
        "live": len(live),
        "live_p50_seconds": times.p50,
        "all_live_seconds": times.worst,
        "row_reads_per_report": max((rows[SERVICE, one] for one in ids), default=0),
        "text_reads_per_report": max((texts[SERVICE, one] for one in ids), default=0),
        "missing_text": sum(stream.gaps for stream in recording.of("back")),
        **faults(place, recording, warnings),
        **precision(measured),
    }

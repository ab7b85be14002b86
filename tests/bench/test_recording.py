"""What the benchmark concludes from recorded bytes."""

import hashlib
import json
from array import array
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from bench.load_commands import Entry
from bench.look_alike import First
from bench.recording import Recording, Window, load
from bench.scenarios.common import first_texts
from bench.stamp import ages_ms, stamp, ticks, ticks_of

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
TICK = 0.02
"""Precision of ages in milliseconds."""
ALWAYS = Window(0.0, 1e9)


def chunk(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


def event(name: str, data: object) -> bytes:
    return chunk(f"id: 1.0\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode())


LIVE = event("live", {"chars": 0})


def delta(start: int, text: str) -> bytes:
    return event("delta", {"from": start, "text": text})


def end(text: str) -> bytes:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return event("end", {"status": "completed", "chars": len(text), "sha256": digest}) + b"0\r\n\r\n"


def frame(content: str, reason: str | None = None) -> bytes:
    tree = {"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": reason}]}
    return f"data: {json.dumps(tree, ensure_ascii=False)}\n\n".encode()


def tokens(*times: float) -> str:
    return "".join(stamp(at).decode() for at in times)


def recorded(
    folder: Path, reads: Iterable[tuple[float, int, bytes]], entries: list[Entry], window: Window = ALWAYS
) -> Recording:
    """Store reads as the load client does, and parse them."""
    reads = list(reads)
    (folder / "times").write_bytes(array("d", [at for at, _, _ in reads]).tobytes())
    (folder / "numbers").write_bytes(array("I", [number for _, number, _ in reads]).tobytes())
    (folder / "sizes").write_bytes(array("I", [len(data) for _, _, data in reads]).tobytes())
    (folder / "bytes").write_bytes(b"".join(data for _, _, data in reads))
    (folder / "entries").write_bytes(msgspec.json.encode(entries))
    return load(folder, window)


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_stream_of_the_service_is_read_at_any_split(tmp_path: Path, size: int) -> None:
    text = tokens(1.0, 1.02) + "\n\n" + tokens(1.04)
    response = HEAD + chunk(b": keep-alive\n\n") + LIVE + delta(0, text[:3]) + delta(3, text[3:]) + end(text)
    reads = [(1.5, 0, response[at : at + size]) for at in range(0, len(response), size)]
    recording = recorded(tmp_path, reads, [Entry("one", 0.9, closed=2.0, how="eof")])
    (stream,) = recording.of("one")
    assert (stream.http_status, stream.status, stream.is_exact) == (200, "completed", True)
    assert (stream.gaps, stream.resets, stream.is_cut, stream.has_failed) == (0, 0, False, False)
    assert list(recording.totals.ages_ms) == pytest.approx([500, 480, 460], abs=TICK)
    assert recording.totals.wire_bytes == len(response)


def test_forwarded_frames_are_read_even_if_chunks_split_them(tmp_path: Path) -> None:
    body = frame(tokens(1.0)) + frame(tokens(1.02)) + frame("", "stop") + b"data: [DONE]\n\n"
    response = HEAD + chunk(body[:50]) + chunk(body[50:]) + b"0\r\n\r\n"
    recording = recorded(tmp_path, [(1.1, 0, response)], [Entry("one", 0.9, closed=2.0, how="eof")])
    (stream,) = recording.streams
    assert (stream.status, stream.chars, stream.is_cut) == ("stop", 4, False)
    assert list(recording.totals.ages_ms) == pytest.approx([100, 80], abs=TICK)


def test_missing_text_is_a_gap_and_not_exact(tmp_path: Path) -> None:
    text = tokens(1.0, 1.02)
    response = HEAD + delta(0, text[:2]) + delta(3, text[3:]) + end(text)
    (stream,) = recorded(tmp_path, [(1.1, 0, response)], [Entry("one", 0.9)]).streams
    assert stream.gaps == 1
    assert stream.is_exact is False


def test_a_changed_text_is_not_exact(tmp_path: Path) -> None:
    response = HEAD + delta(0, tokens(1.0)) + end(tokens(1.02))
    (stream,) = recorded(tmp_path, [(1.1, 0, response)], [Entry("one", 0.9)]).streams
    assert stream.gaps == 0
    assert stream.is_exact is False


def test_a_resumed_stream_must_start_at_its_position(tmp_path: Path) -> None:
    text = tokens(1.0)
    reads = [(1.1, 0, HEAD + delta(40, text)), (1.1, 1, HEAD + delta(42, text))]
    first, second = recorded(tmp_path, reads, [Entry("back", 0.9, start=40), Entry("back", 0.9, start=40)]).streams
    assert (first.gaps, second.gaps) == (0, 1)


@pytest.mark.parametrize(("how", "is_cut"), [("eof", True), ("ECONNRESET", True), ("dropped", False), ("", False)])
def test_only_the_server_can_cut_a_stream(tmp_path: Path, how: str, is_cut: bool) -> None:
    reads = [(1.1, 0, HEAD + delta(0, tokens(1.0)))]
    (stream,) = recorded(tmp_path, reads, [Entry("one", 0.9, closed=1.2, how=how)]).streams
    assert stream.is_cut is is_cut


@pytest.mark.parametrize(
    ("response", "how", "has_failed"),
    [
        (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "eof", False),  # counted as refused
        (b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", "eof", True),
        (b"", "ECONNREFUSED", True),
        (b"", "dropped", False),
    ],
)
def test_failures_are_told_from_refusals(tmp_path: Path, response: bytes, how: str, has_failed: bool) -> None:
    reads = [(1.1, 0, response)] if response else []
    (stream,) = recorded(tmp_path, reads, [Entry("one", 0.9, closed=1.2, how=how)]).streams
    assert stream.has_failed is has_failed


def test_an_unreadable_response_is_counted(tmp_path: Path) -> None:
    reads = [(1.1, 0, b"not HTTP\r\n\r\n"), (1.2, 0, HEAD), (1.2, 1, HEAD + chunk(b"data: not JSON\n\n"))]
    assert recorded(tmp_path, reads, [Entry("one", 0.9), Entry("one", 0.9)]).unreadable == 2


def test_only_the_window_counts(tmp_path: Path) -> None:
    reads = [
        (at, 0, data) for at, data in ((1.0, HEAD + LIVE), (2.0, delta(0, tokens(1.9))), (3.0, delta(2, tokens(2.9))))
    ]
    recording = recorded(tmp_path, reads, [Entry("one", 0.9)], Window(2.5, 3.5))
    assert list(recording.totals.ages_ms) == pytest.approx([100], abs=TICK)
    assert recording.totals.events == 1
    assert recording.streams[0].first_text_at == 2.0


def test_text_from_before_the_viewer_came_has_no_age(tmp_path: Path) -> None:
    response = HEAD + delta(0, tokens(1.0, 1.02)) + LIVE + delta(4, tokens(9.9))
    recording = recorded(tmp_path, [(10.0, 0, response)], [Entry("one", 9.0)])
    assert list(recording.totals.ages_ms) == pytest.approx([100], abs=TICK)
    assert recording.totals.events == 2


def test_the_first_text_is_compared_with_the_call_that_sent_it(tmp_path: Path) -> None:
    reads = [(at, number, HEAD + delta(0, tokens(sent))) for number, (at, sent) in enumerate(((1.7, 1.6), (2.0, 1.9)))]
    streams = recorded(tmp_path, reads, [Entry("one", 1.0), Entry("one", 1.1)]).streams
    # The model took 0.55 s and 0.7 s, the whole 0.7 s and 0.9 s.
    figures = first_texts(streams, [First(1.2, 1.9), First(1.05, 1.6), First(1.3, 2.2)])
    assert figures["first_texts"] == 2
    assert figures["first_over_p50_ms"] == pytest.approx(150)
    assert figures["first_age_p99_ms"] == pytest.approx(100)


@pytest.mark.parametrize("now", [0.0, 0.2, 3999.99, 4000.01, 123_456.78])
def test_a_stamp_is_decoded_to_the_time_that_it_encodes(now: float) -> None:
    text = stamp(now).decode()
    assert len(text.encode()) == 6
    assert ticks_of(text) == ticks(now)
    assert ages_ms(text, now + 1.5) == pytest.approx([1500], abs=TICK)

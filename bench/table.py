"""Tables of the benchmark, in Markdown that is also legible in a terminal."""

from collections.abc import Sequence

HEADS = {
    "cpu_us_per_token": "CPU µs/token",
    "helper_us_per_token": "DB or Redis µs/token",
    "cpu_us_per_viewer_event": "CPU µs/viewer-event",
    "cpu_us_per_char": "CPU µs/char",
    "helper_us_per_char": "DB µs/char",
    "cpu_ms_per_create": "CPU ms/create",
    "helper_ms_per_create": "DB ms/create",
    "statements_per_create": "statements/create",
    "wal_kib_per_create": "WAL KiB/create",
    "cpu_ms_per_report": "CPU ms/report",
    "kib_per_finished_report": "KiB/finished report",
    "age_p50_ms": "age p50 ms",
    "age_p99_ms": "age p99 ms",
    "first_age_p50_ms": "first token's age p50 ms",
    "first_age_p99_ms": "p99 ms",
    "first_over_p50_ms": "first text over upstream p50 ms",
    "first_over_p99_ms": "over p99 ms",
    "head_p50_ms": "response head p50 ms",
    "head_p99_ms": "head p99 ms",
    "peak_mib": "peak MiB",
    "start_mib": "start MiB",
    "kib_per_viewer": "KiB/viewer",
    "wire_bytes_per_token": "wire B/token",
    "statements_per_report": "statements/report",
    "wal_kib_per_report": "WAL KiB/report",
    "wal_per_text": "WAL/text",
    "size_per_text": "files/text",
    "delivered_per_token": "delivered/sent",
    "cpu": "CPU of 1",
}
"""Short names of figures. The others are shown under their own names."""


def number(value: float) -> str:
    """Format with three or more significant digits."""
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


def cell(figures: dict[str, float], name: str) -> str:
    return number(figures[name]) if name in figures else "–"


def head(name: str) -> str:
    return HEADS.get(name, name.replace("_", " "))


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table. All columns but the first are aligned to the right."""
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        first, *others = (
            text.rjust(width) if column else text.ljust(width)
            for column, (text, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "| " + " | ".join([first, *others]) + " |"

    rule = "| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |"
    return "\n".join([line(heads), rule, *map(line, rows)])

"""Messages and orders as notifications: short lines of text, each under PostgreSQL's limit of 8,000 bytes."""

from collections.abc import Iterator
from uuid import UUID

from app.relay import Heard, Look, Message, Missed, Order, Saved, Text, Waiting

ORDERS = "mingshu_orders"
MOST_CHARS = 1900
"""In one payload: at four bytes each they fit, with their place before them."""

_LOOK = "l"
_FOR_ALL = ("wake", "pause", "unpause")
"""Orders that name no report."""


def channel_of(report_id: UUID) -> str:
    return f"mingshu_{report_id.hex}"


def write(message: Message) -> Iterator[str]:
    """The payloads that say it, in order."""
    match message:
        case Text(attempt, start, text):
            for offset in range(0, max(len(text), 1), MOST_CHARS):
                yield f"t {attempt} {start + offset} {text[offset : offset + MOST_CHARS]}"
        case Saved(attempt, chars, preview_chars, is_batch):
            yield f"s {attempt} {chars} {'' if preview_chars is None else preview_chars} {is_batch:d}"
        case Waiting(is_waiting):
            yield f"w {is_waiting:d}"
        case Look():
            yield _LOOK


def read(payload: str | None) -> Heard:
    """What a payload says. What cannot be read, such as a later version's, is a reason to look."""
    if payload is None:
        return Missed()
    try:
        match payload[:2]:
            case "t ":
                _, attempt, start, text = payload.split(" ", 3)
                return Text(int(attempt), int(start), text)
            case "s ":
                _, attempt, chars, preview_chars, is_batch = payload.split(" ")
                return Saved(int(attempt), int(chars), int(preview_chars) if preview_chars else None, is_batch == "1")
            case "w " if payload in ("w 0", "w 1"):
                return Waiting(payload == "w 1")
    except ValueError:
        pass
    return Look()


def write_order(order: Order) -> str:
    return order.kind if order.report_id is None else f"{order.kind} {order.report_id.hex}"


def read_order(payload: str) -> Order | None:
    """None for an order that this version does not know."""
    kind, _, report_id = payload.partition(" ")
    if kind not in (*_FOR_ALL, "stop", "drop", "save", "look") or (kind in _FOR_ALL) == bool(report_id):
        return None
    try:
        return Order(kind, UUID(report_id) if report_id else None)  # type: ignore[arg-type]
    except ValueError:
        return None

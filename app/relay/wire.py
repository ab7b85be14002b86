"""The wire format of messages and commands: lines of text, each below PostgreSQL's limit of 8,000 bytes."""

from collections.abc import Iterator
from typing import Any, cast, get_args
from uuid import UUID

from app.relay import Command, Message, Missed, Received, RowChanged, Saved, Text, Waiting

COMMANDS_CHANNEL = "mingshu_orders"
"""Unchanged since the first version, because processes of different versions share the channel."""
MAX_CHARS = 1900
"""Characters per payload: at four bytes each, they fit within the limit together with their position."""

_ROW_CHANGED = "l"
_KINDS = get_args(Command.__annotations__["kind"])
_WITHOUT_REPORT = ("wake", "pause", "unpause")


def channel_of(report_id: UUID) -> str:
    return f"mingshu_{report_id.hex}"


def encode(message: Message) -> Iterator[str]:
    """Yield the payloads of a message, in order."""
    match message:
        case Text(attempt, start, text):
            for offset in range(0, max(len(text), 1), MAX_CHARS):
                yield f"t {attempt} {start + offset} {text[offset : offset + MAX_CHARS]}"
        case Saved(attempt, chars, preview_chars, is_batch):
            yield f"s {attempt} {chars} {'' if preview_chars is None else preview_chars} {is_batch:d}"
        case Waiting(is_waiting):
            yield f"w {is_waiting:d}"
        case RowChanged():
            yield _ROW_CHANGED


def decode(payload: str | None) -> Received:
    """Decode a payload. One that is not understood, such as a newer version's, becomes `RowChanged`."""
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
    return RowChanged()


def encode_command(command: Command) -> str:
    return command.kind if command.report_id is None else f"{command.kind} {command.report_id.hex}"


def decode_command(payload: str) -> Command | None:
    """Decode a command. Returns None if this version does not know it."""
    kind, _, report_id = payload.partition(" ")
    if kind not in _KINDS or (kind in _WITHOUT_REPORT) == bool(report_id):
        return None
    try:
        return Command(cast(Any, kind), UUID(report_id) if report_id else None)
    except ValueError:
        return None

"""Minimal HTTP for the demo's ASGI app: read a body, send JSON, send a stream, byte by byte if required."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

MAX_BODY_BYTES = 8 << 20

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def serve_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def read_body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise ValueError("the body is too large")
        if not message.get("more_body"):
            return bytes(body)


def error_object(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def start(status: int, media_type: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> dict[str, Any]:
    typed = ((b"content-type", media_type.encode()), *headers)
    return {"type": "http.response.start", "status": status, "headers": typed}


async def reply(send: Send, status: int, tree: object) -> None:
    await send_all(send, status, "application/json", msgspec.json.encode(tree))


async def send_all(
    send: Send, status: int, media_type: str, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    await send(start(status, media_type, (*headers, (b"content-length", b"%d" % len(body)))))
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def send_piece(send: Send, data: bytes, is_one_byte: bool) -> None:
    if not is_one_byte:
        if data:
            await send({"type": "http.response.body", "body": data, "more_body": True})
        return
    for index in range(len(data)):
        await send({"type": "http.response.body", "body": data[index : index + 1], "more_body": True})
        await asyncio.sleep(0)

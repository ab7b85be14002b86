"""GLM's response as the look-alike sends it: a frame for each delta, and each frame as a chunk."""

import json

_HEAD = {"id": "20260101000000a1b2c3d4e5f60718", "created": 1767225600, "object": "chat.completion.chunk"}


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _frame(content: str, reason: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": reason}
    tree = {**_HEAD, "model": "bench", "choices": [choice], **more}
    return b"data: %s\n\n" % json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


BEFORE, AFTER = chunk(_frame("命书")).split("命书".encode())


def last_frames(deltas: int) -> bytes:
    usage = {"prompt_tokens": 1000, "completion_tokens": deltas, "total_tokens": 1000 + deltas}
    return chunk(_frame("", "stop", usage=usage) + b"data: [DONE]\n\n") + b"0\r\n\r\n"

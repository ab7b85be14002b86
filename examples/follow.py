"""Create a report, follow its stream across reconnects, and verify the complete text.

Usage: python examples/follow.py [http://127.0.0.1:8000]    Requires httpx.
"""

import hashlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx


def events(response: httpx.Response) -> Iterator[tuple[str, str | None, Any]]:
    """Yield the name, id and data of each event.

    Splits bytes, because `iter_lines` would also split at line separators inside the text.
    """
    buffer = b""
    for chunk in response.iter_raw():
        buffer += chunk
        while b"\n\n" in buffer:
            block, buffer = buffer.split(b"\n\n", 1)
            fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if not line.startswith(":"))
            if "data" in fields:
                yield fields["event"], fields.get("id"), json.loads(fields["data"])


def follow(client: httpx.Client, url: str) -> dict[str, Any]:
    """Print the text as it arrives. Return the `end` event, plus the text, once the text has matched its checksum."""
    text, position = "", None
    while True:
        try:
            headers = {} if position is None else {"Last-Event-ID": position}
            with client.stream("GET", url, headers=headers) as response:
                response.raise_for_status()
                for name, id, data in events(response):
                    position = id or position
                    if name == "delta":
                        text = text[: data["from"]] + data["text"]
                        print(data["text"], end="", flush=True)
                    elif name == "reset":
                        text = text[: data["keep"]]
                        print(f"\n[rewound to character {data['keep']}: {data['reason']}]")
                    elif name == "end":
                        assert len(text) == data["chars"]
                        assert hashlib.sha256(text.encode()).hexdigest() == data["sha256"]
                        return {**data, "text": text}
        except httpx.TransportError as error:
            print(f"\n[{type(error).__name__}; reconnecting]", file=sys.stderr)
        time.sleep(1)


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    birth = json.loads((Path(__file__).parent / "birth.json").read_text())
    with httpx.Client(base_url=base, timeout=httpx.Timeout(10, read=60)) as client:
        report = client.post("/api/reports", json=birth).raise_for_status().json()
        end = follow(client, report["links"]["stream"])
    print(f"\n\n{end['status']}: {end['chars']} characters, SHA-256 {end['sha256']}")


if __name__ == "__main__":
    main()

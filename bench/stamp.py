"""Timestamps encoded in deltas: two Chinese characters, as long as GLM's deltas.

They count units of 10 µs of `time.monotonic()`, modulo 4,000 seconds. On Linux, all processes share this clock. The
first character, which changes five times a second, is shifted by a multiple of the second: otherwise PostgreSQL would
compress the text if it is sent fast, and bytes written could not be compared between paces.
"""

TICK_SECONDS = 1e-5
_BASE = 20_000
_FIRST = 0x4E00  # start of 20,992 Chinese characters of three bytes each
_PERIOD = _BASE * _BASE
_SHIFT = 7919


def stamp(now: float) -> bytes:
    """Encode a time as two characters, which are six bytes in UTF-8."""
    high, low = divmod(ticks(now), _BASE)
    return (chr(_FIRST + (high + low * _SHIFT) % _BASE) + chr(_FIRST + low)).encode()


def ticks(now: float) -> int:
    """Return what the stamp of this time encodes."""
    return int(now / TICK_SECONDS) % _PERIOD


def ticks_of(stamp: str) -> int:
    """Decode one stamp."""
    low = ord(stamp[1]) - _FIRST
    return (ord(stamp[0]) - _FIRST - low * _SHIFT) % _BASE * _BASE + low


def ages_ms(stamps: str, now: float) -> list[float]:
    """Return the age of each stamp in a text that consists of stamps. A trailing single character is ignored."""
    arrived = int(now / TICK_SECONDS)
    codes = [ord(char) - _FIRST for char in stamps]
    pairs = zip(codes[::2], codes[1::2], strict=False)
    return [
        (arrived - (high - low * _SHIFT) % _BASE * _BASE - low) % _PERIOD * (TICK_SECONDS * 1000) for high, low in pairs
    ]

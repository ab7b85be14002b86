"""When a delta was sent, written in the delta itself: two Chinese characters, as long as GLM's deltas are.

They count 10 µs of `time.monotonic()`, which all processes of a Linux machine share, modulo 4,000 seconds.
"""

TICK_SECONDS = 1e-5
_BASE = 20_000
_FIRST = 0x4E00  # from here on 20,992 code points are all Chinese characters, three bytes each
_PERIOD = _BASE * _BASE


def stamp(now: float) -> bytes:
    """Two characters in UTF-8, six bytes."""
    high, low = divmod(int(now / TICK_SECONDS) % _PERIOD, _BASE)
    return (chr(_FIRST + high) + chr(_FIRST + low)).encode()


def ages_ms(stamps: str, now: float) -> list[float]:
    """The age of each stamp in a text that holds nothing else; an odd character at the end is left out."""
    ticks = int(now / TICK_SECONDS)
    codes = [ord(char) - _FIRST for char in stamps]
    pairs = zip(codes[::2], codes[1::2], strict=False)
    return [(ticks - high * _BASE - low) % _PERIOD * (TICK_SECONDS * 1000) for high, low in pairs]

"""Codes that people copy or type: Crockford's base 32 in groups of four, with a check character against typing errors.

The check is that of a Reed-Solomon code over GF(32): it finds every wrong character and every pair of exchanged ones.
"""

import hashlib
import secrets
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L and O, which look like digits, and U."""
_LOOK_ALIKES = str.maketrans("ILO", "110")
_GROUP = 4
_X5 = 0b100101
"""The primitive polynomial x⁵ + x² + 1."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of code: its length with the check character. Kinds differ in length."""

    chars: int

    def new(self) -> str:
        """Return a random code, without groups. Every character but the last holds five random bits."""
        values = [secrets.randbelow(32) for _ in range(self.chars - 1)]
        return "".join(ALPHABET[value] for value in [*values, _times_x(_remainder(values))])


TYPED = Kind(12)
"""55 bits: typed in place of a link, which ends after ten minutes."""
RECOVERY = Kind(24)
"""115 bits."""
TOKEN = Kind(28)
"""135 bits: stands in a link."""


def grouped(code: str) -> str:
    """Return the code in groups, as it is shown."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def normalised(typed: str) -> str:
    """Return what was typed as a code: after the `#` of a link, in capitals, without groups and look-alikes."""
    code = typed[-400:].rpartition("#")[2].upper().translate(_LOOK_ALIKES)
    return "".join(char for char in code if char not in "- \t\r\n\N{EN DASH}\N{EM DASH}\N{IDEOGRAPHIC SPACE}")


def is_mistyped(code: str) -> bool:
    """Whether a normalised code cannot be one, whatever the database holds."""
    if len(code) not in (TYPED.chars, RECOVERY.chars, TOKEN.chars) or any(char not in ALPHABET for char in code):
        return True
    return _remainder([ALPHABET.index(char) for char in code]) != 0


def digest(code: str) -> bytes:
    """Return what the database keeps of a normalised code. Random codes need no salt."""
    return hashlib.sha256(code.encode("utf-8", "replace")).digest()


def _remainder(values: list[int]) -> int:
    remainder = 0
    for value in values:
        remainder = _times_x(remainder) ^ value
    return remainder


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _X5 if value & 32 else value

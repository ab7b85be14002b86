"""Finds places whose names differ from a query by a typing mistake."""

from functools import cache

from app.bazi.places.names import is_latin
from app.bazi.places.table import PlaceEntry, table

_MIN_LATIN = 4
_LONG_LATIN = 8  # letters from which on a name may differ in two places
_MAX_LETTERS = 24


@cache
def _latin_names() -> dict[int, list[tuple[int, str]]]:
    """Latin names by length, each with the set of its letters as a bit mask."""
    found = dict[int, list[tuple[int, str]]]()
    for name in table().by_name:
        if name.isascii():
            found.setdefault(len(name), []).append((_mask(name), name))
    return found


@cache
def _chinese_names() -> dict[tuple[int, str], list[str]]:
    """Chinese names by length and first character, and by length and last character."""
    found = dict[tuple[int, str], list[str]]()
    for name in (*table().by_name, *table().by_short):
        if not is_latin(name):
            for char in {name[0], name[-1]}:
                found.setdefault((len(name), char), []).append(name)
    return found


def near_places(plain: str) -> list[PlaceEntry]:
    """Return the places with the names nearest to `plain`, the nearest and then the largest first."""
    if plain.isascii():
        return _near_latin(plain) if _MIN_LATIN <= len(plain) <= _MAX_LETTERS else []
    return [] if is_latin(plain) or not 2 <= len(plain) <= _MAX_LETTERS else _near_chinese(plain)


def _near_latin(plain: str) -> list[PlaceEntry]:
    allowed = 2 if len(plain) >= _LONG_LATIN else 1
    mask, by_length = _mask(plain), _latin_names()
    found = list[tuple[int, str]]()
    size = -(-len(plain) // (allowed + 1))
    # Each piece of the name with where it may begin and end in another one.
    pieces = [
        (plain[start : start + size], max(0, start - allowed), start + size + allowed)
        for start in range(0, len(plain), size)
    ]
    for length in range(len(plain) - allowed, len(plain) + allowed + 1):
        most = 2 * allowed - abs(length - len(plain))
        for other, name in by_length.get(length, ()):
            # A replaced letter changes the set of letters by at most two, another edit by one. Edits leave one of the
            # pieces intact, unless they only swap letters.
            changed = (mask ^ other).bit_count()
            if changed > most or (changed and not any(name.find(*piece) >= 0 for piece in pieces)):
                continue
            if (edits := distance(plain, name, allowed)) <= allowed:
                found.append((edits, name))
    return _sorted(found)


def _near_chinese(plain: str) -> list[PlaceEntry]:
    known, names = table(), _chinese_names()
    sound = plain.translate(known.syllables)
    found = list[tuple[int, str]]()
    for length in range(len(plain) - 1, len(plain) + 2) if len(plain) > 3 else (len(plain),):
        for name in dict.fromkeys(names.get((length, plain[0]), []) + names.get((length, plain[-1]), [])):
            if distance(plain, name, 1) <= 1:
                found.append((int(name.translate(known.syllables) != sound), name))
    alike = [place for place in known.by_name.get(sound, ()) if not is_latin(place.name)]
    return alike + _sorted(found)


def _sorted(found: list[tuple[int, str]]) -> list[PlaceEntry]:
    known = table()
    places = [
        (edits, known.sizes[place.id], place)
        for edits, name in found
        for place in known.by_name.get(name) or known.by_short.get(name) or []
    ]
    return [place for _, _, place in sorted(places, key=lambda one: one[:2])]


def _mask(name: str) -> int:
    mask = 0
    for char in name:
        mask |= 1 << (ord(char) - 48)
    return mask


def distance(one: str, other: str, most: int) -> int:
    """The number of characters inserted, deleted, replaced or swapped, or more than `most` if it is greater."""
    far = most + 1
    before, last = list[int](), list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        row = [far] * (len(other) + 1)
        row[0] = i
        lowest = far
        for j in range(max(1, i - most), min(len(other), i + most) + 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (char != other[j - 1]))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == other[j - 1]:
                cost = min(cost, before[j - 2] + 1)
            row[j] = cost
            lowest = min(lowest, cost)
        if lowest > most:
            return far
        before, last = last, row
    return last[-1]

"""Bounds how many requests of one kind are in progress, so that a rush is refused at once instead of timing out."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Overloaded


class Admission:
    """Admits up to `limit` requests at the same time."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._count = 0

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Count the request until the end of the block. Raises `Overloaded` if there are too many."""
        if self._count >= self._limit:
            raise Overloaded("too many requests at once")
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

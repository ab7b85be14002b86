"""A guard for writers that no other process competes with."""


class Unguarded:
    def is_due(self) -> bool:
        return False

    async def check(self) -> None:
        raise AssertionError("never due")

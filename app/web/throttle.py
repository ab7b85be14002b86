"""Limits on attempts that a guesser could repeat, for each address and in all, shared by all processes."""

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request

from app.db.owners import Limit, OwnerStore
from app.errors import TooManyAttempts

RECOVER: Final = Limit("recover", per_address=10, in_all=600, seconds=600)
"""Uses of a link or code. A typed code has 55 bits: even with a thousand links open, 600 guesses in the ten minutes
that they last find one with a probability of 2⁻³⁵ or less. Attempts that succeed are not counted."""
ISSUE: Final = Limit("issue", per_address=30, in_all=3000, seconds=600)
"""New links and recovery codes."""
DEVICE: Final = Limit("device", per_address=30, in_all=3000, seconds=600)
"""New devices without a link or code: a client that drops its device's cookie would add a row with every request."""


class Throttle:
    """Counts attempts. Addresses are stored as digests with the service's `key`."""

    def __init__(self, owners: OwnerStore, key: bytes) -> None:
        self._owners = owners
        self._key = hashlib.sha256(b"mingshu.throttle" + key).digest()

    async def count(self, limit: Limit, request: Request) -> None:
        """Count an attempt of the request's address. Raises `TooManyAttempts`."""
        wait_seconds = await self._owners.count_attempt(limit, self._address(request))
        if wait_seconds is not None:
            raise TooManyAttempts("too many attempts; try again later", wait_seconds=wait_seconds)

    async def forgive(self, limit: Limit, request: Request) -> None:
        """Take back the count of an attempt that succeeded."""
        await self._owners.forgive_attempt(limit, self._address(request))

    def _address(self, request: Request) -> str:
        block = address_block(request.client.host if request.client else "")
        return hashlib.blake2b(block.encode(), key=self._key, digest_size=16).hexdigest()


def address_block(host: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 network that one IPv6 subscriber has."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address.packed, 64), strict=False))
    return str(address)

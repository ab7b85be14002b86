from collections.abc import AsyncIterator

import pytest

from tests.service import Service, serving


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    """A running service whose model writes at full speed."""
    async with serving(database_url) as service:
        yield service

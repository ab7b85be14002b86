from collections.abc import AsyncIterator

import pytest

from tests.service import Service, serving


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    """The service with a model that writes as fast as it can."""
    async with serving(database_url) as service:
        yield service

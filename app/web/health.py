"""Liveness and readiness probes."""

import asyncio

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from app.errors import StorageError
from app.web.deps import ServiceState

router = APIRouter(tags=["health"])


@router.get("/healthz", response_class=Response)
async def healthz() -> Response:
    """The process is alive."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", response_class=Response, responses={503: {"description": "Draining, or database unavailable."}})
async def readyz(state: ServiceState) -> Response:
    """The database is reachable and migrated, and the process is not draining."""
    if state.is_draining:
        return JSONResponse({"status": "draining"}, 503)
    try:
        async with asyncio.timeout(2):
            await state.check_database()
    except (StorageError, TimeoutError):
        return JSONResponse({"status": "database unavailable"}, 503)
    # Ready even while the model's provider refuses the account: pages and streams still work.
    code = state.paused_code()
    return JSONResponse({"status": "ready"} if code is None else {"status": "ready", "model": "paused", "code": code})

"""The pass-through: FastAPI and httpx forward the upstream's bytes and keep nothing."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

_URL = f"{os.environ['UPSTREAM']}/api/paas/v4/chat/completions"
_BODY = {"model": "bench", "stream": True, "messages": [{"role": "user", "content": "写一份报告"}]}

# One client for all calls, without a limit of its own.
_client = httpx.AsyncClient(limits=httpx.Limits(max_connections=None), timeout=600, trust_env=False)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with _client:
        yield


app = FastAPI(lifespan=_lifespan)


async def _forward() -> AsyncIterator[bytes]:
    async with _client.stream("POST", _URL, json=_BODY) as upstream:
        async for data in upstream.aiter_raw():
            yield data


@app.post("/streams/{stream_id}")
async def create(stream_id: str) -> StreamingResponse:
    return StreamingResponse(_forward(), media_type="text/event-stream")


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False, backlog=2048)

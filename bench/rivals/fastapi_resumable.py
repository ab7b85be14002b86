"""`fastapi-resumable-stream` with Redis, used as its README recommends.

Runs in a virtual environment of its own. The pool of its Redis client has no limit, because each viewer holds a
connection and the default pool refuses the hundred-and-first.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI, Response
from fastapi_resumable_stream import (  # type: ignore[import-not-found, unused-ignore]
    ActiveStreamRegistry,
    ResumableStream,
    StopController,
    resume_conversation_stream,
    start_conversation_stream,
    streaming_response,
)
from redis.asyncio import Redis  # type: ignore[import-not-found, unused-ignore]

_URL = f"{os.environ['UPSTREAM']}/api/paas/v4/chat/completions"
_BODY = {"model": "bench", "stream": True, "messages": [{"role": "user", "content": "写一份报告"}]}

_client = httpx.AsyncClient(limits=httpx.Limits(max_connections=None), timeout=600, trust_env=False)
_redis = Redis.from_url(os.environ["REDIS_URL"], max_connections=100_000)
_streams = ResumableStream(_redis)
_registry = ActiveStreamRegistry(_redis)
_stop = StopController(_redis)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with _client:
        yield
        await _streams.close()


app = FastAPI(lifespan=_lifespan)


async def _produce() -> AsyncIterator[str]:
    async with _client.stream("POST", _URL, json=_BODY) as upstream:
        async for text in upstream.aiter_text():
            yield text


@app.post("/streams/{stream_id}")
async def create(stream_id: str) -> Response:
    response: Response = await start_conversation_stream(_streams, _registry, _stop, stream_id, stream_id, _produce)
    return response


@app.get("/streams/{stream_id}")
async def resume(stream_id: str, after: int = 0) -> Response:
    stream = await resume_conversation_stream(_streams, _registry, stream_id, after=after)
    if stream is None:
        return Response(status_code=204)
    response: Response = streaming_response(stream)
    return response


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False, backlog=2048)

"""GLM over HTTP: one client per report, one request per call, every failure one of `ModelError`.

What an error means is decided by the provider's own code, and by the HTTP status only where there is none:
429 is both "slow down" and "no money". A call has three limits of time: until its first text or thought,
between two of them, and in all. Comments, empty chunks and bytes that complete nothing are no signs of life.
No error holds a key or anything of an answer's body but its code.
"""

import asyncio
import itertools
import json
import logging
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal, TypeVar

import httpx
from pydantic import SecretStr

from app.errors import (
    ModelCut,
    ModelError,
    ModelOverlong,
    ModelProtocol,
    ModelStalled,
    ModelUnreachable,
    RateLimited,
)
from app.llm import Discard, Finish, Model, Prompt, Waiting
from app.llm.account import Account, Call
from app.llm.answer import Answer
from app.llm.codes import model_error
from app.llm.frames import error_code

log = logging.getLogger(__name__)

MAX_CALL_BYTES: Final = 64 << 20
MAX_ERROR_BYTES: Final = 64 << 10
ERROR_BODY_SECONDS: Final = 5.0
END_SECONDS: Final = 0.2
"""After `[DONE]`; a response read to its end leaves a connection that serves the next passage."""
MAX_RETRY_AFTER: Final = 600.0

LARGE_BYTES: Final = 16 << 10
"""A piece of the body that is looked at in turns."""
_PLAIN_CODINGS = frozenset({"", "identity", "none", "utf-8", "utf8", "8bit", "binary"})
"""What servers name as a `Content-Encoding` without compressing anything."""

_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_T = TypeVar("_T")


@dataclass(kw_only=True, eq=False)
class Zhipu:
    """A provider of models that speaks GLM's chat completions. ValueError if the key or the URL cannot be."""

    api_key: SecretStr = field(repr=False)
    base_url: str = field(repr=False)
    model: str
    thinking: Literal["enabled", "disabled", "unset"]
    max_tokens: int
    connect_seconds: float
    first_text_seconds: float
    idle_seconds: float
    call_seconds: float
    account: Account = field(default_factory=Account, repr=False)

    def __post_init__(self) -> None:
        key = self.api_key.get_secret_value().strip()
        # A header that cannot be sent is quoted in full by the error that says so.
        if not re.fullmatch(r"[!-~]+", key):
            raise ValueError("the API key must be printable ASCII without spaces, and not empty")
        self._authorization = f"Bearer {key}"
        try:
            self._url = httpx.URL(f"{self.base_url.rstrip('/')}/chat/completions")
        except httpx.InvalidURL:
            raise ValueError("the base URL cannot be read") from None
        if self._url.scheme not in ("http", "https") or not self._url.host or self._url.userinfo:
            raise ValueError("the base URL must be http:// or https://, with a host and without a password")
        # One for all reports: loading the authorities takes 20 ms. Over http it trusts none, and is not used.
        is_secure = self._url.scheme == "https"
        self._tls = httpx.create_ssl_context() if is_secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    @property
    def name(self) -> str:
        return self.model

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Model]:
        """A line for one report. A client of its own: httpx scans one shared pool for every request."""
        client = httpx.AsyncClient(
            verify=self._tls,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=self.connect_seconds),
            # No limit to connections: httpcore may count a cancelled request's as busy until the client closes.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=1),
        )
        async with client:
            yield _Line(self, client)

    def request(self, client: httpx.AsyncClient, prompt: Prompt) -> httpx.Request:
        turns = [{"role": turn.role, "content": turn.content} for turn in prompt.messages]
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "system", "content": prompt.system}, *turns],
            "stream": True,
            "max_tokens": self.max_tokens,
            "request_id": prompt.request_id,
        }
        if self.thinking != "unset":
            body["thinking"] = {"type": self.thinking}
        headers = {
            "Authorization": self._authorization,
            "Accept": "text/event-stream",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
        }
        content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
        return client.build_request("POST", self._url, headers=headers, content=content)


class _Line:
    """One report's line to GLM."""

    def __init__(self, zhipu: Zhipu, client: httpx.AsyncClient) -> None:
        self._zhipu = zhipu
        self._client = client

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str | Waiting | Discard | Finish, None]:
        with self._zhipu.account.call() as call:
            has_text = False
            for time in itertools.count(1):
                if not call.begin():
                    yield Waiting()
                    await call.wait()
                # A request id is never used twice.
                asked = prompt if time == 1 else replace(prompt, request_id=f"{prompt.request_id}-{time}")
                try:
                    async with aclosing(self._exchange(asked, call)) as events:
                        async for event in events:
                            has_text = True
                            yield event
                    return
                except ModelError as error:
                    call.refuse(error)
                    if has_text or not isinstance(error, RateLimited):
                        raise
                    log.info("⏳ [Stream API] The model's provider is busy, the call waits for its turn: %s", error)

    async def _exchange(self, prompt: Prompt, call: Call) -> AsyncGenerator[str | Discard | Finish, None]:
        """One request and its answer."""
        zhipu, answer = self._zhipu, Answer(prompt.written)
        patience = _Patience(zhipu.first_text_seconds, zhipu.call_seconds)
        request = zhipu.request(self._client, prompt)
        response = await patience.wait(self._client.send(request, stream=True))
        try:
            if not _is_stream(response):
                raise await _refusal(response)
            call.accept()
            received = 0
            async with aclosing(response.aiter_raw()) as body:  # type: ignore[type-var]
                while (piece := await _next_piece(body, answer, patience)) is not None:
                    received += len(piece)
                    if received > MAX_CALL_BYTES:
                        raise ModelProtocol(f"the answer is larger than {MAX_CALL_BYTES} bytes")
                    signs = answer.signs
                    for said in answer.feed(piece):
                        yield said
                        if len(piece) > LARGE_BYTES:
                            await asyncio.sleep(0)  # others get their turn
                    if answer.signs > signs:
                        call.prove()
                        if answer.is_withdrawn:
                            break
                        patience.extend(answer.silence_seconds(zhipu.idle_seconds))
                    if answer.is_done:
                        patience.end_within(END_SECONDS)
        finally:
            await response.aclose()
        for said in answer.end():
            yield said
        yield answer.finish()


class _Patience:
    """How long a call may still take, and be silent. Time counts only while waiting, never at a `yield`."""

    def __init__(self, silent_seconds: float, call_seconds: float) -> None:
        self._clock = asyncio.get_running_loop().time
        self._call_ends = self._clock() + call_seconds
        self.extend(silent_seconds)

    def extend(self, seconds: float) -> None:
        self._ends = self._clock() + seconds

    def end_within(self, seconds: float) -> None:
        self._call_ends = min(self._call_ends, self._clock() + seconds)

    async def wait(self, awaitable: Awaitable[_T]) -> _T:
        """The result; `ModelError` if it takes too long or the connection fails."""
        try:
            async with asyncio.timeout_at(min(self._ends, self._call_ends)):
                return await awaitable
        except TimeoutError:
            if self._clock() >= self._call_ends:
                raise ModelOverlong("the call went past its total limit") from None
            raise ModelStalled("the model was silent for too long") from None
        except httpx.HTTPError as error:
            raise _connection_error(error) from None


async def _next_piece(body: AsyncIterator[bytes], answer: Answer, patience: _Patience) -> bytes | None:
    """The body as it comes; None at its end. Once the text is known to be whole, nothing can fail."""
    try:
        return await patience.wait(anext(body, None))
    except ModelError as error:
        if answer.may_end or (answer.may_fall_silent and isinstance(error, ModelStalled)):
            return None
        raise


def _is_stream(response: httpx.Response) -> bool:
    """A compressed one is refused: it was not asked for, and a small piece of it could fill the memory."""
    return response.status_code == 200 and _media_type(response) == "text/event-stream" and not _is_compressed(response)


def _is_compressed(response: httpx.Response) -> bool:
    codings = {coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")}
    return not codings <= _PLAIN_CODINGS


def _media_type(response: httpx.Response) -> str:
    media_type: str = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return re.sub(r"[^a-z0-9_.+/-]", "", media_type)[:60]


async def _refusal(response: httpx.Response) -> ModelError:
    """What an answer that is no stream means."""
    code = error_code(await _error_body(response))
    status = response.status_code
    detail = f"HTTP {status} {_media_type(response) or 'without a content type'}, code {code}"
    if _is_compressed(response):
        detail += ", compressed"
    if 300 <= status < 400 or (status < 300 and code is None):
        return ModelProtocol(detail, upstream_code=code)
    return model_error(code, status, detail, _retry_after(response))


async def _error_body(response: httpx.Response) -> bytes:
    """The beginning of it, as far as it can be had soon."""
    body = bytearray()
    try:
        async with asyncio.timeout(ERROR_BODY_SECONDS), aclosing(response.aiter_raw()) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                body += piece
                if len(body) >= MAX_ERROR_BYTES:
                    break
    except (TimeoutError, httpx.HTTPError):
        pass
    return bytes(body[:MAX_ERROR_BYTES])


def _retry_after(response: httpx.Response) -> float | None:
    """In seconds. A date is measured against the response's own `Date`, or else the local clock."""
    value = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return min(float(value), MAX_RETRY_AFTER)
    until = _date(value)
    if until is None:
        return None
    now = _date(response.headers.get("date", "")) or datetime.now(UTC)
    return min(max(0.0, (until - now).total_seconds()), MAX_RETRY_AFTER)


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):  # malformed dates raise any of these
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)


def _connection_error(error: httpx.HTTPError) -> ModelError:
    """Only the errors of connecting are quoted: those of reading may quote the answer."""
    kind = type(error).__name__
    if not isinstance(error, _UNREACHED):
        return ModelCut(f"the connection broke off: {kind}")
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            # Whoever answers is not the provider, and waiting makes it no better.
            return ModelProtocol(f"the server's certificate is not trusted: {cause.verify_message}")
        cause = cause.__cause__ or cause.__context__
    return ModelUnreachable(f"no connection: {kind} {error}")

"""GLM over HTTP. Each report has one client, each retry sends a new request, and every failure is a `ModelError`.

A call has three time limits: until its first text or thought, between two of them, and in total. Comments, empty chunks
and incomplete lines do not count as progress. An error never contains the key, and quotes nothing from a response
body except its error code.
"""

import asyncio
import itertools
import json
import logging
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal

import httpx
from pydantic import SecretStr

from app.errors import (
    ModelCut,
    ModelError,
    ModelProtocol,
    ModelStalled,
    ModelUnreachable,
    RateLimited,
)
from app.llm import Discard, Finish, Model, Prompt, Waiting
from app.llm.account import Account, Call
from app.llm.answer import Answer
from app.llm.codes import model_error
from app.llm.deadlines import Deadlines, Pace
from app.llm.frames import error_code
from app.llm.transport import NEXT_READ, Transport

logger = logging.getLogger(__name__)

MAX_ERROR_BYTES: Final = 64 << 10
ERROR_BODY_SECONDS: Final = 5.0
END_SECONDS: Final = 0.2
"""How long to keep reading after `[DONE]`: the next passage can reuse the connection only if the response was read to
its end."""
MAX_RETRY_AFTER: Final = 600.0
LARGE_BYTES: Final = 16 << 10
"""Let other tasks run while decoding a piece of the body larger than this."""
_PLAIN_CODINGS = frozenset({"", "identity", "none", "utf-8", "utf8", "8bit", "binary"})
"""Values of `Content-Encoding` that servers send without compressing anything."""

_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout)


@dataclass(kw_only=True, eq=False)
class Zhipu:
    """The client for GLM's chat completions. Raises `ValueError` for an unusable key or URL."""

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
    transport: httpx.AsyncBaseTransport | None = field(default=None, repr=False)
    """Carries the requests of all reports; by default, each has its own connection to the network."""

    def __post_init__(self) -> None:
        key = self.api_key.get_secret_value().strip()
        # httpx quotes an invalid header in its error, so an unusable key must not get that far.
        if not re.fullmatch(r"[!-~]+", key):
            raise ValueError("the API key must be printable ASCII without spaces, and not empty")
        self._authorization = f"Bearer {key}"
        try:
            self._url = httpx.URL(f"{self.base_url.rstrip('/')}/chat/completions")
        except httpx.InvalidURL:
            raise ValueError("the base URL is not a valid URL") from None
        if self._url.scheme not in ("http", "https") or not self._url.host or self._url.userinfo:
            raise ValueError("the base URL must be http:// or https://, with a host and without a password")
        # One context for all reports, because loading the certificates takes 20 ms. Plain HTTP never uses it.
        is_secure = self._url.scheme == "https"
        self._tls = httpx.create_ssl_context() if is_secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    @property
    def name(self) -> str:
        return self.model

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Model]:
        """Open a session for one report, with its own client."""
        client = httpx.AsyncClient(
            transport=self.transport or Transport(self._tls),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=self.connect_seconds),
        )
        async with client:
            yield _Session(self, client)

    def request(self, client: httpx.AsyncClient, prompt: Prompt, pace: Pace) -> httpx.Request:
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
        extensions = {NEXT_READ: pace.next_read}
        return client.build_request("POST", self._url, headers=headers, content=content, extensions=extensions)


class _Session:
    """One report's session with GLM."""

    def __init__(self, zhipu: Zhipu, client: httpx.AsyncClient) -> None:
        self._zhipu = zhipu
        self._client = client

    async def stream(self, prompt: Prompt) -> AsyncGenerator[str | Waiting | Discard | Finish, None]:
        # Every delta passes through this one generator; splitting it further would add a resumption per delta.
        with self._zhipu.account.call() as call:
            for attempt in itertools.count(1):
                if not call.begin():
                    yield Waiting()
                    await call.wait()
                answer, has_yielded = Answer(prompt.written), False
                try:
                    async with self._send(_for_attempt(prompt, attempt), call, answer) as body:
                        while (piece := await body.next_piece()) is not None:
                            for event in answer.feed(piece):
                                has_yielded = True
                                yield event
                                if len(piece) > LARGE_BYTES:
                                    await asyncio.sleep(0)  # let other tasks run
                    for event in answer.end():
                        has_yielded = True
                        yield event
                    yield answer.finish()
                    return
                except ModelError as error:
                    call.refuse(error)
                    if has_yielded or not isinstance(error, RateLimited):
                        raise
                    logger.info("⏳ [Stream API] The provider is busy; the call is waiting for its turn: %s", error)

    @asynccontextmanager
    async def _send(self, prompt: Prompt, call: Call, answer: Answer) -> AsyncIterator["_Body"]:
        """Send one request. Raises `ModelError` unless the response is a stream."""
        zhipu = self._zhipu
        pace = Pace(lambda: zhipu.account.in_flight)
        request = zhipu.request(self._client, prompt, pace)
        with closing(Deadlines(zhipu.first_text_seconds, zhipu.call_seconds)) as deadlines:
            try:
                response = await deadlines.wait(self._client.send(request, stream=True))
            except httpx.HTTPError as error:
                raise _connection_error(error) from None
            try:
                if not _is_stream(response):
                    raise await _refusal(response)
                call.accept()
                # Not `aiter_raw`, which adds another generator to resume for every piece.
                async with aclosing(aiter(response.stream)) as pieces:  # type: ignore[type-var,arg-type]
                    yield _Body(pieces, call, answer, deadlines, pace, zhipu.idle_seconds)
            finally:
                await response.aclose()


def _for_attempt(prompt: Prompt, attempt: int) -> Prompt:
    """Give each retry its own request id, because GLM rejects an id that it has already seen."""
    return prompt if attempt == 1 else replace(prompt, request_id=f"{prompt.request_id}-{attempt}")


class _Body:
    """The body of one streamed response, read piece by piece as `answer` consumes it."""

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        call: Call,
        answer: Answer,
        deadlines: Deadlines,
        pace: Pace,
        idle_seconds: float,
    ) -> None:
        self._pieces = pieces
        self._call = call
        self._answer = answer
        self._deadlines = deadlines
        self._idle_seconds = idle_seconds
        self._pace = pace

    async def next_piece(self) -> bytes | None:
        """Wait for the next piece; None at the end of the body. Call it once `answer` has consumed the last piece.

        Raises `ModelError` if the body breaks off or stalls, unless the text is already known to be complete, or the
        safety filter has withdrawn it; then returns None, too.
        """
        answer, deadlines = self._answer, self._deadlines
        if answer.is_alive:
            self._call.prove()
            if answer.is_withdrawn:
                return None
            deadlines.extend(answer.silence_seconds(self._idle_seconds))
        if answer.is_done:
            deadlines.end_within(END_SECONDS)
            self._pace.is_over = True
        try:
            return await deadlines.wait(anext(self._pieces, None))
        except (ModelError, httpx.HTTPError) as error:
            is_silent = isinstance(error, ModelStalled)
            if not (is_silent and deadlines.was_late) and (answer.may_end or (answer.may_fall_silent and is_silent)):
                return None
            raise _connection_error(error) if isinstance(error, httpx.HTTPError) else error from None


def _is_stream(response: httpx.Response) -> bool:
    """Whether the response is an uncompressed event stream. A few compressed bytes could expand to fill the memory."""
    return response.status_code == 200 and _media_type(response) == "text/event-stream" and not _is_compressed(response)


def _is_compressed(response: httpx.Response) -> bool:
    codings = {coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")}
    return not codings <= _PLAIN_CODINGS


def _media_type(response: httpx.Response) -> str:
    media_type: str = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return re.sub(r"[^a-z0-9_.+/-]", "", media_type)[:60]


async def _refusal(response: httpx.Response) -> ModelError:
    """Return the error for a response that is not a stream."""
    code = error_code(await _error_body(response))
    status = response.status_code
    detail = f"HTTP {status} {_media_type(response) or 'without a content type'}, code {code}"
    if _is_compressed(response):
        detail += ", compressed"
    if 300 <= status < 400 or (status < 300 and code is None):
        return ModelProtocol(detail, upstream_code=code)
    return model_error(code, status, detail, _retry_after(response))


async def _error_body(response: httpx.Response) -> bytes:
    """Read the beginning of an error body, up to `MAX_ERROR_BYTES` and `ERROR_BODY_SECONDS`."""
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
    """Return the seconds in `Retry-After`. A date is compared with the response's `Date`, or else the local clock."""
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
    """Translate an error of httpx. Only connection errors are quoted; read errors may contain parts of the answer."""
    kind = type(error).__name__
    if not isinstance(error, _UNREACHED):
        return ModelCut(f"the connection was lost: {kind}")
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            # The server is not the provider, and a retry will not change that.
            return ModelProtocol(f"the server's certificate is not trusted: {cause.verify_message}")
        cause = cause.__cause__ or cause.__context__
    return ModelUnreachable(f"no connection: {kind} {error}")

"""The client: its requests, its errors for bad responses, and the secrecy of the key."""

import asyncio
import json
import logging
import ssl
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from app.errors import (
    ContentBlocked,
    ModelBusy,
    ModelCut,
    ModelError,
    ModelProtocol,
    ModelUnreachable,
)
from app.llm import Llm, Message
from app.llm.answer import MAX_BYTES
from app.llm.decoder import MAX_EVENT
from app.llm.demo.faults import Fault
from app.llm.demo.server import Demo
from app.llm.zhipu import Zhipu, _connection_error

from .conftest import KEY, MakeZhipu, Routed, prompt, run_call

pytestmark = pytest.mark.asyncio(loop_scope="module")

STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream;charset=UTF-8\r\n"
SPRING = 'data: {"choices":[{"delta":{"content":"春"},"finish_reason":null}]}\n\n'.encode()
STOP = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'


@asynccontextmanager
async def answering(*answer: bytes, is_closed: bool = True) -> AsyncIterator[str]:
    """Serve these bytes as the response to any request."""

    async def answer_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in answer:
            writer.write(piece)
            await writer.drain()
        if not is_closed:
            await reader.read(1 << 20)
            await reader.read()
        writer.close()

    async with await asyncio.start_server(answer_one, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v4"


def in_chunks(*pieces: bytes) -> bytes:
    return b"transfer-encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


@pytest.mark.parametrize(
    ("thinking", "sent"),
    [("enabled", {"type": "enabled"}), ("disabled", {"type": "disabled"}), ("unset", None)],
)
async def test_the_request_has_the_format_that_glm_documents(thinking: Any, sent: dict[str, str] | None) -> None:
    transport = Routed()
    route = transport.router.post("http://glm.test/api/paas/v4/chat/completions").mock(
        httpx.Response(200, headers={"content-type": "text/event-stream"}, content=SPRING + STOP)
    )
    zhipu = Zhipu(
        api_key=SecretStr(f" {KEY}\n"),
        base_url="http://glm.test/api/paas/v4/",
        model="glm-4.6",
        thinking=thinking,
        max_tokens=4096,
        connect_seconds=1,
        first_text_seconds=1,
        idle_seconds=1,
        call_seconds=5,
        transport=transport,
    )
    result = await run_call(zhipu, prompt(Message("assistant", "甲"), Message("user", "续"), ask="写"))
    assert result.text == "春"
    request = route.calls.last.request
    body = json.loads(request.content)
    assert body.pop("thinking", None) == sent
    assert body == {
        "model": "glm-4.6",
        "messages": [
            {"role": "system", "content": "写一份报告。"},
            {"role": "user", "content": "写"},
            {"role": "assistant", "content": "甲"},
            {"role": "user", "content": "续"},
        ],
        "stream": True,
        "max_tokens": 4096,
        "request_id": "0123456789abcdef-1-1",
    }
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["accept"] == "text/event-stream"
    assert request.headers["accept-encoding"] == "identity"


async def test_the_client_implements_the_port(make_zhipu: MakeZhipu) -> None:
    llm: Llm = make_zhipu(model="glm-5.2")
    assert llm.name == "glm-5.2"


@pytest.mark.parametrize("key", ["", " ", "two words", "键", "line\nbreak"])
async def test_an_unusable_key_is_rejected_without_quoting_it(make_zhipu: MakeZhipu, key: str) -> None:
    with pytest.raises(ValueError, match="API key") as caught:
        make_zhipu(api_key=SecretStr(key))
    assert len(key) < 3 or key not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("url", ["", "ftp://x", "http://", "https://user:pass@x/v4", "http://[::", "glm"])
async def test_an_unusable_base_url_is_rejected(make_zhipu: MakeZhipu, url: str) -> None:
    with pytest.raises(ValueError, match="base URL"):
        make_zhipu(base_url=url)


FAILURES = (
    *(Fault("http_error", status=401, code="1000"), Fault("http_html"), Fault("cut", after=9), Fault("cut")),
    *(Fault("error_object", code="1113"), Fault("redirect"), Fault("stall"), Fault("huge_line")),
)


@pytest.mark.parametrize("fault", [None, *FAILURES], ids=lambda fault: fault.kind if fault else "none")
async def test_the_key_never_appears_in_logs_or_errors(
    demo: Demo, make_zhipu: MakeZhipu, caplog: pytest.LogCaptureFixture, fault: Fault | None
) -> None:
    caplog.set_level(logging.DEBUG)
    demo.faults += [fault] if fault else []
    zhipu = make_zhipu(first_text_seconds=0.2)
    result = await run_call(zhipu)
    async with zhipu.connect() as session:
        outputs = [repr(zhipu), str(zhipu), repr(session), repr(vars(session)), caplog.text]
    if error := result.error:
        outputs += [repr(error), str(error), repr(vars(error)), *traceback.format_exception(error)]
    assert "httpx" in caplog.text
    for piece in ("canary-id", "canary-secret"):
        assert not [text for text in outputs if piece in text]


async def test_a_refused_connection_is_unreachable(make_zhipu: MakeZhipu, unused_tcp_port: int) -> None:
    result = await run_call(make_zhipu(base_url=f"http://127.0.0.1:{unused_tcp_port}/v4"))
    assert type(result.error) is ModelUnreachable
    assert result.error.retryable


async def test_a_server_without_tls_is_unreachable(make_zhipu: MakeZhipu) -> None:
    async def answer_in_plain_text(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer_in_plain_text, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        result = await run_call(make_zhipu(base_url=f"https://127.0.0.1:{port}/v4"))
    assert type(result.error) is ModelUnreachable


async def test_a_tls_handshake_that_never_ends_times_out(make_zhipu: MakeZhipu) -> None:
    async with answering(b"") as url:
        result = await run_call(make_zhipu(base_url=url.replace("http:", "https:"), connect_seconds=0.1))
    assert type(result.error) is ModelUnreachable


async def test_an_untrusted_certificate_is_not_retried() -> None:
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]")
    error.__cause__ = ssl.SSLCertVerificationError(1, "self-signed certificate")
    error.__cause__.verify_message = "self-signed certificate"
    translated = _connection_error(error)
    assert type(translated) is ModelProtocol
    assert not translated.retryable


async def test_a_connection_closed_without_a_response_is_cut(make_zhipu: MakeZhipu) -> None:
    async with answering(b"") as url:
        result = await run_call(make_zhipu(base_url=url))
    assert type(result.error) is ModelCut


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + SPRING + STOP,
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n" + SPRING + STOP,
        b"HTTP/1.1 204 No Content\r\n\r\n",
        STREAM + b"content-encoding: gzip\r\n\r\n" + SPRING + STOP,
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + b"x" * (1 << 20),
        STREAM + b"\r\n" + b"data: " + b"x" * (MAX_EVENT + 1),
    ],
    ids=["no content type", "json", "204", "gzip", "large page", "long line"],
)
async def test_responses_that_break_the_protocol_are_not_retried(make_zhipu: MakeZhipu, answer: bytes) -> None:
    async with answering(answer) as url:
        result = await run_call(make_zhipu(base_url=url))
    assert type(result.error) is ModelProtocol
    assert not result.error.retryable
    assert not result.deltas


async def test_the_size_of_an_answer_is_limited(make_zhipu: MakeZhipu, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_BYTES == 64 << 20
    monkeypatch.setattr("app.llm.answer.MAX_BYTES", 100_000)
    async with answering(STREAM + b"\r\n" + SPRING, b": nothing\n" * 20_000) as url:
        result = await run_call(make_zhipu(base_url=url))
    assert (type(result.error), result.text) == (ModelProtocol, "春")


async def test_after_the_finish_reason_neither_done_nor_a_clean_end_is_needed(make_zhipu: MakeZhipu) -> None:
    usage = b'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n'
    for ending in (in_chunks(SPRING, STOP, usage), in_chunks(SPRING, STOP + usage) + b"oops"):
        async with answering(STREAM + ending) as url:
            result = await run_call(make_zhipu(base_url=url))
        assert result.finish
        assert (result.text, result.finish.reason, result.finish.usage.completion_tokens) == ("春", "stop", 2)


@pytest.mark.parametrize("ending", [b"", b"data: [DONE]\n\n"])
async def test_a_server_that_keeps_the_connection_open_does_not_delay_the_end(
    make_zhipu: MakeZhipu, monkeypatch: pytest.MonkeyPatch, ending: bytes
) -> None:
    monkeypatch.setattr("app.llm.answer.AFTERMATH_SECONDS", 0.05)
    async with answering(STREAM + b"\r\n" + SPRING + STOP + ending, is_closed=False) as url:
        result = await run_call(make_zhipu(base_url=url))
    assert result.finish
    assert (result.text, result.finish.reason) == ("春", "stop")


async def test_done_without_a_finish_reason_is_a_cut(make_zhipu: MakeZhipu) -> None:
    async with answering(STREAM + b"\r\n" + SPRING + b"data: [DONE]\n\n", is_closed=False) as url:
        result = await run_call(make_zhipu(base_url=url))
    assert (type(result.error), result.text) == (ModelCut, "春")


@pytest.mark.parametrize(("code", "error_type"), [("1234", ModelBusy), ("1301", ContentBlocked)])
async def test_an_error_after_the_finish_reason_counts_until_done(
    make_zhipu: MakeZhipu, code: str, error_type: type[ModelError]
) -> None:
    failure = b'data: {"error":{"code":"%s"}}\n\n' % code.encode()
    for ending, expected in ((failure, error_type), (b"data: [DONE]\n\n" + failure, type(None))):
        async with answering(STREAM + b"\r\n" + SPRING + STOP + ending) as url:
            result = await run_call(make_zhipu(base_url=url))
        assert type(result.error) is expected


async def test_a_stop_on_a_frame_with_text_does_not_excuse_a_lost_connection(make_zhipu: MakeZhipu) -> None:
    """Some servers put `stop` on every frame; then only the end of the stream proves that the answer is complete."""
    both = SPRING.replace(b"null", b'"stop"')
    for piece in (both, STOP + SPRING, both + both):
        async with answering(STREAM + in_chunks(piece) + b"oops") as url:
            result = await run_call(make_zhipu(base_url=url))
        assert isinstance(result.error, ModelCut)
    for piece in (both, both + both, STOP + SPRING + STOP):
        async with answering(STREAM + in_chunks(piece, b"data: [DONE]\n\n")) as url:
            result = await run_call(make_zhipu(base_url=url))
        assert result.finish


async def test_silence_ends_the_answer_if_stop_came_after_the_text(
    make_zhipu: MakeZhipu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.llm.answer.AFTERMATH_SECONDS", 0.05)
    both = SPRING.replace(b"null", b'"stop"')
    for piece in (STOP + SPRING + STOP, both + both + STOP):
        async with answering(STREAM + b"\r\n" + piece, is_closed=False) as url:
            result = await run_call(make_zhipu(base_url=url))
        assert result.finish
    async with answering(STREAM + b"\r\n" + both + both, is_closed=False) as url:
        result = await run_call(make_zhipu(base_url=url, idle_seconds=0.3))
    assert result.finish, "the idle limit ends the answer, too"


async def test_an_error_body_that_never_arrives_does_not_delay_the_error(
    make_zhipu: MakeZhipu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.llm.zhipu.ERROR_BODY_SECONDS", 0.05)
    headers = b"HTTP/1.1 500 Broken\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n"
    async with answering(headers, is_closed=False) as url:
        result = await run_call(make_zhipu(base_url=url))
    assert type(result.error) is ModelBusy

"""Turns exceptions into responses: problem+json with a stable code, or an HTML page for people.

The only place that decides HTTP statuses.
"""

import logging
import math
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.errors import (
    IdempotencyConflict,
    IllegalMove,
    InvalidCursor,
    InvalidInput,
    MingshuError,
    NotFound,
    Overloaded,
    StorageUnavailable,
    TooManyAttempts,
    TooManyQuestions,
    TooManyShares,
)

logger = logging.getLogger(__name__)

_STATUSES: dict[type[MingshuError], int] = {
    InvalidInput: 422,
    NotFound: 404,
    InvalidCursor: 422,
    IdempotencyConflict: 409,
    IllegalMove: 409,
    TooManyQuestions: 429,
    TooManyAttempts: 429,
    TooManyShares: 429,
    Overloaded: 503,
    StorageUnavailable: 503,
}

_CODES = {
    400: "invalid_json",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}

_DETAILS: dict[type[MingshuError], str] = {
    Overloaded: "Too many reports are being created. Try again with the same Idempotency-Key.",
    StorageUnavailable: "The database is not responding. Try again with the same Idempotency-Key.",
}
_RETRY_AFTER = {429: "60", 503: "5"}
_INVALID = "Some values are not valid."
_INVALID_BIRTH = "These birth details cannot be used."
_INTERNAL = "Internal error. Try again; if it persists, the operator can find the details in the server's logs."


class Problem(JSONResponse):
    """A problem details response (RFC 9457)."""

    media_type = "application/problem+json"

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": detail,
        }
        if errors is not None:
            body["errors"] = errors
        super().__init__(body, status, headers={"Cache-Control": "no-store", **(headers or {})})


Handler = Callable[[Request, Exception], Awaitable[Response]]
AsPage = Callable[[Request, int], Response]
"""Renders the HTML page for a response with this error status."""


def install(app: FastAPI, as_page: AsPage) -> None:
    """Register the error handlers. Outside `/api/`, browsers get HTML pages; every other error is problem+json."""

    def for_people(handler: Handler) -> Handler:
        async def handle(request: Request, error: Exception) -> Response:
            problem = await handler(request, error)
            return as_page(request, problem.status_code) if _is_for_people(request) else problem

        return handle

    for kind, handler in (
        (MingshuError, _domain_error),
        (RequestValidationError, _invalid_request),
        (HTTPException, _http_error),
        (Exception, _unexpected_error),
    ):
        app.add_exception_handler(kind, for_people(handler))


def _is_for_people(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


async def _domain_error(_request: Request, error: Exception) -> Problem:
    if isinstance(error, InvalidInput):
        fields = [{"field": error.field, "message": error.message}]
        is_birth = error.code != InvalidInput.code
        return Problem(422, error.code, _INVALID_BIRTH if is_birth else _INVALID, errors=fields)
    assert isinstance(error, MingshuError)  # noqa: S101 - for the type checker; registered for this class only
    status = _STATUSES.get(type(error), 500)
    headers = {"Retry-After": _RETRY_AFTER[status]} if status in _RETRY_AFTER else None
    if isinstance(error, TooManyAttempts):
        headers = {"Retry-After": str(math.ceil(error.wait_seconds))}
    if status >= 500:
        logger.warning("⚠️ A request failed with %d %s: %s", status, error.code, error)
    detail = _DETAILS.get(type(error), str(error) if status < 500 else _INTERNAL)
    return Problem(status, error.code, detail, headers=headers)


async def _invalid_request(request: Request, error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    problems = error.errors()
    is_missing = any(problem["type"] == "missing" and problem["loc"] == ("body",) for problem in problems)
    if any(problem["type"] == "json_invalid" for problem in problems) or (is_missing and _is_json(kind)):
        return Problem(400, "invalid_json", "The body is not valid JSON.")
    if any(problem["loc"][0] == "body" for problem in problems) and not _is_json(kind):
        return Problem(415, "unsupported_media_type", "The body must be application/json.")
    # pydantic's errors also carry the input, which is personal data: leave it out.
    fields = [{"field": _field(problem["loc"]), "message": problem["msg"]} for problem in problems]
    return Problem(422, InvalidInput.code, _INVALID, errors=fields)


async def _http_error(request: Request, error: Exception) -> Problem:
    assert isinstance(error, HTTPException)  # noqa: S101
    code = _CODES.get(error.status_code, "error")
    headers = dict(error.headers or {})
    if error.status_code == 405:  # Starlette lists only the methods of the first route that matches the path
        headers["Allow"] = ", ".join(sorted(_allowed_methods(request)))
    return Problem(error.status_code, code, str(error.detail), headers=headers)


def _allowed_methods(request: Request) -> set[str]:
    """All methods that the request's path supports."""
    document = request.app.openapi()["paths"]
    found = {"HEAD"}
    for path, item in document.items():
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), request.url.path):
            found |= {method.upper() for method in item}
    return found if "GET" in found else found - {"HEAD"}


async def _unexpected_error(_request: Request, _error: Exception) -> Problem:
    return Problem(500, "internal", _INTERNAL)


def _is_json(kind: str) -> bool:
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _field(location: tuple[Any, ...]) -> str:
    parts = location[1:] if location and location[0] in ("body", "query", "path", "header") else location
    return ".".join(str(part) for part in parts) or "body"

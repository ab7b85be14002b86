"""OpenAPI descriptions and examples of the responses."""

from typing import Any

from fastapi import FastAPI

from app.web.edge import BODY_TOO_LARGE
from app.web.schemas import ProblemOut, ReportOut, ReportSummary

Responses = dict[int | str, dict[str, Any]]

_PROBLEMS = {
    400: ("invalid_json", "The body is not valid JSON."),
    403: ("cross_site", "The request came from another site's page."),
    404: ("not_found", "There is no such report, or it belongs to another owner; the two cannot be told apart."),
    409: ("illegal_state", "The report's state, or an earlier use of the Idempotency-Key, does not allow this."),
    413: ("body_too_large", BODY_TOO_LARGE),
    415: ("unsupported_media_type", "The body must be application/json."),
    422: ("invalid_request", "Some values are not valid; `errors` lists each of them."),
    429: ("too_many_questions", "A limit has been reached; `code` says which."),
    503: ("storage_unavailable", "The database is not responding. Try again with the same Idempotency-Key."),
}

_STREAM_EXAMPLE = """retry: 2000
event: report
data: {"id":"0b0e…","status":"queued","attempt":0,"chars":0,"saved_chars":0,"preview_chars":null,"ai_label":"…"}

event: live
data: {"chars":0}

id: 1.9
event: delta
data: {"from":0,"text":"## 总评\\n\\n"}

event: preview
data: {"chars":1812}

event: saved
data: {"chars":3004}

id: 1.9241
event: end
data: {"status":"completed","code":null,"message":null,"chars":9241,"sha256":"…","usage":{…}}

"""

_TEXT_EXAMPLE = '---\nAIGC: {"Label": "1", …}\n---\n\n# 小明的命书\n\n- 出生：…\n\n> …\n\n## 总评\n\n…\n\n> …\n'

STREAMED: Responses = {
    200: {
        "description": "Server-sent events: first `report`; then any of `delta`, `live`, `preview`, `saved` and "
        "`reset`; last `end`, or `reconnect` if the client should reconnect. A comment line after 15 seconds of "
        "silence. The `id` of a `delta`, `reset` or `end` is `attempt.offset`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _STREAM_EXAMPLE}},
    }
}

CREATED: Responses = {
    200: {"model": ReportOut, "description": "The report that an earlier request with this Idempotency-Key created."},
    201: {
        "description": "The new report.",
        "headers": {"Location": {"schema": {"type": "string"}, "description": "Path of the report."}},
    },
}


BODY = (400, 403, 413, 415)
"""Statuses with which a route that takes a body may reject it before validation."""

UNCHANGED: dict[str, Any] = {"description": "Not modified."}

TEXT: Responses = {
    200: {
        "description": "The text as Markdown: AIGC metadata as front matter, a head with title, birth, pillars and "
        "question, and the text with the AI label before and after.",
        "content": {"text/markdown": {"schema": {"type": "string"}, "example": _TEXT_EXAMPLE}},
    }
}

PICTURE: Responses = {
    200: {
        "description": "The chart.",
        "content": {"image/svg+xml": {"schema": {"type": "string"}, "example": "<svg …"}},
    }
}


def accepted(description: str) -> Responses:
    """A 202 response with the report's current state."""
    return {202: {"model": ReportSummary, "description": description}}


def problems(*statuses: int) -> Responses:
    """The error responses of a route."""
    return {status: _problem(status) for status in statuses}


def describe(app: FastAPI) -> None:
    """Declare every error response as problem+json only. FastAPI adds application/json to each response model."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            for operation in (each for item in document["paths"].values() for each in item.values()):
                for response in operation["responses"].values():
                    content = response.get("content", {})
                    if (problem := content.get("application/problem+json")) is not None:
                        problem["schema"] = {"$ref": "#/components/schemas/ProblemOut"}
                        response["content"] = {"application/problem+json": problem}
        return app.openapi_schema or generate()

    app.openapi = openapi  # type: ignore[method-assign]


def _problem(status: int) -> dict[str, Any]:
    code, detail = _PROBLEMS[status]
    example = {"type": "about:blank", "title": "…", "status": status, "code": code, "detail": detail}
    return {
        "description": detail,
        "model": ProblemOut,
        "content": {"application/problem+json": {"example": example}},
    }

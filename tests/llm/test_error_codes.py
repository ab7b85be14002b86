"""The error that each code of the provider becomes, whatever the HTTP status of the response."""

import pytest

from app.errors import ContentBlocked, ModelBusy, ModelRefused, RateLimited
from app.llm.codes import CODES, ErrorCode, model_error

BUSY = [row.code for row in CODES.values() if row.error_class is ModelBusy]
LIMITED = [row.code for row in CODES.values() if row.error_class is RateLimited]


@pytest.mark.parametrize("status", [200, 400, 429, 500])
@pytest.mark.parametrize("row", CODES.values(), ids=lambda row: row.code)
def test_a_known_code_decides_whatever_the_status(row: ErrorCode, status: int) -> None:
    error = model_error(row.code, status, "detail", retry_after=5)
    assert type(error) is row.error_class
    assert error.upstream_code == row.code
    assert error.code == (row.public_code or row.error_class.code)


def test_the_codes_with_status_429_that_mean_different_things() -> None:
    assert model_error("1113", 429, "detail").code == "upstream_quota"
    assert type(model_error("1302", 429, "detail")) is RateLimited
    assert type(model_error("1301", 429, "detail")) is ContentBlocked


def test_every_row_has_a_meaning_and_every_refusal_a_public_code() -> None:
    for row in CODES.values():
        assert row.meaning
        assert row.error_class in (ModelRefused, ModelBusy, RateLimited, ContentBlocked)
        assert (row.error_class is ModelRefused) == (row.public_code != ""), row.code
        assert row.public_code in ("", "upstream_auth", "upstream_quota", "upstream_rejected")


@pytest.mark.parametrize(
    ("code", "public_code"),
    [
        *[("401", "upstream_auth"), ("403", "upstream_auth"), ("402", "upstream_quota")],
        *[("400", "upstream_rejected"), ("404", "upstream_rejected"), ("435", "upstream_rejected")],
    ],
)
@pytest.mark.parametrize("status", [200, 429, 500])
def test_a_code_that_is_an_http_status_counts_as_one(code: str, public_code: str, status: int) -> None:
    error = model_error(code, status, "detail", retry_after=5)
    assert type(error) is ModelRefused
    assert (error.code, error.upstream_code, error.retryable) == (public_code, code, False)


@pytest.mark.parametrize("code", [*BUSY, "408", "500", "503", "new"])
def test_temporary_failures_can_be_retried(code: str) -> None:
    error = model_error(code, 200, "detail", retry_after=5)
    assert type(error) is ModelBusy
    assert (error.code, error.retry_after, error.retryable) == ("upstream_busy", 5, True)


@pytest.mark.parametrize("status", [200, 429, 500, 503])
@pytest.mark.parametrize("code", [*LIMITED, "429"])
def test_rate_limits_can_be_retried_later(code: str, status: int) -> None:
    error = model_error(code, status, "detail", retry_after=5)
    assert type(error) is RateLimited
    assert (error.code, error.retry_after, error.retryable) == ("upstream_busy", 5, True)


@pytest.mark.parametrize("code", [None, "something else", *BUSY])
@pytest.mark.parametrize(
    ("status", "retry_after", "error_type"),
    [
        (503, 5.0, RateLimited),
        (529, 5.0, RateLimited),
        (503, None, ModelBusy),
        (529, None, ModelBusy),
        (500, 5.0, ModelBusy),
    ],
)
def test_an_overloaded_server_that_names_a_time_is_a_rate_limit(
    status: int, retry_after: float | None, error_type: type[ModelBusy], code: str | None
) -> None:
    assert type(model_error(code, status, "detail", retry_after)) is error_type


@pytest.mark.parametrize("code", ["1300", "1301", "content_filter", "DataInspectionFailed"])
def test_the_codes_of_safety_filters_are_not_retried(code: str) -> None:
    error = model_error(code, 400, "detail")
    assert type(error) is ContentBlocked
    assert (error.upstream_code, error.retryable) == (code, False)


@pytest.mark.parametrize("code", [None, "something else"])
@pytest.mark.parametrize(
    ("status", "public_code"),
    [
        *[(400, "upstream_rejected"), (401, "upstream_auth"), (402, "upstream_quota"), (403, "upstream_auth")],
        *[(404, "upstream_rejected"), (408, "upstream_busy"), (429, "upstream_busy")],
        *[(500, "upstream_busy"), (503, "upstream_busy")],
    ],
)
def test_without_a_known_code_the_status_decides(status: int, public_code: str, code: str | None) -> None:
    error = model_error(code, status, "detail", retry_after=None)
    assert error.code == public_code
    assert isinstance(error, RateLimited) == (status == 429)

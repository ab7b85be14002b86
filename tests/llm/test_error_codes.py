"""What the provider's codes mean, whatever the status they come with."""

import pytest

from app.errors import ContentBlocked, ModelBusy, ModelRefused, RateLimited
from app.llm.zhipu import model_error

REFUSED = {
    "upstream_auth": [*range(1000, 1006), 1110, 1111, 1112, 1121, "invalid_api_key", 401, 403],
    "upstream_quota": [1113, 1304, 1308, 1309, 1310, 1311, *range(1313, 1322), "insufficient_quota"],
    "upstream_rejected": [*range(1210, 1216), 1220, 1221, 1222, 1261, 400, 404, 434, 435],
}
BUSY = [1120, 1200, 1230, 1231, 1234, 408, 500, 503, "new"]
LIMITED = [1302, 1303, 1305, 1312, 429]


@pytest.mark.parametrize("status", [200, 429, 500])
@pytest.mark.parametrize(("meaning", "code"), [(kind, code) for kind, codes in REFUSED.items() for code in codes])
def test_codes_that_no_retry_mends(meaning: str, code: str | int, status: int) -> None:
    error = model_error(str(code), status, "detail", retry_after=5)
    assert type(error) is ModelRefused
    assert (error.code, error.upstream_code, error.retryable) == (meaning, str(code), False)


@pytest.mark.parametrize("code", BUSY)
def test_codes_that_pass(code: str | int) -> None:
    error = model_error(str(code), 200, "detail", retry_after=5)
    assert type(error) is ModelBusy
    assert (error.code, error.retry_after, error.retryable) == ("upstream_busy", 5, True)


@pytest.mark.parametrize("status", [200, 429, 500, 503])
@pytest.mark.parametrize("code", LIMITED)
def test_codes_that_mean_not_now(code: int, status: int) -> None:
    error = model_error(str(code), status, "detail", retry_after=5)
    assert type(error) is RateLimited
    assert (error.code, error.retry_after, error.retryable) == ("upstream_busy", 5, True)


@pytest.mark.parametrize("code", [None, "something else"])
@pytest.mark.parametrize(
    ("status", "retry_after", "error_type"),
    [
        (429, None, RateLimited),
        (429, 5.0, RateLimited),
        (503, 5.0, RateLimited),
        (529, 5.0, RateLimited),
        (503, None, ModelBusy),
        (529, None, ModelBusy),
        (500, 5.0, ModelBusy),
    ],
)
def test_a_server_that_says_when_to_come_back_means_not_now(
    status: int, retry_after: float | None, error_type: type[ModelBusy], code: str | None
) -> None:
    assert type(model_error(code, status, "detail", retry_after)) is error_type


@pytest.mark.parametrize("code", ["1300", "1301"])
def test_codes_of_the_safety_filter(code: str) -> None:
    error = model_error(code, 400, "detail")
    assert type(error) is ContentBlocked
    assert not error.retryable


@pytest.mark.parametrize("code", [None, "something else"])
@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        *[(400, "upstream_rejected"), (401, "upstream_auth"), (403, "upstream_auth"), (404, "upstream_rejected")],
        *[(408, "upstream_busy"), (429, "upstream_busy"), (500, "upstream_busy"), (503, "upstream_busy")],
    ],
)
def test_without_a_known_code_the_status_decides(status: int, meaning: str, code: str | None) -> None:
    assert model_error(code, status, "detail").code == meaning

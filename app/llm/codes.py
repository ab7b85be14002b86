"""The provider's error codes and the error that each becomes.

GLM documents its codes at https://docs.bigmodel.cn/cn/faq/api-code, and older ones, which are recognised here too, at
https://docs.bigmodel.cn/cn/api/api-code. The code decides, not the HTTP status: GLM answers 429 both for "slow down"
and for "account in arrears".
"""

import re
from typing import Final, NamedTuple

from app.errors import ContentBlocked, ModelBusy, ModelError, ModelRefused, RateLimited
from app.llm.finish_reasons import names_a_filter


class ErrorCode(NamedTuple):
    """One row of the table."""

    code: str
    error_class: type[ModelError]
    meaning: str
    """The provider's explanation, in short."""
    public_code: str = ""
    """The public code of a `ModelRefused`; every other class has its own."""


_TABLE: Final = (
    ErrorCode("1000", ModelRefused, "authentication failed", "upstream_auth"),
    ErrorCode("1001", ModelRefused, "no Authorization header", "upstream_auth"),
    ErrorCode("1002", ModelRefused, "invalid token", "upstream_auth"),
    ErrorCode("1003", ModelRefused, "token expired", "upstream_auth"),
    ErrorCode("1004", ModelRefused, "token not accepted", "upstream_auth"),
    ErrorCode("1005", ModelRefused, "two-factor authentication required", "upstream_auth"),
    ErrorCode("1110", ModelRefused, "account inactive", "upstream_auth"),
    ErrorCode("1111", ModelRefused, "no such account", "upstream_auth"),
    ErrorCode("1112", ModelRefused, "account locked", "upstream_auth"),
    ErrorCode("1113", ModelRefused, "account in arrears", "upstream_quota"),
    ErrorCode("1120", ModelBusy, "account temporarily inaccessible"),
    ErrorCode("1121", ModelRefused, "account locked for a violation", "upstream_auth"),
    ErrorCode("1200", ModelBusy, "API call failed"),
    ErrorCode("1210", ModelRefused, "wrong parameters", "upstream_rejected"),
    ErrorCode("1211", ModelRefused, "no such model", "upstream_rejected"),
    ErrorCode("1212", ModelRefused, "method not supported by the model", "upstream_rejected"),
    ErrorCode("1213", ModelRefused, "parameter missing", "upstream_rejected"),
    ErrorCode("1214", ModelRefused, "invalid parameter", "upstream_rejected"),
    ErrorCode("1215", ModelRefused, "parameters are mutually exclusive", "upstream_rejected"),
    ErrorCode("1220", ModelRefused, "no permission for this API", "upstream_rejected"),
    ErrorCode("1221", ModelRefused, "API taken offline", "upstream_rejected"),
    ErrorCode("1222", ModelRefused, "no such API", "upstream_rejected"),
    ErrorCode("1230", ModelBusy, "API process error"),
    ErrorCode("1231", ModelBusy, "request id already in use"),
    ErrorCode("1234", ModelBusy, "network error at the provider"),
    ErrorCode("1261", ModelRefused, "prompt too long", "upstream_rejected"),
    ErrorCode("1300", ContentBlocked, "call blocked by policy"),
    ErrorCode("1301", ContentBlocked, "unsafe or sensitive input or output"),
    ErrorCode("1302", RateLimited, "rate limit of the account reached"),
    ErrorCode("1303", RateLimited, "call frequency too high"),
    ErrorCode("1304", ModelRefused, "daily call limit reached", "upstream_quota"),
    ErrorCode("1305", RateLimited, "model overloaded"),
    ErrorCode("1308", ModelRefused, "usage limit of the plan reached", "upstream_quota"),
    ErrorCode("1309", ModelRefused, "plan expired", "upstream_quota"),
    ErrorCode("1310", ModelRefused, "weekly or monthly limit of the plan reached", "upstream_quota"),
    ErrorCode("1311", ModelRefused, "model not in the plan", "upstream_quota"),
    ErrorCode("1312", RateLimited, "model overloaded, try another"),
    ErrorCode("1313", ModelRefused, "violation of the fair use policy", "upstream_quota"),
    ErrorCode("1314", ModelRefused, "plan or key not valid for this call", "upstream_quota"),
    ErrorCode("1315", ModelRefused, "plan or key not valid for this call", "upstream_quota"),
    *(ErrorCode(str(code), ModelRefused, "quota of the plan used up", "upstream_quota") for code in range(1316, 1322)),
    # Codes of OpenAI-compatible hosts.
    ErrorCode("invalid_api_key", ModelRefused, "wrong API key", "upstream_auth"),
    ErrorCode("insufficient_quota", ModelRefused, "quota used up", "upstream_quota"),
)
CODES: Final = {row.code: row for row in _TABLE}


def model_error(code: str | None, status: int, detail: str, retry_after: float | None = None) -> ModelError:
    """Return the error for a provider's code, or for the HTTP status if the code is not in the table."""
    row = CODES.get(code) if code is not None else None
    if code is not None and names_a_filter(code):
        row = ErrorCode(code, ContentBlocked, "safety filter of another host")
    if row is None or row.error_class is ModelBusy:
        if status in (503, 529) and retry_after is not None:
            # An overloaded server that sends `Retry-After` refuses every call, not just this one.
            return RateLimited(detail, upstream_code=code, retry_after=retry_after)
        row = row or _row_by_status(code or "", status)
    if row.error_class is ModelRefused:
        return ModelRefused(detail, code=row.public_code, upstream_code=code)
    return row.error_class(detail, upstream_code=code, retry_after=retry_after)


def _row_by_status(code: str, status: int) -> ErrorCode:
    # Other servers use the HTTP status as the error code; inside a stream, the status can appear nowhere else.
    meant = int(code) if re.fullmatch(r"[45][0-9]{2}", code, re.ASCII) else status
    if meant in (401, 403):
        return ErrorCode(code, ModelRefused, "unauthorized", "upstream_auth")
    if meant == 402:
        return ErrorCode(code, ModelRefused, "payment required", "upstream_quota")
    if meant == 429:
        return ErrorCode(code, RateLimited, "too many requests")
    if 400 <= meant < 500 and meant != 408:
        return ErrorCode(code, ModelRefused, "client error", "upstream_rejected")
    return ErrorCode(code, ModelBusy, "server error")

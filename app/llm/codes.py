"""What the provider's error codes mean. GLM's are at https://docs.bigmodel.cn/cn/faq/api-code"""

import re
from typing import Final

from app.errors import ContentBlocked, ModelBusy, ModelError, ModelRefused, RateLimited
from app.llm.words import names_a_filter

_AUTH: Final = frozenset(map(str, [*range(1000, 1006), 1110, 1111, 1112, 1121])) | {"invalid_api_key"}
_QUOTA: Final = frozenset(map(str, [1113, 1304, *range(1308, 1312), *range(1313, 1322)])) | {"insufficient_quota"}
_REJECTED: Final = frozenset(map(str, [*range(1210, 1216), 1220, 1221, 1222, 1261]))
_BUSY: Final = frozenset(map(str, [1120, 1200, 1230, 1231, 1234]))
_LIMITED: Final = frozenset(map(str, [1302, 1303, 1305, 1312]))
_BLOCKED: Final = frozenset({"1300", "1301"})


def is_blocked(code: str | None) -> bool:
    """Whether the code is a safety filter's."""
    return code is not None and (code in _BLOCKED or names_a_filter(code))


def model_error(code: str | None, status: int, detail: str, retry_after: float | None = None) -> ModelError:
    """The error for a provider's code; for one that says nothing, by the HTTP status. Without either: busy."""
    if is_blocked(code):
        return ContentBlocked(detail, upstream_code=code)
    if code in _AUTH:
        return ModelRefused(detail, code="upstream_auth", upstream_code=code)
    if code in _QUOTA:
        return ModelRefused(detail, code="upstream_quota", upstream_code=code)
    if code in _REJECTED:
        return ModelRefused(detail, code="upstream_rejected", upstream_code=code)
    # A server that is overloaded and names a time refuses every call, not just this one.
    if code in _LIMITED or (status in (503, 529) and retry_after is not None):
        return RateLimited(detail, upstream_code=code, retry_after=retry_after)
    if code not in _BUSY:
        # Servers other than GLM's put the HTTP status there, and nowhere else once a stream has begun.
        meant = int(code) if code and re.fullmatch(r"[45][0-9]{2}", code, re.ASCII) else status
        if meant in (401, 403):
            return ModelRefused(detail, code="upstream_auth", upstream_code=code)
        if meant == 402:
            return ModelRefused(detail, code="upstream_quota", upstream_code=code)
        if meant == 429:
            return RateLimited(detail, upstream_code=code, retry_after=retry_after)
        if 400 <= meant < 500 and meant != 408:
            return ModelRefused(detail, code="upstream_rejected", upstream_code=code)
    return ModelBusy(detail, upstream_code=code, retry_after=retry_after)

"""Every error this service raises on purpose, in one tree.

    MingshuError
    ├── InvalidBirth            what was asked for cannot be computed; names the field
    ├── NotFound                no such report, or another owner's
    ├── IdempotencyConflict     the same Idempotency-Key with another body
    ├── InvalidCursor           a list's cursor that this service did not make
    ├── IllegalMove             the report's state does not allow this
    ├── StorageError
    │   ├── StorageUnavailable  the database did not answer; its fate is unknown, not "no"
    │   ├── SchemaMismatch      migrations are missing, or the schema is newer than this code
    │   └── FenceLost           another attempt owns the report; stop writing
    └── ModelError              the model failed; `retryable` says whether it may pass
        ├── ModelUnreachable    no connection, no name, no TLS
        ├── ModelStalled        connected, but silent for too long
        ├── ModelOverlong       one call went past its total limit
        ├── ModelCut            the connection ended before the text did
        ├── ModelProtocol       the answer was not what the interface promises
        ├── ModelRefused        an error code that no retry mends: key, balance, quota, parameters
        ├── ModelPaused         the account was refused before: this call may go out later, not now
        ├── ModelBusy           an error code that passes: overload, internal error
        │   └── RateLimited     the account may not make this call now; waiting for its turn costs no retry
        └── ContentBlocked      the provider's safety filter

`code` is stable and public; `str(error)` is for logs and holds neither secrets nor an upstream's body.
HTTP statuses are decided in `web/errors.py`.
"""


class MingshuError(Exception):
    """The root: something this service foresaw."""

    code = "internal"
    retryable = False


class InvalidBirth(MingshuError):
    """The birth as given cannot be a moment in time, or the place cannot be a place."""

    code = "invalid_birth"

    def __init__(self, field: str, message: str, reason: str) -> None:
        super().__init__(message)
        self.field = field
        """Dotted path in the request body, such as `birth.time`."""
        self.message = message
        self.reason = reason
        """A word for it that does not change, for those who say it in other languages."""


class NotFound(MingshuError):
    """There is no such report for this owner."""

    code = "not_found"


class IdempotencyConflict(MingshuError):
    """This Idempotency-Key was used with another body."""

    code = "idempotency_conflict"


class InvalidCursor(MingshuError):
    """The cursor was not made by this service."""

    code = "invalid_cursor"


class IllegalMove(MingshuError):
    """The report is in a state that does not allow what was asked."""

    code = "illegal_state"


class StorageError(MingshuError):
    """The database did not do what it was asked."""

    code = "storage_error"


class StorageUnavailable(StorageError):
    """The database did not answer, or not in time. What was sent may have been committed."""

    code = "storage_unavailable"
    retryable = True


class SchemaMismatch(StorageError):
    """The schema in the database is not the one this code was written for."""

    code = "schema_mismatch"


class FenceLost(StorageError):
    """Another attempt owns the report, or it is gone: whoever holds this error must stop writing."""

    code = "fence_lost"


class ModelError(MingshuError):
    """The model failed. `code` is the report's public code; `upstream_code` is for the log."""

    code = "upstream_error"

    def __init__(self, message: str, *, upstream_code: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.upstream_code = upstream_code
        self.retry_after = retry_after
        """Seconds the provider asked to wait, if it did."""


class ModelUnreachable(ModelError):
    """No connection to the model could be made."""

    code = "upstream_unavailable"
    retryable = True


class ModelStalled(ModelError):
    """The model was connected and silent for longer than allowed."""

    code = "upstream_stalled"
    retryable = True


class ModelOverlong(ModelError):
    """One call took longer than its total limit."""

    code = "upstream_overlong"


class ModelCut(ModelError):
    """The stream ended without a finish reason."""

    code = "upstream_cut"
    retryable = True


class ModelProtocol(ModelError):
    """The answer was not a stream of chat completion chunks."""

    code = "upstream_protocol"


class ModelRefused(ModelError):
    """The provider refused for a reason that a retry does not mend. `code` tells which."""

    def __init__(self, message: str, *, code: str, upstream_code: str | None = None) -> None:
        super().__init__(message, upstream_code=upstream_code)
        self.code = code
        """One of `upstream_auth`, `upstream_quota`, `upstream_rejected`."""


class ModelBusy(ModelError):
    """The provider is busy or failed inside; it may pass."""

    code = "upstream_busy"
    retryable = True


class RateLimited(ModelBusy):
    """The provider accepts no further call for now: too many at once, too many a minute, or it is overloaded."""


class ModelPaused(ModelError):
    """The provider refuses this service's account. The report is handed back and waits in the queue."""

    def __init__(self, message: str, *, code: str, upstream_code: str | None = None) -> None:
        super().__init__(message, upstream_code=upstream_code)
        self.code = code
        """That of the refusal: `upstream_auth` or `upstream_quota`."""


class ContentBlocked(ModelError):
    """The provider's safety filter stopped the text. What was written of it must not be kept."""

    code = "content_blocked"

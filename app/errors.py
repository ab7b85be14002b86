"""Every error that this service raises on purpose, in one tree.

    MingshuError
    ├── InvalidInput            a value in a request is invalid; names the field
    ├── NotFound                no such report, or another owner's
    ├── IdempotencyConflict     the same Idempotency-Key with another body
    ├── InvalidCursor           a list cursor that this service did not issue
    ├── IllegalMove             the report's state does not allow the action
    ├── TooManyQuestions        the report has all the further questions that it may have
    ├── TooManyAttempts         a limit on attempts was reached; nothing was done
    ├── TooManyShares           the report has as many links as it may have
    ├── Overloaded              too many requests at once; nothing was done
    ├── StorageError
    │   ├── StorageUnavailable  the database failed or did not answer; a statement may be committed
    │   ├── SchemaMismatch      migrations are missing, or the schema is newer than this code
    │   └── FenceLost           another attempt owns the report; stop writing
    └── ModelError              the model failed; `retryable` says whether a retry may help
        ├── ModelUnreachable    no connection: DNS, TCP or TLS
        ├── ModelStalled        connected, but silent for too long
        ├── ModelOverlong       one call exceeded its total time limit
        ├── ModelCut            the answer broke off, or may be incomplete
        ├── ModelProtocol       the answer does not follow the API
        ├── ModelRefused        an error code that a retry cannot fix: key, balance, quota, parameters
        ├── ModelPaused         the provider refuses the account: try again later
        ├── ModelBusy           a temporary error code: overload, internal error
        │   └── RateLimited     the account may not make this call now; waiting for its turn costs no retry
        └── ContentBlocked      the provider's safety filter stopped the text

The errors follow the path of a request: input, database, model; for the model, connection, answer, provider's error
codes. The classes below are in the same order.

`code` is stable and public. `str(error)` contains no secrets and no response body of the provider. It is logged, and
sent to the client if the status is below 500. HTTP statuses are decided in `web/errors.py`.
"""


class MingshuError(Exception):
    """Base class of all expected errors."""

    code = "internal"
    retryable = False


class InvalidInput(MingshuError):
    """A value in a request is invalid. `app.bazi` subclasses it and sets `code`."""

    code = "invalid_request"

    def __init__(self, field: str, message: str, reason: str) -> None:
        super().__init__(message)
        self.field = field
        """Dotted path in the request body, such as `birth.time`."""
        self.message = message
        self.reason = reason
        """Stable key of the reason, used to look up translations."""


class NotFound(MingshuError):
    """This owner has no such report."""

    code = "not_found"


class IdempotencyConflict(MingshuError):
    """The Idempotency-Key was already used with another body."""

    code = "idempotency_conflict"


class InvalidCursor(MingshuError):
    """The cursor was not issued by this service."""

    code = "invalid_cursor"


class IllegalMove(MingshuError):
    """The report's state does not allow the requested action."""

    code = "illegal_state"


class TooManyQuestions(MingshuError):
    """The report has as many further questions as are allowed."""

    code = "too_many_questions"


class TooManyAttempts(MingshuError):
    """This address, or all addresses together, made too many attempts. Nothing was done."""

    code = "too_many_attempts"

    def __init__(self, message: str, *, wait_seconds: float) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class TooManyShares(MingshuError):
    """The report has as many valid links as it may have."""

    code = "too_many_shares"


class Overloaded(MingshuError):
    """This process has too many requests at once. Nothing was done."""

    code = "overloaded"


class StorageError(MingshuError):
    """The database did not do what was asked."""

    code = "storage_error"


class StorageUnavailable(StorageError):
    """The database failed or did not answer in time. The statement may still have been committed."""

    code = "storage_unavailable"
    retryable = True

    def __init__(self, message: str, *, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent
        """Waiting does not help: wrong credentials, or no such database."""


class SchemaMismatch(StorageError):
    """This code cannot work with the database's schema."""

    code = "schema_mismatch"


class FenceLost(StorageError):
    """Another attempt owns the report, or the report was deleted. The writer must stop."""

    code = "fence_lost"


class ModelError(MingshuError):
    """The model failed. The report ends with `code`; `upstream_code` is the provider's own code, for log messages
    only."""

    code = "upstream_error"

    def __init__(self, message: str, *, upstream_code: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.upstream_code = upstream_code
        self.retry_after = retry_after
        """Seconds that the provider asked us to wait, if it named a time."""


class ModelUnreachable(ModelError):
    """The connection to the model could not be established."""

    code = "upstream_unavailable"
    retryable = True


class ModelStalled(ModelError):
    """The model was connected but silent for longer than allowed."""

    code = "upstream_stalled"
    retryable = True


class ModelOverlong(ModelError):
    """One call exceeded its total time limit."""

    code = "upstream_overlong"


class ModelCut(ModelError):
    """The answer may be incomplete.

    It has no finish reason, an event was lost, or text followed the end of the turn.
    """

    code = "upstream_cut"
    retryable = True


class ModelProtocol(ModelError):
    """The answer is not a valid stream of chat completion chunks."""

    code = "upstream_protocol"


class ModelRefused(ModelError):
    """The provider refused the call for a reason that a retry cannot fix. `code` says which."""

    def __init__(self, message: str, *, code: str, upstream_code: str | None = None) -> None:
        super().__init__(message, upstream_code=upstream_code)
        self.code = code
        """One of `upstream_auth`, `upstream_quota`, `upstream_rejected`."""


class ModelPaused(ModelError):
    """The provider refuses this service's account. The report is handed back and waits in the queue."""

    def __init__(self, message: str, *, code: str, upstream_code: str | None = None) -> None:
        super().__init__(message, upstream_code=upstream_code)
        self.code = code
        """The refusal's code: `upstream_auth` or `upstream_quota`."""


class ModelBusy(ModelError):
    """The provider is overloaded or had an internal error. A retry may help."""

    code = "upstream_busy"
    retryable = True


class RateLimited(ModelBusy):
    """The provider accepts no more calls for now: too many at once, too many per minute, or it is overloaded."""


class ContentBlocked(ModelError):
    """The provider's safety filter stopped the text. The passage's text so far must be withdrawn."""

    code = "content_blocked"

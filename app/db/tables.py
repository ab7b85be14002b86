"""The tables, each column with the reason for its type. Migrations are in `alembic/`; a test holds both together."""

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

_ZERO = text("0")

# One row per report: what was asked, the queue, the lease, and everything but the text.
reports = Table(
    "reports",
    metadata,
    Column("id", Uuid, primary_key=True),  # random: an id tells neither time nor number
    Column("owner_id", Uuid, nullable=False),
    Column("idempotency_key", Text),
    Column("request_digest", LargeBinary),  # of the body, to tell a repeat from a misuse of the key
    Column("status", Text, nullable=False, server_default="queued"),
    Column("attempt", Integer, nullable=False, server_default=_ZERO),  # the fence of every write
    Column("chars", Integer, nullable=False, server_default=_ZERO),  # length of the pieces, in code points
    Column("kept", Integer, nullable=False, server_default=_ZERO),  # where the next attempt goes on
    Column("passage_ends", ARRAY(Integer), nullable=False, server_default="{}"),  # the last one is `kept`
    Column("preview_chars", Integer),  # null until the preview is saved
    Column("rewinds", JSONB, nullable=False, server_default="[]"),  # [attempt, keep, reason] of each attempt
    Column("lease_until", DateTime(timezone=True)),  # by the database's clock, null unless running
    Column("deaths", Integer, nullable=False, server_default=_ZERO),  # leases that ran out
    Column("stop_requested", Boolean, nullable=False, server_default=text("false")),
    Column("request", JSONB, nullable=False),
    Column("chart", JSON, nullable=False),  # not JSONB, which would sort what has an order
    Column("language", Text, nullable=False),
    Column("model", Text),
    Column("prompt_tokens", Integer, nullable=False, server_default=_ZERO),
    Column("completion_tokens", Integer, nullable=False, server_default=_ZERO),
    Column("checks", JSONB, nullable=False, server_default="[]"),  # flaws that finished passages were left with
    Column("code", Text),
    Column("sha256", Text),  # of the whole text in UTF-8, once ended
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("ended_at", DateTime(timezone=True)),
    # By its owner, at creation or by resuming: a hand-back leaves it as it is.
    Column("queued_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    UniqueConstraint("owner_id", "idempotency_key"),
    CheckConstraint("status IN ('queued', 'running', 'completed', 'incomplete', 'stopped', 'failed')", name="status"),
    CheckConstraint("kept BETWEEN 0 AND chars", name="kept"),
    CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", name="lease"),
)

# The queue: small, whatever the number of ended reports.
Index("reports_queue_idx", reports.c.created_at, postgresql_where=text("status = 'queued'"))
Index("reports_lease_idx", reports.c.lease_until, postgresql_where=text("status = 'running'"))
# An owner's list, newest first, page by page.
Index("reports_owner_idx", reports.c.owner_id, reports.c.created_at.desc(), reports.c.id.desc())

# The text, append-only: a save costs what it adds, however long the text.
pieces = Table(
    "pieces",
    metadata,
    Column("report_id", Uuid, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),  # offset of its first character
    Column("text", Text, nullable=False),
)

# Keys that all processes share and that are made once.
service_keys = Table(
    "service_keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# One row: the oldest schema version whose code still works on this schema. Migrations expand first.
schema_floor = Table("schema_floor", metadata, Column("revision", Text, primary_key=True))

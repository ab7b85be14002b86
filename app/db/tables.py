"""The tables, with the reasons for column types. The migrations are in `alembic/`; a test keeps them in sync."""

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
    SmallInteger,
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

# One row per report: the request, the place in the queue, the lease, and everything except the text.
reports = Table(
    "reports",
    metadata,
    Column("id", Uuid, primary_key=True),  # random: an id reveals neither the time nor a count
    Column("owner_id", Uuid, nullable=False),
    Column("idempotency_key", Text),
    Column("request_digest", LargeBinary),  # digest of the body: tells a repeated request from a reused key
    Column("status", Text, nullable=False, server_default="queued"),
    Column("attempt", Integer, nullable=False, server_default=_ZERO),  # the fence of every write
    Column("chars", Integer, nullable=False, server_default=_ZERO),  # length of the pieces, in code points
    Column("kept", Integer, nullable=False, server_default=_ZERO),  # where an attempt of older code continues
    Column("continue_at", Integer),  # where the next attempt continues; null if only older code has saved
    Column("passage_ends", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("preview_chars", Integer),  # null until the preview is saved
    Column("rewinds", JSONB, nullable=False, server_default="[]"),  # [attempt, keep, reason] of each attempt
    Column("lease_until", DateTime(timezone=True)),  # by the database's clock; null unless running
    Column("deaths", Integer, nullable=False, server_default=_ZERO),  # expired leases
    Column("stop_requested", Boolean, nullable=False, server_default=text("false")),
    Column("request", JSONB, nullable=False),
    Column("chart", JSON, nullable=False),  # not JSONB, which would reorder the keys
    Column("language", Text, nullable=False),
    Column("model", Text),
    Column("prompt_tokens", Integer, nullable=False, server_default=_ZERO),
    Column("completion_tokens", Integer, nullable=False, server_default=_ZERO),
    Column("calls", Integer, nullable=False, server_default=_ZERO),
    Column("wasted_calls", Integer, nullable=False, server_default=_ZERO),  # whose text was dropped
    Column("wasted_tokens", Integer, nullable=False, server_default=_ZERO),
    Column("checks", JSONB, nullable=False, server_default="[]"),  # findings of passages that were kept anyway
    Column("code", Text),
    Column("sha256", Text),  # digest of the whole text in UTF-8; null until the report has ended
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("ended_at", DateTime(timezone=True)),
    # When the owner created or resumed the report. Handing it back does not change it.
    Column("queued_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("writer_outline", SmallInteger, nullable=False, server_default=text("1")),  # set only within a claim
    Column("title", Text),  # what the owner calls it
    # Further questions, oldest first: each is answered by one more passage. See `app.db.records.Question`.
    Column("questions", JSONB, nullable=False, server_default="[]"),
    UniqueConstraint("owner_id", "idempotency_key"),
    CheckConstraint("status IN ('queued', 'running', 'completed', 'incomplete', 'stopped', 'failed')", name="status"),
    CheckConstraint("kept BETWEEN 0 AND chars", name="kept"),
    CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", name="lease"),
)

# The queue: partial indexes stay small, however many reports have ended.
Index("reports_queue_idx", reports.c.created_at, postgresql_where=text("status = 'queued'"))
Index("reports_lease_idx", reports.c.lease_until, postgresql_where=text("status = 'running'"))
# An owner's reports, newest first, for keyset pagination.
Index("reports_owner_idx", reports.c.owner_id, reports.c.created_at.desc(), reports.c.id.desc())

# The text, append-only: the cost of a save depends on what it adds, not on the length of the text.
pieces = Table(
    "pieces",
    metadata,
    Column("report_id", Uuid, ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),  # offset of the first character
    Column("text", Text, nullable=False),
    Column("is_journal", Boolean, nullable=False, server_default=text("false")),  # until the next batch joins it
)

# Read-only links to reports. Only a digest of the token is kept, so the database does not open the links.
shares = Table(
    "shares",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("report_id", Uuid, ForeignKey("reports.id", ondelete="CASCADE"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("scope", Text, nullable=False),
    Column("with_person", Boolean, nullable=False),  # whether name, birth and question are shown
    Column("expires_at", DateTime(timezone=True)),  # null: never
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    UniqueConstraint("digest"),
    CheckConstraint("scope IN ('all', 'preview')", name="scope"),
)
Index("shares_report_idx", shares.c.report_id)

# Browsers that are signed in as an owner. The browser that became an owner gets a row only once it makes a link or a
# code, or looks at its devices. Rows of signed-out devices stay: once an owner has one, cookies without a device that
# is signed in are refused.
devices = Table(
    "devices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
    Column("label", Text, nullable=False),  # browser and system, for the list of devices
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("signed_out_at", DateTime(timezone=True)),
)
Index("devices_owner_idx", devices.c.owner_id)

# Owners whose reports were joined with another owner's: their cookies stand for that owner from then on. An `owner_id`
# here is never an alias itself.
owner_aliases = Table(
    "owner_aliases",
    metadata,
    Column("alias", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False),
)
Index("owner_aliases_owner_idx", owner_aliases.c.owner_id)

# Links that make another browser the same owner, by digests of the token and of the code that can be typed instead.
# Using one deletes it.
owner_links = Table(
    "owner_links",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("code_digest", LargeBinary, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("code_digest"),
)

# One recovery code per owner, as a digest.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("owner_id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    UniqueConstraint("digest"),
)

# Counts of limited actions, such as tries of a recovery code by an address. All processes share them. A key holds only
# a keyed digest of the address, and the row is deleted an hour after it was last needed.
throttles = Table(
    "throttles",
    metadata,
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("resets_at", DateTime(timezone=True), nullable=False),
)

# Keys that are generated once and shared by all processes.
service_keys = Table(
    "service_keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# One row: the oldest schema version whose code still works with this schema. Migrations expand before they contract.
schema_floor = Table("schema_floor", metadata, Column("revision", Text, primary_key=True))

"""Create the tables for reports, their pieces, and shared keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    now = sa.text("clock_timestamp()")
    zero = sa.text("0")
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("request_digest", sa.LargeBinary),
        sa.Column("status", sa.Text, nullable=False, server_default="queued"),
        sa.Column("attempt", sa.Integer, nullable=False, server_default=zero),
        sa.Column("chars", sa.Integer, nullable=False, server_default=zero),
        sa.Column("kept", sa.Integer, nullable=False, server_default=zero),
        sa.Column("passage_ends", sa.ARRAY(sa.Integer), nullable=False, server_default="{}"),
        sa.Column("preview_chars", sa.Integer),
        sa.Column("rewinds", postgresql.JSONB, nullable=False, server_default="[]"),
        sa.Column("lease_until", moment),
        sa.Column("deaths", sa.Integer, nullable=False, server_default=zero),
        sa.Column("stop_requested", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("request", postgresql.JSONB, nullable=False),
        sa.Column("chart", sa.JSON, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("prompt_tokens", sa.Integer, nullable=False, server_default=zero),
        sa.Column("completion_tokens", sa.Integer, nullable=False, server_default=zero),
        sa.Column("code", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("created_at", moment, nullable=False, server_default=now),
        sa.Column("updated_at", moment, nullable=False, server_default=now),
        sa.Column("ended_at", moment),
        sa.PrimaryKeyConstraint("id", name="reports_pkey"),
        sa.UniqueConstraint("owner_id", "idempotency_key", name="reports_owner_id_idempotency_key_key"),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'completed', 'incomplete', 'stopped', 'failed')",
            name=op.f("reports_status_check"),
        ),
        sa.CheckConstraint("kept BETWEEN 0 AND chars", name=op.f("reports_kept_check")),
        sa.CheckConstraint("(status = 'running') = (lease_until IS NOT NULL)", name=op.f("reports_lease_check")),
    )
    op.create_index("reports_queue_idx", "reports", ["created_at"], postgresql_where=sa.text("status = 'queued'"))
    op.create_index("reports_lease_idx", "reports", ["lease_until"], postgresql_where=sa.text("status = 'running'"))
    op.create_index("reports_owner_idx", "reports", ["owner_id", sa.text("created_at DESC"), sa.text("id DESC")])
    op.create_table(
        "pieces",
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "start", name="pieces_pkey"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="pieces_report_id_fkey", ondelete="CASCADE"),
    )
    op.create_table(
        "service_keys",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="service_keys_pkey"),
    )


def downgrade() -> None:
    op.drop_table("service_keys")
    op.drop_table("pieces")
    op.drop_table("reports")

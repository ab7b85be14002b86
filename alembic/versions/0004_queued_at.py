"""Add the time when a report was queued. Older code neither reads nor writes the column."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    # One constant for all existing rows: a default that differs per row would rewrite the table under a lock.
    op.add_column(
        "reports",
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
    op.alter_column("reports", "queued_at", server_default=sa.text("clock_timestamp()"))


def downgrade() -> None:
    op.drop_column("reports", "queued_at")

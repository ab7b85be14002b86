"""Add the journal, where the next attempt continues, and the counts of calls and of what was dropped.

Older code neither reads nor writes the columns. It continues after the last complete passage (`kept`), as before.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

COUNTS = ("calls", "wasted_calls", "wasted_tokens")


def upgrade() -> None:
    op.add_column("pieces", sa.Column("is_journal", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("reports", sa.Column("continue_at", sa.Integer))
    for count in COUNTS:
        op.add_column("reports", sa.Column(count, sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    for count in COUNTS:
        op.drop_column("reports", count)
    op.drop_column("reports", "continue_at")
    op.drop_column("pieces", "is_journal")

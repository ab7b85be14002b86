"""Add what lets people return to a report: its title and questions, their devices, recovery codes, and shares.

A claim must say that its code knows questions (outline 3), or the trigger skips a report that has any: older code would
end it without an answer.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

_SKIP = """
CREATE OR REPLACE FUNCTION skip_unknown_outline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.writer_outline < {needed} THEN
    RETURN NULL;
  END IF;
  NEW.writer_outline := 1;
  RETURN NEW;
END $$"""
_OUTLINE = "coalesce(CAST(NEW.request->>'outline' AS integer), 1)"


def _created_at() -> sa.Column[sa.DateTime]:
    return sa.Column(
        "created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("clock_timestamp()")
    )


def upgrade() -> None:
    op.add_column("reports", sa.Column("title", sa.Text))
    op.add_column("reports", sa.Column("questions", JSONB, nullable=False, server_default="[]"))
    op.execute(_SKIP.format(needed=f"greatest({_OUTLINE}, CASE WHEN NEW.questions = '[]' THEN 1 ELSE 3 END)"))
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        _created_at(),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("clock_timestamp()")),
        sa.Column("signed_out_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="devices_pkey"),
    )
    op.create_index("devices_owner_idx", "devices", ["owner_id"])
    op.create_table(
        "owner_aliases",
        sa.Column("alias", sa.Uuid, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("alias", name="owner_aliases_pkey"),
    )
    op.create_index("owner_aliases_owner_idx", "owner_aliases", ["owner_id"])
    op.create_table(
        "owner_links",
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("code_digest", sa.LargeBinary, nullable=False),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="owner_links_pkey"),
        sa.UniqueConstraint("code_digest", name="owner_links_code_digest_key"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        _created_at(),
        sa.PrimaryKeyConstraint("owner_id", name="recovery_codes_pkey"),
        sa.UniqueConstraint("digest", name="recovery_codes_digest_key"),
    )
    op.create_table(
        "throttles",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("resets_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="throttles_pkey"),
    )
    op.create_table(
        "shares",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("with_person", sa.Boolean, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        _created_at(),
        sa.PrimaryKeyConstraint("id", name="shares_pkey"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="shares_report_id_fkey", ondelete="CASCADE"),
        sa.UniqueConstraint("digest", name="shares_digest_key"),
        sa.CheckConstraint("scope IN ('all', 'preview')", name=op.f("shares_scope_check")),
    )
    op.create_index("shares_report_idx", "shares", ["report_id"])


def downgrade() -> None:
    for table in ("shares", "throttles", "recovery_codes", "owner_links", "owner_aliases", "devices"):
        op.drop_table(table)
    op.execute(_SKIP.format(needed=_OUTLINE))
    op.drop_column("reports", "questions")
    op.drop_column("reports", "title")

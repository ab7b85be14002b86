"""Keep code that does not know the outline of a report from claiming it.

A claim says in `writer_outline` which outline its code knows at most. Older code does not, and the trigger skips the
rows that it must not write: otherwise it would continue a report with passages of another outline. The trigger resets
the column, so that a later claim has to say it again.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("writer_outline", sa.SmallInteger, nullable=False, server_default=sa.text("1")))
    op.execute("""
CREATE FUNCTION skip_unknown_outline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.writer_outline < coalesce(CAST(NEW.request->>'outline' AS integer), 1) THEN
    RETURN NULL;
  END IF;
  NEW.writer_outline := 1;
  RETURN NEW;
END $$""")
    op.execute("""
CREATE TRIGGER skip_unknown_outline BEFORE UPDATE ON reports FOR EACH ROW
  WHEN (NEW.status = 'running' AND NEW.attempt > OLD.attempt AND NEW.rewinds #>> '{-1,2}' = 'takeover')
  EXECUTE FUNCTION skip_unknown_outline()""")


def downgrade() -> None:
    op.execute("DROP TRIGGER skip_unknown_outline ON reports")
    op.execute("DROP FUNCTION skip_unknown_outline")
    op.drop_column("reports", "writer_outline")

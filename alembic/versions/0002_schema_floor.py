"""Record the oldest version that the schema supports, so that old and new processes can run side by side."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    floor = op.create_table(
        "schema_floor",
        sa.Column("revision", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("revision", name="schema_floor_pkey"),
    )
    # A migration that only expands the schema does not change this. A migration that removes something ships one
    # version later and first raises the floor: UPDATE schema_floor SET revision = '…'
    op.bulk_insert(floor, [{"revision": revision}])


def downgrade() -> None:
    op.drop_table("schema_floor")

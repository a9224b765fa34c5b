"""Spreadsheets bring in every noun, in chunks or as a whole"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people_import", sa.Column("samples", postgresql.JSONB(), server_default="[]", nullable=False))
    op.add_column("people_import", sa.Column("spelling", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("people_import", sa.Column("is_whole", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("people_import", sa.Column("done", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM people_import WHERE kind NOT IN ('members', 'leads')")
    for column in ("done", "is_whole", "spelling", "samples"):
        op.drop_column("people_import", column)

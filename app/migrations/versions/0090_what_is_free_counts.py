"""Whether licenses that are free counted for the volume discount of a run: its month is corrected by it, whatever the setting says since"""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invoice_run", sa.Column("counts_free", sa.Boolean(), server_default=sa.text("true"), nullable=False))


def downgrade() -> None:
    op.drop_column("invoice_run", "counts_free")

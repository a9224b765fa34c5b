"""What is known of a month later: who is billed for it by corrections, and by which volume counts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0089"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("month_close", sa.Column("corrects_waiting", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("run_organisation", sa.Column("corrected_counts", JSONB(), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column("run_organisation", "corrected_counts")
    op.drop_column("month_close", "corrects_waiting")

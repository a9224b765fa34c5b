"""What is known of a month later: who is billed for it by corrections, by which volume counts, and how many were primary"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("month_close", sa.Column("corrects_waiting", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("run_organisation", sa.Column("corrected_counts", JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("membership_price", sa.Column("included_primary", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_membership_price_included_primary_is_not_negative"), "membership_price", "included_primary IS NULL OR included_primary >= 0"
    )


def downgrade() -> None:
    op.drop_column("membership_price", "included_primary")
    op.drop_column("run_organisation", "corrected_counts")
    op.drop_column("month_close", "corrects_waiting")

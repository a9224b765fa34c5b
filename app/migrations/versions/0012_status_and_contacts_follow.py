"""Statuses of organisations follow licenses, contacts in the books follow organisations"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("status_by_hand", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute("UPDATE organisation SET status_by_hand = true WHERE status <> 'active'")  # until now nothing else set one
    op.add_column("xero_contact", sa.Column("told", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("xero_contact", "told")
    op.drop_column("organisation", "status_by_hand")

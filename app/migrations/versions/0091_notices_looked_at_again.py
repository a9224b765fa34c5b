"""A notice of a payment says how often it was looked at in doubt"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payment_receipt", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("payment_receipt", "looks")

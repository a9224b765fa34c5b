"""The language in which a location speaks to its members"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("location", sa.Column("language", sa.String(length=10), server_default="en", nullable=False))


def downgrade() -> None:
    op.drop_column("location", "language")

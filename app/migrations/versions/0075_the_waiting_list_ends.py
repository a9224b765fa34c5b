"""When somebody left the waiting list, from which the term of what it says about them counts; who left before counts from the days that they asked for"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("waiting_entry", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("waiting_entry", "ended_at")

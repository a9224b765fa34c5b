"""A job says since when it is tried in vain, and how many of its lives are behind it since a person tried it again"""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What waits now begins to count with its next attempt."""
    op.add_column("outbox_message", sa.Column("trying_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox_message", sa.Column("lives_from", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("outbox_message", "lives_from")
    op.drop_column("outbox_message", "trying_since")

"""A door is at a location: whoever opens it arrives there, wherever their license is"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Some hundred rows at most."""
    op.add_column("door_lock", sa.Column("location_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_door_lock_location_id_location"), "door_lock", "location", ["location_id"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_door_lock_location_id"), "door_lock", ["location_id"])


def downgrade() -> None:
    op.drop_column("door_lock", "location_id")

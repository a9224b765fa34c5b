"""A room has a picture"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None

KEY = "fk_room_picture_id_picture"


def upgrade() -> None:
    """Nobody waits: the column is empty, and the index is built beside whoever writes. One that was broken off is begun anew."""
    op.add_column("room", sa.Column("picture_id", sa.BigInteger(), nullable=True), if_not_exists=True)
    op.execute(f"ALTER TABLE room DROP CONSTRAINT IF EXISTS {KEY}")
    op.create_foreign_key(op.f(KEY), "room", "picture", ["picture_id"], ["id"], ondelete="SET NULL")
    with beside_writers():
        op.drop_index("ix_room_picture_id", table_name="room", if_exists=True, postgresql_concurrently=True)
        op.create_index("ix_room_picture_id", "room", ["picture_id"], postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_column("room", "picture_id")

"""An enquiry that a program tells is told once also where it goes on with an open lead: its key stands with the activity"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody waits: the column is empty, and the index is built beside whoever writes. One that was broken off is begun anew."""
    op.add_column("activity", sa.Column("key", sa.String(length=120), nullable=True), if_not_exists=True)
    with beside_writers():
        op.drop_index("one_activity_a_key", table_name="activity", if_exists=True, postgresql_concurrently=True)
        op.create_index("one_activity_a_key", "activity", ["key"], unique=True, postgresql_where=sa.text("key IS NOT NULL"), postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("one_activity_a_key", table_name="activity")
    op.drop_column("activity", "key")

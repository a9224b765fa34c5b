"""What is wrong with another network's keys is said, and a visit there has the date of the place"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("peer", sa.Column("trouble", sa.String(length=300), server_default="", nullable=False))
    op.add_column("peer_request", sa.Column("day", sa.Date(), nullable=True))
    op.create_index("visits_of_peer", "peer_request", ["peer_id", "direction", "day"], postgresql_where=sa.text("answer = 'ok'"))


def downgrade() -> None:
    op.drop_index("visits_of_peer", table_name="peer_request")
    op.drop_column("peer_request", "day")
    op.drop_column("peer", "trouble")

"""Jobs that gave up are found without reading those that are done"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("outbox_parked", "outbox_message", ["job"], postgresql_where=sa.text("state = 'parked'"))


def downgrade() -> None:
    op.drop_index("outbox_parked", table_name="outbox_message")

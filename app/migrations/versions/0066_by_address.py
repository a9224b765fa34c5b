"""Somebody is found by their address without looking through everybody, where it is compared in small letters"""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

INDEXES = {"person_by_address": "ab_user", "guest_by_address": "guest", "waiting_entry_by_address": "waiting_entry", "sign_up_by_address": "sign_up"}


def upgrade() -> None:
    for index, table in INDEXES.items():
        op.create_index(index, table, [sa.text("lower(email)")])


def downgrade() -> None:
    for index, table in reversed(INDEXES.items()):
        op.drop_index(index, table_name=table)

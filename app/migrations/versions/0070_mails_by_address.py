"""The mails to somebody are found by their address, without looking through all that were ever sent"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("deliveries_by_address", "delivery", [sa.text("lower(address)")])
    op.create_index("deliveries_by_addressee", "delivery", ["addressee"])


def downgrade() -> None:
    op.drop_index("deliveries_by_addressee", table_name="delivery")
    op.drop_index("deliveries_by_address", table_name="delivery")

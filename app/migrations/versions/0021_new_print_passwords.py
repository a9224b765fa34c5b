"""A new print password is kept until the print server has it"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access", sa.Column("sealed_new_password", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("access", "sealed_new_password")

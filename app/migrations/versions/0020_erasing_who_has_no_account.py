"""Somebody who only asked to become a member can be erased"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("erasure", "user_id", existing_type=sa.Integer(), nullable=True)
    op.add_column("erasure", sa.Column("sign_up_id", sa.BigInteger(), nullable=True))  # no key: the row that it names is gone
    op.create_index("one_erasure_a_sign_up", "erasure", ["sign_up_id"], unique=True)
    op.create_check_constraint(op.f("ck_erasure_of_one_person"), "erasure", "num_nonnulls(user_id, sign_up_id) = 1")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_erasure_of_one_person"), "erasure")
    op.drop_index("one_erasure_a_sign_up", table_name="erasure")
    op.execute("DELETE FROM erasure WHERE user_id IS NULL")
    op.drop_column("erasure", "sign_up_id")
    op.alter_column("erasure", "user_id", existing_type=sa.Integer(), nullable=False)

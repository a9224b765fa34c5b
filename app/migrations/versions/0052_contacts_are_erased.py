"""Contacts who have no account are erased as well"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure", sa.Column("contact_id", sa.BigInteger(), nullable=True))
    op.create_index("one_erasure_a_contact", "erasure", ["contact_id"], unique=True)
    op.drop_constraint(op.f("ck_erasure_of_one_person"), "erasure")
    op.create_check_constraint(op.f("ck_erasure_of_one_person"), "erasure", "num_nonnulls(user_id, sign_up_id, contact_id) = 1")


def downgrade() -> None:
    op.execute("DELETE FROM erasure WHERE contact_id IS NOT NULL")
    op.drop_constraint(op.f("ck_erasure_of_one_person"), "erasure")
    op.create_check_constraint(op.f("ck_erasure_of_one_person"), "erasure", "num_nonnulls(user_id, sign_up_id) = 1")
    op.drop_index("one_erasure_a_contact", table_name="erasure")
    op.drop_column("erasure", "contact_id")

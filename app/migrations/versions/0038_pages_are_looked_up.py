"""A payment on the vendor's page whose notice never came is looked up, and closed in the end"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payment_attempt", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payment_attempt", sa.Column("looks", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE payment_attempt SET look_at = created_at + interval '1 hour' WHERE state = 'open' AND method_id IS NULL")
    op.create_check_constraint(
        op.f("ck_payment_attempt_only_open_pages_are_looked_up"), "payment_attempt", "look_at IS NULL OR (state = 'open' AND method_id IS NULL)"
    )
    op.create_index("attempt_to_look_up", "payment_attempt", ["look_at"], postgresql_where=sa.text("look_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("attempt_to_look_up", table_name="payment_attempt")
    op.drop_constraint(op.f("ck_payment_attempt_only_open_pages_are_looked_up"), "payment_attempt")
    op.drop_column("payment_attempt", "looks")
    op.drop_column("payment_attempt", "look_at")

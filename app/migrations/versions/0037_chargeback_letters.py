"""Staff are told of chargebacks by mail"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, %suser_id), offer_id, attempt_id, letter_id) = 1"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("refund_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_refund_id_refund"), "delivery", "refund", ["refund_id"], ["id"])
    op.create_index(op.f("ix_delivery_refund_id"), "delivery", ["refund_id"])
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "refund_id, ")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE refund_id IS NOT NULL")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.drop_column("delivery", "refund_id")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "")

"""Mails about bookings: which of its sequences each tells, and to whom it is written"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, {person}, offer_id) = 1"


def upgrade() -> None:
    op.add_column("delivery", sa.Column("booking_id", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("booking_sequence", sa.Integer(), nullable=True))
    op.add_column("delivery", sa.Column("addressee", sa.String(length=320), server_default="", nullable=False))
    op.create_index(op.f("ix_delivery_booking_id"), "delivery", ["booking_id"])
    op.create_foreign_key(op.f("fk_delivery_booking_id_booking"), "delivery", "booking", ["booking_id"], ["id"])
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS.format(person="coalesce(booking_id, user_id)"))
    op.create_check_constraint(op.f("ck_delivery_booking_has_a_sequence"), "delivery", "(booking_id IS NULL) = (booking_sequence IS NULL)")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE booking_id IS NOT NULL")
    op.drop_constraint(op.f("ck_delivery_booking_has_a_sequence"), "delivery")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS.format(person="user_id"))
    op.drop_constraint(op.f("fk_delivery_booking_id_booking"), "delivery", type_="foreignkey")
    op.drop_index(op.f("ix_delivery_booking_id"), "delivery")
    for column in ("addressee", "booking_sequence", "booking_id"):
        op.drop_column("delivery", column)

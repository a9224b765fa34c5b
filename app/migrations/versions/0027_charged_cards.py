"""Kept cards are charged: attempts have a state, cards a name and a default one, and mails tell of declined ones"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

STATES = ("open", "asked", "lost", "taken", "declined", "dropped")
SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, user_id), offer_id%s) = 1"


def upgrade() -> None:
    op.add_column("payment_method", sa.Column("name", sa.String(length=60), server_default="", nullable=False))
    op.add_column("payment_method", sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("payment_method", sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("payment_method", sa.Column("refused_reason", sa.String(length=300), server_default="", nullable=False))
    op.add_column("payment_method", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_payment_method_default_can_be_charged"), "payment_method", "NOT is_default OR num_nonnulls(cancelled_at, removed_at, refused_at) = 0"
    )
    op.create_index("one_default_card", "payment_method", ["organisation_id"], unique=True, postgresql_where=sa.text("is_default"))

    op.alter_column("payment_attempt", "invoice_id", nullable=True)
    state = sa.Enum(*STATES, name="attemptstate", native_enum=False, length=32)
    for column in (
        sa.Column("method_id", sa.BigInteger(), nullable=True),
        sa.Column("state", state, server_default="open", nullable=False),
        sa.Column("is_auto", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("for_good", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("retry_on", sa.Date(), nullable=True),
        sa.Column("vendor_number", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("begun_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("payment_attempt", column)
    op.create_foreign_key(op.f("fk_payment_attempt_method_id_payment_method"), "payment_attempt", "payment_method", ["method_id"], ["id"])
    op.create_unique_constraint(op.f("uq_payment_attempt_vendor_number"), "payment_attempt", ["vendor_number"])
    op.drop_constraint(op.f("ck_payment_attempt_asks_for_money"), "payment_attempt")
    for name, rule in (
        ("asks_for_money", "CASE WHEN invoice_id IS NULL THEN amount_cents = 0 AND keeps_card AND method_id IS NULL ELSE amount_cents > 0 END"),
        ("asked_has_time", "state NOT IN ('asked', 'lost') OR asked_at IS NOT NULL"),
        ("only_declined_is_tried_again", "retry_on IS NULL OR state = 'declined'"),
    ):
        op.create_check_constraint(op.f(f"ck_payment_attempt_{name}"), "payment_attempt", rule)
    op.create_index(op.f("ix_payment_attempt_method_id"), "payment_attempt", ["method_id"])
    undecided = sa.text("method_id IS NOT NULL AND state IN ('open', 'asked', 'lost')")
    op.create_index("one_open_charge", "payment_attempt", ["invoice_id"], unique=True, postgresql_where=undecided)
    op.create_index("attempt_lost", "payment_attempt", ["asked_at"], postgresql_where=sa.text("state = 'lost'"))
    op.create_index("attempt_to_repeat", "payment_attempt", ["retry_on"], postgresql_where=sa.text("retry_on IS NOT NULL"))
    # attempts of before that were paid, by the reference that both bear
    op.execute(
        "UPDATE payment_attempt a SET state = 'taken', vendor_number = p.number, decided_at = p.created_at FROM (SELECT DISTINCT ON (reference) reference,"
        " created_at, substr(key, 9) AS number FROM payment WHERE kind = 'card' AND key LIKE 'payfast:%' ORDER BY reference, id) p WHERE p.reference = a.reference"
    )

    op.drop_constraint(op.f("ck_payment_card_has_receipt"), "payment")
    op.create_check_constraint(op.f("ck_payment_receipt_tells_of_a_card"), "payment", "receipt_id IS NULL OR kind = 'card'")

    op.add_column("delivery", sa.Column("attempt_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_attempt_id_payment_attempt"), "delivery", "payment_attempt", ["attempt_id"], ["id"])
    op.create_index(op.f("ix_delivery_attempt_id"), "delivery", ["attempt_id"])
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % ", attempt_id")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE attempt_id IS NOT NULL")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "")
    op.drop_column("delivery", "attempt_id")
    op.drop_constraint(op.f("ck_payment_receipt_tells_of_a_card"), "payment")
    op.create_check_constraint(op.f("ck_payment_card_has_receipt"), "payment", "(kind = 'card') = (receipt_id IS NOT NULL)", postgresql_not_valid=True)
    op.execute("DELETE FROM payment_attempt WHERE invoice_id IS NULL")
    for name in ("asks_for_money", "asked_has_time", "only_declined_is_tried_again"):
        op.drop_constraint(op.f(f"ck_payment_attempt_{name}"), "payment_attempt")
    op.create_check_constraint(op.f("ck_payment_attempt_asks_for_money"), "payment_attempt", "amount_cents > 0")
    op.alter_column("payment_attempt", "invoice_id", nullable=False)
    for column in ("method_id", "state", "is_auto", "for_good", "retry_on", "vendor_number", "reason", "begun_by", "decided_by", "asked_at", "decided_at"):
        op.drop_column("payment_attempt", column)
    op.drop_constraint(op.f("ck_payment_method_default_can_be_charged"), "payment_method")
    for column in ("name", "is_default", "refused_at", "refused_reason", "removed_at"):
        op.drop_column("payment_method", column)

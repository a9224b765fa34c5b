"""Refunds, parts of payments that are taken back or come later, and credit notes that pay other invoices"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refund",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.Enum("eft", "card", "chargeback", name="refundway", native_enum=False, length=32), nullable=False),
        sa.Column("state", sa.Enum("wanted", "asked", "unknown", "done", "refused", name="refundstate", native_enum=False, length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("recorded_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("before_cents", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.String(length=300), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refund_gives_something_back")),
        sa.CheckConstraint("num_nonnulls(payment_id, credit_note_id) = 1", name=op.f("ck_refund_refund_has_one_source")),
        sa.CheckConstraint("way = 'eft' OR payment_id IS NOT NULL", name=op.f("ck_refund_card_refund_has_payment")),
        sa.CheckConstraint("way = 'card' OR state = 'done'", name=op.f("ck_refund_only_a_vendor_is_asked")),
        sa.CheckConstraint("state NOT IN ('asked', 'unknown') OR before_cents IS NOT NULL", name=op.f("ck_refund_asked_knows_before")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_refund_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_refund_location_id_location")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id_payment")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["credit_note.id"], name=op.f("fk_refund_credit_note_id_credit_note")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_refund_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_refund_public_id")),
    )
    op.create_index(op.f("ix_refund_organisation_id"), "refund", ["organisation_id"])
    op.create_index(op.f("ix_refund_payment_id"), "refund", ["payment_id"])
    op.create_index(op.f("ix_refund_credit_note_id"), "refund", ["credit_note_id"])
    op.create_index("refund_of_location", "refund", ["location_id", "refunded_on"])
    op.create_index(
        "one_open_refund", "refund", ["payment_id"], unique=True, postgresql_where=sa.text("state IN ('wanted', 'asked', 'unknown')")
    )

    op.add_column("payment", sa.Column("refunded_cents", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_payment_refunded_within_payment"), "payment", "refunded_cents >= 0 AND credit_cents + refunded_cents <= amount_cents")
    op.create_index("payment_with_credit", "payment", ["organisation_id"], postgresql_where=sa.text("credit_cents > 0"))

    op.add_column("payment_part", sa.Column("applied_on", sa.Date(), nullable=True))
    op.add_column("payment_part", sa.Column("reverses_id", sa.BigInteger(), nullable=True))
    op.add_column("payment_part", sa.Column("refund_id", sa.BigInteger(), nullable=True))
    op.add_column("payment_part", sa.Column("key", sa.String(length=120), nullable=True))
    op.execute("ALTER TABLE payment_part DISABLE TRIGGER parts_stay")
    op.execute("UPDATE payment_part s SET applied_on = p.received_on FROM payment p WHERE p.id = s.payment_id")
    op.execute("ALTER TABLE payment_part ENABLE TRIGGER parts_stay")
    op.alter_column("payment_part", "applied_on", nullable=False)
    op.create_foreign_key(op.f("fk_payment_part_reverses_id_payment_part"), "payment_part", "payment_part", ["reverses_id"], ["id"])
    op.create_foreign_key(op.f("fk_payment_part_refund_id_refund"), "payment_part", "refund", ["refund_id"], ["id"])
    op.create_unique_constraint(op.f("uq_payment_part_key"), "payment_part", ["key"])
    op.create_unique_constraint(op.f("uq_payment_part_reverses_id"), "payment_part", ["reverses_id"])
    op.create_index(op.f("ix_payment_part_refund_id"), "payment_part", ["refund_id"])
    op.drop_index("one_part_an_invoice", "payment_part")
    op.create_index("part_of_payment", "payment_part", ["payment_id", "invoice_id"])
    op.drop_constraint(op.f("ck_payment_part_part_is_something"), "payment_part", type_="check")
    op.create_check_constraint(op.f("ck_payment_part_part_is_something"), "payment_part", "cents <> 0")
    op.create_check_constraint(op.f("ck_payment_part_below_zero_reverses"), "payment_part", "(cents < 0) = (reverses_id IS NOT NULL)")

    op.add_column("credit_note", sa.Column("spent_cents", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_credit_note_spent_within_credit"), "credit_note", "spent_cents BETWEEN 0 AND total_cents - applied_cents")
    op.create_index(
        "credit_note_with_credit", "credit_note", ["organisation_id"], postgresql_where=sa.text("total_cents > applied_cents + spent_cents")
    )
    op.create_table(
        "credit_note_part",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.CheckConstraint("cents <> 0", name=op.f("ck_credit_note_part_part_is_something")),
        sa.CheckConstraint("(cents < 0) = (reverses_id IS NOT NULL)", name=op.f("ck_credit_note_part_below_zero_reverses")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["credit_note.id"], name=op.f("fk_credit_note_part_credit_note_id_credit_note")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_credit_note_part_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["reverses_id"], ["credit_note_part.id"], name=op.f("fk_credit_note_part_reverses_id_credit_note_part")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_credit_note_part_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_credit_note_part_reverses_id")),
    )
    op.create_index(op.f("ix_credit_note_part_invoice_id"), "credit_note_part", ["invoice_id"])
    op.create_index("part_of_credit_note", "credit_note_part", ["credit_note_id", "invoice_id"])
    op.execute("CREATE TRIGGER parts_stay BEFORE UPDATE OR DELETE ON credit_note_part FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")


def downgrade() -> None:
    op.drop_table("credit_note_part")
    op.drop_index("credit_note_with_credit", "credit_note")
    op.drop_column("credit_note", "spent_cents")
    op.execute("ALTER TABLE payment_part DISABLE TRIGGER parts_stay")
    op.execute("DELETE FROM payment_part WHERE id IN (SELECT reverses_id FROM payment_part) OR cents < 0")
    op.execute("ALTER TABLE payment_part ENABLE TRIGGER parts_stay")
    op.drop_index("part_of_payment", "payment_part")
    op.create_index("one_part_an_invoice", "payment_part", ["payment_id", "invoice_id"], unique=True)
    op.drop_constraint(op.f("ck_payment_part_below_zero_reverses"), "payment_part", type_="check")
    op.drop_constraint(op.f("ck_payment_part_part_is_something"), "payment_part", type_="check")
    op.create_check_constraint(op.f("ck_payment_part_part_is_something"), "payment_part", "cents > 0")
    for column in ("key", "refund_id", "reverses_id", "applied_on"):
        op.drop_column("payment_part", column)
    op.drop_index("payment_with_credit", "payment")
    op.drop_column("payment", "refunded_cents")
    op.drop_table("refund")

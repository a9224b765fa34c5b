"""Payments with what they pay, attempts to pay by card, kept cards, and the notices of the vendor as they came"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_receipt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_from", sa.String(length=45), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("kept", "accepted", "repeated", "refused", name="receiptstate", native_enum=False, length=32),
            server_default="kept",
            nullable=False,
        ),
        sa.Column("finding", sa.String(length=40), server_default="", nullable=False),
        sa.Column("payment_id", sa.String(length=40), nullable=True),
        sa.Column("payment_status", sa.String(length=20), nullable=True),
        sa.Column("gross_cents", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'refused') = (finding <> '')", name=op.f("ck_payment_receipt_refused_has_finding")),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'repeated') OR num_nonnulls(payment_id, payment_status, gross_cents) = 3",
            name=op.f("ck_payment_receipt_true_is_known"),
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest", name=op.f("uq_payment_receipt_digest")),
    )
    op.create_index(
        "one_receipt_a_status",
        "payment_receipt",
        ["payment_id", "payment_status"],
        unique=True,
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_index("receipt_waiting", "payment_receipt", ["received_at"], postgresql_where=sa.text("state = 'kept'"))
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Enum("card", "eft", name="paymentmethodkind", native_enum=False, length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column("recorded_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("receipt_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(kind = 'card') = (receipt_id IS NOT NULL)", name=op.f("ck_payment_card_has_receipt")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_pays_something")),
        sa.CheckConstraint("credit_cents BETWEEN 0 AND amount_cents", name=op.f("ck_payment_credit_within_payment")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_payment_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["receipt_id"], ["payment_receipt.id"], name=op.f("fk_payment_receipt_id_payment_receipt")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_payment_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_public_id")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_payment_receipt_id")),
    )
    op.create_index(op.f("ix_payment_organisation_id"), "payment", ["organisation_id"])
    op.create_index("payment_of_location", "payment", ["location_id", "received_on"])
    op.create_table(
        "payment_method",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("token_mark", sa.String(length=64), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(cancelled_at IS NULL) = (sealed_token IS NOT NULL)", name=op.f("ck_payment_method_cancelled_has_no_token")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_method_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_method_public_id")),
        sa.UniqueConstraint("token_mark", name=op.f("uq_payment_method_token_mark")),
    )
    op.create_index(op.f("ix_payment_method_organisation_id"), "payment_method", ["organisation_id"])
    op.create_table(
        "payment_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("keeps_card", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_attempt_asks_for_money")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_attempt_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_payment_attempt_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_attempt_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_attempt_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_attempt_reference")),
    )
    op.create_index(op.f("ix_payment_attempt_invoice_id"), "payment_attempt", ["invoice_id"])
    op.create_index(op.f("ix_payment_attempt_location_id"), "payment_attempt", ["location_id"])
    op.create_index(op.f("ix_payment_attempt_organisation_id"), "payment_attempt", ["organisation_id"])
    op.create_table(
        "payment_part",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_payment_part_part_is_something")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_part_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_part_payment_id_payment")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_payment_part_invoice_id"), "payment_part", ["invoice_id"])
    op.create_index("one_part_an_invoice", "payment_part", ["payment_id", "invoice_id"], unique=True)
    op.execute("CREATE TRIGGER parts_stay BEFORE UPDATE OR DELETE ON payment_part FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")


def downgrade() -> None:
    for table in ("payment_part", "payment_attempt", "payment_method", "payment", "payment_receipt"):
        op.drop_table(table)

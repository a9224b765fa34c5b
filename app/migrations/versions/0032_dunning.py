"""Reminders and statements by mail, and what was said with debtors"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, user_id), offer_id, attempt_id%s) = 1"


def upgrade() -> None:
    op.create_table(
        "account_letter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Enum("reminder", "statement", name="letterkind", native_enum=False, length=32), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("due_cents", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(kind = 'reminder') = (num_nonnulls(invoice_id, days, due_cents) = 3)", name=op.f("ck_account_letter_reminder_has_invoice")),
        sa.CheckConstraint("(kind = 'statement') = (num_nonnulls(first_day, last_day, currency) = 3)", name=op.f("ck_account_letter_statement_has_period")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_account_letter_period_goes_forward")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_account_letter_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_account_letter_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_letter_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_letter_public_id")),
    )
    op.create_index("one_reminder_a_day", "account_letter", ["invoice_id", "days"], unique=True, postgresql_where=sa.text("kind = 'reminder'"))
    op.create_index("letter_of_organisation", "account_letter", ["organisation_id", "id"])
    op.create_index(op.f("ix_account_letter_location_id"), "account_letter", ["location_id"])
    op.create_table(
        "debtor_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Enum("note", "promise", "review", name="notekind", native_enum=False, length=32), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(kind = 'promise') = (num_nonnulls(amount_cents, currency) = 2)", name=op.f("ck_debtor_note_promise_has_amount")),
        sa.CheckConstraint("(kind = 'note') = (until IS NULL)", name=op.f("ck_debtor_note_what_rests_has_an_end")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_debtor_note_promise_is_something")),
        sa.CheckConstraint("text <> '' OR kind = 'promise'", name=op.f("ck_debtor_note_says_something")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_debtor_note_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_debtor_note_public_id")),
    )
    op.create_index("note_of_organisation", "debtor_note", ["organisation_id", "id"])
    op.add_column("delivery", sa.Column("letter_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_letter_id_account_letter"), "delivery", "account_letter", ["letter_id"], ["id"])
    op.create_index(op.f("ix_delivery_letter_id"), "delivery", ["letter_id"])
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % ", letter_id")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE letter_id IS NOT NULL")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.drop_column("delivery", "letter_id")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "")
    op.drop_table("debtor_note")
    op.drop_table("account_letter")

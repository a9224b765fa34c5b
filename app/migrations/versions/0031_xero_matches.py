"""What Xero has that may be a customer or an item of ours, the account of credits, and credit notes that are set against several invoices there"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("location", sa.Column("xero_wallet_account_code", sa.String(length=10), server_default="", nullable=False))
    op.drop_index("one_entry_a_credit_note", "xero_entry")
    op.create_index("entry_of_credit_note", "xero_entry", ["credit_note_id", "invoice_id"], postgresql_where=sa.text("credit_note_id IS NOT NULL"))
    op.create_table(
        "xero_match",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("xero_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Enum("number", "email", "name", "item", name="matchwhy", native_enum=False, length=32), nullable=False),
        sa.Column("xero_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.CheckConstraint("(why = 'item') = (organisation_id IS NULL)", name=op.f("ck_xero_match_contact_has_organisation")),
        sa.ForeignKeyConstraint(["xero_connection_id"], ["xero_connection.id"], name=op.f("fk_xero_match_xero_connection_id_xero_connection")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_xero_match_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("match_of_books", "xero_match", ["xero_connection_id", "organisation_id"])
    op.create_index(op.f("ix_xero_match_organisation_id"), "xero_match", ["organisation_id"])
    op.add_column("xero_connection", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("xero_connection", "looked_at")
    op.drop_table("xero_match")
    op.drop_index("entry_of_credit_note", "xero_entry")
    op.create_index("one_entry_a_credit_note", "xero_entry", ["credit_note_id"], unique=True, postgresql_where=sa.text("credit_note_id IS NOT NULL"))
    op.drop_column("location", "xero_wallet_account_code")

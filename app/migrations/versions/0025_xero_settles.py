"""What settles invoices in Xero, the accounts that it comes into, and how long Xero wants to rest"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

STATES = ("todo", "doing", "done", "failed", "unknown")
ONE_OF = {"part": "payment_part_id", "movement": "deposit_movement_id", "credit_note": "credit_note_id"}


def upgrade() -> None:
    for kind in ("card", "eft"):
        op.add_column("location", sa.Column(f"xero_{kind}_account_code", sa.String(length=10), server_default="", nullable=False))
    op.add_column("xero_connection", sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "xero_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("xero_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Enum("payment", "allocation", "removal", name="entrykind", native_enum=False, length=32), nullable=False),
        sa.Column("till", sa.Enum("card", "eft", "deposit", name="till", native_enum=False, length=32), nullable=True),
        sa.Column("payment_part_id", sa.BigInteger(), nullable=True),
        sa.Column("deposit_movement_id", sa.BigInteger(), nullable=True),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=True),
        sa.Column("removes_id", sa.BigInteger(), nullable=True),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="stepstate", native_enum=False, length=32), server_default="todo", nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("call_key", sa.String(length=120), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(payment_part_id, deposit_movement_id, credit_note_id, removes_id) = 1", name=op.f("ck_xero_entry_tells_of_one_thing")
        ),
        sa.CheckConstraint(
            "(kind = 'removal') = (removes_id IS NOT NULL) AND (kind = 'allocation') = (credit_note_id IS NOT NULL)",
            name=op.f("ck_xero_entry_kind_says_of_what"),
        ),
        sa.CheckConstraint("(kind = 'payment') = (till IS NOT NULL)", name=op.f("ck_xero_entry_payment_has_till")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_xero_entry_moves_something")),
        sa.ForeignKeyConstraint(["xero_connection_id"], ["xero_connection.id"], name=op.f("fk_xero_entry_xero_connection_id_xero_connection")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_xero_entry_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["payment_part_id"], ["payment_part.id"], name=op.f("fk_xero_entry_payment_part_id_payment_part")),
        sa.ForeignKeyConstraint(["deposit_movement_id"], ["deposit_movement.id"], name=op.f("fk_xero_entry_deposit_movement_id_deposit_movement")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["credit_note.id"], name=op.f("fk_xero_entry_credit_note_id_credit_note")),
        sa.ForeignKeyConstraint(["removes_id"], ["xero_entry.id"], name=op.f("fk_xero_entry_removes_id_xero_entry")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_xero_entry_key")),
    )
    op.create_index(op.f("ix_xero_entry_invoice_id"), "xero_entry", ["invoice_id"])
    op.create_index("entry_open", "xero_entry", ["xero_connection_id", "id"], postgresql_where=sa.text("state <> 'done'"))
    for name, column in ONE_OF.items():
        op.create_index(f"one_entry_a_{name}", "xero_entry", [column], unique=True, postgresql_where=sa.text(f"{column} IS NOT NULL"))
    op.create_index("one_removal_an_entry", "xero_entry", ["removes_id"], unique=True, postgresql_where=sa.text("removes_id IS NOT NULL"))


def downgrade() -> None:
    op.drop_table("xero_entry")
    op.drop_column("xero_connection", "rests_until")
    for kind in ("card", "eft"):
        op.drop_column("location", f"xero_{kind}_account_code")

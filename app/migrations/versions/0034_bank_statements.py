"""Bank statements that were uploaded, and the money that their lines say came in"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("came_in", sa.Integer(), server_default="0", nullable=False),
        sa.Column("known", sa.Integer(), server_default="0", nullable=False),
        sa.Column("went_out", sa.Integer(), server_default="0", nullable=False),
        sa.Column("recorded_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_bank_import_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256", name=op.f("uq_bank_import_sha256")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bank_import_public_id")),
    )
    op.create_index(op.f("ix_bank_import_location_id"), "bank_import", ["location_id"])
    op.create_table(
        "bank_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=500), server_default="", nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "state", sa.Enum("waiting", "matched", "ignored", name="linestate", native_enum=False, length=32), server_default="waiting", nullable=False
        ),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_bank_line_brings_something")),
        sa.CheckConstraint("(state = 'matched') = (payment_id IS NOT NULL)", name=op.f("ck_bank_line_matched_has_payment")),
        sa.ForeignKeyConstraint(["import_id"], ["bank_import.id"], name=op.f("fk_bank_line_import_id_bank_import")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_bank_line_location_id_location")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_bank_line_payment_id_payment")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_bank_line_key")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_bank_line_payment_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bank_line_public_id")),
    )
    op.create_index(op.f("ix_bank_line_import_id"), "bank_line", ["import_id"])
    op.create_index("bank_line_waiting", "bank_line", ["location_id", "on"], postgresql_where=sa.text("state = 'waiting'"))


def downgrade() -> None:
    op.drop_table("bank_line")
    op.drop_table("bank_import")

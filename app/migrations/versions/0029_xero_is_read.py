"""What Xero holds, as it was last read, and when that was"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KINDS = ("invoice", "credit_note", "payment")


def upgrade() -> None:
    kind = sa.Enum(*KINDS, name="factkind", native_enum=False, length=32)
    op.create_table(
        "xero_held",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("xero_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("xero_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=255), server_default="", nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("open_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("of_xero_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["xero_connection_id"], ["xero_connection.id"], name=op.f("fk_xero_held_xero_connection_id_xero_connection")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("one_row_a_thing_there", "xero_held", ["xero_connection_id", "xero_id"], unique=True)
    op.create_index("held_of_document", "xero_held", ["xero_connection_id", "of_xero_id"])
    op.create_table(
        "xero_reading",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("xero_connection_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("changed_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["xero_connection_id"], ["xero_connection.id"], name=op.f("fk_xero_reading_xero_connection_id_xero_connection")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("one_reading_a_kind", "xero_reading", ["xero_connection_id", "kind"], unique=True)


def downgrade() -> None:
    op.drop_table("xero_reading")
    op.drop_table("xero_held")

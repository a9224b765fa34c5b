"""A vendor that does not answer rests for all workers: how often it failed in a row, and until when nobody asks"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vendor_rest",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("vendor", sa.Enum("mail", "PayFast", "PaperCut", "Salto", "Xero", name="farside", native_enum=False, length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=500), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_rest")),
        sa.UniqueConstraint("vendor", name=op.f("uq_vendor_rest_vendor")),
    )


def downgrade() -> None:
    op.drop_table("vendor_rest")

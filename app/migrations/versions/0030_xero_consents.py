"""Consents to connect a company in Xero, until a job has made tokens of them"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "xero_consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum("given", "done", "failed", name="consentstate", native_enum=False, length=32), server_default="given", nullable=False),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=True),
        sa.Column("xero_connection_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'given') = (sealed_code IS NOT NULL)", name=op.f("ck_xero_consent_used_code_is_gone")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_xero_consent_user_id_ab_user")),
        sa.ForeignKeyConstraint(["xero_connection_id"], ["xero_connection.id"], name=op.f("fk_xero_consent_xero_connection_id_xero_connection")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_xero_consent_public_id")),
    )
    op.create_index(op.f("ix_xero_consent_user_id"), "xero_consent", ["user_id"])


def downgrade() -> None:
    op.drop_table("xero_consent")

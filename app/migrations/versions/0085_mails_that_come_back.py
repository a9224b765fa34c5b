"""Mails that come back: what mail servers reported of which mail, which addresses get none any more, and how far that mailbox was read"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "mail_bounce",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("is_theirs", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_mail_bounce_delivery_id_delivery"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_bounce")),
    )
    op.create_index("one_bounce_a_report", "mail_bounce", ["delivery_id", "mark"], unique=True)
    op.create_table(
        "bounce_mailbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("place", sa.String(length=64), server_default="", nullable=False),
        sa.Column("valid", sa.String(length=40), server_default="", nullable=False),
        sa.Column("uid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=500), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce_mailbox")),
    )
    op.create_table(
        "suppressed_address",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("state", sa.Enum("suppressed", "lifted", name="suppressionstate", native_enum=False, length=32), server_default="suppressed", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_suppressed_address_in_lower_case")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_suppressed_address_location_id_location")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressed_address")),
        sa.UniqueConstraint("address", name=op.f("uq_suppressed_address_address")),
        sa.UniqueConstraint("public_id", name=op.f("uq_suppressed_address_public_id")),
    )
    op.create_index(op.f("ix_suppressed_address_location_id"), "suppressed_address", ["location_id"])


def downgrade() -> None:
    op.drop_table("suppressed_address")
    op.drop_table("bounce_mailbox")
    op.drop_table("mail_bounce")
    op.drop_column("delivery", "bounced_at")

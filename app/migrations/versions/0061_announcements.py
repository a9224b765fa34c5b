"""What members are told on their start page"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("written_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_announcement_ends_after_start")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_announcement_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_announcement_public_id")),
    )
    op.create_index("announcements_by_end", "announcement", ["ends_on"])
    op.create_index(op.f("ix_announcement_location_id"), "announcement", ["location_id"])
    op.create_table(
        "announcement_seen",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcement.id"], ondelete="CASCADE", name=op.f("fk_announcement_seen_announcement_id_announcement")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], ondelete="CASCADE", name=op.f("fk_announcement_seen_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("announcement_id", "user_id", name="seen_once"),
    )
    op.create_index(op.f("ix_announcement_seen_user_id"), "announcement_seen", ["user_id"])


def downgrade() -> None:
    op.drop_table("announcement_seen")
    op.drop_table("announcement")

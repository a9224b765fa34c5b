"""What staff are told inside Foyer, and how each wants to hear of it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def entity(table: str) -> tuple:
    return (
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], ondelete="CASCADE", name=op.f(f"fk_{table}_user_id_ab_user")),
    )


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=60), server_default="", nullable=False),
        sa.Column("noun_id", sa.BigInteger(), nullable=True),
        sa.Column("permission", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=300), server_default="", nullable=False),
        sa.Column("words", JSONB(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(noun = '') = (noun_id IS NULL)", name=op.f("ck_notification_names_its_record")),
        sa.UniqueConstraint("user_id", "key", name="told_once"),
        *entity("notification"),
    )
    op.create_index("notifications_of_person", "notification", ["user_id", "id"])
    op.create_index("unread_notifications", "notification", ["user_id"], postgresql_where=sa.text("read_at IS NULL"))
    op.create_table(
        "notification_switch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.UniqueConstraint("user_id", "kind", name="one_switch_a_kind"),
        *entity("notification_switch"),
    )


def downgrade() -> None:
    op.drop_table("notification_switch")
    op.drop_table("notification")

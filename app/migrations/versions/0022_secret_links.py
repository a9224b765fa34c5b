"""Addresses that open without a sign-in, by a secret whose hash is kept: calendars, and the screens of rooms"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KINDS = ("my_calendar", "room_calendar", "room_screen")


def upgrade() -> None:
    op.create_table(
        "secret_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="linkkind", native_enum=False, length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.BigInteger(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(user_id, room_id) = 1 AND (kind = 'my_calendar') = (user_id IS NOT NULL)",
            name=op.f("ck_secret_link_is_of_a_person_or_a_room"),
        ),
        sa.CheckConstraint("(room_id IS NULL) = (location_id IS NULL)", name=op.f("ck_secret_link_rooms_have_a_location")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_secret_link_location_id_location")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_secret_link_room_id_room"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_secret_link_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_secret_link_public_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_secret_link_secret_hash")),
    )
    op.create_index(op.f("ix_secret_link_location_id"), "secret_link", ["location_id"])
    op.create_index("one_link_a_person", "secret_link", ["user_id", "kind"], unique=True)
    op.create_index("one_link_a_room", "secret_link", ["room_id", "kind"], unique=True)


def downgrade() -> None:
    op.drop_table("secret_link")

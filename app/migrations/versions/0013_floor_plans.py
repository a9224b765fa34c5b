"""Pictures of floors, and where the spaces and rooms are on them"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSIDE = "x >= 0 AND y >= 0 AND x + width <= 1 AND y + height <= 1 AND width >= 0 AND height >= 0"


def upgrade() -> None:
    op.create_table(
        "floor_plan",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_floor_plan_picture_has_size")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_floor_plan_document_id_document")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_floor_plan_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_floor_plan_public_id")),
    )
    op.create_index(op.f("ix_floor_plan_document_id"), "floor_plan", ["document_id"])
    op.create_index("one_plan_a_name", "floor_plan", ["location_id", "name"], unique=True)
    op.create_table(
        "plan_mark",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=True),
        sa.Column("room_id", sa.BigInteger(), nullable=True),
        sa.Column("x", sa.Numeric(precision=6, scale=5), nullable=False),
        sa.Column("y", sa.Numeric(precision=6, scale=5), nullable=False),
        sa.Column("width", sa.Numeric(precision=6, scale=5), nullable=False),
        sa.Column("height", sa.Numeric(precision=6, scale=5), nullable=False),
        sa.CheckConstraint("num_nonnulls(space_id, room_id) = 1", name=op.f("ck_plan_mark_of_one_place")),
        sa.CheckConstraint(INSIDE, name=op.f("ck_plan_mark_inside_the_picture")),
        sa.ForeignKeyConstraint(["plan_id"], ["floor_plan.id"], name=op.f("fk_plan_mark_plan_id_floor_plan"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_plan_mark_room_id_room"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_plan_mark_space_id_space"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_plan_mark_room_id"), "plan_mark", ["room_id"])
    op.create_index(op.f("ix_plan_mark_space_id"), "plan_mark", ["space_id"])
    op.create_index("one_mark_a_room", "plan_mark", ["plan_id", "room_id"], unique=True)
    op.create_index("one_mark_a_space", "plan_mark", ["plan_id", "space_id"], unique=True)


def downgrade() -> None:
    op.drop_table("plan_mark")
    op.execute("CREATE TEMPORARY TABLE plan_picture ON COMMIT DROP AS SELECT document_id FROM floor_plan")
    op.drop_table("floor_plan")
    op.execute("DELETE FROM document WHERE id IN (SELECT document_id FROM plan_picture)")

"""Comments with files on any record, and the jobs that failed found by what they are about"""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def entity(table: str) -> tuple:
    return (
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("noun", sa.String(length=60), nullable=False),
        sa.Column("noun_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("written_by", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_comment_location_id_location")),
        sa.ForeignKeyConstraint(["author_id"], ["ab_user.id"], ondelete="SET NULL", name=op.f("fk_comment_author_id_ab_user")),
        *entity("comment"),
    )
    op.create_index("comments_of_record", "comment", ["noun", "noun_id", "created_at"])
    op.create_index(op.f("ix_comment_location_id"), "comment", ["location_id"])
    op.create_index(op.f("ix_comment_author_id"), "comment", ["author_id"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], ondelete="CASCADE", name=op.f("fk_attachment_comment_id_comment")),
        *entity("attachment"),
    )
    op.create_index(op.f("ix_attachment_comment_id"), "attachment", ["comment_id"])
    op.create_index("outbox_trouble", "outbox_message", ["payload"], postgresql_using="gin", postgresql_ops={"payload": "jsonb_path_ops"}, postgresql_where=sa.text("last_error <> ''"))


def downgrade() -> None:
    op.drop_index("outbox_trouble", table_name="outbox_message")
    op.drop_table("attachment")
    op.drop_table("comment")

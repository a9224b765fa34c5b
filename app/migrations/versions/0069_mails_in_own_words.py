"""Texts of mails by location and language, and every mail kept as it was sent"""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
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
        "mail_text",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("mail", sa.String(length=40), nullable=False),
        sa.Column("variant", sa.String(length=40), server_default="", nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=10), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_mail_text_location_id_location")),
        *entity("mail_text"),
    )
    op.create_index("one_text_a_place", "mail_text", ["mail", "variant", sa.text("coalesce(location_id, 0)"), "language"], unique=True)
    op.create_index(op.f("ix_mail_text_location_id"), "mail_text", ["location_id"])
    op.create_table(
        "mail_copy",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(length=400), server_default="", nullable=False),
        sa.Column("reply_to", sa.String(length=320), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), server_default="", nullable=False),
        sa.Column("hidden", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], ondelete="CASCADE", name=op.f("fk_mail_copy_delivery_id_delivery")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_mail_copy_delivery_id")),
        *entity("mail_copy"),
    )
    op.create_table(
        "mail_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("copy_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["copy_id"], ["mail_copy.id"], ondelete="CASCADE", name=op.f("fk_mail_file_copy_id_mail_copy")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="SET NULL", name=op.f("fk_mail_file_document_id_document")),
    )
    op.create_index(op.f("ix_mail_file_copy_id"), "mail_file", ["copy_id"])
    op.create_index(op.f("ix_mail_file_document_id"), "mail_file", ["document_id"])


def downgrade() -> None:
    op.drop_table("mail_file")
    op.drop_table("mail_copy")
    op.drop_table("mail_text")

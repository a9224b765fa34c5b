"""Lists as people like them, filters that they keep and share, and verbs on many rows"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sharing = sa.Enum("me", "role", "all", name="sharing", native_enum=False, length=32)
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("screen", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=4000), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("sharing", sharing, server_default="me", nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(sharing = 'role') = (role_id IS NOT NULL)", name=op.f("ck_saved_filter_of_a_role_names_it")),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_saved_filter_owner_id_ab_user"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_saved_filter_role_id_ab_role"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_filter_public_id")),
    )
    op.create_index("one_saved_filter_a_name", "saved_filter", ["owner_id", "screen", "name"], unique=True)
    op.create_index("saved_filters_of_screen", "saved_filter", ["screen"], unique=False)
    op.create_index(op.f("ix_saved_filter_role_id"), "saved_filter", ["role_id"], unique=False)
    op.create_table(
        "list_choice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("screen", sa.String(length=80), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text(), none_as_null=True), nullable=True),
        sa.Column("default_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_list_choice_user_id_ab_user"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["default_id"], ["saved_filter.id"], name=op.f("fk_list_choice_default_id_saved_filter"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_choice")),
    )
    op.create_index("one_choice_a_list", "list_choice", ["user_id", "screen"], unique=True)
    op.create_index(op.f("ix_list_choice_default_id"), "list_choice", ["default_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("ordered_by", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=120), nullable=False),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("noun", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("screen", sa.String(length=120), nullable=False),
        sa.Column("filter", sa.String(length=4000), server_default="", nullable=False),
        sa.Column("undo", sa.String(length=300), server_default="", nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("running", "done", "stopped", name="batchstate", native_enum=False, length=32), server_default="running", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_batch_owner_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_batch_public_id")),
    )
    op.create_index("batches_of_owner", "batch", ["owner_id", "id"], unique=False)
    op.create_table(
        "batch_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "state", sa.Enum("waiting", "done", "refused", "left_out", name="batchrowstate", native_enum=False, length=32), server_default="waiting", nullable=False
        ),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_row_batch_id_batch"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_row")),
    )
    op.create_index("one_row_a_batch", "batch_row", ["batch_id", "row_id"], unique=True)
    op.create_index("batch_rows_open", "batch_row", ["batch_id", "id"], unique=False, postgresql_where=sa.text("state = 'waiting'"))


def downgrade() -> None:
    for table in ("batch_row", "batch", "list_choice", "saved_filter"):
        op.drop_table(table)

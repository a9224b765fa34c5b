"""Spreadsheets of people on their way in, and their rows"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("header", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("matching", "reading", "testing", "tested", "onboarding", "done", name="importstate", native_enum=False, length=32),
            server_default="matching",
            nullable=False,
        ),
        sa.Column("ordered_by", postgresql.JSONB(), nullable=False),
        sa.Column("location_ids", postgresql.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("problem", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("people_import_pkey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_people_import_public_id")),
    )
    op.create_table(
        "people_import_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("organisation", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "good", "bad", "there", "onboarded", name="rowstate", native_enum=False, length=32),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("problems", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("plan", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("onboarding_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["people_import.id"], name=op.f("fk_people_import_row_import_id_people_import"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["onboarding_id"], ["onboarding.id"], name=op.f("fk_people_import_row_onboarding_id_onboarding"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("people_import_row_pkey")),
    )
    op.create_index("one_row_a_line", "people_import_row", ["import_id", "line"], unique=True)
    op.create_index("people_import_row_open", "people_import_row", ["import_id", "state", "line"], unique=False)
    op.create_index("people_import_row_email", "people_import_row", ["email"], unique=False)
    op.create_index(op.f("ix_people_import_row_onboarding_id"), "people_import_row", ["onboarding_id"], unique=False)


def downgrade() -> None:
    op.drop_table("people_import_row")
    op.drop_table("people_import")

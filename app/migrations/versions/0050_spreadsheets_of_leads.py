"""Spreadsheets of people bring in leads as well as members"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Enum("members", "leads", name="importkind", native_enum=False, length=32)
    op.add_column("people_import", sa.Column("kind", kind, server_default="members", nullable=False))
    op.add_column("people_import_row", sa.Column("lead_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_people_import_row_lead_id_lead"), "people_import_row", "lead", ["lead_id"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_people_import_row_lead_id"), "people_import_row", ["lead_id"], unique=False)


def downgrade() -> None:
    op.drop_column("people_import_row", "lead_id")
    op.execute("DELETE FROM people_import WHERE kind = 'leads'")
    op.drop_column("people_import", "kind")

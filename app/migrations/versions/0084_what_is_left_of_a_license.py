"""Quotas of the present are found without those of all years; what a person let go with a print account is noted"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody waits: the column is empty, and the index is built beside whoever writes. One that was broken off is begun anew."""
    op.add_column("access", sa.Column("let_go_cents", sa.BigInteger(), nullable=True), if_not_exists=True)
    with beside_writers():
        op.drop_index("quota_by_end", table_name="lot", if_exists=True, postgresql_concurrently=True)
        op.create_index("quota_by_end", "lot", ["expires_at"], postgresql_where=sa.text("source = 'quota'"), postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("quota_by_end", table_name="lot")
    op.drop_column("access", "let_go_cents")

"""Numbers carry on from the system before Foyer, and invoices name the seller's registration"""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("location", sa.Column("registration_number", sa.String(length=60), server_default="", nullable=False))
    op.add_column("number_series", sa.Column("first_number", sa.Integer(), server_default="1", nullable=False))
    op.create_check_constraint(op.f("ck_number_series_counts_from_the_first"), "number_series", "first_number >= 1 AND last_number >= first_number - 1")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_number_series_counts_from_the_first"), "number_series")
    op.drop_column("number_series", "first_number")
    op.drop_column("location", "registration_number")

"""The proration and the mode of discounts of a run are kept with it: its month is corrected by them, whatever the settings say since"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invoice_run", sa.Column("proration", sa.Enum("actual", "30-day", "none", name="proration", native_enum=False, length=32), nullable=True))
    op.add_column("invoice_run", sa.Column("discount_mode", sa.Enum("multiply", "best_of", name="discountmode", native_enum=False, length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("invoice_run", "discount_mode")
    op.drop_column("invoice_run", "proration")

"""Whether a person chose until when a run's charges count: if nobody did, it is the day on which it is looked at (P13)

Of runs that wait for their approval a day that is not the one on which they were opened, nor the month's last, can only have been chosen.
"""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None

CHOSEN = """
    UPDATE invoice_run SET cut_off_chosen = true FROM location
    WHERE location.id = invoice_run.location_id AND approved_at IS NULL
      AND cut_off <> least((invoice_run.created_at AT TIME ZONE location.zone)::date, (month + interval '1 month - 1 day')::date)
"""


def upgrade() -> None:
    op.add_column("invoice_run", sa.Column("cut_off_chosen", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute(CHOSEN)


def downgrade() -> None:
    op.drop_column("invoice_run", "cut_off_chosen")

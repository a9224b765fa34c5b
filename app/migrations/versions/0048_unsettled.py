"""What is not settled, and what was settled since a day, is found without reading every invoice of the past"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("invoice_unsettled", "invoice", ["organisation_id"], postgresql_where=sa.text("total_cents - credited_cents - paid_cents <> 0"))
    op.create_index("part_applied_on", "payment_part", ["applied_on"])
    # without it the planner takes every invoice for an open one
    op.execute("CREATE STATISTICS invoice_left ON (total_cents - credited_cents - paid_cents) FROM invoice")


def downgrade() -> None:
    op.execute("DROP STATISTICS invoice_left")
    op.drop_index("part_applied_on", table_name="payment_part")
    op.drop_index("invoice_unsettled", table_name="invoice", postgresql_where=sa.text("total_cents - credited_cents - paid_cents <> 0"))

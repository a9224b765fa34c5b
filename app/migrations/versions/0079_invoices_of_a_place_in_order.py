"""Invoices of one location begin at once in the orders in which they are read: without these a location's few are picked out of everybody's, in that order"""

from alembic import op

from app.migrations.beside import beside_writers

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

INDEXES = {
    "invoice_of_location_by_number": ["location_id", "number"],
    "invoice_of_location_by_total": ["location_id", "total_cents"],
    "invoice_of_location_by_due": ["location_id", "due_on"],
}


def upgrade() -> None:
    """Nobody waits: each index is built beside whoever writes. One that was broken off is begun anew."""
    with beside_writers():
        for name, columns in INDEXES.items():
            op.drop_index(name, table_name="invoice", if_exists=True, postgresql_concurrently=True)
            op.create_index(name, "invoice", columns, postgresql_concurrently=True)


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="invoice")

"""Lists of a million rows begin at once, in the orders in which people read them; a place's own rows are found among those of all places"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

OPEN = ["id", "organisation_id", "currency", "issued_on", "status", "kind", "number", "total_cents", "credited_cents", "paid_cents"]
INDEXES = {
    "license_by_start": ("license", ["starts_on", "id"], {}),
    "license_by_end": ("license", ["ends_on", "id"], {}),
    "license_code_trgm": ("license", ["code"], {"postgresql_using": "gin", "postgresql_ops": {"code": "gin_trgm_ops"}}),
    "invoice_by_due": ("invoice", ["due_on", "id"], {}),
    "invoice_by_total": ("invoice", ["total_cents", "id"], {}),
    "invoice_of_location_newest": ("invoice", ["location_id", "id"], {}),
    "invoice_open": ("invoice", ["location_id", "due_on"], {"postgresql_include": OPEN, "postgresql_where": sa.text("total_cents - credited_cents - paid_cents <> 0")}),
    "run_organisation_open": ("run_organisation", ["run_id"], {"postgresql_where": sa.text("decision = 'open'")}),
    "payment_of_location_newest": ("payment", ["location_id", "id"], {}),
    "organisation_by_status": ("organisation", ["status", "id"], {}),
    "person_by_name": ("ab_user", ["last_name", "id"], {}),
    "bookings_by_start": ("booking", ["starts_at", "id"], {}),
    "leads_by_asking": ("lead", ["asked_at", "id"], {}),
}


def upgrade() -> None:
    """Nobody waits: each index is built beside whoever writes. One that was broken off is begun anew."""
    with beside_writers():
        for name, (table, columns, options) in INDEXES.items():
            op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
            op.create_index(name, table, columns, postgresql_concurrently=True, **options)


def downgrade() -> None:
    for name, (table, _columns, _options) in reversed(INDEXES.items()):
        op.drop_index(name, table_name=table)

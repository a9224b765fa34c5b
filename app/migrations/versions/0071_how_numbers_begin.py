"""How numbers may begin is a promise of the table. Small letters and spaces around become what they were taken for, with their series; what is no beginning at all is for a person"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

GOOD = "invoice_prefix ~ '^[A-Z0-9]([A-Z0-9/.-]*[A-Z0-9])?$' AND invoice_prefix !~ '-CN$'"


def upgrade() -> None:
    # Where another location has the beginning in capitals already, two series would become one: those stay, and are named below.
    taken = "EXISTS (SELECT FROM number_series s WHERE s.prefix = upper(btrim({0})))"
    op.execute(f"""
        WITH wrong AS (SELECT DISTINCT invoice_prefix AS prefix FROM location WHERE invoice_prefix <> upper(btrim(invoice_prefix)) AND NOT {taken.format('invoice_prefix')}),
             series AS (UPDATE number_series SET prefix = upper(btrim(prefix)) WHERE prefix IN (SELECT prefix FROM wrong))
        UPDATE location SET invoice_prefix = upper(btrim(invoice_prefix)) WHERE invoice_prefix IN (SELECT prefix FROM wrong)""")
    left = op.get_bind().execute(sa.text(f"SELECT code, invoice_prefix FROM location WHERE NOT ({GOOD}) ORDER BY code")).all()
    if left:
        named = ", ".join(f"{code} ({prefix!r})" for code, prefix in left)
        raise RuntimeError(f"Numbers cannot begin like this: {named}. Give these locations another beginning (column invoice_prefix of the table location), and migrate again.")
    op.create_check_constraint(op.f("ck_location_numbers_begin_well"), "location", GOOD)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_location_numbers_begin_well"), "location")

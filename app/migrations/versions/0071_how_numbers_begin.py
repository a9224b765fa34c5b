"""How numbers may begin is a promise of the table. Small letters and spaces around become what they were taken for; what is no beginning at all is for a person.

Numbers that were given stay as they are, in their series: the capital one goes on after it."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

GOOD = "{0} ~ '^[A-Z0-9]([A-Z0-9/.-]*[A-Z0-9])?$' AND {0} !~ '-CN$'"
# Locations that share a beginning to the letter share its series, and go on together. What is the same in capitals alone is another series: two would become one.
MEANT = f"""
SELECT DISTINCT invoice_prefix, upper(btrim(invoice_prefix)) FROM location WHERE invoice_prefix <> upper(btrim(invoice_prefix)) AND {GOOD.format('upper(btrim(invoice_prefix))')}
AND NOT EXISTS (SELECT FROM location o WHERE o.invoice_prefix <> location.invoice_prefix AND upper(btrim(o.invoice_prefix)) = upper(btrim(location.invoice_prefix)))
AND NOT EXISTS (SELECT FROM number_series s WHERE s.prefix <> location.invoice_prefix AND upper(btrim(s.prefix)) = upper(btrim(location.invoice_prefix)))"""


def upgrade() -> None:
    connection = op.get_bind()
    for prefix, meant in connection.execute(sa.text(MEANT)).all():
        told = {"prefix": prefix, "meant": meant}
        connection.execute(sa.text("UPDATE number_series SET prefix = :meant WHERE prefix = :prefix AND last_number < first_number"), told)
        goes_on = "INSERT INTO number_series (prefix, document_type, first_number, last_number) SELECT :meant, document_type, last_number + 1, last_number FROM number_series WHERE prefix = :prefix"
        connection.execute(sa.text(goes_on), told)
        connection.execute(sa.text("UPDATE location SET invoice_prefix = :meant WHERE invoice_prefix = :prefix"), told)
    left = connection.execute(sa.text(f"SELECT code, invoice_prefix FROM location WHERE NOT ({GOOD.format('invoice_prefix')}) ORDER BY code")).all()
    if left:
        named = ", ".join(f"{code} ({prefix!r})" for code, prefix in left)
        raise RuntimeError(f"Numbers cannot begin like this, or another location or series has it in capitals: {named}. Give these locations another beginning (column invoice_prefix of the table location), and migrate again.")
    op.create_check_constraint(op.f("ck_location_numbers_begin_well"), "location", GOOD.format("invoice_prefix"))


def downgrade() -> None:
    op.drop_constraint(op.f("ck_location_numbers_begin_well"), "location")

"""A purchase keeps the days that were sold, who leaves says so to other networks, a person has a last day, and open leads are found by what they say"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

# What one of the product brought on the day of the sale: what the first change since then found, else what it brings now.
SOLD = """
    SELECT p.id, p.adhoc_id, p.status, p.refunded_cents, p.quantity,
        CASE WHEN later.was IS NULL THEN product.days WHEN later.was = 'null' THEN NULL ELSE (later.was #>> '{}')::int END AS each
    FROM purchase p JOIN product ON product.id = p.product_id
    LEFT JOIN LATERAL (
        SELECT e.changes -> 'days' -> 0 AS was FROM audit_event e
        WHERE e.noun = 'product' AND e.noun_id = p.product_id AND e.changes ? 'days' AND e.at > p.created_at ORDER BY e.at, e.id LIMIT 1
    ) later ON true
"""
BROUGHT = """
    SELECT f.id, f.key, f.days, f.state, f.invoice_line_id, coalesce(i.adhoc_id, c.adhoc_id) AS adhoc_id
    FROM fulfilment f LEFT JOIN invoice_line i ON i.id = f.invoice_line_id LEFT JOIN credit_note_line c ON c.id = f.credit_note_line_id
"""
# Several were paid for and the days of one came, nothing went back since, and the pass, if it came at all, can be used today.
SHORT = f"""
    SELECT b.id, b.key, s.each * s.quantity AS days FROM ({SOLD}) s JOIN ({BROUGHT}) b ON b.adhoc_id = s.adhoc_id LEFT JOIN day_pass d ON d.key = b.key
    WHERE s.quantity > 1 AND s.each > 0 AND b.days = s.each AND s.status IN ('paid', 'fulfilled') AND s.refunded_cents = 0 AND b.state <> 'returned'
        AND (d.id IS NULL OR (d.days = b.days AND coalesce(d.valid_until >= current_date, true)))
        AND NOT EXISTS (SELECT FROM credit_note_line n WHERE n.invoice_line_id = b.invoice_line_id)
"""  # noqa: S608 - constants of this file


LEADS = {"open_leads_by_address": "lower(email)", "open_leads_by_phone": "right(regexp_replace(phone, '[^0-9]', '', 'g'), 4)"}


def upgrade() -> None:
    """Nobody waits: columns are empty or constant, and the indexes are built beside whoever writes. One that was broken off is begun anew."""
    op.add_column("purchase", sa.Column("days", sa.Integer(), nullable=True), if_not_exists=True)
    op.add_column("peer_question", sa.Column("leaving", sa.Boolean(), server_default=sa.text("false"), nullable=False), if_not_exists=True)
    op.add_column("peer_request", sa.Column("leaving", sa.Boolean(), server_default=sa.text("false"), nullable=False), if_not_exists=True)
    op.add_column("ab_user", sa.Column("ends_on", sa.Date(), nullable=True), if_not_exists=True)
    with beside_writers():
        pass  # the columns are there for everybody: what is read now may take its time
    write_down_what_was_sold()
    with beside_writers():
        for name, what in LEADS.items():
            op.drop_index(name, table_name="lead", if_exists=True, postgresql_concurrently=True)
            op.create_index(name, "lead", [sa.text(what)], postgresql_where=sa.text("status = 'open'"), postgresql_concurrently=True)
        op.drop_index("person_by_last_day", table_name="ab_user", if_exists=True, postgresql_concurrently=True)
        op.create_index("person_by_last_day", "ab_user", ["ends_on"], postgresql_where=sa.text("ends_on IS NOT NULL AND active"), postgresql_concurrently=True)


def write_down_what_was_sold() -> None:
    """Days of a purchase stay empty where what came is not what was sold, and it is not certain what to do about it (docs/upgrading.md)."""
    op.execute(f"CREATE TEMPORARY TABLE short_pass ON COMMIT DROP AS {SHORT}")
    op.execute("UPDATE fulfilment f SET days = s.days FROM short_pass s WHERE f.id = s.id")
    op.execute("UPDATE day_pass d SET days = s.days FROM short_pass s WHERE d.key = s.key")
    op.execute(f"""
        UPDATE purchase SET days = s.each * s.quantity FROM ({SOLD}) s LEFT JOIN ({BROUGHT}) b ON b.adhoc_id = s.adhoc_id
        WHERE purchase.id = s.id AND s.each > 0 AND (b.id IS NULL OR b.days = s.each * s.quantity)
    """)  # noqa: S608 - constants of this file


def downgrade() -> None:
    op.drop_index("person_by_last_day", table_name="ab_user")
    for name in LEADS:
        op.drop_index(name, table_name="lead")
    op.drop_column("ab_user", "ends_on")
    op.drop_column("peer_request", "leaving")
    op.drop_column("peer_question", "leaving")
    op.drop_column("purchase", "days")

"""Which license's discount a charge claims back, so that it is claimed once (P7); and purchases on a month below zero, which its credit note pays (P12, I10)"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

COLUMNS = (
    ("adhoc", "claws_back_id", "license"),
    ("adhoc", "clawed_until", None),
    ("credit_note", "corrects_id", "credit_note"),
    ("fulfilment", "credit_note_line_id", "credit_note_line"),
    ("fulfilment", "credit_note_id", "credit_note"),
    ("purchase", "credit_note_id", "credit_note"),
)
CHECKS = (
    ("adhoc", "claws_back_until_a_day", "(claws_back_id IS NULL) = (clawed_until IS NULL)"),
    ("adhoc", "claws_back_something", "claws_back_id IS NULL OR unit_price_cents > 0"),
    ("fulfilment", "of_one_line", "num_nonnulls(invoice_line_id, credit_note_line_id) = 1"),
    (
        "fulfilment",
        "names_its_document",
        "(invoice_id IS NULL) = (invoice_line_id IS NULL) AND (credit_note_id IS NULL) = (credit_note_line_id IS NULL)",
    ),
    ("purchase", "on_one_document", "credit_note_id IS NULL OR (invoice_id IS NULL AND way = 'next_invoice')"),
)
INDEXES = (
    ("charges_back_of_license", "adhoc", "claws_back_id"),
    ("note_that_corrects_a_note", "credit_note", "corrects_id"),
    ("credit_line_of_adhoc", "credit_note_line", "adhoc_id"),
    ("fulfilment_of_credit_note", "fulfilment", "credit_note_id"),
    ("purchase_of_credit_note", "purchase", "credit_note_id"),
)
ONCE = "uq_fulfilment_credit_note_line_id"

# What was bought on a month below zero waits since its credit note was sent: a job brings it. Ten minutes later, when workers of this version run.
WAITING = """
INSERT INTO outbox_message (event, job, queue, key, payload, not_before)
SELECT 'CreditNoteSent', 'jobs.fulfilment.want_of_credit', 'money', 'revision-0083-credit-note-' || n.id, jsonb_build_object('credit_note_id', n.id),
       now() + interval '10 minutes'
FROM credit_note n WHERE n.run_id IS NOT NULL AND n.status = 'sent'
 AND EXISTS (SELECT FROM credit_note_line l JOIN purchase p ON p.adhoc_id = l.adhoc_id WHERE l.credit_note_id = n.id AND p.status = 'started')
ON CONFLICT (key) DO NOTHING
"""


def upgrade() -> None:
    """Nobody waits: columns are empty, constraints are checked and indexes built beside whoever writes. What was broken off is begun anew."""
    for table, name, target in COLUMNS:
        op.add_column(table, sa.Column(name, sa.BigInteger() if target else sa.Date(), nullable=True), if_not_exists=True)
        if target:
            _constrain(table, op.f(f"fk_{table}_{name}_{target}"), f"FOREIGN KEY ({name}) REFERENCES {target} (id)")
    for name in ("invoice_line_id", "invoice_id"):
        op.alter_column("fulfilment", name, existing_type=sa.BigInteger(), nullable=True)
    for table, name, text in CHECKS:
        _constrain(table, op.f(f"ck_{table}_{name}"), f"CHECK ({text})")
    op.execute(f"ALTER TABLE fulfilment DROP CONSTRAINT IF EXISTS {ONCE}")
    with beside_writers():
        for table, name, target in COLUMNS:
            if target:
                op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT fk_{table}_{name}_{target}")
        for table, name, _text in CHECKS:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_{name}")
        for name, table, column in INDEXES:
            op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
            op.create_index(name, table, [column], postgresql_where=sa.text(f"{column} IS NOT NULL"), postgresql_concurrently=True)
        op.drop_index(ONCE, table_name="fulfilment", if_exists=True, postgresql_concurrently=True)
        op.create_index(ONCE, "fulfilment", ["credit_note_line_id"], unique=True, postgresql_concurrently=True)
    op.execute(f"ALTER TABLE fulfilment ADD CONSTRAINT {ONCE} UNIQUE USING INDEX {ONCE}")
    op.execute(WAITING)


def _constrain(table: str, name: str, text: str) -> None:
    """Of what is written from now on; what is there already is looked at afterwards."""
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {text} NOT VALID")


def downgrade() -> None:
    op.execute("DELETE FROM fulfilment WHERE credit_note_line_id IS NOT NULL")
    for table, name, _text in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.drop_index("credit_line_of_adhoc", table_name="credit_note_line")
    for table, name, _target in reversed(COLUMNS):
        op.drop_column(table, name)
    for name in ("invoice_line_id", "invoice_id"):
        op.alter_column("fulfilment", name, existing_type=sa.BigInteger(), nullable=False)

"""What Xero is told of credit: over-payments, their use, and what goes back to customers"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NEW = {"location_id": "location", "payment_id": "payment", "refund_id": "refund", "over_id": "xero_entry"}
CHECKS = {
    "tells_of_one_thing": (
        "num_nonnulls(payment_part_id, deposit_movement_id, credit_note_id, removes_id) = 1",
        "num_nonnulls(payment_part_id, deposit_movement_id, credit_note_id, payment_id, refund_id, removes_id) = 1",
    ),
    "kind_says_of_what": (
        "(kind = 'removal') = (removes_id IS NOT NULL) AND (kind = 'allocation') = (credit_note_id IS NOT NULL)",
        "(kind = 'removal') = (removes_id IS NOT NULL) AND (kind = 'allocation') = (credit_note_id IS NOT NULL)"
        " AND (kind = 'overpayment') = (payment_id IS NOT NULL) AND (kind = 'refund') = (refund_id IS NOT NULL)",
    ),
    "payment_has_till": ("(kind = 'payment') = (till IS NOT NULL)", "(kind IN ('payment', 'overpayment', 'refund')) = (till IS NOT NULL)"),
    "settles_an_invoice": (None, "invoice_id IS NOT NULL OR kind IN ('overpayment', 'refund', 'removal')"),
    "comes_out_of_money": (None, "CASE kind WHEN 'use' THEN over_id IS NOT NULL WHEN 'refund' THEN true ELSE over_id IS NULL END"),
}


def upgrade() -> None:
    for name, table in NEW.items():
        op.add_column("xero_entry", sa.Column(name, sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_xero_entry_{name}_{table}"), "xero_entry", table, [name], ["id"])
    op.execute("UPDATE xero_entry e SET location_id = i.location_id FROM invoice i WHERE i.id = e.invoice_id")
    op.alter_column("xero_entry", "location_id", nullable=False)
    op.alter_column("xero_entry", "invoice_id", nullable=True)
    for name, (before, after) in CHECKS.items():
        if before is not None:
            op.drop_constraint(op.f(f"ck_xero_entry_{name}"), "xero_entry", type_="check")
        op.create_check_constraint(op.f(f"ck_xero_entry_{name}"), "xero_entry", after)
    op.drop_index("one_entry_a_part", "xero_entry")
    for name, column in (("one_entry_a_part", "payment_part_id"), ("one_entry_a_refund", "refund_id")):
        known = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "xero_entry", [column, "over_id"], unique=True, postgresql_where=known, postgresql_nulls_not_distinct=True)
    op.create_index("entry_of_payment", "xero_entry", ["payment_id"], postgresql_where=sa.text("payment_id IS NOT NULL"))
    op.create_index("entry_out_of_money", "xero_entry", ["over_id"], postgresql_where=sa.text("over_id IS NOT NULL"))


def downgrade() -> None:
    op.execute("DELETE FROM xero_entry WHERE removes_id IN (SELECT id FROM xero_entry WHERE kind IN ('overpayment', 'use', 'refund'))")
    op.execute("DELETE FROM xero_entry WHERE kind IN ('use', 'refund')")
    op.execute("DELETE FROM xero_entry WHERE kind = 'overpayment'")
    for name in ("one_entry_a_part", "one_entry_a_refund", "entry_of_payment", "entry_out_of_money"):
        op.drop_index(name, "xero_entry")
    op.create_index("one_entry_a_part", "xero_entry", ["payment_part_id"], unique=True, postgresql_where=sa.text("payment_part_id IS NOT NULL"))
    for name, (before, _after) in CHECKS.items():
        op.drop_constraint(op.f(f"ck_xero_entry_{name}"), "xero_entry", type_="check")
        if before is not None:
            op.create_check_constraint(op.f(f"ck_xero_entry_{name}"), "xero_entry", before)
    op.alter_column("xero_entry", "invoice_id", nullable=False)
    for name in NEW:
        op.drop_column("xero_entry", name)

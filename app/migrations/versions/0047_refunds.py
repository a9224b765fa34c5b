"""Deposits that go back in the books, credit notes taken off invoices, print credit taken back, and purchases that credits pay a part of"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

OLD_KINDS = (
    "(kind = 'removal') = (removes_id IS NOT NULL) AND (kind = 'allocation') = (credit_note_id IS NOT NULL)"
    " AND (kind = 'overpayment') = (payment_id IS NOT NULL) AND (kind = 'refund') = (refund_id IS NOT NULL)"
)
CHECKS = {
    "kind_says_of_what": (OLD_KINDS, f"{OLD_KINDS} AND (kind <> 'spent' OR deposit_movement_id IS NOT NULL)"),
    "payment_has_till": (
        "(kind IN ('payment', 'overpayment', 'refund')) = (till IS NOT NULL)",
        "(kind IN ('payment', 'overpayment', 'refund', 'spent')) = (till IS NOT NULL)",
    ),
    "settles_an_invoice": (
        "invoice_id IS NOT NULL OR kind IN ('overpayment', 'refund', 'removal')",
        "invoice_id IS NOT NULL OR kind IN ('overpayment', 'refund', 'spent', 'removal')",
    ),
}
WORDS = (("credit_note_part", "reason", 500), ("fulfilment", "back_reason", 500), ("fulfilment", "back_by", 200))
LEAVE_A_REST = "ck_purchase_credits_leave_a_rest"


def upgrade() -> None:
    _check(after=True)
    for table, name, length in WORDS:
        op.add_column(table, sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    op.add_column("purchase", sa.Column("wallet_cents", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(op.f(LEAVE_A_REST), "purchase", "wallet_cents = 0 OR (way IN ('card', 'checkout') AND wallet_cents BETWEEN 0 AND total_cents - 1)")


def downgrade() -> None:
    op.drop_constraint(op.f(LEAVE_A_REST), "purchase", type_="check")
    op.drop_column("purchase", "wallet_cents")
    for table, name, _length in WORDS:
        op.drop_column(table, name)
    op.execute("DELETE FROM xero_entry WHERE removes_id IN (SELECT id FROM xero_entry WHERE kind = 'spent')")
    op.execute("DELETE FROM xero_entry WHERE kind = 'spent'")
    op.execute("DELETE FROM xero_held WHERE kind = 'bank_transaction'")
    op.execute("DELETE FROM xero_reading WHERE kind = 'bank_transaction'")
    _check(after=False)


def _check(*, after: bool) -> None:
    for name, (old, new) in CHECKS.items():
        op.drop_constraint(op.f(f"ck_xero_entry_{name}"), "xero_entry", type_="check")
        op.create_check_constraint(op.f(f"ck_xero_entry_{name}"), "xero_entry", new if after else old)

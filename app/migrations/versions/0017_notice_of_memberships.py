"""Memberships end with notice, and an end has a reason"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CHECKS = {
    "notice_is_months_or_days": "notice_months IS NULL OR notice_days IS NULL",
    "notice_is_not_negative": "coalesce(notice_months, 0) >= 0 AND coalesce(notice_days, 0) >= 0",
}


def upgrade() -> None:
    for name in ("notice_months", "notice_days"):
        op.add_column("membership", sa.Column(name, sa.Integer(), nullable=True))
    for name, check in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_membership_{name}"), "membership", check)
    op.add_column("license", sa.Column("end_reason", sa.String(length=500), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("license", "end_reason")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_membership_{name}"), "membership")
    for name in ("notice_months", "notice_days"):
        op.drop_column("membership", name)

"""Whoever pays by card today may, whatever stands among its ways to pay: nobody had read those before"""

from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

MAY = r"""
UPDATE organisation o SET allowed_payments = trim(BOTH ' ;' FROM o.allowed_payments) || '; card'
WHERE o.allowed_payments ~ '[^\s;]' AND o.allowed_payments !~* '(^|;)\s*card\s*(;|$)'
    AND (o.auto_pay OR EXISTS (SELECT FROM payment_method m WHERE m.organisation_id = o.id AND m.removed_at IS NULL AND m.cancelled_at IS NULL))"""


def upgrade() -> None:
    op.execute(MAY)


def downgrade() -> None:
    """What was added is harmless: the version before reads none of it."""

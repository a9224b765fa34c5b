"""The form that made a webhook, or its secret, is remembered: sent again it makes nothing"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webhook", sa.Column("made_with", sa.String(80), nullable=True))
    op.add_column("webhook", sa.Column("secret_with", sa.String(80), nullable=True))
    op.create_unique_constraint(op.f("uq_webhook_made_with"), "webhook", ["made_with"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_webhook_made_with"), "webhook")
    op.drop_column("webhook", "secret_with")
    op.drop_column("webhook", "made_with")

"""Why a won deal has no contract, and what a location gives for a referral"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("opportunity", sa.Column("contract_waived", sa.String(length=500), server_default="", nullable=False))
    op.add_column("location", sa.Column("referral_cents", sa.BigInteger(), server_default="50000", nullable=False))
    op.add_column("location", sa.Column("referral_days", sa.Integer(), server_default="90", nullable=False))
    op.create_check_constraint(op.f("ck_location_referral_makes_sense"), "location", "referral_cents >= 0 AND referral_days > 0")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_location_referral_makes_sense"), "location")
    op.drop_column("location", "referral_days")
    op.drop_column("location", "referral_cents")
    op.drop_column("opportunity", "contract_waived")

"""What was agreed about a license before: a renewed commitment or another price of its own leaves the days before it as they were (P11)"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "license_agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("commitment_months", sa.Integer(), nullable=True),
        sa.Column("commitment_start", sa.Date(), nullable=True),
        sa.Column("custom_price_cents", sa.BigInteger(), nullable=True),
        sa.Column("custom_price_end", sa.Date(), nullable=True),
        sa.Column("custom_price_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("custom_price_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("net_price", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_license_agreement_license_id_license")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_license_agreement_public_id")),
    )
    op.create_index("one_agreement_a_day", "license_agreement", ["license_id", "ends_on"], unique=True)
    op.execute("CREATE TRIGGER touches_license AFTER INSERT OR UPDATE OR DELETE ON license_agreement FOR EACH ROW EXECUTE FUNCTION touch_license_of_child()")


def downgrade() -> None:
    op.drop_table("license_agreement")

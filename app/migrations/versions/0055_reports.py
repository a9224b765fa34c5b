"""Monthly recurring revenue as it is worked out, and reports by mail"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revenue_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("before_cents", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("before_cents >= 0 AND cents >= 0 AND before_cents <> cents", name=op.f("ck_revenue_change_revenue_differs")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_revenue_change_license_id_license"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_revenue_change_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_revenue_change_location_id_location")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revenue_change")),
    )
    op.create_index("one_revenue_change_a_month", "revenue_change", ["license_id", "month"], unique=True)
    op.create_index("revenue_of_organisation", "revenue_change", ["organisation_id", "location_id", "month"])
    op.create_index("revenue_of_location", "revenue_change", ["location_id", "month"])
    op.create_table(
        "revenue_reading",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anew_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_revenue_reading_location_id_location")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revenue_reading")),
        sa.UniqueConstraint("location_id", name=op.f("uq_revenue_reading_location_id")),
    )
    op.create_table(
        "report_subscription",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=40), nullable=False),
        sa.Column("rhythm", sa.Enum("weekly", "monthly", name="rhythm", native_enum=False, length=32), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_report_subscription_user_id_ab_user")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_report_subscription_location_id_location")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_subscription")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_subscription_public_id")),
    )
    op.create_index("one_subscription_a_report", "report_subscription", ["user_id", "report", "rhythm", "location_id"], unique=True, postgresql_nulls_not_distinct=True)
    op.create_index(op.f("ix_report_subscription_location_id"), "report_subscription", ["location_id"])
    op.add_column("delivery", sa.Column("subscription_id", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("subscription_slot", sa.Date(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_subscription_id_report_subscription"), "delivery", "report_subscription", ["subscription_id"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_delivery_subscription_id"), "delivery", ["subscription_id"])
    op.create_check_constraint(op.f("ck_delivery_report_has_a_slot"), "delivery", "subscription_id IS NULL OR subscription_slot IS NOT NULL")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE kind = 'report'")
    op.drop_constraint(op.f("ck_delivery_report_has_a_slot"), "delivery")
    op.drop_index(op.f("ix_delivery_subscription_id"), table_name="delivery")
    op.drop_constraint(op.f("fk_delivery_subscription_id_report_subscription"), "delivery")
    op.drop_column("delivery", "subscription_slot")
    op.drop_column("delivery", "subscription_id")
    op.drop_table("report_subscription")
    op.drop_table("revenue_reading")
    op.drop_table("revenue_change")

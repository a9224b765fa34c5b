"""Who should have access to what, who was brought in, and who asks to come"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("system", sa.Enum("wifi", "printing", "doors", name="system", native_enum=False, length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum("wanted", "working", "granted", "suspended", "gone", "failed", name="accessstate", native_enum=False, length=32),
            server_default="wanted",
            nullable=False,
        ),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("held", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("drift", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("sealed_password", sa.LargeBinary(), nullable=True),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("platform_id", sa.String(length=60), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_access_location_id_location")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_access_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_public_id")),
    )
    op.create_index(
        "access_open", "access", ["system", "state"], unique=False, postgresql_where=sa.text("state IN ('wanted', 'working', 'failed')")
    )
    op.create_index(op.f("ix_access_location_id"), "access", ["location_id"], unique=False)
    op.create_index("one_access_a_system", "access", ["user_id", "system"], unique=True)
    op.create_index("one_name_a_system", "access", ["system", "username"], unique=True)
    op.create_table(
        "onboarding",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_onboarding_license_id_license"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_onboarding_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_onboarding_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_onboarding_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_onboarding_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_onboarding_public_id")),
    )
    op.create_index(op.f("ix_onboarding_license_id"), "onboarding", ["license_id"], unique=False)
    op.create_index(op.f("ix_onboarding_location_id"), "onboarding", ["location_id"], unique=False)
    op.create_index(op.f("ix_onboarding_organisation_id"), "onboarding", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_onboarding_user_id"), "onboarding", ["user_id"], unique=False)
    op.create_table(
        "sign_up",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("waiting", "approved", "declined", name="signupstatus", native_enum=False, length=32),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("message", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("decline_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("onboarding_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status <> 'declined' OR decline_reason <> ''", name=op.f("ck_sign_up_declined_has_reason")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_sign_up_location_id_location")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_sign_up_membership_id_membership")),
        sa.ForeignKeyConstraint(
            ["onboarding_id"], ["onboarding.id"], name=op.f("fk_sign_up_onboarding_id_onboarding"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_up_public_id")),
    )
    op.create_index(op.f("ix_sign_up_location_id"), "sign_up", ["location_id"], unique=False)
    op.create_index(
        "one_waiting_sign_up",
        "sign_up",
        ["location_id", sa.literal_column("lower(email)")],
        unique=True,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.add_column("location", sa.Column("takes_sign_ups", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("location", "takes_sign_ups")
    op.drop_index("one_waiting_sign_up", table_name="sign_up", postgresql_where=sa.text("status = 'waiting'"))
    op.drop_index(op.f("ix_sign_up_location_id"), table_name="sign_up")
    op.drop_table("sign_up")
    op.drop_index(op.f("ix_onboarding_user_id"), table_name="onboarding")
    op.drop_index(op.f("ix_onboarding_organisation_id"), table_name="onboarding")
    op.drop_index(op.f("ix_onboarding_location_id"), table_name="onboarding")
    op.drop_index(op.f("ix_onboarding_license_id"), table_name="onboarding")
    op.drop_table("onboarding")
    op.drop_index("one_name_a_system", table_name="access")
    op.drop_index("one_access_a_system", table_name="access")
    op.drop_index(op.f("ix_access_location_id"), table_name="access")
    op.drop_index("access_open", table_name="access", postgresql_where=sa.text("state IN ('wanted', 'working', 'failed')"))
    op.drop_table("access")

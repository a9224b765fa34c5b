"""Who should have access to what, and who was brought in"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0003"
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


def downgrade() -> None:
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

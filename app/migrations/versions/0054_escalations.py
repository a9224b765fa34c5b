"""Price escalations: proposed, decided, told and undone"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

CENTS = ("old_primary_cents", "old_extra_cents", "new_primary_cents", "new_extra_cents", "now_cents", "renewed_cents", "then_cents")


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=6, scale=3), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in CENTS),
        sa.Column("commitment_ends_on", sa.Date(), nullable=True),
        sa.Column("commitment_percent", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("status", sa.Enum("proposed", "approved", "declined", "undone", name="escalationstatus", native_enum=False, length=32), server_default="proposed", nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.Column("undo_letter_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("new_primary_cents >= 0 AND new_extra_cents >= 0 AND old_primary_cents >= 0 AND old_extra_cents >= 0", name=op.f("ck_escalation_prices_are_not_negative")),
        sa.CheckConstraint("valid_from >= due_on", name=op.f("ck_escalation_never_before_its_day")),
        sa.CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name=op.f("ck_escalation_decided_has_instant")),
        sa.CheckConstraint("(commitment_ends_on IS NULL) = (commitment_percent IS NULL)", name=op.f("ck_escalation_commitment_is_whole")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_escalation_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_escalation_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_escalation_license_id_license")),
        sa.ForeignKeyConstraint(["letter_id"], ["account_letter.id"], name=op.f("fk_escalation_letter_id_account_letter")),
        sa.ForeignKeyConstraint(["undo_letter_id"], ["account_letter.id"], name=op.f("fk_escalation_undo_letter_id_account_letter")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_escalation_public_id")),
    )
    op.create_index("one_escalation_a_day", "escalation", ["license_id", "due_on"], unique=True)
    op.create_index("escalation_by_status", "escalation", ["status", "location_id", "valid_from"])
    for column in ("organisation_id", "letter_id", "undo_letter_id"):
        op.create_index(op.f(f"ix_escalation_{column}"), "escalation", [column])
    op.add_column("license_price", sa.Column("escalation_id", sa.BigInteger(), nullable=True))
    op.add_column("license_price", sa.Column("restores", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_foreign_key(op.f("fk_license_price_escalation_id_escalation"), "license_price", "escalation", ["escalation_id"], ["id"])
    op.create_index(op.f("ix_license_price_escalation_id"), "license_price", ["escalation_id"])
    op.drop_index("one_license_price_a_day", table_name="license_price")
    op.create_index("one_license_price_a_day", "license_price", ["license_id", "valid_from", "restores"], unique=True)


def downgrade() -> None:
    op.execute("DELETE FROM license_price WHERE restores")
    op.drop_index("one_license_price_a_day", table_name="license_price")
    op.create_index("one_license_price_a_day", "license_price", ["license_id", "valid_from"], unique=True)
    op.drop_index(op.f("ix_license_price_escalation_id"), table_name="license_price")
    op.drop_constraint(op.f("fk_license_price_escalation_id_escalation"), "license_price", type_="foreignkey")
    op.drop_column("license_price", "restores")
    op.drop_column("license_price", "escalation_id")
    op.drop_table("escalation")

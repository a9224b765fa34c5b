"""Accounts: letters to persons, links that are good once, changes of address, second factors"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LETTERS = "'welcome', 'password_reset', 'address_change', 'address_changed', 'second_factor_reset'"


def upgrade() -> None:
    op.create_table(
        "address_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("old_address", sa.String(length=320), nullable=False),
        sa.Column("new_address", sa.String(length=320), nullable=False),
        sa.Column("state", sa.Enum("asked", "done", "stopped", name="changestate", native_enum=False, length=32), server_default="asked", nullable=False),
        sa.Column("old_said_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_said_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_address_change_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_address_change_public_id")),
    )
    op.create_index(op.f("ix_address_change_user_id"), "address_change", ["user_id"])
    op.create_index("one_change_at_a_time", "address_change", ["user_id"], unique=True, postgresql_where=sa.text("state = 'asked'"))
    op.create_table(
        "sign_in_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jti", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("welcome", "password_reset", "address_new", "address_old", name="purpose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("address_change_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_sign_in_token_user_id_ab_user"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["address_change_id"], ["address_change.id"], name=op.f("fk_sign_in_token_address_change_id_address_change"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("jti", name=op.f("uq_sign_in_token_jti")),
    )
    op.create_index(op.f("ix_sign_in_token_user_id"), "sign_in_token", ["user_id"])
    op.create_index(op.f("ix_sign_in_token_address_change_id"), "sign_in_token", ["address_change_id"])
    op.create_index("token_open", "sign_in_token", ["user_id", "purpose"], postgresql_where=sa.text("spent_at IS NULL"))
    op.create_table(
        "second_factor",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_second_factor_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factor_user_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_recovery_code_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("one_code", "recovery_code", ["user_id", "code_hash"], unique=True)
    op.add_column("delivery", sa.Column("user_id", sa.Integer(), nullable=True))
    op.add_column("delivery", sa.Column("token_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_user_id_ab_user"), "delivery", "ab_user", ["user_id"], ["id"])
    op.create_foreign_key(op.f("fk_delivery_token_id_sign_in_token"), "delivery", "sign_in_token", ["token_id"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_delivery_user_id"), "delivery", ["user_id"])
    op.create_index(op.f("ix_delivery_token_id"), "delivery", ["token_id"])
    op.alter_column("delivery", "location_id", nullable=True)
    op.alter_column("delivery", "address", type_=sa.String(length=320))
    op.alter_column("delivery", "key", type_=sa.String(length=400))
    op.drop_constraint(op.f("ck_delivery_of_one_document"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", "num_nonnulls(invoice_id, credit_note_id, user_id) = 1")
    op.create_check_constraint(op.f("ck_delivery_documents_have_a_location"), "delivery", "location_id IS NOT NULL OR user_id IS NOT NULL")
    op.add_column("location", sa.Column("wifi_network", sa.String(length=32), server_default="", nullable=False))
    op.add_column("location", sa.Column("welcome_text", sa.String(length=4000), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("location", "welcome_text")
    op.drop_column("location", "wifi_network")
    op.execute(f"DELETE FROM delivery WHERE kind IN ({LETTERS})")
    op.drop_constraint(op.f("ck_delivery_documents_have_a_location"), "delivery")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_document"), "delivery", "num_nonnulls(invoice_id, credit_note_id) = 1")
    op.alter_column("delivery", "key", type_=sa.String(length=300))
    op.alter_column("delivery", "address", type_=sa.String(length=255))
    op.alter_column("delivery", "location_id", nullable=False)
    op.drop_column("delivery", "token_id")
    op.drop_column("delivery", "user_id")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_table("sign_in_token")
    op.drop_table("address_change")

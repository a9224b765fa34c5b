"""Deposits: what is asked, invoiced and held, every movement for good, and their sums kept by the database itself"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# A sum that is written by the statement that writes its part cannot differ from it, and the check on it refuses what is too much.
ADD_UP = """
CREATE FUNCTION add_up_deposit() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE deposit SET held_cents = held_cents + NEW.cents,
    received_cents = received_cents + CASE WHEN NEW.kind IN ('received', 'opening') THEN NEW.cents ELSE 0 END
  WHERE id = NEW.deposit_id;
  RETURN NULL;
END $$
"""
STATUSES = ("asked", "invoiced", "held", "settled", "withdrawn")
KINDS = ("received", "opening", "refunded", "applied", "kept")


def upgrade() -> None:
    op.create_table(
        "deposit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("received_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("status", sa.Enum(*STATUSES, name="depositstatus", native_enum=False, length=32), server_default="asked", nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_deposit_asks_for_something")),
        sa.CheckConstraint("held_cents BETWEEN 0 AND received_cents", name=op.f("ck_deposit_gives_back_no_more_than_it_holds")),
        sa.CheckConstraint("received_cents <= amount_cents", name=op.f("ck_deposit_receives_no_more_than_asked")),
        sa.CheckConstraint("status NOT IN ('asked', 'withdrawn') OR received_cents = 0", name=op.f("ck_deposit_received_is_held_or_settled")),
        sa.CheckConstraint("status <> 'invoiced' OR invoice_id IS NOT NULL", name=op.f("ck_deposit_invoiced_has_invoice")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_deposit_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_deposit_location_id_location")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_deposit_license_id_license")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_deposit_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_deposit_code")),
        sa.UniqueConstraint("key", name=op.f("uq_deposit_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deposit_public_id")),
    )
    op.create_index("deposit_waiting", "deposit", ["location_id", "organisation_id"], postgresql_where=sa.text("status = 'asked'"))
    op.create_index("deposit_held", "deposit", ["location_id"], postgresql_where=sa.text("held_cents > 0"))
    for column in ("organisation_id", "license_id", "invoice_id"):
        op.create_index(op.f(f"ix_deposit_{column}"), "deposit", [column])
    op.create_table(
        "deposit_movement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("deposit_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="movementkind", native_enum=False, length=32), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=200), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("recorded_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "cents <> 0 AND (reverses_id IS NULL) = ((cents > 0) = (kind IN ('received', 'opening')))",
            name=op.f("ck_deposit_movement_sign_says_in_or_out"),
        ),
        sa.CheckConstraint(
            "CASE kind WHEN 'applied' THEN invoice_id IS NOT NULL WHEN 'received' THEN true ELSE invoice_id IS NULL END",
            name=op.f("ck_deposit_movement_applied_to_an_invoice"),
        ),
        sa.ForeignKeyConstraint(["deposit_id"], ["deposit.id"], name=op.f("fk_deposit_movement_deposit_id_deposit")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_deposit_movement_location_id_location")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_deposit_movement_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["reverses_id"], ["deposit_movement.id"], name=op.f("fk_deposit_movement_reverses_id_deposit_movement")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_deposit_movement_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deposit_movement_public_id")),
    )
    op.create_index("movement_of_location", "deposit_movement", ["location_id", "date"])
    op.create_index("taking_back_of_movement", "deposit_movement", ["reverses_id"], postgresql_where=sa.text("reverses_id IS NOT NULL"))
    for column in ("deposit_id", "invoice_id"):
        op.create_index(op.f(f"ix_deposit_movement_{column}"), "deposit_movement", [column])
    op.execute(ADD_UP)
    op.execute("CREATE TRIGGER adds_up AFTER INSERT ON deposit_movement FOR EACH ROW EXECUTE FUNCTION add_up_deposit()")
    op.execute("CREATE TRIGGER movement_stays BEFORE UPDATE OR DELETE ON deposit_movement FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")

    op.add_column("adhoc", sa.Column("kept_from_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_adhoc_kept_from_id_deposit_movement"), "adhoc", "deposit_movement", ["kept_from_id"], ["id"])
    op.create_index("one_charge_a_kept_part", "adhoc", ["kept_from_id"], unique=True, postgresql_where=sa.text("kept_from_id IS NOT NULL"))
    for table in ("invoice_line", "credit_note_line"):
        op.add_column(table, sa.Column("deposit_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_deposit_id_deposit"), table, "deposit", ["deposit_id"], ["id"])
    op.create_index("line_of_deposit", "invoice_line", ["deposit_id"], postgresql_where=sa.text("deposit_id IS NOT NULL"))
    op.create_check_constraint(op.f("ck_invoice_line_deposit_line_has_deposit"), "invoice_line", "(kind = 'deposit') = (deposit_id IS NOT NULL)")
    op.add_column("location", sa.Column("xero_deposit_account_code", sa.String(length=10), server_default="", nullable=False))
    op.add_column("membership", sa.Column("deposit_months", sa.Numeric(precision=5, scale=2), nullable=True))
    op.add_column("membership", sa.Column("deposit_cents", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_membership_deposit_is_months_or_amount"), "membership", "deposit_months IS NULL OR deposit_cents IS NULL"
    )
    op.create_check_constraint(
        op.f("ck_membership_deposit_is_not_negative"), "membership", "coalesce(deposit_months, 0) >= 0 AND coalesce(deposit_cents, 0) >= 0"
    )


def downgrade() -> None:
    for name in ("deposit_is_not_negative", "deposit_is_months_or_amount"):
        op.drop_constraint(op.f(f"ck_membership_{name}"), "membership", type_="check")
    for table, column in (("membership", "deposit_cents"), ("membership", "deposit_months"), ("location", "xero_deposit_account_code")):
        op.drop_column(table, column)
    op.drop_constraint(op.f("ck_invoice_line_deposit_line_has_deposit"), "invoice_line", type_="check")
    for table, column in (("invoice_line", "deposit_id"), ("credit_note_line", "deposit_id"), ("adhoc", "kept_from_id")):
        op.drop_column(table, column)
    op.drop_table("deposit_movement")
    op.drop_table("deposit")
    op.execute("DROP FUNCTION add_up_deposit()")

"""Wallets, their lots, the ledger that moves them, and what is reserved"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# The ledger is the truth; sums on lot and wallet follow it in the same statement, whoever writes the entry.
FOLLOW = """
CREATE FUNCTION follow_ledger() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE wallet SET balance_cents = balance_cents + NEW.cents, reserved_cents = reserved_cents + NEW.reserved WHERE id = NEW.wallet_id;
  UPDATE lot SET balance_cents = balance_cents + NEW.cents, reserved_cents = reserved_cents + NEW.reserved
  WHERE id = NEW.lot_id AND wallet_id = NEW.wallet_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lot % is not of wallet %', NEW.lot_id, NEW.wallet_id USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'fk_ledger_entry_lot_id_lot';
  END IF;
  RETURN NULL;
END $$
"""

# What a reserve holds, for whom and until when never changes; it only ends, once.
END_ONCE = """
CREATE FUNCTION end_reserves_once() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.state <> 'open' OR (NEW.key, NEW.wallet_id, NEW.lot_id, NEW.cause, NEW.cents) IS DISTINCT FROM (OLD.key, OLD.wallet_id, OLD.lot_id, OLD.cause, OLD.cents)
  THEN RAISE EXCEPTION 'a reserve ends once and holds what it held' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "wallet",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.Enum("space", "stuff", "printing", name="unit", native_enum=False, length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("balance_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reserved_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("overdraft_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_wallet_currency_is_iso")),
        sa.CheckConstraint("balance_cents - reserved_cents >= -overdraft_cents", name=op.f("ck_wallet_never_below_its_floor")),
        sa.CheckConstraint("num_nonnulls(user_id, organisation_id) = 1", name=op.f("ck_wallet_has_one_owner")),
        sa.CheckConstraint("reserved_cents >= 0", name=op.f("ck_wallet_reserved_is_not_negative")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_wallet_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_wallet_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_wallet_public_id")),
    )
    op.create_index(
        "one_wallet_an_owner", "wallet", ["user_id", "organisation_id", "unit", "currency"], unique=True, postgresql_nulls_not_distinct=True
    )
    op.create_index("wallet_of_organisation", "wallet", ["organisation_id"])
    op.create_table(
        "lot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wallet_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Enum("quota", "purchase", "reward", "refund", name="source", native_enum=False, length=32), nullable=False),
        sa.Column("vat_point", sa.Enum("sale", "redemption", name="vatpoint", native_enum=False, length=32), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grant_key", sa.String(length=120), nullable=False),
        sa.Column("balance_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reserved_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("balance_cents >= reserved_cents OR source = 'purchase'", name=op.f("ck_lot_never_overspent")),
        sa.CheckConstraint("reserved_cents >= 0", name=op.f("ck_lot_reserved_is_not_negative")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.id"], name=op.f("fk_lot_wallet_id_wallet")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("grant_key", name=op.f("uq_lot_grant_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lot_public_id")),
    )
    op.create_index("lot_of_wallet", "lot", ["wallet_id", "id"])
    op.create_index(
        "lot_to_expire", "lot", ["expires_at"], postgresql_where=sa.text("balance_cents > reserved_cents AND expires_at IS NOT NULL")
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "topup",
                "quota_grant",
                "quota_expiry",
                "reserve",
                "release",
                "debit",
                "refund",
                "adjust",
                "reward",
                "transfer",
                name="entrykind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wallet_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "cash_clearing",
                "deferred_revenue",
                "room_revenue",
                "breakage",
                "goodwill",
                "between_wallets",
                name="account",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cause", sa.String(length=120), server_default="", nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(kind IN ('reserve', 'release')) = (cents = 0)", name=op.f("ck_ledger_entry_moves_value_or_holds_it")),
        sa.CheckConstraint("kind <> 'release' OR reserved < 0", name=op.f("ck_ledger_entry_release_lets_go")),
        sa.CheckConstraint("kind <> 'reserve' OR reserved > 0", name=op.f("ck_ledger_entry_reserve_holds")),
        sa.CheckConstraint("kind IN ('reserve', 'release', 'debit') OR reserved = 0", name=op.f("ck_ledger_entry_only_reserves_are_held")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_ledger_entry_lot_id_lot")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.id"], name=op.f("fk_ledger_entry_wallet_id_wallet")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_entry_key")),
    )
    op.create_index("entries_of_cause", "ledger_entry", ["cause", "id"])
    op.create_index("entries_of_lot", "ledger_entry", ["lot_id", "id"])
    op.create_index("ledger_by_time", "ledger_entry", ["at"], postgresql_using="brin")
    op.create_index("statement_of_wallet", "ledger_entry", ["wallet_id", "id"])
    op.create_table(
        "reserve",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("wallet_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "debited", "released", name="reservestate", native_enum=False, length=32),
            server_default="open",
            nullable=False,
        ),
        sa.Column("debited_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'debited') = (debited_cents > 0)", name=op.f("ck_reserve_says_what_was_debited")),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_reserve_ended_once")),
        sa.CheckConstraint("cents > 0 AND debited_cents BETWEEN 0 AND cents", name=op.f("ck_reserve_debits_at_most_what_it_holds")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_reserve_lot_id_lot")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.id"], name=op.f("fk_reserve_wallet_id_wallet")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("one_reserve_a_lot_and_key", "reserve", ["key", "lot_id"], unique=True)
    op.create_index("reserve_due", "reserve", ["expires_at"], postgresql_where=sa.text("state = 'open'"))
    op.create_index("reserves_of_cause", "reserve", ["cause", "id"])
    op.create_index("reserves_of_wallet", "reserve", ["wallet_id"], postgresql_where=sa.text("state = 'open'"))
    op.execute(FOLLOW)
    op.execute("CREATE TRIGGER sums_follow AFTER INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION follow_ledger()")
    op.execute("CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")
    op.execute("CREATE TRIGGER nothing_is_emptied BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()")
    op.execute(END_ONCE)
    op.execute("CREATE TRIGGER ends_once BEFORE UPDATE ON reserve FOR EACH ROW EXECUTE FUNCTION end_reserves_once()")
    op.execute("CREATE TRIGGER reserves_stay BEFORE DELETE ON reserve FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")


def downgrade() -> None:
    op.drop_table("reserve")
    op.drop_table("ledger_entry")
    op.drop_table("lot")
    op.drop_table("wallet")
    for function in ("follow_ledger", "end_reserves_once"):
        op.execute(f"DROP FUNCTION {function}()")

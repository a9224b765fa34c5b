"""Where each wallet's ledger stood, noted every so often, so that a page of a long statement need not add up all that came before"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FOLLOW = """
CREATE OR REPLACE FUNCTION follow_ledger() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE sums record;
BEGIN
  UPDATE wallet SET balance_cents = balance_cents + NEW.cents, reserved_cents = reserved_cents + NEW.reserved WHERE id = NEW.wallet_id
  RETURNING balance_cents, reserved_cents INTO sums;
  UPDATE lot SET balance_cents = balance_cents + NEW.cents, reserved_cents = reserved_cents + NEW.reserved
  WHERE id = NEW.lot_id AND wallet_id = NEW.wallet_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lot % is not of wallet %', NEW.lot_id, NEW.wallet_id USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'fk_ledger_entry_lot_id_lot';
  END IF;
  IF NEW.id % 256 = 0 THEN
    INSERT INTO ledger_checkpoint (wallet_id, entry_id, cents, reserved) VALUES (NEW.wallet_id, NEW.id, sums.balance_cents, sums.reserved_cents);
  END IF;
  RETURN NULL;
END $$
"""
NOTED = """
INSERT INTO ledger_checkpoint (wallet_id, entry_id, cents, reserved)
SELECT wallet_id, id, cents, reserved FROM (
  SELECT id, wallet_id, sum(cents) OVER so_far AS cents, sum(reserved) OVER so_far AS reserved
  FROM ledger_entry WINDOW so_far AS (PARTITION BY wallet_id ORDER BY id)) entries
WHERE id % 256 = 0
"""
# As 0014 has it.
BEFORE = """
CREATE OR REPLACE FUNCTION follow_ledger() RETURNS trigger LANGUAGE plpgsql AS
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


def upgrade() -> None:
    op.create_table(
        "ledger_checkpoint",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wallet_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallet.id"], name=op.f("fk_ledger_checkpoint_wallet_id_wallet")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("checkpoint_of_wallet", "ledger_checkpoint", ["wallet_id", "entry_id"], unique=True)
    op.execute("LOCK TABLE ledger_entry IN SHARE ROW EXCLUSIVE MODE")  # nothing may come between the past and the trigger
    op.execute(NOTED)
    op.execute(FOLLOW)
    op.execute("CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE ON ledger_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")


def downgrade() -> None:
    op.execute(BEFORE)
    op.drop_table("ledger_checkpoint")

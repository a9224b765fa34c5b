"""The receipt of a payment goes by mail"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers, constrain, validate

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

KEY, INDEX, CHECK = "fk_account_letter_payment_id_payment", "ix_account_letter_payment_id", "ck_account_letter_receipt_has_payment"


def upgrade() -> None:
    """Nobody waits: the column is empty, and the index is built beside whoever writes. One that was broken off is begun anew."""
    op.add_column("account_letter", sa.Column("payment_id", sa.BigInteger(), nullable=True), if_not_exists=True)
    constrain("account_letter", KEY, "FOREIGN KEY (payment_id) REFERENCES payment (id)")
    constrain("account_letter", CHECK, "CHECK ((kind = 'receipt') = (payment_id IS NOT NULL))")
    with beside_writers():
        validate("account_letter", KEY)
        validate("account_letter", CHECK)
        op.drop_index(INDEX, table_name="account_letter", if_exists=True, postgresql_concurrently=True)
        op.create_index(INDEX, "account_letter", ["payment_id"], postgresql_concurrently=True)


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE kind = 'receipt'")
    op.execute("DELETE FROM account_letter WHERE kind = 'receipt'")
    op.drop_column("account_letter", "payment_id")

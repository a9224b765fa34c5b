"""Extras of bookings: products that are sold with a room, how many somebody wants, and the charges that bill them"""

import sqlalchemy as sa
from alembic import op

from app.migrations.beside import beside_writers, constrain, validate

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

KEY = "fk_adhoc_extra_id_booking_extra"
LIMIT, THING = "ck_product_extra_has_a_limit", "ck_product_extra_is_a_thing_of_a_place"


def upgrade() -> None:
    """Nobody waits: columns are empty, and the index of charges is built beside whoever writes. One that was broken off is begun anew."""
    op.add_column("product", sa.Column("extra_most", sa.Integer(), nullable=True), if_not_exists=True)
    constrain("product", LIMIT, "CHECK (extra_most BETWEEN 1 AND 999)")
    constrain("product", THING, "CHECK (extra_most IS NULL OR (location_id IS NOT NULL AND type = 'stuff' AND coalesce(credit_cents, 0) = 0 AND days IS NULL))")
    op.create_table(
        "booking_extra",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("price_includes_vat", sa.Boolean(), nullable=False),
        sa.Column("charged_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("least_cents", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 0 AND 999 AND unit_price_cents >= 0", name=op.f("ck_booking_extra_price_makes_sense")),
        sa.CheckConstraint("charged_cents >= net_cents AND net_cents >= 0 AND least_cents >= 0", name=op.f("ck_booking_extra_charges_make_sense")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_extra_booking_id_booking"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_booking_extra_product_id_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_extra")),
        if_not_exists=True,
    )
    op.create_index("one_row_an_extra", "booking_extra", ["booking_id", "product_id"], unique=True, if_not_exists=True)
    op.create_index(op.f("ix_booking_extra_product_id"), "booking_extra", ["product_id"], if_not_exists=True)
    op.add_column("adhoc", sa.Column("extra_id", sa.BigInteger(), nullable=True), if_not_exists=True)
    constrain("adhoc", KEY, "FOREIGN KEY (extra_id) REFERENCES booking_extra (id)")
    with beside_writers():
        for table, name in (("product", LIMIT), ("product", THING), ("adhoc", KEY)):
            validate(table, name)
        op.drop_index("charges_of_extra", table_name="adhoc", if_exists=True, postgresql_concurrently=True)
        op.create_index("charges_of_extra", "adhoc", ["extra_id"], postgresql_where=sa.text("extra_id IS NOT NULL"), postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_column("adhoc", "extra_id")
    op.drop_table("booking_extra")
    op.drop_column("product", "extra_most")

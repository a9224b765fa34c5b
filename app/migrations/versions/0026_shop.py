"""Purchases in the shop, and what paid lines of invoices bring: credits and print credit, each once; credits that are taxed as they are used"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# Credits that were taxed when they were sold are never taxed again (P10).
TAXED_ONCE = """
CREATE FUNCTION refuse_second_vat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT vat_point FROM lot WHERE id = NEW.lot_id) IS DISTINCT FROM 'redemption' THEN
        RAISE EXCEPTION 'lot % was taxed as it was sold', NEW.lot_id USING ERRCODE = 'check_violation', CONSTRAINT = 'taxed_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER taxed_once BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (NEW.vat_cents <> 0) EXECUTE FUNCTION refuse_second_vat();
"""


def upgrade() -> None:
    op.add_column("product", sa.Column("credit_days", sa.Integer(), nullable=True))
    op.add_column("product", sa.Column("stuff_pays", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("product", sa.Column("space_pays", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_check_constraint(op.f("ck_product_credit_lasts_days"), "product", "credit_days IS NULL OR credit_days BETWEEN 1 AND 3650")
    op.add_column("organisation", sa.Column("buys_on_account", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("ledger_entry", sa.Column("vat_cents", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(TAXED_ONCE)
    op.create_table(
        "purchase",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("for_team", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.Enum("space", "stuff", "printing", name="unit", native_enum=False, length=32), nullable=False),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("way", sa.Enum("card", "checkout", "wallet", "next_invoice", name="payway", native_enum=False, length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "started", "awaiting_payment", "paid", "fulfilled", "payment_unknown", "failed", "refunded",
                name="purchasestatus", native_enum=False, length=32,
            ),  # fmt: skip
            server_default="started",
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_point", sa.Enum("sale", "redemption", name="vatpoint", native_enum=False, length=32), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_days", sa.Integer(), nullable=True),
        sa.Column("adhoc_id", sa.BigInteger(), nullable=True),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("refunded_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_purchase_quantity_is_positive")),
        sa.CheckConstraint(
            "total_cents = net_cents + vat_cents AND net_cents >= 0 AND vat_cents >= 0", name=op.f("ck_purchase_total_is_net_and_vat")
        ),
        sa.CheckConstraint("credit_cents >= 0", name=op.f("ck_purchase_credit_is_not_negative")),
        sa.CheckConstraint("(way = 'next_invoice') OR invoice_id IS NOT NULL OR status = 'started'", name=op.f("ck_purchase_paid_now_has_invoice")),
        sa.CheckConstraint("refunded_cents BETWEEN 0 AND total_cents", name=op.f("ck_purchase_refunds_what_it_cost")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_purchase_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_purchase_location_id_location")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_purchase_user_id_ab_user")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_purchase_product_id_product")),
        sa.ForeignKeyConstraint(["adhoc_id"], ["adhoc.id"], name=op.f("fk_purchase_adhoc_id_adhoc")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_purchase_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
        sa.UniqueConstraint("key", name=op.f("uq_purchase_key")),
        sa.UniqueConstraint("adhoc_id", name=op.f("uq_purchase_adhoc_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_purchase_public_id")),
    )
    for column in ("organisation_id", "user_id", "product_id", "invoice_id"):
        op.create_index(op.f(f"ix_purchase_{column}"), "purchase", [column])
    op.create_index("purchase_of_location", "purchase", ["location_id", "id"])
    op.create_index(
        "purchase_waiting",
        "purchase",
        ["created_at"],
        postgresql_where=sa.text("status IN ('awaiting_payment', 'failed', 'payment_unknown')"),
    )
    op.create_table(
        "fulfilment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("invoice_line_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.Enum("space", "stuff", "printing", name="unit", native_enum=False, length=32), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("vat_point", sa.Enum("sale", "redemption", name="vatpoint", native_enum=False, length=32), nullable=False),
        sa.Column("credit_days", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum("todo", "doing", "done", "failed", "unknown", "returned", name="fulfilmentstate", native_enum=False, length=32),
            server_default="todo",
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("balance_before_cents", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column("returned_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("cents > 0", name=op.f("ck_fulfilment_gives_something")),
        sa.CheckConstraint("returned_cents BETWEEN 0 AND cents", name=op.f("ck_fulfilment_returns_what_it_gave")),
        sa.CheckConstraint("(state = 'done') <= (done_at IS NOT NULL)", name=op.f("ck_fulfilment_done_says_when")),
        sa.CheckConstraint("state <> 'done' OR unit = 'printing' OR lot_id IS NOT NULL", name=op.f("ck_fulfilment_done_names_its_lot")),
        sa.CheckConstraint("state NOT IN ('failed', 'unknown') OR reason <> ''", name=op.f("ck_fulfilment_says_what_is_wrong")),
        sa.ForeignKeyConstraint(["invoice_line_id"], ["invoice_line.id"], name=op.f("fk_fulfilment_invoice_line_id_invoice_line")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_fulfilment_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_fulfilment_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_fulfilment_location_id_location")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_fulfilment_user_id_ab_user")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_fulfilment_lot_id_lot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulfilment")),
        sa.UniqueConstraint("invoice_line_id", name=op.f("uq_fulfilment_invoice_line_id")),
        sa.UniqueConstraint("key", name=op.f("uq_fulfilment_key")),
        sa.UniqueConstraint("lot_id", name=op.f("uq_fulfilment_lot_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_fulfilment_public_id")),
    )
    for column in ("organisation_id", "location_id", "user_id"):
        op.create_index(op.f(f"ix_fulfilment_{column}"), "fulfilment", [column])
    op.create_index("fulfilment_open", "fulfilment", ["state"], postgresql_where=sa.text("state NOT IN ('done', 'returned')"))
    op.create_index("fulfilment_of_invoice", "fulfilment", ["invoice_id"])


def downgrade() -> None:
    op.drop_table("fulfilment")
    op.drop_table("purchase")
    op.execute("DROP TRIGGER taxed_once ON ledger_entry; DROP FUNCTION refuse_second_vat()")
    op.drop_column("ledger_entry", "vat_cents")
    op.drop_column("organisation", "buys_on_account")
    for column in ("space_pays", "stuff_pays", "credit_days"):
        op.drop_column("product", column)

"""Who waits for a place, and what was offered to them"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN_ENTRY, OPEN_OFFER = sa.text("status IN ('waiting', 'offered')"), sa.text("status = 'open'")


def upgrade() -> None:
    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Enum("desk_area", "private_office", "studio", name="spacekind", native_enum=False, length=32), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("places", sa.Integer(), server_default="1", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=1000), server_default="", nullable=False),
        sa.Column(
            "status",
            sa.Enum("waiting", "offered", "served", "withdrawn", name="waitingstatus", native_enum=False, length=32),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_waiting_entry_places_are_positive")),
        sa.CheckConstraint("space_id IS NULL OR kind IS NULL", name=op.f("ck_waiting_entry_one_wish")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_waiting_entry_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_waiting_entry_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_waiting_entry_space_id_space")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_waiting_entry_public_id")),
    )
    op.create_index(op.f("ix_waiting_entry_location_id"), "waiting_entry", ["location_id"])
    op.create_index(op.f("ix_waiting_entry_organisation_id"), "waiting_entry", ["organisation_id"])
    op.create_index(op.f("ix_waiting_entry_space_id"), "waiting_entry", ["space_id"])
    op.create_index("waiting_entry_open", "waiting_entry", ["location_id", "since"], postgresql_where=OPEN_ENTRY)
    op.create_table(
        "place_offer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("stands_until", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "accepted", "declined", "expired", "withdrawn", name="offerstatus", native_enum=False, length=32),
            server_default="open",
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("offered_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("places > 0 AND taken BETWEEN 0 AND places", name=op.f("ck_place_offer_places_are_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["waiting_entry.id"], name=op.f("fk_place_offer_entry_id_waiting_entry")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_place_offer_location_id_location")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_place_offer_space_id_space")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_place_offer_public_id")),
    )
    op.create_index(op.f("ix_place_offer_entry_id"), "place_offer", ["entry_id"])
    op.create_index(op.f("ix_place_offer_location_id"), "place_offer", ["location_id"])
    op.create_index(op.f("ix_place_offer_space_id"), "place_offer", ["space_id"])
    op.create_index("one_open_offer", "place_offer", ["entry_id"], unique=True, postgresql_where=OPEN_OFFER)
    op.create_index("place_offer_open", "place_offer", ["location_id", "stands_until"], postgresql_where=OPEN_OFFER)
    for table in ("delivery", "onboarding"):
        op.add_column(table, sa.Column("offer_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_offer_id_place_offer"), table, "place_offer", ["offer_id"], ["id"])
        op.create_index(op.f(f"ix_{table}_offer_id"), table, ["offer_id"])
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", "num_nonnulls(invoice_id, credit_note_id, user_id, offer_id) = 1")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE kind = 'place_offer'")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", "num_nonnulls(invoice_id, credit_note_id, user_id) = 1")
    for table in ("onboarding", "delivery"):
        op.drop_column(table, "offer_id")
    op.drop_table("place_offer")
    op.drop_table("waiting_entry")

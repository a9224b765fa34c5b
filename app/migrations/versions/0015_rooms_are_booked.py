"""Rooms are booked: bookings and who comes, series, closures"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_series",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("repeat", sa.Enum("daily", "weekly", "monthly", name="repeat", native_enum=False, length=32), nullable=False),
        sa.Column("interval", sa.Integer(), server_default="1", nullable=False),
        sa.Column("weekdays", sa.String(length=40), server_default="", nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("interval BETWEEN 1 AND 52", name=op.f("ck_booking_series_interval_makes_sense")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_booking_series_ends_after_start")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_booking_series_location_id_location")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_series_room_id_room")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_booking_series_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_booking_series_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_series_public_id")),
    )
    op.create_index(op.f("ix_booking_series_location_id"), "booking_series", ["location_id"])
    op.create_index(op.f("ix_booking_series_room_id"), "booking_series", ["room_id"])
    op.create_index(op.f("ix_booking_series_user_id"), "booking_series", ["user_id"])
    op.create_table(
        "closure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_closure_ends_after_start")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_closure_location_id_location")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_closure_room_id_room")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_closure_public_id")),
    )
    op.create_index("closures_of_location", "closure", ["location_id", "ends_on"])
    op.create_index(op.f("ix_closure_room_id"), "closure", ["room_id"])
    op.create_table(
        "booking",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("series_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("note", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked", postgresql.TSTZRANGE(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "held",
                "confirmed",
                "checked_in",
                "done",
                "no_show",
                "cancelled",
                "expired",
                name="bookingstatus",
                native_enum=False,
                length=32,
            ),
            server_default="confirmed",
            nullable=False,
        ),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("charged_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("invoice_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("least_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("override_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("cancel_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.String(length=120), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("room_id"), "="),
            (sa.column("blocked"), "&&"),
            where=sa.text("status IN ('held', 'confirmed', 'checked_in')"),
            using="gist",
            name="one_booking_at_a_time",
        ),
        sa.CheckConstraint("(status = 'held') <= (held_until IS NOT NULL)", name=op.f("ck_booking_hold_has_an_end")),
        sa.CheckConstraint(
            "charged_cents >= invoice_cents AND invoice_cents >= 0 AND least_cents >= 0", name=op.f("ck_booking_charges_make_sense")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_booking_booking_ends_after_it_starts")),
        sa.CheckConstraint("lower(blocked) = starts_at AND NOT isempty(blocked)", name=op.f("ck_booking_blocks_from_its_start")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_booking_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_booking_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_booking_room_id_room")),
        sa.ForeignKeyConstraint(["series_id"], ["booking_series.id"], name=op.f("fk_booking_series_id_booking_series")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_booking_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_booking_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_public_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_booking_request_key")),
    )
    op.create_index("bookings_of_location", "booking", ["location_id", "starts_at"])
    op.create_index("bookings_of_organisation", "booking", ["organisation_id", "starts_at"])
    op.create_index("bookings_of_room", "booking", ["room_id", "starts_at"])
    op.create_index("bookings_of_series", "booking", ["series_id"], postgresql_where=sa.text("series_id IS NOT NULL"))
    op.create_index("bookings_of_user", "booking", ["user_id", "starts_at"])
    op.create_index("bookings_to_follow", "booking", ["ends_at"], postgresql_where=sa.text("status IN ('held', 'confirmed', 'checked_in')"))
    op.create_table(
        "booking_attendee",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_attendee_booking_id_booking"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("one_invitation_an_address", "booking_attendee", ["booking_id", sa.literal_column("lower(email)")], unique=True)
    op.add_column("adhoc", sa.Column("booking_id", sa.BigInteger(), nullable=True))
    op.create_index("charges_of_booking", "adhoc", ["booking_id"], postgresql_where=sa.text("booking_id IS NOT NULL"))
    op.create_foreign_key(op.f("fk_adhoc_booking_id_booking"), "adhoc", "booking", ["booking_id"], ["id"])
    op.add_column("organisation", sa.Column("rooms_on_invoice", sa.Boolean(), server_default=sa.text("true"), nullable=False))


def downgrade() -> None:
    op.drop_column("organisation", "rooms_on_invoice")
    op.drop_constraint(op.f("fk_adhoc_booking_id_booking"), "adhoc", type_="foreignkey")
    op.drop_index("charges_of_booking", "adhoc", postgresql_where=sa.text("booking_id IS NOT NULL"))
    op.drop_column("adhoc", "booking_id")
    op.drop_table("booking_attendee")
    op.drop_table("booking")
    op.drop_table("closure")
    op.drop_table("booking_series")

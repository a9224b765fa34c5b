"""Presence: guests, visits, check-ins, terms, PINs, day passes, and other networks"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, %suser_id), offer_id, attempt_id, letter_id, paper_id, activity_id) = 1"
CHECKS = (
    ("delivery", "of_one_subject", SUBJECTS % "lead_id, ", SUBJECTS % "lead_id, check_in_id, visit_id, "),
    ("fulfilment", "gives_something", "cents > 0", "cents > 0 OR (cents = 0 AND days > 0)"),
    (
        "fulfilment",
        "done_names_its_lot",
        "state <> 'done' OR unit = 'printing' OR lot_id IS NOT NULL",
        "state <> 'done' OR unit = 'printing' OR days IS NOT NULL OR lot_id IS NOT NULL",
    ),
)


def upgrade() -> None:
    op.create_table(
        "federation_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("use", sa.Enum("sign", "seal", name="keyuse", native_enum=False, length=32), nullable=False),
        sa.Column("public", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sealed_private", sa.LargeBinary(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kid", name=op.f("uq_federation_key_kid")),
        sa.UniqueConstraint("public_id", name=op.f("uq_federation_key_public_id")),
    )
    op.create_index("one_key_in_use", "federation_key", ["use"], unique=True, postgresql_where=sa.text("retired_at IS NULL"))
    op.create_table(
        "peer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("base_url", sa.String(length=300), nullable=False),
        sa.Column("peer_id", sa.String(length=300), nullable=False),
        sa.Column(
            "status",
            sa.Enum("pending", "active", "suspended", name="peerstatus", native_enum=False, length=32),
            server_default="pending",
            nullable=False,
        ),
        sa.Column("signing_key", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("sealing_key", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("signing_thumbprint", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sealing_thumbprint", sa.String(length=64), server_default="", nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("is_near", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status = 'pending' OR (signing_thumbprint <> '' AND sealing_thumbprint <> '')", name=op.f("ck_peer_active_peer_has_keys")
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("base_url", name=op.f("uq_peer_base_url")),
        sa.UniqueConstraint("peer_id", name=op.f("uq_peer_peer_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_peer_public_id")),
    )
    op.create_table(
        "visitor_terms",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=20000), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_visitor_terms_public_id")),
    )
    op.create_index("one_text_a_version", "visitor_terms", ["version", "language"], unique=True)
    op.create_table(
        "guest",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("language", sa.String(length=10), server_default="", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picture_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("email_key <> ''", name=op.f("ck_guest_guest_has_an_address")),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name=op.f("fk_guest_picture_id_picture"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email_key", name=op.f("uq_guest_email_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_guest_public_id")),
    )
    op.create_index("guests_by_last_visit", "guest", ["seen_at"])
    op.create_index(op.f("ix_guest_picture_id"), "guest", ["picture_id"])
    op.create_table(
        "kiosk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_kiosk_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_kiosk_public_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_kiosk_secret_hash")),
    )
    op.create_index(op.f("ix_kiosk_location_id"), "kiosk", ["location_id"])
    op.create_table(
        "terms_consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("guest_id", sa.BigInteger(), nullable=False),
        sa.Column("terms_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=45), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"], name=op.f("fk_terms_consent_guest_id_guest"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_terms_consent_location_id_location")),
        sa.ForeignKeyConstraint(["terms_id"], ["visitor_terms.id"], name=op.f("fk_terms_consent_terms_id_visitor_terms")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("consents_of_guest", "terms_consent", ["guest_id", "at"])
    op.create_index(op.f("ix_terms_consent_location_id"), "terms_consent", ["location_id"])
    op.create_index(op.f("ix_terms_consent_terms_id"), "terms_consent", ["terms_id"])
    op.create_table(
        "wrong_pin",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("peer_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(length=40), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(location_id, peer_id) = 1", name=op.f("ck_wrong_pin_wrong_pin_has_a_place")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_wrong_pin_location_id_location")),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_wrong_pin_peer_id_peer"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("wrong_pins_of_location", "wrong_pin", ["location_id", "at"])
    op.create_index("wrong_pins_of_peer", "wrong_pin", ["peer_id", "place", "at"])
    op.create_table(
        "day_pass",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("used BETWEEN 0 AND days AND days > 0", name=op.f("ck_day_pass_uses_no_more_than_it_has")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_day_pass_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_day_pass_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_day_pass_product_id_product")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_day_pass_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_day_pass_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_day_pass_public_id")),
    )
    op.create_index("day_passes_left", "day_pass", ["organisation_id", "valid_until"], postgresql_where=sa.text("used < days"))
    op.create_index(op.f("ix_day_pass_location_id"), "day_pass", ["location_id"])
    op.create_index(op.f("ix_day_pass_product_id"), "day_pass", ["product_id"])
    op.create_index(op.f("ix_day_pass_user_id"), "day_pass", ["user_id"])
    op.create_table(
        "pin",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_pin_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("mark", name=op.f("uq_pin_mark")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pin_public_id")),
        sa.UniqueConstraint("user_id", name=op.f("uq_pin_user_id")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("note", sa.String(length=500), server_default="", nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "status",
            sa.Enum("expected", "arrived", "cancelled", "missed", name="visitstatus", native_enum=False, length=32),
            server_default="expected",
            nullable=False,
        ),
        sa.Column("invited_by", sa.String(length=200), nullable=False),
        sa.Column("pass_key", sa.String(length=32), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("request_key", sa.String(length=120), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("until_at > expected_at", name=op.f("ck_visit_visit_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["host_id"], ["ab_user.id"], name=op.f("fk_visit_host_id_ab_user"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_visit_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_visit_public_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_visit_request_key")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_visit_secret_hash")),
    )
    op.create_index(op.f("ix_visit_email_key"), "visit", ["email_key"])
    op.create_index("visits_of_host", "visit", ["host_id", "expected_at"])
    op.create_index("visits_of_location", "visit", ["location_id", "expected_at"])
    op.create_table(
        "check_in",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("guest_id", sa.BigInteger(), nullable=True),
        sa.Column("peer_id", sa.BigInteger(), nullable=True),
        sa.Column("peer_ref", sa.String(length=64), server_default="", nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("host_name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("visit_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "source",
            sa.Enum("kiosk", "phone", "session", "desk", "wifi", "door", "peer", name="source", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "left_by",
            sa.Enum("kiosk", "phone", "session", "desk", "closing", "wifi", name="leftby", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("was_offline", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(peer_id IS NULL) = (peer_ref = '')", name=op.f("ck_check_in_peer_names_its_person")),
        sa.CheckConstraint(
            "num_nonnulls(user_id, guest_id, peer_id) = 1 OR (num_nonnulls(user_id, guest_id, peer_id) = 0 AND name = '')",
            name=op.f("ck_check_in_is_of_one_person"),
        ),
        sa.CheckConstraint("(left_at IS NULL) = (left_by IS NULL)", name=op.f("ck_check_in_left_says_how")),
        sa.CheckConstraint("left_at >= arrived_at", name=op.f("ck_check_in_leaves_after_arriving")),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"], name=op.f("fk_check_in_guest_id_guest")),
        sa.ForeignKeyConstraint(["host_id"], ["ab_user.id"], name=op.f("fk_check_in_host_id_ab_user"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_check_in_location_id_location")),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_check_in_peer_id_peer")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_check_in_user_id_ab_user")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_check_in_visit_id_visit"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_check_in_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_in_public_id")),
    )
    op.create_index("check_ins_of_guest", "check_in", ["guest_id", "arrived_at"])
    op.create_index("check_ins_of_host", "check_in", ["host_id", "arrived_at"])
    op.create_index("check_ins_of_location", "check_in", ["location_id", "arrived_at"])
    op.create_index("check_ins_of_user", "check_in", ["user_id", "arrived_at"])
    op.create_index(op.f("ix_check_in_visit_id"), "check_in", ["visit_id"])
    op.create_index(
        "one_open_check_in_a_guest",
        "check_in",
        ["guest_id", "location_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL AND guest_id IS NOT NULL"),
    )
    op.create_index(
        "one_open_check_in_a_member",
        "check_in",
        ["user_id", "location_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL AND user_id IS NOT NULL"),
    )
    op.create_index(
        "one_open_check_in_a_visitor",
        "check_in",
        ["peer_id", "peer_ref", "location_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL AND peer_id IS NOT NULL"),
    )
    op.create_index("who_is_in", "check_in", ["location_id", "arrived_at"], postgresql_where=sa.text("left_at IS NULL"))
    op.create_table(
        "peer_question",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("asked", "ok", "no", "locked", "refused", "unreachable", name="answer", native_enum=False, length=32),
            server_default="asked",
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_in_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_peer_question_check_in_id_check_in"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_peer_question_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_peer_question_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_peer_question_public_id")),
    )
    op.create_index(op.f("ix_peer_question_check_in_id"), "peer_question", ["check_in_id"])
    op.create_index(op.f("ix_peer_question_location_id"), "peer_question", ["location_id"])
    op.create_table(
        "wifi_voucher",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("check_in_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("sealed_password", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_wifi_voucher_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_wifi_voucher_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_wifi_voucher_check_in_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_wifi_voucher_public_id")),
        sa.UniqueConstraint("username", name=op.f("uq_wifi_voucher_username")),
    )
    op.create_index(op.f("ix_wifi_voucher_location_id"), "wifi_voucher", ["location_id"])
    op.create_index("vouchers_to_remove", "wifi_voucher", ["until"], postgresql_where=sa.text("removed_at IS NULL"))
    op.create_table(
        "peer_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("peer_id", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.Enum("out", "in", name="direction", native_enum=False, length=32), nullable=False),
        sa.Column("jti", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=40), server_default="", nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.String(length=4096), server_default="", nullable=False),
        sa.Column(
            "answer",
            sa.Enum("asked", "ok", "no", "locked", "refused", "unreachable", name="answer", native_enum=False, length=32),
            server_default="asked",
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("ref", sa.String(length=64), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_peer_request_location_id_location")),
        sa.ForeignKeyConstraint(["peer_id"], ["peer.id"], name=op.f("fk_peer_request_peer_id_peer"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["peer_question.id"], name=op.f("fk_peer_request_question_id_peer_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_peer_request_user_id_ab_user"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_peer_request_location_id"), "peer_request", ["location_id"])
    op.create_index(op.f("ix_peer_request_question_id"), "peer_request", ["question_id"])
    op.create_index(op.f("ix_peer_request_user_id"), "peer_request", ["user_id"])
    op.create_index("one_request_a_jti", "peer_request", ["peer_id", "direction", "jti"], unique=True)
    op.create_index("requests_of_peer", "peer_request", ["peer_id", "at"])
    op.create_table(
        "day_use",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "taken_from",
            sa.Enum("membership", "pass", "charge", "nothing", name="daytakenfrom", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("check_in_id", sa.BigInteger(), nullable=True),
        sa.Column("license_id", sa.BigInteger(), nullable=True),
        sa.Column("day_pass_id", sa.BigInteger(), nullable=True),
        sa.Column("adhoc_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("adhoc_id IS NULL OR taken_from = 'charge'", name=op.f("ck_day_use_charge_is_of_a_day")),
        sa.CheckConstraint("(taken_from = 'pass') = (day_pass_id IS NOT NULL)", name=op.f("ck_day_use_pass_is_named")),
        sa.ForeignKeyConstraint(["adhoc_id"], ["adhoc.id"], name=op.f("fk_day_use_adhoc_id_adhoc"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_day_use_check_in_id_check_in"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["day_pass_id"], ["day_pass.id"], name=op.f("fk_day_use_day_pass_id_day_pass")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_day_use_license_id_license")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_day_use_location_id_location")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_day_use_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("adhoc_id", name=op.f("uq_day_use_adhoc_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_day_use_public_id")),
    )
    op.create_index("days_of_license", "day_use", ["license_id", "day"])
    op.create_index(op.f("ix_day_use_check_in_id"), "day_use", ["check_in_id"])
    op.create_index(op.f("ix_day_use_day_pass_id"), "day_use", ["day_pass_id"])
    op.create_index(op.f("ix_day_use_location_id"), "day_use", ["location_id"])
    op.create_index("one_use_a_day", "day_use", ["user_id", "location_id", "day"], unique=True)
    op.add_column("delivery", sa.Column("check_in_id", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("visit_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_delivery_check_in_id"), "delivery", ["check_in_id"])
    op.create_index(op.f("ix_delivery_visit_id"), "delivery", ["visit_id"])
    op.create_foreign_key(op.f("fk_delivery_check_in_id_check_in"), "delivery", "check_in", ["check_in_id"], ["id"], ondelete="CASCADE")
    op.create_foreign_key(op.f("fk_delivery_visit_id_visit"), "delivery", "visit", ["visit_id"], ["id"], ondelete="CASCADE")
    op.add_column("fulfilment", sa.Column("days", sa.Integer(), nullable=True))
    op.add_column("location", sa.Column("guest_wifi_group", sa.String(length=100), server_default="", nullable=False))
    op.add_column("location", sa.Column("access_points", sa.String(length=1000), server_default="", nullable=False))
    op.add_column("membership", sa.Column("days_a_month", sa.Integer(), nullable=True))
    op.add_column("membership", sa.Column("extra_day_cents", sa.BigInteger(), nullable=True))
    op.add_column("product", sa.Column("days", sa.Integer(), nullable=True))
    for table, name, _before, after in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, after)
    op.create_check_constraint(op.f("ck_product_brings_days"), "product", "days > 0")
    op.create_check_constraint(
        op.f("ck_membership_days_are_not_negative"), "membership", "coalesce(days_a_month, 0) >= 0 AND coalesce(extra_day_cents, 0) >= 0"
    )
    op.execute(
        "CREATE TRIGGER visitor_terms_stay BEFORE UPDATE OR DELETE ON visitor_terms FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    )
    op.execute("CREATE TRIGGER terms_consent_stays BEFORE UPDATE ON terms_consent FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE check_in_id IS NOT NULL OR visit_id IS NOT NULL")
    op.execute("DELETE FROM fulfilment WHERE days IS NOT NULL")
    op.drop_constraint(op.f("ck_membership_days_are_not_negative"), "membership")
    op.drop_constraint(op.f("ck_product_brings_days"), "product")
    for table, name, _before, _after in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.drop_column("product", "days")
    op.drop_column("membership", "extra_day_cents")
    op.drop_column("membership", "days_a_month")
    op.drop_column("location", "access_points")
    op.drop_column("location", "guest_wifi_group")
    op.drop_column("fulfilment", "days")
    op.drop_column("delivery", "visit_id")
    op.drop_column("delivery", "check_in_id")
    for table, name, before, _after in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, before)
    op.drop_table("day_use")
    op.drop_table("peer_request")
    op.drop_table("wifi_voucher")
    op.drop_table("peer_question")
    op.drop_table("check_in")
    op.drop_table("visit")
    op.drop_table("pin")
    op.drop_table("day_pass")
    op.drop_table("wrong_pin")
    op.drop_table("terms_consent")
    op.drop_table("kiosk")
    op.drop_table("guest")
    op.drop_table("visitor_terms")
    op.drop_table("peer")
    op.drop_table("federation_key")

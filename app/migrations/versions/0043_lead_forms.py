"""Forms for leads, what is asked through them, and the mails that follow"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, %suser_id), offer_id, attempt_id, letter_id, paper_id, activity_id) = 1"


def upgrade() -> None:
    op.create_table(
        "lead_form",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("track_id", sa.BigInteger(), nullable=True),
        sa.Column("intro", sa.String(length=500), server_default="", nullable=False),
        sa.Column("thanks", sa.String(length=500), server_default="", nullable=False),
        sa.Column(
            "captcha",
            sa.Enum("none", "recaptcha_v2", "recaptcha_v3", "turnstile", name="captchakind", native_enum=False, length=32),
            server_default="none",
            nullable=False,
        ),
        sa.Column("site_key", sa.String(length=200), server_default="", nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("hostnames", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("origins", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("hook_key_mark", sa.String(length=64), nullable=True),
        sa.Column("sealed_hook_secret", sa.LargeBinary(), nullable=True),
        sa.Column("caught", sa.Integer(), server_default="0", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "captcha = 'none' OR (site_key <> '' AND sealed_secret IS NOT NULL AND hostnames <> '')",
            name=op.f("ck_lead_form_captcha_has_its_keys"),
        ),
        sa.CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name=op.f("ck_lead_form_slug_is_of_an_address")),
        sa.CheckConstraint("(hook_key_mark IS NULL) = (sealed_hook_secret IS NULL)", name=op.f("ck_lead_form_hook_has_both")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_lead_form_location_id_location")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_lead_form_track_id_track"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hook_key_mark", name=op.f("uq_lead_form_hook_key_mark")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lead_form_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_lead_form_slug")),
    )
    op.create_index(op.f("ix_lead_form_location_id"), "lead_form", ["location_id"])
    op.create_index(op.f("ix_lead_form_track_id"), "lead_form", ["track_id"])
    op.create_table(
        "enquiry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("form_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("received", "passed", "quarantined", "dropped", "rescued", "spam", name="enquirystate", native_enum=False, length=32),
            server_default="received",
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum("web", "staff", "integration", "import", name="leadorigin", native_enum=False, length=32),
            server_default="web",
            nullable=False,
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("message", sa.String(length=4000), server_default="", nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=80), server_default="", nullable=False),
        sa.Column("page", sa.String(length=300), server_default="", nullable=False),
        sa.Column("referred_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("sender", sa.String(length=45), server_default="", nullable=False),
        sa.Column("came_in_flood", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("captcha_token", sa.String(length=4096), server_default="", nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("none", "passed", "doubtful", "failed", "refused", "unverified", name="verdict", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("signs", sa.String(length=200), server_default="", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(state = 'received') = (judged_at IS NULL)", name=op.f("ck_enquiry_judged_has_its_time")),
        sa.CheckConstraint("(state IN ('passed', 'rescued')) = (lead_id IS NOT NULL)", name=op.f("ck_enquiry_passed_has_its_lead")),
        sa.CheckConstraint("places > 0", name=op.f("ck_enquiry_places_are_positive")),
        sa.ForeignKeyConstraint(["form_id"], ["lead_form.id"], name=op.f("fk_enquiry_form_id_lead_form")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_enquiry_lead_id_lead")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_enquiry_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_enquiry_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_enquiry_public_id")),
    )
    op.create_index("enquiries_by_state", "enquiry", ["state", "received_at"])
    op.create_index("enquiries_of_address", "enquiry", ["email_key", "received_at"])
    op.create_index("enquiries_of_form", "enquiry", ["form_id", "received_at"])
    op.create_index("enquiries_of_sender", "enquiry", ["sender", "received_at"])
    op.create_index("enquiries_of_text", "enquiry", ["text_hash", "received_at"])
    op.create_index(op.f("ix_enquiry_lead_id"), "enquiry", ["lead_id"])
    op.create_index(op.f("ix_enquiry_location_id"), "enquiry", ["location_id"])
    op.add_column("delivery", sa.Column("lead_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_delivery_lead_id"), "delivery", ["lead_id"])
    op.create_foreign_key(op.f("fk_delivery_lead_id_lead"), "delivery", "lead", ["lead_id"], ["id"])
    op.add_column("lead", sa.Column("key", sa.String(length=120), nullable=True))
    op.create_unique_constraint(op.f("uq_lead_key"), "lead", ["key"])
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "lead_id, ")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE lead_id IS NOT NULL")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.drop_constraint(op.f("uq_lead_key"), "lead", type_="unique")
    op.drop_column("lead", "key")
    op.drop_constraint(op.f("fk_delivery_lead_id_lead"), "delivery", type_="foreignkey")
    op.drop_column("delivery", "lead_id")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "")
    op.drop_table("enquiry")
    op.drop_table("lead_form")

"""Meetings with a host and a room, mails of the sales team, and what the mail archive has of a contact"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, user_id), offer_id, attempt_id, letter_id, paper_id%s) = 1"


def upgrade() -> None:
    op.add_column("activity", sa.Column("invites", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("activity", sa.Column("host_id", sa.Integer(), nullable=True))
    op.add_column("activity", sa.Column("booking_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_activity_host_id_ab_user"), "activity", "ab_user", ["host_id"], ["id"], ondelete="SET NULL")
    op.create_foreign_key(op.f("fk_activity_booking_id_booking"), "activity", "booking", ["booking_id"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_activity_host_id"), "activity", ["host_id"])
    op.create_index(op.f("ix_activity_booking_id"), "activity", ["booking_id"])
    op.create_check_constraint(op.f("ck_activity_planned_has_a_length"), "activity", "status <> 'planned' OR num_nonnulls(minutes, uid) = 2")

    op.add_column("delivery", sa.Column("activity_id", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("activity_sequence", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_activity_id_activity"), "delivery", "activity", ["activity_id"], ["id"], ondelete="CASCADE")
    op.create_index(op.f("ix_delivery_activity_id"), "delivery", ["activity_id"])
    op.create_check_constraint(op.f("ck_delivery_activity_has_a_sequence"), "delivery", "(activity_id IS NULL) = (activity_sequence IS NULL)")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % ", activity_id")

    op.create_table(
        "mail_archive",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Enum("none", "mailarchiva", "imap", name="archivekind", native_enum=False, length=32), server_default="none", nullable=False),
        sa.Column("address", sa.String(length=300), server_default="", nullable=False),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("version", sa.String(length=4), server_default="v2", nullable=False),
        sa.Column("username", sa.String(length=320), server_default="", nullable=False),
        sa.Column("folder", sa.String(length=200), server_default="INBOX", nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("ca_pem", sa.Text(), server_default="", nullable=False),
        sa.Column("left_out", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=1000), server_default="", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_archive_one_row")),
        sa.CheckConstraint("kind = 'none' OR address <> ''", name=op.f("ck_mail_archive_is_somewhere")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "mail_look",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=1000), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_mail_look_contact_id_contact"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contact_id", name=op.f("uq_mail_look_contact_id")),
    )
    op.create_table(
        "mail_reference",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("archive_id", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=320), server_default="", nullable=False),
        sa.Column("recipients", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=300), server_default="", nullable=False),
        sa.Column("snippet", sa.String(length=500), server_default="", nullable=False),
        sa.Column("is_theirs", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "body_state", sa.Enum("unasked", "asked", "there", "failed", name="bodystate", native_enum=False, length=32), server_default="unasked", nullable=False
        ),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("attachments", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("trouble", sa.String(length=500), server_default="", nullable=False),
        sa.CheckConstraint("(body_state = 'there') = (body IS NOT NULL)", name=op.f("ck_mail_reference_there_has_a_body")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_mail_reference_contact_id_contact"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mails_of_contact", "mail_reference", ["contact_id", "at"])
    op.create_index("one_reference_a_message", "mail_reference", ["contact_id", "message_id"], unique=True)


def downgrade() -> None:
    op.drop_table("mail_reference")
    op.drop_table("mail_look")
    op.drop_table("mail_archive")
    op.execute("DELETE FROM delivery WHERE activity_id IS NOT NULL")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.drop_column("delivery", "activity_sequence")
    op.drop_column("delivery", "activity_id")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "")
    op.drop_constraint(op.f("ck_activity_planned_has_a_length"), "activity")
    for column in ("booking_id", "host_id", "invites"):
        op.drop_column("activity", column)

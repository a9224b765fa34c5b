"""Faults and questions for help: tickets, what was said, photos, saved answers"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, lead_id, check_in_id, visit_id, %suser_id), offer_id, attempt_id, letter_id, paper_id, activity_id) = 1"


def upgrade() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=True),
        sa.Column("space_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.Enum("room", "desk", "wifi", "printing", "doors", "cleaning", "invoices", "other", name="ticketcategory", native_enum=False, length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("status", sa.Enum("new", "open", "waiting", "solved", "reopened", "closed", name="ticketstatus", native_enum=False, length=32), server_default="new", nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unanswered_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_key", sa.String(length=120), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["ab_user.id"], name=op.f("fk_ticket_assignee_id_ab_user")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_ticket_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_ticket_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_ticket_room_id_room"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_ticket_space_id_space"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_ticket_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_ticket_public_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_ticket_request_key")),
    )
    op.create_index(op.f("ix_ticket_assignee_id"), "ticket", ["assignee_id"])
    op.create_index(op.f("ix_ticket_location_id"), "ticket", ["location_id"])
    op.create_index(op.f("ix_ticket_organisation_id"), "ticket", ["organisation_id"])
    op.create_index(op.f("ix_ticket_room_id"), "ticket", ["room_id"])
    op.create_index(op.f("ix_ticket_space_id"), "ticket", ["space_id"])
    op.create_index(op.f("ix_ticket_user_id"), "ticket", ["user_id"])
    op.create_index("tickets_asked", "ticket", ["asked_at"])
    op.create_index("tickets_unanswered", "ticket", ["location_id", "unanswered_since"], postgresql_where=sa.text("unanswered_since IS NOT NULL"))
    op.create_index("tickets_unsolved_of_room", "ticket", ["room_id"], postgresql_where=sa.text("status NOT IN ('solved', 'closed')"))
    op.create_table(
        "ticket_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("text", sa.String(length=5000), server_default="", nullable=False),
        sa.Column("became", sa.Enum("new", "open", "waiting", "solved", "reopened", "closed", name="ticketstatus", native_enum=False, length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["ab_user.id"], name=op.f("fk_ticket_entry_author_id_ab_user")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_entry_ticket_id_ticket"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_ticket_entry_public_id")),
    )
    op.create_index("entries_of_ticket", "ticket_entry", ["ticket_id", "at"])
    op.create_index(op.f("ix_ticket_entry_author_id"), "ticket_entry", ["author_id"])
    op.create_table(
        "ticket_photo",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ticket_entry.id"], name=op.f("fk_ticket_photo_entry_id_ticket_entry"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_ticket_photo_public_id")),
    )
    op.create_index(op.f("ix_ticket_photo_entry_id"), "ticket_photo", ["entry_id"])
    op.create_table(
        "saved_answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(length=3000), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_saved_answer_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_saved_answer_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_answer_public_id")),
    )
    op.create_index(op.f("ix_saved_answer_location_id"), "saved_answer", ["location_id"])
    op.add_column("delivery", sa.Column("ticket_entry_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_ticket_entry_id_ticket_entry"), "delivery", "ticket_entry", ["ticket_entry_id"], ["id"], ondelete="CASCADE")
    op.create_index(op.f("ix_delivery_ticket_entry_id"), "delivery", ["ticket_entry_id"])
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "ticket_entry_id, ")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE ticket_entry_id IS NOT NULL")
    op.drop_constraint(op.f("ck_delivery_of_one_subject"), "delivery")
    op.create_check_constraint(op.f("ck_delivery_of_one_subject"), "delivery", SUBJECTS % "")
    op.drop_column("delivery", "ticket_entry_id")
    for table in ("saved_answer", "ticket_photo", "ticket_entry", "ticket"):
        op.drop_table(table)
